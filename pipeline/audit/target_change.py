"""What became of the target of an indicator a year later, and X03, which asks whether it is far below what was reached.

Belongs here: table ``indicator_pair`` and the check over it. Does not belong here: which indicators are the same
(``year_pairs``), other comparisons across forms (``cross_form_rules``).

Targets are compared in the base of their units. A target is lowered when it is easier to reach: a smaller number where
more is better, a larger one where less is.
"""

from __future__ import annotations

import polars as pl

from pipeline.audit.check import SUBJECT, Check, shown
from pipeline.audit.expected import LESS_KINDS, is_bound, is_unknown, published
from pipeline.audit.frames import Facts, beside, number
from pipeline.audit.wording import choose
from pipeline.audit.year_pairs import year_pairs
from schemas.table_frames import empty_frame

_LOWERED = 0.8
# More than this does not fit the column of a percentage; the earlier target is then next to nothing.
_MOST_PCT = 99_999
# A figure that was converted from another unit is the same as one that is as close as this share of it.
_CONVERSION = 0.001
_NONE = pl.lit([], pl.List(pl.String))
_TARGET = ("target_operator", "target_value", "target_unit_canonical")
_SIDE = (
    "form_id", "indicator_no", "target_text", "target_operator", "target_value", "target_unit", "target_unit_canonical",
    "target_value_base", "target_base_unit", "actual_text", "actual_operator", "actual_value", "actual_unit",
    "actual_unit_canonical", "actual_value_base", "actual_base_unit", "indicator_kind", "direction", "doubtful",
)  # fmt: skip


def with_earlier(facts: Facts, scored: pl.DataFrame, linked: pl.DataFrame) -> pl.DataFrame:
    """The indicators of ``expected.with_scores``, what is compared, with those of the year before (``earlier_…``).

    ``linked`` are the projects of two years running (``year_pairs.links``).
    """
    pairs = year_pairs(facts.form, scored, linked)
    own = scored.select(*dict.fromkeys(["subject", *SUBJECT, "duplicate_of", *_SIDE]))
    earlier = scored.select(pl.col(name).alias(f"earlier_{name}") for name in _SIDE)[pairs["row_earlier"]]
    known = pl.concat([pairs.drop("row_earlier"), earlier], how="horizontal")
    # Lists are put together from their columns, which polars 2.1 cannot do with several chunks.
    return beside(own.with_row_index("row"), known, on=["row"]).rechunk()


def indicator_pairs(paired: pl.DataFrame) -> pl.DataFrame:
    """Table ``indicator_pair``, with ``subject``, from the frame of :func:`with_earlier`."""
    target, earlier = number("target_value_base"), number("earlier_target_value_base")
    ours, theirs = _direction(""), _direction("earlier_")
    is_one_way = (ours == theirs).fill_null(value=False)
    is_converted = pl.col("target_unit_canonical").ne_missing(pl.col("earlier_target_unit_canonical"))
    is_same = (target - earlier).abs() <= pl.when(is_converted).then(_CONVERSION * earlier.abs()).otherwise(0.0)
    eased = (
        pl.when(is_same)
        .then(0.0)
        .when(ours == "more")
        .then(earlier - target)
        .when(ours == "less")
        .then(target - earlier)
    )
    reason = _first_reason(target, earlier, is_one_way=is_one_way, is_same=is_same)
    known = (
        paired.filter(pl.col("earlier_form_id").is_not_null())
        .with_columns(uncompared_reason=reason, direction=pl.when(is_one_way).then(ours))
        .with_columns(lowered_by=pl.when(pl.col("uncompared_reason").is_null()).then(eased))
        .rechunk()
    )
    by = pl.col("lowered_by")
    share = 100 * by / earlier.abs()
    dtypes = empty_frame("indicator_pair").schema
    values = {
        "form_id": pl.col("form_id"),
        "indicator_no": pl.col("indicator_no"),
        "earlier_form_id": pl.col("earlier_form_id"),
        "earlier_indicator_no": pl.col("earlier_indicator_no"),
        "project_match": pl.col("project_match"),
        "name_match": pl.col("name_match"),
        "direction": pl.col("direction"),
        "target_change": pl.when(by == 0)
        .then(pl.lit("same"))
        .when(by > 0)
        .then(pl.lit("lowered"))
        .when(by < 0)
        .then(pl.lit("raised")),
        "uncompared_reason": pl.col("uncompared_reason"),
        "lowered_by": by,
        "lowered_by_pct": pl.when(share.is_finite() & (share.abs() < _MOST_PCT)).then(share),
        "doubted": _doubted_pair(),
    }
    assert list(values) == list(dtypes)
    return known.select("subject", *(published(value, dtypes[name]).alias(name) for name, value in values.items()))


def _direction(side: str) -> pl.Expr:
    """Which way is better; also without a sign where nobody plans for more, as with complaints and accidents."""
    is_ceiling = pl.col(f"{side}indicator_kind").is_in(LESS_KINDS) & pl.col(f"{side}target_operator").is_in(
        ["eq"]
    ).fill_null(value=True)
    return pl.when(is_ceiling.fill_null(value=False)).then(pl.lit("less")).otherwise(f"{side}direction")


def _first_reason(target: pl.Expr, earlier: pl.Expr, *, is_one_way: pl.Expr, is_same: pl.Expr) -> pl.Expr:
    """Why two targets cannot be compared; null where they can."""
    operators = [pl.col("target_operator"), pl.col("earlier_target_operator")]
    is_words = pl.any_horizontal(o.is_in(["range", "qualitative"]).fill_null(value=False) for o in operators)
    unknown = is_unknown("target") | is_unknown("earlier_target")
    is_one_sign = operators[0].eq_missing(operators[1])
    conditions = [
        ("range_or_words", is_words),
        ("unit_unknown", unknown),
        ("no_target_number", target.is_null() | earlier.is_null()),
        *_units("target", "earlier_target"),
        ("negative_target", (target < 0) | (earlier < 0)),
        # The same sign before the same number says the same, whichever way is better.
        ("direction_unclear", ~is_one_way & ~(is_same & is_one_sign)),
    ]
    reason = pl.lit(None, pl.String)
    for code, when in reversed(conditions):
        reason = pl.when(when).then(pl.lit(code)).otherwise(reason)
    return reason


def _units(first: str, second: str) -> list[tuple[str, pl.Expr]]:
    """Whether the figures of two sides cannot be compared in their base units.

    Where only one prints a unit, that must be one that is not converted, and 0.95 and 95 % may be the same.
    """
    units = [pl.col(f"{side}_base_unit") for side in (first, second)]
    figures = [number(f"{side}_value_base") for side in (first, second)]
    is_alone = units[0].is_null() != units[1].is_null()
    is_share = (pl.coalesce(units) == "%").fill_null(value=False)
    is_fraction = (pl.min_horizontal(figures) <= 1) & (pl.max_horizontal(figures) > 1)
    is_scaled = pl.any_horizontal(
        (pl.col(f"{side}_unit_canonical") != unit).fill_null(value=False)
        for side, unit in zip((first, second), units, strict=True)
    )
    return [
        ("units_differ", (units[0] != units[1]).fill_null(value=False)),
        ("unit_unclear", is_alone & (is_scaled | is_share & is_fraction)),
    ]


def _doubted_pair() -> pl.Expr:
    """Names of the columns of the two rows, and of the two matches, on which the change rests in doubt."""
    names = pl.lit(list(_TARGET), pl.List(pl.String))
    both = pl.col("doubtful").list.set_union(pl.col("earlier_doubtful"))
    return pl.concat_list(
        both.list.set_intersection(names),
        _when("name_match", (pl.col("name_match") != "name") | both.list.contains("name")),
        _when("project_match", pl.col("is_project_doubted")),
    ).list.sort()


def _when(name: str, condition: pl.Expr) -> pl.Expr:
    return pl.when(condition).then(pl.lit([name], pl.List(pl.String))).otherwise(_NONE)


def lowered_check() -> Check:
    """X03, over :func:`with_earlier`."""
    target, earlier = number("target_value_base"), number("earlier_actual_value_base")
    direction = pl.col("direction")
    is_limit = (direction == "less").fill_null(value=False)
    is_lowered = pl.when(is_limit).then(target * _LOWERED >= earlier).otherwise(target <= earlier * _LOWERED)
    # The bound is told in the unit of the target.
    factor = number("target_value") / target
    bound = pl.when(is_limit).then(earlier / _LOWERED).otherwise(earlier * _LOWERED) * pl.when(factor.is_finite()).then(
        factor
    ).otherwise(1.0)
    rest = pl.col("earlier_doubtful").list
    is_earlier_doubted = pl.any_horizontal(
        rest.contains(name) for name in ("actual_operator", "actual_value", "actual_unit_canonical")
    )
    return Check(
        rule_id="X03",
        unless=[
            ("published_twice", pl.col("duplicate_of").is_not_null()),
            ("no_earlier_year", pl.col("earlier_form_id").is_null()),
            ("no_target_number", pl.col("target_value").is_null()),
            ("no_earlier_number", pl.col("earlier_actual_value").is_null() | is_bound("earlier_actual")),
            ("unit_unknown", is_unknown("target") | is_unknown("earlier_actual")),
            *_units("target", "earlier_actual"),
            ("range_or_words", pl.col("target_operator").is_in(["range", "qualitative"])),
            ("nothing_reached", earlier <= 0),
            ("direction_unclear", direction.is_null()),
        ],
        fails=is_lowered,
        values={"target": pl.col("target_text"), "earlier": pl.col("earlier_actual_text"), "bound": shown(bound)},
        expected=choose((is_limit, "below"), otherwise="above"),
        found=pl.col("target_text"),
        low=pl.when(~is_limit).then(bound),
        high=pl.when(is_limit).then(bound),
        rests_on=[*_TARGET, "name"],
        doubts=pl.concat_list(
            _when("actual_value", is_earlier_doubted),
            _when("name_match", (pl.col("name_match") != "name") | rest.contains("name")),
            _when("project_match", pl.col("is_project_doubted")),
        ),
    )
