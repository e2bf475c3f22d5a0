"""Checks of weights, scores, totals, grade and structure of a form: S01 to S07.

Belongs here: sums over a form and what its total allows. Does not belong here: whether an indicator deserves its
score (``indicator_rules``).
"""

from __future__ import annotations

import polars as pl

from pipeline.audit.check import Check, between, shown
from pipeline.audit.frames import (
    STRUCTURE,
    Facts,
    beside,
    doubted,
    exact_if_whole,
    grade_band,
    is_numbered_part,
    number,
)
from pipeline.audit.wording import Words, choose, or_phrase, phrase
from pipeline.prose.printed_weights import BUDGET

_EPSILON = 1e-9
_REQUIRED = ("产出指标", "效益指标", "满意度指标")
_LEAST_BENEFIT = 10.0
_NONE = pl.lit([], pl.List(pl.String))
_NEAR_EDGE = 5
GRADES = ("优", "良", "中", "差")


def form_frame(facts: Facts) -> pl.DataFrame:
    """Facts of the form with sums over its rows and its level-1 groups."""
    points = ["subject", "weight", "score", "doubtful"]
    is_beyond = pl.col("score") > pl.col("weight")
    total_rows = facts.line.lazy().filter("is_total").select(points)
    rows = pl.concat([total_rows, facts.counted.select(points)])
    sums = rows.group_by("subject").agg(
        pl.col("weight").sum().alias("weights"),
        pl.col("score").sum().alias("scores"),
        doubted("weight", "is_counted").any().alias("is_weight_doubted"),
        doubted("score", "is_counted").any().alias("is_score_doubted"),
        is_beyond.any().alias("has_score_beyond"),
    )
    level1, weight = pl.col("level1"), number("known_weight")
    groups = facts.counted.group_by("subject").agg(
        pl.when(level1 == "效益指标").then(weight).sum().alias("benefit_weight"),
        weight.count().alias("weighted_rows"),
        pl.when(pl.col("score").is_null()).then(weight).sum().alias("unscored_weight"),
        pl.when(is_numbered_part()).then(weight).sum().alias("numbered_weight"),
        level1.drop_nulls().unique().alias("levels"),
        level1.count().alias("levelled_rows"),
        doubted("level1").any().alias("is_level_doubted"),
    )
    frame = facts.form
    # A row of the budget may have a score and no weight of its own in print.
    unprinted = facts.line.filter(pl.col("is_total") & pl.col("weight").is_null() & pl.col("score").is_not_null())
    hidden = unprinted.group_by("subject").agg(number("score").first().alias("unweighted_budget_score"))
    for part in (*pl.collect_all([sums, groups]), hidden):
        frame = frame.join(part, on="subject", how="left", maintain_order="left")
    return frame.with_columns(pl.col("levels").fill_null(_NONE), pl.col("weighted_rows", "levelled_rows").fill_null(0))


def gaps(form: pl.DataFrame) -> pl.DataFrame:
    """By subject what the weights are more than the total weight, and the scores less than the total score."""
    return form.select(
        "subject",
        weight_over=number("weights") - number("total_weight"),
        score_gap=number("total_score") - number("computed_score"),
    )


def form_checks() -> list[Check]:
    """S01, S02, S04, S06 and S07, over :func:`form_frame`."""
    return [_weights(), _scores(), _grade(), _structure(), _total_printed()]


def stated_weights(facts: Facts) -> pl.DataFrame:
    """Every form with the binding weights that it prints for its levels, beside what its rows add up to there.

    Columns stated (how many weights are printed), off (how many of them differ), printed, summed (of the first that
    differs), differences_zh, differences_en (all that differ), is_stated_doubted, weighted. Null where none is printed.
    """
    levels = _stated_levels(facts)
    is_off = pl.col("printed") != pl.col("summed")
    told = phrase(
        "level_weights",
        {
            "level": or_phrase(pl.col("level"), "budget_execution"),
            "summed": shown(number("summed")),
            "printed": shown(number("printed")),
            "text": pl.col("printed_text"),
        },
    )
    of_form = (
        levels.with_columns(is_off=is_off.fill_null(value=False), told_zh=told.zh, told_en=told.en)
        .group_by("form_id", maintain_order=True)
        .agg(
            pl.len().alias("stated"),
            pl.col("is_off").sum().alias("off"),
            pl.col("printed", "summed", "printed_page").filter("is_off").first(),
            pl.col("told_zh").filter("is_off").str.join("；").alias("differences_zh"),
            pl.col("told_en").filter("is_off").str.join("; ").alias("differences_en"),
            *(
                shown(number(name)).filter("is_off").str.join("、").alias(f"{name}_all")
                for name in ("printed", "summed")
            ),
            pl.col("is_stated_doubted").filter("is_off").any(),
            pl.col("weighted").first(),
        )
    )
    return beside(facts.form, of_form, on=["form_id"]).with_columns(page=pl.coalesce("printed_page", "page"))


def _stated_levels(facts: Facts) -> pl.DataFrame:
    """Every binding weight that a form prints for a level, which is null for the budget."""
    printed = facts.weights.filter("is_binding").rename({"weight": "printed", "page": "printed_page"})
    keys = ["form_id", "level1", "level2"]
    total_rows = facts.line.lazy().filter("is_total")
    weighty = pl.concat(
        [
            facts.counted.select(*keys, pl.col("known_weight").alias("weight"), "doubtful"),
            total_rows.select(
                "form_id", pl.lit(BUDGET).alias("level1"), pl.lit(None, pl.String).alias("level2"), "weight", "doubtful"
            ),
        ]
    )
    rows = weighty.join(printed.lazy(), on="form_id", how="semi").collect()
    sums = pl.concat(_sums_of(rows, printed, levels) for levels in (["level1"], ["level2"], ["level1", "level2"]))
    weighted = (
        rows.filter(pl.col("level1").ne_missing(BUDGET))
        .group_by("form_id")
        .agg(pl.col("weight").count().alias("weighted"), doubted("level1", "level2").any().alias("is_level_doubted"))
    )
    return (
        printed.join(sums, on=keys, how="left", nulls_equal=True, maintain_order="left")
        .join(weighted, on="form_id", how="left", maintain_order="left")
        .with_columns(
            level=pl.when(pl.col("level1") != BUDGET).then(
                pl.concat_str("level1", "level2", separator=" / ", ignore_nulls=True)
            ),
            is_stated_doubted=pl.any_horizontal(
                pl.col("is_doubtful", "is_sum_doubted", "is_level_doubted").fill_null(value=False)
            ),
        )
    )


def _sums_of(rows: pl.DataFrame, printed: pl.DataFrame, levels: list[str]) -> pl.DataFrame:
    """Sums of weights by just these levels, for the weights that are printed for just these; nothing adds up to 0."""
    others = [pl.col(level).is_null() for level in ("level1", "level2") if level not in levels]
    due = printed.filter(pl.all_horizontal(pl.col(levels).is_not_null(), *others)).select("form_id", "level1", "level2")
    sums = rows.group_by("form_id", *levels).agg(
        pl.col("weight").sum().alias("summed"), doubted("weight", "is_counted").any().alias("is_sum_doubted")
    )
    return due.unique().join(sums, on=["form_id", *levels], how="left").with_columns(pl.col("summed").fill_null(0))


def stated_weight_check() -> Check:
    """S05, over :func:`stated_weights`: once for a form, whatever the number of levels that differ."""
    return Check(
        rule_id="S05",
        unless=[
            ("nothing_printed", pl.col("stated").is_null()),
            ("no_weights", (pl.col("weighted") > 0).not_().fill_null(value=True)),
        ],
        fails=pl.col("off") > 0,
        values={"differences": Words(pl.col("differences_zh"), pl.col("differences_en"))},
        expected=pl.col("printed_all"),
        found=pl.col("summed_all"),
        low=number("printed"),
        high=number("printed"),
        doubts=_also("is_stated_doubted", "weight"),
    )


def _also(flag: str | pl.Expr, *columns: str) -> pl.Expr:
    return pl.when(flag).then(pl.lit(list(columns), pl.List(pl.String))).otherwise(_NONE)


def _weights() -> Check:
    total, summed = number("total_weight"), number("weights")
    # Rows that are numbered as parts of the row above them were counted beside it.
    over = summed - total
    is_parts = ((pl.col("numbered_weight") > 0) & ((over - pl.col("numbered_weight")).abs() < _EPSILON)).fill_null(
        value=False
    )
    return Check(
        rule_id="S01",
        unless=[
            ("no_total_weight", total.is_null()),
            ("no_weights", summed.is_null() | (summed == 0)),
            # What is missing is the weight of the budget, as far as anybody can tell.
            (
                "budget_weight_not_printed",
                ((over < 0) & (-over >= pl.col("unweighted_budget_score") - _EPSILON)).fill_null(value=False),
            ),
        ],
        fails=pl.col("weights") != pl.col("total_weight"),
        message=choose((is_parts, "parts"), otherwise="default"),
        values={"summed": shown(summed), "total": shown(total), "parts": shown(pl.col("numbered_weight"))},
        expected=shown(total),
        found=shown(summed),
        low=total,
        high=total,
        rests_on=["total_weight"],
        doubts=pl.concat_list(_also("is_weight_doubted", "weight"), _lost_row()),
        severity=pl.when(is_parts).then(pl.lit("warning")),
    )


def _lost_row() -> pl.Expr:
    """``level1``, where weights and scores both fall short and levels are doubtful: a row may not have been read."""
    weights = number("total_weight") - number("weights")
    scores = number("total_score") - number("scores")
    is_short = (weights > _EPSILON) & (scores > _EPSILON) & (scores <= weights + _EPSILON)
    return _also((pl.col("is_level_doubted") & is_short).fill_null(value=False), "level1")


def _scores() -> Check:
    total, summed = number("total_score"), number("computed_score")
    # The total may be rounded, and so may the budget score. The scores of indicators are given, not computed.
    allowed = exact_if_whole("half_form_total_score").fill_null(0.0) + exact_if_whole("half_line_score").fill_null(0.0)
    return Check(
        rule_id="S02",
        unless=[
            ("no_total_score", total.is_null()),
            ("no_scores", summed.is_null()),
            ("weights_differ_alike", _is_row_off()),
            ("a_score_is_missing", _is_score_missing()),
            ("figures_unsure", doubted("total_score") & doubted("computed_score")),
            ("a_score_beyond_weight", pl.col("has_score_beyond").fill_null(value=False)),
        ],
        fails=(total - summed).abs() > allowed + _EPSILON,
        values={"summed": shown(summed), "total": shown(total)},
        expected=shown(summed),
        found=shown(total),
        low=summed - allowed,
        high=summed + allowed,
        rests_on=["total_score", "computed_score"],
        doubts=pl.concat_list(_also("is_score_doubted", "score"), _lost_row()),
    )


def _is_row_off() -> pl.Expr:
    """Whether weights and scores are off by one and the same row, so that S01 tells it all."""
    weights = number("weights") - number("total_weight")
    scores = number("computed_score") - number("total_score")
    is_alike = (weights.sign() == scores.sign()) & (weights != 0) & (scores.abs() <= weights.abs() + _EPSILON)
    return is_alike.fill_null(value=False)


def _is_score_missing() -> pl.Expr:
    """Whether a row with a weight has no score, and the sum falls short by no more than its weight."""
    gap = number("total_score") - number("computed_score")
    return ((gap > 0) & (gap <= number("unscored_weight") + _EPSILON)).fill_null(value=False)


def _grade() -> Check:
    share = 100 * number("total_score") / number("total_weight").fill_null(100.0)
    half = 100 * pl.col("half_form_total_score").fill_null(0.0) / number("total_weight").fill_null(100.0)
    half = pl.when(half < 0.5).then(half).otherwise(0.0)
    bands = [number(name) for name in ("excellent_from", "good_from", "fair_from")]
    best, worst = _band(share + half, bands), _band(share - half, bands)
    grade = grade_band()
    # Bands of whole numbers (90-100, 80-89, …) do not say which grade a score between 89 and 90 has.
    is_gap = pl.any_horizontal([(share > edge - 1) & (share < edge) for edge in bands])
    is_neighbour = is_gap & grade.is_in([0, 1, 2, 3]) & ((grade == worst) | (grade == worst - 1))
    # Where the total is off, the grade may be that of the sum: then the total is the slip.
    of_sum = _band(100 * number("computed_score") / number("total_weight").fill_null(100.0), bands)
    is_default = pl.col("profile_origin") == "default"
    is_near = pl.any_horizontal([(share >= edge - _NEAR_EDGE) & (share < edge) for edge in bands])
    due = worst.replace_strict(dict(enumerate(GRADES)), return_dtype=pl.String)
    return Check(
        rule_id="S04",
        unless=[
            ("no_grade", pl.col("grade").is_null()),
            ("no_total_score", share.is_null()),
            ("unknown_grade", grade.is_null()),
            ("unknown_bands", pl.any_horizontal([edge.is_null() for edge in bands])),
            ("between_bands", is_neighbour),
            ("grade_of_the_sum", ((grade == of_sum) & ((grade < best) | (grade > worst))).fill_null(value=False)),
        ],
        fails=(grade < best) | (grade > worst),
        # 合格 stands for every score that is not 不合格 where a scale has no grades between. Where the bands of the
        # place are not known, they may lie a little lower.
        severity=pl.when((pl.col("grade") == "合格") & (worst < len(GRADES) - 1))
        .then(pl.lit("info"))
        .when(is_default & (grade == worst - 1) & is_near)
        .then(pl.lit("warning")),
        values={
            "grade": pl.col("grade"),
            "score": shown(number("total_score")),
            "weight": shown(number("total_weight").fill_null(100.0)),
            "due": due,
        },
        expected=due,
        found=pl.col("grade"),
        rests_on=["grade", "total_score", "total_weight"],
        is_local=True,
    )


def _band(share: pl.Expr, bands: list[pl.Expr]) -> pl.Expr:
    """Number of the band that a share of the total weight falls into, 0 for the best."""
    band = pl.lit(len(bands), pl.Int8)
    for number_, edge in reversed(list(enumerate(bands))):
        band = pl.when(share >= edge - _EPSILON).then(pl.lit(number_, pl.Int8)).otherwise(band)
    return band


def _structure() -> Check:
    # The set difference of a literal is not used: it has one row where the frame has none.
    lacking = [pl.when(~pl.col("levels").list.contains(name)).then(pl.lit(name)) for name in _REQUIRED]
    missing = pl.concat_list(lacking).list.drop_nulls()
    # A total that is a slip makes no share small: all weights together have to say so too.
    whole = pl.min_horizontal(number("total_weight").fill_null(100.0), pl.max_horizontal(number("weights"), 1.0))
    is_nominal = (pl.col("weighted_rows") > 0) & (100 * pl.col("benefit_weight") / whole < _LEAST_BENEFIT - _EPSILON)
    other = pl.col("levels").list.set_difference(pl.lit(list(STRUCTURE), pl.List(pl.String))).list.len() > 0
    is_missing = missing.list.len() > 0
    present = pl.col("levels").list.sort().list.join("、")
    return Check(
        rule_id="S06",
        unless=[
            ("no_levels", pl.col("levelled_rows") == 0),
            ("other_structure", other),
            ("not_a_project", pl.col("form_kind").is_in(["department", "transfer"])),
        ],
        fails=is_missing | is_nominal,
        message=choose((is_missing, "missing"), otherwise="nominal"),
        values={
            "levels": missing.list.sort().list.join("、"),
            "weight": shown(pl.col("benefit_weight")),
            "least": shown(pl.lit(_LEAST_BENEFIT)),
        },
        expected="default",
        found=pl.when(is_missing).then(present).otherwise(shown(pl.col("benefit_weight"))),
        low=pl.when(is_missing).then(None).otherwise(_LEAST_BENEFIT),
        doubts=pl.concat_list(_also("is_level_doubted", "level1"), _also("is_weight_doubted", "weight")),
        # Many projects serve nobody who could be asked; the regulation lets them do without.
        severity=pl.when(missing.list.join("") == "满意度指标").then(pl.lit("info")),
    )


def _total_printed() -> Check:
    return Check(
        rule_id="S07",
        unless=[
            ("no_scores", pl.col("computed_score").is_null() & ~doubted("computed_score")),
            # Neither the total nor the scores were read: the doubts say so, and nothing is known of the form.
            ("figures_unsure", pl.col("computed_score").is_null() & doubted("total_score")),
        ],
        fails=pl.col("total_score").is_null(),
        message=choose((doubted("total_score"), "unread"), otherwise="default"),
        values={"summed": or_phrase(shown(number("computed_score")), "nothing_certain")},
        # What stands there was not read; that says nothing of the form.
        severity=pl.when(doubted("total_score")).then(pl.lit("info")),
        expected=shown(number("computed_score")),
        rests_on=["total_score"],
    )


def score_limit(weight: pl.Expr | None = None) -> Check:
    """S03, over total rows and indicators alike; ``weight`` is what a row without a weight is known to have."""
    weight = pl.col("weight") if weight is None else weight
    return Check(
        rule_id="S03",
        unless=[
            ("no_weight", weight.is_null()),
            ("no_score", pl.col("score").is_null()),
            # Two figures that ran together in reading: the doubt says so already.
            ("score_unsure", doubted("score")),
        ],
        fails=(pl.col("score") > weight) | (pl.col("score") < 0),
        values={"score": shown(number("score")), "allowed": between(pl.lit(0.0), weight.cast(pl.Float64))},
        expected=between(pl.lit(0.0), weight.cast(pl.Float64)),
        found=shown(number("score")),
        low=pl.lit(0.0),
        high=weight.cast(pl.Float64),
        rests_on=["weight", "score"],
    )
