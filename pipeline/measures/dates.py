"""Dates, deadlines and periods as targets print them: which days can be meant, and how exactly they are given.

Belongs here: the text of a date to its first and last day; a year that is not printed is that of the form. Does not
belong here: quantities of time (30天内 is a measure), and which year a form is about.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from pipeline.measures.numerals import CHINESE, chinese_value
from pipeline.model.form import Days

Granularity = Literal["day", "ten_days", "month", "quarter", "half_year", "year", "term"]
SpanKind = Literal["deadline", "date", "period"]


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
        found = self._span(year)
        return Days(found.last, found.last) if self.is_end else found

    def _span(self, year: int) -> Days:
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
            return Days(date(year, 3, 1), date(year, 7, 31))
        if self.granularity == "term":
            # The autumn term ends before the spring festival.
            return Days(date(year, 9, 1), date(year + 1, 1, 31))
        return Days(date(year, 1, 1), date(year, 12, 31))


@dataclass(frozen=True, slots=True)
class Span:
    """A date, a deadline or a period as printed, from one point to another (or the same).

    ``is_before`` marks a deadline that ends before its point, ``is_strict`` one that leaves out the day itself.
    ``is_open`` says that the text leaves open which day is meant; ``is_bare`` that it may be a number and no date.
    """

    kind: SpanKind
    granularity: Granularity
    start: Point
    end: Point
    is_before: bool = False
    is_strict: bool = False
    is_open: bool = False
    is_bare: bool = False

    @property
    def needs_year(self) -> bool:
        """Whether the year is that of the form."""
        return self.start.year is None or self.end.year is None

    def days(self, form_year: int | None) -> Days | None:
        """First and last day that can be meant; null where the year is not known or the calendar has no such day.

        Before the end of June is its last day; before June leaves open whether June belongs to it.
        """
        if form_year is None and self.needs_year:
            return None
        first, last = self.start.days(form_year or 2000), self.end.days(form_year or 2000)
        if first is None or last is None or first.first > last.last:
            return None
        if self.kind != "deadline":
            return Days(first.first, last.last)
        before = last.first - timedelta(1)
        if self.is_strict:
            return Days(before, before)
        is_wide = last.first != last.last or self.is_open
        return Days(before if self.is_before and is_wide else last.last, last.last)


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


_YEAR, _M, _D = r"(?:19|20)\d\d", r"(?:1[0-2]|0?[1-9])", r"(?:3[01]|[12]\d|0?[1-9])"
_SHIFTS = {"上": -1, "去": -1, "当": 0, "本": 0, "今": 0, "该": 0, "次": 1, "下": 1, "翌": 1, "明": 1, "来": 1, "第": 1}
_RELATIVE = r"(?:上一?年度?|去年|当年度?|本年度?|今年|该年|次年度?|下一?年度?|翌年|明年|来年|第二年)"
_HEAD = rf"(?:{_YEAR}年度?|{_YEAR}[.\-/]|{_RELATIVE})?(?:的)?"
_CLOCK = r"(?:\d{1,2}[:点时](?:\d{1,2}分?)?(?::\d{2})?(?:整)?)?"
_END = r"(?:月?底|末|年底|年末|结束)?"
# Every way to print one point in time, the most exact first.
_FORMS: dict[str, str] = {
    "day": rf"{_HEAD}{_M}月{_D}[日号]?{_CLOCK}",
    "dotted": rf"{_YEAR}(?:\.{_M}\.{_D}|-{_M}-{_D}|/{_M}/{_D})日?(?:T?\d\d:\d\d(?::\d\d)?(?:\.0+)?)?",
    "digits": r"20[0-4]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])",
    "ten_days": rf"{_HEAD}{_M}月份?的?(?:[上中下]旬|初)",
    "month": rf"{_HEAD}{_M}月份?{_END}",
    "dotted_month": rf"{_YEAR}[.\-/]{_M}(?:底|末)?",
    "quarter": rf"{_HEAD}第?[1-4]季度?{_END}",
    "half_year": rf"{_HEAD}[上下]半年度?{_END}",
    "term": rf"(?:{_YEAR}(?=[春秋])|{_HEAD})[春秋]季?(?:学期)?{_END}",
    "middle": rf"(?:{_YEAR}|{_RELATIVE})?年?[中初]",
    "year": (
        rf"(?:{_YEAR}年(?:度|内)?{_END}|{_YEAR}(?:年底|年末)|{_RELATIVE}(?:内|底|末|年底|年末)?|年[底末内]|年度内)"
    ),
}
_BARE = {"bare_day": rf"{_M}[.\-/]{_D}", "bare_year": r"20[1-3]\d"}
_POINT = "|".join(_FORMS.values())
_BEFORE = (
    r"不晚于|不迟于|不得晚于|不得迟于|不能晚于|应不晚于|最迟|最晚|早于或等于|截至|截止到|截止至|截止|限于|限|≤|<=|控制在|"
    r"不超过|到|至"
)
_LEAD = (
    r"按计划|按期|按时|及时|计划|预计|定于|实际|已|于|在|均|全部|完成|实际完成|时间|时限|日期|期限|截止时间|支付|发放|拨付|竣工|开工|交付|验收|发布|"
    r"力争|确保|每年|:|为|是|≥|>=|=|全年|应|需|须|预期|项目|工程|工作|活动|任务|采购|建设|资金|预算|合同|签订"
)
_BEHIND = r"之前|以前|前|截止|为止|止|之内|以内|内"
_DONE = (
    r"全部|均|已|并|按时|按期|及时|如期|顺利|完成|支付|拨付|发放|缴纳|到位|完毕|验收|竣工|交付|使用|投入|通过|结束|开工|开学|启动|上线|运行|实施|"
    r"兑付|兑现|结算|决算|付清|付款|采购|建设|建成|安装|调试|任务|工作|工程|项目|施工|整改|提交|报送|上报|公开|公示|发布|编制|印发|审批|批复|下达|"
    r"资金|招标|招投标|合同|签订|履约|全年|年度|目标|改造|主体|入库|到货|供货|举办|召开|开展|培训|活动|达标|发完|付完|办结|开始|起|进场|交工|移交|"
    r"归档|出版|播出|之间|期间|率|了|的|对|款项|所有|补助|补贴|报告|初稿|成果|设备|购置|审核|评审|审计|检查|考核|评估|评价|部署|试运行|正式|100%|"
    r"完工|收尾|收官|上午|下午|投产|投运|投用|达产|封顶|贯通|通车|挂网|发文|送达|批准|落实|落地|到账|全面|各项|相关"
)
_FIRST = rf"{_POINT}|{_HEAD}{_M}(?:月{_D})?|{_YEAR}|{_BARE['bare_day']}"
_WHOLE = re.compile(
    rf"(?:{_LEAD})*(?:(?P<before>{_BEFORE})|(?P<strict>早于|先于|<))?"
    rf"(?:(?P<one>{_POINT}|{_BARE['bare_day']}|{_BARE['bare_year']})|"
    rf"(?P<from>{_FIRST})(?:-|~|至|到)(?P<to>{_POINT}|{_D}日|{_BARE['bare_day']}|{_YEAR}|{_M}(?=$)))"
    rf"(?P<time>24时|24点)?(?:(?P<behind>{_BEHIND})|(?P<event>[一-鿿]{{2,4}})(?:之前|以前|前))?(?P<done>(?:{_DONE})*)[。.;,]*"
)
_YEAR_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_SCHOOL_YEAR = re.compile(r"(20\d\d)年?(?:[-~至](20\d\d)年?)?学年度?")
# What comes back each month or quarter has no date of its own.
_RECURRING = re.compile(r"每(?!年)|次月|当月|(?<!\d)月底|(?<!\d)季度?末|季后")
_LONGEST = 40


@lru_cache(maxsize=1 << 13)
def read_span(text: str) -> Span | None:
    """The date, deadline or period that a folded text states and nothing else; null for any other text."""
    plain = re.sub(r"[一二三四五六七八九〇零○]{4}(?=年)", lambda m: m.group().translate(_YEAR_DIGITS), text)
    plain = re.sub(
        r"第?([一二三四])(?=(?:[-至到][一二三四])?季)", lambda m: str("一二三四".index(m.group(1)) + 1), plain
    )
    plain = re.sub(r"第(?=[1-4][-至到~][1-4]季)", "", plain)
    plain = re.sub(rf"(?<![一二三四五六七八九十百千零两])({CHINESE})(?=月)|({CHINESE})(?=[日号])", _in_digits, plain)
    plain = re.sub(r"^\((.*)\)$", r"\1", plain)
    plain = re.sub(r"\((?:含[^()]*|周[一二三四五六日天]|星期[一二三四五六日天])\)", "", plain)
    plain = re.sub(r"^前([二三23])个?季度", lambda m: f"1-{m.group(1).translate(_YEAR_DIGITS)}季度", plain)
    plain = re.sub(r"(?<!\d)([12]\d)(?=年(?:1[0-2]|0?[1-9])月)", r"20\1", plain)
    if len(plain) > _LONGEST or _RECURRING.search(plain):
        return None
    if school := _SCHOOL_YEAR.fullmatch(plain):
        begin = int(school.group(1))
        end = int(school.group(2) or begin + 1)
        is_one = end == begin + 1
        return Span("period", "term", Point("term", begin, part=2), Point("month", end, month=8)) if is_one else None
    match = _WHOLE.fullmatch(plain)
    if match is None:
        return None
    if match.group("to"):
        return _period(match.group("from"), match.group("to"), match)
    return _single(match)


def _in_digits(match: re.Match[str]) -> str:
    return str(chinese_value(match.group(1) or match.group(2)))


def _single(match: re.Match[str]) -> Span | None:
    text = match.group("one")
    name, point = _point(text)
    if point is None:
        return None
    behind, event = match.group("behind"), match.group("event")
    is_marked = bool(match.group("before") or match.group("strict") or behind or event)
    if name == "bare_day" and not is_marked and not match.group("done"):
        return None
    is_bare = name in ("bare_year", "bare_day") and not is_marked and not match.group("done")
    if match.group("strict"):
        return Span("deadline", point.granularity, point, point, is_strict=True)
    if event and point.granularity != "day":
        # Nobody knows when in the year or the term it happens.
        return None
    if event:
        # Before what happens on that day: the day itself or the one before it.
        return Span("deadline", point.granularity, point, point, is_before=True, is_open=True)
    if is_marked or re.search(r"年度?内|^年[底末]", text):
        # 6月内 ends with June; 6月前 may end before it begins.
        is_before = behind in ("之前", "以前", "前") and not text.endswith("内")
        return Span("deadline", point.granularity, point, point, is_before=is_before)
    if point.granularity == "year" and re.search("任务|目标|工作|计划|合同|报告", match.group("done")):
        # 完成2024年度任务 says what was done, not when.
        return None
    kind: SpanKind = "date" if point.granularity in ("day", "ten_days", "month") or point.is_end else "period"
    # A season may be that of the calendar or a term of schools.
    is_season = name == "term" and "学期" not in text
    is_open = is_bare or is_season or text.endswith("初")
    return Span(kind, point.granularity, point, point, is_open=is_open, is_bare=is_bare)


def _period(first: str, last: str, match: re.Match[str]) -> Span | None:
    """The period between two printed points; each takes from the other what it does not print itself."""
    _, end = _point(last)
    if end is None and (day := re.fullmatch(rf"({_D})日", last)) and (month := re.search(rf"({_M})月{_D}日?$", first)):
        end = Point("day", month=int(month.group(1)), day=int(day.group(1)))
    if end is None and re.fullmatch(_YEAR, last):
        end = Point("year", int(last))
    if end is None and re.fullmatch(_M, last) and re.fullmatch(rf"{_YEAR}[.\-/]{_M}", first):
        end = Point("month", month=int(last))
    _, start = _point(first)
    if start is None and end is not None:
        start = _partial(first, end)
    if start is None or end is None or _BARE_PAIR.fullmatch(f"{first}-{last}"):
        return None
    if end.year is None and end.shift == 0:
        end = replace(end, year=start.year, shift=start.shift)
    elif start.year is None and end.year is not None and start.shift == 0:
        return None
    if match.group("strict") or match.group("event"):
        return None
    if match.group("before") or match.group("behind") in ("之前", "以前", "前"):
        return Span("deadline", end.granularity, start, end, is_open=True)
    return Span("period", end.granularity, start, end)


# Two bare figures with a sign between them are a range of numbers (3-5, 12.1-12.5), not of days.
_BARE_PAIR = re.compile(rf"(?:{_M}|{_BARE['bare_day']})-(?:{_M}|{_BARE['bare_day']})")


def _partial(text: str, other: Point) -> Point | None:
    """The first point of a period that leaves its unit to the second: 1 in 1-12月, 2023 in 2023-2025年."""
    if re.fullmatch(_YEAR, text) and other.granularity == "year":
        return Point("year", int(text))
    match = re.fullmatch(rf"({_HEAD})({_M})", text)
    if match and other.granularity in ("month", "ten_days"):
        year, shift = _year(match.group(1))
        return Point("month", year, shift, month=int(match.group(2)))
    if match and other.granularity == "quarter" and int(match.group(2)) <= 4:
        year, shift = _year(match.group(1))
        return Point("quarter", year, shift, part=int(match.group(2)))
    return None


def _year(text: str) -> tuple[int | None, int]:
    if found := re.match(_YEAR, text):
        return int(found.group()), 0
    return None, _SHIFTS.get(text[:1], 0)


def _point(text: str) -> tuple[str, Point | None]:
    """The point in time that is the whole text, and the form that it is printed in."""
    for name, form in {**_FORMS, **_BARE}.items():
        if re.fullmatch(form, text):
            return name, _typed(name, text)
    return "", None


def _typed(name: str, text: str) -> Point | None:
    head = re.match(_HEAD, text)
    year, shift = _year(text if name == "term" else head.group() if head else "")
    is_end = re.search(r"[底末]$|结束$", text) is not None
    numbers = [int(one) for one in re.findall(r"\d+", text)]
    if name == "digits":
        year, month, day = int(text[:4]), int(text[4:6]), int(text[6:8])
        return _day(year, 0, month, day)
    if name == "dotted":
        # A time of the day may be glued to the day: 2024-12-3100:00:00.
        found = re.match(rf"({_YEAR})\D({_M})\D({_D})(?=\D|\d\d:|$)", text)
        return _day(int(found.group(1)), 0, int(found.group(2)), int(found.group(3))) if found else None
    if name == "bare_day":
        return _day(None, 0, numbers[0], numbers[1])
    if name == "day":
        found = re.search(rf"({_M})月({_D})", text)
        return _day(year, shift, int(found.group(1)), int(found.group(2))) if found else None
    if name == "dotted_month":
        return Point("month", numbers[0], month=numbers[1], is_end=is_end)
    if name in ("month", "ten_days"):
        found = re.search(rf"({_M})月", text)
        month = int(found.group(1)) if found else 0
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
    year, shift = _year(text)
    return Point("year", year, shift, is_end=is_end)


def _day(year: int | None, shift: int, month: int, day: int) -> Point | None:
    is_real = day <= calendar.monthrange(2024 if year is None else year, month)[1]
    return Point("day", year, shift, month=month, day=day) if is_real else None
