"""Sums by year, place and department, made once, so that the first page needs no rows.

Belongs here: what the overview adds up, and which forms count. Does not belong here: how sums are drawn.

The rules are those of the views (``pipeline/warehouse/definitions.sql``): a project counts once, a form of a whole
department and an invented example among real documents count in no sum.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from pipeline.publish.parquet import scan_view
from pipeline.publish.site.scripts import columnar

KEY = ("fiscal_year", "region", "department_id", "department_normalized")
PLACES = ("fiscal_year", "region")
"""What the first page of a large site adds up by: a country has more departments than a page can load."""
_OF_SUM = ("initial_budget_yuan", "adjusted_budget_yuan", "executed_yuan", "form_kind", "duplicate_of")
"""What makes a form doubtful in a sum of all: its amounts, and whether it counts."""
_OF_KEY = ("region", "division_code", "fiscal_year", "department", "department_normalized", "department_id")
"""And in a sum by year, place or department: whether it belongs there."""


def overview(release: Path, key: Sequence[str] = KEY) -> dict[str, pl.DataFrame]:
    """The sums by subject: ``money`` (and points), ``grades``, ``findings``, ``documents``, ``left_out``."""
    documents = scan_view("data_quality", release)
    has_real = not documents.select(pl.col("is_example").all()).collect().item()
    projects = scan_view("projects", release).with_columns(_standing(has_real=has_real).alias("standing"))
    counted = projects.filter(standing="counted")
    findings = scan_view("findings", release)
    subjects = {
        "money": money(counted, key),
        "grades": counted.group_by(*key, "grade_class", maintain_order=True).len("forms"),
        "findings": findings.group_by(*key, "severity", "kind", maintain_order=True).len("findings"),
        "documents": documents.group_by("fiscal_year", "region", "outcome", maintain_order=True).len("documents"),
        "left_out": projects.filter(pl.col("standing") != "counted")
        .group_by(*key, "standing", maintain_order=True)
        .len("forms"),
    }
    return {name: frame.collect() for name, frame in subjects.items()}


def _standing(*, has_real: bool) -> pl.Expr:
    """Why a form counts in no sum, or ``counted``."""
    return (
        pl.when(pl.col("is_example") & pl.lit(has_real))
        .then(pl.lit("example"))
        .when(pl.col("duplicate_of").is_not_null())
        .then(pl.lit("duplicate"))
        .when(pl.col("form_kind") == "department")
        .then(pl.lit("department"))
        .otherwise(pl.lit("counted"))
    )


def money(counted: pl.LazyFrame, key: Sequence[str] = KEY) -> pl.LazyFrame:
    """Forms, money and points; a rate is made of the sums of forms that have both of its amounts."""
    amounts = ("initial_budget_yuan", "adjusted_budget_yuan", "executed_yuan", "unspent_yuan", "overspent_yuan")
    has_both = pl.col("rate_budget_yuan").is_not_null() & pl.col("executed_yuan").is_not_null()
    return counted.group_by(*key, maintain_order=True).agg(
        pl.len().alias("forms"),
        pl.col("doubtful").list.len().gt(0).sum().alias("doubtful_forms"),
        *(pl.col(name).sum().round(2) for name in amounts),
        pl.col("rate_budget_yuan").filter(has_both).sum().round(2),
        pl.col("executed_yuan").filter(has_both).sum().round(2).alias("rate_executed_yuan"),
        (~has_both).sum().alias("incomplete_forms"),
        pl.col("executed_yuan").filter(_doubts(*_OF_SUM)).sum().round(2).alias("doubtful_executed_yuan"),
        pl.col("executed_yuan").filter(_doubts(*_OF_SUM, *_OF_KEY)).sum().round(2).alias("doubtful_in_part_yuan"),
        pl.col("indicators").sum(),
        pl.col("shortfall_indicators").sum(),
        pl.col("shortfall").sum().round(4),
        pl.col("shortfall").filter(_doubts("shortfall")).sum().round(4).alias("doubtful_shortfall"),
    )


def _doubts(*names: str) -> pl.Expr:
    return pl.col("doubtful").list.eval(pl.element().is_in(list(names))).list.any().fill_null(value=False)


def total(parts: Mapping[str, pl.DataFrame]) -> str:
    """The subjects as one JSON object."""
    return "{" + ",".join(f'"{name}":{columnar(frame)}' for name, frame in parts.items()) + "}"
