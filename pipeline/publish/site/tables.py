"""The tables of the site: which view each shows, and with which columns.

Belongs here: the choice of columns. Does not belong here: their rows (``table_rows``), what columns mean and are called
(``schemas``), how rows look (``static/table.js``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from schemas.catalog import TABLES
from schemas.columns import Column
from schemas.views import VIEWS
from schemas.views.view import LABEL_SUFFIX, has_label


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


def columns_of(table: SiteTable) -> Mapping[str, Column]:
    """The columns that are written, by name; a text that exists in two languages brings its English along."""
    known, listed = VIEWS[table.view].columns, dict.fromkeys((*table.shown, *table.carried))
    both = [name for name in listed for name in (name, f"{name}_en") if name in known]
    return {name: known[name] for name in both}


def about(table: SiteTable) -> dict[str, Any]:
    """What the pages have to know of a table and its columns."""
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
