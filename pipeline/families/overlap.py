"""Whether one form could be of two families: then neither could be read.

Belongs here: the comparison of two families. Does not belong here: the comparison of a form with a family
(``pipeline.forms.locate``).
"""

from __future__ import annotations

from typing import Any

from pipeline.families.family import Family
from pipeline.text.labels import normalise_label


def can_be_both(one: Family, other: Family) -> bool:
    """Whether there are headings that two families accept, each of them with all its own columns."""
    if one.is_general != other.is_general or one.requires or other.requires:
        # The one is asked first.
        return False
    if (one.kind == "department") != (other.kind == "department"):
        # A form that names a project is never one of a whole department.
        return False
    if one.money_units and other.money_units and not set(one.money_units) & set(other.money_units):
        return False
    if _never_fits(one, other) or _never_fits(other, one):
        return False
    blocks = ((one.budget, other.budget), (one.indicators, other.indicators))
    return all(
        _is_covered(a.columns, a.optional, b.columns) and _is_covered(b.columns, b.optional, a.columns)
        for a, b in blocks
    )


def _never_fits(one: Family, other: Family) -> bool:
    """Whether a form of the other family always prints a heading that a form of the one lacks."""
    lacking = set(map(normalise_label, one.lacks))
    blocks: tuple[Any, ...] = (other.budget, other.indicators)
    return any(
        set(map(normalise_label, labels)) <= lacking
        for block in blocks
        for name, labels in block.columns.items()
        if name not in block.optional
    )


def _is_covered(columns: Any, optional: Any, other: Any) -> bool:
    """Whether each required column has a heading that the other family knows as well, for the same column."""
    return all(
        set(map(normalise_label, labels)) & set(map(normalise_label, other.get(name, [])))
        for name, labels in columns.items()
        if name not in optional
    )
