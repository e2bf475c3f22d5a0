"""Sums, shares and rates in exact fractions; a value that is missing stays missing."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

Number = int | Fraction | None


def total(values: Iterable[Number]) -> Number:
    """The sum of what is there; null where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known, Fraction(0)) if known else None


def less(a: Number, b: Number) -> Number:
    return None if a is None or b is None else a - b


def over(a: Number, b: Number) -> Number:
    """A ratio; null without a divisor."""
    return None if a is None or not b else Fraction(a) / b


def percent(a: Number, b: Number) -> Number:
    ratio = over(a, b)
    return None if ratio is None else 100 * ratio


def mean(values: Iterable[Number]) -> Number:
    known = [value for value in values if value is not None]
    return over(sum(known, Fraction(0)), len(known))


def spread(values: Iterable[Number]) -> Number:
    """Standard deviation of a whole population."""
    known = [Fraction(value) for value in values if value is not None]
    middle = mean(known)
    if middle is None:
        return None
    square = sum(((value - middle) ** 2 for value in known), Fraction(0)) / len(known)
    # Twenty digits are far more than any column shows.
    scale = 10**40
    whole = square.numerator * scale // square.denominator
    return Fraction(_root(whole), 10**20)


def _root(value: int) -> int:
    guess = 1 << (value.bit_length() // 2 + 1)
    while True:
        better = (guess + value // guess) // 2 if guess else 0
        if better >= guess:
            return guess
        guess = better


def count(values: Iterable[Any]) -> int:
    """How many different values there are, null left out."""
    return len({value for value in values if value is not None})
