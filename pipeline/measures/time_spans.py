"""Dates, deadlines and periods as targets print them: which days can be meant, and how exactly they are given.

Belongs here: the text of a date to its first and last day; a year that is not printed is that of the form. Does not
belong here: single points in time (``time_points``), quantities of time (30天内 is a measure), and which year a form is
about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from typing import Literal

from pipeline.measures.numerals import CHINESE, chinese_value
from pipeline.measures.time_points import (
    BARE_POINTS,
    DAY,
    MONTH,
    POINT,
    YEAR,
    YEAR_BEFORE,
    Granularity,
    Point,
    read_point,
    year_and_shift,
)
from pipeline.model.form import Days

SpanKind = Literal["deadline", "date", "period"]


@dataclass(frozen=True, slots=True)
class Span:
    """A date, a deadline or a period as printed, from one point to another (or the same).

    ``is_before``: a deadline that ends before its point (6月前). ``is_strict``: a deadline that leaves out its last day
    (早于6月30日). ``is_open``: the text leaves open which day is meant. ``is_bare``: it may be a number and no date.
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

        6月底前 ends with the last day of June; 6月前 may end before June or with it.
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
_FIRST = rf"{POINT}|{YEAR_BEFORE}{MONTH}(?:月{DAY})?|{YEAR}|{BARE_POINTS['bare_day']}"
_WHOLE = re.compile(
    rf"(?:{_LEAD})*(?:(?P<before>{_BEFORE})|(?P<strict>早于|先于|<))?"
    rf"(?:(?P<one>{POINT}|{BARE_POINTS['bare_day']}|{BARE_POINTS['bare_year']})|"
    rf"(?P<from>{_FIRST})(?:-|~|至|到)(?P<to>{POINT}|{DAY}日|{BARE_POINTS['bare_day']}|{YEAR}|{MONTH}(?=$)))"
    rf"(?P<time>24时|24点)?(?:(?P<behind>{_BEHIND})|(?P<event>[一-鿿]{{2,4}})(?:之前|以前|前))?(?P<done>(?:{_DONE})*)[。.;,]*"
)
_YEAR_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_SCHOOL_YEAR = re.compile(r"(20\d\d)年?(?:[-~至](20\d\d)年?)?学年度?")
# Something that comes back each month or quarter has no date.
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
    return _span_of_point(match)


def _in_digits(match: re.Match[str]) -> str:
    return str(chinese_value(match.group(1) or match.group(2)))


def _span_of_point(match: re.Match[str]) -> Span | None:
    """The date, deadline or period of a text with one point in time; null where it leaves open which day is meant."""
    text = match.group("one")
    name, point = read_point(text)
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
        # 2024年开学前: the text does not say on which day that is.
        return None
    if event:
        # 9月1日开学前 may include the day itself or end the day before.
        return Span("deadline", point.granularity, point, point, is_before=True, is_open=True)
    if is_marked or re.search(r"年度?内|^年[底末]", text):
        # 6月内 ends with June; 6月前 may end before it begins.
        is_before = behind in ("之前", "以前", "前") and not text.endswith("内")
        return Span("deadline", point.granularity, point, point, is_before=is_before)
    if point.granularity == "year" and re.search("任务|目标|工作|计划|合同|报告", match.group("done")):
        # 完成2024年度任务 says what was done, not when.
        return None
    kind: SpanKind = "date" if point.granularity in ("day", "ten_days", "month") or point.is_end else "period"
    # 春季 may be a season of the calendar or a term of schools.
    is_season = name == "term" and "学期" not in text
    is_open = is_bare or is_season or text.endswith("初")
    return Span(kind, point.granularity, point, point, is_open=is_open, is_bare=is_bare)


def _period(first: str, last: str, match: re.Match[str]) -> Span | None:
    """The period between two printed points. What one of them leaves out (year, month) is that of the other."""
    _, end = read_point(last)
    if (
        end is None
        and (day := re.fullmatch(rf"({DAY})日", last))
        and (month := re.search(rf"({MONTH})月{DAY}日?$", first))
    ):
        end = Point("day", month=int(month.group(1)), day=int(day.group(1)))
    if end is None and re.fullmatch(YEAR, last):
        end = Point("year", int(last))
    if end is None and re.fullmatch(MONTH, last) and re.fullmatch(rf"{YEAR}[.\-/]{MONTH}", first):
        end = Point("month", month=int(last))
    _, start = read_point(first)
    if start is None and end is not None:
        start = _first_point(first, end)
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


# Two bare figures with a dash between them are a range of numbers (3-5, 12.1-12.5) and not of days.
_BARE_PAIR = re.compile(rf"(?:{MONTH}|{BARE_POINTS['bare_day']})-(?:{MONTH}|{BARE_POINTS['bare_day']})")


def _first_point(text: str, other: Point) -> Point | None:
    """The first point of a period where only the second prints the unit: 1 in 1-12月, 2023 in 2023-2025年."""
    if re.fullmatch(YEAR, text) and other.granularity == "year":
        return Point("year", int(text))
    match = re.fullmatch(rf"({YEAR_BEFORE})({MONTH})", text)
    if match and other.granularity in ("month", "ten_days"):
        year, shift = year_and_shift(match.group(1))
        return Point("month", year, shift, month=int(match.group(2)))
    if match and other.granularity == "quarter" and int(match.group(2)) <= 4:
        year, shift = year_and_shift(match.group(1))
        return Point("quarter", year, shift, part=int(match.group(2)))
    return None
