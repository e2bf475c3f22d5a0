"""The unit of money of a form, held against the amounts that its own words state.

Belongs here: amounts in goals and indicators that print their unit, a table of money whose figures are just ten
thousand times as high or as low. Does not belong here: which unit the table prints (``funding_values``), amounts of one
row against each other (``pipeline.audit``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.arithmetic import digits_of, half_unit
from pipeline.forms.funding_values import MONEY_COLUMNS
from pipeline.model.form import Form
from pipeline.model.value import Value
from pipeline.text.fold import fold_widths, squeeze
from pipeline.text.numbers import MONEY_UNIT, YUAN, own_unit

# An amount with its unit; one per person, household or mu is no amount of a project.
_STATED = re.compile(rf"(?<![\d.,])(\d[\d,]*(?:\.\d+)?)({MONEY_UNIT})(?![/／每])")
_PER_ITEM = re.compile(r"(?:每|/|／)[^\d，,。；;]{0,6}$")
# Forms are filled in yuan where the heading says 万元, and the other way round.
_FACTOR = Decimal(10_000)
# What is stated for one person or one place is smaller.
_LEAST = Decimal(10_000)
# Two figures of two digits may be ten thousand times each other by chance.
_TELLING_DIGITS = 3


@dataclass(frozen=True)
class _Stated:
    """An amount in yuan, half a unit of its last printed digit, and how many of its digits tell something."""

    amount: Decimal
    half: Decimal
    digits: int

    def is_about(self, other: Decimal) -> bool:
        return abs(other - self.amount) <= self.half


def doubt_unit(form: Form) -> None:
    """Doubt every amount that takes its unit from the heading where the words of the form say another unit.

    The words do so when they state amounts of the table ten thousand times as high or as low, and none as it is.
    """
    amounts = [
        (line, column, value.value)
        for line in form.funding
        for column in MONEY_COLUMNS.values()
        if (value := _inherited(getattr(line, column))) and value.value
    ]
    figures = {amount for _, _, amount in amounts}
    stated = list(_stated(form))
    if any(words.is_about(amount) for words in stated for amount in figures):
        return
    off = [
        (words, amount)
        for words in stated
        for amount in figures
        if words.is_about(amount / _FACTOR) or words.is_about(amount * _FACTOR)
    ]
    is_telling = len({amount for _, amount in off}) > 1 or any(words.digits >= _TELLING_DIGITS for words, _ in off)
    if not is_telling:
        return
    detail = f"{off[0][0].amount:f}"
    for line, column, _ in amounts:
        line.doubt([column], "money_unit_contradicted", detail)
    form.head.doubt(["money_unit"], "money_unit_contradicted", detail)


def _inherited(amount: Value[Decimal]) -> Value[Decimal] | None:
    """An amount that prints no unit of its own."""
    source = amount.source
    return amount if source is not None and own_unit(source.text) is None else None


def _stated(form: Form) -> Iterator[_Stated]:
    texts: Sequence[str | None] = [
        form.head.expected_goal.value,
        form.head.actual_goal.value,
        *(text.value for row in form.indicators for text in (row.target_text, row.actual_text)),
    ]
    for text in texts:
        folded = squeeze(fold_widths(text or ""))
        for found in _STATED.finditer(folded):
            number = Decimal(found[1].replace(",", ""))
            unit = YUAN[found[2]]
            if number * unit >= _LEAST and not _PER_ITEM.search(folded[: found.start()]):
                yield _Stated(number * unit, half_unit(digits_of(found[1])) * unit, _telling_digits(number))


def _telling_digits(number: Decimal) -> int:
    return len(f"{number.normalize():f}".replace(".", "").strip("0"))
