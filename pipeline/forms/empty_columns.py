"""Columns of a table in which nothing stands, taken out: they only set the columns beside them apart.

Belongs here: which columns are empty in every row of a grid. Does not belong here: whether two tables stand beside
each other (``pipeline.readers``, ``parted_tables``), columns whose heading nobody knows (``extra_columns``).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

from pipeline.forms.known_labels import top_labels
from pipeline.forms.labelled_grid import LabelledCell, LabelledGrid


def without_empty_columns(grid: LabelledGrid) -> LabelledGrid:
    """The grid without the columns that hold no text, though most rows have a cell of their own in them.

    A cell that reaches over such a column becomes that much narrower. A blank column between the labels of two fields
    stays: the value of the first one would stand there.
    """
    if not grid.is_ruled:
        return grid
    empty = _empty_columns(grid)
    if not empty:
        return grid
    empty -= _answers(grid)
    for cell in grid.cells:
        if (cell.text or cell.doubts) and empty.issuperset(_columns(cell)):
            # This text stands in such columns alone: they stay.
            empty.difference_update(_columns(cell))
    if not empty:
        return grid
    before = [0]
    for column in range(grid.columns):
        before.append(before[-1] + (column not in empty))
    cells = [
        replace(cell, column=before[cell.column], column_span=span)
        for cell in grid.cells
        if (span := before[cell.column + cell.column_span] - before[cell.column])
    ]
    # The column before takes the width of the one that goes; at the left edge that width is lost.
    edges = tuple(x for n, x in enumerate(grid.edges) if n not in empty)
    return replace(grid, columns=before[-1], cells=cells, edges=edges)


def _columns(cell: LabelledCell) -> range:
    return range(cell.column, cell.column + cell.column_span)


def _empty_columns(grid: LabelledGrid) -> set[int]:
    """The columns in which no text has its only place, and most rows have a blank cell."""
    narrow = [cell for cell in grid.cells if cell.column_span == 1]
    used = {cell.column for cell in narrow if cell.text or cell.doubts}
    blank: Counter[int] = Counter()
    for cell in narrow:
        blank[cell.column] += cell.row_span
    return {column for column, rows in blank.items() if column not in used and 2 * rows > grid.rows}


def _answers(grid: LabelledGrid) -> set[int]:
    """The columns of blanks between two labels of fields."""
    columns: set[int] = set()
    for row in range(grid.rows):
        cells = grid.covering(row)
        for (label, blank), following in zip(pairwise(cells), cells[2:], strict=False):
            if not blank.text and label.label in top_labels() and following.label in top_labels():
                columns.update(_columns(blank))
    return columns
