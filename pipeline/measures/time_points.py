"""Points in time as targets print them: days, thirds of a month, months, quarters, half years, terms, years.

Belongs here: every way to print one point, and the days that it can mean. Does not belong here: deadlines and periods
(``time_spans``), quantities of time (30天内 is a measure), which year a form is about.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from pipeline.model.form import Days

Granularity = Literal["day", "ten_days", "month", "quarter", "half_year", "year", "term"]


@dataclass(frozen=True, slots=True)
class Point:
    """One date as printed, by ``granularity``.

    A null ``year`` is the year of the form, moved by ``shift``. ``part`` numbers the third of a month, the quarter, the
    half year or the term (1 spring, 2 autumn). ``is_end`` says that only the last day of it is meant (月底, 年末).
    """

    granularity: Granularity
    year: int | None = None
    shift: int = 0
    month: int = 1
    day: int = 1
    part: int = 1
    is_end: bool = False

    def days(self, form_year: int) -> Days | None:
        """The days of the point in a form of that year; null where the calendar has no such day."""
        year = form_year + self.shift if self.year is None else self.year
        if not 1900 <= year <= 2200 or self.day > calendar.monthrange(year, self.month)[1]:
            return None
        days = self._span(year)
        return Days(days.last, days.last) if self.is_end else days

    def _span(self, year: int) -> Days:
        """All days of the point, in its year."""
        if self.granularity == "day":
            return Days(date(year, self.month, self.day), date(year, self.month, self.day))
        if self.granularity == "ten_days":
            begin = date(year, self.month, 10 * self.part - 9)
            return Days(begin, _month_end(year, self.month) if self.part == 3 else begin + timedelta(9))
        if self.granularity == "month":
            return Days(date(year, self.month, 1), _month_end(year, self.month))
        if self.granularity == "quarter":
            return Days(date(year, 3 * self.part - 2, 1), _month_end(year, 3 * self.part))
        if self.granularity == "half_year":
            return Days(date(year, 6 * self.part - 5, 1), _month_end(year, 6 * self.part))
        if self.granularity == "term" and self.part == 1:
            # Schools begin it between the middle of February and early March.
            return Days(date(year, 2, 1), date(year, 7, 31))
        if self.granularity == "term":
            # The autumn term ends before the spring festival.
            return Days(date(year, 9, 1), date(year + 1, 1, 31))
        return Days(date(year, 1, 1), date(year, 12, 31))


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


YEAR, MONTH, DAY = r"(?:19|20)\d\d", r"(?:1[0-2]|0?[1-9])", r"(?:3[01]|[12]\d|0?[1-9])"
_SHIFTS = {"上": -1, "去": -1, "当": 0, "本": 0, "今": 0, "该": 0, "次": 1, "下": 1, "翌": 1, "明": 1, "来": 1, "第": 1}
_RELATIVE = r"(?:上一?年度?|去年|当年度?|本年度?|今年|该年|次年度?|下一?年度?|翌年|明年|来年|第二年)"
YEAR_BEFORE = rf"(?:{YEAR}年度?|{YEAR}[.\-/]|{_RELATIVE})?(?:的)?"
_CLOCK = r"(?:\d{1,2}[:点时](?:\d{1,2}分?)?(?::\d{2})?(?:整)?)?"
_END = r"(?:月?底|末|年底|年末|结束)?"
# Every way to print one point in time, the most exact first.
PRINTED_POINTS: dict[str, str] = {
    "day": rf"{YEAR_BEFORE}{MONTH}月{DAY}[日号]?{_CLOCK}",
    "dotted": rf"{YEAR}(?:\.{MONTH}\.{DAY}|-{MONTH}-{DAY}|/{MONTH}/{DAY})日?(?:T?\d\d:\d\d(?::\d\d)?(?:\.0+)?)?",
    "digits": r"20[0-4]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])",
    "ten_days": rf"{YEAR_BEFORE}{MONTH}月份?的?(?:[上中下]旬|初)",
    "month": rf"{YEAR_BEFORE}{MONTH}月份?{_END}",
    "dotted_month": rf"{YEAR}[.\-/]{MONTH}(?:底|末)?",
    "quarter": rf"{YEAR_BEFORE}第?[1-4]季度?{_END}",
    "half_year": rf"{YEAR_BEFORE}[上下]半年度?{_END}",
    "term": rf"(?:{YEAR}(?=[春秋])|{YEAR_BEFORE})[春秋]季?(?:学期)?{_END}",
    "middle": rf"(?:{YEAR}|{_RELATIVE})?年?[中初]",
    "year": (rf"(?:{YEAR}年(?:度|内)?{_END}|{YEAR}(?:年底|年末)|{_RELATIVE}(?:内|底|末|年底|年末)?|年[底末内]|年度内)"),
}
BARE_POINTS = {"bare_day": rf"{MONTH}[.\-/]{DAY}", "bare_year": r"20[1-3]\d"}
POINT = "|".join(PRINTED_POINTS.values())


# Signs and words that bound a day as well as a figure; ≥ stands before figures alone.
_OF_BOTH = r"(?:≤|<=|<|不超过|控制在|限于|限|实际|已|完成|达到?|为|:)*"
_DECIMAL = re.compile(rf"{_OF_BOTH}(?P<decimal>(?P<year>{YEAR})\.{MONTH}|{MONTH}\.{DAY})(?:之内|以内|内)?")


def date_or_number(text: str) -> Literal["month", "day", "short_day"] | None:
    """Which date a decimal without a unit can be: 2024.12 a month, 12.31 a day; 12.5 a day that is written short.

    Null for all other texts: 13.40, 0.95 and 2.30 are no dates.
    """
    match = _DECIMAL.fullmatch(text)
    if match is None or (not match["year"] and read_point(match["decimal"])[1] is None):
        return None
    if match["year"]:
        return "month"
    return "day" if len(match["decimal"].partition(".")[2]) == 2 else "short_day"


def year_and_shift(text: str) -> tuple[int | None, int]:
    """The year that a text begins with, or by how many years its word (上年, 次年) moves that of the form."""
    if match := re.match(YEAR, text):
        return int(match.group()), 0
    return None, _SHIFTS.get(text[:1], 0)


def read_point(text: str) -> tuple[str, Point | None]:
    """The point in time that a whole text prints, and the name of its form in :data:`PRINTED_POINTS`."""
    for name, form in {**PRINTED_POINTS, **BARE_POINTS}.items():
        if re.fullmatch(form, text):
            return name, _typed(name, text)
    return "", None


def _typed(name: str, text: str) -> Point | None:
    """The point in time that a text prints in one of the forms; null where the calendar has no such day."""
    head = re.match(YEAR_BEFORE, text)
    year, shift = year_and_shift(text if name == "term" else head.group() if head else "")
    is_end = re.search(r"[底末]$|结束$", text) is not None
    numbers = [int(digits) for digits in re.findall(r"\d+", text)]
    if name == "digits":
        year, month, day = int(text[:4]), int(text[4:6]), int(text[6:8])
        return _day(year, 0, month, day)
    if name == "dotted":
        # A time of the day may follow without a blank: 2024-12-3100:00:00.
        match = re.match(rf"({YEAR})\D({MONTH})\D({DAY})(?=\D|\d\d:|$)", text)
        return _day(int(match.group(1)), 0, int(match.group(2)), int(match.group(3))) if match else None
    if name == "bare_day":
        return _day(None, 0, numbers[0], numbers[1])
    if name == "day":
        match = re.search(rf"({MONTH})月({DAY})", text)
        return _day(year, shift, int(match.group(1)), int(match.group(2))) if match else None
    if name == "dotted_month":
        return Point("month", numbers[0], month=numbers[1], is_end=is_end)
    if name in ("month", "ten_days"):
        match = re.search(rf"({MONTH})月", text)
        month = int(match.group(1)) if match else 0
        if name == "ten_days":
            part = 1 if text.endswith("初") else "上中下".index(text[-2]) + 1
            return Point("ten_days", year, shift, month=month, part=part)
        return Point("month", year, shift, month=month, is_end=is_end)
    if name == "quarter":
        return Point("quarter", year, shift, part=int(re.findall(r"([1-4])季", text)[0]), is_end=is_end)
    if name == "half_year":
        return Point("half_year", year, shift, part=1 if "上半" in text else 2, is_end=is_end)
    if name == "term":
        return Point("term", year, shift, part=1 if "春" in text else 2, is_end=is_end)
    if name == "middle":
        return Point("month", year, shift, month=6 if text.endswith("中") else 1)
    if name == "bare_year":
        return Point("year", numbers[0])
    year, shift = year_and_shift(text)
    return Point("year", year, shift, is_end=is_end)


def _day(year: int | None, shift: int, month: int, day: int) -> Point | None:
    is_real = day <= calendar.monthrange(2024 if year is None else year, month)[1]
    return Point("day", year, shift, month=month, day=day) if is_real else None
