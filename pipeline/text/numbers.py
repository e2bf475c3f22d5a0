"""The grammar of figures: numbers, operators, units, and what stands in a cell that has none.

Belongs here: text of one cell to typed value, exactly or not at all. Does not belong here: guesses, repairs
and anything that needs a second cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pipeline.text.fold import fold_widths, squeeze
from pipeline.text.instructions import is_instruction

Operator = Literal["ge", "gt", "eq", "le", "lt", "range", "qualitative"]
State = Literal["filled", "blank", "dash", "instruction", "unreadable"]

YUAN = {"元": Decimal(1), "千元": Decimal(1000), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
OPERATOR_SIGNS: dict[str, Operator] = {
    "≥": "ge", "≧": "ge", "⩾": "ge", "≫": "ge", ">=": "ge", "=>": "ge", ">": "gt",
    "≤": "le", "≦": "le", "⩽": "le", "<=": "le", "=<": "le", "<": "lt", "=": "eq",
}  # fmt: skip
_WORDS_OF: dict[Operator, str] = {
    "ge": "大于等于 大于或等于 不少于 不低于 不小于",
    "gt": "大于 超过 高于",
    "le": "小于等于 小于或等于 不超过 不高于 不大于 不多于",
    "lt": "小于 低于 少于",
    "eq": "等于",
    "qualitative": "定性",
}
OPERATOR_WORDS = {word: operator for operator, words in _WORDS_OF.items() for word in words.split()}

_PLAIN = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_NUMBER = re.compile(rf"[+-]?{_PLAIN}")
_AMOUNT = re.compile(
    rf"(?:人民币|RMB)?[¥￥]?(?P<number>[+-]?{_PLAIN})"
    r"(?:(?P<unit>(?:亿|万|千)?元|[亿万千])|\((?P<noted>(?:亿|万|千)?元)\))?"
)
_DASH = re.compile(r"[-—–―─－/／\\*]+")
_SIGN = re.compile("|".join(sorted(map(re.escape, OPERATOR_SIGNS), key=len, reverse=True)))
_WORD = re.compile("|".join(sorted(OPERATOR_WORDS, key=len, reverse=True)))
# 以上 and 以内 include the number itself in Chinese legal usage.
_SUFFIXES: dict[str, Operator] = {"及以上": "ge", "以上": "ge", "及以下": "le", "以下": "le", "以内": "le"}
_SUFFIX = re.compile(rf"({'|'.join(_SUFFIXES)})$")
_RANGE = re.compile(rf"({_PLAIN})(%?)(?:-|~|—|–|至)({_PLAIN})")
# A unit has no digit and no operator: 个, %, (百分之), 万人次, 元/人, ㎡, mg/L.
_UNIT = r"[^\d<>=≥≤≧≦,;:。，；：]{1,12}"


@dataclass(frozen=True, slots=True)
class Measure:
    """A target or an actual: operator, value and unit where they are printed, else null.

    ``upper`` is the second value of a range; ``value`` is then the first.
    """

    operator: Operator | None = None
    value: Decimal | None = None
    unit: str | None = None
    upper: Decimal | None = None


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


def parse_money(text: str, unit: str) -> Decimal | None:
    """An amount in yuan. ``unit`` is the printed unit (元, 千元, 万元, 亿元); the number itself may carry one.

    >>> parse_money("320.00万", "元"), parse_money("￥320.00", "万元"), parse_money("320(元)", "万元")
    (Decimal('3200000.00'), Decimal('3200000.00'), Decimal('320'))
    """
    match = _AMOUNT.fullmatch(squeeze(fold_widths(text)))
    if match is None:
        return None
    own = match["unit"] or match["noted"]
    return Decimal(match["number"].replace(",", "")) * YUAN[f"{own.removesuffix('元')}元" if own else unit]


def parse_operator(text: str) -> Operator | None:
    """The operator that is the whole text, as a sign or a word; null for anything else."""
    folded = squeeze(fold_widths(text))
    return OPERATOR_SIGNS.get(folded) or OPERATOR_WORDS.get(folded)


def parse_measure(text: str) -> Measure:
    """Operator, value and unit of a target or an actual; all null where the text is words.

    Only a text that is nothing but operator, one number and one unit gives a value (``≥85.00(百分之)``,
    ``>=36.63（万人次）``, ``95%``, ``不少于3次``); anything beyond that leaves value and unit null, so that a
    date (``9月``, ``2024年``) or a sentence with a figure in it is never read as a measure.
    """
    folded = squeeze(fold_widths(text))
    if between := _RANGE.match(folded):
        rest = folded[between.end() :]
        unit = _unit(rest or between.group(2))
        if unit is not False and unit not in ("年", "月", "日"):
            return Measure("range", _decimal(between.group(1)), unit, _decimal(between.group(3)))
    operator: Operator | None = None
    if sign := _SIGN.match(folded):
        operator, folded = OPERATOR_SIGNS[sign.group()], folded[sign.end() :]
    elif (word := _WORD.match(folded)) and word.end() < len(folded):
        operator, folded = OPERATOR_WORDS[word.group()], folded[word.end() :]
    if operator is None and (suffix := _SUFFIX.search(folded)) and folded[0].isdigit():
        operator, folded = _SUFFIXES[suffix.group()], folded[: suffix.start()]
    number = _NUMBER.match(folded)
    if number is None:
        return Measure(operator)
    unit = _unit(folded[number.end() :])
    if unit is False or _is_date(number.group(), unit, operator):
        return Measure(operator)
    return Measure(operator, _decimal(number.group()), unit)


def _is_date(number: str, unit: str | None, operator: Operator | None) -> bool:
    """Whether number and unit name a point in time (2024年, 9月, 5日) and not a quantity (3年, ≤30日)."""
    if unit == "年":
        return re.fullmatch(r"(?:19|20)\d\d", number) is not None
    return unit == "月" or (unit == "日" and operator is None)


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _unit(rest: str) -> str | Literal[False] | None:
    """The unit behind a number: null when nothing follows, false when what follows is no unit."""
    if rest == "":
        return None
    bracketed = re.fullmatch(rf"\(({_UNIT})\)", rest)
    unit = bracketed.group(1) if bracketed else rest
    # A power (10²) is not the number before it; 年月日 with more behind them belong to a date.
    if re.fullmatch(_UNIT, unit) is None or re.match(r"[年月日].|[⁰¹²³⁴-⁹]", unit):
        return False
    return unit


def cell_state(text: str) -> State:
    """What stands in a cell: nothing, a dash for nothing, filler of an unfilled form, or a text."""
    squeezed = squeeze(text)
    if squeezed == "":
        return "blank"
    if _DASH.fullmatch(squeezed):
        return "dash"
    return "instruction" if is_instruction(squeezed) else "filled"
