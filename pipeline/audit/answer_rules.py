"""Checks of what an indicator answers: Q13 to Q17.

Belongs here: actual values that say "not done", that measure nothing, that repeat their target, and rows that repeat
each other. Does not belong here: points beside figures (``indicator_rules``), texts of reasons (``reason_rules``).
"""

from __future__ import annotations

import polars as pl

from pipeline.audit.answer_words import weaker
from pipeline.audit.check import Check, shown
from pipeline.audit.expected import is_bound
from pipeline.audit.frames import Facts, doubted, number
from pipeline.audit.wording import choose

_NONE = pl.lit([], pl.List(pl.String))
_EPSILON = 1e-9
_FEWEST_EXACT, _MOST_EXACT_PCT = 10, 90
_FEWEST_EQUAL = 5
_SCORED = [("no_weight", (pl.col("weight") > 0).not_().fill_null(value=True)), ("no_score", pl.col("score").is_null())]
_SAME = ("level1", "level2", "name", "target_text", "actual_text")


def answer_checks() -> list[Check]:
    """Q13, Q14 and Q17, over the indicators of ``expected.with_scores``."""
    return [_not_done(), _only_a_bound(), _question()]


def _bare(column: str) -> pl.Expr:
    return pl.col(column).fill_null("").str.replace_all(r"[\s。；;，,]", "")


def _not_done() -> Check:
    """Q13: words that say the target was not reached, or reached less, beside full points."""
    is_yes_asked = pl.col("target_affirms") & ~pl.col("target_denies")
    is_no = is_yes_asked & pl.col("actual_denies")
    is_undone, is_weaker = pl.col("actual_says_not_done"), weaker()
    return Check(
        rule_id="Q13",
        unless=[
            *_SCORED,
            ("no_actual", pl.col("actual_is_empty")),
            # A class has bands of its own, and a figure is compared as one.
            ("class_has_bands", pl.col("attainment").is_not_null() & pl.col("band_low").is_not_null()),
            ("compared_as_numbers", pl.col("is_missed").is_not_null()),
            ("range_or_date", pl.col("actual_has_digit")),
            ("not_full", ~pl.col("is_full")),
        ],
        fails=is_no | is_undone | is_weaker,
        message=choose((is_no | is_undone, "undone"), otherwise="weaker"),
        values={
            "target": pl.col("target_text"),
            "actual": pl.col("actual_text"),
            "score": shown(number("score")),
            "weight": shown(number("weight")),
        },
        expected="default",
        found=pl.col("actual_text"),
        high=number("weight"),
        rests_on=["target_text", "actual_text", "weight", "score"],
        severity=pl.when(is_weaker & ~is_no & ~is_undone).then(pl.lit("info")),
    )


def _only_a_bound() -> Check:
    """Q14: the actual value carries a sign of comparison, so nothing was measured."""
    is_copy = _bare("actual_text") == _bare("target_text")
    return Check(
        rule_id="Q14",
        unless=[
            ("no_actual", pl.col("actual_is_empty")),
            ("no_actual_number", pl.col("actual_value").is_null()),
        ],
        # A word such as 超过100人 tells at least that somebody counted; a sign is copied from the target.
        fails=is_bound() & pl.col("actual_text").str.contains(r"[≥≤＞＜>＜<⩾⩽≧≦]"),
        message=choose((is_copy, "copied"), otherwise="bound"),
        values={"target": pl.col("target_text"), "actual": pl.col("actual_text")},
        expected="default",
        found=pl.col("actual_text"),
        rests_on=["actual_text", "actual_operator", "actual_value", "target_text"],
    )


def _question() -> Check:
    """Q17: the target asks a question instead of stating a value."""
    return Check(
        rule_id="Q17",
        unless=[("no_target", pl.col("target_is_empty"))],
        fails=pl.col("target_asks"),
        values={"target": pl.col("target_text"), "name": pl.col("name")},
        expected="default",
        found=pl.col("target_text"),
        rests_on=["target_text"],
    )


def exact_hits(scored: pl.DataFrame) -> pl.DataFrame:
    """Per form: numeric targets other than 100 %, how many are hit exactly, whether all have one weight.

    Columns compared, exact, is_one_weight, weighted, is_exact_doubted, by ``subject``.
    """
    is_all = (pl.col("target_value") == 100) & pl.col("target_unit_canonical").is_in(["%", "％"]).fill_null(value=False)
    is_counted = pl.col("is_counted").fill_null(value=True)
    # That nothing happened where nothing was to happen is no sign of anything.
    is_some = (pl.col("target_value") > 0).fill_null(value=False)
    is_compared = pl.col("is_missed").is_not_null() & ~pl.col("is_span") & is_some & ~is_all & is_counted
    own_weight = pl.when(is_counted & (pl.col("weight") > 0)).then("weight")
    is_exact = is_compared & (pl.col("target_value") == pl.col("actual_value"))
    return scored.group_by("subject").agg(
        is_compared.sum().alias("compared"),
        is_exact.sum().alias("exact"),
        (own_weight.min() == own_weight.max()).alias("is_one_weight"),
        (is_counted & (pl.col("weight") > 0)).sum().alias("weighted"),
        (is_compared & doubted("target_value", "actual_value", "target_unit_canonical", "actual_unit_canonical"))
        .any()
        .alias("is_exact_doubted"),
    )


def exact_check() -> Check:
    """Q15, over every form joined with :func:`exact_hits`."""
    compared, exact = pl.col("compared").fill_null(0), pl.col("exact").fill_null(0)
    is_many = (compared >= _FEWEST_EXACT) & (100 * exact >= _MOST_EXACT_PCT * compared)
    is_uniform = (
        (compared >= _FEWEST_EQUAL) & (exact == compared) & pl.col("is_one_weight") & (pl.col("weighted") >= compared)
    )
    return Check(
        rule_id="Q15",
        unless=[("few_targets", compared < _FEWEST_EQUAL)],
        fails=is_many | is_uniform.fill_null(value=False),
        message=choose((is_uniform.fill_null(value=False), "uniform"), otherwise="default"),
        values={"exact": exact, "compared": compared},
        expected="default",
        found=exact.cast(pl.String),
        doubts=pl.when("is_exact_doubted").then(pl.lit(["actual_value"], pl.List(pl.String))).otherwise(_NONE),
    )


def repeated(facts: Facts) -> pl.DataFrame:
    """Every indicator with the earlier one of its form that has the same level, name, target and actual value.

    Adds ``repeats``, the number of the first such row; null for a row that repeats none.
    """
    first = pl.col("indicator_no").min().over("subject", *_SAME)
    has_all = pl.all_horizontal(pl.col("name", "target_text", "actual_text").is_not_null())
    return facts.indicator.with_columns(
        repeats=pl.when(has_all & pl.col("is_counted").fill_null(value=True) & (pl.col("indicator_no") > first)).then(
            first
        )
    )


def repeated_check() -> Check:
    """Q16, over :func:`repeated`."""
    return Check(
        rule_id="Q16",
        unless=[("no_name", pl.col("name").is_null()), ("no_target", pl.col("target_text").is_null())],
        fails=pl.col("repeats").is_not_null(),
        values={"name": pl.col("name"), "target": pl.col("target_text"), "first": pl.col("repeats").cast(pl.String)},
        expected="default",
        found=pl.col("name"),
        rests_on=["name", "target_text", "actual_text", "level2"],
    )
