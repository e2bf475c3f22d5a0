"""PDF with a text layer to grids of cells, each with its rectangle.

Belongs here: pages in order, the second opinion. Does not belong here: geometry of one page (``tables``), tables
over page breaks (``stack``), the PDF libraries (``pdfium``, ``plumber``), the meaning of a cell.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection
from dataclasses import replace

from pypdfium2 import PdfDocument

from pipeline.model.grid import Cell, Reading, TextLine, Unreadable
from pipeline.model.reading_notes import INSTALL_ADVICE, Note, NoteCode
from pipeline.readers.pdf import damage
from pipeline.readers.pdf.pages import first_reader as pdfium
from pipeline.readers.pdf.pages import second_reader
from pipeline.readers.pdf.pages.drawn_digits import DigitCheck
from pipeline.readers.pdf.pages.geometry import Rectangle
from pipeline.readers.pdf.pages.page import UNMAPPED, Page
from pipeline.readers.pdf.tables.page_breaks import stack_pages
from pipeline.readers.pdf.tables.page_parts import is_cut_off, side_by_side
from pipeline.readers.pdf.tables.page_tables import PageTables, ruled_tables
from pipeline.readers.pdf.tables.rulings import SNAP
from pipeline.readers.scan import extra
from pipeline.text.fold import fold_radicals, fold_widths, has_ideograph, squeeze

MOST_PAGES = 5000
"""Pages of a PDF that are read; a report with every annex has a few hundred."""
_FAILED = (
    "The reader failed on page {} ({}), as damaged files make it do. Download the document again; if it is "
    "whole, report it."
)
# One page in this many is read by both readers although the first left no doubt.
SAMPLE = 20
# A page on which images cover this share and fewer glyphs than this stand is a scan.
_SCAN_SHARE, _SCAN_GLYPHS = 0.5, 30
# Text of more signs than this in which none is Chinese comes from fonts that do not say what they draw.
_UNMAPPED_SIGNS = 100


def read(
    data: bytes,
    announce: extra.Announce = extra.no_announcement,
    *,
    digit_looks: int = 0,
    faint: Collection[int] = (),
    has_false_text: bool = False,
) -> Reading:
    """Grids and lines of a PDF; pages without a text layer are recognised where the extra ``ocr`` is installed.

    With ``digit_looks`` the drawing of digits is compared with the text also where the file gives no cause for that. On
    the pages ``faint`` (1-based) the edges of filled areas and white lines over them count as rulings. With
    ``has_false_text`` the text layer is not believed, and every page is recognised.

    Raises :class:`Unreadable`: ``not_a_pdf``, ``password_protected``, ``damaged_pdf``, and without the extra
    ``needs_ocr`` (no text layer on any page), ``text_without_unicode`` (fonts that do not say which characters they
    draw), with it ``too_many_scans``.
    """
    found_damage = damage.inspect(data)
    document = pdfium.open_document(data)
    found: list[PageTables] = []
    looks = max(digit_looks, found_damage.digit_looks)
    digits = DigitCheck(looks) if looks else None
    try:
        pages = len(document)
        broken = damage.broken_pages(data, found_damage, pages)
        if len(broken) == pages:
            raise _damaged(broken, is_whole=True)
        if pages > MOST_PAGES:
            raise Unreadable(
                "too_many_pages",
                f"The PDF has {pages} pages, more than the {MOST_PAGES} that are read: cut out the pages with the "
                "self-evaluation forms and put those into the folder.",
            )
        for number in range(1, pages + 1):
            # Notes of a form may stand on the page behind its table; where their lines end says what belongs to them.
            is_behind_table = bool(found) and bool(found[-1].tables)
            try:
                page = pdfium.read_page(
                    document,
                    number - 1,
                    has_layers=found_damage.has_layers,
                    is_plain_enough=not is_behind_table and number not in faint,
                    digits=digits,
                    is_faint=number in faint,
                )
                if page is None:
                    broken.add(number)
                else:
                    found += _read_page(page)
            except (Unreadable, MemoryError):
                raise
            except Exception as error:  # a page can hold what nobody foresaw
                raise Unreadable("reader_failed", _FAILED.format(number, type(error).__name__), number) from error
        broken |= damage.broken_pictures(data, set(_scans(found)) - broken)
        scans = [number for number in _scans(found) if number not in broken]
        is_unmapped = has_false_text or _is_unmapped(found)
        numbers = list(range(1, pages + 1)) if is_unmapped else scans
        recognised = _recognise(document, found, numbers, announce, is_unmapped=is_unmapped)
    finally:
        document.close()
    empty = [p.page.number for p in found if recognised and p.page.number in scans and not p.tables and not p.lines]
    reading = Reading("pdf_ocr" if recognised else "pdf_text", pages, stack_pages(found, broken | set(empty)))
    reading.text_lines = [(p.page.number, line.text) for p in found for _, line in p.lines]
    if recognised and not any(p.tables for p in found):
        reading.notes.append(Note(NoteCode.SCANS_WITHOUT_TABLE))
    if empty:
        reading.notes.append(Note(NoteCode.SCANS_WITHOUT_TEXT, tuple(empty)))
    if scans and not recognised:
        reading.notes.append(Note(NoteCode.SCANS_NOT_READ, tuple(scans)))
    reading.cut = frozenset(p.page.number for p in found if p.page.is_cut)
    if reading.cut:
        reading.notes.append(Note(NoteCode.PAGES_CUT_OFF, tuple(sorted(reading.cut))))
    if broken:
        _name_broken(reading, broken)
    # The second reader sees no faint rulings.
    unsure = {p.page.number for p in found if p.tables and p.is_unsure} - set(faint)
    return confirm(data, unsure, reading)


def pages_to_recognise(data: bytes) -> int:
    """How many pages :func:`read` will recognise, at most; 0 for a file that it refuses.

    A page that images do not cover is no scan, so that only its objects are counted. Where no page says anything
    Chinese, the fonts may not say which characters they draw, and every page counts.
    """
    if not extra.has_ocr():
        return 0
    try:
        # Drawings that unfold without end are refused before pdfium sees them.
        has_layers = damage.inspect(data).has_layers
        document = pdfium.open_document(data)
    except Unreadable:
        return 0
    scans = signs = 0
    is_chinese = False
    try:
        pages = len(document) if len(document) <= MOST_PAGES else 0
        for index in range(pages):
            seen = pdfium.glance(document, index, has_text=not is_chinese)
            if seen.image_share >= _SCAN_SHARE and _has_little_text(document, index, has_layers=has_layers):
                scans += 1
                continue
            is_chinese = is_chinese or has_ideograph(seen.text)
            signs += len(seen.text)
    finally:
        document.close()
    count = scans if is_chinese or signs <= _UNMAPPED_SIGNS else pages
    return count if count <= extra.MOST_PAGES else 0


def _has_little_text(document: PdfDocument, index: int, *, has_layers: bool) -> bool:
    """Whether a page (0-based) has no text layer. Text that nobody sees is none."""
    page = pdfium.read_page(document, index, has_layers=has_layers, is_plain_enough=False)
    return page is not None and len(page.glyphs) < _SCAN_GLYPHS


def draws_other_digits(data: bytes, numbers: set[int]) -> bool:
    """Whether a font on these pages (1-based) draws other digits than it says."""
    document = pdfium.open_document(data)
    digits = DigitCheck(1)
    try:
        pages = (pdfium.read_page(document, n - 1, is_plain_enough=False, digits=digits) for n in sorted(numbers))
        return any(page is not None and page.has_misread for page in pages)
    finally:
        document.close()


def shown_lines(data: bytes, numbers: set[int]) -> dict[int, list[str]]:
    """The lines of text outside tables that a reader of these pages (1-based) sees, from where each glyph stands.

    What :func:`read` gives for a page without a table is its text as the file stores it, also where nobody sees it.
    """
    document = pdfium.open_document(data)
    has_layers = damage.inspect(data).has_layers
    shown: dict[int, list[str]] = {}
    try:
        for number in sorted(numbers):
            page = pdfium.read_page(document, number - 1, has_layers=has_layers, is_plain_enough=False)
            if page is not None:
                shown[number] = [line.text for part in side_by_side(page) for _, line in ruled_tables(part)[1]]
    finally:
        document.close()
    return shown


def _name_broken(reading: Reading, broken: set[int]) -> None:
    """Name the pages that are damaged in the file; no form that stands on one is published.

    Raises :class:`Unreadable` when no other page has a table.
    """
    if not any(cell.page not in broken for grid in reading.grids for cell in grid.cells):
        raise _damaged(broken)
    reading.notes.append(Note(NoteCode.PAGES_DAMAGED, tuple(sorted(broken))))
    reading.damaged = frozenset(broken)


def _damaged(broken: set[int], *, is_whole: bool = False) -> Unreadable:
    listed = ", ".join(map(str, sorted(broken)))
    sentence = f"Pages {listed} of the PDF are damaged and cannot be shown whole. Download it again from its source."
    return Unreadable("damaged_pdf", sentence, None if is_whole else min(broken))


def _scans(found: list[PageTables]) -> list[int]:
    """The pages (1-based) that are pictures without a text layer."""
    return [p.page.number for p in found if p.page.image_share >= _SCAN_SHARE and p.glyphs < _SCAN_GLYPHS]


def _recognise(
    document: PdfDocument, found: list[PageTables], numbers: list[int], announce: extra.Announce, *, is_unmapped: bool
) -> bool:
    """Read these pages (1-based) by text recognition, in their places in ``found``; false where that cannot be done.

    Raises :class:`Unreadable` when it would be needed for every page that holds something.
    """
    if not numbers:
        return False
    if extra.has_ocr():
        extra.check_count(len(numbers))
        announce(len(numbers))
        from pipeline.readers.scan import pictures  # everything else works without the extra

        found[:] = [p for p in found if p.page.number not in numbers]
        found += [pictures.read_page(document, number - 1) for number in numbers]
        found.sort(key=lambda p: p.page.number)
        return True
    if is_unmapped:
        raise Unreadable(
            "text_without_unicode",
            "The fonts of this PDF do not say which characters they draw, so its text layer is meaningless. "
            + INSTALL_ADVICE,
        )
    if len(numbers) == sum(1 for p in found if p.glyphs or p.page.image_share >= _SCAN_SHARE):
        raise Unreadable("needs_ocr", f"The pages are images without a text layer. {INSTALL_ADVICE}", numbers[0])
    return False


def _read_page(page: Page) -> list[PageTables]:
    """The page, or its halves, with tables; glyphs are let go, so that memory grows with the text and not its ink."""
    if page.plain is not None:
        text = "".join(page.plain)
        lines = [(float(number), TextLine(line)) for number, line in enumerate(page.plain)]
        return [PageTables(page, [], lines, glyphs=len(text), has_ideograph=has_ideograph(text))]
    found: list[PageTables] = []
    page.is_cut = is_cut_off(page)
    for part in side_by_side(page):
        entry = PageTables(page, *ruled_tables(part), glyphs=len(part.glyphs))
        if page.lost:
            for box in (box for table in entry.tables for box in table.boxes):
                box.doubt("text_lost")
        text = "".join(g.text for g in part.glyphs)
        entry.has_ideograph = has_ideograph(text)
        is_sampled = zlib.crc32(text.encode()) % SAMPLE == 0
        entry.is_unsure = is_sampled or page.unmapped > 0 or not all(t.is_regular for t in entry.tables)
        found.append(entry)
    page.glyphs = []
    return found


def confirm(data: bytes, pages: set[int], reading: Reading) -> Reading:
    """The reading with a doubt on every cell of these pages (1-based) that pdfplumber reads differently.

    A cell agrees when pdfplumber finds the same text (widths, radicals and blanks aside) in the same rectangle.
    """
    second: dict[int, list[tuple[Rectangle, str]]] = {}
    for number, page in second_reader.read_pages(data, pages).items():
        if 2 * sum(g.text == chr(UNMAPPED) for g in page.glyphs) >= len(page.glyphs):
            # pdfplumber cannot decode the fonts of some encrypted files: no second opinion, which is no disagreement.
            continue
        for part in side_by_side(page):
            other = PageTables(page, *ruled_tables(part))
            own = [(other.rectangle(box), _compared(box.text)) for t in other.tables for box in t.boxes]
            second.setdefault(number, []).extend(own)
    if not second:
        return reading
    reading.grids = [replace(grid, cells=[_judged(cell, second) for cell in grid.cells]) for grid in reading.grids]
    return reading


def _judged(cell: Cell, second: dict[int, list[tuple[Rectangle, str]]]) -> Cell:
    is_doubted = cell.page in second and not _agrees(cell, second[cell.page])
    return cell.doubted("readers_disagree") if is_doubted else cell


def _agrees(cell: Cell, boxes: list[tuple[Rectangle, str]]) -> bool:
    place = cell.evidence[0]
    x0, top, x1, bottom = place.x0 or 0.0, place.top or 0.0, place.x1 or 0.0, place.bottom or 0.0
    text = _compared(cell.text)
    near = [
        t
        for (left, upper, right, lower), t in boxes
        if abs(top - upper) <= SNAP
        and abs(x0 - left) <= SNAP
        and abs(x1 - right) <= SNAP
        and abs(bottom - lower) <= SNAP
    ]
    return text in near if near else text == ""


def _compared(text: str) -> str:
    return squeeze(fold_widths(fold_radicals(text)))


def _is_unmapped(found: list[PageTables]) -> bool:
    """Whether a document with ruled tables and much text has not one Chinese character."""
    is_ruled = any(len(p.page.verticals) > 3 for p in found)
    return is_ruled and sum(p.glyphs for p in found) > _UNMAPPED_SIGNS and not any(p.has_ideograph for p in found)
