"""Numbers in measures: digits with separators, and Chinese numerals.

Belongs here: the text of one number to its value. Does not belong here: what is counted.
"""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
"""A number in digits; separators stand at every third digit."""

_ONES = {char: number for number, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_BELOW_MYRIAD = (
    r"(?:[一二两三四五六七八九]千(?:零[一二三四五六七八九](?:十[一二三四五六七八九]?)?"
    r"|[一二两三四五六七八九]百(?:零[一二三四五六七八九]|[一二三四五六七八九]十[一二三四五六七八九]?)?)?"
    r"|[一二两三四五六七八九]百(?:零[一二三四五六七八九]|[一二三四五六七八九]十[一二三四五六七八九]?)?"
    r"|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
)
CHINESE = rf"(?:{_BELOW_MYRIAD}万(?:零?{_BELOW_MYRIAD})?|{_BELOW_MYRIAD})(?:点[零一二三四五六七八九]+)?"
"""A number in Chinese numerals, written out in full: 一百二十, 三千五百, 九十五点五."""

_CHINESE = re.compile(CHINESE)


def digits_value(text: str) -> Decimal:
    """The value of a text that :data:`DIGITS` matches."""
    return Decimal(text.replace(",", ""))


def chinese_value(text: str) -> Decimal:
    """The value of a text that :data:`CHINESE` matches.

    >>> chinese_value("一百二十"), chinese_value("三千五百"), chinese_value("九十五点五"), chinese_value("十二万零三")
    (Decimal('120'), Decimal('3500'), Decimal('95.5'), Decimal('120003'))
    """
    if _CHINESE.fullmatch(text) is None:
        raise ValueError(f"{text!r} is no number in Chinese numerals")
    whole, _, decimals = text.partition("点")
    above, sign, below = whole.rpartition("万")
    value = Decimal((_small(above) * 10_000 if sign else 0) + _small(below))
    if decimals:
        value += Decimal("0." + "".join(str(_ONES[char]) for char in decimals))
    return value


def _small(text: str) -> int:
    """The value of Chinese numerals below ten thousand."""
    total = last = 0
    for char in text:
        if char in _PLACES:
            total += (last or 1) * _PLACES[char]
            last = 0
        else:
            last = _ONES[char]
    return total + last
