"""Heading rows that a page break cuts: 一级 at the foot of one page, 指标 at the head of the next.

Belongs here: putting the two pieces together before anything is looked for in the table. Does not belong here: rows of
values (``indicator_rows``), labels merged over many rows (``merged_texts``).
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.forms.cell_pieces import join_cells
from pipeline.forms.known_labels import heading_labels
from pipeline.forms.labelled_grid import LabelledCell, LabelledGrid

# Pieces of a heading are no longer than this.
_LONGEST = 24
# So many headings make a heading row.
_FEWEST = 3


def mended(grid: LabelledGrid) -> LabelledGrid:
    """The grid with each heading row that a page break cuts in one piece; the same grid where there is none."""
    gone: dict[int, LabelledCell] = {}
    for row in range(1, grid.rows):
        if grid.is_page_break(row - 1, row):
            gone |= _pieces(grid, row)
    if not gone:
        return grid
    taken = {id(cell) for cell in gone.values()}
    cells = []
    for cell in grid.cells:
        if id(cell) in taken:
            continue
        rest = gone.get(id(cell))
        if rest is not None:
            cell = replace(join_cells(cell, rest), row_span=cell.row_span + rest.row_span)
        cells.append(cell)
    return replace(grid, cells=cells)


def _pieces(grid: LabelledGrid, row: int) -> dict[int, LabelledCell]:
    """For the cells above a page break, by identity, the cell below each; empty where no heading is cut there."""
    above = {(c.column, c.column_span): c for c in grid.covering(row - 1) if c.row + c.row_span == row}
    below = {(c.column, c.column_span): c for c in grid.row(row)}
    if not below or not below.keys() <= above.keys() or max(len(c.text) for c in below.values()) > _LONGEST:
        return {}
    known = heading_labels()
    pairs = [(above[place], cell) for place, cell in below.items()]
    whole = [join_cells(first, second).label for first, second in pairs]
    parts = [label for (_, second), label in zip(pairs, whole, strict=True) if second.text]
    if not parts or not all(label in known for label in parts) or sum(label in known for label in whole) < _FEWEST:
        return {}
    return {id(first): second for first, second in pairs}
