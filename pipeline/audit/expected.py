"""What an indicator should have scored, by every rule that applies to it.

Belongs here: comparing target and actual, and the scores that follow (met, proportional, both inverse formulas,
bands of attainment classes). Does not belong here: what is made of a difference (``indicator_rules``).

National regulations give the proportional rule. The two formulas for limits come from forms and entry systems. Where
no rule gives a number (words without a class, ranges, other units), the reason is kept in place of a guess.
"""

from __future__ import annotations

import polars as pl

from pipeline.audit.answer_words import read_answers
from pipeline.audit.frames import number
from pipeline.audit.lexicon import read_names
from schemas.table_frames import empty_frame

_EPSILON = 1e-9
_RESTS_ON = (
    "target_operator", "target_value", "target_low", "target_high", "target_unit_canonical", "target_date",
    "actual_operator", "actual_value", "actual_unit_canonical", "actual_date", "attainment", "weight", "score",
)  # fmt: skip
# A figure that was converted from another unit agrees with one that is as close as this share of it.
_CONVERSION = 0.001
_SHARE_UNITS = ("%", "％")
# What is better the less there is of it, and the more. A cost is a ceiling unless it is about saving.
LESS_KINDS = ("complaint", "incident")
_MORE_KINDS = (
    "satisfaction", "completion_rate", "pass_rate", "coverage_rate", "response_rate", "awareness", "budget_execution",
)  # fmt: skip
_SAVING = r"节约|节支|节省|压减|降低|下降"
_TIME_UNITS = ("分钟", "天", "工作日", "个月", "日历天")
UNCOMPARABLE = (
    "no_target_number", "no_actual_number", "range_or_words", "actual_is_a_bound", "unit_unknown", "units_differ",
    "unit_unclear", "negative_target", "on_the_boundary", "direction_unclear", "within_printed_digits",
)  # fmt: skip
"""Machine codes of why target and actual value cannot be compared as numbers; the first that holds counts."""
_CODES = pl.Enum(UNCOMPARABLE)


def with_comparison(indicator: pl.DataFrame) -> pl.DataFrame:
    """The indicators with ``unchecked_reason``, ``is_limit``, ``is_span``, ``is_missed``, ``ratio``, ``half_actual``.

    ``target_number`` and ``actual_number`` are the two figures in one unit, where they have one. ``unchecked_reason``
    says why they cannot be compared; where it is null, ``is_missed`` says whether the target is missed as far as the
    printed digits allow, and ``ratio`` is actual over target (target over actual for limits), null where the divisor is
    not positive or nothing says which way is better (``direction``: more, less). ``is_span`` marks a target that is a
    range or a date: it is met or missed, and no rule gives a score in between. ``is_wrong_way``: the sign does not fit
    the name. ``is_fraction_short``: a share without its sign that misses the target either way. ``share_above`` is a
    share of a whole above 100 that target or actual value prints, ``is_target_above`` says that the target does.
    """
    target, actual, operator = pl.col("target_number"), pl.col("actual_number"), pl.col("target_operator")
    # A lazy frame computes expressions that several columns share only once.
    frame = (
        _in_one_unit(read_answers(read_names(indicator)))
        .lazy()
        .with_columns(
            is_limit=operator.is_in(["le", "lt"]).fill_null(value=False),
            # A count without digits behind the point is exact; a share was rounded to the digits that are printed.
            half_actual=_half(pl.col("actual_unit_canonical").is_in(_SHARE_UNITS).fill_null(value=False)),
            is_full=(pl.col("score") == pl.col("known_weight")) & (pl.col("known_weight") > 0),
            is_less_better=_is_less_better(operator),
            is_wrong_way=_is_wrong_way(operator),
            attainment=pl.coalesce("attainment", _short_class()),
            **_shares_above(),
        )
        .with_columns(
            half_actual=pl.when("is_converted").then(_half_converted()).otherwise("half_actual"),
            direction=_direction(operator),
        )
    )
    span_missed = _misses_span(actual)
    reason = (
        pl.when(span_missed.is_not_null()).then(pl.lit(None, _CODES)).otherwise(_first_reason(target, actual, operator))
    )
    is_limit, gap = pl.col("is_limit"), target - actual
    # "= 0" means that nothing may happen; "≥ 0" is reached by every figure.
    is_none_asked = (target == 0) & (operator.is_null() | (operator == "eq"))
    is_missed = (
        pl.when("is_span")
        .then(span_missed)
        .when(is_limit)
        .then(-gap > 0)
        .when(is_none_asked)
        .then(actual > 0)
        .otherwise(gap > 0)
    )
    # Where the target has more digits than the actual value, the difference may be the rounding of the actual value.
    is_open = ~pl.col("is_span") & pl.col("is_missed") & (gap.abs() < pl.col("half_actual") - _EPSILON)
    return (
        frame.with_columns(unchecked_reason=reason, is_span=span_missed.is_not_null())
        .with_columns(is_missed=pl.when(pl.col("unchecked_reason").is_null()).then(is_missed))
        .with_columns(
            unchecked_reason=pl.when(is_open)
            .then(pl.lit("within_printed_digits", _CODES))
            .otherwise("unchecked_reason"),
            is_missed=pl.when(is_open.not_().fill_null(value=True)).then("is_missed"),
            ratio=pl.when(pl.col("unchecked_reason").is_null() & pl.col("direction").is_not_null()).then(
                _ratio(is_limit, target, actual)
            ),
            # 0.88 beside 95 %: missed as a share and as a percentage, or a slip of the sign.
            is_fraction_short=(pl.col("unchecked_reason") == "unit_unclear").fill_null(value=False)
            & pl.col("target_unit_canonical").is_in(_SHARE_UNITS).fill_null(value=False)
            & (pl.col("direction") == "more").fill_null(value=False)
            & (100 * (actual + pl.col("half_actual")) < target).fill_null(value=False),
        )
        .collect()
    )


def _in_one_unit(indicator: pl.DataFrame) -> pl.DataFrame:
    """The indicators with both figures in the base of their units where these differ and have one base (万元, 元)."""
    units = pl.col("target_unit_canonical"), pl.col("actual_unit_canonical")
    is_converted = (
        (units[0] != units[1])
        & (pl.col("target_base_unit") == pl.col("actual_base_unit"))
        & pl.all_horizontal(pl.col("target_value_base", "actual_value_base").is_not_null())
    ).fill_null(value=False)
    return indicator.with_columns(
        is_converted=is_converted,
        target_number=pl.when(is_converted).then(number("target_value_base")).otherwise(number("target_value")),
        actual_number=pl.when(is_converted).then(number("actual_value_base")).otherwise(number("actual_value")),
    )


def _half_converted() -> pl.Expr:
    """Half a unit of the last printed digit of the actual value, in the base unit; at least what conversion rounds."""
    factor = number("actual_value_base") / number("actual_value")
    half = _half(pl.lit(value=True)) * pl.when(factor.is_finite()).then(factor.abs()).otherwise(1.0)
    return pl.max_horizontal(half, _CONVERSION * pl.col("target_number").abs())


def _shares_above() -> dict[str, pl.Expr]:
    is_share = pl.col("target_unit_canonical").is_in(_SHARE_UNITS)
    is_actual_share = pl.coalesce("actual_unit_canonical", "target_unit_canonical").is_in(_SHARE_UNITS)
    target, actual = number("target_value"), number("actual_value")
    is_whole = ~pl.col("may_exceed_100")
    return {
        "share_above": pl.max_horizontal(
            pl.when(is_share & (target > 100) & is_whole).then(target),
            pl.when(is_actual_share & (actual > 100) & is_whole).then(actual),
        ),
        "is_target_above": (is_share & (target > 100) & is_whole).fill_null(value=False),
    }


def _is_less_better(operator: pl.Expr) -> pl.Expr:
    """Whether less is better, by the kind of an indicator, or by its name where its kind says nothing.

    A cost or a duration is a ceiling where no sign says otherwise (补助标准 ≥500元 is none).
    """
    kind, unit = pl.col("indicator_kind"), pl.col("target_base_unit")
    is_more_asked = operator.is_in(["ge", "gt"]).fill_null(value=False)
    is_cost = (kind == "cost") & ~pl.col("name").str.contains(_SAVING).fill_null(value=False)
    is_ceiling = (is_cost | ((kind == "timeliness") & unit.is_in(_TIME_UNITS))) & ~is_more_asked
    by_name = pl.col("is_low_better") & ~kind.is_in((*_MORE_KINDS, "cost", "timeliness")).fill_null(value=False)
    return (kind.is_in(LESS_KINDS) | is_ceiling).fill_null(value=False) | by_name


def _direction(operator: pl.Expr) -> pl.Expr:
    """Which way is better: that of the sign, or more where there is none.

    Null where the sign contradicts the indicator, and where less is better and no sign says so.
    """
    is_less = operator.is_in(["le", "lt"]).fill_null(value=False)
    return (
        pl.when(is_less & ~pl.col("is_high_better"))
        .then(pl.lit("less"))
        .when(~is_less & ~pl.col("is_less_better"))
        .then(pl.lit("more"))
    )


def _is_wrong_way(operator: pl.Expr) -> pl.Expr:
    """Whether the sign does not fit the name: ≥ on what should be low, or ≤ on what should be high.

    A share may well be capped at all of it (预算完成率 ≤100%).
    """
    is_share = pl.col("target_unit_canonical").is_in(_SHARE_UNITS).fill_null(value=False)
    is_cap = (is_share & (pl.col("target_value") >= 100)).fill_null(value=False)
    is_low_asked = pl.col("is_high_better") & operator.is_in(["le", "lt"]) & ~is_cap
    return (is_low_asked | (pl.col("is_low_better") & operator.is_in(["ge", "gt"]))).fill_null(value=False)


def _short_class() -> pl.Expr:
    """The class of an answer that only says 部分达成 to a target in words; null for every other answer."""
    has_words = pl.col("target_text").is_not_null() & pl.all_horizontal(
        pl.col("target_value", "target_low", "target_date").is_null()
    )
    return pl.when(has_words).then("actual_class")


def _misses_span(actual: pl.Expr) -> pl.Expr:
    """Whether a range or a date is missed; null where the target is neither, or where nothing follows.

    A figure beyond the better end misses nothing (98 % for a target of 90-95 %). Which end is the better one follows
    from the name of the indicator. The answer is null where the actual day may be before or after the deadline.
    """
    low, high = number("target_low"), number("target_high")
    half = pl.col("half_actual")
    units = pl.col("target_unit_canonical"), pl.col("actual_unit_canonical")
    is_one_unit = (units[0] == units[1]).fill_null(value=False) | units[1].is_null() & ~is_unknown("actual")
    is_range = low.is_not_null() & high.is_not_null() & is_one_unit & ~is_unknown("target") & ~is_bound()
    # Days of a task are a ceiling.
    unit = pl.coalesce("target_base_unit", "target_unit_canonical")
    is_term = ((pl.col("level2") == "时效指标") & unit.is_in(_TIME_UNITS)).fill_null(value=False)
    in_range = (
        pl.when((actual >= low) & (actual <= high))
        .then(pl.lit(value=False))
        .when(
            ((actual < low - half) & pl.col("is_high_better"))
            | ((actual > high + half) & (pl.col("is_less_better") | is_term))
        )
        .then(pl.lit(value=True))
    )
    # A range may exclude its ends (大于5%小于10%). Then a figure equal to one of them decides nothing.
    is_on_end = pl.col("target_leaves_out_ends") & ((actual == low) | (actual == high))
    is_due = pl.col("target_kind").is_in(["deadline", "date"]).fill_null(value=False)
    target_date = pl.col("target_date")
    by_date = (
        pl.when(pl.col("actual_date") <= target_date)
        .then(pl.lit(value=False))
        .when(pl.col("actual_date_from") > target_date)
        .then(pl.lit(value=True))
    )
    return pl.when(is_range & ~is_on_end).then(in_range).when(is_due).then(by_date)


def _half(is_share: pl.Expr) -> pl.Expr:
    digits = pl.col("actual_digits")
    half = 0.5 * pl.lit(10.0).pow(-digits.cast(pl.Float64))
    return pl.when((digits > 0) | is_share).then(half).otherwise(0.0)


def _first_reason(target: pl.Expr, actual: pl.Expr, operator: pl.Expr) -> pl.Expr:
    ours, theirs = pl.col("target_unit_canonical"), pl.col("actual_unit_canonical")
    is_one_share = ours.is_in(_SHARE_UNITS).fill_null(value=False) != theirs.is_in(_SHARE_UNITS).fill_null(value=False)
    is_fraction = (pl.min_horizontal(target, actual) <= 1) & (pl.max_horizontal(target, actual) > 1)
    conditions = [
        ("range_or_words", operator.is_in(["range", "qualitative"])),
        ("no_target_number", target.is_null()),
        ("no_actual_number", actual.is_null()),
        ("actual_is_a_bound", _says_too_little(target, actual, operator)),
        ("unit_unknown", is_unknown("target") | is_unknown("actual")),
        ("units_differ", ours.is_not_null() & theirs.is_not_null() & (ours != theirs) & ~pl.col("is_converted")),
        # Only one of the two figures has a unit: 0.95 and 95 % may be the same.
        ("unit_unclear", is_one_share & is_fraction),
        ("negative_target", target < 0),
        ("on_the_boundary", operator.is_in(["gt", "lt"]) & (target == actual)),
        ("direction_unclear", pl.col("direction").is_null() & (target > 0) & (target != actual)),
        # Shares as small as these are mostly of what should be low.
        ("direction_unclear", operator.is_null() & ours.is_in(["‰", "千分之"]) & (target != actual)),
    ]
    reason = pl.lit(None, _CODES)
    for code, when in reversed(conditions):
        reason = pl.when(when).then(pl.lit(code, _CODES)).otherwise(reason)
    return reason


def is_unknown(side: str) -> pl.Expr:
    """Whether a unit is printed that the vocabulary does not know, so that it cannot be compared with another."""
    return pl.col(f"{side}_unit").is_not_null() & pl.col(f"{side}_unit_canonical").is_null()


def _says_too_little(target: pl.Expr, actual: pl.Expr, operator: pl.Expr) -> pl.Expr:
    """Whether the actual value is a bound (≥266米, 不足60%) from which nothing follows for the target.

    A lower bound that reaches a lower target, and an upper one that keeps an upper target, do meet it.
    """
    bound = pl.col("actual_operator")
    is_limit = operator.is_in(["le", "lt"]).fill_null(value=False)
    does_reach = bound.is_in(["ge", "gt"]) & ~is_limit & (operator != "eq").fill_null(value=True) & (actual >= target)
    does_keep = bound.is_in(["le", "lt"]) & is_limit & (actual <= target)
    return is_bound() & ~(does_reach | does_keep).fill_null(value=False)


def is_bound(side: str = "actual") -> pl.Expr:
    """Whether the actual value stands behind a sign or a word of comparison, so that it is only a bound."""
    return pl.col(f"{side}_operator").is_in(["ge", "gt", "le", "lt"]).fill_null(value=False)


def _ratio(is_limit: pl.Expr, target: pl.Expr, actual: pl.Expr) -> pl.Expr:
    above, below = pl.when(is_limit).then(target).otherwise(actual), pl.when(is_limit).then(actual).otherwise(target)
    return pl.when(below > 0).then(pl.max_horizontal(above, 0.0) / below)


def with_scores(compared: pl.DataFrame) -> pl.DataFrame:
    """The indicators of :func:`with_comparison` with the score by each rule and the interval that all rules allow.

    Columns met, proportional, inverse_ratio, inverse_linear, band_low, band_high, lowest and highest score, method. The
    interval takes in the rounding of the actual value and of the scores as this form prints them.
    """
    weight, half_score = number("weight"), pl.col("half_indicator_score").fill_null(0.5)
    target, actual = pl.col("target_number"), pl.col("actual_number")
    low, high = (actual + sign * pl.col("half_actual") for sign in (-1, 1))
    is_missed, is_limit = pl.col("is_missed"), pl.col("is_limit")
    can_score = weight.is_not_null()
    can_grade = can_score & ~pl.col("is_span")
    is_short, is_over = can_grade & is_missed & ~is_limit, can_grade & is_missed & is_limit
    is_met = can_score & is_missed.not_()
    band_low, band_high = _band()
    has_band = can_score & is_missed.is_null() & band_low.is_not_null()
    ratio, linear = pl.col("inverse_formula") != "linear", pl.col("inverse_formula") != "ratio"

    def proportional(value: pl.Expr) -> pl.Expr:
        return pl.when(target > 0).then(pl.max_horizontal(value, 0.0) / target * weight).otherwise(0.0)

    def by_ratio(value: pl.Expr) -> pl.Expr:
        return pl.when(ratio & (value > 0)).then(pl.min_horizontal(target / value, 1.0) * weight)

    def by_excess(value: pl.Expr) -> pl.Expr:
        share = pl.when(target > 0).then(1 - (value - target) / target).otherwise(0.0)
        return pl.when(linear).then(share.clip(0.0, 1.0) * weight)

    scored = compared.lazy().with_columns(
        met=pl.when(is_met).then(weight),
        proportional=pl.when(is_short).then(proportional(actual)),
        inverse_ratio=pl.when(is_over).then(by_ratio(actual)),
        inverse_linear=pl.when(is_over).then(by_excess(actual)),
        band_low=pl.when(has_band).then(band_low / 100 * weight),
        band_high=pl.when(has_band).then(band_high / 100 * weight),
        method=pl.when(is_met)
        .then(pl.lit("met"))
        .when(is_short)
        .then(pl.lit("proportional"))
        .when(is_over)
        .then(pl.lit("inverse"))
        .when(has_band)
        .then(pl.lit("band"))
        .otherwise(pl.lit("unchecked")),
        lowest=pl.when(is_met)
        .then(weight)
        .when(is_short)
        .then(proportional(low) - half_score)
        .when(is_over)
        .then(pl.min_horizontal(by_ratio(high), by_excess(high)) - half_score)
        .when(has_band)
        .then(band_low / 100 * weight),
        highest=pl.when(is_met)
        .then(weight)
        .when(is_short)
        .then(proportional(high) + half_score)
        .when(is_over)
        .then(pl.max_horizontal(by_ratio(low), by_excess(low)) + half_score)
        .when(has_band)
        .then(band_high / 100 * weight),
    )
    return scored.with_columns(pl.col("lowest", "highest").clip(0.0, weight)).collect()


def _band() -> tuple[pl.Expr, pl.Expr]:
    """Band of the attainment class in percent of the weight."""
    by_class = {
        "met": (number("met_low_pct"), pl.lit(100.0)),
        "partly_met": (number("partly_low_pct"), number("partly_high_pct")),
        "not_met": (pl.lit(0.0), number("not_met_high_pct")),
    }
    low = high = pl.lit(None, pl.Float64)
    for name, (first, last) in by_class.items():
        is_class = pl.col("attainment") == name
        low, high = pl.when(is_class).then(first).otherwise(low), pl.when(is_class).then(last).otherwise(high)
    return low, high


def expected_scores(scored: pl.DataFrame) -> pl.DataFrame:
    """Table ``expected_score`` from the frame of :func:`with_scores`."""
    dtypes = empty_frame("expected_score").schema
    score = number("score")
    difference = (
        pl.when(score < pl.col("lowest"))
        .then(score - pl.col("lowest"))
        .when(score > pl.col("highest"))
        .then(score - pl.col("highest"))
        .when(score.is_not_null())
        .then(0.0)
    )
    is_checked = pl.col("method") != "unchecked"
    why = pl.coalesce(
        pl.col("unchecked_reason").cast(pl.String),
        pl.when(pl.col("weight").is_null()).then(pl.lit("no_weight")),
        pl.when("is_span").then(pl.lit("range_or_date")),
    )
    values = {
        "form_id": pl.col("form_id"),
        "indicator_no": pl.col("indicator_no"),
        "method": pl.col("method"),
        "unchecked_reason": pl.when(~is_checked).then(why),
        "achieved_ratio": pl.col("ratio").clip(None, 1e13),
        "met_score": pl.col("met"),
        "proportional_score": pl.col("proportional"),
        "inverse_ratio_score": pl.col("inverse_ratio"),
        "inverse_linear_score": pl.col("inverse_linear"),
        "band_low_score": pl.col("band_low"),
        "band_high_score": pl.col("band_high"),
        "allowed_low": pl.col("lowest"),
        "allowed_high": pl.col("highest"),
        "score_difference": pl.when(is_checked).then(difference),
        "doubted": pl.col("doubtful").list.set_intersection(pl.lit(list(_RESTS_ON), pl.List(pl.String))),
    }
    assert list(values) == list(dtypes)
    return scored.select(published(value, dtypes[name]).alias(name) for name, value in values.items())


def published(value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """A value in its published type; decimals are rounded, not cut off."""
    return value.round(dtype.scale).cast(dtype) if isinstance(dtype, pl.Decimal) else value
