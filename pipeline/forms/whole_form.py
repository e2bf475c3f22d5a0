"""Collected cells to one form: its head, its rows, and what only all of them together tell.

Belongs here: sums over rows, rows that may be two, shares that are points, parents. Does not belong here: reading one
row (``funding_values``, ``indicator_values``), findings (``pipeline.audit``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from pipeline.arithmetic import adds_up, agree, digits_of, score_slack
from pipeline.forms import cell_values
from pipeline.forms.collected import Collected
from pipeline.forms.column_values import read_column
from pipeline.forms.funding_values import MONEY_COLUMNS, compute_rate, funding_records, money_units, settle_lists
from pipeline.forms.grade import read_grade
from pipeline.forms.indicator_values import indicator_record, shortfall_of
from pipeline.forms.labelled_grid import LabelledCell
from pipeline.forms.located import Located
from pipeline.forms.nested_indicators import Pointed, nest
from pipeline.forms.points import read_points
from pipeline.forms.stated_amounts import doubt_unit
from pipeline.model.doubts import has, without
from pipeline.model.form import Form, PointedRecord
from pipeline.model.records import FormRecord, FundingRecord, IndicatorRecord, Record
from pipeline.model.value import Value, derived, printed
from schemas.catalog import TABLES

# What budget and indicator weights of a whole form add up to, in every family seen.
_FULL_WEIGHT = 100
# So few scores of at most one point may be points, and no shares.
_FEWEST_SHARES = 3
# A budget score is rounded, and so is the total.
_ROUNDED_TWICE = Decimal("0.01")
# A line that is a figure with its unit; where one figure is wrapped, a line has no unit or no figure.
_FIGURE = re.compile(
    r"\s*(?:>=|<=|[≥≤><=＞＜＝≧≦]|不少于|不低于|不超过|达到)?\s*\d[\d,]*(?:\.\d+)?\s*[^\d\s.,(（][^\d\n]{0,7}"
)
_PROJECT_CODE = re.compile(r"([0-9A-Z]{15,30})[-—－](.+)", re.DOTALL)
_CODE_PIECE = re.compile(r"[0-9A-Z]{6}")
# Columns of the form that have a reader of their own here; the other printed ones are read by their type.
_OWN = frozenset(
    {"project_code", "project_name", "implementing_unit", "notes", "reviewed_score", "total_weight", "total_score"}
    | {"grade"}
)
# Filled in where the dates are made days of the calendar.
_DATES = frozenset(f"{side}_{name}" for side in ("target", "actual") for name in ("date", "date_from"))


def build_form(located: Located, cells: Collected) -> Form:
    """The form with typed values, from its collected cells."""
    units = money_units(cells, located)
    lines = funding_records(cells, units, located)
    read = [indicator_record(number, slots, located) for number, slots in enumerate(cells.indicators, 1)]
    indicators = [row for row, _ in read]
    _mark_shared_reasons(indicators, cells)
    _read_shares(lines, indicators, cells)
    _nest(lines, indicators, cells)
    settle_lists(lines, cells)
    pointed: list[PointedRecord] = [*lines, *(row for row in indicators if row.is_counted.value)]
    weights = sum((row.weight.value for row in pointed if row.weight.value is not None), Decimal(0))
    head = _head(located, cells, units, is_complete=weights == _FULL_WEIGHT)
    _add_scores(head, lines, indicators)
    _read_joint_total(head, cells, weights, lines)
    totals = head.total_weight.value, head.total_score.value
    if not agree(totals, (weights, head.computed_score.value)):
        _doubt_joined_rows(head, indicators, cells)
    _doubt_doubled_rows(indicators, cells)
    _put_pages(head, cells)
    form = Form(head, lines, indicators, located.heading)
    doubt_unit(form)
    form.dates = {(row.number, side): span for row, spans in read for side, span in spans.items()}
    if any(
        has(cell.doubts, "text_lost") for row in range(located.first, located.last) for cell in located.grid.row(row)
    ):
        # A label that lost a character was not known: the value beside it is missing, and no cell shows the doubt.
        for record in form.records:
            record.doubt([name for name in record.filled() if getattr(record, name).value is None], "text_lost")
    return form


def _put_pages(head: FormRecord, cells: Collected) -> None:
    """First and last page of the form; a note may stand on the page behind it."""
    own = {name: cell for name, cell in cells.form.items() if name != "notes"}
    rows = (own, *(slots for _, slots in cells.budget), *cells.indicators)
    used = [cell for slots in rows for cell in slots.values() if cell.text]
    head.first_page = Value(min(cell.page for cell in used))
    head.last_page = Value(max(cell.last_page for cell in used))


def _mark_shared_reasons(indicators: list[IndicatorRecord], cells: Collected) -> None:
    """Mark the reasons whose one cell stands beside several indicators."""
    evidence = [slots["reason"].evidence if "reason" in slots else () for slots in cells.indicators]
    times = Counter(evidence)
    for row, own in zip(indicators, evidence, strict=True):
        row.is_shared_reason = Value(None if row.reason_text.value is None else times[own] > 1)


def _read_shares(lines: list[FundingRecord], indicators: list[IndicatorRecord], cells: Collected) -> None:
    """Read scores that are printed as shares of their weights as points where these make the total score.

    Shares that make no total stay as printed, doubtful.
    """
    rows = [row for row in indicators if row.score.value is not None and row.weight.value is not None]
    printed_total = cells.form.get("total_score", cells.form.get("joint_total"))
    total = read_points(printed_total.text)[0] if printed_total else None
    if len(rows) < _FEWEST_SHARES or total is None or total <= len(rows) + 1:
        return
    if any(not 0 <= _number(row.score) <= 1 < _number(row.weight) for row in rows):
        return
    head = [line for line in lines if line.is_total.value and line.score.value is not None and line.weight.value]
    as_shares = [line for line in head if _number(line.score) <= 1]
    shares: list[PointedRecord] = [*rows, *as_shares]
    points = sum((_number(line.score) for line in head if line not in as_shares), Decimal(0))
    points += sum((_number(row.score) * _number(row.weight) for row in shares), Decimal(0))
    is_borne_out = abs(points - total) <= _ROUNDED_TWICE * (len(rows) + 1)
    for row in shares:
        if not is_borne_out:
            row.doubt(["score", "shortfall"] if isinstance(row, IndicatorRecord) else ["score"], "unsure_shares")
            continue
        score = (_number(row.score) * _number(row.weight)).quantize(cell_values.FEN, ROUND_HALF_UP)
        row.score = derived(row.score, score)
        if isinstance(row, IndicatorRecord):
            row.shortfall = replace(row.shortfall, value=_number(row.weight) - score)


def _number(value: Value[Decimal]) -> Decimal:
    return value.value or Decimal(0)


def _nest(lines: list[FundingRecord], indicators: list[IndicatorRecord], cells: Collected) -> None:
    """Which indicators are parts of others; points are added of the parts or of the whole, never of both."""
    printed_total = cells.form.get("total_weight")
    total = read_points(printed_total.text)[0] if printed_total else None
    budget = sum((_number(line.weight) for line in lines), Decimal(0))
    rows = [Pointed(row.name.value or "", row.weight.value, row.score.value) for row in indicators]
    parts = nest(rows, (total or Decimal(_FULL_WEIGHT)) - budget)
    for row, part in zip(indicators, parts, strict=True):
        row.parent_indicator_no = Value(None if part.parent is None else part.parent + 1)
        row.is_counted = Value(part.is_counted)
        if not part.is_certain:
            row.doubt(["parent_indicator_no", "is_counted"], "unsure_parts")


def _doubt_row(row: Record) -> None:
    """Doubt everything that a row says: it may be two."""
    row.doubt([name for name in row.filled() if name != "page" and name not in _DATES], "may_be_two_rows")


def _doubt_joined_rows(head: FormRecord, indicators: list[IndicatorRecord], cells: Collected) -> None:
    """Doubt rows whose weight or score stands on several lines of a form that does not add up.

    Either the figure was wrapped, or the rule between two rows is missing and two figures were read as one.
    """
    for row, slots in zip(indicators, cells.indicators, strict=True):
        if any("\n" in slots[name].raw for name in ("weight", "score") if name in slots):
            _doubt_row(row)
            head.computed_score = head.computed_score.doubted("may_be_two_rows")


def _doubt_doubled_rows(indicators: list[IndicatorRecord], cells: Collected) -> None:
    """Doubt rows whose target and actual value are several whole figures, line by line: the rows are two or more."""
    for row, slots in zip(indicators, cells.indicators, strict=True):
        lines = [slots[name].raw.split("\n") for name in ("target", "actual") if name in slots]
        if len(lines) == 2 and len(lines[0]) == len(lines[1]) > 1 and all(map(_are_figures, lines)):
            _doubt_row(row)


def _are_figures(lines: Sequence[str]) -> bool:
    return all(_FIGURE.fullmatch(line) for line in lines)


def _head(located: Located, cells: Collected, units: list[str], *, is_complete: bool) -> FormRecord:
    """The record of the form: fields, texts, totals and grade."""
    head = FormRecord()
    head.template, head.form_kind = Value(located.family.id), Value(located.family.kind)
    _read_names(head, cells.form, is_project=located.family.kind != "department")
    for name, column in TABLES["form"].columns.items():
        if column.is_printed and name not in _OWN:
            setattr(head, name, read_column(column, cells.form.get(name), units))
    head.notes = cell_values.whole_text(cells.form.get("notes"))
    head.left_out = Value([*located.passed_over, *cells.left_out])
    head.doubt(sorted(cells.unread), "block_not_read")
    head.money_unit = Value(units[0] if units else None)
    if len(units) != 1:
        code = "two_money_units" if units else "no_money_unit"
        head.money_unit = head.money_unit.doubted(code, "、".join(units))
    head.reviewed_score = cell_values.points(cells.form.get("reviewed_score"))
    for name in ("total_weight", "total_score"):
        total = cell_values.points(cells.form.get(name)).also(getattr(head, name).doubts)
        has_total = located.family.total and name.removeprefix("total_") in located.indicators.heads
        if total.value is None and not is_complete and has_total:
            # Without totals, and with weights that do not make 100, the end of the form may be missing.
            total = total.doubted("end_may_be_missing")
        setattr(head, name, total)
    grade = cells.form.get("grade")
    read, is_certain = read_grade(grade.text) if grade else (None, True)
    head.grade = printed(read, grade).also(head.grade.doubts)
    if not is_certain:
        head.grade = head.grade.doubted("unclear_grade")
    return head


def _read_names(head: FormRecord, cells: dict[str, LabelledCell], *, is_project: bool) -> None:
    """Name and code of the project, which may stand in one cell, and the names of the offices."""
    name, code = cells.get("project_name"), cells.get("project_code")
    split = _PROJECT_CODE.fullmatch(name.text) if name else None
    if split or code is None:
        head.project_code = printed(split[1], name) if split else Value()
        if name is not None and name.doubts and _CODE_PIECE.search(name.raw):
            head.project_code = head.project_code.doubted("code_may_be_cut")
    else:
        head.project_code = cell_values.text(code)
    head.project_name = printed(split[2] if split else ((name.text or None) if name else None), name)
    if name is None and is_project:
        head.project_name = head.project_name.doubted("not_found")
    for field_name in ("department", "implementing_unit"):
        office = cell_values.text(cells.get(field_name))
        if field_name not in cells and (field_name == "department" or is_project):
            office = office.doubted("not_found")
        setattr(head, field_name, office)


def _read_joint_total(head: FormRecord, cells: Collected, weights: Decimal, lines: list[FundingRecord]) -> None:
    """One figure for weight and score together: the total score, doubtful where the sums do not bear that out."""
    cell = cells.form.get("joint_total")
    if cell is None or head.total_score.value is not None:
        return
    points, is_certain = read_points(cell.text)
    scores = head.computed_score.value
    budget = next((line.score for line in lines if line.is_total.value), Value())
    slack = score_slack(digits_of(cell.text), cell_values.digits_printed(budget))
    is_score = points is not None and scores is not None and adds_up([scores], points, slack) is not False
    is_borne_out = is_certain and is_score and (points != weights or scores == weights)
    # The end of the form is there: it prints this figure.
    head.total_weight = replace(head.total_weight, doubts=without(head.total_weight.doubts, "end_may_be_missing"))
    head.total_score = printed(points, cell).also(without(head.total_score.doubts, "end_may_be_missing"))
    if not is_borne_out:
        head.doubt(["total_weight", "total_score"], "one_total_for_two")


def _add_scores(head: FormRecord, lines: list[FundingRecord], indicators: list[IndicatorRecord]) -> None:
    """Sum of the printed score lines; null when one of them is not legible, doubtful when one of them is."""
    rows: list[PointedRecord] = [line for line in lines if line.is_total.value]
    rows += [row for row in indicators if row.is_counted.value]
    scores = [row.score for row in rows]
    # A score that stands for several rows is counted once, in the first.
    unsure = [score for score in scores if not _is_counted_above(score) and without(score.doubts, "shared_cell")]
    is_lost = any(score.value is None for score in unsure)
    printed_scores = [score.value for score in scores if score.value is not None]
    is_sum = bool(printed_scores) and not is_lost
    head.computed_score = Value(sum(printed_scores, Decimal(0)) if is_sum else None)
    if unsure:
        head.computed_score = head.computed_score.doubted("rests_on_doubtful", "score")
    if any(row.is_counted.doubts for row in indicators):
        head.computed_score = head.computed_score.doubted("rests_on_doubtful", "is_counted")


def add_up(form: Form, located: Located) -> None:
    """Compute again what follows from the points and amounts that a person decided about."""
    decided = {one.correction.place for one in form.corrections}
    for row in form.indicators:
        if any((row.table, row.number, name) in decided for name in ("weight", "score")):
            row.shortfall = shortfall_of(row)
    for line in form.funding:
        if any((line.table, line.number, name) in decided for name in MONEY_COLUMNS.values()):
            compute_rate(line, located)
    _add_scores(form.head, form.funding, form.indicators)


def _is_counted_above(score: Value[Decimal]) -> bool:
    """Whether the figure of a score stands with a row above that shares its cell."""
    return score.value is None and has(score.doubts, "shared_cell")
