"""PDF with a text layer to grids of cells, each with its rectangle.

Belongs here: pages in order, tables stacked over page breaks, the second opinion. Does not belong here:
geometry of one page (``lattice``), the PDF libraries (``pdfium``, ``plumber``), the meaning of a cell.
"""

from __future__ import annotations

import zlib
from bisect import bisect_left
from dataclasses import dataclass, field, replace

from pipeline.readers import pdfium, plumber
from pipeline.readers.grid import Cell, Evidence, Grid, Reading, Unreadable
from pipeline.readers.lattice import Box, Table, tables
from pipeline.readers.page import Page, turn_back
from pipeline.text.fold import fold_radicals, fold_widths, has_ideograph, squeeze

# One page in this many is read by both readers although the first left no doubt.
SAMPLE = 20
# Tables whose left and right edges differ by less (points) are parts of one table.
_SAME_EDGE = 6.0
_SAME_COLUMN = 3.0
# A page on which images cover this share and fewer glyphs than this stand is a scan.
_SCAN_SHARE, _SCAN_GLYPHS = 0.5, 30


@dataclass(slots=True)
class _PageTables:
    """The tables of one page and what is needed to place their evidence on the page as displayed."""

    page: Page
    tables: list[Table]
    lines: list[tuple[float, str]]
    doubted: dict[int, str] = field(default_factory=dict)


def read(data: bytes) -> Reading:
    """Grids and lines of a PDF.

    Raises :class:`Unreadable`: ``not_a_pdf``, ``password_protected``, ``damaged_pdf``, ``needs_ocr`` (no text layer
    on any page), ``text_without_unicode`` (fonts that do not say which characters they draw).
    """
    document = pdfium.open_document(data)
    try:
        pages = [pdfium.read_page(document, i) for i in range(len(document))]
    finally:
        document.close()
    scans = [p.number for p in pages if p.image_share >= _SCAN_SHARE and len(p.glyphs) < _SCAN_GLYPHS]
    if scans and len(scans) == sum(1 for p in pages if p.glyphs or p.image_share >= _SCAN_SHARE):
        raise Unreadable(
            "needs_ocr",
            "The pages are images without a text layer. Ask the publisher for the original file, or run text "
            "recognition over the PDF and put the result into the folder.",
            scans[0],
        )
    _refuse_unmapped(pages)
    found = [_PageTables(page, *tables(page)) for page in pages]
    unsure = {p.page.number for p in found if p.tables and _is_unsure(p)}
    _compare(data, found, unsure)
    reading = Reading("pdf_text", len(pages), _stack(found))
    reading.text_lines = [(p.page.number, text) for p in found for _, text in p.lines]
    if scans:
        listed = ", ".join(map(str, scans))
        reading.notes.append(f"Pages {listed} are images without a text layer and were not read.")
    return reading


def confirm(data: bytes, pages: set[int], reading: Reading) -> Reading:
    """The reading with a doubt on every cell of these pages that pdfplumber reads differently."""
    wanted = {n for n in pages if 1 <= n <= reading.pages}
    second = {n: tables(p)[0] for n, p in plumber.read_pages(data, wanted).items()}
    texts = {n: {_key(box, t): _compared(box.text) for t in ts for box in t.boxes} for n, ts in second.items()}
    for grid in reading.grids:
        for i, cell in enumerate(grid.cells):
            for piece in cell.evidence:
                if piece.page in texts and len(cell.evidence) == 1 and _differs(cell, piece, texts[piece.page]):
                    grid.cells[i] = cell.doubted("readers_disagree")
    return reading


def _differs(cell: Cell, piece: Evidence, texts: dict[tuple[int, int, int, int], str]) -> bool:
    key = tuple(round(v or 0) for v in (piece.x0, piece.top, piece.x1, piece.bottom))
    near = [text for k, text in texts.items() if all(abs(a - b) <= 3 for a, b in zip(k, key, strict=True))]
    return _compared(cell.text) not in near and _compared(cell.text) != "" or (not near and cell.text != "")


def _is_unsure(found: _PageTables) -> bool:
    if found.page.unmapped or any(not t.is_regular for t in found.tables):
        return True
    return zlib.crc32("".join(g.text for g in found.page.glyphs).encode()) % SAMPLE == 0


def _compare(data: bytes, found: list[_PageTables], numbers: set[int]) -> None:
    """Mark the boxes of these pages that pdfplumber reads differently."""
    if not numbers:
        return
    second = plumber.read_pages(data, numbers)
    for entry in found:
        other = second.get(entry.page.number)
        if other is None:
            continue
        texts: dict[tuple[int, int, int, int], str] = {}
        for table in tables(other)[0]:
            texts |= {_key(box, table): _compared(box.text) for box in table.boxes}
        for table in entry.tables:
            for box in table.boxes:
                key = _key(box, table)
                near = [t for k, t in texts.items() if all(abs(a - b) <= 3 for a, b in zip(k, key, strict=True))]
                if box.lines and _compared(box.text) not in near:
                    entry.doubted[id(box)] = "readers_disagree"


def _key(box: Box, table: Table) -> tuple[int, int, int, int]:
    return round(box.x0), round(box.top), round(box.x1), round(box.bottom)


def _compared(text: str) -> str:
    return squeeze(fold_widths(fold_radicals(text)))


def _refuse_unmapped(pages: list[Page]) -> None:
    glyphs = sum(len(p.glyphs) for p in pages)
    unmapped = sum(p.unmapped for p in pages)
    ruled = any(len(p.verticals) > 3 for p in pages)
    if ruled and glyphs + unmapped > 100 and not any(has_ideograph(g.text) for p in pages for g in p.glyphs):
        raise Unreadable(
            "text_without_unicode",
            "The fonts of this PDF do not say which characters they draw, so its text layer is meaningless. Print "
            "the document to a new PDF with embedded fonts, or run text recognition over it.",
        )


def _stack(found: list[_PageTables]) -> list[Grid]:
    """Tables with the same outer edges as one grid, over page breaks and gaps, in document order."""
    stacks: list[list[tuple[_PageTables, Table, list[str]]]] = []
    pending: list[str] = []
    for entry in found:
        lines = list(entry.lines)
        for table in entry.tables:
            above = [text for top, text in lines if top < table.top]
            lines = [(top, text) for top, text in lines if top >= table.top]
            part = (entry, table, pending + above)
            pending = []
            if stacks and _continues(stacks[-1][-1][1], table):
                stacks[-1].append(part)
            else:
                stacks.append([part])
        pending += [text for _, text in lines]
    grids = [_grid(stack) for stack in stacks]
    if grids and pending:
        grids[-1].above[grids[-1].rows] = pending
    return grids


def _continues(before: Table, table: Table) -> bool:
    return abs(before.xs[0] - table.xs[0]) <= _SAME_EDGE and abs(before.xs[-1] - table.xs[-1]) <= _SAME_EDGE


def _grid(stack: list[tuple[_PageTables, Table, list[str]]]) -> Grid:
    edges: list[float] = []
    for x in sorted(x for _, table, _ in stack for x in table.xs):
        if not edges or x - edges[-1] > _SAME_COLUMN:
            edges.append(x)
    grid = Grid(0, len(edges) - 1, [])
    for entry, table, above in stack:
        if above:
            grid.above[grid.rows] = above
        for box in table.boxes:
            grid.cells.append(_cell(box, grid.rows, edges, entry))
        grid.rows += len(table.ys) - 1
    return grid


def _cell(box: Box, first_row: int, edges: list[float], entry: _PageTables) -> Cell:
    column = _nearest(edges, box.x0)
    last = max(column + 1, _nearest(edges, box.x1))
    page = entry.page
    x0, top, x1, bottom = turn_back((box.x0, box.top, box.x1, box.bottom), page.turn, page.width, page.height)
    cell = Cell(
        row=first_row + box.row,
        column=column,
        row_span=box.last_row - box.row + 1,
        column_span=last - column,
        text=box.text,
        raw="\n".join(box.lines),
        evidence=(Evidence(page.number, round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2)),),
    )
    doubt = entry.doubted.get(id(box), "")
    return replace(cell, doubt=doubt) if doubt else cell


def _nearest(edges: list[float], x: float) -> int:
    k = bisect_left(edges, x)
    return min((i for i in (k - 1, k) if 0 <= i < len(edges)), key=lambda i: abs(edges[i] - x))
