"""Sheets to grids of cells, one or more for each sheet.

Belongs here: which cells of a sheet are tables and which are text around them. Does not belong here: what a cell shows
(``xlsx``, ``xls``), tables beside each other (``sheet_blocks``), merged cells without overlap (``tiling``).

Hidden rows and columns are not read. The grids of hidden sheets, and those with all hidden rows and columns, are kept
apart in the reading (``hidden``, ``unfolded``).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace
from itertools import groupby

from pipeline.model.doubts import with_doubt
from pipeline.model.grid import Cell, Evidence, Grid, Reading, TextLine, Unreadable
from pipeline.model.messages import said
from pipeline.readers.characters import seen
from pipeline.readers.office.sheet import DEFAULT_SIZE, CellPosition, MergedRange, ShownCell, ShownSheet
from pipeline.readers.office.sheet_blocks import column_blocks
from pipeline.readers.tiling import MAX_SLOTS, MarkedCell, MarkedRow, tile
from pipeline.readers.unread_pictures import note_pictures

# Fewest texts in a row that only a table has; a line above a table has two, the department and the unit of money.
_TABLE_TEXTS = 3


def reading_of(route: str, sheets: list[ShownSheet], pictures: int) -> Reading:
    """The grids and lines of all sheets of a workbook; ``pictures`` is the number of its pictures."""
    if not sheets:
        raise Unreadable(said("no_sheet_read"))
    reading = Reading(route, len(sheets), [])
    for sheet in sheets:
        grids, lines = _grids(sheet)
        if sheet.is_hidden:
            reading.hidden += grids
            continue
        reading.grids += grids
        if grids and any(
            cell.text and (row in sheet.hidden_rows or column in sheet.hidden_columns)
            for (row, column), cell in sheet.cells.items()
        ):
            reading.unfolded += _grids(replace(sheet, hidden_rows=set(), hidden_columns=set()))[0]
        reading.text_lines += [(sheet.number, line) for line in lines]
    note_pictures(reading, pictures)
    return reading


def _grids(sheet: ShownSheet) -> tuple[list[Grid], list[str]]:
    """The tables of a sheet and its lines of text outside of them, print headers and text boxes included."""
    boxes = [text for _, text in _by_row(sheet.boxes)]
    sheet.merged = _clipped(sheet)
    covered = _covered(sheet)
    spans = {(r0, c0): (r1, c1) for r0, r1, c0, c1 in sheet.merged}
    # A cell in doubt counts as a text even where it shows none.
    texts = {
        p: c for p, c in sheet.cells.items() if (c.text or c.doubts) and p not in covered and _is_seen(sheet, p, spans)
    }
    if not texts:
        return [], [*sheet.header, *boxes]
    grids: list[Grid] = []
    lines: list[str] = []
    for columns, gutters in column_blocks(sheet, texts, covered):
        tables, outside = _tables_in(sheet, texts, covered, columns)
        for grid in tables:
            grid.gutters = gutters
        grids += tables
        lines += outside
    _set_above(sheet, grids)
    return grids, [*sheet.header, *lines, *boxes]


def _by_row(boxes: list[tuple[int, str]]) -> list[tuple[int, str]]:
    return sorted(boxes, key=lambda box: box[0])


def _set_above(sheet: ShownSheet, grids: list[Grid]) -> None:
    """Put the lines printed above the sheet before its first table, and text boxes before the table below them."""
    if not grids:
        return
    for row, text in _by_row(sheet.boxes):
        below = [g for g in grids if (g.cells[0].evidence[0].line_no or 0) > row]
        if below:
            below[0].above[0] = [*below[0].above.get(0, []), TextLine(text)]
    if sheet.header:
        grids[0].above[0] = [*map(TextLine, sheet.header), *grids[0].above.get(0, [])]


def _clipped(sheet: ShownSheet) -> list[MergedRange]:
    """The merged ranges, ended at the last row and the last column that hold a text.

    Titles are merged over whole rows of 16,384 columns, and levels down to the last row of the sheet.
    """
    filled = [position for position, cell in sheet.cells.items() if cell.text or cell.doubts]
    last_row = max((row for row, _ in filled), default=-1)
    last_column = max((column for _, column in filled), default=-1)
    return [
        (r0, min(r1, last_row), c0, min(c1, last_column))
        for r0, r1, c0, c1 in sheet.merged
        if r0 <= last_row and c0 <= last_column
    ]


def _tables_in(
    sheet: ShownSheet,
    texts: dict[CellPosition, ShownCell],
    covered: dict[CellPosition, CellPosition],
    columns: list[int],
) -> tuple[list[Grid], list[str]]:
    """The tables in some columns of a sheet, and the lines of text around them.

    Empty rows part two tables. Where cells have borders, rows without borders are text around the tables. Where none
    have, the rows before the first one with two texts are.
    """
    low, high = columns[0], columns[-1]
    own = {p: c for p, c in texts.items() if low <= p[1] <= high or (p[1] < low and _reaches(sheet, p, columns))}
    own = own or texts
    inside = {(row, column): owner for (row, column), owner in covered.items() if low <= column <= high}
    first, last = min(r for r, _ in own), max(r for r, _ in own)
    bordered = {
        r for (r, c), cell in sheet.cells.items() if cell.is_bordered and first <= r <= last and low <= c <= high
    }
    bordered |= {r for (r, _), owner in inside.items() if (a := sheet.cells.get(owner)) is not None and a.is_bordered}
    rows = {r for r, _ in own} | {r for r, _ in inside} | bordered
    shows = sorted(r for r in rows if r not in sheet.hidden_rows and r >= first)
    if len(shows) * len(columns) > MAX_SLOTS:
        raise Unreadable(said("table_too_large.sheet", limit=f"{MAX_SLOTS:,}"))
    grids: list[Grid] = []
    lines: list[str] = []
    above: list[TextLine] = []
    for connected in _runs_without_gap(shows, sheet.hidden_rows):
        in_table = _table_rows(sheet, own, connected, bordered)
        for is_table, group in groupby(connected, key=in_table.__contains__):
            numbers = list(group)
            if is_table:
                grids.append(_grid(sheet, numbers, columns, covered))
                if above:
                    grids[-1].above[0] = above
                    above = []
            else:
                texts_between = [
                    line
                    for position in sorted(own)
                    if numbers[0] <= position[0] <= numbers[-1]
                    for line in _lines(sheet, position, own[position])
                ]
                above += texts_between
                lines += [line.text for line in texts_between]
    if grids and above:
        grids[-1].above[grids[-1].rows] = above
    return grids, lines


def _lines(sheet: ShownSheet, position: CellPosition, cell: ShownCell) -> list[TextLine]:
    """The lines of a text outside of the tables, with the columns that its cell is merged over."""
    row, column = position
    last = next((c1 for r0, _, c0, c1 in sheet.merged if (r0, c0) == position), column)
    evidence = Evidence(sheet.number, line_no=row + 1, column_first=column, column_last=last)
    return [TextLine(line, evidence, cell.doubts) for line in cell.text.splitlines() if line.strip()]


def _reaches(sheet: ShownSheet, position: CellPosition, columns: list[int]) -> bool:
    """Whether the merged range of a position left of some columns reaches into them: a title over several tables."""
    return any((r0, c0) == position and c1 >= columns[0] for r0, _, c0, c1 in sheet.merged)


def _is_seen(sheet: ShownSheet, position: CellPosition, spans: dict[CellPosition, CellPosition]) -> bool:
    """Whether a row and a column of a cell show; those of a merged cell may be hidden in part."""
    last_row, last_column = spans.get(position, position)
    rows, columns = range(position[0], last_row + 1), range(position[1], last_column + 1)
    return any(r not in sheet.hidden_rows for r in rows) and any(c not in sheet.hidden_columns for c in columns)


def _covered(sheet: ShownSheet) -> dict[CellPosition, CellPosition]:
    """Every position in a merged range but its first, with that first one; of two ranges the earlier has it."""
    covered: dict[CellPosition, CellPosition] = {}
    asked = sum((r1 - r0 + 1) * (c1 - c0 + 1) for r0, r1, c0, c1 in sheet.merged)
    if asked > MAX_SLOTS:
        raise Unreadable(said("table_too_large.merged", limit=f"{MAX_SLOTS:,}"))
    for r0, r1, c0, c1 in sheet.merged:
        for row in range(r0, r1 + 1):
            for column in range(c0, c1 + 1):
                if (row, column) != (r0, c0):
                    covered.setdefault((row, column), (r0, c0))
    return covered


def _table_rows(
    sheet: ShownSheet, texts: dict[CellPosition, ShownCell], rows: list[int], bordered: set[int]
) -> set[int]:
    """Which of some rows without a gap between them belong to a table."""
    counts: dict[int, int] = {}
    for row, _ in texts:
        counts[row] = counts.get(row, 0) + 1
    drawn = [r for r in rows if r in bordered]
    if bordered and not drawn and max(counts.get(r, 0) for r in rows) < _TABLE_TEXTS:
        # Where tables have borders, titles and notes side by side are none.
        return set()
    if len(drawn) < len(rows) / 2:
        start = next((r for r in rows if counts.get(r, 0) > 1), rows[-1] + 1)
        return {r for r in rows if r >= start or (drawn and r >= drawn[0])}
    table = set(drawn)
    for run in _runs_without_gap([r for r in rows if r not in bordered], sheet.hidden_rows):
        if run[0] - 1 in bordered and run[-1] + 1 in bordered:
            # Rows without borders right between rows with borders may be part of the table.
            table |= set(run)
    return table


def _runs_without_gap(rows: list[int], hidden: set[int]) -> list[list[int]]:
    """Rows in runs that have no gap; hidden rows between them are no gap."""
    parts: list[list[int]] = []
    for row in rows:
        if parts and all(between in hidden for between in range(parts[-1][-1] + 1, row)):
            parts[-1].append(row)
        else:
            parts.append([row])
    return parts


def _grid(sheet: ShownSheet, rows: list[int], columns: list[int], covered: dict[CellPosition, CellPosition]) -> Grid:
    """The table in some rows and columns of a sheet."""
    spans = {(r0, c0): (r1, c1) for r0, r1, c0, c1 in sheet.merged}
    begun: set[CellPosition] = set()
    marked_rows: list[MarkedRow] = []
    for row in rows:
        cells: list[MarkedCell] = []
        for index, column in enumerate(columns):
            owner = covered.get((row, column), (row, column))
            if owner in begun:
                continue
            begun.add(owner)
            last_row, last_column = spans.get(owner, (row, column))
            wide = columns[index : bisect_right(columns, last_column)]
            high = bisect_right(rows, last_row) - bisect_left(rows, row)
            cells.append(_marked_cell(sheet, owner, index, wide, high))
            if owner in covered:
                cells[-1].doubt("overlapping_spans")
        filled = [p for p in cells if p.lines]
        if len(filled) == 1 and len(cells) == len(columns) and filled[0].column == 0 and _is_bare(sheet, row, columns):
            # The only text of a row is shown across the empty cells beside it.
            filled[0].column_span = len(columns)
            cells = filled
        marked_rows.append(MarkedRow(cells, len(rows), row + 1))
    # All tables in the same columns get all of these, however far their cells are merged.
    grid = tile(marked_rows, sheet.number, len(columns))
    return Grid(grid.rows, grid.columns, [_with_sheet_columns(cell, columns) for cell in grid.cells])


def _is_bare(sheet: ShownSheet, row: int, columns: list[int]) -> bool:
    return not any((cell := sheet.cells.get((row, c))) is not None and cell.is_bordered for c in columns)


def _marked_cell(sheet: ShownSheet, owner: CellPosition, column: int, wide: list[int], rows: int) -> MarkedCell:
    """A cell of a table, as wide and high as the columns and rows of its merged range that show."""
    cell = sheet.cells.get(owner, ShownCell(""))
    text, doubt = seen(cell.text)
    doubts = with_doubt(cell.doubts, doubt) if doubt else cell.doubts
    if cell.size:
        room = sum(sheet.widths.get(c, sheet.width) for c in wide) * DEFAULT_SIZE / cell.size
        # A number that is wider than its column shows as ### or, under General, rounded.
        if len(text) > room * 1.15 + 0.5:
            doubts = with_doubt(doubts, "wider_than_column")
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line.strip()]
    return MarkedCell(lines, len(wide), max(rows, 1), doubts, column)


def _with_sheet_columns(cell: Cell, columns: list[int]) -> Cell:
    """The cell with the columns of its evidence counted in the sheet, hidden ones included."""
    last = cell.column + cell.column_span - 1
    place = replace(cell.evidence[0], column_first=columns[cell.column], column_last=columns[last])
    return replace(cell, evidence=(place,))
