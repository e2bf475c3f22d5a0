"""The grammar of figures: numbers, rates, money, and what stands in a cell that has none.

Belongs here: text of one cell to typed value, exactly or not at all. Does not belong here: targets and actual values
(``pipeline.measures``), guesses, repairs and anything that needs a second cell.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from pipeline.text.fold import fold_widths, squeeze
from pipeline.text.instructions import is_instruction

State = Literal["filled", "blank", "dash", "instruction", "unreadable"]

YUAN = {"元": Decimal(1), "千元": Decimal(1000), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
"""The units in which the forms print money, in yuan."""
MONEY_UNIT = r"[亿万千]?元"
"""A pattern of the same units; 百元 is no unit of a form."""

_PLAIN = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_NUMBER = re.compile(rf"[+-]?{_PLAIN}")
_AMOUNT = re.compile(
    rf"(?:人民币|RMB)?[¥￥]?(?P<number>[+-]?{_PLAIN})"
    rf"(?:(?P<unit>{MONEY_UNIT}|[亿万千])|\((?P<noted>{MONEY_UNIT})\))?"
)
_DASH = re.compile(r"[-—–―─－/／\\*]+")


def parse_number(text: str) -> Decimal | None:
    """The number that is the whole text, thousands separators allowed; null for anything else.

    Separators must stand at every third digit: ``29,121.75`` is a number, ``2,91`` is not.
    """
    folded = squeeze(fold_widths(text))
    return Decimal(folded.replace(",", "")) if _NUMBER.fullmatch(folded) else None


def parse_percentage(text: str) -> Decimal | None:
    """A number with or without a percent sign, in per cent: ``98.02%`` and ``98.02`` give 98.02."""
    folded = squeeze(fold_widths(text))
    return parse_number(folded.removesuffix("%"))


def own_unit(text: str) -> str | None:
    """The unit that is printed with an amount, or null.

    >>> own_unit("320.00万"), own_unit("320.00元"), own_unit("320.00")
    ('万元', '元', None)
    """
    match = _AMOUNT.fullmatch(squeeze(fold_widths(text)))
    own = (match["unit"] or match["noted"]) if match else None
    return f"{own.removesuffix('元')}元" if own else None


def parse_money(text: str, unit: str) -> Decimal | None:
    """An amount in yuan. ``unit`` is the printed unit (元, 千元, 万元, 亿元); the number itself may carry one.

    >>> parse_money("320.00万", "元"), parse_money("￥320.00", "万元"), parse_money("320(元)", "万元")
    (Decimal('3200000.00'), Decimal('3200000.00'), Decimal('320'))
    """
    match = _AMOUNT.fullmatch(squeeze(fold_widths(text)))
    if match is None:
        return None
    return Decimal(match["number"].replace(",", "")) * YUAN[own_unit(text) or unit]


@lru_cache(maxsize=1 << 13)
def cell_state(text: str) -> State:
    """What stands in a cell: nothing, a dash for nothing, filler of an unfilled form, or a text."""
    squeezed = squeeze(text)
    if squeezed == "":
        return "blank"
    if _DASH.fullmatch(squeezed):
        return "dash"
    return "instruction" if is_instruction(squeezed) else "filled"
