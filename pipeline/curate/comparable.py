"""What makes the indicators and the grade of a form comparable with those of others.

Belongs here: filling in the columns that follow from what was read, with the doubts of what they rest on. Does not
belong here: how a kind, a name or a unit is compared (``pipeline.comparable``, ``pipeline.measures``).
"""

from __future__ import annotations

from decimal import Decimal

from pipeline.comparable import Described, grade_class, indicator_kind, normalized_name
from pipeline.measures import base_of, in_base
from pipeline.model.form import Form
from pipeline.model.records import IndicatorRecord
from pipeline.model.value import Value


def add_comparable(form: Form) -> None:
    """Fill in kind, normalised name, figures in base units and class of the grade, for every route alike."""
    form.head.grade_class = Value(grade_class(form.head.grade.value), doubts=form.head.grade.doubts)
    for row in form.indicators:
        _add_kind(row)
        row.name_normalized = Value(normalized_name(row.name.value), doubts=row.name.doubts)
        row.target_value_base, row.target_base_unit = _in_base(
            row.target_value, row.target_unit, row.target_unit_canonical
        )
        row.actual_value_base, row.actual_base_unit = _in_base(
            row.actual_value, row.actual_unit, row.actual_unit_canonical
        )


def _add_kind(row: IndicatorRecord) -> None:
    unit = row.target_unit_canonical
    if unit.value is None and row.target_unit.value is None:
        unit = row.actual_unit_canonical
    parts = (row.name, row.level2, row.target_text, unit, row.target_kind)
    kind = Value(indicator_kind(Described(*(part.value for part in parts))))
    # A doubtful name makes a doubtful kind. The other parts are looked at only where the name does not tell.
    asked = (row.name,) if _by_name_alone(row, kind.value) else parts
    for part in asked:
        kind = kind.also(part.doubts)
    row.indicator_kind = kind


def _by_name_alone(row: IndicatorRecord, kind: str | None) -> bool:
    return indicator_kind(Described(row.name.value)) == kind


def _in_base(value: Value[Decimal], printed: Value[str], canonical: Value[str]) -> tuple[Value[Decimal], Value[str]]:
    """A figure in the base of its unit, and that base; null where the unit is unknown."""
    doubts = Value(doubts=value.doubts).also(printed.doubts).also(canonical.doubts).doubts
    if value.value is None:
        return Value(doubts=value.doubts), Value()
    if canonical.value is None:
        known = value.value if printed.value is None else None
        return Value(known, doubts=doubts), Value(doubts=canonical.doubts)
    base = in_base(value.value, canonical.value)
    return Value(base, doubts=doubts), Value(base_of(canonical.value).unit, doubts=canonical.doubts)
