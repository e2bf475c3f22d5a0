"""What printed figures allow: intervals, sums, rates, budget scores, and the unit in which a rate is printed.

Belongs here: the one judge of arithmetic. Every route asks it whether the figures of a form confirm or contradict each
other (text layer, office files, recognition, sliced text), and the audit asks it for its findings. Does not belong
here: where a figure stands (``pipeline.forms``), what follows from a contradiction (``pipeline.audit``).

A printed figure stands for everything within half a unit of its last digit: 98.02 for 98.015 to 98.025. What a form
gives and does not compute is exact: weights, the scores of indicators, points in whole numbers.

Functions over :data:`Figure` take decimals of one form, or expressions over a frame of many.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import polars as pl

Figure = TypeVar("Figure", Decimal, "pl.Expr")

_HUNDRED = Decimal(100)
_BEHIND_POINT = re.compile(r"\.(\d+)")
_INFINITE = Decimal("Infinity")
# A number without a percent sign that is at most this may be a share (0.97, 1, 1.2) or a percentage (0.97 %).
_LARGEST_OPEN_SHARE = Decimal(2)
# A share is never printed above this; a larger number without a sign is a percentage.
_LARGEST_SHARE = Decimal(20)


@dataclass(frozen=True, slots=True)
class Interval:
    """Everything that a figure can stand for, both ends included."""

    low: Decimal
    high: Decimal

    def holds(self, value: Decimal) -> bool:
        """Whether a value is one of them."""
        return self.low <= value <= self.high

    def meets(self, other: Interval) -> bool:
        """Whether both can stand for the same value."""
        return self.low <= other.high and other.low <= self.high


def digits_of(text: str) -> int:
    """How many digits a printed figure has behind its point.

    >>> digits_of("98.02%"), digits_of("1,200"), digits_of("0.9327")
    (2, 0, 4)
    """
    found = _BEHIND_POINT.search(text)
    return len(found.group(1)) if found else 0


def half_unit(digits: int) -> Decimal:
    """Half a unit of the last of so many digits behind the point."""
    return Decimal("0.5").scaleb(-digits)


def printed(value: Decimal, half: Decimal) -> Interval:
    """What a figure stands for that is printed to within ``half``."""
    return Interval(value - half, value + half)


def ratio_pct(part: Interval, whole: Interval) -> Interval | None:
    """What one amount can be of another, in per cent; null where the whole may be nothing."""
    if whole.low <= 0 or part.high < 0:
        return None
    return Interval(max(part.low, Decimal(0)) * _HUNDRED / whole.high, part.high * _HUNDRED / whole.low)


def rate_of_score(score: Interval, weight: Decimal) -> Interval | None:
    """The rates, in per cent, for which rate times weight gives the score; a full score allows every higher rate."""
    if weight <= 0 or score.low > weight:
        return None
    high = _INFINITE if score.high >= weight else score.high * _HUNDRED / weight
    return Interval(max(score.low, Decimal(0)) * _HUNDRED / weight, high)


def rate_bounds(
    part: Figure, half_part: Figure, whole: Figure, half_whole: Figure, half_rate: Figure, smallest: Figure
) -> tuple[Figure, Figure]:
    """The lowest and the highest rate, in per cent, that may be printed beside two amounts.

    ``half_…`` are half units of the last digits printed. ``smallest`` is the least that the whole can be.
    """
    low = (part - half_part) * 100 / (whole + half_whole) - half_rate
    high = (part + half_part) * 100 / _at_least(whole - half_whole, smallest) + half_rate
    return low, high


def budget_score_bounds(
    rate: Figure, half_rate: Figure, weight: Figure, half_score: Figure, full: Figure
) -> tuple[Figure, Figure]:
    """The lowest and the highest points that rate times weight may print; ``full`` is the rate that gives all: 100."""
    low = _at_most(rate - half_rate, full) * weight / 100 - half_score
    high = _at_most(rate + half_rate, full) * weight / 100 + half_score
    return low, high


def sum_slack(half: Figure, addends: Figure) -> Figure:
    """How far a printed sum may lie from so many printed addends: half a unit for each of them and for itself."""
    return half * (addends + 1)


def _at_least(value: Figure, floor: Figure) -> Figure:
    if isinstance(value, Decimal):
        return max(value, floor)
    import polars as pl

    return pl.max_horizontal(value, floor)


def _at_most(value: Figure, ceiling: Figure) -> Figure:
    if isinstance(value, Decimal):
        return min(value, ceiling)
    import polars as pl

    return pl.min_horizontal(value, ceiling)


def rounding(digits: int) -> Decimal:
    """How far points with so many digits behind the point may be rounded; whole points are given, not rounded."""
    return half_unit(digits) if digits else Decimal(0)


def judge_rate(rate: Decimal, digits: int, part: Interval, whole: Interval) -> bool | None:
    """Whether a rate in per cent is that of two amounts.

    True where it is their ratio, rounded as it is printed; false where printing does not allow it, rounded or cut off;
    null between the two, and where the whole may be nothing.
    """
    if whole.low <= 0:
        return None
    middle = (part.low + part.high) / (whole.low + whole.high) * _HUNDRED
    if middle.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) == rate:
        return True
    allowed = ratio_pct(part, whole)
    # Some programs cut a rate off where others round it: what it stands for may be up to a whole unit higher.
    half = half_unit(digits)
    return None if allowed is None or Interval(rate - half, rate + 2 * half).meets(allowed) else False


def judge_budget_score(
    score: Decimal, score_digits: int, rate: Decimal, rate_digits: int, weight: Decimal
) -> bool | None:
    """Whether points are rate (in per cent, at most 100) times weight.

    True where they are, rounded as they are printed; false where printing does not allow it; null between the two: a
    rate or points in whole numbers may have been rounded, which proves nothing.
    """
    halves = [(half_unit(rate_digits), half_unit(score_digits)), (rounding(rate_digits), rounding(score_digits))]
    bounds = [budget_score_bounds(rate, of_rate, weight, of_score, _HUNDRED) for of_rate, of_score in halves]
    allowed, given = (low <= score <= high for low, high in bounds)
    return True if given else None if allowed else False


def score_slack(total_digits: int, budget_digits: int) -> Decimal:
    """How far a printed total score may lie from its scores: the total is rounded, and so is the score of the budget.

    The digits are those behind the point as printed. The scores of indicators are given, not rounded.
    """
    return rounding(total_digits) + rounding(budget_digits)


def adds_up(parts: Iterable[Decimal], total: Decimal, slack: Decimal) -> bool | None:
    """Whether parts make a total: true to the last digit, false beyond ``slack``, null between the two."""
    gap = abs(sum(parts, Decimal(0)) - total)
    return True if gap == 0 else False if gap > slack else None


def agree(printed: Sequence[Decimal | None], own: Sequence[Decimal | int | None]) -> bool:
    """Whether printed totals are those of the rows, to the last digit; a total that is not printed agrees."""
    return all(total in (None, one) for total, one in zip(printed, own, strict=True))


@dataclass(frozen=True, slots=True)
class PrintedRate:
    """A rate as it stands in its column, with what the figures beside it allow in per cent.

    ``number`` is null where no rate is printed; ``has_sign`` says that it carries a percent sign. ``allowed`` holds an
    interval for each pair of amounts that the rate may be of, the likeliest first; without amounts that of the score.
    """

    number: Decimal | None
    has_sign: bool = False
    allowed: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate in per cent, whether it was printed in another unit, and whether that is certain."""

    pct: Decimal | None
    is_converted: bool = False
    is_certain: bool = True


def read_rates(rates: Sequence[PrintedRate], *, is_headed_percent: bool) -> list[Rate]:
    """The rates of one column in per cent.

    A percent sign is believed. A number without one is the share or the percentage that the figures beside it allow;
    what they do not decide is decided by the other rates of the column and by a percent sign in its heading, else
    it is doubtful.
    """
    proofs = [_proof(rate) for rate in rates]
    units = {unit for unit in proofs if unit is not None}
    if is_headed_percent:
        units.add("percentage")
    column = units.pop() if len(units) == 1 else None
    return [_read(rate, proof, column) for rate, proof in zip(rates, proofs, strict=True)]


def _proof(rate: PrintedRate) -> str | None:
    """In which unit a rate is printed, where its sign, its size or the figures beside it prove that."""
    number = rate.number
    if number is None or number == 0:
        return None
    if rate.has_sign:
        return "percentage"
    units = [("percentage", 0), ("share", 2)] if abs(number) <= _LARGEST_SHARE else [("percentage", 0)]
    fitting = {unit for unit, shift in units if any(_fits(number, shift, one) for one in rate.allowed)}
    if len(fitting) == 1:
        return fitting.pop()
    if fitting or abs(number) <= _LARGEST_OPEN_SHARE:
        return None
    return None if _is_tenth(rate) else "percentage"


def _fits(number: Decimal, shift: int, allowed: Interval) -> bool:
    """Whether a number, its point moved, is a rate that is allowed, rounded or cut off at its last digit."""
    digits = max(-int(number.as_tuple().exponent) - shift, 0)
    return printed(number.scaleb(shift), 2 * half_unit(digits)).meets(allowed)


def _is_tenth(rate: PrintedRate) -> bool:
    """Whether the figures beside a number allow just ten times as much: 9.7 beside 291 of 300."""
    return rate.number is not None and any(_fits(rate.number, 1, one) for one in rate.allowed)


def _read(rate: PrintedRate, proof: str | None, column: str | None) -> Rate:
    number = rate.number
    if number is None or number == 0:
        return Rate(number)
    share = Decimal(format(number.scaleb(2), "f"))
    nearer = _nearer(rate, column)
    # Beside figures that allow neither, the column decides if it gives the nearer one: the form contradicts itself.
    unit = proof or (column if column == nearer and not _is_tenth(rate) else None)
    is_share = (unit or nearer) == "share"
    return Rate(share if is_share else number, is_converted=is_share, is_certain=unit is not None)


def _nearer(rate: PrintedRate, column: str | None) -> str:
    """The unit that brings a number nearer to the likeliest rate that is allowed; without any that of the column."""
    number = rate.number or Decimal(0)
    if abs(number) > _LARGEST_OPEN_SHARE:
        return "percentage"
    if not rate.allowed:
        return column or "percentage"
    first = rate.allowed[0]
    middle = first.low if first.high == _INFINITE else (first.low + first.high) / 2
    return "share" if abs(number.scaleb(2) - middle) < abs(number - middle) else "percentage"
