"""What must hold between the tables of a release before it may be published.

Belongs here: pure functions from tables to sentences about what is broken; no sentence means it holds. Does
not belong here: findings about forms (``pipeline.audit``), which are published; what is found here stops a build.

Tables may be frames or be read when they are asked for. What compares the rows of forms one by one can be asked of some
forms after others, each with all of its rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl

from pipeline.audit.printed import Sources
from pipeline.language import say
from pipeline.model.rows import as_text
from schemas.catalog import TABLES

SHOWN = 5
ROW_NUMBERS = {"form": "row_no", "budget_line": "line_no", "indicator": "indicator_no"}
"""The tables that are read from forms, and the column that is ``row_no`` of their cells."""


def outcome_problems(raw_document: pl.DataFrame, tables: Sources) -> list[str]:
    """Where a raw document has not exactly one outcome, or an outcome that its forms or refusals contradict.

    ``raw_document`` is the frame of ``pipeline.sources.source_table``; needs document, form and quarantine.
    """
    document = tables["document"].lazy().select("document_id", "path", "outcome", "forms").collect()
    form, quarantine = (tables[name].lazy().select("document_id").collect() for name in ("form", "quarantine"))
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


def trace_problems(tables: Sources) -> list[str]:
    """Published values without a cell that they were read from; needs form, budget_line, indicator and cell."""
    keys = ["form_id", "table_name", "row_no", "field"]
    cell = tables["cell"].lazy().select(keys).unique()
    lost = []
    for name, number in ROW_NUMBERS.items():
        fields = [column.name for column in TABLES[name].columns.values() if column.is_printed]
        values = (
            _numbered(tables[name], number)
            .select("form_id", pl.col(number).alias("row_no"), *(pl.col(f).is_not_null() for f in fields))
            .unpivot(index=["form_id", "row_no"], variable_name="field", value_name="is_filled")
            .filter("is_filled")
            .with_columns(table_name=pl.lit(name))
        )
        untraced = values.join(cell, on=keys, how="anti", maintain_order="left")
        lost.append(untraced.select(value=pl.format("{} {} row {} {}", *keys)))
    return [problem for rows in pl.collect_all(lost) for problem in _sentences("no cell", rows, "value")]


def doubt_problems(tables: Sources) -> list[str]:
    """Rows whose ``doubtful`` is not what table ``doubt`` says; needs form, budget_line, indicator and doubt."""
    keys = ["form_id", "table_name", "row_no", "field"]
    told = tables["doubt"].lazy().select(keys).unique(maintain_order=True)
    named = pl.concat(
        _numbered(tables[name], number)
        .filter(pl.col("doubtful").list.len() > 0)
        .select("form_id", pl.lit(name).alias("table_name"), pl.col(number).alias("row_no"), field="doubtful")
        .explode("field")
        .drop_nulls("field")
        for name, number in ROW_NUMBERS.items()
    )
    where = pl.format("{} {} row {} {}", *keys)
    both = named.join(told, on=keys, how="anti"), told.join(named, on=keys, how="anti")
    silent, unnamed = pl.collect_all([rows.select(value=where) for rows in both])
    problems = _sentences("doubtful without a reason", silent, "value")
    return problems + _sentences("a doubt that doubtful does not name", unnamed, "value")


def correction_problems(tables: Sources) -> list[str]:
    """Records that hold for no value or do not say what is published; corrected values without a record.

    Needs correction, form, budget_line, indicator, cell, doubt and quarantine.
    """
    keys = ["form_id", "table_name", "row_no", "field"]
    correction = tables["correction"].lazy().collect()
    whole, of_values = correction.filter(pl.col("field").is_null()), correction.drop_nulls("field")
    refused = tables["quarantine"].lazy().filter(code="withheld").select("document_id", "ordinal").collect()
    shown = [whole.join(refused, on=["document_id", "ordinal"], how="anti"), whole.drop_nulls("form_id")]
    problems = _sentences("a form that is withheld and published", pl.concat(shown).unique(), "correction_id")
    twice = of_values.filter(pl.struct(keys).is_duplicated())
    problems += _sentences("a value that is corrected twice", twice, "correction_id")
    of_forms = of_values.select("form_id").unique().lazy()
    corrected = {
        name: _numbered(tables[name], number).join(of_forms, on="form_id", how="semi").collect()
        for name, number in ROW_NUMBERS.items()
    }
    other = [number for number, record in enumerate(of_values.iter_rows(named=True)) if not _is_so(record, corrected)]
    problems += _sentences("another value than its correction says", of_values[other], "correction_id")
    doubts = tables["doubt"].lazy().join(of_forms, on="form_id", how="semi").collect()
    doubted = of_values.join(doubts, on=keys, how="semi").filter(pl.col("action") != "withhold")
    problems += _sentences("corrected and still in doubt", doubted, "correction_id")
    rows = keys[:3]
    made = of_values.filter(pl.col("action").is_in(["override", "blank"]))
    cells = tables["cell"].lazy().filter(origin="corrected").select(rows).unique().collect(engine="streaming")
    unexplained = cells.join(made, on=rows, how="anti")
    return problems + _sentences(
        "corrected without a record", unexplained.select(value=pl.format("{} {} row {}", *rows)), "value"
    )


def _is_so(record: Mapping[str, Any], tables: Mapping[str, pl.DataFrame]) -> bool:
    """Whether the one value that a record is about is published as the record says."""
    table = record["table_name"]
    of_row = (pl.col("form_id") == record["form_id"]) & (pl.col(ROW_NUMBERS[table]) == record["row_no"])
    values = tables[table].filter(of_row)[record["field"]].to_list()
    if len(values) != 1:
        return False
    value, said = values[0], record["value_after"]
    if isinstance(value, Decimal) and said is not None:
        # A column has a fixed number of digits behind the point.
        return Decimal(said).quantize(value, ROUND_HALF_UP).compare(value) == 0
    return as_text(value) == (None if said is None else str(said))


def _numbered(table: pl.DataFrame | pl.LazyFrame, number: str) -> pl.LazyFrame:
    """The table with its row number; the form is row 0."""
    rows = table.lazy()
    return rows.with_columns(pl.lit(0, pl.Int32).alias(number)) if number == ROW_NUMBERS["form"] else rows


def sum_problems(tables: Sources) -> list[str]:
    """Forms with a printed and a computed total that nobody compared; needs form and rule_result.

    Where another finding tells of the same slip S02 gives way to it: that is no oversight.
    """
    lacks = (pl.col("result") == "not_applicable") & pl.col("reason").is_in(["no_total_score", "no_scores"])
    compared = tables["rule_result"].lazy().filter((pl.col("rule_id") == "S02") & ~lacks).select("subject_id")
    both = tables["form"].lazy().filter(pl.col("total_score").is_not_null() & pl.col("computed_score").is_not_null())
    lost = both.select("form_id").join(compared, left_on="form_id", right_on="subject_id", how="anti")
    return _sentences("totals that were not compared", lost.collect(), "form_id")


def result_problems(tables: Sources) -> list[str]:
    """Rules about a form or its total row that left a form out; needs form, rule and rule_result."""
    once = tables["rule"].lazy().filter(pl.col("subject") == "form").select("rule_id")
    due = tables["form"].lazy().select(subject_id="form_id").join(once, how="cross")
    told = tables["rule_result"].lazy().select("subject_id", "rule_id")
    lost = due.join(told, on=["subject_id", "rule_id"], how="anti", maintain_order="left")
    where = pl.format("{} {}", "subject_id", "rule_id")
    return _sentences("no result", lost.select(value=where).collect(), "value")


def count_problems(tables: Sources) -> list[str]:
    """Rules whose findings are not as many as their failures; needs finding and rule_result."""
    failed = tables["rule_result"].lazy().filter(result="fail").group_by("rule_id").agg(pl.col("applications").sum())
    fired = tables["finding"].lazy().group_by("rule_id").agg(pl.len().cast(pl.Int64).alias("findings"))
    both = failed.join(fired, on="rule_id", how="full", coalesce=True).fill_null(0)
    wrong = both.filter(pl.col("applications") != pl.col("findings")).collect(engine="streaming")
    return _sentences("findings and failures differ", wrong, "rule_id")


def of_real_documents(tables: Sources) -> Sources:
    """The tables without the rows of invented documents where a real one is among them, else as they are.

    Examples are clean, and would hide how much of what was published is doubtful. Needs document and form.
    """
    document = tables["document"].lazy().select("document_id", "is_example", "outcome").collect()
    real = document.filter(~pl.col("is_example"))
    if real.is_empty() or real.height == document.height:
        return tables
    forms = tables["form"].lazy().join(real.lazy(), on="document_id", how="semi")
    kept = {"document": real.lazy(), "form": forms}
    return {
        name: kept[name]
        if name in kept
        else frame.lazy().join(forms.select("form_id"), on="form_id", how="semi")
        if "form_id" in TABLES[name].columns
        else frame
        for name, frame in tables.items()
    }


def mixture_problems(tables: Sources) -> list[str]:
    """One sentence where invented documents stand beside real ones. Needs document."""
    invented, documents = (
        tables["document"].lazy().select(pl.col("is_example").sum(), documents=pl.len()).collect().row(0)
    )
    if invented in (0, documents):
        return []
    return [say("check.mixture", invented=invented, rest=documents - invented)]


def contradicted_share(tables: Sources) -> float:
    """Share of forms with an error of their own, 0 to 1; 0 when there are none. Needs form and finding."""
    own = tables["finding"].lazy().filter((pl.col("kind") == "form") & (pl.col("severity") == "error"))
    contradicted = own.select(pl.col("form_id").n_unique()).collect().item()
    return float(contradicted / max(_count(tables["form"]), 1))


def doubt_counts(tables: Sources) -> dict[str, tuple[int, int]]:
    """By table: rows with at least one doubtful value, and rows. Needs form, indicator and budget_line.

    Each table counts for itself: the many funding rows, which are seldom doubtful, would hide the forms.
    """
    counts = {}
    for name in ROW_NUMBERS:
        doubtful = pl.col("doubtful").list.len() > 0
        rows = tables[name].lazy().select(doubtful.sum(), rows=pl.len()).collect(engine="streaming").row(0)
        counts[name] = (int(rows[0]), int(rows[1]))
    return counts


def refused_share(tables: Sources) -> float:
    """Share of documents that were quarantined, 0 to 1; 0 when there are none."""
    refused = tables["document"].lazy().filter(outcome="quarantined")
    return _count(refused) / max(_count(tables["document"]), 1)


def _count(rows: pl.DataFrame | pl.LazyFrame) -> int:
    return int(rows.lazy().select(pl.len()).collect().item())


def _sentences(what: str, rows: pl.DataFrame, column: str) -> list[str]:
    """One sentence naming the first few rows; none when there are no rows."""
    if rows.is_empty():
        return []
    more = f" and {rows.height - SHOWN} more" if rows.height > SHOWN else ""
    return [f"{what}: {', '.join(rows[column].head(SHOWN).to_list())}{more}"]
