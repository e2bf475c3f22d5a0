"""PDF with a text layer to grids of cells, each with its rectangle.

Belongs here: pages in order, the second opinion. Does not belong here: geometry of one page (``lattice``), tables
over page breaks (``stack``), the PDF libraries (``pdfium``, ``plumber``), the meaning of a cell.
"""

from __future__ import annotations

import zlib
from dataclasses import replace

from pypdfium2 import PdfDocument

from pipeline.readers import extra, pdfium, plumber
from pipeline.readers.grid import Cell, Reading, Unreadable
from pipeline.readers.lattice import SNAP, tables
from pipeline.readers.stack import PageTables, Rectangle, stack_pages
from pipeline.text.fold import fold_radicals, fold_widths, has_ideograph, squeeze

# One page in this many is read by both readers although the first left no doubt.
SAMPLE = 20
# A page on which images cover this share and fewer glyphs than this stand is a scan.
_SCAN_SHARE, _SCAN_GLYPHS = 0.5, 30


def read(data: bytes) -> Reading:
    """Grids and lines of a PDF; pages without a text layer are recognised where the extra ``ocr`` is installed.

    Raises :class:`Unreadable`: ``not_a_pdf``, ``password_protected``, ``damaged_pdf``, and without the extra
    ``needs_ocr`` (no text layer on any page), ``text_without_unicode`` (fonts that do not say which characters they
    draw).
    """
    document = pdfium.open_document(data)
    try:
        found = [_read_page(document, i) for i in range(len(document))]
        scans = _scans(found)
        recognised = _recognise(document, found, list(range(1, len(found) + 1)) if _is_unmapped(found) else scans)
    finally:
        document.close()
    reading = Reading("pdf_ocr" if recognised else "pdf_text", len(found), stack_pages(found))
    reading.text_lines = [(p.page.number, text) for p in found for _, text in p.lines]
    if scans and not recognised:
        listed = ", ".join(map(str, scans))
        reading.notes.append(f"Pages {listed} are images without a text layer and were not read. {extra.INSTALL}")
    return confirm(data, {p.page.number for p in found if p.tables and p.is_unsure}, reading)


def _scans(found: list[PageTables]) -> list[int]:
    """The pages (1-based) that are pictures without a text layer."""
    return [p.page.number for p in found if p.page.image_share >= _SCAN_SHARE and p.glyphs < _SCAN_GLYPHS]


def _recognise(document: PdfDocument, found: list[PageTables], numbers: list[int]) -> bool:
    """Read these pages (1-based) by text recognition, in their places in ``found``; false where that cannot be done.

    Raises :class:`Unreadable` when it would be needed for every page that holds something.
    """
    if not numbers:
        return False
    if extra.has_ocr():
        extra.ask_for_time(len(numbers))
        from pipeline.readers import pdf_ocr  # everything else works without the extra

        for number in numbers:
            found[number - 1] = pdf_ocr.read_page(document, number - 1)
        return True
    if _is_unmapped(found):
        raise Unreadable(
            "text_without_unicode",
            "The fonts of this PDF do not say which characters they draw, so its text layer is meaningless. "
            + extra.INSTALL,
        )
    if len(numbers) == sum(1 for p in found if p.glyphs or p.page.image_share >= _SCAN_SHARE):
        raise Unreadable("needs_ocr", f"The pages are images without a text layer. {extra.INSTALL}", numbers[0])
    return False


def _read_page(document: PdfDocument, index: int) -> PageTables:
    """One page with its tables; its glyphs are let go, so that memory grows with the text and not with its ink."""
    page = pdfium.read_page(document, index)
    found = PageTables(page, *tables(page), glyphs=len(page.glyphs))
    text = "".join(g.text for g in page.glyphs)
    found.has_ideograph = has_ideograph(text)
    is_sampled = zlib.crc32(text.encode()) % SAMPLE == 0
    found.is_unsure = is_sampled or page.unmapped > 0 or not all(t.is_regular for t in found.tables)
    page.glyphs = []
    return found


def confirm(data: bytes, pages: set[int], reading: Reading) -> Reading:
    """The reading with a doubt on every cell of these pages (1-based) that pdfplumber reads differently.

    A cell agrees when pdfplumber finds the same text (widths, radicals and blanks aside) in the same rectangle.
    """
    second: dict[int, list[tuple[Rectangle, str]]] = {}
    for number, page in plumber.read_pages(data, pages).items():
        if not page.glyphs:
            # pdfplumber cannot decode the fonts of some encrypted files: no second opinion, which is no disagreement.
            continue
        other = PageTables(page, *tables(page))
        second[number] = [(other.rectangle(box), _compared(box.text)) for t in other.tables for box in t.boxes]
    reading.grids = [replace(grid, cells=[_judged(cell, second) for cell in grid.cells]) for grid in reading.grids]
    return reading


def _judged(cell: Cell, second: dict[int, list[tuple[Rectangle, str]]]) -> Cell:
    is_doubted = cell.page in second and not _agrees(cell, second[cell.page])
    return cell.doubted("readers_disagree") if is_doubted else cell


def _agrees(cell: Cell, boxes: list[tuple[Rectangle, str]]) -> bool:
    place = cell.evidence[0]
    own = (place.x0 or 0.0, place.top or 0.0, place.x1 or 0.0, place.bottom or 0.0)
    text = _compared(cell.text)
    near = [t for rectangle, t in boxes if all(abs(a - b) <= SNAP for a, b in zip(own, rectangle, strict=True))]
    return text in near if near else text == ""


def _compared(text: str) -> str:
    return squeeze(fold_widths(fold_radicals(text)))


def _is_unmapped(found: list[PageTables]) -> bool:
    """Whether a document with ruled tables and much text has not one Chinese character."""
    is_ruled = any(len(p.page.verticals) > 3 for p in found)
    return is_ruled and sum(p.glyphs for p in found) > 100 and not any(p.has_ideograph for p in found)
