"""Tables of pages to grids: those that go on from each other over page breaks become one grid.

Belongs here: stacking, the same for every reader that gives pages with ruled tables. Does not belong here: the tables
of one page (``page_tables``), rows and cells that a page break cuts in two, which are joined in ``pipeline.forms``
(``indicator_rows``, ``funding_rows``, ``merged_texts``).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from pipeline.model.grid import Cell, Evidence, Grid, TextLine
from pipeline.readers.pdf.tables.boxes import RuledTable
from pipeline.readers.pdf.tables.page_tables import PageTables
from pipeline.readers.pdf.tables.rulings import SNAP, edges_of, nearest

# Tables whose widths differ by less (points) are parts of one table; mirrored margins shift them sideways.
_SAME_WIDTH = 6.0
# The two tables of a form that is drawn as two (head, indicators) stand at most this much inside each other.
_INSET = 30.0


class _Part(NamedTuple):
    """A table in a stack of tables that go on from each other, with the lines of text above and below it.

    ``shift`` is added to its column edges (points) to bring them in line with those of the first table of the stack.
    """

    entry: PageTables
    table: RuledTable
    above: list[TextLine]
    below: list[TextLine]
    shift: float


def stack_pages(entries: list[PageTables], broken: Collection[int] = ()) -> list[Grid]:
    """Tables that go on from each other as one grid, over page breaks and gaps, in document order.

    ``broken`` are the pages (1-based) on which more stood than could be read.
    """
    _number_leaves(entries, broken)
    stacks: list[list[_Part]] = []
    pending: list[TextLine] = []
    before: _Part | None = None
    for entry in entries:
        lines = entry.placed_lines()
        for table in entry.tables:
            above = pending + [line for top, line in lines if top < table.top]
            pending = []
            lines = [(top, line) for top, line in lines if top >= table.top]
            stack, shift = _stack_for(stacks, table, entry.leaf)
            if not stack:
                stacks.append(stack)
            elif not above and stack[-1].table.page == table.page and stack[-1].entry is not entry:
                _doubt_seam(stack[-1].table, table)
            if before is not None:
                before.below.extend(above)
            before = _Part(entry, table, above, [], shift)
            stack.append(before)
        pending += [line for _, line in lines]
    if before is not None:
        before.below.extend(pending)
    grids = [_grid(stack) for stack in stacks]
    if grids and pending:
        grids[-1].above[grids[-1].rows] = pending
    return grids


def _stack_for(stacks: list[list[_Part]], table: RuledTable, leaf: int) -> tuple[list[_Part], float]:
    """The last stack that a table goes on from, and its shift in it; an empty stack where there is none."""
    for stack in reversed(stacks):
        shift = _shift(stack, table, leaf)
        if shift is not None:
            return stack, shift
    return [], 0.0


def _number_leaves(entries: list[PageTables], broken: Collection[int]) -> None:
    """Number the pages on which anything stands or stood: an empty page between two of them is no gap in a table."""
    leaf = 0
    uncounted = sorted(broken)
    for entry in entries:
        while uncounted and uncounted[0] <= entry.page.number:
            leaf += uncounted.pop(0) < entry.page.number or not entry.glyphs
        leaf += bool(entry.glyphs or entry.tables or entry.page.image_share)
        entry.leaf = leaf


def _doubt_seam(left: RuledTable, right: RuledTable) -> None:
    """Doubt the last row of the left half of a sheet and the first row of its right half.

    Where a table goes on from one half to the other, one row may be cut in two.
    """
    for box in left.boxes:
        if box.last_row == len(left.ys) - 2:
            box.doubt("cut_by_column")
    for box in right.boxes:
        if box.row == 0:
            box.doubt("cut_by_column")


def _shift(stack: list[_Part], table: RuledTable, leaf: int) -> float | None:
    """How far right (points) a table has to be moved to go on from a stack; null when it does not go on from it.

    It goes on from a stack whose last table stands on the same page or the one before, if one of these is true: both
    tables have one width (margins may be mirrored); they have nearly the same outer edges; nearly all column edges of
    the table are edges of the stack (a page may lack outer borders).
    """
    last = stack[-1]
    if leaf - last.entry.leaf > 1:
        return None
    if abs((last.table.xs[-1] - last.table.xs[0]) - (table.xs[-1] - table.xs[0])) <= _SAME_WIDTH:
        return last.shift + last.table.xs[0] - table.xs[0]
    if abs(last.table.xs[0] - table.xs[0]) <= _INSET and abs(last.table.xs[-1] - table.xs[-1]) <= _INSET:
        return last.shift
    edges = [x + part.shift for part in stack for x in part.table.xs]
    shared = sum(1 for x in table.xs if any(abs(x + last.shift - e) <= SNAP for e in edges))
    return last.shift if len(table.xs) > 4 and shared >= 0.8 * len(table.xs) else None


def _grid(stack: list[_Part]) -> Grid:
    """The grid of a stack; rows are numbered on from table to table."""
    edges = edges_of([x + part.shift for part in stack for x in part.table.xs])
    grid = Grid(0, len(edges) - 1, [], edges=tuple(edges), below={})
    grid.gutters = tuple(sorted(set.intersection(*(_blank_columns(part, edges) for part in stack))))
    for part in stack:
        if part.above:
            grid.above[grid.rows] = part.above
        grid.cells += _cells(part, grid.rows, edges)
        grid.rows += len(part.table.ys) - 1
        if part.below and grid.below is not None:
            grid.below[grid.rows] = part.below
    return grid


def _blank_columns(part: _Part, edges: list[float]) -> set[int]:
    """The columns of the grid in which a table has a single blank box over all its rows: nothing is drawn there."""
    last = len(part.table.ys) - 2
    return {
        nearest(edges, box.x0 + part.shift)
        for box in part.table.boxes
        if box.row == 0 and box.last_row == last and last > 0 and not box.text and 0 < box.column == box.last_column
    }


def _cells(part: _Part, first_row: int, edges: list[float]) -> list[Cell]:
    """The cells that the boxes of a table become; ``first_row`` is the row of the grid in which the table begins."""
    table = part.table
    columns = [nearest(edges, x + part.shift) for x in table.xs]
    return [
        Cell(
            row=first_row + box.row,
            column=columns[box.column],
            row_span=box.last_row - box.row + 1,
            column_span=max(1, columns[box.last_column + 1] - columns[box.column]),
            text=box.text,
            raw="\n".join(box.lines),
            evidence=(Evidence(table.page, *place),),
            doubts=box.doubts,
            sureness=box.sureness,
            begins=box.begins,
            ends=box.ends,
        )
        for box, place in zip(table.boxes, part.entry.rectangles(table), strict=True)
    ]
