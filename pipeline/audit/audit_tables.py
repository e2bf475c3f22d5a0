"""The tables that the audit gives: findings, how often each rule held, expected scores, reasons.

Belongs here: the register of rules as a table, the rules over all forms, putting together what the parts of a release
give. Does not belong here: the rules over the forms of a part (``form_rules``), which forms are a part (``parts``),
what a check is (``check``), the checks themselves (``*_rules``).

A large release is audited in parts of offices. What is kept of a part for the rules over all forms are a few columns:
names of projects and pages for shared reasons, a signature for copied forms, sums for departments and reports.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import NamedTuple

import polars as pl

from pipeline.audit import copied_rules, cross_form_rules, reason_rules, statement_rules, told_once
from pipeline.audit.check import Outcomes, results, run
from pipeline.audit.form_rules import Found, found_in
from pipeline.audit.frames import Printed, read_cells
from pipeline.audit.parts import parts, size_of_part, tables_of, whole
from pipeline.audit.printed import Sources
from pipeline.audit.profiles import rule_layers
from pipeline.audit.reasons import reason_tables
from pipeline.audit.reasons.reason_parts import parts_of
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
_OF_DOCUMENT = ("document_id", "path", "region", "outcome", "reason")


def rules() -> pl.DataFrame:
    """Table ``rule``: every rule of the register, in the order of its id."""
    return to_frame("rule", [rule.published() for rule in register().values()])


def findings(tables: Sources) -> pl.DataFrame:
    """Table ``finding`` alone."""
    return audit(tables)["finding"]


def audit(tables: Sources, forms_of_part: int | None = None) -> dict[str, pl.DataFrame]:
    """Every table of :data:`AUDIT_TABLES` from the clean tables of one release.

    A finding that rests on a doubtful value has ``kind = reader`` and is at most a warning; every other one is
    ``kind = form``: the form contradicts itself, another form or a rule. Rows go by document, form, rule and row.
    """
    with _read(tables, forms_of_part) as read:
        found = list(read.parts())
        end = read.end(one.across for one in found)
    outcomes = zip(*(one.outcomes for one in found), strict=True)
    told = _told([*(_joined(same) for same in outcomes), *end.by_form], end.by_name, read.form)
    of_form = {name: whole(one.tables[name] for one in found).drop("subject") for name in found[0].tables}
    given = {"rule": rules(), "rule_layer": rule_layers(), **of_form, **end.tables, **told}
    return {name: given[name] for name in AUDIT_TABLES}


def audit_into(tables: Sources, write: Callable[[str, pl.DataFrame], object], forms_of_part: int | None = None) -> None:
    """The same rows handed over part by part, so that no table is ever whole in memory: ``write(table, rows)``.

    The rows of a form are together, but for those of the rules over all forms, which come last.
    """
    write("rule", rules())
    write("rule_layer", rule_layers())
    with _read(tables, forms_of_part) as read:
        across = []
        for one in read.parts():
            told = _told(one.outcomes, [], read.form)
            for name, frame in (*one.tables.items(), *told.items()):
                write(name, frame.drop("subject", strict=False))
            across.append(one.across)
        end = read.end(iter(across))
    for name, frame in (*end.tables.items(), *_told(end.by_form, end.by_name, read.form).items()):
        write(name, frame)


class _End(NamedTuple):
    """What the rules over all forms give: outcomes by form and by another subject, tables of reasons."""

    by_form: list[Outcomes]
    by_name: list[Outcomes]
    tables: dict[str, pl.DataFrame]


class _Read:
    """A release being audited: what is known of all its forms, and each part when it is asked for."""

    def __init__(self, tables: Sources, forms_of_part: int | None, aside: ThreadPoolExecutor) -> None:
        # Telling reasons apart is a loop in Python, which keeps one core busy while polars works on the other.
        texts = aside.submit(lambda: parts_of(reason_rules.texts_of(tables)))
        self._reasons = aside.submit(lambda: reason_tables.analyse(tables, texts.result()))
        self._tables = tables
        self.form = tables["form"].lazy().select(LINKED_BY).with_row_index("subject").collect()
        self._printed = read_cells(tables)
        self._links = links(self.form)
        self._parts = parts(self.form, self._links, forms_of_part or size_of_part(self.form.height))
        self.form = self.form.select("subject", "form_id", "duplicate_of")
        self._said = reason_rules.said(texts.result())
        self._document = tables["document"].lazy().select(_OF_DOCUMENT).collect()

    def parts(self) -> Iterator[Found]:
        """What each part gives."""
        if len(self._parts) == 1:
            found = tables_of(self._tables, self._parts[0], is_whole=True)
            yield found_in(found, self._document, self._printed, self._links, self._said)
            return
        for part in self._parts:
            found = tables_of(self._tables, part, is_whole=False)
            # A join looks through all of its right side, so that it gets no more than the part needs.
            forms = pl.col("form_id").is_in(part["form_id"].implode())
            printed = Printed(*(frame.filter(forms) for frame in self._printed))
            said = self._said.filter(pl.col("text").is_in(reason_rules.texts_of(found).implode()))
            yield found_in(found, self._document, printed, self._links, said)

    def end(self, across: Iterable[Mapping[str, pl.DataFrame]]) -> _End:
        """What the rules over all forms give, by what the parts kept for them."""
        kept = list(across)
        of_all = {name: whole(one[name] for one in kept) for name in kept[0]}
        stated = {"narrative": self._tables["narrative"].lazy().collect(), "document": self._document}
        reason, category = self._reasons.result()
        by_form = [
            run(reason_rules.shared_reasons(of_all["names"], of_all["pages"], reason), reason_rules.shared_check()),
            run(copied_rules.copies(of_all["signs"]), copied_rules.copy_check()),
        ]
        by_name = [
            run(statement_rules.narrative_against_forms(stated, of_all["stated"]), statement_rules.report_check()),
            run(cross_form_rules.departments(of_all["departments"]), cross_form_rules.department_check()),
        ]
        return _End(by_form, by_name, {"reason": reason, "reason_category": category})


@contextmanager
def _read(tables: Sources, forms_of_part: int | None) -> Iterator[_Read]:
    with ThreadPoolExecutor(max_workers=1) as aside:
        yield _Read(tables, forms_of_part, aside)


def _joined(outcomes: Sequence[Outcomes]) -> Outcomes:
    """What the same checks gave over the frames of several parts."""
    return Outcomes(
        outcomes[0].checks, pl.concat(one.findings for one in outcomes), pl.concat(one.counts for one in outcomes)
    )


def _told(by_form: list[Outcomes], by_name: list[Outcomes], form: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Tables ``rule_result`` and ``finding``; outcomes by form count for its index in table ``form``."""
    counted = _results(results(by_form), results(by_name) if by_name else None, form)
    findings = pl.concat(outcomes.findings for outcomes in (*by_form, *by_name))
    found, held = told_once.told_once(findings, counted, form)
    return {"rule_result": held, "finding": _findings(found)}


def _results(by_form: pl.DataFrame, by_name: pl.DataFrame | None, form: pl.DataFrame) -> pl.DataFrame:
    """Table ``rule_result``; ``by_form`` names its forms by their index in table ``form``."""
    named = by_form.with_columns(subject=form["form_id"].gather(by_form["subject"]))
    rows = (named if by_name is None else pl.concat([named, by_name])).rename({"subject": "subject_id"})
    return rows.select(empty_frame("rule_result").columns)


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
        .sort(order, nulls_last=True)
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
