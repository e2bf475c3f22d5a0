"""Headings of a form that stand in another table, in the same row as its own: a gap parts the form in two.

Belongs here: what shows that a form goes on beside itself. Does not belong here: which gaps part tables
(``pipeline.readers``), forms beside each other in one table (``parted_tables``).
"""

from __future__ import annotations

from collections import defaultdict

from pipeline.forms.known_labels import heading_labels
from pipeline.forms.labelled_grid import LabelledCell, LabelledGrid
from pipeline.forms.locate import begins_form
from pipeline.forms.located import Located
from pipeline.model.grid import Evidence

# Texts whose upper edges differ by less (points) stand in one row of a printed page.
_ONE_ROW = 4.0


def loose_headings(grids: list[LabelledGrid]) -> dict[int, list[tuple[LabelledGrid, LabelledCell]]]:
    """The headings in tables that are no forms of their own, by the page that they stand on."""
    by_page: dict[int, list[tuple[LabelledGrid, LabelledCell]]] = defaultdict(list)
    for grid in grids:
        heads = [cell for cell in grid.cells if cell.label in heading_labels()]
        if heads and not any(map(begins_form, grid.cells)):
            for cell in heads:
                by_page[cell.page].append((grid, cell))
    return by_page


def headings_beside(located: Located, loose: dict[int, list[tuple[LabelledGrid, LabelledCell]]]) -> frozenset[str]:
    """The headings right or left of those of a form; ``loose`` are those of tables that are no forms of their own.

    The grid may have such a table below the form by now. Where it stood on the page tells that it belongs beside it.
    """
    heads = [*located.budget.heads.values(), *located.indicators.heads.values()]
    right = max(head.column + head.column_span for head in heads)
    pages = {head.page for head in heads}
    others = [cell for page in pages for grid, cell in loose.get(page, []) if grid is not located.grid]
    for row in range(located.first, located.last):
        others += [c for c in located.grid.row(row) if c.column >= right and c.label in heading_labels()]
    return frozenset(cell.label for cell in others if any(_is_level(cell, head) for head in heads))


def _is_level(cell: LabelledCell, head: LabelledCell) -> bool:
    """Whether two cells begin in one row of a page or sheet and in different columns."""
    place, head_place = cell.evidence[0], head.evidence[0]
    if place.page != head_place.page or _column(place) == _column(head_place):
        return False
    if place.top is not None and head_place.top is not None:
        return abs(place.top - head_place.top) < _ONE_ROW
    return place.line_no is not None and place.line_no == head_place.line_no


def _column(place: Evidence) -> float | None:
    return place.x0 if place.column_first is None else place.column_first
