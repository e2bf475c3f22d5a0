"""The form checks the reader: sums, rates and limits as interval tests on what printing allows.

Belongs here: one function per rule id, tables in, fired rows out. Does not belong here: severity and wording of
the register (``rules.yml``), mending.

A figure printed with d digits behind the point stands for anything within half a unit of its last digit.
The digits are taken per form and column, the most that any row prints, because forms drop trailing zeros. Weights
and points that a form prints without any digit behind the point were entered as whole numbers and are exact.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from pipeline.templates import load_templates

Tables = dict[str, pl.DataFrame]
_YUAN = {"元": 1.0, "千元": 1e3, "万元": 1e4, "亿元": 1e8}
_MONEY = {
    "initial_budget_yuan": "initial budget",
    "adjusted_budget_yuan": "adjusted budget",
    "executed_yuan": "executed amount",
}
_FIRED = ["form_id", "table_name", "row_no", "message", "expected", "found", "page", "is_doubtful"]


def _half_unit(tables: Tables, table: str, field: str, name: str) -> pl.DataFrame:
    """Half a unit of the last printed digit of a column, per form: columns form_id, ``name``."""
    # A line end was put into the figure by wrapping; a blank or a tab separates figures that were glued together.
    digits = pl.col("raw_value").str.replace_all("\n", "").str.extract(r"\.(\d+)", 1).str.len_chars().fill_null(0)
    return (
        tables["cell"]
        .filter((pl.col("table_name") == table) & (pl.col("field") == field) & pl.col("value").is_not_null())
        .group_by("form_id")
        .agg((0.5 * pl.lit(10.0).pow(-digits.max().cast(pl.Float64))).alias(name))
    )


def _points_slack(tables: Tables, table: str, field: str, name: str) -> pl.DataFrame:
    """As :func:`_half_unit`, but nothing for whole numbers."""
    half = _half_unit(tables, table, field, name)
    return half.with_columns(pl.when(pl.col(name) >= 0.5).then(0.0).otherwise(pl.col(name)).alias(name))


def _total_lines(tables: Tables) -> pl.DataFrame:
    """The total row of each budget block with the page it stands on."""
    return (
        tables["budget_line"]
        .filter(pl.col("funding_source") == "total")
        .join(_line_pages(tables), on=["form_id", "line_no"], how="left")
    )


def _line_pages(tables: Tables) -> pl.DataFrame:
    return (
        tables["cell"]
        .filter(pl.col("table_name") == "budget_line")
        .group_by("form_id", pl.col("row_no").alias("line_no"))
        .agg(pl.col("page").min())
    )


def _money_slack(tables: Tables, column: str, name: str) -> pl.DataFrame:
    """Half a unit of the last printed digit of a money column, in yuan."""
    unit = tables["form"].select(
        "form_id", pl.col("money_unit").replace_strict(_YUAN, default=1.0, return_dtype=pl.Float64).alias("yuan")
    )
    half = _half_unit(tables, "budget_line", column, name)
    return half.join(unit, on="form_id").select("form_id", (pl.col(name) * pl.col("yuan")).alias(name))


def _is_doubted(*columns: str) -> pl.Expr:
    return pl.any_horizontal([pl.col("doubtful").list.contains(c) for c in columns])


def _shown(column: str, digits: int) -> pl.Expr:
    return pl.col(column).cast(pl.Float64).round(digits).cast(pl.String)


def _fired(frame: pl.DataFrame, table: str, row: pl.Expr) -> pl.DataFrame:
    return frame.with_columns(
        table_name=pl.lit(table), row_no=row.cast(pl.Int32), page=pl.col("page").cast(pl.Int32)
    ).select(_FIRED)


def funding_rows(tables: Tables) -> pl.DataFrame:
    """B01: parts against total, per money column; forms that print no part are not applicable."""
    lines = tables["budget_line"]
    parts = []
    for column, words in _MONEY.items():
        summed = (
            lines.filter(pl.col("funding_source") != "total")
            # Departments print two lists of the same money: where it comes from and what it is for.
            .group_by("form_id", pl.col("funding_source").is_in(["basic", "project"]).alias("is_use"))
            .agg(
                pl.col(column).cast(pl.Float64).sum().alias("parts"),
                pl.col(column).count().alias("counted"),
                _is_doubted(column).any().alias("is_part_doubted"),
            )
            .filter(pl.col("counted") > 0)
        )
        both = (
            _total_lines(tables)
            .filter(pl.col(column).is_not_null())
            .join(summed, on="form_id")
            .join(_money_slack(tables, column, "half"), on="form_id")
            .with_columns(
                gap=(pl.col("parts") - pl.col(column).cast(pl.Float64)).abs(),
                allowed=pl.col("half") * (pl.col("counted") + 1) + 0.005,
                is_doubtful=_is_doubted(column) | pl.col("is_part_doubted"),
            )
            .filter(pl.col("gap") > pl.col("allowed"))
            .with_columns(
                message=pl.format(
                    "The funding rows add up to {} yuan, the total row prints {} yuan ({}).",
                    _shown("parts", 2),
                    _shown(column, 2),
                    pl.lit(words),
                ),
                expected=_shown("parts", 2),
                found=_shown(column, 2),
            )
        )
        parts.append(_fired(both, "budget_line", pl.col("line_no")))
    return pl.concat(parts)


def _denominators(tables: Tables) -> pl.DataFrame:
    """What each form divides by for its rate: columns form_id, ``is_initial`` (initial in place of adjusted budget)."""
    initial = [t.id for t in load_templates() if t.budget.rate_denominator == "initial_budget"]
    return tables["form"].select("form_id", pl.col("template").is_in(initial).alias("is_initial"))


def execution_rate(tables: Tables) -> pl.DataFrame:
    """B02: printed rate against the interval of executed / budget; no budget is not applicable."""
    e, a = pl.col("executed_yuan").cast(pl.Float64), pl.col("budget")
    adjusted = _money_slack(tables, "adjusted_budget_yuan", "half_adjusted")
    initial = _money_slack(tables, "initial_budget_yuan", "half_initial")
    checked = (
        tables["budget_line"]
        .join(_line_pages(tables), on=["form_id", "line_no"], how="left")
        .join(_denominators(tables), on="form_id")
        .join(adjusted, on="form_id", how="left")
        .join(initial, on="form_id", how="left")
        .with_columns(
            budget=pl.when("is_initial").then("initial_budget_yuan").otherwise("adjusted_budget_yuan").cast(pl.Float64),
            half_a=pl.when("is_initial").then("half_initial").otherwise("half_adjusted"),
            is_budget_doubted=pl.when("is_initial")
            .then(_is_doubted("initial_budget_yuan"))
            .otherwise(_is_doubted("adjusted_budget_yuan")),
        )
        .filter(pl.col("execution_rate_pct").is_not_null() & pl.col("executed_yuan").is_not_null() & (a > 0))
        .join(_money_slack(tables, "executed_yuan", "half_e"), on="form_id")
        .join(_half_unit(tables, "budget_line", "execution_rate_pct", "half_r"), on="form_id")
        .with_columns(
            low=100 * (e - pl.col("half_e")) / (a + pl.col("half_a")) - pl.col("half_r"),
            high=100 * (e + pl.col("half_e")) / pl.max_horizontal(a - pl.col("half_a"), 0.01) + pl.col("half_r"),
            rate=pl.col("execution_rate_pct").cast(pl.Float64),
            is_doubtful=_is_doubted("executed_yuan", "execution_rate_pct") | pl.col("is_budget_doubted"),
        )
        .filter((pl.col("rate") < pl.col("low") - 1e-9) | (pl.col("rate") > pl.col("high") + 1e-9))
        .with_columns(
            expected=pl.format("{} to {}", _shown("low", 4), _shown("high", 4)),
            found=_shown("rate", 4),
        )
        .with_columns(
            message=pl.format(
                "The printed execution rate {} % lies outside {} %, which the printed amounts allow.",
                "found",
                "expected",
            )
        )
    )
    return _fired(checked, "budget_line", pl.col("line_no"))


def budget_score(tables: Tables) -> pl.DataFrame:
    """B03: budget score against the interval of rate x weight, the rate capped at 100 %."""
    rate = pl.coalesce(pl.col("execution_rate_pct"), pl.col("computed_rate_pct")).cast(pl.Float64)
    weight = pl.col("weight").cast(pl.Float64)
    checked = (
        _total_lines(tables)
        .filter(pl.col("score").is_not_null() & pl.col("weight").is_not_null() & rate.is_not_null())
        .join(_half_unit(tables, "budget_line", "execution_rate_pct", "half_r"), on="form_id", how="left")
        .join(_half_unit(tables, "budget_line", "score", "half_s"), on="form_id")
        .with_columns(
            low=pl.min_horizontal(rate - pl.col("half_r").fill_null(0.005), 100.0) * weight / 100 - pl.col("half_s"),
            high=pl.min_horizontal(rate + pl.col("half_r").fill_null(0.005), 100.0) * weight / 100 + pl.col("half_s"),
            points=pl.col("score").cast(pl.Float64),
            is_doubtful=_is_doubted("execution_rate_pct", "computed_rate_pct", "weight", "score"),
        )
        .filter((pl.col("points") < pl.col("low") - 1e-9) | (pl.col("points") > pl.col("high") + 1e-9))
        .with_columns(expected=pl.format("{} to {}", _shown("low", 4), _shown("high", 4)), found=_shown("points", 4))
        .with_columns(
            message=pl.format("The budget score {} lies outside {}, which rate and weight allow.", "found", "expected")
        )
    )
    return _fired(checked, "budget_line", pl.col("line_no"))


def overspent(tables: Tables) -> pl.DataFrame:
    """B05: executed above adjusted budget."""
    over = (
        tables["budget_line"]
        .join(_line_pages(tables), on=["form_id", "line_no"], how="left")
        .filter(pl.col("executed_yuan") > pl.col("adjusted_budget_yuan"))
        .with_columns(
            is_doubtful=_is_doubted("executed_yuan", "adjusted_budget_yuan"),
            expected=pl.format("at most {}", _shown("adjusted_budget_yuan", 2)),
            found=_shown("executed_yuan", 2),
        )
        .with_columns(
            message=pl.format("Executed {} yuan, adjusted budget {} yuan.", "found", _shown("adjusted_budget_yuan", 2))
        )
    )
    return _fired(over, "budget_line", pl.col("line_no"))


def _summed(tables: Tables, column: str) -> pl.DataFrame:
    """Sum of a points column over budget total row and indicators, per form, exact; with doubt."""
    lines = tables["budget_line"].filter(pl.col("funding_source") == "total").select("form_id", column, "doubtful")
    rows = pl.concat([lines, tables["indicator"].select("form_id", column, "doubtful")])
    return rows.group_by("form_id").agg(
        pl.col(column).sum().alias("summed"),
        _is_doubted(column).any().alias("is_part_doubted"),
    )


def weights(tables: Tables) -> pl.DataFrame:
    """S01: weights add up to the printed total weight, exactly."""
    wrong = (
        tables["form"]
        .filter(pl.col("total_weight").is_not_null())
        .join(_summed(tables, "weight"), on="form_id")
        .filter(pl.col("summed") != pl.col("total_weight"))
        .with_columns(
            page=pl.col("last_page"),
            is_doubtful=_is_doubted("total_weight") | pl.col("is_part_doubted"),
            expected=_shown("total_weight", 4),
            found=_shown("summed", 4),
        )
        .with_columns(message=pl.format("The weights add up to {}, the form prints {}.", "found", "expected"))
    )
    return _fired(wrong, "form", pl.lit(0))


def scores(tables: Tables) -> pl.DataFrame:
    """S02: scores add up to the printed total score, within the rounding of the budget score and the total."""
    wrong = (
        tables["form"]
        .filter(pl.col("total_score").is_not_null() & pl.col("computed_score").is_not_null())
        .join(_summed(tables, "score"), on="form_id")
        .join(_points_slack(tables, "form", "total_score", "half_t"), on="form_id", how="left")
        .join(_points_slack(tables, "budget_line", "score", "half_b"), on="form_id", how="left")
        .with_columns(
            gap=(pl.col("computed_score") - pl.col("total_score")).cast(pl.Float64).abs(),
            allowed=pl.col("half_t").fill_null(0.0) + pl.col("half_b").fill_null(0.0),
        )
        .filter(pl.col("gap") > pl.col("allowed") + 1e-9)
        .with_columns(
            page=pl.col("last_page"),
            is_doubtful=_is_doubted("total_score", "computed_score") | pl.col("is_part_doubted"),
            expected=_shown("computed_score", 4),
            found=_shown("total_score", 4),
        )
        .with_columns(message=pl.format("The scores add up to {}, the form prints {}.", "expected", "found"))
    )
    return _fired(wrong, "form", pl.lit(0))


def score_limits(tables: Tables) -> pl.DataFrame:
    """S03: a score above its weight or below zero."""
    lines = _total_lines(tables).select(
        "form_id", pl.col("line_no").alias("no"), "weight", "score", "page", "doubtful", table=pl.lit("budget_line")
    )
    rows = tables["indicator"].select(
        "form_id", pl.col("indicator_no").alias("no"), "weight", "score", "page", "doubtful", table=pl.lit("indicator")
    )
    wrong = (
        pl.concat([lines, rows])
        .filter((pl.col("score") > pl.col("weight")) | (pl.col("score") < 0))
        .with_columns(
            is_doubtful=_is_doubted("weight", "score"),
            expected=pl.format("0 to {}", _shown("weight", 4)),
            found=_shown("score", 4),
        )
        .with_columns(message=pl.format("The score {} lies outside {}.", "found", "expected"))
    )
    return wrong.with_columns(
        table_name=pl.col("table"), row_no=pl.col("no").cast(pl.Int32), page=pl.col("page").cast(pl.Int32)
    ).select(_FIRED)


def total_printed(tables: Tables) -> pl.DataFrame:
    """S07: a form without a legible total score."""
    none = (
        tables["form"]
        .filter(pl.col("total_score").is_null())
        .with_columns(
            page=pl.col("last_page"),
            is_doubtful=_is_doubted("total_score"),
            expected=_shown("computed_score", 4),
            found=pl.lit(None, pl.String),
            message=pl.format(
                "No total score is legible; the scores add up to {}.",
                pl.col("computed_score").cast(pl.Float64).cast(pl.String).fill_null("nothing certain"),
            ),
        )
    )
    return _fired(none, "form", pl.lit(0))


CHECKS: dict[str, Callable[[Tables], pl.DataFrame]] = {
    "B01": funding_rows,
    "B02": execution_rate,
    "B03": budget_score,
    "B05": overspent,
    "S01": weights,
    "S02": scores,
    "S03": score_limits,
    "S07": total_printed,
}
