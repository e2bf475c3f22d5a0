"""What a spreadsheet cell shows: its stored value through its number format.

Belongs here: number formats (ECMA-376 part 1, 18.8.30 and 18.8.31). Does not belong here: which cell has which format
(``xlsx``, ``xls``), what the shown text means.

A stored 0.9802 is printed as 98.02% or as 0.98, and only the format says which. Where a program may show another text
than the one given here, it comes with a doubt. Nothing is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

Value = str | bool | int | float | date | datetime | time | timedelta | None

_UNSURE = "unsure_display"
_SECTION = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|;|[^";\\\[]+|.', re.DOTALL)
_TOKEN = re.compile(
    r'(?P<quoted>"[^"]*")|\\(?P<escaped>.)|_.|\*.|(?P<bracket>\[[^\]]*\])|(?P<general>general|G/通用格式)|(?P<ampm>AM/PM|A/P|上午/下午)'
    r"|(?P<date>y+|e+|m+|d+|h+|s+|a{3,}|b+|g+)|(?P<exponent>E[+-])|(?P<digit>[0#?])|(?P<mark>[.,%/@])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CURRENCY = re.compile(r"\[\$([^\]-]*)(?:-[0-9A-Fa-f]+)?\]")
_COLOUR = re.compile(
    r"\[(?:black|blue|cyan|green|magenta|red|white|yellow|colou?r ?\d+|黑色?|蓝色?|红色?|绿色?)\]", re.IGNORECASE
)
_CONDITION = re.compile(r"\[[<>=]")
# Date formats that every program shows in the order of its own language (18.8.30: 14 and 22).
_LOCAL_DATES = {"mm-dd-yy": "yyyy/m/d", "m/d/yy h:mm": "yyyy/m/d h:mm", "m/d/yy": "yyyy/m/d"}
_YEAR_MONTH, _MONTH_DAY = 'yyyy"年"m"月"', 'm"月"d"日"'
_HOUR, _HOUR_SECONDS = 'h"时"mm"分"', 'h"时"mm"分"ss"秒"'
CHINESE_FORMATS = {
    **dict.fromkeys((27, 36, 50, 52, 57), _YEAR_MONTH),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), _MONTH_DAY),
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: _HOUR,
    33: _HOUR_SECONDS,
    **dict.fromkeys((34, 55), f"上午/下午{_HOUR}"),
    **dict.fromkeys((35, 56), f"上午/下午{_HOUR_SECONDS}"),
}
"""Formats that a program in Chinese has by number and never writes into the file (18.8.30, zh-cn)."""
# Most characters of a number under the format General, the point included.
_GENERAL = 11


@dataclass(slots=True)
class _Pattern:
    """One section of a format, taken apart: literals around the digits, and how the digits are written.

    ``whole`` is the least number of digits before the point, ``least`` and ``most`` those behind it. ``scale`` is how
    many times the number is divided by a thousand. ``dates`` are the parts of a date as (kind, text).
    """

    before: str = ""
    after: str = ""
    whole: int = 0
    least: int = 0
    most: int = 0
    has_point: bool = False
    has_digits: bool = False
    thousands: bool = False
    scale: int = 0
    percents: int = 0
    is_general: bool = False
    is_text: bool = False
    is_unsure: bool = False
    dates: list[tuple[str, str]] = field(default_factory=list)
    is_date: bool = False


def shown(value: Value, number_format: str) -> tuple[str, str]:
    """The text that a cell shows, and the code of a doubt where another text may be shown (else empty)."""
    if value is None:
        return "", ""
    if isinstance(value, str):
        return _text(value, number_format)
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), ""
    if isinstance(value, (int, float)):
        return _number(Decimal(repr(float(f"{value:.15g}"))), number_format)
    return _moment(value, number_format)


@lru_cache(maxsize=1 << 10)
def _sections(number_format: str) -> tuple[str, ...]:
    """The sections of a format, for positive and negative numbers, zero and text."""
    parts = [""]
    for match in _SECTION.finditer(number_format):
        if match.group() == ";":
            parts.append("")
        else:
            parts[-1] += match.group()
    return tuple(parts)


def _text(value: str, number_format: str) -> tuple[str, str]:
    sections = _sections(number_format)
    if len(sections) < 4:
        return value, ""
    pattern = _pattern(sections[3])
    return (pattern.before + (value if pattern.is_text else "") + pattern.after), ""


def _number(value: Decimal, number_format: str) -> tuple[str, str]:
    """The text that a number shows, and the code of a doubt."""
    sections = _sections(number_format)[:3]
    negative = len(sections) > 1 and value < 0
    chosen = sections[1] if negative else sections[2] if len(sections) > 2 and value == 0 else sections[0]
    pattern = _pattern(chosen)
    if pattern.is_date:
        # Readers hand over dates as dates. A number under a date format is no date of the calendar.
        return format(value.normalize(), "f"), _UNSURE
    if pattern.is_text or pattern.is_general:
        text, doubt = _general((abs(value) if negative else value) * 100**pattern.percents)
        return pattern.before + text + pattern.after, doubt or (_UNSURE if pattern.is_unsure else "")
    doubt = _UNSURE if pattern.is_unsure or _CONDITION.search(number_format) else ""
    if not pattern.has_digits:
        # A section without digits shows its literals, and an empty section nothing.
        return pattern.before + pattern.after, doubt or ("hidden_by_format" if value and not pattern.before else "")
    scaled = abs(value) * 100**pattern.percents / 1000**pattern.scale
    rounded = scaled.quantize(Decimal(1).scaleb(-pattern.most), ROUND_HALF_UP)
    if value < 0 and rounded == 0:
        doubt = doubt or _UNSURE
    minus = "-" if value < 0 and not negative else ""
    return minus + pattern.before + _digits(rounded, pattern) + pattern.after, doubt


def _digits(value: Decimal, pattern: _Pattern) -> str:
    """A rounded number in the digits that a pattern asks for."""
    whole, _, rest = format(value, "f").partition(".")
    while len(rest) > pattern.least and rest.endswith("0"):
        rest = rest[:-1]
    whole = whole.lstrip("0").rjust(pattern.whole, "0")
    if pattern.thousands:
        whole = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", whole)
    return whole + ("." if pattern.has_point else "") + rest


def _general(value: Decimal) -> tuple[str, str]:
    """A number as the format General shows it, and the code of a doubt."""
    text = format(value.normalize(), "f") if value else "0"
    if len(text.lstrip("-").replace(".", "")) <= _GENERAL - ("." in text):
        return text, ""
    whole = len(format(abs(value), "f").partition(".")[0])
    if whole > _GENERAL or abs(value) < Decimal("0.0001"):
        # Excel shows such numbers in powers of ten.
        return text, _UNSURE
    rounded = value.quantize(Decimal(1).scaleb(-max(0, _GENERAL - 1 - whole)), ROUND_HALF_UP)
    return format(rounded.normalize(), "f"), ""


@lru_cache(maxsize=1 << 10)
def _pattern(section: str) -> _Pattern:
    """A section of a format taken apart, token by token."""
    pattern = _Pattern()
    for match in _TOKEN.finditer(section):
        literal = _take(match, pattern)
        if not literal:
            continue
        if pattern.is_date:
            pattern.dates.append(("literal", literal))
        elif pattern.has_digits or pattern.is_general or pattern.is_text:
            pattern.after += literal
        else:
            pattern.before += literal
    return pattern


def _take(match: re.Match[str], pattern: _Pattern) -> str:
    """Note what a token says of the pattern, and hand out the literal text that it shows."""
    kind, sign = match.lastgroup, match.group()
    if kind == "quoted":
        return sign[1:-1]
    if kind == "escaped":
        return match.group("escaped")
    if kind == "bracket":
        return _bracket(sign, pattern)
    if kind == "mark":
        return _mark(sign, pattern)
    if kind == "other":
        return sign
    if kind == "digit":
        _digit(sign, pattern)
    elif kind == "general":
        pattern.is_general = True
    elif kind in ("date", "ampm"):
        pattern.is_date = True
        pattern.dates.append((kind, sign.lower()))
    elif kind == "exponent":
        pattern.is_unsure = True
    return ""


def _digit(sign: str, pattern: _Pattern) -> None:
    """Note a digit. A comma before it sets thousands apart; commas behind the last digit divide by a thousand each."""
    if pattern.after and pattern.has_digits:
        # A literal stands between digits (000-0000).
        pattern.is_unsure = True
    pattern.thousands = pattern.thousands or (pattern.scale > 0 and not pattern.has_point)
    pattern.scale = 0
    pattern.has_digits = True
    if pattern.has_point:
        pattern.most += 1
        pattern.least = pattern.most if sign == "0" else pattern.least
    else:
        pattern.whole += sign == "0" or pattern.whole > 0


def _mark(sign: str, pattern: _Pattern) -> str:
    """Note a point, a comma, a sign for per cent, text or a fraction; any other mark is a literal."""
    if sign == "." and not pattern.is_date:
        pattern.has_point = True
    elif sign == "," and pattern.has_digits:
        pattern.scale += 1
    elif sign == "%":
        pattern.percents += 1
        return "%"
    elif sign == "@":
        pattern.is_text = True
    elif sign == "/" and pattern.has_digits:
        pattern.is_unsure = True
    else:
        return sign
    return ""


def _bracket(sign: str, pattern: _Pattern) -> str:
    """The text that a bracket shows: a currency its sign, a colour nothing. Conditions and number words are unsure."""
    if currency := _CURRENCY.fullmatch(sign):
        if "F800" in sign or "F400" in sign:
            pattern.is_unsure = True
        return currency.group(1)
    if _COLOUR.fullmatch(sign) is None:
        pattern.is_unsure = True
        pattern.is_date = pattern.is_date or sign.lower() in ("[h]", "[hh]", "[m]", "[mm]", "[s]", "[ss]")
    return ""


def _moment(value: date | datetime | time | timedelta, number_format: str) -> tuple[str, str]:
    """The text that a date or a time shows, and the code of a doubt; names of months and weekdays are unsure."""
    local = _LOCAL_DATES.get(number_format.lower())
    section = _sections(local or number_format)[0]
    pattern = _pattern(section)
    if isinstance(value, timedelta) or not pattern.dates:
        return str(value), _UNSURE
    if isinstance(value, time):
        moment = datetime.combine(date(1900, 1, 1), value)
    else:
        moment = value if isinstance(value, datetime) else datetime.combine(value, time())
    text, is_sure = pattern.before, not pattern.is_unsure and local is None
    marks = pattern.dates
    has_noon = any(kind == "ampm" for kind, _ in marks)
    for number, (kind, sign) in enumerate(marks):
        if kind == "literal":
            text += sign
            continue
        around = [t for k, t in marks[:number] if k == "date"][-1:] + [
            t for k, t in marks[number + 1 :] if k == "date"
        ][:1]
        is_minute = sign[0] == "m" and (
            (number > 0 and around[0][0] == "h") or (bool(around[-1:]) and around[-1][0] == "s" and len(sign) < 3)
        )
        shown_field = _field_of(moment, sign, is_minute=is_minute, has_noon=has_noon) if kind == "date" else None
        is_sure = is_sure and shown_field is not None
        text += shown_field or ""
    return text, "" if is_sure else _UNSURE


def _field_of(moment: datetime, sign: str, *, is_minute: bool, has_noon: bool) -> str | None:
    """The digits of one field of a date; null where they depend on a language (month names, weekdays, eras, noon)."""
    letter, length = sign[0], len(sign)
    if letter == "e" or (letter == "y" and length > 2):
        return str(moment.year)
    if letter == "y":
        return f"{moment.year % 100:02d}"
    if has_noon or length > 2 or letter not in "mdhs":
        return None
    number = (
        moment.minute
        if is_minute
        else {"m": moment.month, "d": moment.day, "h": moment.hour, "s": moment.second}[letter]
    )
    return f"{number:0{length}d}"
