"""Checks of the budget block: B01 to B07.

Belongs here: funding rows, rate, budget score and what the money says about the outputs. Does not belong here:
points of indicators (``score_rules``, ``indicator_rules``).
"""

from __future__ import annotations

import polars as pl

from pipeline.arithmetic import budget_score_bounds, rate_bounds
from pipeline.audit.check import Check, between, shown
from pipeline.audit.frames import MONEY, Facts, doubted, number
from pipeline.audit.lexicon import lexicon
from pipeline.audit.wording import choose, either, phrase

_EPSILON = 1e-9
# The smallest amount of money, in yuan.
_FEN = 0.01
_LITTLE_PCT, _MOST = 10, 0.9
_TEXTS = ("expected_goal", "actual_goal", "adjusted_goal", "content_overview", "conclusion", "problems", "measures")
"""Texts of a form in which a department may explain its budget."""


def funding_rows(facts: Facts) -> pl.DataFrame:
    """The total row of every form, once per money column, with the sum of its parts in that column."""
    frames = []
    below = facts.total.select("subject", pl.col("line_no").alias("parent_line_no"))
    of_total = facts.line.join(below, on=["subject", "parent_line_no"], how="semi")
    for column in MONEY:
        parts = (
            # Departments print two lists of the same money: where it comes from and what it is for.
            of_total.group_by("subject", "division_no")
            .agg(
                number(column).sum().alias("parts"),
                pl.col(column).count().alias("counted"),
                pl.col(f"half_line_{column}").fill_null(0.0).sum().alias("half_parts"),
                doubted(column, "parent_line_no").any().alias("is_part_doubted"),
            )
            .filter(pl.col("counted") > 0)
        )
        frames.append(
            facts.total.join(parts, on="subject", how="left", maintain_order="left").with_columns(
                column=pl.lit(column), total=number(column), half=pl.col(f"half_line_{column}")
            )
        )
    return pl.concat(frames)


def funding_check() -> Check:
    """B01, over :func:`funding_rows`."""
    allowed = pl.col("half").fill_null(0.0) + pl.col("half_parts").fill_null(0.0) + _FEN / 2
    column = phrase("executed_amount")
    for name, words in MONEY.items():
        column = either(pl.col("column") == name, phrase(words), column)
    parts, total = shown(pl.col("parts"), 2), shown(pl.col("total"), 2)
    return Check(
        rule_id="B01",
        unless=[("no_part_rows", pl.col("parts").is_null()), ("no_total", pl.col("total").is_null())],
        fails=(pl.col("parts") - pl.col("total")).abs() > allowed,
        values={"parts": parts, "total": total, "column": column},
        expected=parts,
        found=total,
        low=pl.col("parts") - allowed,
        high=pl.col("parts") + allowed,
        doubts=pl.when(doubted(*MONEY) | pl.col("is_part_doubted"))
        .then(pl.concat_list("column"))
        .otherwise(pl.lit([], pl.List(pl.String))),
    )


def line_checks() -> list[Check]:
    """B02 and B05, over every funding row."""
    executed, budget, rate = number("executed_yuan"), pl.col("budget"), number("execution_rate_pct")
    half_executed, half_budget = pl.col("half_line_executed_yuan"), pl.col("half_budget")
    half_rate = pl.col("half_line_execution_rate_pct")
    low, high = rate_bounds(executed, half_executed, budget, half_budget, half_rate, pl.lit(_FEN))
    adjusted, half_adjusted = number("adjusted_budget_yuan"), pl.col("half_line_adjusted_budget_yuan")
    return [
        Check(
            rule_id="B02",
            unless=[
                ("no_printed_rate", rate.is_null()),
                ("amount_missing", executed.is_null() | budget.is_null()),
                ("budget_is_zero", budget <= 0),
            ],
            fails=(rate < low - _EPSILON) | (rate > high + _EPSILON),
            values={"rate": shown(rate), "allowed": between(low, high)},
            expected=between(low, high),
            found=shown(rate),
            low=low,
            high=high,
            rests_on=["executed_yuan", "execution_rate_pct"],
            doubts=pl.col("doubtful").list.set_intersection(pl.concat_list("budget_field")),
            # 95.1667 % printed as 95.16: cut off where others round.
            severity=pl.when((rate < low) & (rate > low - half_rate - _EPSILON)).then(pl.lit("info")),
            is_local=True,
        ),
        Check(
            rule_id="B05",
            unless=[("amount_missing", executed.is_null() | adjusted.is_null())],
            # 300 万元 may stand for 300.4: more was spent only where printing does not allow less.
            fails=(executed > adjusted)
            & (executed - half_executed.fill_null(0.0) > adjusted + half_adjusted.fill_null(0.0) - _EPSILON),
            values={"executed": shown(executed, 2), "adjusted": shown(adjusted, 2)},
            expected="default",
            found=shown(executed, 2),
            high=adjusted,
            rests_on=["executed_yuan", "adjusted_budget_yuan"],
        ),
    ]


def total_checks() -> list[Check]:
    """B03, B04, B06 and B07, over the total row of every form, joined with :func:`outputs` and the reasons."""
    return [_budget_score(), _low_rate(), _adjusted(), _outputs_without_money()]


_RATE = pl.coalesce(number("execution_rate_pct"), number("computed_rate_pct"))
_NO_TOTAL_ROW = ("no_total_row", pl.col("line_no").is_null())
_NO_RATE = ("no_rate", _RATE.is_null())


def _budget_score() -> Check:
    weight = pl.coalesce(number("weight"), number("budget_weight"))
    score, half_score = number("score"), pl.col("half_line_score").fill_null(0.005)
    half_rate = pl.col("half_line_execution_rate_pct").fill_null(0.005)
    low, high = budget_score_bounds(_RATE, half_rate, weight, half_score, pl.lit(100.0))
    return Check(
        rule_id="B03",
        unless=[
            _NO_TOTAL_ROW,
            ("no_score", score.is_null()),
            ("no_weight", weight.is_null()),
            _NO_RATE,
        ],
        fails=(score < low - _EPSILON) | (score > high + _EPSILON),
        values={"score": shown(score), "allowed": between(low, high)},
        expected=between(low, high),
        found=shown(score),
        low=low,
        high=high,
        rests_on=["execution_rate_pct", "computed_rate_pct", "weight", "score"],
    )


def _low_rate() -> Check:
    limit = number("reason_rate_pct")
    return Check(
        rule_id="B04",
        unless=[_NO_TOTAL_ROW, _NO_RATE],
        fails=(limit - _EPSILON > _RATE) & ~pl.col("has_reason"),
        values={"rate": shown(_RATE, 2), "limit": shown(limit)},
        expected="default",
        found=shown(_RATE, 2),
        low=limit,
        rests_on=["execution_rate_pct", "computed_rate_pct"],
        doubts=pl.col("reason_doubts"),
        is_local=True,
    )


def _adjusted() -> Check:
    initial, adjusted, limit = (
        number("initial_budget_yuan"),
        number("adjusted_budget_yuan"),
        number("adjustment_limit_pct"),
    )
    change = (adjusted - initial) / initial * 100
    is_large = pl.when(initial > 0).then(change.abs() > limit + _EPSILON).otherwise(adjusted > 0)
    said = [
        pl.col(text).fill_null("").str.contains(lexicon().budget_change)
        for text in (*_TEXTS, "deviation_analysis", "remarks")
    ]
    is_explained = pl.any_horizontal(*said) | pl.col("mentions_budget_change") | pl.col("has_budget_reason")
    return Check(
        rule_id="B06",
        unless=[_NO_TOTAL_ROW, ("amount_missing", initial.is_null() | adjusted.is_null())],
        fails=is_large & ~is_explained,
        message=choose((initial > 0, "changed"), otherwise="unplanned"),
        values={
            "initial": shown(initial, 2),
            "adjusted": shown(adjusted, 2),
            "change": shown(change, 2),
            "limit": shown(limit),
        },
        expected="default",
        found=pl.format("{} → {}", shown(initial, 2), shown(adjusted, 2)),
        rests_on=["initial_budget_yuan", "adjusted_budget_yuan"],
        doubts=pl.col("reason_doubts"),
        is_local=True,
    )


def _outputs_without_money() -> Check:
    return Check(
        rule_id="B07",
        unless=[
            _NO_TOTAL_ROW,
            _NO_RATE,
            ("no_scored_outputs", (pl.col("output_weight") > 0).not_().fill_null(value=True)),
        ],
        fails=(_RATE < _LITTLE_PCT) & (pl.col("full_output_weight") >= _MOST * pl.col("output_weight") - _EPSILON),
        values={
            "executed": shown(number("executed_yuan"), 2),
            "budget": shown(pl.col("budget"), 2),
            "rate": shown(_RATE, 2),
            "full": shown(pl.col("full_output_weight")),
            "weight": shown(pl.col("output_weight")),
            "most": shown(_MOST * pl.col("output_weight")),
        },
        expected="default",
        found=shown(pl.col("full_output_weight")),
        rests_on=["execution_rate_pct", "computed_rate_pct"],
        doubts=pl.when("is_output_doubted")
        .then(pl.lit(["level1", "weight", "score"], pl.List(pl.String)))
        .otherwise(pl.lit([], pl.List(pl.String))),
    )


def outputs(facts: Facts) -> pl.DataFrame:
    """Weight of the scored output indicators and of those at full score, per form; and whether a value is doubtful."""
    is_output = pl.col("level1") == "产出指标"
    is_scored = is_output & pl.col("score").is_not_null() & (pl.col("weight") > 0)
    weight = number("weight")
    return facts.counted.group_by("subject").agg(
        weight.filter(is_scored).sum().alias("output_weight"),
        weight.filter(is_scored & (pl.col("score") == pl.col("weight"))).sum().alias("full_output_weight"),
        doubted("level1", "weight", "score").any().alias("is_output_doubted"),
    )
