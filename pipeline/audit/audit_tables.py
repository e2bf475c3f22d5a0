"""The tables that the audit gives: findings, how often each rule held, expected scores, reasons.

Belongs here: the register of rules as a table, the rules over all forms, putting together what the parts of a release
give. Does not belong here: the rules over the forms of a part (``form_rules``), which forms are a part (``parts``),
what a check is (``check``), the checks themselves (``*_rules``).

A large release is audited in parts of offices. Rules that compare forms of several parts get a few columns of each
form, those together that have something in common: a group of reasons, a signature. What the rules give is brought to
stretches of forms on the disk and published stretch by stretch, so that rows have the same order whatever the parts.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import polars as pl

from pipeline.audit import copied_rules, cross_form_rules, reason_rules, statement_rules
from pipeline.audit.aside import Aside
from pipeline.audit.check import Outcomes, run
from pipeline.audit.form_rules import Found, found_in
from pipeline.audit.frames import read_telling_cells
from pipeline.audit.parts import FORMS_OF_PART, Divided, parts
from pipeline.audit.printed import Sources
from pipeline.audit.profiles import rule_layers
from pipeline.audit.reasons import reason_tables
from pipeline.audit.reasons.reason_parts import parts_of
from pipeline.audit.result_rows import counted, summed
from pipeline.audit.told_once import told_once
from pipeline.audit.wording import register
from pipeline.audit.year_pairs import LINKED_BY, links
from schemas.table_frames import empty_frame, to_frame

AUDITED = ("document", "form", "budget_line", "indicator", "cell", "narrative")
"""Tables that the audit reads."""
AUDIT_TABLES = (
    "rule",
    "rule_layer",
    "form_profile",
    "expected_score",
    "indicator_pair",
    "reason",
    "reason_category",
    "rule_result",
    "finding",
)
"""Tables that the audit gives."""
_BY_FORM = ("form_profile", "expected_score", "indicator_pair")
_ACROSS = ("texts", "names", "pages", "reasons", "signs")
_TOLD = ("reason_category", "count", "finding")
_Made = TypeVar("_Made")
_OF_DOCUMENT = ("document_id", "path", "region", "outcome", "reason")


def rules() -> pl.DataFrame:
    """Table ``rule``: every rule of the register, in the order of its id."""
    return to_frame("rule", [rule.published() for rule in register().values()])


def findings(tables: Sources) -> pl.DataFrame:
    """Table ``finding`` alone."""
    return audit(tables)["finding"]


def audit(tables: Sources, forms_of_part: int = FORMS_OF_PART) -> dict[str, pl.DataFrame]:
    """Every table of :data:`AUDIT_TABLES` from the clean tables of one release, whole in memory.

    A finding that rests on a doubtful value has ``kind = reader`` and is at most a warning; every other one is
    ``kind = form``: the form contradicts itself, another form or a rule. Rows go by document, form, rule and row.
    """
    with audited(tables, forms_of_part) as given:
        return {name: pl.concat(frames) for name, frames in given}


@contextmanager
def audited(
    tables: Sources, forms_of_part: int = FORMS_OF_PART, folder: Path | None = None
) -> Iterator[Iterator[tuple[str, Iterator[pl.DataFrame]]]]:
    """The same tables, each as frames in the order of its rows, so that none is ever whole in memory.

    The frames of a table have to be taken before the next table is. The rows of a form are in one frame. What is put
    aside lies in a temporary folder within ``folder``.
    """
    with (
        ThreadPoolExecutor(max_workers=1) as beside,
        TemporaryDirectory(dir=folder, prefix=".audit-") as aside,
        ThreadPoolExecutor(max_workers=1) as ahead,
    ):
        given = _Audit(tables, forms_of_part, Path(aside), beside, ahead).tables()
        yield ((name, _ahead(frames, ahead)) for name, frames in given)


class _Audit:
    """A release being audited: what is known of all its forms, and what was put aside of each part."""

    def __init__(
        self, tables: Sources, forms_of_part: int, folder: Path, beside: ThreadPoolExecutor, ahead: ThreadPoolExecutor
    ) -> None:
        # Telling reasons apart is a loop in Python, which keeps one core busy while polars works on the other.
        texts = beside.submit(lambda: parts_of(reason_rules.texts_of(tables)))
        self._known = beside.submit(lambda: reason_tables.dictionary(reason_tables.texts(tables), texts.result()))
        self._tables, self._ahead = tables, ahead
        form = tables["form"].lazy().select("document_id", *LINKED_BY).with_row_index("subject").collect()
        self._links = links(form)
        self._parts = parts(form, self._links, forms_of_part)
        self._size = forms_of_part if len(self._parts) > 1 else max(form.height, 1)
        self._stretches = -(-max(form.height, 1) // self._size)
        self._form = form.select("subject", "form_id", "document_id", "duplicate_of")
        self._form_ids, self._document_ids = (self._firsts(name) for name in ("form_id", "document_id"))
        self._divided = Divided(tables, self._parts, folder / "tables")
        self._said = reason_rules.said(texts.result())
        self._document = tables["document"].lazy().select(_OF_DOCUMENT).collect()
        self._narrow: dict[str, list[pl.DataFrame]] = {name: [] for name in ("departments", "stated")}
        self._aside = {name: Aside(folder / name, self._stretches) for name in (*_BY_FORM, *_ACROSS, *_TOLD)}

    def tables(self) -> Iterator[tuple[str, Iterator[pl.DataFrame]]]:
        """Every table with its frames."""
        yield "rule", iter([rules()])
        yield "rule_layer", iter([rule_layers()])
        for part, found in zip(self._parts, self._of_parts(), strict=True):
            self._keep(found, part)
        for name in _BY_FORM:
            yield name, (rows.sort("subject", maintain_order=True).drop("subject") for rows in self._aside[name])
        yield "reason", self._reasons()
        yield "reason_category", iter(self._aside["reason_category"])
        self._compare_all()
        yield "rule_result", self._results()
        yield "finding", map(_findings, self._aside["finding"])

    def _of_parts(self) -> Iterator[Found]:
        """What the rules give for each part; two are looked at beside each other, for one does not fill two cores."""
        with ThreadPoolExecutor(max_workers=2) as pool:
            begun: deque[Future[Found]] = deque()
            for number in range(len(self._parts)):
                begun.append(pool.submit(self._found, number))
                if len(begun) == 2:
                    yield begun.popleft().result()
            while begun:
                yield begun.popleft().result()

    def _found(self, number: int) -> Found:
        """What the rules give for the forms of a part."""
        found = self._divided.tables(number)
        said = self._said
        if len(self._parts) > 1:
            # A join looks through all of its right side, so that it gets no more than the part needs.
            said = said.filter(pl.col("text").is_in(reason_rules.texts_of(found).implode()))
        printed = read_telling_cells({**found, "cell": self._divided.cells(number)})
        return found_in(found, self._document, printed, self._links, said)

    def _keep(self, found: Found, part: pl.DataFrame) -> None:
        """Put aside what a part gave."""
        form = part.select("subject").join(self._form, on="subject", maintain_order="left")
        self._tell(found.outcomes, form)
        for name in _BY_FORM:
            self._by_subject(name, found.tables[name])
        for name, kept in self._narrow.items():
            kept.append(found.across[name])
        for name in ("texts", "names", "pages"):
            rows = found.across[name]
            self._aside[name].add(rows, self._stretch(rows["form_id"], self._form_ids))
        self._by_key("signs", found.across["signs"], "signature")

    def _reasons(self) -> Iterator[pl.DataFrame]:
        """Table ``reason``; ``reason_category`` and what T02 compares are put aside."""
        known = self._known.result()
        for texts, names, pages in zip(*(self._aside[name] for name in ("texts", "names", "pages")), strict=True):
            reason, category = reason_tables.reasons_of(texts, known)
            self._aside["reason_category"].add(category, self._stretch(category["form_id"], self._form_ids))
            self._by_key("reasons", reason_rules.reasons_of_projects(names, pages, reason), "reason_group")
            yield reason

    def _compare_all(self) -> None:
        """The rules over all forms, those together that have something in common."""
        for compare, check, name in (
            (reason_rules.shared_reasons, reason_rules.shared_check(), "reasons"),
            (copied_rules.copies, copied_rules.copy_check(), "signs"),
        ):
            compared = (compare(rows.sort("subject", maintain_order=True)) for rows in self._aside[name])
            for outcomes in _ahead((run(rows, check) for rows in compared), self._ahead):
                self._tell([outcomes])

    def _results(self) -> Iterator[pl.DataFrame]:
        """Table ``rule_result``: results by form, and in the end those by another subject."""
        narrative = self._tables["narrative"].lazy().collect()
        stated = {"narrative": narrative, "document": self._document}
        departments, compared = (_of_all(rows) for rows in self._narrow.values())
        by_name = [
            run(statement_rules.narrative_against_forms(stated, compared), statement_rules.report_check()),
            run(cross_form_rules.departments(departments), cross_form_rules.department_check()),
        ]
        for outcomes in by_name:
            self._add_findings(outcomes.findings)
        named = summed(pl.concat(map(counted, by_name)))
        for number, counts in enumerate(self._aside["count"]):
            rows = summed(counts)
            rows = rows.with_columns(subject=self._form["form_id"].gather(rows["subject"]))
            is_last = number == self._stretches - 1
            yield _named(pl.concat([rows, named]) if is_last else rows)

    def _tell(self, outcomes: list[Outcomes], form: pl.DataFrame | None = None) -> None:
        """Put findings and counts aside; with the forms of a part, what is told of their other versions is left out."""
        found, counts = pl.concat(one.findings for one in outcomes), pl.concat(map(counted, outcomes))
        if form is not None:
            found, counts = told_once(found, counts, form)
        self._by_subject("count", counts)
        self._add_findings(found)

    def _add_findings(self, findings: pl.DataFrame) -> None:
        self._aside["finding"].add(findings, self._stretch(findings["document_id"], self._document_ids))

    def _by_subject(self, name: str, rows: pl.DataFrame) -> None:
        self._aside[name].add(rows, rows["subject"] // self._size)

    def _by_key(self, name: str, rows: pl.DataFrame, key: str) -> None:
        """Put rows aside so that those of one key come together."""
        self._aside[name].add(rows, (rows[key].hash(0) % self._stretches).fill_null(0))

    def _firsts(self, column: str) -> pl.Series:
        """The first value of each stretch when all forms are in the order of a column."""
        return self._form[column].sort().gather_every(self._size).unique(maintain_order=True)

    def _stretch(self, values: pl.Series, firsts: pl.Series) -> pl.Series:
        """The stretch in which each value lies; the last one for none."""
        place = firsts.search_sorted(values, side="right").cast(pl.Int64) - 1
        return pl.select(pl.when(values.is_null()).then(self._stretches - 1).otherwise(place.clip(0))).to_series()


def _ahead(made: Iterator[_Made], thread: ThreadPoolExecutor) -> Iterator[_Made]:
    """What an iterator gives, with the next one made in a thread while the one before is used."""
    coming = thread.submit(next, made, None)
    while (one := coming.result()) is not None:
        coming = thread.submit(next, made, None)
        yield one


def _of_all(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """Frames of all parts as one, forms in the order of their table."""
    frame = pl.concat(frames)
    return frame.sort("subject", maintain_order=True) if "subject" in frame.columns else frame


def _named(results: pl.DataFrame) -> pl.DataFrame:
    """Table ``rule_result``."""
    return results.rename({"subject": "subject_id"}).select(empty_frame("rule_result").columns)


def _findings(fired: pl.DataFrame) -> pl.DataFrame:
    severities = pl.DataFrame(
        [(rule.rule_id, rule.severity) for rule in register().values()],
        schema=["rule_id", "rule_severity"],
        orient="row",
    )
    is_reader = pl.col("doubted").list.len() > 0
    severity = pl.coalesce("severity", "rule_severity")
    owner = pl.coalesce(
        "form_id", "document_id", pl.concat_str("department", "department_id", "fiscal_year", separator=" ")
    )
    order = ["document_id", "form_id", "department", "fiscal_year", "rule_id", "table_name", "row_no", "message"]
    dtypes = empty_frame("finding").schema
    return (
        fired.join(severities, on="rule_id", how="left", maintain_order="left")
        .with_columns(
            kind=pl.when(is_reader).then(pl.lit("reader")).otherwise(pl.lit("form")),
            severity=pl.when(is_reader & (severity == "error")).then(pl.lit("warning")).otherwise(severity),
            doubted=pl.col("doubted").list.unique().list.sort(),
        )
        .sort(order, nulls_last=True, maintain_order=True)
        .with_columns(owner=owner)
        .with_columns(number=pl.int_range(1, pl.len() + 1).over("owner", "rule_id", "row_no"))
        .with_columns(
            finding_id=pl.concat_str(
                "owner",
                "rule_id",
                "row_no",
                pl.when(pl.col("number") > 1).then("number"),
                separator="-",
                ignore_nulls=True,
            )
        )
        .with_columns(_quantity(name, dtypes[name]) for name in ("allowed_low", "allowed_high"))
        .select(pl.col(name).cast(dtype) for name, dtype in dtypes.items())
    )


def _quantity(name: str, dtype: pl.DataType) -> pl.Expr:
    """A bound as the decimal it is published in; null where it is beyond every published number."""
    value = pl.col(name).round(6)
    return pl.when(value.is_finite() & (value.abs() < 1e15)).then(value).cast(dtype).alias(name)
