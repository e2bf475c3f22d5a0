"""Which lines are titles of forms, and the year that such a title prints.

Belongs here: the grammar of a title, of a line that only tells the year, of a field's year. A line is a title only
when every part of it is accounted for: number of the annex, office, year, kind of table, notes in brackets. A sentence
that holds the words of a title is none. Does not belong here: which of several lines counts
(``pipeline.facts.fiscal_year``).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from pipeline.package_yaml import package_yaml
from pipeline.text.fold import fold_radicals, fold_widths, squeeze
from pipeline.text.furniture import page_number
from pipeline.text.numbers import MONEY_UNIT
from pipeline.text.offices import TOWN_ENDS, WHOLE_NAME_ENDS

LONGEST = 90
"""Most signs of a title."""

Kind = Literal["form", "document"]

# Many characters are typed as the zero among Chinese digits.
_DIGITS = str.maketrans("〇○零OoОо◯一二三四五六七八九", "00000000123456789")
_ZERO = "〇○零0OoОо◯"
_CHINESE = f"(?:一九|二[{_ZERO}])[{_ZERO}一二三四五六七八九]{{2}}"
_YEAR = rf"(?P<y>(?:199|20\d)\d|{_CHINESE})(?:预算|财政|会计)?年"
# Numbers of annexes have two digits at most; a year may follow without a blank (附件1-2 2023年度…).
_COUNT = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_NUMBER = rf"(?:{_COUNT}(?:[-—－.]{_COUNT}){{0,4}}(?=(?:199|20\d)\d年|[^\d{_ZERO}]|$))"
_ANNEX = re.compile(
    rf"(?:[(]?(?:附件|附表|附录|附|表格?|公开){_NUMBER}?(?:表|号)?(?:[-—]{_NUMBER})?[)]?|{_NUMBER}[、.](?=(?:199|20\d)\d年|\D)"
    rf"|[(]{_NUMBER}[)]|{_NUMBER}-{_NUMBER}|第[\d一二三四五六七八九十]+部分)"
    r"[:：.、]?"
)
_WORDS = frozenset(package_yaml(__package__, "title_words.yml"))
_LONGEST_WORD = max(map(len, _WORDS))
# How a title of a form or a document ends, and a word that it must hold. A table of goals (绩效目标表) is no form here.
_ENDS: dict[Kind, re.Pattern[str]] = {
    "form": re.compile(rf"表格?(?:{_NUMBER})?$"),
    "document": re.compile(r"(?:公开|说明|公示|材料|附表|汇编)*$"),
}
_SAYS: dict[Kind, re.Pattern[str]] = {
    "form": re.compile("自评|评价|完成|执行|实现"),
    "document": re.compile("自评|评价|决算"),
}
# The name of an office or a division before the year; and words of sentences, which such names do not hold.
_OFFICE = re.compile(
    rf"[\u4e00-\u9fff()·]{{1,40}}?(?:{WHOLE_NAME_ENDS}|{TOWN_ENDS}|园|社|团|村|省|市|县|区|州|旗|盟|本级|机关|部门|\(本级\))"
)
_PROSE = re.compile(
    r"关于|根据|按照|依据|依照|现将|公布|公示|如下|详见|参见|下载|点击|查看|通知|上一|下一|上篇|下篇|位置|首页|来源|发布|要求|为了|为进一步|我[省市县区州局委办厅院部]"
    r"|本[省市县区局委办厅院部](?!级)|截[至止]|年(?:[底初末]|中(?![共央国]))|\d月|已[经]?|将|并|请|应|须|开展|组织|填报|填写|报送|印发|继续|推进(?!乡村)|[。，；！？!?;,《》“”\"]|https?|www|\.(?:pdf|docx?|xlsx?|wps|et|zip|rar)"
)
# The name of a project. A column of a web site (信息公开专栏) is none.
_PROJECT = re.compile(r"(?!.*(?:公开|专栏|专题|栏目|决算))[\u4e00-\u9fffA-Za-z0-9()、·—\-“”\"]{2,60}?")
_NOTE = re.compile(r"[(\[][^()\[\]]{0,24}[)\]]")
_MONEY = rf"(?:金额|货币|计量)?单位[:：]?(?:人民币)?{MONEY_UNIT}"
_IN_BRACKETS = re.compile(rf"[(\[]{_YEAR}度?(?:[,，;；]?{_MONEY})?[)\]]")
_BARE_YEAR = re.compile(rf"[(\[]?{_YEAR}度?[)\]]?(?:[,，;；、]?[(]?{_MONEY}[)]?)?[)\]]?")
_OF_YEAR = "项目|部门|单位|预算|绩效|自评|自我|评价|财政|会计|报告|考核|所属|支出|数据|资金"
_YEAR_LABEL = rf"(?:(?:{_OF_YEAR})*(?:年度|年份)(?:\(年\))?)"
_LABEL = re.compile(_YEAR_LABEL)
_LABELLED = re.compile(rf"{_YEAR_LABEL}[:：]?(?P<y>(?:199|20\d)\d|{_CHINESE})年?度?(?=$|[\u4e00-\u9fff(])")
_LONE = re.compile(rf"[(\[]?(?P<y>(?:199|20\d)\d|{_CHINESE})(?:年度?)?[)\]]?")
_FURNITURE = re.compile(
    rf"[\s\-—_.·*]*|[(]?{_MONEY}[)]?|(?:报表编号|表号|编号|制表|财决|公开)[:：]?[\w\-一-龥]{{0,30}}"
    r"|(?:填报|填表|编制|报送|申报|评价|主管|预算|自评|实施|制表)?(?:单位|部门|机关|人|日期|时间)(?:名称)?(?:[(][^()]*[)])?[:：].{0,60}"
    r"|[(]?(?:盖章|公章|样表|空表|公开|本级|续表?)[)]?|(?:20\d\d[年.\-/])?\d{1,2}[月.\-/]\d{1,2}日?"
)


@dataclass(frozen=True, slots=True)
class TitleLine:
    """A line that is a title: of a form (…表) or of a document (…报告, …公开).

    ``year`` is null where it prints none. ``is_sure`` is false where the year may be part of a project's name.
    ``office`` is what stands before year and kind and may be an office.
    """

    kind: Kind
    year: int | None = None
    is_sure: bool = True
    office: str | None = None


def folded(line: str) -> str:
    """A line as the grammar of titles reads it: without blanks, in half width, with one kind of square brackets."""
    return (
        squeeze(fold_widths(fold_radicals(line)))
        .replace("【", "[")
        .replace("】", "]")
        .replace("〔", "[")
        .replace("〕", "]")
    )


def year_of(text: str) -> int:
    """The year behind four Arabic or Chinese digits.

    >>> year_of("二〇二三"), year_of("2024")
    (2023, 2024)
    """
    return int(text.translate(_DIGITS))


def lone_year(text: str) -> int | None:
    """The year that is the whole text: 2024, 2024年, (2024年度); null for a period, a date or a list of years."""
    match = _LONE.fullmatch(folded(text))
    return year_of(match.group("y")) if match else None


def is_year_label(text: str) -> bool:
    """Whether a label asks for the fiscal year: 年度, 评价年度, 预算年度."""
    return _LABEL.fullmatch(folded(text).rstrip(":")) is not None


def labelled_year(text: str) -> int | None:
    """The year of a field that stands in one text with its label: 评价年度：2024年."""
    match = _LABELLED.match(folded(text))
    return year_of(match.group("y")) if match else None


def bare_year(line: str) -> tuple[int, bool] | None:
    """The year of a line that tells nothing else, as it stands under a title (（2024年度）), and whether it is sure.

    A year without 度 or brackets may be a link to the documents of that year.
    """
    text = _TAIL_FIELD.sub("", folded(line))
    match = _BARE_YEAR.fullmatch(text)
    return (year_of(match.group("y")), "度" in text or text[0] in "([") if match else None


def segments(line: str) -> list[str]:
    """The parts of a line between wide blanks: 填报单位：溪口县林业局    2023年度    单位：万元."""
    return [part for part in re.split(r"[ \t\u3000\xa0]{2,}|[\t\u3000]", line.strip()) if part]


def years_in(line: str) -> list[int]:
    """The years that a line names as fiscal years (2023年度), whatever else it says."""
    return [int(year) for year in re.findall(r"(?<!\d)((?:199|20\d)\d)年度", folded(line))]


def is_illegible(line: str) -> bool:
    """Whether a line tells a year with unreadable characters: of a private area, without Unicode, drawn over others."""
    return "年" in line and any(unicodedata.category(sign) in ("Co", "Mn") or sign == "\ufffd" for sign in line)


def may_tell_year(line: str) -> bool:
    """Whether a line holds digits or a word of a year; those in the number of an annex do not count."""
    text = folded(line)
    annex = _ANNEX.match(text)
    return re.search(r"年|度|20|19\d", text[annex.end() :] if annex else text) is not None


def is_ended(line: str) -> bool:
    """Whether a line ends a text or is the title of another one, so that it is not the beginning of a wrapped title."""
    return (
        re.search(r"(?:说明|报告|公开|公示|公告|通知|总结|方案|办法|材料|情况|专栏|表|[。：:；;！？])$", folded(line))
        is not None
    )


def is_annexed(line: str) -> bool:
    """Whether a line begins with the number of an annex or an office, as the heading of several forms does."""
    own = title(line)
    return _ANNEX.match(folded(line)) is not None or (own is not None and own.office is not None)


def is_part(line: str) -> bool:
    """Whether a title lacks the words that begin one, so that these may stand in the line above: 绩效自评表."""
    return not re.search("项目|支出|整体|转移支付|资金", folded(line))


def is_furniture(line: str) -> bool:
    """Whether a line is of the kind that stands between a title and its table: unit of money, page, who filled in."""
    text = folded(line)
    return page_number(text) is not None or any(known.fullmatch(text) is not None for known in (_FURNITURE, _ANNEX))


_ABOVE_PAGES = re.compile("(?:自评|自我评价|支出绩效|整体绩效).*表")


def is_above_pages(line: str) -> bool:
    """Whether a line is what pages of self-evaluation forms print above them: title, number of the annex, year.

    A year counts in brackets alone, and a table only of self-evaluation or of the performance of expenditure: others
    are names of indicators too (满意度评价表).
    """
    text = folded(line)
    if _ABOVE_PAGES.search(text):
        own = title(line)
        return own is not None and own.kind == "form"
    is_annex = text.startswith(("附件", "附表", "附录")) and _ANNEX.fullmatch(text) is not None
    return is_annex or _IN_BRACKETS.fullmatch(text) is not None


def year_of_name(file_name: str) -> int | None:
    """The year of a file name (without its ending) that is a title; all that the name of a document ever tells."""
    named = title(file_name)
    return named.year if named else None


@lru_cache(maxsize=1 << 12)
def title(line: str) -> TitleLine | None:
    """The title that a line is, or null.

    >>> title("附件2：2021年度部门预算项目支出绩效自评表").year, title("项目支出绩效自评表（2024年度）").year
    (2021, 2024)
    >>> title("现将2023年度项目支出绩效自评表公开如下") is None
    True
    """
    text = folded(line)
    if not 4 <= len(text) <= LONGEST or not _ANY.search(text):
        return None
    while (annex := _ANNEX.match(text)) and annex.end() < len(text):
        text = text[annex.end() :]
    text, tail_year, has_range = _without_tail(text)
    if lead := _IN_BRACKETS.match(text):
        tail_year, text = tail_year or year_of(lead.group("y")), text[lead.end() :]
    if _PROSE.search(text):
        return None
    for kind in _ENDS:
        printed = _title_of_kind(text, kind)
        if printed is None or (kind == "document" and printed.office is None and not _OF_EVALUATION.search(text)):
            continue
        if kind == "document" and _WITHOUT_TABLE.search(text):
            # 转移支付绩效目标自评 heads a form as 自评表 does; alone it may head a report as well.
            kind = "form"
            printed = replace(printed, kind=kind, is_sure=False)
        if has_range:
            return TitleLine(kind, None, office=printed.office)
        if tail_year is not None:
            return TitleLine(kind, tail_year, office=printed.office)
        return printed
    return None


_ANY = re.compile("自评|评价|完成|执行|实现|决算")
_OF_EVALUATION = re.compile("自评|评价")
_WITHOUT_TABLE = re.compile("(?:项目支出|绩效目标|支出绩效|项目绩效|整体绩效)(?:绩效)?(?:自评|自我评价)$")
# What is printed behind a title in the same line: unit of money, who filled the form in, when.
_TAIL_FIELD = re.compile(
    rf"[,，;；]?(?:[(]{_MONEY}[)]|{_MONEY}|(?:填报|填表|编制|制表)(?:单位|部门|日期|时间|人)[:：][^表]*)$"
)
_TAIL_YEAR = re.compile(rf"[-—_]*{_YEAR}度?$")
_TAIL_RANGE = re.compile(r"(?:199|20\d)\d年?[-—~至、](?:19|20)?\d\d年?度?")


def _without_tail(text: str) -> tuple[str, int | None, bool]:
    """The text without the notes in brackets and the year at its end, that year, and whether a period stands there."""
    years: list[int] = []
    has_range = False
    while True:
        text = _TAIL_FIELD.sub("", text)
        if match := _TAIL_YEAR.search(text):
            years.append(year_of(match.group("y")))
            text = text[: match.start()]
            continue
        notes = list(_NOTE.finditer(text))
        if not notes or notes[-1].end() != len(text):
            return text, years[0] if years else None, has_range or len(set(years)) > 1
        note = notes[-1].group()
        if inside := _IN_BRACKETS.fullmatch(note):
            years.append(year_of(inside.group("y")))
        has_range = has_range or _TAIL_RANGE.search(note) is not None
        text = text[: notes[-1].start()]


_HEAD_YEAR = re.compile(rf"{_YEAR}(?P<d>度?)")


def _title_of_kind(text: str, kind: Kind) -> TitleLine | None:
    """What stands before the kind of table: office, year, project, in this order or with the project first."""
    years = list(_HEAD_YEAR.finditer(text))
    if _TAIL_RANGE.search(text) or len({year_of(y.group("y")) for y in years}) > 1:
        # The text holds a period, or the year of a project beside that of the form.
        if not _kinds_in(text, kind):
            return None
        named = [y for y in years if y.group("d") and not re.search(r"[-—~至、\d]$", text[: y.start()])]
        if len({year_of(y.group("y")) for y in named}) == 1:
            # 2023年度人民调解(2023-2025年)项目自评表: one of them is a 年度; at the beginning it is the form's.
            return TitleLine(kind, year_of(named[0].group("y")), is_sure=named[0].start() == 0)
        return TitleLine(kind)
    if not years:
        lead = _before_kind(text, kind)
        return None if lead is None else TitleLine(kind, office=lead if _OFFICE.fullmatch(lead) else None)
    year = years[-1]
    before, middle = text[: year.start()], _before_kind(text[year.end() :], kind)
    office = before if _OFFICE.fullmatch(before) else None
    if middle is None or (before and office is None and not _PROJECT.fullmatch(before)):
        return None
    is_office = _OFFICE.fullmatch(middle) is not None
    # 2023年农村公路养护项目支出绩效自评表: the year may be a part of the project's name; 2023年度 is not.
    is_sure = middle == "" or is_office or year.group("d") == "度"
    return TitleLine(kind, year_of(year.group("y")), is_sure, office or (middle if is_office else None))


def _before_kind(text: str, kind: Kind) -> str | None:
    """What stands before the kind of table that a text ends with: nothing, an office or a project; else null."""
    befores = [text[:cut] for cut in _kinds_in(text, kind)]
    if "" in befores:
        return ""
    offices = (before for before in befores if _OFFICE.fullmatch(before))
    return next(offices, next((before for before in befores if _PROJECT.fullmatch(before)), None))


def _kinds_in(text: str, kind: Kind) -> list[int]:
    """The positions at which a kind of table (项目支出绩效自评表) can begin that reaches to the end, the longest first.

    The text is covered with known words from its end to its beginning, each position once, so that the time goes with
    the length of the line.
    """
    ending = _ENDS[kind].search(text)
    if ending is None:
        return []
    end = ending.start()
    reaches = _covered_by_words(text[:end])
    return [cut for cut in range(end - 1) if reaches[cut] and _SAYS[kind].search(text, cut, end)]


def _covered_by_words(text: str) -> list[bool]:
    """For each position in a text whether known words, some of them in brackets, cover it from there to its end."""
    reaches = [False] * len(text) + [True]
    for position in range(len(text) - 1, -1, -1):
        ends = [position + n for n in range(1, _LONGEST_WORD + 1) if text[position : position + n] in _WORDS]
        if (
            text[position] == "("
            and (closing := text.find(")", position)) > position + 1
            and _is_words(text[position + 1 : closing])
        ):
            ends.append(closing + 1)
        reaches[position] = any(end < len(reaches) and reaches[end] for end in ends)
    return reaches


def _is_words(text: str) -> bool:
    return "(" not in text and _covered_by_words(text)[0]


def is_office(line: str) -> bool:
    """Whether a line is the name of one office and nothing else: 溪口县林业局."""
    text = folded(line)
    return (
        3 < len(text) <= 40 and not _PROSE.search(text) and _OFFICE.fullmatch(text) is not None and title(line) is None
    )


def office_and_year(line: str) -> tuple[str, int] | None:
    """Office and year of a line that stands above a title and belongs to it: 溪口县林业局2023年度."""
    text = folded(line)
    match = re.fullmatch(rf"(?P<o>{_OFFICE.pattern}){_YEAR}度?", text)
    return (match.group("o"), year_of(match.group("y"))) if match and not _PROSE.search(text) else None
