"""Pages whose text layer says nothing: scans, and text in fonts that do not say which characters they draw.

Belongs here: which pages these are, and having them recognised. Does not belong here: recognition (``readers.scan``).
"""

from __future__ import annotations

from pypdfium2 import PdfDocument

from pipeline.model.grid import Unreadable
from pipeline.model.messages import said
from pipeline.readers import pages_ahead
from pipeline.readers.pdf import damage
from pipeline.readers.pdf.pages import first_reader
from pipeline.readers.pdf.tables.page_tables import PageTables
from pipeline.readers.scan import extra
from pipeline.text.fold import has_ideograph

# A page on which images cover this share and fewer glyphs than this stand is a scan.
_SCAN_SHARE, _SCAN_GLYPHS = 0.5, 30
# Text of more signs than this in which none is Chinese comes from fonts that do not say what they draw.
_UNMAPPED_SIGNS = 100
# A page with more vertical rulings than this has a table.
_TABLE_VERTICALS = 3


def scans(entries: list[PageTables]) -> list[int]:
    """The pages (1-based) that are pictures without a text layer."""
    return [e.page.number for e in entries if is_scan(e.page.image_share, e.glyphs)]


def is_scan(image_share: float, glyphs: int) -> bool:
    """Whether a page is a picture without a text layer: how much of it images cover, how many characters it has."""
    return image_share >= _SCAN_SHARE and glyphs < _SCAN_GLYPHS


def is_unmapped(entries: list[PageTables]) -> bool:
    """Whether a document with ruled tables and much text has not one Chinese character."""
    is_ruled = any(len(e.page.verticals) > _TABLE_VERTICALS for e in entries)
    has_text = sum(e.glyphs for e in entries) > _UNMAPPED_SIGNS
    return is_ruled and has_text and not any(e.has_ideograph for e in entries)


def recognise(
    document: PdfDocument, entries: list[PageTables], numbers: list[int], announce: extra.Announce, *, is_unmapped: bool
) -> bool:
    """Read these pages (1-based) by text recognition, in their places in ``entries``; false where that cannot be done.

    ``is_unmapped`` says that the whole document is recognised because its text layer says nothing. Raises
    :class:`Unreadable` when recognition would be needed for every page that holds something.
    """
    if not numbers:
        return False
    if extra.has_ocr():
        extra.check_count(len(numbers))
        announce(len(numbers))
        entries[:] = [e for e in entries if e.page.number not in numbers]
        entries += [recognised(document, number) for number in numbers]
        entries.sort(key=lambda e: e.page.number)
        return True
    if is_unmapped:
        raise Unreadable(said("text_without_unicode", advice=said("advice.install_ocr")))
    if len(numbers) == sum(1 for e in entries if e.glyphs or e.page.image_share >= _SCAN_SHARE):
        raise Unreadable(said("needs_ocr", advice=said("advice.install_ocr")), numbers[0])
    return False


def recognised(document: PdfDocument, number: int) -> PageTables:
    """A page (1-based) read by text recognition, which has to be installed."""
    from pipeline.readers.scan import pictures  # everything else works without the extra

    return pages_ahead.page(("picture", number), lambda: pictures.read_page(document, number - 1))


def pages_to_recognise(data: bytes) -> int:
    """How many pages of a PDF will be recognised, at most; 0 for a file that is refused.

    A page that images do not cover is no scan, so that only its objects are counted. Where no page says anything
    Chinese, the fonts may not say which characters they draw, and every page counts.
    """
    if not extra.has_ocr():
        return 0
    try:
        # Drawings that unfold without end are refused before pdfium sees them.
        has_layers = damage.inspect(data).has_layers
        document = first_reader.open_document(data)
    except Unreadable:
        return 0
    scanned = signs = 0
    is_chinese = False
    try:
        pages = len(document) if len(document) <= first_reader.MOST_PAGES else 0
        for index in range(pages):
            seen = first_reader.glance(document, index, has_text=not is_chinese)
            if seen.image_share >= _SCAN_SHARE and _has_little_text(document, index, has_layers=has_layers):
                scanned += 1
                continue
            is_chinese = is_chinese or has_ideograph(seen.text)
            signs += len(seen.text)
    finally:
        document.close()
    count = scanned if is_chinese or signs <= _UNMAPPED_SIGNS else pages
    return count if count <= extra.MOST_PAGES else 0


def _has_little_text(document: PdfDocument, index: int, *, has_layers: bool) -> bool:
    """Whether a page (0-based) has no text layer; text that nobody sees does not count."""
    page = first_reader.read_page(document, index, has_layers=has_layers, is_plain_enough=False)
    return page is not None and len(page.glyphs) < _SCAN_GLYPHS
