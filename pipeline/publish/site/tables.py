"""The tables of the site: which view each shows, with which columns, and the parts in which their rows are written.

Belongs here: the choice of columns, and the cut by year and place. Does not belong here: what columns mean and are
called (``schemas``), how rows look (``static/table.js``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.publish.parquet import scan_parquet
from pipeline.publish.site.scripts import columnar, write_json_text
from schemas.catalog import TABLES
from schemas.columns import Column
from schemas.views import VIEWS
from schemas.views.view import LABEL_SUFFIX, has_label

PART_ROWS = 20_000
"""Rows of a part at most: what a browser reads in a blink."""


@dataclass(frozen=True, slots=True)
class SiteTable:
    """One table of the site.

    ``shown`` are the columns that a person sees, in order; ``carried`` come along for links, filters and sums.
    ``evidence`` is the column whose place on the page a click leads to, ``row`` the one with the number of the row in
    its form, ``table_name`` the table in which that row stands, empty where a column says so. ``sort`` begins with a
    minus where the largest comes first.
    """

    name: str
    view: str
    shown: tuple[str, ...]
    carried: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    table_name: str = ""
    row: str = ""
    evidence: str = ""
    sort: str = ""


_FORM = ("form_id", "department_id", "region", "is_example", "form_kind", "duplicate_of", "doubtful")
_PLACE = ("fiscal_year", "region", "department_normalized")

SITE_TABLES: Mapping[str, SiteTable] = {
    table.name: table
    for table in (
        SiteTable(
            "projects",
            "projects",
            (
                "project_name", "adjusted_budget_yuan", "executed_yuan", "computed_rate_pct", "total_score", "grade",
                "shortfall_indicators", "shortfall", "department_normalized", "unit_normalized", "fiscal_year",
                "initial_budget_yuan", "indicators", "form_kind", "path", "first_page",
            ),
            (*_FORM, "rate_budget_yuan", "grade_class"),
            (*_PLACE, "grade_class", "form_kind"),
            table_name="form",
            evidence="project_name",
        ),
        SiteTable(
            "budget",
            "budget_execution",
            (
                "project_name", "label_text", "initial_budget_yuan", "adjusted_budget_yuan", "executed_yuan",
                "computed_rate_pct", "execution_rate_pct", "unspent_yuan", "overspent_yuan", "weight", "score",
                "score_lost", "department_normalized", "fiscal_year", "funding_source", "reason_text",
            ),
            (*_FORM, "line_no", "is_total", "is_leaf"),
            (*_PLACE, "is_total", "funding_source"),
            table_name="budget_line",
            row="line_no",
            evidence="executed_yuan",
        ),
        SiteTable(
            "shortfalls",
            "shortfall_indicators",
            (
                "project_name", "name", "target_text", "actual_text", "weight", "score", "shortfall", "reason_text",
                "department_normalized", "fiscal_year", "level2", "is_explained",
            ),
            (*_FORM, "indicator_no", "is_counted", "level1"),
            (*_PLACE, "level2", "is_explained"),
            table_name="indicator",
            row="indicator_no",
            evidence="score",
            sort="-shortfall",
        ),
        SiteTable(
            "indicators",
            "indicators",
            (
                "project_name", "name", "target_text", "actual_text", "attainment", "weight", "score", "shortfall",
                "reason_text", "department_normalized", "fiscal_year", "level1", "level2",
            ),
            (*_FORM, "indicator_no", "is_counted"),
            (*_PLACE, "level1", "level2"),
            table_name="indicator",
            row="indicator_no",
            evidence="actual_text",
        ),
        SiteTable(
            "reasons",
            "deviation_reasons",
            (
                "project_name", "name", "reason_text", "projects_in_near_group", "category", "shortfall",
                "department_normalized", "fiscal_year", "cause_text", "measure_text", "table_name",
            ),
            (*_FORM, "row_no", "field", "is_counted", "near_group"),
            (*_PLACE, "category", "projects_in_near_group", "table_name"),
            row="row_no",
            evidence="field",
            sort="-shortfall",
        ),
        SiteTable(
            "findings",
            "findings",
            (
                "severity", "rule_id", "title", "message", "project_name", "name", "kind", "department_normalized",
                "fiscal_year", "action", "path", "page",
            ),
            (*_FORM, "finding_id", "document_id", "table_name", "row_no", "doubted", "found", "expected"),
            (*_PLACE, "severity", "kind", "rule_id"),
            row="row_no",
            evidence="field",
            sort="severity",
        ),
        SiteTable(
            "departments",
            "department_profile",
            (
                "department_normalized", "fiscal_year", "form_kind", "forms", "rate_budget_yuan", "rate_executed_yuan",
                "computed_rate_pct", "unspent_yuan", "overspent_yuan", "doubtful_money_share_pct", "mean_score_pct",
                "top_grade_pct", "shortfall_indicators", "shortfall", "shortfalls_without_reason",
                "doubtful_points_share_pct", "errors", "warnings", "infos",
            ),
            ("department_id", "region"),
            (*_PLACE, "form_kind"),
            sort="department_normalized",
        ),
        SiteTable(
            "documents",
            "data_quality",
            (
                "path", "outcome", "reason", "reason_text", "route", "pages", "forms", "indicators", "doubtful_values",
                "repairs", "corrections", "reader_findings", "form_findings", "region", "fiscal_year",
            ),
            ("document_id", "is_example", "batch"),
            ("fiscal_year", "region", "outcome", "route"),
            sort="outcome",
        ),
    )
}  # fmt: skip
"""Every table of the site by name, which is also its address."""


def write_tables(release: Path, site: Path) -> dict[str, Any]:
    """Write the rows of every table in parts; what the pages have to know of the tables, their columns and parts."""
    return {name: {**_about(table), "parts": _write(table, release, site)} for name, table in SITE_TABLES.items()}


def columns_of(table: SiteTable) -> Mapping[str, Column]:
    """The columns that are written, by name; a text that exists in two languages brings its English along."""
    known, listed = VIEWS[table.view].columns, dict.fromkeys((*table.shown, *table.carried))
    both = [name for name in listed for name in (name, f"{name}_en") if name in known]
    return {name: known[name] for name in both}


def _about(table: SiteTable) -> dict[str, Any]:
    columns = {name: about_column(column) for name, column in columns_of(table).items()}
    if table.view == "budget_execution":
        money = {"zh": "", "en": "", "kind": "money"}
        columns |= {
            "form_rate_budget_yuan": money,
            "form_executed_yuan": money,
            "form_doubtful": money | {"kind": "yes"},
        }
    return {
        "view": table.view,
        "shown": list(table.shown),
        "filters": list(table.filters),
        "table_name": table.table_name,
        "row": table.row,
        "evidence": table.evidence,
        "sort": table.sort,
        "columns": columns,
    }


def about_column(column: Column) -> dict[str, Any]:
    """What the pages have to know of a column: its titles, and how its values are to be shown."""
    return {"zh": column.title, "en": column.title_en, "kind": kind_of(column)}


def kind_of(column: Column) -> str:
    """How a value is shown: ``money``, ``percent``, ``points``, ``number``, ``year``, ``yes``, ``code`` or ``text``."""
    by_unit = {"yuan": "money", "%": "percent", "points": "points", "year": "year"}
    if column.unit in by_unit:
        return by_unit[column.unit]
    if column.dtype == pl.Boolean:
        return "yes"
    if column.dtype.is_numeric():
        return "number"
    return "code" if has_label(column) else "text"


def _write(table: SiteTable, release: Path, site: Path) -> list[dict[str, Any]]:
    rows = pl.scan_parquet(release / "views" / f"{table.view}.parquet").select(list(columns_of(table))).collect()
    rows = _with_doubts(table, rows, release)
    if table.view == "budget_execution":
        rows = _with_money(rows, release)
    written = []
    for number, (keys, part) in enumerate(_parts(rows)):
        name = f"data/{table.name}/{number:04d}"
        write_json_text(site, name, columnar(part))
        written.append({"name": name, "rows": part.height, "keys": keys})
    return written


def _with_money(rows: pl.DataFrame, release: Path) -> pl.DataFrame:
    """Funding rows with the money of their form, which stands in each of them and is added once."""
    names = ("initial_budget_yuan", "adjusted_budget_yuan", "executed_yuan")
    totals = pl.read_parquet(release / "views" / "budget_totals.parquet").select(
        "form_id",
        pl.col("rate_budget_yuan", "executed_yuan").name.prefix("form_"),
        pl.col("doubtful").list.eval(pl.element().is_in(names)).list.any().alias("form_doubtful"),
    )
    return rows.join(totals, on="form_id", how="left", maintain_order="left")


_Key = tuple[int | None, str | None, int]
"""Year, place and the number of their rows in a part."""


def _parts(rows: pl.DataFrame) -> Iterator[tuple[list[_Key], pl.DataFrame]]:
    """The rows in parts, each of whole years and places as long as it is small; the newest year first."""
    rows = rows.sort("fiscal_year", "region", descending=[True, False], nulls_last=True, maintain_order=True)
    first, keys, held = 0, list[_Key](), 0
    for year, region, count in rows.group_by("fiscal_year", "region", maintain_order=True).len().iter_rows():
        done = 0
        while done < count:
            if held and held + count - done > PART_ROWS:
                yield keys, rows.slice(first, held)
                first, keys, held = first + held, [], 0
            taken = min(count - done, PART_ROWS)
            keys.append((year, region, taken))
            done, held = done + taken, held + taken
    if held:
        yield keys, rows.slice(first, held)


def _with_doubts(table: SiteTable, rows: pl.DataFrame, release: Path) -> pl.DataFrame:
    """The rows with their lists as texts, and with ``doubts``: the codes of their doubts as ``field=code``."""
    lists = [name for name, dtype in rows.schema.items() if isinstance(dtype, pl.List)]
    rows = rows.with_columns(pl.col(name).list.join(" ") for name in lists)
    if "doubtful" in rows.columns:
        doubt = scan_parquet("doubt", release).collect()
        doubt = doubt.with_columns(pl.format("{}={}", "field", "code").alias("doubts"))
        row = pl.col(table.row) if table.row else pl.lit(0)
        where = pl.col("table_name") if "table_name" in rows.columns else pl.lit(table.table_name)
        keyed = rows.with_columns(row.cast(pl.Int32).alias("@row"), where.alias("@table"))
        texts = doubt.group_by("form_id", pl.col("table_name").alias("@table"), pl.col("row_no").alias("@row")).agg(
            pl.col("doubts").sort().str.join(" ")
        )
        rows = keyed.join(texts, on=["form_id", "@table", "@row"], how="left", maintain_order="left").drop(
            "@row", "@table"
        )
    return rows


def titles() -> dict[str, dict[str, dict[str, Any]]]:
    """The columns of every table that the page of a form shows, by table; labels of codes have none of their own."""
    names = ("form", "budget_line", "indicator", "cell", "repair", "correction")
    return {
        name: {
            column.name: about_column(column)
            for column in TABLES[name].columns.values()
            if not column.name.endswith(LABEL_SUFFIX)
        }
        for name in names
    }
