"""Cells and the headings above them: which cell of a row stands under a heading, and which stands beside it.

Belongs here: columns and widths. Does not belong here: which headings a form has (``heading_rows``), what a cell holds.
"""

from __future__ import annotations

from pipeline.forms.heading_rows import Columns
from pipeline.forms.labelled_grid import LabelledCell, LabelledGrid

# A good part of a cell or of a heading: more than this share of its width.
_BESIDE = 0.2


def cell_under(grid: LabelledGrid, row: int, columns: Columns, name: str) -> LabelledCell | None:
    """The cell of a row that stands under a heading: the one that shares most of its width."""
    return grid.under(row, *columns.span(name))


def is_beside(grid: LabelledGrid, cell: LabelledCell, columns: Columns, name: str) -> bool:
    """Whether a good part of a cell lies outside its heading, while a good part of the heading is not covered by it.

    That is so in the rows of another table that was taken for the next page of this one. A merged cell lies outside
    its heading too, but covers it whole.
    """
    first, last = columns.span(name)
    end = cell.column + cell.column_span - 1
    if cell.column < first and end < last:
        outside, bare = grid.width(cell.column, first - 1), grid.width(end + 1, last)
    elif cell.column > first and end > last:
        outside, bare = grid.width(last + 1, end), grid.width(first, cell.column - 1)
    else:
        return False
    return outside > _BESIDE * grid.width(cell.column, end) and bare > _BESIDE * grid.width(first, last)
