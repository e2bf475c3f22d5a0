"""A grid whose cells know their label and whose rows know their pages: made once, read by every stage behind it.

Belongs here: what a table says by itself before any family is looked at. Does not belong here: what a row is on a form
(``row_kinds``), which labels exist (``pipeline.families``), how a grid was read (``pipeline.readers``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from functools import cached_property
from operator import attrgetter

from pipeline.forms.cell_label import label_in
from pipeline.model.constant import constant
from pipeline.model.grid import Cell, Grid, TextLine, by_row


@constant(frozen=True, slots=True)
class LabelledCell(Cell):
    """A cell with its text as labels are compared; a cell made from it by ``replace`` has the label of its own text."""

    label: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", label_in(self.text))


@dataclass
class LabelledGrid:
    """A :class:`~pipeline.model.grid.Grid` of labelled cells; its fields mean what they mean there."""

    rows: int
    columns: int
    cells: list[LabelledCell]
    above: dict[int, list[TextLine]] = field(default_factory=dict)
    is_ruled: bool = True
    edges: tuple[float, ...] = ()
    below: dict[int, list[TextLine]] | None = None

    def width(self, first: int, last: int) -> float:
        """Width of the columns from ``first`` to ``last``, both included: points, or their number."""
        return self.edges[last + 1] - self.edges[first] if self.edges else float(last - first + 1)

    @cached_property
    def _rows(self) -> tuple[dict[int, list[LabelledCell]], dict[int, list[LabelledCell]]]:
        return by_row(self.cells)

    @cached_property
    def _pages(self) -> dict[int, tuple[int, int]]:
        """First and last page of the cells that begin in each row; no entry for a row in which none does."""
        pages: dict[int, tuple[int, int]] = {}
        for cell in self.cells:
            first, last = pages.get(cell.row, (cell.page, cell.last_page))
            pages[cell.row] = min(first, cell.page), max(last, cell.last_page)
        return pages

    def row(self, number: int) -> list[LabelledCell]:
        """Cells that begin in a row, from left to right. The cells of a grid are fixed once it was asked."""
        return self._rows[0].get(number, [])

    def covering(self, number: int) -> list[LabelledCell]:
        """Cells that begin in or reach over a row, from left to right."""
        return self._rows[1].get(number, [])

    def under(self, number: int, first: int, last: int) -> LabelledCell | None:
        """The cell of a row that shares most of the width of some columns, both included; null where none does."""
        cell = self._columns[number].get(first)
        if cell is not None and cell.column + cell.column_span > last and self.width(first, last) > 0:
            return cell
        best: tuple[float, LabelledCell | None] = (0.0, None)
        for cell in self.covering(number):
            begin, end = max(first, cell.column), min(last, cell.column + cell.column_span - 1)
            if begin <= end and (shared := self.width(begin, end)) > best[0]:
                best = (shared, cell)
        return best[1]

    @cached_property
    def _columns(self) -> dict[int, dict[int, LabelledCell]]:
        """By row and column the cell that stands there; of several the left one."""
        found: dict[int, dict[int, LabelledCell]] = defaultdict(dict)
        for row, cells in self._rows[1].items():
            for cell in reversed(cells):
                found[row] |= dict.fromkeys(range(cell.column, cell.column + cell.column_span), cell)
        return found

    def labels_between(self, first: int, last: int) -> set[str]:
        """The labels of the cells that begin in rows from ``first`` to before ``last``."""
        return {cell.label for row in range(first, last) for cell in self.row(row)}

    def page_of(self, row: int) -> int:
        """The first page on which a cell of a row stands."""
        return self._pages[row][0]

    def is_page_break(self, before: int, row: int) -> bool:
        """Whether a page break stands between two rows of which only repeated headings may stand in between."""
        upper, lower = self._pages.get(before), self._pages.get(row)
        return upper is not None and lower is not None and upper[1] < lower[0]

    def __iter__(self) -> Iterator[LabelledCell]:
        return iter(sorted(self.cells, key=lambda c: (c.row, c.column)))


_values = attrgetter(*(attribute.name for attribute in fields(Cell)))


def labelled_cell(cell: Cell) -> LabelledCell:
    """A cell with its label."""
    return LabelledCell(*_values(cell))


def labelled(grid: Grid) -> LabelledGrid:
    """The grid with the label of every cell."""
    cells = list(map(labelled_cell, grid.cells))
    return LabelledGrid(grid.rows, grid.columns, cells, grid.above, grid.is_ruled, grid.edges, grid.below)
