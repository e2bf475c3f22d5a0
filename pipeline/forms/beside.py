"""Headings of a form that stand in another table, in the same row as its own: a gap parts the form in two.

Belongs here: what shows that a form goes on beside itself. Does not belong here: which gaps part tables
(``pipeline.readers``), forms beside each other in one table (``parted_tables``).
"""

from __future__ import annotations

from pipeline.forms.cell_label import label_of
from pipeline.forms.known_labels import heading_labels
from pipeline.forms.locate import Located, begins_form
from pipeline.model.grid import Cell, Evidence, Grid

# Texts whose upper edges differ by less (points) stand in one row of a printed page.
_ONE_ROW = 4.0


def headings_beside(found: Located, grids: list[Grid]) -> frozenset[str]:
    """The headings right or left of those of a form, in a table that is no form of its own.

    That table may have been put below the form by then; it still stands in the same row of the page.
    """
    heads = [*found.budget.heads.values(), *found.indicators.heads.values()]
    others = [c for g in grids if g is not found.grid and not any(map(begins_form, g.cells)) for c in g.cells]
    right = max(head.column + head.column_span for head in heads)
    others += [c for c in found.grid.cells if found.first <= c.row < found.last and c.column >= right]
    labels = heading_labels()
    return frozenset(
        label for c in others if (label := label_of(c)) in labels and any(_is_level(c, head) for head in heads)
    )


def _is_level(cell: Cell, head: Cell) -> bool:
    """Whether two cells begin in one row of a page or sheet and in different columns."""
    one, other = cell.evidence[0], head.evidence[0]
    if one.page != other.page or _column(one) == _column(other):
        return False
    if one.top is not None and other.top is not None:
        return abs(one.top - other.top) < _ONE_ROW
    return one.line_no is not None and one.line_no == other.line_no


def _column(place: Evidence) -> float | None:
    return place.x0 if place.column_first is None else place.column_first
