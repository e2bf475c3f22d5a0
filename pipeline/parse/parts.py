"""Tables that follow each other without a word between them, put together where they are parts of one form.

Belongs here: web pages and office files that cut a form into several tables. Does not belong here: pages of a PDF,
whose tables have widths to go by (``pipeline.readers.pdf_text``), where a form begins and ends (``locate``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.parse.locate import label_of
from pipeline.readers.grid import Cell, Grid
from pipeline.templates import Template
from pipeline.text.labels import normalise_label


def join_parts(grids: list[Grid], templates: tuple[Template, ...]) -> list[Grid]:
    """The grids with the parts of a form as one.

    A part with as many columns as the one before goes on under its headings. A part of other columns that begins with
    headings or labels of its own stands beside the columns before it, so that nothing in it comes under their
    headings. A part with as many columns as the last rows of the one before have cells goes on under these. Any other
    part of a form whose total is still to come is laid over the width of the one before, doubtful.
    """
    anchors = _labels(label for t in templates for label in t.anchors)
    own = _labels(label for t in templates for label in _opening_labels(t))
    totals = _labels(label for t in templates for label in t.total)
    indicators = _labels(label for t in templates for label in t.indicators.columns.get("name", []))
    joined: list[Grid] = []
    for grid in grids:
        before = joined[-1] if joined else None
        first = {label_of(c) for c in grid.row(0)}
        if before is None or not _is_next(before, grid) or first & anchors:
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


def _labels(printed: Iterable[str]) -> frozenset[str]:
    return frozenset(map(normalise_label, printed))


def _opening_labels(template: Template) -> Iterable[str]:
    """Labels that can begin a part of a form: of its fields and blocks, and the headings of its two tables."""
    yield from template.blocks
    for block in (template.fields, template.goals, template.budget.columns, template.indicators.columns):
        for printed in block.values():
            yield from printed


def _is_next(before: Grid, grid: Grid) -> bool:
    is_parted = before.above.get(before.rows) or grid.above.get(0)
    return bool(before.cells and grid.cells) and not is_parted and before.cells[0].page == grid.cells[0].page


def _row_of_cells(grid: Grid, count: int) -> int | None:
    """One of the last three rows that has this many cells, merged ones from above included."""
    rows = range(grid.rows - 1, max(grid.rows - 4, -1), -1)
    return next((row for row in rows if len(grid.covering(row)) == count), None)


def _under(grid: Grid, cells: list[Cell], columns: int) -> Grid:
    """The grid with each of its columns under one of as many cells that stand side by side."""

    def place(cell: Cell) -> Cell:
        last = cells[cell.column + cell.column_span - 1]
        first = cells[cell.column].column
        return replace(cell, column=first, column_span=last.column + last.column_span - first)

    return replace(grid, columns=columns, cells=[place(cell) for cell in grid.cells])


def _joined(before: Grid, grid: Grid, columns: int) -> Grid:
    below = [replace(cell, row=cell.row + before.rows) for cell in grid.cells]
    above = {**before.above, **{row + before.rows: lines for row, lines in grid.above.items()}}
    return Grid(before.rows + grid.rows, columns, [*before.cells, *below], above)


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
