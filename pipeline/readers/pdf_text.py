"""PDF with a text layer to grids of cells, each with its rectangle.

Belongs here: pages in order, tables stacked over page breaks, the second opinion. Does not belong here:
geometry of one page (``lattice``), the PDF libraries (``pdfium``, ``plumber``), the meaning of a cell.
"""

from __future__ import annotations

import zlib
from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import NamedTuple

from pypdfium2 import PdfDocument

from pipeline.readers import pdfium, plumber
from pipeline.readers.grid import Cell, Evidence, Grid, Reading, Unreadable
from pipeline.readers.lattice import SNAP, Box, Table, edges_of, tables
from pipeline.readers.page import Page, turn_back
from pipeline.text.fold import fold_radicals, fold_widths, has_ideograph, squeeze

# One page in this many is read by both readers although the first left no doubt.
SAMPLE = 20
# Tables whose widths differ by less (points) are parts of one table; mirrored margins shift them sideways.
_SAME_WIDTH = 6.0
# The two tables of a form that is drawn as two (head, indicators) stand at most this much inside each other.
_INSET = 30.0
# A page on which images cover this share and fewer glyphs than this stand is a scan.
_SCAN_SHARE, _SCAN_GLYPHS = 0.5, 30


Rectangle = tuple[float, float, float, float]


@dataclass(slots=True)
class _PageTables:
    """The tables of one page, its lines outside them, and the page itself to place evidence as displayed.

    ``glyphs`` is how many characters it shows; ``is_unsure`` asks for a second opinion.
    """

    page: Page
    tables: list[Table]
    lines: list[tuple[float, str]]
    glyphs: int = 0
    has_ideograph: bool = False
    is_unsure: bool = False

    def rectangle(self, box: Box) -> Rectangle:
        """Where a box stands on the page as displayed: x0, top, x1, bottom in points."""
        turned = turn_back((box.x0, box.top, box.x1, box.bottom), self.page.turn, self.page.width, self.page.height)
        x0, top, x1, bottom = (round(v, 2) for v in turned)
        return x0, top, x1, bottom


def read(data: bytes) -> Reading:
    """Grids and lines of a PDF.

    Raises :class:`Unreadable`: ``not_a_pdf``, ``password_protected``, ``damaged_pdf``, ``needs_ocr`` (no text layer
    on any page), ``text_without_unicode`` (fonts that do not say which characters they draw).
    """
    document = pdfium.open_document(data)
    try:
        found = [_read_page(document, i) for i in range(len(document))]
    finally:
        document.close()
    scans = [p.page.number for p in found if p.page.image_share >= _SCAN_SHARE and p.glyphs < _SCAN_GLYPHS]
    if scans and len(scans) == sum(1 for p in found if p.glyphs or p.page.image_share >= _SCAN_SHARE):
        raise Unreadable(
            "needs_ocr",
            "The pages are images without a text layer. Ask the publisher for the original file, or run text "
            "recognition over the PDF and put the result into the folder.",
            scans[0],
        )
    _refuse_unmapped(found)
    reading = Reading("pdf_text", len(found), _stack(found))
    reading.text_lines = [(p.page.number, text) for p in found for _, text in p.lines]
    if scans:
        listed = ", ".join(map(str, scans))
        reading.notes.append(f"Pages {listed} are images without a text layer and were not read.")
    return confirm(data, {p.page.number for p in found if p.tables and p.is_unsure}, reading)


def _read_page(document: PdfDocument, index: int) -> _PageTables:
    """One page with its tables; its glyphs are let go, so that memory grows with the text and not with its ink."""
    page = pdfium.read_page(document, index)
    found = _PageTables(page, *tables(page), glyphs=len(page.glyphs))
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
        other = _PageTables(page, *tables(page))
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


def _refuse_unmapped(found: list[_PageTables]) -> None:
    is_ruled = any(len(p.page.verticals) > 3 for p in found)
    if is_ruled and sum(p.glyphs for p in found) > 100 and not any(p.has_ideograph for p in found):
        raise Unreadable(
            "text_without_unicode",
            "The fonts of this PDF do not say which characters they draw, so its text layer is meaningless. Print "
            "the document to a new PDF with embedded fonts, or run text recognition over it.",
        )


class _Part(NamedTuple):
    """A table in a stack: the lines above it, and how far right its stack reckons its columns (points)."""

    entry: _PageTables
    table: Table
    above: list[str]
    shift: float


def _stack(found: list[_PageTables]) -> list[Grid]:
    """Tables that go on from each other as one grid, over page breaks and gaps, in document order."""
    stacks: list[list[_Part]] = []
    pending: list[str] = []
    for entry in found:
        lines = list(entry.lines)
        for table in entry.tables:
            above = pending + [text for top, text in lines if top < table.top]
            pending = []
            lines = [(top, text) for top, text in lines if top >= table.top]
            shifts = ((stack, _shift(stack, table)) for stack in reversed(stacks))
            stack, shift = next(((s, d) for s, d in shifts if d is not None), ([], 0.0))
            if not stack:
                stacks.append(stack)
            stack.append(_Part(entry, table, above, shift))
        pending += [text for _, text in lines]
    grids = [_grid(stack) for stack in stacks]
    if grids and pending:
        grids[-1].above[grids[-1].rows] = pending
    return grids


def _shift(stack: list[_Part], table: Table) -> float | None:
    """How far right a table has to be moved to go on from a stack; null when it does not go on from it.

    It does when it stands on the same page or the next and has the width of the last table (margins may be
    mirrored), or nearly its outer edges, or when nearly all of its column edges are edges of the stack (a page may
    lack outer borders).
    """
    last = stack[-1]
    if table.page - last.table.page > 1:
        return None
    if abs((last.table.xs[-1] - last.table.xs[0]) - (table.xs[-1] - table.xs[0])) <= _SAME_WIDTH:
        return last.shift + last.table.xs[0] - table.xs[0]
    if abs(last.table.xs[0] - table.xs[0]) <= _INSET and abs(last.table.xs[-1] - table.xs[-1]) <= _INSET:
        return last.shift
    edges = [x + part.shift for part in stack for x in part.table.xs]
    shared = sum(1 for x in table.xs if any(abs(x + last.shift - e) <= SNAP for e in edges))
    return last.shift if len(table.xs) > 4 and shared >= 0.8 * len(table.xs) else None


def _grid(stack: list[_Part]) -> Grid:
    edges = edges_of([x + part.shift for part in stack for x in part.table.xs])
    grid = Grid(0, len(edges) - 1, [], edges=tuple(edges))
    for part in stack:
        if part.above:
            grid.above[grid.rows] = part.above
        for box in part.table.boxes:
            grid.cells.append(_cell(box, grid.rows, edges, part))
        grid.rows += len(part.table.ys) - 1
    return grid


def _cell(box: Box, first_row: int, edges: list[float], part: _Part) -> Cell:
    column = _nearest(edges, box.x0 + part.shift)
    last = max(column + 1, _nearest(edges, box.x1 + part.shift))
    return Cell(
        row=first_row + box.row,
        column=column,
        row_span=box.last_row - box.row + 1,
        column_span=last - column,
        text=box.text,
        raw="\n".join(box.lines),
        evidence=(Evidence(part.table.page, *part.entry.rectangle(box)),),
        doubt=box.doubt,
    )


def _nearest(edges: list[float], x: float) -> int:
    k = bisect_left(edges, x)
    return min((i for i in (k - 1, k) if 0 <= i < len(edges)), key=lambda i: abs(edges[i] - x))
