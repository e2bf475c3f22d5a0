"""Funding tables that print each heading beside its amounts, set as tables with the headings above.

Belongs here: moving cells of such a table. Does not belong here: what headings mean (``locate``), amounts.

In the forms of Hebei the row 预算数 | 62.73 | 到位数 | 62.73 | 执行数 | 62.73 stands below the names of three parts
(预算安排情况, 资金到位情况, 资金执行情况), and rows for the sources of money repeat their labels in each part.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from pipeline.forms.known_labels import headings_of
from pipeline.forms.labelled_grid import LabelledCell, LabelledGrid
from pipeline.text.fold import has_ideograph


def with_headings_above(grid: LabelledGrid) -> LabelledGrid:
    """The grid with headings above their amounts; the grid itself where no such table is in it."""
    for row in range(1, grid.rows):
        cells = grid.row(row)
        pairs = [(label, value) for label, value in pairwise(cells) if has_ideograph(label.text) and _is_value(value)]
        labels = {label.label for label, _ in pairs}
        budgets = headings_of("budget", "initial_budget") | headings_of("budget", "adjusted_budget")
        if labels & budgets and labels & headings_of("budget", "executed"):
            return _moved(grid, row, pairs)
    return grid


def _is_value(cell: LabelledCell) -> bool:
    return not has_ideograph(cell.text)


def _moved(grid: LabelledGrid, row: int, pairs: list[tuple[LabelledCell, LabelledCell]]) -> LabelledGrid:
    """The grid with the label of each pair above its value; the first label stays as that of the row as well."""
    above = grid.row(row - 1)
    parts = {id(cell) for cell in above for label, value in pairs if _covers(cell, label) and _covers(cell, value)}
    if len(parts) != len(pairs):
        return grid
    first = min(label.column for label, _ in pairs)
    heads = [
        replace(label, row=row - 1, row_span=1, column=value.column, column_span=value.column_span)
        for label, value in pairs
    ]
    blanks = [replace(label, row=row - 1, row_span=1, text="", raw="") for label, _ in pairs]
    moved = {id(label) for label, _ in pairs if label.column > first}
    kept = [
        replace(cell, text="", raw="") if id(cell) in moved else cell for cell in grid.cells if id(cell) not in parts
    ]
    cells = sorted([*kept, *heads, *blanks], key=lambda cell: (cell.row, cell.column))
    return replace(grid, cells=cells)


def _covers(part: LabelledCell, cell: LabelledCell) -> bool:
    return part.column <= cell.column and cell.column + cell.column_span <= part.column + part.column_span
