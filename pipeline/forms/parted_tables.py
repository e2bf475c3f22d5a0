"""Tables that are parts of one form put together, and one table that holds forms beside each other taken apart.

Belongs here: web pages and office files that cut a form into several tables. Does not belong here: pages of a PDF,
whose tables have widths to go by (``pipeline.readers.pdf.text_layer``), where a form begins and ends (``locate``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Set
from dataclasses import replace
from itertools import groupby

from pipeline.families import Family
from pipeline.forms.cell_label import label_of
from pipeline.forms.family_labels import labels_of
from pipeline.forms.known_labels import heading_labels
from pipeline.model.grid import Cell, Grid, TextLine
from pipeline.text.fold import squeeze
from pipeline.text.furniture import page_number

# Notes between two parts of one table (续表, 接上页, 附表1（续）, 转下页); a title may stand before a note in brackets.
_GOES_ON = re.compile(
    r"[（(【\[]?(?:[接承续上前下]{0,2}页?[续接]上?[前一下]?[表页]?|承上[表页]|表?续|[上下]?[接转][上下第]?\d*页|转[下后]页)"
    r"[一二三四五\d]*[）)】\]]?[:：]?(?:[（(]?(?:金额)?单位[:：].{0,3}元[）)]?)?"
    r"|.{2,40}[（(【\[](?:续|续表|接上[表页])[一二三四五\d]*[）)】\]]"
)

_FIRST_YEAR = 1000
# So many headings stand in one row at least.
_FEWEST_HEADS = 4


def apart(grids: list[Grid], families: tuple[Family, ...]) -> list[Grid]:
    """The grids, those of several tables beside each other cut between them: at gaps, and between two forms."""
    parted: list[Grid] = []
    for _, group in groupby(grids, key=lambda grid: (grid.gutters, grid.gutters and grid.cells[0].page)):
        parted += _cut_at_gutters(list(group))
    return [part for grid in parted for part in split_beside(grid, families)]


def _cut_at_gutters(grids: list[Grid]) -> list[Grid]:
    """Grids of the same gutters, cut at those gutters that part two tables: all left sides, then all right ones."""
    for edge in grids[0].gutters:
        if not any(_heads_go_on(grid, edge) for grid in grids):
            left = [replace(_side(grid, 0, edge), gutters=()) for grid in grids]
            later = tuple(other - edge for other in grids[0].gutters if other > edge)
            right = [replace(_side(grid, edge, grid.columns), gutters=later) for grid in grids]
            return [*(_cut_at_gutters(left)), *_cut_at_gutters(right)]
    return grids


def _heads_go_on(grid: Grid, edge: int) -> bool:
    """Whether a row of headings has some on both sides of an edge, none of them twice: they head one table."""
    for row in range(grid.rows):
        labels = [(label_of(cell), cell.column < edge) for cell in grid.covering(row) if cell.text]
        left, right = ({label for label, is_left in labels if is_left is side} for side in (True, False))
        heads = heading_labels()
        if left & heads and right & heads and not left & right and len((left | right) & heads) >= _FEWEST_HEADS:
            return True
    return False


def split_beside(grid: Grid, families: tuple[Family, ...]) -> list[Grid]:
    """The grid cut between forms that stand beside each other: where a label that begins a form stands twice in a row.

    It is cut only where no cell reaches over the cut. A row with one text alone is a title over both: both get it.
    """
    anchors = {label for family in families for label in labels_of(family).anchors}
    by_row: dict[int, list[Cell]] = defaultdict(list)
    for cell in grid.cells:
        if label_of(cell) in anchors:
            by_row[cell.row].append(cell)
    for _, beginnings in sorted(by_row.items()):
        if len(beginnings) < 2 or len({label_of(cell) for cell in beginnings}) > 1:
            continue
        beginnings.sort(key=lambda cell: cell.column)
        for edge in range(beginnings[1].column, beginnings[0].column + beginnings[0].column_span, -1):
            if not any(c.column < edge < c.column + c.column_span for c in grid.cells if not _stands_alone(grid, c)):
                left, right = _side(grid, 0, edge), _side(grid, edge, grid.columns)
                return [left, *split_beside(right, families)]
        return [grid]
    return [grid]


def _stands_alone(grid: Grid, cell: Cell) -> bool:
    return not any(other.text for other in grid.covering(cell.row) if other is not cell)


def _side(grid: Grid, first: int, end: int) -> Grid:
    """Some columns of a grid, with the cells that reach into them."""

    def place(cell: Cell) -> Cell:
        column = max(cell.column, first)
        last = min(cell.column + cell.column_span, end)
        return replace(cell, column=column - first, column_span=last - column)

    cells = [place(c) for c in grid.cells if c.column < end and c.column + c.column_span > first]
    above = {row: [line for line in lines if _stands_over(line, cells)] for row, lines in grid.above.items()}
    edges = grid.edges[first : end + 1] if grid.edges else ()
    return replace(grid, columns=end - first, cells=cells, edges=edges, above=above)


def _stands_over(line: TextLine, cells: list[Cell]) -> bool:
    """Whether a line of text stands over some columns; one whose columns are not known stands over all."""
    place = line.evidence
    if place is None or place.column_first is None or place.column_last is None:
        return True
    columns = [c.evidence[0] for c in cells]
    first = min(c.column_first for c in columns if c.column_first is not None)
    last = max(c.column_last for c in columns if c.column_last is not None)
    return place.column_first <= last and place.column_last >= first


def join_parts(grids: list[Grid], families: tuple[Family, ...]) -> list[Grid]:
    """The grids with the parts of a form as one.

    A part with as many columns as the one before goes on under its headings. A part with another number of columns
    that begins with headings or labels of its own is put right of the columns before it, so that no cell of it comes
    under their headings. A part with as many columns as one of the last rows before it has cells goes on under those
    cells. Any other part of a form that has no total yet is spread over the width of the part before, and its cells are
    doubtful. A note that the table goes on, or the title printed again, does not keep two parts from being joined.
    """
    labels = [labels_of(family) for family in families]
    anchors = {label for of_family in labels for label in of_family.anchors}
    own = {label for of_family in labels for label in of_family.openings}
    totals = {label for of_family in labels for label in of_family.totals}
    indicators = {
        label for of_family in labels for label, name in of_family.columns["indicators"].items() if name == "name"
    }
    joined: list[Grid] = []
    for grid in grids:
        before = joined[-1] if joined else None
        goes_on = before is not None and _goes_on(before, grid, anchors, totals)
        if before is not None and goes_on:
            before, grid = _without(before, before.rows), _without(grid, 0)
            joined[-1] = before
        first = {label_of(c) for c in grid.row(0)}
        if before is None or not (goes_on or _is_next(before, grid)) or first & anchors:
            joined.append(grid)
        elif before.columns == grid.columns:
            joined[-1] = _joined(before, grid, grid.columns)
        elif first & own:
            joined[-1] = _joined(before, _moved(grid, before.columns), before.columns + grid.columns)
        elif (row := _row_of_cells(before, grid.columns)) is not None:
            joined[-1] = _joined(before, _under(grid, before.covering(row), before.columns), before.columns)
        elif (seen := {label_of(c) for c in before.cells}) & indicators and not seen & totals:
            joined[-1] = _joined(before, _stretched(grid, before.columns), before.columns)
        else:
            joined.append(grid)
    return joined


def _goes_on(before: Grid, grid: Grid, anchors: Set[str], totals: Set[str]) -> bool:
    """Whether nothing stands between two tables but a note that the first goes on, or its title once more."""
    lines = [squeeze(line.text) for line in (*before.above.get(before.rows, []), *grid.above.get(0, []))]
    if not lines or not grid.cells or {label_of(c) for c in grid.cells} & anchors:
        return False
    title = {squeeze(line.text) for line in before.above.get(0, [])}
    if before.cells[-1].page != grid.cells[0].page:
        # On another sheet the title again is not enough: a note has to say that the table goes on.
        title = set()
    rest = [line for line in lines if line not in title and not _says_going_on(line)]
    # The rows below a title that is printed again belong to the form before it only where that form has no total yet.
    return not rest and not {label_of(c) for c in before.cells} & totals


def _without(grid: Grid, row: int) -> Grid:
    return replace(grid, above={number: lines for number, lines in grid.above.items() if number != row})


def _is_next(before: Grid, grid: Grid) -> bool:
    is_parted = before.above.get(before.rows) or grid.above.get(0)
    return bool(before.cells and grid.cells) and not is_parted and before.cells[0].page == grid.cells[0].page


def _row_of_cells(grid: Grid, count: int) -> int | None:
    """One of the last three rows that has this many cells, merged ones from above included."""
    rows = range(grid.rows - 1, max(grid.rows - 4, -1), -1)
    return next((row for row in rows if len(grid.covering(row)) == count), None)


def _under(grid: Grid, cells: list[Cell], columns: int) -> Grid:
    """The grid with each of its columns below one of some cells, of which there are as many as columns."""

    def place(cell: Cell) -> Cell:
        last = cells[cell.column + cell.column_span - 1]
        first = cells[cell.column].column
        return replace(cell, column=first, column_span=last.column + last.column_span - first)

    return replace(grid, columns=columns, cells=[place(cell) for cell in grid.cells])


def _joined(before: Grid, grid: Grid, columns: int) -> Grid:
    below = [replace(cell, row=cell.row + before.rows) for cell in grid.cells]
    above = {**before.above, **{row + before.rows: lines for row, lines in grid.above.items()}}
    return Grid(before.rows + grid.rows, columns, [*before.cells, *below], above)


def _says_going_on(line: str) -> bool:
    """Whether a line between two parts of one table says that it goes on, or numbers a page; 2024 may be a year."""
    page = page_number(line)
    return _GOES_ON.fullmatch(line) is not None or (page is not None and page < _FIRST_YEAR)


def _moved(grid: Grid, columns: int) -> Grid:
    return replace(grid, cells=[replace(cell, column=cell.column + columns) for cell in grid.cells])


def _stretched(grid: Grid, columns: int) -> Grid:
    """The grid over another number of columns, each cell where it would stand if all columns were equally wide."""

    def place(cell: Cell) -> Cell:
        first = cell.column * columns // grid.columns
        last = max(first + 1, (cell.column + cell.column_span) * columns // grid.columns)
        moved = replace(cell, column=first, column_span=last - first)
        return moved.doubted("other_columns")

    return replace(grid, columns=columns, cells=[place(cell) for cell in grid.cells])
