"""Cells to typed values: one :class:`Form` with its rows, the evidence of every value and its doubts.

Belongs here: units, operators, classes, the columns that follow from others. Does not belong here: where a
cell stood (``pipeline.forms.collect``), arithmetic across rows (``pipeline.audit``), identity and outcome
(``pipeline.curate``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any

from pipeline.arithmetic import (
    Interval,
    PrintedRate,
    Rate,
    agree,
    digits_of,
    half_unit,
    printed,
    rate_of_score,
    ratio_pct,
    read_rates,
)
from pipeline.families import vocabulary
from pipeline.forms.extra_columns import reason_of, settled
from pipeline.forms.funding_parts import FundingRow, arrange
from pipeline.forms.grade import read_grade
from pipeline.forms.locate import Located
from pipeline.forms.model import Form
from pipeline.forms.nested_indicators import Pointed, nest
from pipeline.forms.points import read_points
from pipeline.forms.slots import UNLISTED, Collected, Slots
from pipeline.measures import Measure, Span, canonical_unit, parse_operator, read
from pipeline.model.doubts import has
from pipeline.model.grid import Cell
from pipeline.model.rows import Row
from pipeline.prose.reasons import split_reason
from pipeline.text.fold import fold_widths, squeeze
from pipeline.text.instructions import has_instruction, is_instruction
from pipeline.text.labels import money_unit, normalise_label, plain_label, undouble
from pipeline.text.numbers import cell_state, own_unit, parse_money, parse_number, parse_percentage
from pipeline.text.synonyms import without_weight

# Digits that DECIMAL(24,6) keeps before and behind the point.
_LARGEST = Decimal(10) ** 18
# What budget and indicator weights of a whole form add up to, in every family seen.
_FULL_WEIGHT = 100
# Fewer scores of at most one point may be points.
_FEWEST_SHARES = 3
# A budget score is rounded, and so is the total.
_ROUNDED_TWICE = Decimal("0.01")
_FEN, _MILLIONTH = Decimal("0.01"), Decimal("0.000001")
# A whole line of a target or an actual value: a figure with its unit. A figure that is wrapped has a line without one.
_FIGURE = re.compile(
    r"\s*(?:>=|<=|[≥≤><=＞＜＝≧≦]|不少于|不低于|不超过|达到)?\s*\d[\d,]*(?:\.\d+)?\s*[^\d\s.,(（][^\d\n]{0,7}"
)
# An amount with a note behind it: 320.00（含结转20.00）.
_NOTED_AMOUNT = re.compile(r"(?=[^()]*\d)([^()]*)\([^()]+\)")
_PROJECT_CODE = re.compile(r"([0-9A-Z]{15,30})[-—－](.+)", re.DOTALL)
_CODE_PIECE = re.compile(r"[0-9A-Z]{6}")
_FORM_TEXTS = (
    "expected_goal",
    "adjusted_goal",
    "actual_goal",
    "content_overview",
    "conclusion",
    "problems",
    "measures",
    "deviation_analysis",
    "remarks",
    "notes",
)
_MONEY_COLUMNS = {
    "initial_budget": "initial_budget_yuan",
    "adjusted_budget": "adjusted_budget_yuan",
    "executed": "executed_yuan",
}
# Doubts of a funding row's label that leave open which source it names.
_UNPROVEN = frozenset({"guessed", "unproven"})
# Columns that a doubt of a reader leaves certain: figure and unit where only the operator may be cut.
_SPARED = {
    "operator_cut": frozenset(
        f"{side}_{part}" for side in ("target", "actual") for part in ("value", "unit", "unit_canonical")
    )
}


@dataclass(slots=True)
class _RowBuilder:
    """One row while it is filled: values, doubts, and the evidence behind each value.

    ``joint`` names figures that stand for other rows as well: doubtful in each row, and counted once in sums.
    """

    table: str
    number: int
    values: Row = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)
    cells: list[Row] = field(default_factory=list)
    repairs: list[Row] = field(default_factory=list)
    spans: dict[str, Span] = field(default_factory=dict)
    is_listed: bool = False
    joint: set[str] = field(default_factory=set)

    def put(self, name: str, value: Any, cell: Cell | None, *, is_doubtful: bool = False) -> None:
        """A value with the cell it was read from; the cell's doubt is the value's doubt."""
        self.values[name] = value
        if cell is not None and has(cell.doubts, "shared_cell"):
            self.joint.add(name)
        if cell is None:
            if is_doubtful:
                self.doubtful.add(name)
            return
        if is_doubtful or any(name not in _SPARED.get(doubt.code, ()) for doubt in cell.doubts):
            self.doubtful.add(name)
        self.cells += evidence_rows(self.table, self.number, name, value, cell)
        for repair in cell.repairs:
            self.repairs.append(
                {
                    "table_name": self.table,
                    "row_no": self.number,
                    "field": name,
                    "rule": repair.rule,
                    "before": repair.before,
                    "after": repair.after,
                }
            )

    def text(self, name: str, cell: Cell | None) -> None:
        """A text as printed; null for an empty cell and for what the blank form prints there."""
        text = (cell.text or None) if cell else None
        if text and is_instruction(text):
            text = None
        self.put(name, text, cell, is_doubtful=text is not None and has_instruction(text))

    def method(self, cell: Cell | None) -> None:
        """How points are given, which a form prints as an instruction."""
        self.put("score_method", (cell.text or None) if cell else None, cell)

    def number_in(self, name: str, cell: Cell | None, parse: Callable[[str], Decimal | None]) -> None:
        """A number; a text that is none is null and doubtful, a blank or a dash is null."""
        value = parse(cell.text) if cell else None
        is_lost = cell is not None and value is None and cell_state(cell.text) == "filled"
        self.put(name, value, cell, is_doubtful=is_lost)

    def points(self, name: str, cell: Cell | None, full: Decimal | None = None) -> None:
        """A weight or a score; ``full`` is the weight that a note behind the figure may speak of."""
        value, is_certain = read_points(cell.text, full) if cell else (None, True)
        is_lost = cell is not None and value is None and cell_state(cell.text) == "filled"
        self.put(name, value, cell, is_doubtful=is_lost or not is_certain)

    def derive(self, name: str, value: Any) -> None:
        """Another value in place of the one that was read from the same cell."""
        self.values[name] = value
        for cell in self.cells:
            if cell["field"] == name:
                cell |= {"value": _as_text(value), "origin": "derived"}

    def row(self) -> Row:
        """The row for its table."""
        key = {"budget_line": {"line_no": self.number}, "indicator": {"indicator_no": self.number}}.get(self.table, {})
        return {**key, **self.values, "doubtful": sorted(self.doubtful)}


def evidence_rows(table: str, number: int, name: str, value: Any, cell: Cell) -> list[Row]:
    """The rows of ``cell`` for one value: one for each piece of the cell that it was read from."""
    return [
        {
            "table_name": table,
            "row_no": number,
            "field": name,
            "piece": piece,
            "raw_value": cell.raw,
            "value": None if value is None else _as_text(value),
            "origin": cell.origin,
            "state": "unreadable" if cell.doubts and value is None else cell_state(cell.text),
            "page": evidence.page,
            "x0": evidence.x0,
            "top": evidence.top,
            "x1": evidence.x1,
            "bottom": evidence.bottom,
            "line_no": evidence.line_no,
            "column_first": evidence.column_first,
            "column_last": evidence.column_last,
        }
        for piece, evidence in enumerate(cell.evidence)
    ]


def _as_text(value: Any) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def build_form(found: Located, cells: Collected) -> Form:
    """The typed form behind collected cells."""
    units = _money_units(cells, found)
    unit = units[0] if units else None
    lines = _budget_lines(cells, units, found)
    indicators = [_indicator(i, slots, found) for i, slots in enumerate(cells.indicators, 1)]
    _mark_shared_reasons(indicators, cells)
    _arrange(lines, cells)
    _read_shares(lines, indicators, cells)
    _nest(lines, indicators, cells)
    _settle_lists(lines)
    pointed = [*lines, *(b for b in indicators if b.values["is_counted"])]
    weights = [b.values["weight"] for b in pointed if b.values["weight"] is not None]
    head = _head(found, cells, unit, has_one_unit=len(units) == 1, is_complete=sum(weights) == _FULL_WEIGHT)
    _computed_score(head, lines, indicators)
    _joint_total(head, cells, sum(weights))
    totals = head.values["total_weight"], head.values["total_score"]
    if not agree(totals, (sum(weights), head.values["computed_score"])):
        _doubt_joined_rows(head, indicators, cells)
    _doubt_doubled_rows(indicators, cells)
    # A note may stand on the page behind the form.
    own = {name: cell for name, cell in cells.form.items() if name != "notes"}
    used = [c for s in (own, *(b for _, b in cells.budget), *cells.indicators) for c in s.values() if c.text]
    head.values["first_page"] = min(c.page for c in used)
    head.values["last_page"] = max(c.last_page for c in used)
    builders = [head, *lines, *indicators]
    if any(has(c.doubts, "text_lost") for row in range(found.first, found.last) for c in found.grid.row(row)):
        # A label that lost a character is no label: what it names is missing without a cell to doubt.
        for builder in builders:
            builder.doubtful |= {name for name, value in builder.values.items() if value is None}
    return Form(
        values=head.row(),
        budget_lines=[b.row() for b in lines],
        indicators=[b.row() for b in indicators],
        cells=[c for b in builders for c in b.cells],
        repairs=[r for b in builders for r in b.repairs],
        heading=found.heading,
        spans={(b.number, side): span for b in indicators for side, span in b.spans.items()},
    )


def _mark_shared_reasons(indicators: list[_RowBuilder], cells: Collected) -> None:
    """Mark the reasons that stand once beside several indicators."""
    places = [slots["reason"].evidence if "reason" in slots else () for slots in cells.indicators]
    times = Counter(places)
    for row, place in zip(indicators, places, strict=True):
        text = row.values["reason_text"]
        row.values["is_shared_reason"] = None if text is None else times[place] > 1


def _arrange(lines: list[_RowBuilder], cells: Collected) -> None:
    """Which funding row is a part of which; what was found beside a doubtful amount is doubtful."""
    rows = []
    for line, (source, slots) in zip(lines, cells.budget, strict=True):
        spans = [_as_printed(line, slots, name) for name in _MONEY_COLUMNS]
        halves = tuple((span.high - span.low) / 2 if span else Decimal(0) for span in spans)
        amounts = tuple(line.values[column] for column in _MONEY_COLUMNS.values())
        rows.append(FundingRow(source, line.values["label_text"] or "", amounts, halves))
    places = arrange(rows)
    is_flat = all(place.parent is None or places[place.parent].is_total for place in places)
    doubted = [bool(line.doubtful & set(_MONEY_COLUMNS.values())) for line in lines]
    # Where no amount is certain, none can say that rows are not parts of each other.
    # Nor do doubtful parts tell that they do not make their total.
    is_whole = not any(place.is_total and place.is_counted for place in places)
    is_unsure = all(doubted) or (any(doubted) and not (is_flat and is_whole))
    for line, place in zip(lines, places, strict=True):
        line.values["parent_line_no"] = None if place.parent is None else place.parent + 1
        line.values["division_no"] = place.division
        line.values["is_total"], line.values["is_leaf"] = place.is_total, place.is_counted
        if is_unsure or not place.is_certain:
            line.doubtful |= {"parent_line_no", "is_leaf"}


def _read_shares(lines: list[_RowBuilder], indicators: list[_RowBuilder], cells: Collected) -> None:
    """Read scores that are printed as shares of their weights as points where these make the total score.

    Shares that make no total stay as printed, doubtful.
    """
    rows = [b for b in indicators if b.values["score"] is not None and b.values["weight"] is not None]
    printed_total = cells.form.get("total_score", cells.form.get("joint_total"))
    total = read_points(printed_total.text)[0] if printed_total else None
    if len(rows) < _FEWEST_SHARES or total is None or total <= len(rows) + 1:
        return
    if any(not 0 <= b.values["score"] <= 1 < b.values["weight"] for b in rows):
        return
    head = [b for b in lines if b.values["is_total"] and b.values["score"] is not None and b.values["weight"]]
    as_shares = [b for b in head if b.values["score"] <= 1]
    points = sum((b.values["score"] for b in head if b not in as_shares), Decimal(0))
    points += sum((b.values["score"] * b.values["weight"] for b in (*rows, *as_shares)), Decimal(0))
    is_borne_out = abs(points - total) <= _ROUNDED_TWICE * (len(rows) + 1)
    for row in (*rows, *as_shares):
        if not is_borne_out:
            row.doubtful |= {"score", "shortfall"} & set(row.values)
            continue
        row.derive("score", (row.values["score"] * row.values["weight"]).quantize(_FEN, ROUND_HALF_UP))
        if "shortfall" in row.values:
            row.values["shortfall"] = row.values["weight"] - row.values["score"]


def _nest(lines: list[_RowBuilder], indicators: list[_RowBuilder], cells: Collected) -> None:
    """Which indicators are parts of others; the points of those that others divide are added once."""
    printed_total = cells.form.get("total_weight")
    total = read_points(printed_total.text)[0] if printed_total else None
    budget = sum((b.values["weight"] or Decimal(0) for b in lines), Decimal(0))
    rows = [Pointed(b.values["name"] or "", b.values["weight"], b.values["score"]) for b in indicators]
    places = nest(rows, (total or Decimal(_FULL_WEIGHT)) - budget)
    for row, place in zip(indicators, places, strict=True):
        row.values["parent_indicator_no"] = None if place.parent is None else place.parent + 1
        row.values["is_counted"] = place.is_counted
        if not place.is_certain:
            row.doubtful |= {"parent_indicator_no", "is_counted"}


def _settle_lists(lines: list[_RowBuilder]) -> None:
    """Amounts that stand in their label are the whole-year budget for certain when each list adds up to its total."""
    total = next((b.values["adjusted_budget_yuan"] for b in lines if b.values["is_total"]), None)
    for is_use in (True, False):
        listed = [b for b in lines if b.is_listed and (b.values["funding_source"] in ("basic", "project")) == is_use]
        if listed and total == sum(b.values["adjusted_budget_yuan"] or 0 for b in listed):
            for row in listed:
                row.doubtful.discard("adjusted_budget_yuan")


def _doubt_joined_rows(head: _RowBuilder, indicators: list[_RowBuilder], cells: Collected) -> None:
    """Doubt rows whose weight or score stands on several lines of a form that does not add up.

    Either the figure was wrapped, or the rule between two rows is missing and two figures were read as one.
    """
    for row, slots in zip(indicators, cells.indicators, strict=True):
        if any("\n" in slots[name].raw for name in ("weight", "score") if name in slots):
            row.doubtful |= set(row.values) - {"page"}
            head.doubtful.add("computed_score")


def _doubt_doubled_rows(indicators: list[_RowBuilder], cells: Collected) -> None:
    """Doubt rows whose target and actual value are several whole figures, line by line: the rows are two or more."""
    for row, slots in zip(indicators, cells.indicators, strict=True):
        lines = [slots[name].raw.split("\n") for name in ("target", "actual") if name in slots]
        if (
            len(lines) == 2
            and len(lines[0]) == len(lines[1]) > 1
            and all(_FIGURE.fullmatch(x) for one in lines for x in one)
        ):
            row.doubtful |= set(row.values) - {"page"}


def _head(found: Located, cells: Collected, unit: str | None, *, has_one_unit: bool, is_complete: bool) -> _RowBuilder:
    row = _RowBuilder("form", 0)
    row.values["template"] = found.family.id
    row.values["form_kind"] = found.family.kind
    name = cells.form.get("project_name")
    split = _PROJECT_CODE.fullmatch(name.text) if name else None
    is_unsure = name is not None and bool(name.doubts) and _CODE_PIECE.search(name.raw) is not None
    code = cells.form.get("project_code")
    if split or code is None:
        row.put("project_code", split.group(1) if split else None, name if split else None, is_doubtful=is_unsure)
    else:
        row.text("project_code", code)
    is_project = found.family.kind != "department"
    row.put(
        "project_name",
        split.group(2) if split else ((name.text or None) if name else None),
        name,
        is_doubtful=name is None and is_project,
    )
    for field_name in ("department", "implementing_unit"):
        row.text(field_name, cells.form.get(field_name))
        if field_name not in cells.form and (field_name == "department" or is_project):
            row.doubtful.add(field_name)
    for field_name in _FORM_TEXTS:
        cell = cells.form.get(field_name)
        if field_name == "notes":
            # Notes are what the form prints.
            row.put(field_name, (cell.text or None) if cell else None, cell)
        else:
            row.text(field_name, cell)
    row.values["left_out"] = [*found.passed_over, *cells.left_out]
    row.doubtful |= cells.unread
    row.put("money_unit", unit, None, is_doubtful=not has_one_unit)
    row.points("reviewed_score", cells.form.get("reviewed_score"))
    for field_name in ("total_weight", "total_score"):
        row.points(field_name, cells.form.get(field_name))
        has_total = found.family.total and field_name.removeprefix("total_") in found.indicators.heads
        if row.values[field_name] is None and not is_complete and has_total:
            # Without totals, and with weights that do not make 100, the end of the form may be missing.
            row.doubtful.add(field_name)
    grade = cells.form.get("grade")
    read, is_certain = read_grade(grade.text) if grade else (None, True)
    row.put("grade", read, grade, is_doubtful=not is_certain)
    return row


def _joint_total(head: _RowBuilder, cells: Collected, weights: Decimal | int) -> None:
    """One figure for weight and score together: the total score, doubtful where the sums do not bear that out."""
    cell = cells.form.get("joint_total")
    if cell is None or head.values["total_score"] is not None:
        return
    points, is_certain = read_points(cell.text)
    scores = head.values["computed_score"]
    is_score = points is not None and scores is not None and abs(points - scores) <= _ROUNDED_TWICE
    is_borne_out = is_certain and is_score and (points != weights or scores == weights)
    head.doubtful -= {"total_weight", "total_score"}
    head.put("total_score", points, cell, is_doubtful=not is_borne_out)
    if not is_borne_out:
        head.doubtful.add("total_weight")


def _money_units(cells: Collected, found: Located) -> list[str]:
    """Every unit of money of the form, the one that holds first: of headings, of row labels, else of the amounts."""
    labels = [unit for _, slots in cells.budget if "label" in slots and (unit := money_unit(slots["label"].text))]
    units = list(dict.fromkeys([*found.money_units, *labels]))
    if units:
        return units
    amounts = [slots[name].text for _, slots in cells.budget for name in _MONEY_COLUMNS if name in slots]
    own = {unit for text in amounts if (unit := own_unit(text))}
    return list(own) if len(own) == 1 else []


def _budget_lines(cells: Collected, units: list[str], found: Located) -> list[_RowBuilder]:
    """The funding rows in order. Rates are read together: their unit is often printed nowhere."""
    rows = [_amounts(i, source, slots, units, found) for i, (source, slots) in enumerate(cells.budget, 1)]
    heading = found.budget.heads.get("execution_rate")
    rates = read_rates(
        [_printed_rate(row, slots, found) for row, (_, slots) in zip(rows, cells.budget, strict=True)],
        is_headed_percent=heading is not None and "%" in fold_widths(heading.text),
    )
    for row, (_, slots), rate in zip(rows, cells.budget, rates, strict=True):
        _rate_and_points(row, slots, rate, found, has_one_unit=len(units) < 2)
    return rows


def _amounts(number: int, source: str, slots: Slots, units: list[str], found: Located) -> _RowBuilder:
    row = _RowBuilder("budget_line", number)
    label = slots.get("label")
    # A label that the reader of sliced text could not prove can be that of the row above or below.
    is_unsure = label is not None and has(label.doubts, *_UNPROVEN)
    row.put("funding_source", source, None, is_doubtful=source == UNLISTED or is_unsure)
    row.text("label_text", label)
    row.is_listed = "executed" not in slots
    for name, column in _MONEY_COLUMNS.items():
        cell = slots.get(name)
        of_column = money_unit(found.budget.heads[name].text) if name in found.budget.heads else None
        own = own_unit(cell.text) if cell else None
        chosen = own or of_column or (units[0] if units else None)
        if chosen is None:
            row.put(column, None, cell, is_doubtful=name in found.budget.heads)
            continue
        noted = _NOTED_AMOUNT.fullmatch(squeeze(fold_widths(cell.text))) if cell else None
        if cell is not None and noted is not None and parse_money(cell.text, chosen) is None:
            row.put(column, _money(noted[1], chosen), cell, is_doubtful=True)
            continue
        row.number_in(column, cell, partial(_money, unit=chosen))
        if len(units) > 1 and own is None and of_column is None and row.values[column]:
            row.doubtful.add(column)
    return row


def _printed_rate(row: _RowBuilder, slots: Slots, found: Located) -> PrintedRate:
    """The printed rate of a funding row with what its amounts allow, or its points where amounts are missing."""
    cell = slots.get("execution_rate")
    text = squeeze(fold_widths(cell.text)) if cell else ""
    number, has_sign = parse_percentage(text), text.endswith("%")
    first: str = found.family.budget.rate_denominator
    budgets = [first, *(name for name in ("adjusted_budget", "initial_budget") if name != first)]
    executed = _as_printed(row, slots, "executed")
    wholes = [_as_printed(row, slots, name) for name in budgets]
    found_rates = [ratio_pct(executed, whole) for whole in wholes if executed and whole]
    allowed = tuple(one for one in found_rates if one is not None)
    score, weight = (read_points(slots[name].text)[0] if name in slots else None for name in ("score", "weight"))
    if not allowed and score is not None and weight is not None:
        by_score = rate_of_score(printed(score, half_unit(digits_of(slots["score"].text))), weight)
        allowed = (by_score,) if by_score else ()
    return PrintedRate(number, has_sign, allowed)


def _as_printed(row: _RowBuilder, slots: Slots, name: str) -> Interval | None:
    """Everything an amount can stand for, in yuan; null where it was not read."""
    value, cell = row.values[_MONEY_COLUMNS[name]], slots.get(name)
    if value is None or cell is None:
        return None
    factor = Decimal(1)
    number = parse_number(re.sub(r"[^\d.,+-]", "", fold_widths(cell.text)))
    if number:
        factor = value / number
    return printed(value, abs(factor) * half_unit(digits_of(cell.text)))


def _rate_and_points(row: _RowBuilder, slots: Slots, rate: Rate, found: Located, *, has_one_unit: bool) -> None:
    row.points("weight", slots.get("weight"))
    cell = slots.get("execution_rate")
    if rate.pct is None:
        row.number_in("execution_rate_pct", cell, parse_percentage)
    else:
        source = replace(cell, origin="derived") if cell and rate.is_converted else cell
        row.put("execution_rate_pct", rate.pct, source, is_doubtful=not rate.is_certain)
    row.points("score", slots.get("score"), row.values["weight"])
    row.method(slots.get("score_method"))
    row.text("reason_text", slots.get("reason"))
    denominator = _MONEY_COLUMNS[found.family.budget.rate_denominator]
    budget, executed = row.values[denominator], row.values["executed_yuan"]
    computed = (
        (executed / budget * 100).quantize(Decimal("0.0001"), ROUND_HALF_UP)
        if budget and executed is not None
        else None
    )
    row.values["computed_rate_pct"] = computed
    if row.doubtful & {denominator, "executed_yuan"} and has_one_unit:
        # Two units of money that contradict each other leave the rate as it is.
        row.doubtful.add("computed_rate_pct")


def _money(text: str, unit: str) -> Decimal | None:
    amount = parse_money(text, unit)
    return None if amount is None else amount.quantize(_FEN, ROUND_HALF_UP)


def _indicator(number: int, slots: Slots, found: Located) -> _RowBuilder:
    row = _RowBuilder("indicator", number)
    slots = settled(slots, found)
    for level in ("level1", "level2"):
        _level(row, level, slots.get(level), found)
    _doubt_impossible_pair(row)
    row.text("name", slots.get("name"))
    if row.values["name"] is None:
        row.doubtful.add("name")
    target = _target(row, slots)
    _actual(row, slots.get("actual"), target)
    row.points("weight", slots.get("weight"))
    row.points("score", slots.get("score"), row.values["weight"])
    weight, score = row.values["weight"], row.values["score"]
    row.values["shortfall"] = weight - score if weight is not None and score is not None else None
    if row.doubtful & {"weight", "score"}:
        row.doubtful.add("shortfall")
    row.method(slots.get("score_method"))
    reason, mending = slots.get("reason"), slots.get("measure")
    row.text("reason_text", reason_of(slots))
    cause, measure_text = split_reason(row.values["reason_text"] or "")
    if mending is not None:
        cause, measure_text = (reason.text or None) if reason else None, mending.text or None
    row.put("deviation_reason", cause, reason if cause else None)
    row.put("improvement_measure", measure_text, (mending or reason) if measure_text else None)
    if row.values["reason_text"] is None and "reason_text" in row.doubtful:
        row.doubtful |= {"deviation_reason", "improvement_measure"}
    row.values["page"] = min(c.page for name, c in slots.items() if name not in ("level1", "level2", "score_method"))
    return row


def _level(row: _RowBuilder, name: str, cell: Cell | None, found: Located) -> None:
    """The canonical label; one outside the vocabulary stays as printed, doubtful if it may be a part of a known one."""
    heads = found.indicators.heads
    is_named = name in heads or cell is not None
    if not is_named or (name == "level2" and cell is not None and _is_of_level1(cell, heads)):
        row.put(name, None, None)
        return
    words = vocabulary()
    printed = without_weight(plain_label(undouble(cell.text))) if cell else ""
    if name == "level1":
        by_label = {normalise_label(label): key for key, labels in words.level1.items() for label in labels}
    else:
        by_label = {normalise_label(label): key for key, entry in words.level2.items() for label in entry.labels}
    known = normalise_label(printed)
    label = by_label.get(known) or by_label.get(f"{known}指标")
    is_sure = label is not None or (printed != "" and found.grid.is_ruled and not _is_part(printed, by_label))
    row.put(name, label or printed or None, cell, is_doubtful=not is_sure)


def _is_of_level1(cell: Cell, heads: Mapping[str, Cell]) -> bool:
    """Whether a first-level label reaches over both columns of the levels: it says nothing of the second."""
    return "level1" in heads and cell.column <= heads["level1"].column < heads["level2"].column


def _is_part(printed: str, known: Iterable[str]) -> bool:
    """Whether a text has no other characters than a known label: a piece of it, or its upright letters out of order."""
    return any(not Counter(printed) - Counter(label) for label in known)


def _doubt_impossible_pair(row: _RowBuilder) -> None:
    """Doubt both levels where the second cannot stand under the first: one of them was taken from another row."""
    known = vocabulary().level2.get(row.values["level2"] or "")
    if known and row.values["level1"] in vocabulary().level1 and row.values["level1"] not in known.parents:
        row.doubtful |= {"level1", "level2"}


def _target(row: _RowBuilder, slots: Slots) -> Measure:
    """Target with operator, value and unit, which some families print in columns of their own."""
    target, operator, unit = slots.get("target"), slots.get("operator"), slots.get("unit")
    row.text("target_text", target)
    own = parse_operator(operator.text) if operator else None
    printed = unit.text if unit and cell_state(unit.text) == "filled" and unit.text not in _NO_UNIT else None
    measure = _with_unit(read(target.text), target.text, printed) if target else Measure()
    is_lost = operator is not None and own is None and cell_state(operator.text) == "filled"
    source = operator if operator is not None and operator.text else target
    is_contradicted = bool(own and measure.operator and measure.kind == "quantity" and own != measure.operator)
    row.put(
        "target_operator",
        own if own and measure.kind != "range" else measure.operator,
        source if own or measure.operator or is_lost or (source and source.doubts) else None,
        is_doubtful=is_lost or is_contradicted or "operator" in measure.doubts,
    )
    if own == "qualitative":
        measure = replace(measure, kind="words", value=None, low=None, high=None, unit=None, canonical=None, span=None)
    _put_figures(row, "target", measure, target)
    row.put("indicator_kind", measure.kind, target if measure.kind else None, is_doubtful="value" in measure.doubts)
    if measure.kind is None and "target_text" in row.doubtful:
        row.doubtful.add("indicator_kind")
    _put_unit(row, "target", measure, unit if printed else target)
    return measure


_NO_UNIT = ("无", "定性", "其他", "其它")


def _with_unit(measure: Measure, text: str, printed: str | None) -> Measure:
    """The measure with the unit of a column of its own; a unit that contradicts the text leaves both in doubt."""
    if printed is None or measure.kind not in ("quantity", "range"):
        return measure
    canonical = canonical_unit(printed)
    if measure.unit is not None:
        is_same = canonical is not None and canonical == measure.canonical
        return measure if is_same else measure.doubted("unit", "value")
    if (joined := read(f"{text}{printed}")).span is not None and measure.kind == "quantity":
        # 2024 in 年 is a year; 12 in 月 may be December or a year's length.
        is_year = joined.span.granularity == "year"
        return joined if is_year else replace(measure, unit=printed, canonical=canonical).doubted("value")
    named = replace(measure, unit=printed, canonical=canonical)
    return named if canonical else named.doubted("unit")


def _actual(row: _RowBuilder, actual: Cell | None, target: Measure) -> None:
    """What was achieved; what the target is decides what a figure that can be a date is."""
    row.text("actual_text", actual)
    is_figure = target.kind in ("quantity", "range")
    measure = read(actual.text, "date" if target.span else "quantity" if is_figure else None) if actual else Measure()
    row.put(
        "actual_operator",
        measure.operator,
        actual if measure.operator or (actual and actual.doubts) else None,
        is_doubtful="operator" in measure.doubts,
    )
    _put_figures(row, "actual", measure, actual)
    _put_unit(row, "actual", measure, actual)
    row.put("attainment", _attainment(actual), actual if actual and (_attainment(actual) or actual.doubts) else None)


def _put_figures(row: _RowBuilder, side: str, measure: Measure, cell: Cell | None) -> None:
    """Value, both ends of a range, and the date as printed, which a year makes a day of the calendar."""
    row.put(f"{side}_value", _quantity(measure.value), cell, is_doubtful="value" in measure.doubts)
    for end, value in (("low", measure.low), ("high", measure.high)):
        is_doubtful = end in measure.doubts
        row.put(f"{side}_{end}", _quantity(value), cell if value is not None else None, is_doubtful=is_doubtful)
    if measure.span is not None:
        row.spans[side] = measure.span


def _put_unit(row: _RowBuilder, side: str, measure: Measure, cell: Cell | None) -> None:
    source = cell if measure.unit or (cell and cell.doubts) else None
    is_doubtful = "unit" in measure.doubts
    row.put(f"{side}_unit", measure.unit, source, is_doubtful=is_doubtful)
    row.put(f"{side}_unit_canonical", measure.canonical, source, is_doubtful=is_doubtful)


def _quantity(value: Decimal | None) -> Decimal | None:
    if value is None or abs(value) >= _LARGEST:
        return None
    rounded = value.quantize(_MILLIONTH, ROUND_HALF_UP)
    return value if rounded == value else rounded


def _attainment(cell: Cell | None) -> str | None:
    if cell is None:
        return None
    text = squeeze(fold_widths(cell.text))
    return next((grade for grade, phrases in vocabulary().attainment.items() if text in phrases), None)


def _computed_score(head: _RowBuilder, lines: list[_RowBuilder], indicators: list[_RowBuilder]) -> None:
    """Sum of the printed score lines; null when one of them is not legible, doubtful when one of them is."""
    rows = [b for b in (*lines, *indicators) if b.values["is_total" if b.table == "budget_line" else "is_counted"]]
    scored = [b for b in rows if b.values["score"] is not None]
    unsure = [b for b in rows if "score" in b.doubtful - b.joint]
    lost = [b for b in unsure if b.values["score"] is None]
    is_sum = bool(scored) and not lost
    head.values["computed_score"] = sum((b.values["score"] for b in scored), Decimal(0)) if is_sum else None
    if unsure:
        head.doubtful.add("computed_score")
