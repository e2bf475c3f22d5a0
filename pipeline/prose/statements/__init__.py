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

from pipeline.model.rows import StatementRow
from pipeline.prose.statements.clauses import GRADES, Figure, Statement, read
from pipeline.prose.statements.lines import Sentence, Title, sentences_of, titles_of
from pipeline.prose.statements.settled import FIGURES, add_facts, contradicted
from pipeline.prose.statements.wording import SIGNS, pattern, prepared
from pipeline.text.fold import squeeze

# A longer text without the end of a sentence is no prose, and reading it takes time with the square of its length.
_LONGEST_SENTENCE = 4_000
# A sentence that begins like this goes on about the same as the sentence before it.
_GOES_ON = re.compile(
    r"\(?(?:其中|平均|项目自评|自评|绩效自评|评价|绩效评级|从|得分|结果|按|金额|涉及|共涉及|资金|上述|以上|全部|综合"
    rf"|[{SIGNS}])"
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
    parts = (part for statement in statements for part in statement.of_scopes())
    rows = [_row(part, titles) for part in parts if part.counts or part.means or part.grades]
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
    doubtful |= contradicted(row)
    if any(sentence.is_parted for sentence in statement.sentences):
        doubtful |= {name for name in FIGURES if row[name] is not None}
    add_facts(row, statement, titles, doubtful)
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
