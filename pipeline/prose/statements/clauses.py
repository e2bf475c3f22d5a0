"""The clauses of a prepared sentence to figures, each with what its clause speaks of.

Belongs here: topics, what a count counts, which count belongs to which grade. Does not belong here: which figure of a
statement is published.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal, NamedTuple

from pipeline.model.rows import GradeName
from pipeline.prose.statements.lines import Sentence
from pipeline.prose.statements.wording import (  # fmt: skip
    ANY_BAND,
    ANY_GRADE,
    BAND,
    COUNT,
    DIGITS,
    GRADE,
    NUMBER,
    OTHER_BAND,
    SEVERAL,
    TENS,
    VAGUE,
    pattern,
    words,
)
from pipeline.text.numbers import MONEY_UNIT, YUAN

Topic = Literal["self", "other", "whole", "both", "none"]
GRADES: tuple[GradeName, ...] = tuple(GRADE.values())
_PROJECT, _OTHER = "project", "other"

_NO_PROJECT = r"(?:单位|部门|指标|问题|科室|处室|镇|乡|街道|村|社区|意见|建议|企业|学校|报告|措施)"
_MONEY = re.compile(rf"(?:(?P<hundred>\d+)亿)?(?P<number>{NUMBER}|{VAGUE})(?P<unit>{MONEY_UNIT})")
_MONEY_NAMED = re.compile(r"资金|金额|预算|支出|涉及|总额|合计|共计|经费")
_SPENT = re.compile(
    r"(?:实际支出|实际使用|实际完成|执行|支出决算|决算|已支出|已使用)(?:资金|金额|数额|数)?[为共计：是]*$"
)
_LIMIT = re.compile(r"\)?(?:\(含\))?(?:及)?以[上下内]")
_EACH = re.compile(r"(?:人均|户均|单价|每[^，]{0,4})[为是：]*$")
_MEAN = re.compile(
    rf"(?P<words>(?:得分|分数?|分值)?平均[自评价得分数值绩效项目]{{0,8}}|均分)[为是达到：]{{0,3}}(?P<value>{NUMBER}|{VAGUE})"
    r"(?!%|\d)(?P<unit>分?)"
)
_OF_PROJECTS = r"的?(?:[一二]级)?(?:预算)?(?:项目)?(?:支出)?的?"
_TO_COUNT = rf"(?:等级|等次|级别|档次?|评级|等|级|类)?{_OF_PROJECTS}(?:数量|数|共计|共有|共|有|为|是|计|：)*"
_TO_GRADE = (
    rf"{_OF_PROJECTS}(?:绩效)?(?:自评|评价)?(?:综合)?"
    r"(?:结果|结论|等级|等次|评级|级别|得分|评定)*(?:均|都)?(?:被)?(?:评定为|评价为|评为|定为|达到|获得|达|获|为|是|：)*"
)
_OF_THEM = re.compile(rf"^(?:其中：?)?(?:这|上述)?{COUNT}项目中")


class Figure(NamedTuple):
    """One figure: ``rank`` is 2 in a clause that names self-evaluation, 1 behind one, 0 before one.

    ``is_part`` figures are about some of the projects that another figure counts; ``raw`` is the figure as printed but
    for widths and separators, ``unit`` its unit of money. ``scope`` is the restriction that the last count before it
    names (一般公共预算项目14个); empty where that names none.
    """

    value: Decimal | None
    is_sure: bool
    rank: int
    is_part: bool
    clause: str
    raw: str
    unit: str | None = None
    is_spent: bool = False
    scope: str = ""

    @classmethod
    def unread(cls, of: Figure) -> Figure:
        """The same figure without a value."""
        return of._replace(value=None, is_sure=False)


@dataclass(slots=True)
class Statement:
    """What the sentences of one statement say, before it is settled which of its figures count.

    ``topic``, ``noun`` and ``scope`` are what was spoken of, counted and restricted last; ``years`` are (year, whether
    it is said of a fiscal year); ``doubtful`` names what was said and not understood.
    """

    topic: Topic = "none"
    noun: str = ""
    scope: str = ""
    sentences: list[Sentence] = field(default_factory=list)
    counts: list[Figure] = field(default_factory=list)
    amounts: list[Figure] = field(default_factory=list)
    means: list[Figure] = field(default_factory=list)
    grades: dict[str, list[Figure]] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)
    scopes: set[str] = field(default_factory=set)
    years: list[tuple[int, bool]] = field(default_factory=list)
    has_whole: bool = False

    @property
    def has_figures(self) -> bool:
        """Whether anything was read."""
        return bool(self.counts or self.amounts or self.means or self.grades)

    def of_scopes(self) -> list[Statement]:
        """The statement once for each restriction under which it counts projects; itself where that is only one."""
        scopes = list(dict.fromkeys(f.scope for f in self.counts))
        if len(scopes) < 2:
            return [self]
        if "" not in scopes and any(
            f.scope == "" for f in (*self.means, *(f for g in self.grades.values() for f in g))
        ):
            scopes.append("")
        return [self._of_scope(scope) for scope in scopes]

    def _of_scope(self, scope: str) -> Statement:
        def own(figures: list[Figure]) -> list[Figure]:
            # What is a part of all projects is the whole of its own scope.
            return [f._replace(is_part=f.is_part and not scope) for f in figures if f.scope == scope]

        grades = {name: own(figures) for name, figures in self.grades.items()}
        return replace(
            self,
            counts=own(self.counts),
            amounts=own(self.amounts),
            means=own(self.means),
            grades={name: figures for name, figures in grades.items() if figures},
            scopes={scope} - {""},
        )

    def overlaps(self, other: Statement) -> bool:
        """Whether both have the same kind of figure, so that they are two statements."""
        pairs = ((self.counts, other.counts), (self.amounts, other.amounts), (self.means, other.means))
        both = self.grades.keys() & other.grades.keys()
        return any(a and b for a, b in pairs) or any(f.is_sure for name in both for f in self.grades[name])

    def add(self, other: Statement) -> None:
        """Take what a later sentence of the same statement says."""
        self.sentences += other.sentences
        self.counts += other.counts
        self.amounts += other.amounts
        self.means += other.means
        for name, figures in other.grades.items():
            self.grades.setdefault(name, []).extend(figures)
        self.doubtful |= other.doubtful
        self.years += other.years
        self.has_whole |= other.has_whole


def read(text: str, into: Statement) -> None:
    """Read a prepared sentence; it begins under the topic of ``into`` and leaves there the one it ends under."""
    outer: list[tuple[Topic, str]] = []
    waiting: list[str] = []
    is_part, is_share, band = False, False, ""
    for piece in re.split(r"([，；。、()])", text):
        if piece == "(":
            outer.append((into.topic, into.scope))
        elif piece in (")", "；", "。"):
            is_part = is_share = False
            into.topic, into.scope = outer.pop() if piece == ")" and outer else (into.topic, "")
        elif piece not in ("，", "、", ""):
            if _take_nothing(piece, text, into):
                waiting = []
                continue
            own = topic_of(piece)
            into.topic = into.topic if own == "none" else own
            if into.topic == "none":
                waiting.append(piece)
                continue
            if own in ("self", "both"):
                for earlier in waiting:
                    _Clause(earlier, 0, False, False, False, into).take()
            waiting = []
            if into.topic in ("self", "both"):
                is_part = is_part or _begins_part(piece, into)
                is_share = is_share or ("其中" in piece and any(not f.is_part for f in into.amounts))
                rank = 1 if own == "none" else 2
                _Clause(piece, rank, into.topic == "self", is_part, is_part or is_share, into).take()
                band = _confirm(piece, band, into)


def _take_nothing(clause: str, sentence: str, into: Statement) -> bool:
    """Take a stated 0 (无绩效自评项目, 未开展绩效自评); whether the clause states one."""
    m = pattern("nothing", "clause").fullmatch(clause)
    if m is None or pattern("nothing", "not_who").search(m["who"]):
        return False
    if pattern("nothing", "not_what").search(m["what"] or m["undone"] or ""):
        return False
    into.topic, into.noun, into.scope = "self", _PROJECT, scope_of(clause)
    into.scopes |= {name for name in words()["scopes"] if pattern("scopes", name).search(clause)}
    into.years += years_of(clause) or years_of(sentence)
    # Without a subject 没有开展绩效自评的项目 may name projects, and not say that there are none.
    is_sure = bool(m["who"]) or not clause.endswith("的项目")
    into.counts.append(Figure(Decimal(0), is_sure, 2, False, clause, "0", scope=into.scope))
    return True


def scope_of(clause: str) -> str:
    """The one kind of budget that a clause names; empty for none, and for several, which are no restriction.

    What is only called a part (重点项目, 选取) is no kind of budget: a count beside it need not be of other projects.
    """
    named = [name for name in words()["scopes"] if name != "part" and pattern("scopes", name).search(clause)]
    return named[0] if len(named) == 1 else ""


def years_of(text: str) -> list[tuple[int, bool]]:
    """Years, each with whether it is said of a fiscal year."""
    return [(int(y), bool(of)) for y, of in re.findall(r"(?<!\d)(20\d\d)年(度?)", text)]


def topic_of(clause: str) -> Topic:
    """What a clause by itself speaks of."""
    rest, topics = clause, set()
    for name in ("neutral", "other", "self", "whole"):
        if pattern("topics", name).search(rest):
            topics.add(name)
            rest = pattern("topics", name).sub("○", rest)
    if "whole" in topics:
        return "both" if "self" in topics and _has_projects(clause) else "whole"
    if {"self", "other"} <= topics:
        return "both"
    return "self" if "self" in topics else "other" if "other" in topics else "none"


def _begins_part(clause: str, into: Statement) -> bool:
    """Whether figures from here on are about some of the projects already counted."""
    is_begun = (
        "其中" in clause and re.search(COUNT, clause) is not None and not re.search(f"{ANY_GRADE}|{ANY_BAND}", clause)
    )
    return is_begun and any(f.rank == 2 and not f.is_part for f in into.counts)


def _confirm(clause: str, band: str, into: Statement) -> str:
    """Take the count of a band as that of a grade where the next clause names the grade; the band still without one."""
    grades = [GRADE[sign] for sign in re.findall(ANY_GRADE, clause)]
    if band and grades == [band] and not re.search(COUNT, clause):
        into.grades[band] = [f._replace(is_sure=f.rank > 0) for f in into.grades[band]]
    bands = [BAND[sign] for sign in re.findall(ANY_BAND, clause) if sign in BAND]
    return bands[0] if len(bands) == 1 and bands[0] in into.grades and not grades else ""


def _has_projects(clause: str) -> bool:
    return any(noun == _PROJECT for _, noun, _ in _counted(clause, ""))


def _counted(clause: str, noun: str) -> Iterator[tuple[str, str, bool]]:
    """Each count, what it counts, and whether the clause says so; ``noun`` is what the count before it counted."""
    for m in re.finditer(COUNT, clause):
        before, behind = clause[: m.start()], clause[m.end() :]
        nearest = re.search(rf".*(?:(项目)|{_NO_PROJECT})[^\d]{{0,12}}$", before)
        if re.match(rf"[^\d]{{0,6}}?{_NO_PROJECT}", behind) and not re.match(r"[^\d]{0,4}?项目", behind):
            counted = _OTHER
        elif re.match(r"[^\d]{0,24}?项目", behind):
            counted = _PROJECT
        else:
            counted = "" if nearest is None else _PROJECT if nearest[1] else _OTHER
        noun = counted or noun
        yield m.group(), noun, bool(counted)


@dataclass(slots=True)
class _Clause:
    """One clause on its way into a statement; ``is_sure`` is false where it also speaks of something else.

    ``is_share`` says that its amounts are parts of one already named.
    """

    text: str
    rank: int
    is_sure: bool
    is_part: bool
    is_share: bool
    into: Statement

    def take(self) -> None:
        """Take all figures of the clause."""
        if pattern("compared").search(self.text):
            self.into.doubtful |= {"projects"} if self.rank == 2 and _has_projects(self.text) else set()
            return
        self.is_sure = self.is_sure and not pattern("planned").search(self.text)
        if pattern("topics", "whole").search(self.text):
            self.into.has_whole = True
            self.is_sure = pattern("topics", "other").search(self.text) is None
        self.into.years += years_of(self.text)
        if _has_projects(self.text):
            self.into.scope = scope_of(self.text)
        if not self.is_part and (self.rank == 2 or _has_projects(self.text)):
            self.into.scopes |= {name for name in words()["scopes"] if pattern("scopes", name).search(self.text)}
        if re.search(f"[{ANY_GRADE[1:-1]}{ANY_BAND[1:-1]}{SEVERAL}]", self.text):
            self._take_grades()
        else:
            self._take_counts()
        self._take_amounts()
        self._take_means()

    def _figure(self, value: Decimal | None, raw: str, is_sure: bool = True) -> Figure:
        is_sure = self.is_sure and is_sure and value is not None
        return Figure(value, is_sure, self.rank, self.is_part, self.text, raw, scope=self.into.scope)

    def _take_counts(self) -> None:
        for count, noun, is_named in _counted(self.text, self.into.noun):
            self.into.noun = noun
            is_alone = (
                self.rank == 2 or re.fullmatch(f"(?:共|共计|合计|总计|总数)?[为是：]*{COUNT}", self.text) is not None
            )
            if noun == _PROJECT and (is_named or is_alone):
                self.into.counts.append(self._figure(_number(count), count))
            elif noun == _PROJECT:
                # It may be a grade whose name is not known.
                self.into.doubtful |= set(GRADES)
            elif not noun and self.rank == 2 and self.text.endswith(count):
                self.into.counts.append(self._figure(_number(count), count, False))
        if re.search(r"\d+家", self.text) and not _has_projects(self.text):
            self.into.noun = _OTHER
        elif self.rank == 2 and "项目" in self.text and not re.search(f"{COUNT}|{_NO_PROJECT}", self.text):
            # 项目全部开展绩效自评，共7个
            self.into.noun = _PROJECT

    def _take_grades(self) -> None:
        """Counts bound to the grades beside them; where one stays unbound, grades without a count are doubtful."""
        text = _OF_THEM.sub("", self.text)
        counts, signs, bands = (re.findall(p, text) for p in (COUNT, ANY_GRADE, ANY_BAND))
        if not counts:
            return
        if SEVERAL in text or self.into.noun == _OTHER:
            self.into.doubtful |= set(GRADES)
        elif signs:
            bound = list(_bound(text))
            for sign, count in bound:
                self._grade(GRADE[sign], self._figure(_number(count), count))
            if len(bound) != len(counts):
                self.into.doubtful |= set(GRADES)
        elif len(counts) == len(bands) == 1:
            if bands[0] != OTHER_BAND:
                self._grade(BAND[bands[0]], self._figure(_number(counts[0]), counts[0], False))
        else:
            self.into.doubtful |= set(GRADES)

    def _grade(self, name: str, figure: Figure) -> None:
        self.into.grades.setdefault(name, []).append(figure)

    def _take_amounts(self) -> None:
        for m in _MONEY.finditer(self.text):
            before = self.text[: m.start()]
            if _LIMIT.match(self.text[m.end() :]) or _EACH.search(before):
                continue
            figure = self._figure(_yuan(m), m.group(), _MONEY_NAMED.search(before) is not None)
            is_spent = _SPENT.search(before) is not None
            self.into.amounts.append(figure._replace(unit=m["unit"], is_part=self.is_share, is_spent=is_spent))

    def _take_means(self) -> None:
        for m in _MEAN.finditer(self.text):
            if "分" in m["words"] or m["unit"]:
                value = None if m["value"] == VAGUE else Decimal(m["value"])
                self.into.means.append(self._figure(value, m["value"]))


def _bound(text: str) -> list[tuple[str, str]]:
    """Pairs of grade and count side by side; whether the grade comes first is the same in the whole clause."""
    is_grade_first = re.search(ANY_GRADE, text).start() < re.search(COUNT, text).start()  # type: ignore[union-attr]
    if is_grade_first:
        return re.findall(rf"({ANY_GRADE}){_TO_COUNT}({COUNT})", text)
    return [(sign, count) for count, sign in re.findall(rf"({COUNT}){_TO_GRADE}({ANY_GRADE})", text)]


def _number(count: str) -> Decimal | None:
    """The number of a count in figures or in Chinese numerals below a thousand; null where it is vague."""
    if count[0] == VAGUE:
        return None
    digits = count[:-1]
    if digits.isdecimal():
        return Decimal(digits)
    total = last = 0
    for sign in digits:
        if sign in TENS:
            total, last = total + max(last, 1) * TENS[sign], 0
        else:
            last = DIGITS[sign]
    return Decimal(total + last)


def _yuan(m: re.Match[str]) -> Decimal | None:
    if m["number"] == VAGUE:
        return None
    return Decimal(m["number"]) * YUAN[m["unit"]] + Decimal(m["hundred"] or 0) * YUAN["亿元"]
