"""The funding rows of a form as records: amounts in yuan, the printed rate and the computed one, points.

Belongs here: the unit of money, the unit of the rate, which row is a part of which. Does not belong here: which cell
stands in which row (``funding_rows``), the arithmetic of rates (``pipeline.arithmetic``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from pipeline.arithmetic import (
    Interval,
    PrintedRate,
    Rate,
    digits_of,
    half_unit,
    printed,
    rate_of_score,
    ratio_pct,
    read_rates,
)
from pipeline.forms import cell_values
from pipeline.forms.collected import UNLISTED, Collected, Slots
from pipeline.forms.column_values import amount, read_column
from pipeline.forms.funding_parts import FundingRow, arrange
from pipeline.forms.located import Located
from pipeline.forms.points import read_points
from pipeline.model.doubts import has, without
from pipeline.model.grid import Cell
from pipeline.model.records import FundingRecord
from pipeline.model.value import Value
from pipeline.model.value import printed as printed_value
from pipeline.text.fold import fold_widths, squeeze
from pipeline.text.labels import money_unit
from pipeline.text.numbers import own_unit, parse_money, parse_percentage
from schemas.catalog import TABLES

MONEY_COLUMNS = {
    "initial_budget": "initial_budget_yuan",
    "adjusted_budget": "adjusted_budget_yuan",
    "executed": "executed_yuan",
}
# Columns of cells that this module reads itself, by the name of the cell.
_OWN = frozenset((*MONEY_COLUMNS, "label", "weight", "execution_rate", "score", "score_method", "reason"))
_RATE = Decimal("0.0001")
# An amount with a note behind it: 320.00（含结转20.00）.
_NOTED_AMOUNT = re.compile(r"(?=[^()]*\d)([^()]*)\([^()]+\)")
# Doubts of a funding row's label that leave open which source it names.
_UNPROVEN = ("guessed", "unproven")
# Kinds of spending; the other sources say where the money comes from.
_USES = ("basic", "project")


def money_units(cells: Collected, located: Located) -> list[str]:
    """Every unit of money of the form, the one that holds first: of headings, of row labels, else of the amounts."""
    if cells.unit is not None:
        return [cells.unit]
    labels = [unit for _, slots in cells.budget if "label" in slots and (unit := money_unit(slots["label"].text))]
    units = list(dict.fromkeys([*located.money_units, *labels]))
    if units:
        return units
    amounts = [slots[name].text for _, slots in cells.budget for name in MONEY_COLUMNS if name in slots]
    own = {unit for text in amounts if (unit := own_unit(text))}
    return list(own) if len(own) == 1 else []


def funding_records(cells: Collected, units: list[str], located: Located) -> list[FundingRecord]:
    """The funding rows in order. Rates are read together: their unit is often printed nowhere."""
    # A unit that a person gave holds whatever the headings say.
    heads = {} if cells.unit is not None else located.budget.heads
    rows = [_amounts(i, source, slots, units, heads) for i, (source, slots) in enumerate(cells.budget, 1)]
    heading = located.budget.heads.get("execution_rate")
    rates = read_rates(
        [_printed_rate(row, slots, located) for row, (_, slots) in zip(rows, cells.budget, strict=True)],
        is_headed_percent=heading is not None and "%" in fold_widths(heading.text),
    )
    for row, (_, slots), rate in zip(rows, cells.budget, rates, strict=True):
        _read_rate_and_points(row, slots, rate, located)
        for name, column in TABLES["budget_line"].columns.items():
            if name in slots and name not in _OWN:
                setattr(row, name, read_column(column, slots[name], units))
    _arrange(rows, cells)
    return rows


def _amounts(number: int, source: str, slots: Slots, units: list[str], heads: Mapping[str, Cell]) -> FundingRecord:
    row = FundingRecord(number)
    label = slots.get("label")
    row.funding_source = Value(source)
    if source == UNLISTED:
        row.funding_source = row.funding_source.doubted("unlisted_source")
    if label is not None and has(label.doubts, *_UNPROVEN):
        # A label that the reader of sliced text could not prove can be that of the row above or below.
        row.funding_source = row.funding_source.also(label.doubts)
    row.label_text = cell_values.text(label)
    for name, column in MONEY_COLUMNS.items():
        setattr(row, column, _amount(slots.get(name), heads.get(name), units))
    return row


def _amount(cell: Cell | None, head: Cell | None, units: list[str]) -> Value[Decimal]:
    """An amount in the unit that it prints itself, else in that of its column, else in that of the form."""
    of_column = money_unit(head.text) if head is not None else None
    known = [of_column] if of_column else units
    if not known and head is not None and (cell is None or own_unit(cell.text) is None):
        nothing: Value[Decimal] = printed_value(None, cell)
        return nothing.doubted("no_money_unit")
    if cell is not None and known and parse_money(cell.text, known[0]) is None:
        noted = _NOTED_AMOUNT.fullmatch(squeeze(fold_widths(cell.text)))
        if noted is not None:
            return printed_value(cell_values.money(noted[1], known[0]), cell).doubted("note_beside_figure")
    return amount(cell, known)


def _printed_rate(row: FundingRecord, slots: Slots, located: Located) -> PrintedRate:
    """The printed rate of a funding row with what its amounts allow, or its points where amounts are missing."""
    cell = slots.get("execution_rate")
    text = squeeze(fold_widths(cell.text)) if cell else ""
    rate, has_sign = parse_percentage(text), text.endswith("%")
    first: str = located.family.budget.rate_denominator
    budgets = [first, *(name for name in ("adjusted_budget", "initial_budget") if name != first)]
    executed = _interval(row, "executed")
    wholes = [_interval(row, name) for name in budgets]
    ratios = [ratio_pct(executed, whole) for whole in wholes if executed and whole]
    allowed = tuple(ratio for ratio in ratios if ratio is not None)
    score, weight = (read_points(slots[name].text)[0] if name in slots else None for name in ("score", "weight"))
    if not allowed and score is not None and weight is not None:
        by_score = rate_of_score(printed(score, half_unit(digits_of(slots["score"].text))), weight)
        allowed = (by_score,) if by_score else ()
    return PrintedRate(rate, has_sign, allowed)


def _interval(row: FundingRecord, name: str) -> Interval | None:
    """Everything an amount of a row can stand for, in yuan; null where it was not read."""
    amount: Value[Decimal] = getattr(row, MONEY_COLUMNS[name])
    return cell_values.printed_amount(amount)


def _read_rate_and_points(row: FundingRecord, slots: Slots, rate: Rate, located: Located) -> None:
    row.weight = cell_values.points(slots.get("weight"))
    cell = slots.get("execution_rate")
    if rate.pct is None:
        row.execution_rate_pct = cell_values.number(cell, parse_percentage)
    else:
        source = replace(cell, origin="derived") if cell and rate.is_converted else cell
        row.execution_rate_pct = printed_value(rate.pct, source)
        if not rate.is_certain:
            row.execution_rate_pct = row.execution_rate_pct.doubted("rate_unit_unproven")
    row.score = cell_values.points(slots.get("score"), row.weight.value)
    row.score_method = cell_values.whole_text(slots.get("score_method"))
    row.reason_text = cell_values.text(slots.get("reason"))
    compute_rate(row, located)


def compute_rate(row: FundingRecord, located: Located) -> None:
    """The rate of a funding row from its amounts, in doubt where one of them is."""
    denominator = MONEY_COLUMNS[located.family.budget.rate_denominator]
    budget: Value[Decimal] = getattr(row, denominator)
    executed = row.executed_yuan
    row.computed_rate_pct = Value(
        (executed.value / budget.value * 100).quantize(_RATE, ROUND_HALF_UP)
        if budget.value and executed.value is not None
        else None
    )
    # Two units of money that contradict each other leave the rate as it is.
    names = [name for name in (denominator, "executed_yuan") if without(getattr(row, name).doubts, "two_money_units")]
    if names:
        row.doubt(["computed_rate_pct"], "rests_on_doubtful", "、".join(names))


def _arrange(lines: list[FundingRecord], cells: Collected) -> None:
    """Which funding row is a part of which; doubtful where doubtful amounts had a say in it."""
    rows = []
    for line, (source, _) in zip(lines, cells.budget, strict=True):
        spans = [_interval(line, name) for name in MONEY_COLUMNS]
        halves = tuple((span.high - span.low) / 2 if span else Decimal(0) for span in spans)
        amounts = tuple(amount.value for amount in _amounts_of(line))
        rows.append(FundingRow(source, line.label_text.value or "", amounts, halves))
    parts = arrange(rows)
    is_flat = all(part.parent is None or parts[part.parent].is_total for part in parts)
    doubted = [any(amount.doubts for amount in _amounts_of(line)) for line in lines]
    # Where every amount is doubtful, nothing shows that no row is a part of another one. Where some are, a total that
    # its parts do not make may be a misread amount.
    is_whole = not any(part.is_total and part.is_counted for part in parts)
    is_unsure = all(doubted) or (any(doubted) and not (is_flat and is_whole))
    for line, part in zip(lines, parts, strict=True):
        line.parent_line_no = Value(None if part.parent is None else part.parent + 1)
        line.division_no = Value(part.division)
        line.is_total, line.is_leaf = Value(part.is_total), Value(part.is_counted)
        if is_unsure or not part.is_certain:
            line.doubt(["parent_line_no", "is_leaf"], "unsure_parts")


def _amounts_of(line: FundingRecord) -> list[Value[Decimal]]:
    return [getattr(line, column) for column in MONEY_COLUMNS.values()]


def settle_lists(lines: list[FundingRecord], cells: Collected) -> None:
    """Amounts that stand in their label are the whole-year budget for certain when each list adds up to its total."""
    total = next((line.adjusted_budget_yuan.value for line in lines if line.is_total.value), None)
    in_label = [line for line, (_, slots) in zip(lines, cells.budget, strict=True) if "executed" not in slots]
    for is_use in (True, False):
        listed = [line for line in in_label if (line.funding_source.value in _USES) == is_use]
        if listed and total == sum(line.adjusted_budget_yuan.value or 0 for line in listed):
            for line in listed:
                amount = line.adjusted_budget_yuan
                line.adjusted_budget_yuan = replace(amount, doubts=without(amount.doubts, "inferred_column"))
