"""What the text of a final-accounts report states about the self-evaluation of projects, as rows of ``narrative``.

Belongs here: which sentences make one statement, and which of its figures count. Does not belong here: tables, and
what is known of a document around its text.

A figure counts only where its clause, or the clause before it, speaks of self-evaluation. Goals, monitoring, evaluation
by others, whole departments and other years have figures of the same look in the same sentence; those are left out, and
where a clause speaks of both, its figures are doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.model.rows import FigureName, StatementRow
from pipeline.prose.statements.clauses import GRADES, Figure, Statement, read
from pipeline.prose.statements.lines import Sentence, Title, sentences_of, titles_of
from pipeline.prose.statements.wording import SIGNS, pattern, prepared
from pipeline.text.fold import squeeze
from pipeline.text.offices import OFFICE_ENDS, TOWN_ENDS

# A longer text without the end of a sentence is no prose, and reading it takes time with the square of its length.
_LONGEST_SENTENCE = 4_000
FIGURES: tuple[FigureName, ...] = ("projects", "amount_yuan", "mean_score", *GRADES)
# A sentence that begins like this goes on about the same as the sentence before it.
_GOES_ON = re.compile(
    r"\(?(?:其中|平均|项目自评|自评|绩效自评|评价|绩效评级|从|得分|结果|按|金额|涉及|共涉及|资金|上述|以上|全部|综合"
    rf"|[{SIGNS}])"
)
_NAMED = re.compile(
    rf"(?:20\d\d年(?:度)?，?)?(?P<name>[\u4e00-\u9fff]{{2,30}}?(?:{OFFICE_ENDS}|{TOWN_ENDS}|联社))"
    r"(?=20\d\d年|组织|对|共|开展|项目|绩效自评|按照|根据|本年度|认真|积极)"
)
# An office within an office has such a name too.
_INNER = ("办公室", "办", "处", "会", "部", "中心")
_NO_NAME = re.compile(
    r"本|我|该|各|由|为|经|并|将|及|与|和|的|所属|组织|项目|绩效|预算|根据|按照|开展|纳入|全部|其中|自评|资金|管理"
)


def speaks_of_it(lines: Iterable[tuple[int, str]]) -> bool:
    """Whether the lines say anything of self-evaluation: asked first, because it costs little."""
    return pattern("topics", "self").search(squeeze("".join(line for _, line in lines))) is not None


def narratives(lines: Sequence[tuple[int, str]], *, is_wrapped: bool) -> list[StatementRow]:
    """The statements in the running text of a document, in order. ``lines`` are (page, text).

    ``is_wrapped`` tells printed lines, which are joined to paragraphs, from whole paragraphs. Rows lack their keys;
    ``department`` and ``fiscal_year`` are null where neither sentence nor title says them.
    """
    if not speaks_of_it(lines):
        return []
    titles = titles_of(lines)
    statements = _statements(sentences_of(lines, is_wrapped=is_wrapped))
    # An amount without a count, a score or a grade beside it may be about anything.
    rows = [
        _row(statement, titles) for statement in statements if statement.counts or statement.means or statement.grades
    ]
    return [row for row in rows if any(row[name] is not None for name in FIGURES)]


def _statements(sentences: Iterable[Sentence]) -> Iterator[Statement]:
    """The statements in order; a sentence that goes on where the one before it ended belongs to its statement."""
    whole, before = Statement(), Statement()
    for sentence in sentences:
        if before.topic not in ("self", "both") and not pattern("topics", "self").search(sentence.text):
            # Nothing in it counts, and nearly all sentences of a report are such.
            before = Statement()
            continue
        if len(sentence.text) > _LONGEST_SENTENCE:
            before = Statement()
            continue
        text = prepared(sentence.text)
        is_going_on = before.topic != "none" and _GOES_ON.match(text) is not None
        statement = Statement(topic=before.topic, noun=before.noun) if is_going_on else Statement()
        read(text, statement)
        before = statement
        if not statement.has_figures:
            continue
        statement.sentences.append(sentence)
        if is_going_on and whole.has_figures and not whole.overlaps(statement):
            whole.add(statement)
            continue
        if whole.has_figures:
            yield whole
        whole = statement
    if whole.has_figures:
        yield whole


# Which of its figures count.


def _row(statement: Statement, titles: Sequence[Title]) -> StatementRow:
    doubtful = set(statement.doubtful)
    counted, projects = _chosen(statement.counts, prefer="共|合计|总计")
    covered = _covered(statement.amounts)
    paid, amount = _chosen(covered, prefer="涉及|合计|共计|总额")
    # An amount that is not named may still be one of several.
    paid = paid and len({f.value for f in covered if not f.is_part}) <= 1
    scored, mean = _chosen(statement.means)
    graded = {name: _chosen(_graded(statement.grades.get(name, []))) for name in GRADES}
    row: StatementRow = {
        "page": statement.sentences[0].page,
        "sentence": "".join(sentence.text for sentence in statement.sentences),
        "scope": next(iter(statement.scopes)) if len(statement.scopes) == 1 else "all",
        "projects": None if projects is None or projects.value is None else int(projects.value),
        "amount_yuan": amount.value if amount else None,
        "amount_text": amount.raw if amount and amount.value is not None else None,
        "money_unit": amount.unit if amount and amount.value is not None else None,
        "mean_score": mean.value if mean else None,
        "mean_score_text": mean.raw if mean and mean.value is not None else None,
    }
    for grade, (_, figure) in graded.items():
        row[grade] = None if figure is None or figure.value is None else int(figure.value)
    is_sure = {"projects": counted, "amount_yuan": paid, "mean_score": scored} | {n: s for n, (s, _) in graded.items()}
    # What could not be bound to one grade may belong to any that has no count.
    doubtful = {name for name in FIGURES if name in doubtful and row[name] is None} | {
        name for name, sure in is_sure.items() if not sure
    }
    if statement.has_whole:
        doubtful |= {name for name in FIGURES if name != "projects" and row[name] is not None}
    mean_score = row["mean_score"]
    if mean_score is not None and mean_score > 100:
        doubtful.add("mean_score")
    if not _grades_fit(row):
        doubtful |= {name for name in FIGURES if name in ("projects", *GRADES) and row[name] is not None}
    if any(sentence.is_parted for sentence in statement.sentences):
        doubtful |= {name for name in FIGURES if row[name] is not None}
    _add_facts(row, statement, titles, doubtful)
    row["doubtful"] = sorted(doubtful)
    return row


def _chosen(figures: Sequence[Figure], prefer: str = "$^") -> tuple[bool, Figure | None]:
    """The figure that counts and whether that is sure; none where there is none, or where two contradict each other.

    Those of a clause that names self-evaluation go first, then those behind it, then those before it; parts of what is
    already counted count only where there is nothing else.
    """
    whole = [f for f in figures if not f.is_part]
    ranked = [f for f in whole if f.rank == max(f.rank for f in whole)] or list(figures)
    best = [f for f in ranked if f.is_sure] or ranked
    if not best:
        return True, None
    values = {f.value for f in best}
    if len(values) == 1:
        is_topped = any(f.rank > 0 and f.value is not None and f.value > (best[0].value or 0) for f in whole)
        return bool(whole) and best[0].is_sure and not is_topped, best[0]
    preferred = [f for f in best if re.search(prefer, f.clause)]
    return False, preferred[0] if len({f.value for f in preferred}) == 1 else Figure.unread(best[0])


def _covered(amounts: Sequence[Figure]) -> list[Figure]:
    """The amounts without those that were spent, where another one stands beside them."""
    return [f for f in amounts if not f.is_spent] or list(amounts)


def _graded(figures: Sequence[Figure]) -> list[Figure]:
    """The counts of a grade by its name, where there is one, rather than by its band of scores."""
    return [f for f in figures if f.is_sure] or list(figures)


def _grades_fit(row: StatementRow) -> bool:
    """Whether the grades add up to no more than the projects, and to just as many where all four are stated."""
    stated = [count for name in GRADES if (count := row[name]) is not None]
    projects = row["projects"]
    if projects is None or not stated:
        return True
    return sum(stated) == projects if len(stated) == len(GRADES) else sum(stated) <= projects


# Whose projects, of which year.


def _add_facts(row: StatementRow, statement: Statement, titles: Sequence[Title], doubtful: set[str]) -> None:
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
    printed = [year for year, is_fiscal in statement.years if is_fiscal] or [year for year, _ in statement.years]
    of_title = next((t.year for t in reversed(before) if t.year), None)
    row["fiscal_year"] = printed[-1] if printed else of_title
    stated = {year for year, _ in statement.years} | ({of_title} if of_title else set())
    if len(stated) > 1 or any(pattern("last_year").search(s.text) for s in statement.sentences):
        doubtful.add("fiscal_year")
