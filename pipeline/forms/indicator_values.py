"""One indicator as a record: levels, target and actual value with their parts, points, reason.

Belongs here: what one row of indicators says by itself. Does not belong here: the grammar of targets
(``pipeline.measures``), what several rows say together (``whole_form``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Literal, TypeVar

from pipeline.families import vocabulary
from pipeline.forms import cell_values
from pipeline.forms.collected import Slots
from pipeline.forms.column_values import read_column
from pipeline.forms.expected_kind import expected_kind, with_short_day_doubted
from pipeline.forms.extra_columns import reason_of, settled
from pipeline.forms.known_labels import canonical_levels
from pipeline.forms.labelled_grid import LabelledCell
from pipeline.forms.located import Located
from pipeline.measures import Measure, canonical_unit, parse_operator, read
from pipeline.model.form import Dated
from pipeline.model.records import IndicatorRecord
from pipeline.model.value import Value, printed
from pipeline.prose.reasons import split_reason
from pipeline.text.fold import fold_widths, squeeze
from pipeline.text.labels import normalise_label, plain_label, undouble
from pipeline.text.numbers import cell_state
from pipeline.text.synonyms import without_weight
from schemas.catalog import TABLES

T = TypeVar("T")

# Digits that DECIMAL(24,6) keeps before and behind the point.
_LARGEST, _MILLIONTH = Decimal(10) ** 18, Decimal("0.000001")
# What stands in a column of units where a target has none.
_NO_UNIT = ("无", "定性", "其他", "其它")
# Columns of cells that this module reads itself, by the name of the cell.
_OWN = frozenset(
    ("level1", "level2", "name", "target", "operator", "unit", "actual", "weight", "score", "score_method", "reason")
)
# Every other column that a cell may fill.
_ELSE = {name: column for name, column in TABLES["indicator"].columns.items() if name not in _OWN}
# A label of a level or a way of scoring may begin on an earlier page than the indicator.
_NOT_OF_ROW = ("level1", "level2", "score_method")


def indicator_record(number: int, slots: Slots, located: Located) -> tuple[IndicatorRecord, dict[str, Dated]]:
    """The record of one indicator, and the dates in it by side (``target``, ``actual``)."""
    row = IndicatorRecord(number)
    slots = settled(slots, located)
    row.level1 = _level("level1", slots.get("level1"), located)
    row.level2 = _level("level2", slots.get("level2"), located)
    _doubt_impossible_pair(row)
    row.name = cell_values.text(slots.get("name"))
    if row.name.value is None:
        row.name = row.name.doubted("not_found")
    target = _read_target(row, slots)
    actual = _read_actual(row, slots.get("actual"), target, slots.get("target"))
    row.weight = cell_values.points(slots.get("weight"))
    row.score = cell_values.points(slots.get("score"), row.weight.value)
    row.shortfall = shortfall_of(row)
    row.score_method = cell_values.whole_text(slots.get("score_method"))
    _read_reason(row, slots)
    for name in slots.keys() & _ELSE.keys():
        setattr(row, name, read_column(_ELSE[name], slots[name], located.money_units))
    row.page = Value(min(cell.page for name, cell in slots.items() if name not in _NOT_OF_ROW))
    sides = {"target": target.span, "actual": actual.span}
    return row, {side: span for side, span in sides.items() if span is not None}


def shortfall_of(row: IndicatorRecord) -> Value[Decimal]:
    """Weight less score, in doubt where one of them is."""
    weight, score = row.weight.value, row.score.value
    shortfall: Value[Decimal] = Value(weight - score if weight is not None and score is not None else None)
    rests_on = [name for name in ("weight", "score") if getattr(row, name).doubts]
    return shortfall.doubted("rests_on_doubtful", "、".join(rests_on)) if rests_on else shortfall


def _read_reason(row: IndicatorRecord, slots: Slots) -> None:
    """The reason as printed, and what of it is the cause and what the measure."""
    reason, mending = slots.get("reason"), slots.get("measure")
    row.reason_text = cell_values.text(reason_of(slots))
    cause, measure = split_reason(row.reason_text.value or "")
    if mending is not None:
        cause, measure = (reason.text or None) if reason else None, mending.text or None
    row.deviation_reason = printed(cause, reason if cause else None)
    row.improvement_measure = printed(measure, (mending or reason) if measure else None)
    if row.reason_text.value is None and row.reason_text.doubts:
        row.deviation_reason = row.deviation_reason.also(row.reason_text.doubts)
        row.improvement_measure = row.improvement_measure.also(row.reason_text.doubts)


def _level(name: Literal["level1", "level2"], cell: LabelledCell | None, located: Located) -> Value[str]:
    """The canonical label; one outside the vocabulary stays as printed, doubtful if it may be a part of a known one."""
    heads = located.indicators.heads
    is_named = name in heads or cell is not None
    if not is_named or (name == "level2" and cell is not None and _is_of_level1(cell, heads)):
        return Value()
    shown = without_weight(plain_label(undouble(cell.text))) if cell else ""
    by_label = canonical_levels(name)
    known = normalise_label(shown)
    label = by_label.get(known) or by_label.get(f"{known}指标")
    is_sure = label is not None or (shown != "" and located.grid.is_ruled and not _is_part(shown, by_label))
    value = printed(label or shown or None, cell)
    return value if is_sure else value.doubted("unknown_level" if shown else "not_found")


def _is_of_level1(cell: LabelledCell, heads: Mapping[str, LabelledCell]) -> bool:
    """Whether a first-level label reaches over both columns of the levels: it says nothing of the second."""
    return "level1" in heads and cell.column <= heads["level1"].column < heads["level2"].column


def _is_part(shown: str, known: Iterable[str]) -> bool:
    """Whether a text has only characters of one known label: a piece of it, or its characters out of order."""
    return any(not Counter(shown) - Counter(label) for label in known)


def _doubt_impossible_pair(row: IndicatorRecord) -> None:
    """Doubt both levels where the second cannot stand under the first: one of them was taken from another row."""
    known = vocabulary().level2.get(row.level2.value or "")
    if known and row.level1.value in vocabulary().level1 and row.level1.value not in known.parents:
        row.doubt(["level1", "level2"], "impossible_levels")


def _read_target(row: IndicatorRecord, slots: Slots) -> Measure:
    """Target with operator, value and unit, which some families print in columns of their own."""
    target, operator, unit = slots.get("target"), slots.get("operator"), slots.get("unit")
    row.target_text = cell_values.text(target)
    own = parse_operator(operator.text) if operator else None
    shown = unit.text if unit and cell_state(unit.text) == "filled" and unit.text not in _NO_UNIT else None
    measure = _target_measure(row, slots, own, shown) if target else Measure()
    is_lost = operator is not None and own is None and cell_state(operator.text) == "filled"
    source = operator if operator is not None and operator.text else target
    is_shown = own or measure.operator or is_lost or (source and source.doubts)
    row.target_operator = _in_doubt(
        printed(own if own and measure.kind != "range" else measure.operator, source if is_shown else None),
        measure,
        "operator",
    )
    if is_lost:
        row.target_operator = row.target_operator.doubted("unknown_operator")
    if own and measure.operator and measure.kind == "quantity" and own != measure.operator:
        row.target_operator = row.target_operator.doubted("operator_contradicted")
    if own == "qualitative":
        measure = replace(measure, kind="words", value=None, low=None, high=None, unit=None, canonical=None, span=None)
    _put_figures(row, "target", measure, target)
    row.target_kind = _in_doubt(printed(measure.kind, target if measure.kind else None), measure, "value")
    if measure.kind is None:
        row.target_kind = row.target_kind.also(row.target_text.doubts)
    _put_unit(row, "target", measure, unit if shown else target)
    return measure


def _target_measure(row: IndicatorRecord, slots: Slots, own: str | None, shown: str | None) -> Measure:
    """What the target says, decided by the rest of its row where it can be a date or a number."""
    text, actual = slots["target"].text, slots.get("actual")
    expected = expected_kind(row, text, actual.text if actual else "")
    if own in ("ge", "gt") or (shown and canonical_unit(shown) and read(f"{text}{shown}").span is None):
        # No date is at least another, and none has a unit.
        expected = "quantity"
    measure = _with_unit(read(text, expected), text, shown)
    return with_short_day_doubted(measure, row, text, actual.text if actual else "")


def _with_unit(measure: Measure, text: str, shown: str | None) -> Measure:
    """The measure with the unit of a column of its own; a unit that contradicts the text leaves both in doubt."""
    if shown is None or measure.kind not in ("quantity", "range"):
        return measure
    canonical = canonical_unit(shown)
    if measure.unit is not None:
        is_same = canonical is not None and canonical == measure.canonical
        return measure if is_same else measure.doubted("unit", "value")
    if (joined := read(f"{text}{shown}")).span is not None and measure.kind == "quantity":
        # 2024 in 年 is a year; 12 in 月 may be December or a year's length.
        is_year = joined.span.granularity == "year"
        return joined if is_year else replace(measure, unit=shown, canonical=canonical).doubted("value")
    named = replace(measure, unit=shown, canonical=canonical)
    return named if canonical else named.doubted("unit")


def _read_actual(
    row: IndicatorRecord, actual: LabelledCell | None, target: Measure, beside: LabelledCell | None
) -> Measure:
    """What was achieved. A figure that can be a date is one where the target is one."""
    row.actual_text = cell_values.text(actual)
    measure = Measure()
    if actual:
        other = beside.text if beside else ""
        expected = expected_kind(row, actual.text, other, target)
        measure = with_short_day_doubted(read(actual.text, expected), row, actual.text, other)
    is_shown = measure.operator or (actual and actual.doubts)
    row.actual_operator = _in_doubt(printed(measure.operator, actual if is_shown else None), measure, "operator")
    _put_figures(row, "actual", measure, actual)
    _put_unit(row, "actual", measure, actual)
    attained = _attainment(actual)
    row.attainment = printed(attained, actual if actual and (attained or actual.doubts) else None)
    return measure


def _put_figures(row: IndicatorRecord, side: str, measure: Measure, cell: LabelledCell | None) -> None:
    """Value and both ends of a range."""
    source = cell_values.spared(cell)
    setattr(row, f"{side}_value", _in_doubt(printed(_quantity(measure.value), source), measure, "value"))
    for end, value in (("low", measure.low), ("high", measure.high)):
        shown = printed(_quantity(value), cell if value is not None else None)
        setattr(row, f"{side}_{end}", _in_doubt(shown, measure, end))


def _put_unit(row: IndicatorRecord, side: str, measure: Measure, cell: LabelledCell | None) -> None:
    source = cell_values.spared(cell) if measure.unit or (cell and cell.doubts) else None
    setattr(row, f"{side}_unit", _in_doubt(printed(measure.unit, source), measure, "unit"))
    setattr(row, f"{side}_unit_canonical", _in_doubt(printed(measure.canonical, source), measure, "unit"))


def _in_doubt(value: Value[T], measure: Measure, part: str) -> Value[T]:
    """The value, in doubt where the grammar leaves that part of the measure open."""
    if part not in measure.doubts:
        return value
    if part == "value" and "date" in measure.doubts:
        return value.doubted("date_or_number")
    if part == "unit" and measure.unit is not None and measure.canonical is None:
        return value.doubted("unknown_unit", measure.unit)
    return value.doubted("unclear_measure")


def _quantity(value: Decimal | None) -> Decimal | None:
    if value is None or abs(value) >= _LARGEST:
        return None
    rounded = value.quantize(_MILLIONTH, ROUND_HALF_UP)
    return value if rounded == value else rounded


def _attainment(cell: LabelledCell | None) -> str | None:
    if cell is None:
        return None
    return _attainments().get(squeeze(fold_widths(cell.text)))


@cache
def _attainments() -> dict[str, str]:
    """The class of attainment of every phrase; the first one where several print it."""
    classes = [(phrase, grade) for grade, phrases in vocabulary().attainment.items() for phrase in phrases]
    return dict(reversed(classes))
