"""What must hold between the tables of a release before it may be published.

Belongs here: pure functions from tables to sentences about what is broken; no sentence means it holds. Does
not belong here: findings about forms (``pipeline.audit``), which are published; what is found here stops a build.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl

from pipeline.audit.frames import Tables
from pipeline.language import say
from pipeline.model.rows import as_text
from schemas.catalog import TABLES

SHOWN = 5
ROW_NUMBERS = {"form": "row_no", "budget_line": "line_no", "indicator": "indicator_no"}
"""The tables that are read from forms, and the column that is ``row_no`` of their cells."""


def outcome_problems(raw_document: pl.DataFrame, tables: Tables) -> list[str]:
    """Where a raw document has not exactly one outcome, or an outcome that its forms or refusals contradict.

    ``raw_document`` is the frame of ``pipeline.sources.source_table``; needs document, form and quarantine.
    """
    document, form, quarantine = tables["document"], tables["form"], tables["quarantine"]
    listed = raw_document.select("document_id", "path")
    keys = ["document_id", "path"]
    problems = _sentences("no outcome", listed.join(document, on=keys, how="anti"), "path")
    problems += _sentences("an outcome without a file", document.join(listed, on=keys, how="anti"), "path")
    problems += _sentences("more than one outcome", document.filter(pl.col("path").is_duplicated()), "path")
    counts = form.group_by("document_id").agg(published=pl.len())
    counted = document.join(counts, on="document_id", how="left").with_columns(pl.col("published").fill_null(0))
    problems += _sentences("forms counted wrongly", counted.filter(pl.col("forms") != pl.col("published")), "path")
    gave_forms = pl.col("outcome").is_in(["curated", "curated_with_issues"])
    problems += _sentences(
        "an outcome that its forms contradict", counted.filter(gave_forms != (pl.col("published") > 0)), "path"
    )
    unexplained = document.filter(outcome="quarantined").join(quarantine, on="document_id", how="anti")
    return problems + _sentences("quarantined without a row in quarantine", unexplained, "path")


def trace_problems(tables: Tables) -> list[str]:
    """Published values without a cell that they were read from; needs form, budget_line, indicator and cell."""
    cell = tables["cell"].select("form_id", "table_name", "row_no", "field").unique()
    problems = []
    for name, number in ROW_NUMBERS.items():
        fields = [column.name for column in TABLES[name].columns.values() if column.is_printed]
        rows = _numbered(tables[name], number)
        values = (
            rows.select("form_id", pl.col(number).alias("row_no"), *(pl.col(f).is_not_null() for f in fields))
            .unpivot(index=["form_id", "row_no"], variable_name="field", value_name="is_filled")
            .filter("is_filled")
            .with_columns(table_name=pl.lit(name))
        )
        lost = values.join(cell, on=["form_id", "table_name", "row_no", "field"], how="anti")
        lost = lost.select(value=pl.format("{} {} row {} {}", "form_id", "table_name", "row_no", "field"))
        problems += _sentences("no cell", lost, "value")
    return problems


def doubt_problems(tables: Tables) -> list[str]:
    """Rows whose ``doubtful`` is not what table ``doubt`` says; needs form, budget_line, indicator and doubt."""
    keys = ["form_id", "table_name", "row_no", "field"]
    told = tables["doubt"].select(keys).unique()
    named = pl.concat(
        _numbered(tables[name], number)
        .select("form_id", pl.lit(name).alias("table_name"), pl.col(number).alias("row_no"), field="doubtful")
        .explode("field")
        .drop_nulls("field")
        for name, number in ROW_NUMBERS.items()
    )
    where = pl.format("{} {} row {} {}", *keys)
    silent, unnamed = named.join(told, on=keys, how="anti"), told.join(named, on=keys, how="anti")
    problems = _sentences("doubtful without a reason", silent.select(value=where), "value")
    return problems + _sentences("a doubt that doubtful does not name", unnamed.select(value=where), "value")


def correction_problems(tables: Tables) -> list[str]:
    """Records that hold for no value or do not say what is published; corrected values without a record.

    Needs correction, form, budget_line, indicator, cell, doubt and quarantine.
    """
    keys = ["form_id", "table_name", "row_no", "field"]
    correction = tables["correction"]
    whole, of_values = correction.filter(pl.col("field").is_null()), correction.drop_nulls("field")
    refused = tables["quarantine"].filter(code="withheld").select("document_id", "ordinal")
    shown = [whole.join(refused, on=["document_id", "ordinal"], how="anti"), whole.drop_nulls("form_id")]
    problems = _sentences("a form that is withheld and published", pl.concat(shown).unique(), "correction_id")
    twice = of_values.filter(pl.struct(keys).is_duplicated())
    problems += _sentences("a value that is corrected twice", twice, "correction_id")
    other = [number for number, record in enumerate(of_values.iter_rows(named=True)) if not _is_so(record, tables)]
    problems += _sentences("another value than its correction says", of_values[other], "correction_id")
    doubted = of_values.join(tables["doubt"], on=keys, how="semi").filter(pl.col("action") != "withhold")
    problems += _sentences("corrected and still in doubt", doubted, "correction_id")
    rows = keys[:3]
    made = of_values.filter(pl.col("action").is_in(["override", "blank"]))
    unexplained = tables["cell"].filter(origin="corrected").select(rows).unique().join(made, on=rows, how="anti")
    return problems + _sentences(
        "corrected without a record", unexplained.select(value=pl.format("{} {} row {}", *rows)), "value"
    )


def _is_so(record: Mapping[str, Any], tables: Tables) -> bool:
    """Whether the one value that a record is about is published as the record says."""
    table = record["table_name"]
    rows = _numbered(tables[table], ROW_NUMBERS[table])
    of_row = (pl.col("form_id") == record["form_id"]) & (pl.col(ROW_NUMBERS[table]) == record["row_no"])
    values = rows.filter(of_row)[record["field"]].to_list()
    if len(values) != 1:
        return False
    value, said = values[0], record["value_after"]
    if isinstance(value, Decimal) and said is not None:
        # A column has a fixed number of digits behind the point.
        return Decimal(said).quantize(value, ROUND_HALF_UP).compare(value) == 0
    return as_text(value) == (None if said is None else str(said))


def _numbered(table: pl.DataFrame, number: str) -> pl.DataFrame:
    """The table with its row number; the form is row 0."""
    return table if number in table.columns else table.with_columns(pl.lit(0, pl.Int32).alias(number))


def sum_problems(tables: Tables) -> list[str]:
    """Forms with a printed and a computed total that nobody compared; needs form and rule_result.

    Where another finding tells of the same slip S02 gives way to it: that is no oversight.
    """
    lacks = (pl.col("result") == "not_applicable") & pl.col("reason").is_in(["no_total_score", "no_scores"])
    compared = tables["rule_result"].filter((pl.col("rule_id") == "S02") & ~lacks)
    both = tables["form"].filter(pl.col("total_score").is_not_null() & pl.col("computed_score").is_not_null())
    lost = both.join(compared, left_on="form_id", right_on="subject_id", how="anti")
    return _sentences("totals that were not compared", lost, "form_id")


def result_problems(tables: Tables) -> list[str]:
    """Rules about a form or its total row that left a form out; needs form, rule and rule_result."""
    once = tables["rule"].filter(pl.col("subject") == "form").select("rule_id")
    due = tables["form"].select(subject_id="form_id").join(once, how="cross")
    lost = due.join(tables["rule_result"], on=["subject_id", "rule_id"], how="anti")
    return _sentences("no result", lost.select(value=pl.format("{} {}", "subject_id", "rule_id")), "value")


def count_problems(tables: Tables) -> list[str]:
    """Rules whose findings are not as many as their failures; needs finding and rule_result."""
    failed = tables["rule_result"].filter(result="fail").group_by("rule_id").agg(pl.col("applications").sum())
    fired = tables["finding"].group_by("rule_id").agg(pl.len().cast(pl.Int64).alias("findings"))
    both = failed.join(fired, on="rule_id", how="full", coalesce=True).fill_null(0)
    wrong = both.filter(pl.col("applications") != pl.col("findings"))
    return _sentences("findings and failures differ", wrong, "rule_id")


def of_real_documents(tables: Tables) -> Tables:
    """The tables without the rows of invented documents where a real one is among them, else as they are.

    Examples are clean, and would hide how much of what was published is doubtful. Needs document and form.
    """
    document = tables["document"]
    real = document.filter(~pl.col("is_example"))
    if real.is_empty() or real.height == document.height:
        return tables
    forms = tables["form"].join(real, on="document_id", how="semi")
    kept = {"document": real, "form": forms}
    return {
        name: kept[name]
        if name in kept
        else frame.join(forms, on="form_id", how="semi")
        if "form_id" in frame.columns
        else frame
        for name, frame in tables.items()
    }


def mixture_problems(tables: Tables) -> list[str]:
    """One sentence where invented documents stand beside real ones. Needs document."""
    document = tables["document"]
    invented = document.filter("is_example").height
    if invented in (0, document.height):
        return []
    rest = document.height - invented
    return [say("check.mixture", invented=invented, rest=rest)]


def contradicted_share(tables: Tables) -> float:
    """Share of forms with an error of their own, 0 to 1; 0 when there are none. Needs form and finding."""
    errors = tables["finding"].filter((pl.col("kind") == "form") & (pl.col("severity") == "error"))
    return errors["form_id"].n_unique() / max(tables["form"].height, 1) if errors.height else 0.0


def doubt_counts(tables: Tables) -> dict[str, tuple[int, int]]:
    """By table: rows with at least one doubtful value, and rows. Needs form, indicator and budget_line.

    Each table counts for itself: the many funding rows, which are seldom doubtful, would hide the forms.
    """
    counts = {}
    for name in ROW_NUMBERS:
        doubtful = tables[name]["doubtful"].list.len() > 0
        counts[name] = (int(doubtful.sum()), doubtful.len())
    return counts


def refused_share(tables: Tables) -> float:
    """Share of documents that were quarantined, 0 to 1; 0 when there are none."""
    document = tables["document"]
    return document.filter(outcome="quarantined").height / max(document.height, 1)


def _sentences(what: str, rows: pl.DataFrame, column: str) -> list[str]:
    """One sentence naming the first few rows; none when there are no rows."""
    if rows.is_empty():
        return []
    more = f" and {rows.height - SHOWN} more" if rows.height > SHOWN else ""
    return [f"{what}: {', '.join(rows[column].head(SHOWN).to_list())}{more}"]
