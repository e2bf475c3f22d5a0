"""Forms that report on the same project and fiscal year as another one, and which of them counts.

Belongs here: when two forms are one, two versions, or only alike. Does not belong here: which forms are of one project
(``project_keys``), the finding about two versions (``pipeline.audit``).

Money must be counted once, but never be left out. A form stops counting only where nearly all of its indicators stand
on the other one: with the same figures (the fuller counts), or, in another document, with an amount that is the same
or a name that says that it came later (two versions; the later counts). Where less agrees, both count, and that they
may be one is in doubt.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, chain, groupby
from typing import Literal

import polars as pl

from pipeline.identity.subject import Subject
from pipeline.model.doubts import Doubt
from pipeline.text.fold import fold_widths, squeeze

_MONEY = ("initial_budget_yuan", "adjusted_budget_yuan", "executed_yuan")
_NEARLY_ALL, _MOST, _MANY = 0.9, 0.8, 0.5
# Of more forms of one project and year only those are compared that are equal in everything.
_MOST_COMPARED = 60
_FORMS_AT_ONCE = 20_000
_MAYBE_TWICE = "maybe_published_twice"

Likeness = Literal["same", "version", "alike", "other"]
"""The same figures; two versions; perhaps one; two forms."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The form that is counted in place of another one (null: that one counts), and the doubt of it."""

    form_id: str | None
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class _Content:
    """What a form says, for comparison: amounts of its total, indicators with and without what was reached."""

    money: tuple[Decimal | None, ...]
    targets: Counter[tuple[str, ...]]
    rows: Counter[tuple[str, ...]]
    filled: int
    has_results: bool

    @property
    def signature(self) -> Hashable:
        """Equal for two forms that say the same."""
        return self.money, frozenset(self.rows.items())


def duplicates(
    subjects: Sequence[Subject], keys: Sequence[str | None], tables: Mapping[str, pl.LazyFrame]
) -> dict[int, Duplicate]:
    """By index of a form what is to be said of it; forms that are not named here count without doubt.

    Needs form, budget_line and indicator, of which only the rows of forms are read that are compared with others.
    """
    groups: dict[str, list[Subject]] = defaultdict(list)
    for subject, key in zip(subjects, keys, strict=True):
        if key is not None:
            groups[key].append(subject)
    several = [group for group in groups.values() if len(_compared(group)) > 1]
    nameless = _nameless(subjects)
    found: dict[int, Duplicate] = {}
    if not several and not nameless:
        return found
    ids = [subject.form_id for group in several for subject in _compared(group)]
    rows = _rows(dict.fromkeys([*ids, *(subject.form_id for group in nameless for subject in group)]), tables)
    for some in _some(several):
        contents = _contents([subject.form_id for group in some for subject in _compared(group)], rows)
        for group in some:
            of_year: dict[int | None, list[Subject]] = defaultdict(list)
            for subject in group:
                of_year[subject.year].append(subject)
            undated = of_year.pop(None, [])
            of_years = of_year.values()
            several_of = (_of_year(same, contents, found) if len(same) > 1 else same for same in of_years)
            counted = list(chain.from_iterable(several_of))
            _undated(undated, [*counted, *chain.from_iterable(of_years)], contents, found)
    for some in _some(nameless):
        contents = _contents([subject.form_id for group in some for subject in group], rows)
        for group in some:
            _equal_to(group, contents, found)
    return found


def _compared(group: Sequence[Subject]) -> Sequence[Subject]:
    """The forms of a project that are compared: those of one year, and all where the year of one is not known."""
    forms = Counter(subject.year for subject in group)
    return group if None in forms else [subject for subject in group if forms[subject.year] > 1]


def _some(groups: Sequence[list[Subject]]) -> Iterator[list[list[Subject]]]:
    """The groups, some at a time: what forms say takes far more memory than the forms."""
    before = accumulate(map(len, groups), initial=0)
    for _, some in groupby(zip(groups, before, strict=False), lambda one: one[1] // _FORMS_AT_ONCE):
        yield [group for group, _ in some]


def _nameless(subjects: Sequence[Subject]) -> list[list[Subject]]:
    """The forms of one office, kind and year, where any of them names no project."""
    groups: dict[Hashable, list[Subject]] = defaultdict(list)
    for subject in subjects:
        if subject.year is not None and (subject.department or subject.unit):
            groups[subject.kind, subject.place, subject.department, subject.unit, subject.year].append(subject)
    return [group for group in groups.values() if len(group) > 1 and any(subject.name is None for subject in group)]


def _equal_to(group: Sequence[Subject], contents: Mapping[str, _Content], found: dict[int, Duplicate]) -> None:
    """A form that names no project is one of another document that says exactly the same, in doubt."""
    equal: dict[Hashable, Subject] = {}
    for subject in sorted(
        group, key=lambda one: (one.name is None, -contents[one.form_id].filled, one.path, one.ordinal)
    ):
        content = contents[subject.form_id]
        if not content.rows or not any(content.money) or (subject.index in found and found[subject.index].form_id):
            continue
        other = equal.setdefault(content.signature, subject)
        if subject.name is None and other.document_id != subject.document_id:
            found[subject.index] = Duplicate(other.form_id, Doubt("rests_on_doubtful", "project_name"))


def _of_year(group: Sequence[Subject], contents: Mapping[str, _Content], found: dict[int, Duplicate]) -> list[Subject]:
    """What is to be said of the forms of one project and year, into ``found``; those that count."""
    copies = _copies(group, contents)
    first = {subject.index: subject for subject in group if subject.index not in copies}
    moved: set[int] = set()
    counted: list[Subject] = []
    for subject in _latest_first(list(first.values()), contents):
        near = [(_likeness(subject, other, contents), other) for other in counted[:_MOST_COMPARED]]
        if version := next((other for likeness, other in near if likeness == "version"), None):
            moved.add(subject.index)
            doubt = _doubt_of_versions(subject, version, contents)
            found[subject.index] = Duplicate(version.form_id, Doubt(doubt, version.form_id) if doubt else None)
            if doubt:
                found.setdefault(version.index, Duplicate(None, Doubt(doubt, subject.form_id)))
            continue
        counted.append(subject)
        if alike := next((other for likeness, other in near if likeness == "alike"), None):
            found[subject.index] = Duplicate(None, Doubt(_MAYBE_TWICE, alike.form_id))
        elif len(counted) > _MOST_COMPARED:
            found[subject.index] = Duplicate(None, Doubt(_MAYBE_TWICE, counted[0].form_id))
    for index, original in copies.items():
        # A copy of a version that does not count leads to the one that does, as surely as that version.
        found[index] = found[original.index] if original.index in moved else Duplicate(original.form_id)
    return counted


def _copies(group: Sequence[Subject], contents: Mapping[str, _Content]) -> dict[int, Subject]:
    """The forms that say the same as a fuller one, or as one before them, by index."""
    copies: dict[int, Subject] = {}
    originals: list[Subject] = []
    by_signature: dict[Hashable, Subject] = {}
    for subject in sorted(group, key=lambda one: (-contents[one.form_id].filled, one.path, one.ordinal)):
        content = contents[subject.form_id]
        equal = by_signature.get(content.signature)
        if equal is None or _likeness(subject, equal, contents) != "same":
            near = originals[:_MOST_COMPARED]
            equal = next((other for other in near if _likeness(subject, other, contents) == "same"), None)
        if equal is None:
            originals.append(subject)
            by_signature.setdefault(content.signature, subject)
        else:
            copies[subject.index] = equal
    return copies


def _undated(
    group: Sequence[Subject],
    dated: Sequence[Subject],
    contents: Mapping[str, _Content],
    found: dict[int, Duplicate],
) -> None:
    """Forms whose year is not known: they are of the year of a form that says the same, in doubt.

    Where that form itself does not count, the one that counts in its place counts for both.
    """
    alone = []
    for subject in group:
        if other := next((one for one in dated if _likeness(subject, one, contents) == "same"), None):
            own = found.get(other.index)
            counts = own.form_id if own is not None and own.form_id is not None else other.form_id
            found[subject.index] = Duplicate(counts, Doubt("rests_on_doubtful", "fiscal_year"))
        else:
            alone.append(subject)
    for index, original in _copies(alone, contents).items():
        found[index] = Duplicate(original.form_id, Doubt("rests_on_doubtful", "fiscal_year"))


def _latest_first(group: Sequence[Subject], contents: Mapping[str, _Content]) -> list[Subject]:
    """The forms from the one that counts first: with results, named as a later version, got later, fuller, by path."""
    is_dated = all(subject.retrieved_on for subject in group)

    def order(subject: Subject) -> tuple[bool, bool, int, int, str, int]:
        day = subject.retrieved_on.toordinal() if is_dated and subject.retrieved_on else 0
        content = contents[subject.form_id]
        return not content.has_results, not subject.is_corrected, -day, -content.filled, subject.path, subject.ordinal

    return sorted(group, key=order)


def _doubt_of_versions(subject: Subject, other: Subject, contents: Mapping[str, _Content]) -> str:
    """Why it is in doubt that another version counts; empty where results or its name say so."""
    has_results = contents[subject.form_id].has_results
    if has_results != contents[other.form_id].has_results or subject.is_corrected != other.is_corrected:
        return ""
    is_dated = subject.retrieved_on and other.retrieved_on and subject.retrieved_on != other.retrieved_on
    return "version_by_retrieval" if is_dated else "version_unknown"


def _likeness(subject: Subject, other: Subject, contents: Mapping[str, _Content]) -> Likeness:
    """How two forms of one project and year are alike."""
    one, two = contents[subject.form_id], contents[other.form_id]
    fewest, most = sorted((one.rows.total(), two.rows.total()))
    both = [(a, b) for a, b in zip(one.money, two.money, strict=True) if a is not None and b is not None]
    has_money = any(a or b for a, b in both)
    is_money_equal = has_money and all(a == b for a, b in both)
    if not fewest:
        return "alike" if is_money_equal else "other"
    rows, targets = _shared(one.rows, two.rows) / fewest, _shared(one.targets, two.targets) / fewest
    is_whole = fewest >= _MANY * most
    if is_money_equal and is_whole and rows >= _NEARLY_ALL:
        return "same"
    if subject.document_id == other.document_id or not is_whole:
        return "alike" if is_money_equal or targets >= _MANY else "other"
    # An amount that both print, no amount at all, or a name that says so: they are of one project, not only alike.
    has_amount = any(a == b and a for a, b in zip(one.money, two.money, strict=True))
    is_one = has_amount or not both or subject.is_corrected != other.is_corrected
    if is_one and targets >= (_MANY if is_money_equal else _MOST):
        return "version"
    return "alike" if is_money_equal or targets >= _MANY else "other"


def _shared(one: Counter[tuple[str, ...]], two: Counter[tuple[str, ...]]) -> int:
    return sum(min(count, two[row]) for row, count in one.items())


def _rows(form_ids: Iterable[str], tables: Mapping[str, pl.LazyFrame]) -> dict[str, pl.DataFrame]:
    """What is compared of some forms: rows of form, budget_line and indicator with how many values each has."""
    wanted = pl.LazyFrame({"form_id": list(form_ids)}, schema={"form_id": pl.String})
    columns = {
        "form": (),
        "budget_line": ("line_no", "is_total", "is_leaf", *_MONEY),
        "indicator": ("name", "target_text", "actual_text", "score"),
    }
    filled = pl.sum_horizontal(pl.exclude("form_id").is_not_null()).alias("filled")
    asked = [
        tables[name].join(wanted, on="form_id", how="semi").select("form_id", filled, *of_table)
        for name, of_table in columns.items()
    ]
    return dict(zip(columns, pl.collect_all(asked, engine="streaming"), strict=True))


def _contents(form_ids: Sequence[str], rows: Mapping[str, pl.DataFrame]) -> dict[str, _Content]:
    """What some forms say; ``rows`` are as from :func:`_rows`."""
    wanted = pl.DataFrame({"form_id": form_ids}, schema={"form_id": pl.String})
    tables = [frame.join(wanted, on="form_id", how="semi") for frame in rows.values()]
    _, line, indicator = tables
    counts = pl.concat(table.select("form_id", "filled") for table in tables).group_by("form_id").sum()
    filled = dict(counts.iter_rows())
    money = _totals(line)
    said: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    printed = indicator.select("form_id", "name", "target_text", "actual_text", pl.col("score").cast(pl.String))
    for form_id, *texts in printed.iter_rows():
        said[form_id].append(tuple(map(_bare, texts)))
    return {
        form_id: _Content(
            money.get(form_id, (None, None, None)),
            Counter((row[0], row[1]) for row in said[form_id]),
            Counter(said[form_id]),
            filled.get(form_id, 0),
            money.get(form_id, (None,))[-1] is not None or any(row[2] or row[3] for row in said[form_id]),
        )
        for form_id in form_ids
    }


def _totals(line: pl.DataFrame) -> dict[str, tuple[Decimal | None, ...]]:
    """The amounts of each form: of its first total row, else the sums of its leaves."""
    total = line.filter("is_total").sort("form_id", "line_no").unique("form_id", keep="first", maintain_order=True)
    leaves = line.filter(pl.col("is_leaf").fill_null(value=False)).join(total, on="form_id", how="anti")
    # A sum is null, not zero, where no row has an amount.
    sums = leaves.group_by("form_id").agg(pl.when(pl.col(c).count() > 0).then(pl.col(c).sum()).alias(c) for c in _MONEY)
    return {row[0]: row[1:] for table in (total, sums) for row in table.select("form_id", *_MONEY).iter_rows()}


def _bare(text: str | None) -> str:
    return "" if text is None else fold_widths(squeeze(text))
