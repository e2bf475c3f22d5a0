"""Checks of single indicators, and of the indicators of one form: Q01 to Q12.

Belongs here: target, actual, class, weight and score of a row, its name and its level. Does not belong here:
reasons as texts (``reason_rules``), other forms (``cross_form_rules``).
"""

from __future__ import annotations

import polars as pl

from pipeline.audit.check import Check, between, shown
from pipeline.audit.expected import UNCOMPARABLE
from pipeline.audit.frames import STRUCTURE, doubted, number, score_is_off, weight_is_off
from pipeline.audit.lexicon import lexicon
from pipeline.audit.wording import Value, Words, choose, either, or_phrase, phrase

_EPSILON = 1e-9
_COMPARED = (
    "target_operator", "target_value", "target_low", "target_high", "target_unit_canonical", "target_date",
    "actual_operator", "actual_value", "actual_unit_canonical", "actual_date",
)  # fmt: skip
_MOST_SOFT_PCT, _FEWEST, _FEWEST_WORDED = 60, 5, 3
# A target of zero allows no ratio. From this actual value on the entry system of one province asks for a reason.
_MUCH_FOR_ZERO = 30
_UNSEEN = 0.05
_MUCH_BELOW = 2
# Fewer too many than this of a handful of things (8 of 6) is no sign of a target set too low.
_FEW, _A_HANDFUL = 3, 10
_SCORED = [
    ("no_weight", (pl.col("known_weight") > 0).not_().fill_null(value=True)),
    ("no_score", pl.col("score").is_null()),
]
_SHARE = ("%", "％")
_SIGNS = {"ge": "≥", "gt": "＞", "le": "≤", "lt": "＜"}


def indicator_checks() -> list[Check]:
    """Q01 to Q09, Q11 and Q12, over the indicators of ``expected.with_scores`` joined with their reasons."""
    return [
        _full_though_missed("Q01", is_limit=False),
        _full_though_missed("Q02", is_limit=True),
        _too_high(),
        _too_low(),
        _met_but_reduced(),
        _over_achieved(),
        _band(),
        _words_for_numbers(),
        _direction(),
        _blank(),
        _level(),
    ]


def _values(**more: Value) -> dict[str, Value]:
    """What most messages quote: target, actual value, score and weight; and what this one quotes besides."""
    return {
        "target": pl.col("target_text"),
        "actual": pl.col("actual_text"),
        "score": shown(number("score")),
        "weight": shown(number("known_weight")),
        **more,
    }


_SCORE, _WEIGHT = shown(number("score")), shown(number("known_weight"))


def _uncomparable() -> list[tuple[str, pl.Expr]]:
    """Why target and actual cannot be compared, as reasons of a check."""
    return [(code, pl.col("unchecked_reason") == code) for code in UNCOMPARABLE]


def _full_though_missed(rule_id: str, *, is_limit: bool) -> Check:
    own = pl.col("is_limit") if is_limit else ~pl.col("is_limit")
    is_fraction = pl.col("is_fraction_short").fill_null(value=False)
    return Check(
        rule_id=rule_id,
        unless=[
            ("other_direction", ~own),
            *_SCORED,
            ("share_above_100", pl.col("is_target_above")),
            *((code, when & ~is_fraction) for code, when in _uncomparable()),
        ],
        fails=(pl.col("is_missed").fill_null(value=False) | is_fraction) & pl.col("is_full"),
        message="default" if is_limit else choose((is_fraction, "fraction"), otherwise="default"),
        values=_values(),
        expected="default",
        found=_SCORE,
        low=pl.col("lowest"),
        high=pl.col("highest"),
        rests_on=[*_COMPARED, "weight", "score"],
        # A share without its sign may be a slip of notation; what it was compared with is a guess.
        # A miss that costs less than what one digit of points shows is a hint.
        severity=pl.when(is_fraction)
        .then(pl.lit("warning"))
        .when(number("known_weight") - pl.coalesce("proportional", "inverse_ratio") < _UNSEEN)
        .then(pl.lit("info")),
    )


def _too_high() -> Check:
    return Check(
        rule_id="Q03",
        unless=[
            *_SCORED,
            *_uncomparable(),
            ("target_met", ~pl.col("is_missed")),
            ("a_score_beyond_weight", pl.col("score") > pl.col("known_weight")),
            ("share_above_100", pl.col("is_target_above")),
            ("weight_off", weight_is_off()),
            ("score_off", score_is_off()),
        ],
        fails=~pl.col("is_full") & (number("score") > pl.col("highest") + _EPSILON),
        values=_values(due=_by_rules()),
        expected=_by_rules(),
        found=_SCORE,
        low=pl.col("lowest"),
        high=pl.col("highest"),
        rests_on=[*_COMPARED, "weight", "score"],
    )


def _by_rules() -> Words:
    """What the rules give, as text: one number, or both for a limit."""
    ratio, linear = pl.col("inverse_ratio"), pl.col("inverse_linear")
    both = between(pl.min_horizontal(ratio, linear), pl.max_horizontal(ratio, linear))
    return either(pl.col("is_limit"), both, shown(pl.col("proportional")))


def _met() -> pl.Expr:
    """Whether the target is met: by the numbers, or by the attainment class where these cannot be compared."""
    return (
        pl.when(pl.col("is_missed").is_not_null()).then(~pl.col("is_missed")).otherwise(pl.col("attainment") == "met")
    )


def _too_low() -> Check:
    """Q04: too few points without a reason, where no reason column is there whose blank T01 would tell.

    A stricter rule than the proportional one is no fault where a reason is given.
    """
    is_short = pl.col("is_missed").fill_null(value=False) & (number("score") < pl.col("lowest") - _EPSILON)
    is_lost = pl.col("score") < pl.col("known_weight")
    is_reduced = _met().fill_null(value=False) & is_lost & ~_is_in_met_band()
    return Check(
        rule_id="Q04",
        unless=[
            *_SCORED,
            ("neither_number_nor_class", pl.col("is_missed").is_null() & pl.col("attainment").is_null()),
            ("reason_stated", is_lost & pl.col("is_reason_stated")),
            ("reason_column_blank", is_lost & pl.col("has_reason_column")),
        ],
        fails=is_short | is_reduced,
        message=choose((is_short, "short"), otherwise="reduced"),
        values=_values(due=_by_rules()),
        expected=either(is_short, _by_rules(), _WEIGHT),
        found=_SCORE,
        low=pl.col("lowest"),
        high=pl.col("highest"),
        rests_on=[*_COMPARED, "attainment", "weight", "score"],
        doubts=_reason_doubt(is_reduced & ~is_short),
    )


def _is_in_met_band() -> pl.Expr:
    """Whether a target in words rated as met has a score of the band that the forms print for it (100 to 80 %)."""
    is_rated = pl.col("is_missed").is_null() & (pl.col("attainment") == "met") & pl.col("target_value").is_null()
    return (is_rated & (number("score") >= pl.col("band_low") - _EPSILON)).fill_null(value=False)


def _reason_doubt(when: pl.Expr) -> pl.Expr:
    """The reason column, where a finding rests on its being empty and the reader doubts that."""
    is_doubted = when & doubted("reason_text")
    return (
        pl.when(is_doubted).then(pl.lit(["reason_text"], pl.List(pl.String))).otherwise(pl.lit([], pl.List(pl.String)))
    )


def _met_but_reduced() -> Check:
    return Check(
        rule_id="Q11",
        unless=[
            *_SCORED,
            ("neither_number_nor_class", _met().is_null()),
            ("target_missed", ~_met()),
            ("within_band", _is_in_met_band()),
            ("weight_off", weight_is_off()),
            ("score_off", score_is_off()),
            # What was reached says that the target was too low, for which points are to be taken off.
            ("far_exceeded", pl.col("ratio") >= number("over_achievement_ratio") - _EPSILON),
            ("reason_says_exceeded", pl.col("says_exceeded")),
        ],
        fails=(pl.col("score") < pl.col("known_weight")) & pl.col("is_reason_stated"),
        values=_values(),
        expected=_WEIGHT,
        found=_SCORE,
        high=number("known_weight"),
        rests_on=[*_COMPARED, "attainment", "weight", "score"],
    )


def _over_achieved() -> Check:
    ratio, limit = pl.col("ratio"), number("over_achievement_ratio")
    target, actual = pl.col("target_number"), pl.col("actual_number")
    is_zero = (target == 0) & ~pl.col("is_limit")
    degree = either(ratio >= 5, phrase("very_high"), either(ratio >= 2, phrase("high"), pl.lit("")))
    quoted = {"times": shown(ratio, 2), "share": shown(100 / ratio, 1), "target": pl.col("target_text")}
    far = either(pl.col("is_limit"), phrase("times_limit", quoted), phrase("times_target", quoted))
    times = either(ratio.is_not_null(), far, phrase("beside_zero", quoted))
    # Without points on the form the figures alone tell.
    is_unscored = ~pl.col("has_points").fill_null(value=False)
    is_count = ~pl.col("target_unit_canonical").is_in(_SHARE).fill_null(value=False)
    is_handful = is_count & (target < _A_HANDFUL) & ((actual - target).abs() < _FEW)
    is_cost = (pl.col("indicator_kind") == "cost").fill_null(value=False)
    return Check(
        rule_id="Q05",
        unless=[
            *((code, when & ~is_unscored) for code, when in _SCORED),
            *_uncomparable(),
            ("target_missed", pl.col("is_missed")),
            ("share_above_100", pl.col("share_above").is_not_null()),
            ("no_ratio", ratio.is_null() & ~is_zero),
            ("not_full", ~pl.col("is_full") & ~is_unscored),
            ("few_things", is_handful.fill_null(value=False)),
            # Staying far below a limit on faults or days is good work; far below one on money, too much was planned.
            ("good_work", pl.col("is_limit") & ~is_cost),
        ],
        fails=pl.when(is_zero)
        .then(actual >= _MUCH_FOR_ZERO)
        .when("is_limit")
        .then(ratio >= _MUCH_BELOW)
        .otherwise(ratio >= limit - _EPSILON)
        & ~pl.col("is_cause_stated"),
        message=choose((is_unscored, "unscored"), otherwise="default"),
        values=_values(times=times, degree=degree, limit=shown(limit)),
        expected="default",
        found=pl.col("actual_text"),
        high=limit,
        rests_on=[*_COMPARED, "weight", "score"],
        doubts=_reason_doubt(pl.lit(value=True)),
        # The practice of 130 % is about targets to reach.
        severity=pl.when("is_limit").then(pl.lit("info")),
        is_local=True,
    )


def _band() -> Check:
    share = 100 * number("score") / number("weight")
    low, high = pl.col("band_low"), pl.col("band_high")
    # The notes read 100-80 (80 included), 80-60: exactly 80 % stands on the border of partly met and is not held
    # against it, and so with every other border.
    is_above = number("score") > high + _EPSILON
    return Check(
        rule_id="Q06",
        unless=[
            ("no_class", pl.col("attainment").is_null()),
            *_SCORED,
            ("no_weight", pl.col("weight").is_null()),
            ("compared_as_numbers", low.is_null()),
            ("a_score_beyond_weight", pl.col("score") > pl.col("weight")),
            ("weight_off", weight_is_off()),
            ("score_off", score_is_off()),
        ],
        fails=(number("score") < low - _EPSILON) | is_above,
        values=_values(
            share=shown(share, 2), low=shown(100 * low / number("weight")), high=shown(100 * high / number("weight"))
        ),
        expected=between(low, high),
        found=_SCORE,
        low=low,
        high=high,
        rests_on=["attainment", "weight", "score", "actual_text"],
        # Where the form prints no bands, they are the usual ones of other forms.
        severity=pl.when(~pl.col("prints_bands").fill_null(value=False)).then(pl.lit("warning")),
        is_local=True,
    )


def _words_for_numbers() -> Check:
    is_word = (pl.col("target_operator") == "qualitative").fill_null(value=False)
    has_target, has_actual = pl.col("target_value").is_not_null() & ~is_word, pl.col("actual_value").is_not_null()
    is_all = (pl.col("actual_value") == 100) & pl.col("actual_unit_canonical").is_in(_SHARE)
    is_undone = pl.col("actual_says_not_done") & pl.col("is_full")
    # 100%完成 answered by 已完成: both say that all was done.
    is_all_asked = (pl.col("target_value") == 100) & pl.col("target_unit_canonical").is_in(_SHARE)
    is_done = pl.col("target_names_doing") & pl.col("actual_says_done")
    return Check(
        rule_id="Q07",
        unless=[
            ("no_target", pl.col("target_is_blank")),
            ("no_actual", pl.col("actual_is_blank")),
            ("range", (pl.col("target_operator") == "range") | pl.col("actual_low").is_not_null()),
            (
                "date_or_other_digits",
                ~has_actual & pl.col("actual_has_figure") | ~has_target & pl.col("target_has_figure"),
            ),
            ("told_as_not_done", is_undone.fill_null(value=False)),
            # 合格 answered by 100 %: all of it.
            ("all_of_it", ~has_target & is_all.fill_null(value=False)),
            ("all_done", (is_all_asked & is_done).fill_null(value=False)),
        ],
        fails=has_target != has_actual,
        message=choose((has_target, "words"), otherwise="number"),
        values=_values(),
        expected=choose((has_target, "number"), otherwise="words"),
        found=pl.col("actual_text"),
        rests_on=["target_text", "target_value", "actual_text", "actual_value"],
        # A figure says more than the words that were asked for.
        severity=pl.when(~has_target).then(pl.lit("info")),
    )


def _direction() -> Check:
    name, operator = pl.col("name"), pl.col("target_operator")
    is_high_asked = pl.col("is_low_better") & operator.is_in(["ge", "gt"])
    is_share = pl.col("target_unit_canonical").is_in(_SHARE) | pl.col("actual_unit_canonical").is_in(_SHARE)
    above = pl.col("share_above")
    wrong_way = pl.col("is_wrong_way")
    # Some forms print the sign in a column of its own.
    sign = operator.replace_strict(_SIGNS, default="", return_dtype=pl.String).fill_null("")
    is_bare = pl.col("target_text").str.contains(r"^\s*[\d０-９]").fill_null(value=False)
    target = pl.when(is_bare).then(pl.concat_str(sign, "target_text")).otherwise("target_text")
    return Check(
        rule_id="Q08",
        unless=[
            ("no_name", name.is_null()),
            ("no_operator_and_no_share", operator.is_null() & is_share.not_().fill_null(value=True)),
        ],
        fails=wrong_way | above.is_not_null(),
        message=choose((wrong_way, "sign"), otherwise="share"),
        values=_values(name=name, share=shown(above), target=target),
        expected=choose((is_high_asked, "at_most"), (wrong_way, "at_least"), otherwise="share"),
        found=pl.when(wrong_way).then("target_text").otherwise(shown(above)),
        rests_on=[
            "name",
            "target_operator",
            "target_value",
            "target_unit_canonical",
            "actual_value",
            "actual_unit_canonical",
        ],
    )


def _blank() -> Check:
    # A dash is no blank: somebody wrote that there is nothing to state.
    no_target, no_actual = (
        pl.col(name).fill_null("").str.strip_chars() == "" for name in ("target_text", "actual_text")
    )
    is_lost = (no_target & doubted("target_text")) | (no_actual & doubted("actual_text"))
    one = either(no_target, phrase("target"), phrase("actual"))
    which = either(no_target & no_actual, phrase("target_and_actual"), one)
    return Check(
        rule_id="Q09",
        unless=[
            *_SCORED,
            ("not_full", ~pl.col("is_full")),
            ("stated_by_parts", pl.col("has_parts")),
            ("text_may_be_lost", is_lost),
        ],
        fails=no_target | no_actual,
        values=_values(which=which),
        expected="default",
        found=pl.when(no_target).then("actual_text").otherwise("target_text"),
        rests_on=["target_text", "actual_text", "weight", "score"],
    )


def _level() -> Check:
    words, name = lexicon(), pl.col("name")
    fits = pl.lit(None, pl.String)
    for rule in words.levels:
        is_misplaced = pl.col("reads_as").list.contains(rule.id) & rule.stands_elsewhere()
        fits = pl.when(is_misplaced).then(pl.lit("、".join(rule.fits))).otherwise(fits)
    is_satisfaction = pl.col("level1") == "满意度指标"
    is_other = is_satisfaction & ~pl.col("says_satisfied")
    levels = pl.concat_str("level1", "level2", separator=" / ", ignore_nulls=True)
    return Check(
        rule_id="Q12",
        unless=[
            ("no_name", name.is_null()),
            ("no_level", pl.col("level1").is_null() & pl.col("level2").is_null()),
            ("other_structure", ~pl.col("level1").is_in(STRUCTURE)),
            ("level_unsure", doubted("level1", "level2")),
        ],
        fails=fits.is_not_null() | is_other.fill_null(value=False),
        message=choose((fits.is_not_null(), "misplaced"), otherwise="other"),
        values={"name": name, "levels": levels, "fits": fits},
        expected=or_phrase(fits, "another_level"),
        found=levels,
        rests_on=["name", "level1", "level2"],
    )


def soft_targets(indicator: pl.DataFrame) -> pl.DataFrame:
    """Per form, how many targets there are, how many are words or exactly 100 %, and whether a target is doubtful."""
    has_target = ~pl.col("target_is_blank")
    is_words = pl.col("target_value").is_null() & ~pl.col("target_has_digit")
    is_all = (pl.col("target_value") == 100) & pl.col("target_unit_canonical").is_in(_SHARE)
    return indicator.group_by("subject").agg(
        has_target.sum().alias("targets"),
        (has_target & (is_words | is_all.fill_null(value=False))).sum().alias("soft"),
        (has_target & is_words).sum().alias("worded"),
        doubted("target_text", "target_value").any().alias("is_target_doubted"),
    )


def soft_target_check() -> Check:
    """Q10, over forms joined with :func:`soft_targets`."""
    share = 100 * pl.col("soft") / pl.col("targets")
    return Check(
        rule_id="Q10",
        unless=[("few_targets", (pl.col("targets") >= _FEWEST).not_().fill_null(value=True))],
        # Shares of 100 % alone are ordinary.
        fails=(share > _MOST_SOFT_PCT + _EPSILON) & (pl.col("worded") >= _FEWEST_WORDED),
        values={
            "soft": pl.col("soft"),
            "targets": pl.col("targets"),
            "share": shown(share, 1),
            "most": pl.lit(_MOST_SOFT_PCT),
        },
        expected="default",
        found=pl.format("{} %", shown(share, 1)),
        high=pl.lit(float(_MOST_SOFT_PCT)),
        doubts=pl.when("is_target_doubted")
        .then(pl.lit(["target_text"], pl.List(pl.String)))
        .otherwise(pl.lit([], pl.List(pl.String))),
    )
