"""What is settled of a statement once its figures are read: whether they fit, whose projects they are, of which year.

Belongs here: checks and facts that sentences and tables have alike. Does not belong here: reading figures.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model.rows import FigureName, StatementRow
from pipeline.prose.statements.clauses import GRADES, Statement
from pipeline.prose.statements.lines import Sentence, Title
from pipeline.prose.statements.wording import pattern
from pipeline.text.offices import OFFICE_ENDS, TOWN_ENDS

FIGURES: tuple[FigureName, ...] = ("projects", "amount_yuan", "mean_score", *GRADES)
_ALL_POINTS = 100
_NAMED = re.compile(
    rf"(?:20\d\d年(?:度)?，?)?(?P<name>[\u4e00-\u9fff]{{2,30}}?(?:{OFFICE_ENDS}|{TOWN_ENDS}|联社))"
    r"(?=20\d\d年|组织|对|共|开展|项目|绩效自评|按照|根据|本年度|认真|积极)"
)
# An office within an office has such a name too.
_INNER = ("办公室", "办", "处", "会", "部", "中心")
_NO_NAME = re.compile(
    r"本|我|该|各|由|为|经|并|将|及|与|和|的|所属|组织|项目|绩效|预算|根据|按照|开展|纳入|全部|其中|自评|资金|管理"
)


def contradicted(row: StatementRow) -> set[str]:
    """The figures that contradict each other: grades and projects that do not fit, a mean above all points."""
    doubtful: set[str] = set()
    if not _grades_fit(row):
        doubtful |= {name for name in FIGURES if name in ("projects", *GRADES) and row[name] is not None}
    mean = row["mean_score"]
    return doubtful | {"mean_score"} if mean is not None and mean > _ALL_POINTS else doubtful


def _grades_fit(row: StatementRow) -> bool:
    """Whether the grades add up to no more than the projects, and to just as many where all four are stated."""
    stated = [count for name in GRADES if (count := row[name]) is not None]
    projects = row["projects"]
    if projects is None or not stated:
        return True
    return sum(stated) == projects if len(stated) == len(GRADES) else sum(stated) <= projects


def add_facts(row: StatementRow, statement: Statement, titles: Sequence[Title], doubtful: set[str]) -> None:
    """Department and year from the sentence or the title before it; doubtful where several are named."""
    before = [title for title in titles if title.line <= statement.sentences[0].line]
    row["department"], is_sure = _department(statement, before, [title.name for title in titles if title.name])
    if not is_sure:
        doubtful.add("department")
    row["fiscal_year"], is_sure = _fiscal_year(statement, before)
    if not is_sure:
        doubtful.add("fiscal_year")


def _department(statement: Statement, before: Sequence[Title], names: Sequence[str]) -> tuple[str | None, bool]:
    """The department, and whether that is sure; ``names`` are those of all titles."""
    text = statement.sentences[0].text
    named = next((m["name"] for m in _NAMED.finditer(text) if not _NO_NAME.search(m["name"])), None)
    title = next((t.name for t in reversed(before) if t.name), None)
    department = title if title and named and named in title else named or title
    is_other = bool(named and title and named not in title and title not in named)
    is_other = is_other or bool(named and not title and named.endswith(_INNER))
    is_one_of_several = not named and any(a not in b and b not in a for a in names for b in names)
    is_of_a_place = any(pattern("places").search(s.text) for s in statement.sentences)
    return department, not (is_other or is_one_of_several or is_of_a_place)


def _fiscal_year(statement: Statement, before: Sequence[Title]) -> tuple[int | None, bool]:
    """The year, and whether that is sure."""
    years = statement.years or _only_year(statement.sentences)
    printed = [year for year, is_fiscal in years if is_fiscal] or [year for year, _ in years]
    of_title = next((t.year for t in reversed(before) if t.year), None)
    stated = {year for year, _ in years} | ({of_title} if of_title else set())
    is_of_last_year = any(pattern("last_year").search(s.text) for s in statement.sentences)
    return printed[-1] if printed else of_title, len(stated) <= 1 and not is_of_last_year


def _only_year(sentences: Sequence[Sentence]) -> list[tuple[int, bool]]:
    """The one year that the sentences name anywhere, also where they speak of something else; none of several."""
    years = {int(year) for sentence in sentences for year in re.findall(r"(?<!\d)(20\d\d)年", sentence.text)}
    return [(year, False) for year in years] if len(years) == 1 else []
