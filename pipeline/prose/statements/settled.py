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
_NAMED = re.compile(
    rf"(?:20\d\d年(?:度)?，?)?(?P<name>[\u4e00-\u9fff]{{2,30}}?(?:{OFFICE_ENDS}|{TOWN_ENDS}|联社))"
    r"(?=20\d\d年|组织|对|共|开展|项目|绩效自评|按照|根据|本年度|认真|积极)"
)
# An office within an office has such a name too.
_INNER = ("办公室", "办", "处", "会", "部", "中心")
_NO_NAME = re.compile(
    r"本|我|该|各|由|为|经|并|将|及|与|和|的|所属|组织|项目|绩效|预算|根据|按照|开展|纳入|全部|其中|自评|资金|管理"
)


def grades_fit(row: StatementRow) -> bool:
    """Whether the grades add up to no more than the projects, and to just as many where all four are stated."""
    stated = [count for name in GRADES if (count := row[name]) is not None]
    projects = row["projects"]
    if projects is None or not stated:
        return True
    return sum(stated) == projects if len(stated) == len(GRADES) else sum(stated) <= projects


def add_facts(row: StatementRow, statement: Statement, titles: Sequence[Title], doubtful: set[str]) -> None:
    """Department and year from the sentence or the title before it; doubtful where several are named."""
    before = [title for title in titles if title.line <= statement.sentences[0].line]
    text = statement.sentences[0].text
    named = next((m["name"] for m in _NAMED.finditer(text) if not _NO_NAME.search(m["name"])), None)
    title = next((t.name for t in reversed(before) if t.name), None)
    row["department"] = title if title and named and named in title else named or title
    is_other = bool(named and title and named not in title and title not in named)
    is_other = is_other or bool(named and not title and named.endswith(_INNER))
    names = [t.name for t in titles if t.name]
    is_one_of_several = not named and any(a not in b and b not in a for a in names for b in names)
    if is_other or is_one_of_several or any(pattern("places").search(s.text) for s in statement.sentences):
        doubtful.add("department")
    if not statement.years:
        statement.years += _only_year(statement.sentences)
    printed = [year for year, is_fiscal in statement.years if is_fiscal] or [year for year, _ in statement.years]
    of_title = next((t.year for t in reversed(before) if t.year), None)
    row["fiscal_year"] = printed[-1] if printed else of_title
    stated = {year for year, _ in statement.years} | ({of_title} if of_title else set())
    if len(stated) > 1 or any(pattern("last_year").search(s.text) for s in statement.sentences):
        doubtful.add("fiscal_year")


def _only_year(sentences: Sequence[Sentence]) -> list[tuple[int, bool]]:
    """The one year that the sentences name anywhere, also where they speak of something else; none of several."""
    years = {int(year) for sentence in sentences for year in re.findall(r"(?<!\d)(20\d\d)年", sentence.text)}
    return [(year, False) for year in years] if len(years) == 1 else []
