"""Figures of one dimension in one unit, so that 万元 compares with 元 and 公里 with 米.

Belongs here: ``bases.yml`` and the conversion of a canonical unit. Does not belong here: which text is a unit
(``units``), any comparison (``pipeline.audit``).
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.package_yaml import package_yaml

_TIMES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_DIGITS_BEFORE_POINT, _DIGITS_BEHIND = 18, 6


class Base(NamedTuple):
    """The unit of a dimension, how many of it one of the given unit is, and the dimension."""

    unit: str
    factor: Fraction
    dimension: str


@cache
def _known() -> dict[str, Base]:
    content = package_yaml(__package__, "bases.yml")
    known: dict[str, Base] = {}
    for name, bases in content.items():
        for base, others in bases.items():
            known[base] = Base(base, Fraction(1), name)
            known |= {unit: Base(base, Fraction(str(factor)), name) for unit, factor in (others or {}).items()}
    return known


@lru_cache(maxsize=1 << 12)
def base_of(unit: str) -> Base:
    """The base of a canonical unit; a unit of no listed dimension is its own base.

    A figure per thing or period keeps what it is per: 万元/人 becomes 元/人.

    >>> base_of("万元").unit, int(base_of("万人次").factor), base_of("千元/人·月").unit, base_of("工作日").unit
    ('元', 10000, '元/人·月', '工作日')
    """
    counted, slash, per = unit.partition("/")
    rest, times = counted, Fraction(1)
    while rest not in _known() and len(rest) > 1 and rest[0] in _TIMES:
        times, rest = times * _TIMES[rest[0]], rest[1:]
    found = _known().get(rest, Base(rest, Fraction(1), "count"))
    return Base(found.unit + slash + per, found.factor * times, found.dimension)


def dimension(unit: str) -> str:
    """The dimension of a canonical unit (money, percent, length …); ``count`` for what is counted."""
    return base_of(unit).dimension


def in_base(value: Decimal, unit: str) -> Decimal | None:
    """A figure in the base of its canonical unit, six digits behind the point; null where a column cannot hold it.

    >>> in_base(Decimal("1.5"), "万元"), in_base(Decimal(3), "亩")
    (Decimal('15000.000000'), Decimal('2000.000000'))
    """
    scaled = Fraction(value) * base_of(unit).factor * 10**_DIGITS_BEHIND
    whole = round(scaled)
    if abs(whole) >= 10 ** (_DIGITS_BEFORE_POINT + _DIGITS_BEHIND):
        return None
    return Decimal(whole).scaleb(-_DIGITS_BEHIND) if whole else Decimal(0)
