"""What the cells of a form allow its figures to be: half a unit of the last printed digit, by form and funding row.

Belongs here: passes over table ``cell``, the largest; each leaves a few numbers for a form or a row. Does not
belong here: the frames that checks run over (``frames``), weights in words (``level_weights``).

A figure printed with d digits behind the point means any number within half a unit of its last digit. The digits
are taken per form and column, the most that any row prints, because forms drop trailing zeros.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipeline.text.numbers import YUAN

Sources = Mapping[str, pl.DataFrame | pl.LazyFrame]
"""Tables of a release, in memory or read when they are asked for."""
MONEY = {
    "initial_budget_yuan": "initial_budget",
    "adjusted_budget_yuan": "adjusted_budget",
    "executed_yuan": "executed_amount",
}
"""Columns of money, and the phrase that names each in a message."""
MONEY_HALVES = [f"half_line_{column}" for column in MONEY]
_PRINTED = {
    "budget_line": ("execution_rate_pct", "score"),
    "indicator": ("score",),
    "form": ("total_score",),
}
FIGURES = tuple(sorted({field for names in _PRINTED.values() for field in names}))
"""Fields of which :func:`figures` are."""
_SHORT = {"budget_line": "line", "indicator": "indicator", "form": "form"}
_UNITS = sorted(set(YUAN.values()))
_EPSILON = 1e-9


def figures() -> pl.Expr:
    """Whether a cell may tell how exactly the figures of a form are printed (:func:`halves_of_forms`)."""
    return pl.col("field").is_in(FIGURES) & pl.col("value").is_not_null()


def lines() -> pl.Expr:
    """Whether a cell tells something of a funding row (:func:`halves_of_lines`)."""
    return pl.col("table_name") == "budget_line"


def standing_text() -> pl.Expr:
    """The text of a cell as it holds: what a person put in the place of the printed one, else the printed one."""
    return pl.coalesce("corrected_text", "raw_value")


def yuan_per_unit() -> pl.Expr:
    """Yuan in one unit of ``money_unit``; 1 where no unit is known."""
    return pl.col("money_unit").replace_strict(
        {unit: float(yuan) for unit, yuan in YUAN.items()}, default=1.0, return_dtype=pl.Float64
    )


def halves_of_forms(tables: Sources) -> pl.LazyFrame:
    """Half a unit of the last printed digit, per form: columns half_<table>_<field>, null where nothing is printed."""
    # A rate that is printed as a share was read in per cent: its digits are those of the percentage.
    is_share = (pl.col("field") == "execution_rate_pct") & (pl.col("origin") == "derived")
    text = pl.when(is_share).then("value").otherwise(standing_text())
    # A line end inside a figure comes from wrapping and is removed. A blank or a tab stands between two figures.
    digits = text.str.replace_all("\n", "", literal=True).str.extract(r"\.(\d+)", 1).str.len_bytes().fill_null(0)
    # The smallest half is that of the most digits.
    most = {
        f"half_{_SHORT[table]}_{field}": pl.col("digits").filter(table_name=table, field=field).max()
        for table, names in _PRINTED.items()
        for field in names
    }
    return (
        tables["cell"]
        .lazy()
        .filter(figures())
        .select("form_id", "table_name", "field", digits=digits)
        .group_by("form_id")
        .agg(**most)
        .with_columns((0.5 * pl.lit(10.0).pow(-pl.col(name).cast(pl.Float64))).alias(name) for name in most)
    )


def halves_of_lines(tables: Sources) -> pl.LazyFrame:
    """By form and line its page, and half a unit of the last printed digit of each amount in yuan: half_line_<column>.

    An amount may be printed in another unit than its form names (300.33万元 under 单位：元). The factor from the
    printed figure to yuan tells it, where that is a unit of money; else the unit of the form holds.
    """
    text = standing_text().str.replace_all(r"[\s,，]", "")
    printed = text.str.extract(r"(\d+(?:\.\d+)?)", 1).cast(pl.Float64)
    digits = text.str.extract(r"\.(\d+)", 1).str.len_bytes().fill_null(0).cast(pl.Float64)
    factor = (pl.col("value").cast(pl.Float64, strict=False) / printed).abs()
    own = pl.coalesce(*(pl.when((factor / float(unit) - 1).abs() < _EPSILON).then(float(unit)) for unit in _UNITS))
    is_amount = pl.col("field").is_in(list(MONEY)) & (pl.col("piece") == 0) & pl.col("value").is_not_null()
    cells = tables["cell"].lazy().filter(lines())
    pages = cells.group_by("form_id", line_no="row_no").agg(pl.col("page").min())
    halves = (
        cells.filter(is_amount)
        .select(
            "form_id",
            "field",
            line_no="row_no",
            half=0.5 * pl.lit(10.0).pow(-digits),
            own=pl.when(printed > 0).then(own),
        )
        .join(tables["form"].lazy().select("form_id", of_form=yuan_per_unit()), on="form_id", how="left")
        .with_columns(half=pl.col("half") * pl.coalesce("own", "of_form"))
        .group_by("form_id", "line_no")
        .agg(pl.col("half").filter(field=column).first().alias(f"half_line_{column}") for column in MONEY)
    )
    return pages.join(halves, on=["form_id", "line_no"], how="left")
