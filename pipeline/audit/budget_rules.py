"""Checks of the budget block: B01 to B07.

Belongs here: funding rows, rate, budget score and what the money says about the outputs. Does not belong here:
points of indicators (``score_rules``, ``indicator_rules``).
"""

from __future__ import annotations

import polars as pl

from pipeline.arithmetic import budget_score_bounds, rate_bounds
from pipeline.audit.check import Check, between, shown
from pipeline.audit.frames import Facts, beside, doubted, number
from pipeline.audit.lexicon import lexicon
from pipeline.audit.printed import MONEY
from pipeline.audit.reason_rules import TEXTS
from pipeline.audit.wording import Words, choose, phrase

_EPSILON = 1e-9
# The smallest amount of money, in yuan.
_FEN = 0.01
_NONE = pl.lit([], pl.List(pl.String))
_LITTLE_PCT, _MOST = 10, 0.9


def funding_rows(facts: Facts) -> pl.DataFrame:
    """Every form with a funding row and what its parts add up to, in every column of money at once.

    The row is the first whose parts differ, the total row before rows of which others are a part; the total row where
    none differs. Columns compared (how many columns have both), off (how many of them differ), is_total_off, is_nested,
    row_name, column_zh, column_en, parts, total, low, high (of the first that differs; several are joined in the
    texts), off_columns, is_part_doubted.
    """
    first = facts.total.select("subject", total_no="line_no")
    frames = []
    for order, (column, words) in enumerate(MONEY.items()):
        parts = (
            # Departments print two lists of the same money: where it comes from and what it is for.
            facts.line.filter(pl.col("parent_line_no").is_not_null())
            .group_by("subject", "parent_line_no", "division_no")
            .agg(
                number(column).sum().alias("parts"),
                pl.col(column).count().alias("counted"),
                pl.col(f"half_line_{column}").fill_null(0.0).sum().alias("half_parts"),
                doubted(column, "parent_line_no").any().alias("is_part_doubted"),
            )
            .filter(pl.col("counted") > 0)
        )
        totals = facts.line.select(
            "subject",
            parent_line_no="line_no",
            row_name="label_text",
            total=number(column),
            half=pl.col(f"half_line_{column}"),
        )
        name = phrase(words)
        frames.append(
            parts.join(totals, on=["subject", "parent_line_no"])
            .filter(pl.col("total").is_not_null())
            .with_columns(order=pl.lit(order), column=pl.lit(column), column_zh=name.zh, column_en=name.en)
        )
    allowed = pl.col("half").fill_null(0.0) + pl.col("half_parts") + _FEN / 2
    rows = pl.concat(frames).join(first, on="subject").with_columns(allowed=allowed)
    more = pl.col("parts") - pl.col("total")
    # 其中 with one part below a row names that part alone; it cannot be more than the row.
    names_one = (pl.col("counted") == 1) & (pl.col("parent_line_no") != pl.col("total_no"))
    is_off = pl.when(names_one).then(more > pl.col("allowed")).otherwise(more.abs() > pl.col("allowed"))
    sums = (
        rows.with_columns(is_off=is_off)
        .sort("subject", "parent_line_no", "division_no", "order")
        .group_by("subject", "parent_line_no", maintain_order=True)
        .agg(
            pl.len().alias("compared"),
            pl.col("is_off").sum().alias("off"),
            pl.first("row_name", "total_no"),
            pl.col("column").filter("is_off").unique(maintain_order=True).alias("off_columns"),
            *(_joined(name) for name in ("column_zh", "column_en")),
            *(_joined(name, shown(pl.col(name), 2)) for name in ("parts", "total")),
            (pl.col("parts") - pl.col("allowed")).filter("is_off").first().alias("low"),
            (pl.col("parts") + pl.col("allowed")).filter("is_off").first().alias("high"),
            (pl.col("is_off") & pl.col("is_part_doubted")).any().alias("is_part_doubted"),
        )
    )
    is_off_at_all, is_nested = pl.col("off") > 0, pl.col("parent_line_no") != pl.col("total_no")
    chosen = (
        sums.with_columns(is_nested=is_nested, is_total_off=(is_off_at_all & ~is_nested).any().over("subject"))
        .filter(is_off_at_all | ~pl.col("is_nested"))
        .sort("subject", ~is_off_at_all, "is_nested", "parent_line_no")
        .unique("subject", keep="first", maintain_order=True)
        .drop("parent_line_no", "total_no")
    )
    return beside(facts.total, chosen, on=["subject"])


def _joined(name: str, text: pl.Expr | None = None) -> pl.Expr:
    values = pl.col(name) if text is None else text
    return values.filter("is_off").str.join("、").alias(name)


def funding_check() -> Check:
    """B01, over :func:`funding_rows`: once for a form, whatever the number of columns that differ."""
    is_doubted = pl.col("doubtful").list.set_intersection(pl.col("off_columns").fill_null(_NONE)).list.len() > 0
    return Check(
        rule_id="B01",
        unless=[("no_part_rows", pl.col("compared").is_null())],
        fails=pl.col("off") > 0,
        message=choose((pl.col("is_nested"), "nested"), otherwise="default"),
        values={
            "row": pl.col("row_name"),
            "parts": pl.col("parts"),
            "total": pl.col("total"),
            "column": Words(pl.col("column_zh"), pl.col("column_en")),
        },
        expected=pl.col("parts"),
        found=pl.col("total"),
        low=pl.col("low"),
        high=pl.col("high"),
        doubts=pl.when(is_doubted | pl.col("is_part_doubted")).then(pl.col("off_columns")).otherwise(_NONE),
        # 其中 may name some of the parts only.
        severity=pl.when("is_nested").then(pl.lit("warning")),
    )


def with_rows_above(facts: Facts) -> pl.DataFrame:
    """The funding rows with what is told of the rows above them, so that one fact is told once.

    Columns is_repeated (the row prints the figures of the total row once more) and is_above_overspent. What the rate is
    held against are rate_executed, rate_budget and their halves: the amounts of the row, or for a total row without
    amounts those of its parts (``is_of_parts``).
    """
    figures = [*MONEY, "execution_rate_pct"]
    over = pl.col("executed_yuan") > pl.col("adjusted_budget_yuan")
    totals = facts.total.select("subject", *(pl.col(name).alias(f"total_{name}") for name in figures))
    parents = facts.line.select("subject", parent_line_no="line_no", is_parent_overspent=over)
    lines = beside(facts.line, totals, on=["subject"])
    is_total = pl.col("is_total").fill_null(value=False)
    same = [pl.col(name).is_null() | pl.col(name).eq_missing(pl.col(f"total_{name}")) for name in figures]
    lines = beside(lines, parents, on=["subject", "parent_line_no"])
    lines = beside(lines, _sums_below(facts), on=["subject", "line_no"])
    is_blank = pl.all_horizontal(pl.col(name).is_null() for name in MONEY)
    lines = _with_mended(lines, is_total)
    is_of_parts = (is_total & is_blank & pl.col("executed_below").is_not_null()).fill_null(value=False)
    own = {"executed": number("executed_yuan"), "budget": pl.col("budget")}
    halves = {"executed": pl.col("half_line_executed_yuan"), "budget": pl.col("half_budget")}
    return lines.with_columns(
        *(pl.when(is_of_parts).then(f"{name}_below").otherwise(own[name]).alias(f"rate_{name}") for name in own),
        *(
            pl.when(is_of_parts).then(f"half_{name}_below").otherwise(halves[name]).alias(f"half_rate_{name}")
            for name in own
        ),
        is_of_parts=is_of_parts,
        is_repeated=~is_total & pl.all_horizontal(same),
        is_above_overspent=~is_total
        & (
            pl.col("is_parent_overspent").fill_null(value=False)
            | (pl.col("total_executed_yuan") > pl.col("total_adjusted_budget_yuan")).fill_null(value=False)
        ),
    )


def _with_mended(lines: pl.DataFrame, is_total: pl.Expr) -> pl.DataFrame:
    """The rows with executed_mended and budget_mended: the amount with which the parts would make the total.

    Of the total row that is the sum of its parts, of a part what the other parts leave; null where the sum holds.
    """
    below = lines.filter(is_total).select(
        "subject",
        parent_line_no="line_no",
        executed_gap=pl.col("executed_below") - number("executed_yuan"),
        budget_gap=pl.col("budget_below") - pl.col("budget"),
    )
    lines = beside(lines, below, on=["subject", "parent_line_no"])
    own = {"executed": number("executed_yuan"), "budget": pl.col("budget")}
    return lines.with_columns(
        pl.when(is_total & ((pl.col(f"{name}_below") - value).abs() > _FEN))
        .then(f"{name}_below")
        .when(pl.col(f"{name}_gap").abs() > _FEN)
        .then(value - pl.col(f"{name}_gap"))
        .alias(f"{name}_mended")
        for name, value in own.items()
    ).drop("executed_gap", "budget_gap")


def _fits_mended(half_rate: pl.Expr) -> pl.Expr:
    """Whether the printed rate fits once the executed amount, the budget or both are what the sum asks for."""
    rate, executed, budget = number("execution_rate_pct"), pl.col("executed_mended"), pl.col("budget_mended")
    fits = []
    for spent, planned in ((executed, pl.col("budget")), (number("executed_yuan"), budget), (executed, budget)):
        low, high = rate_bounds(spent, pl.col("half_line_executed_yuan"), planned, pl.col("half_budget"), half_rate,
                                pl.lit(_FEN))  # fmt: skip
        fits.append(((planned > 0) & (rate >= low - _EPSILON) & (rate <= high + _EPSILON)).fill_null(value=False))
    return pl.any_horizontal(*fits)


def _sums_below(facts: Facts) -> pl.DataFrame:
    """Budget and executed amount of the parts of a row, where each part has both or neither, in one list of parts."""
    parts = facts.line.filter(pl.col("parent_line_no").is_not_null())
    has_both = pl.col("budget").is_not_null() & pl.col("executed_yuan").is_not_null()
    has_none = pl.all_horizontal(pl.col(name).is_null() for name in ("budget", "executed_yuan"))
    sums = parts.group_by("subject", line_no="parent_line_no").agg(
        number("executed_yuan").sum().alias("executed_below"),
        pl.col("budget").sum().alias("budget_below"),
        pl.col("half_line_executed_yuan").fill_null(0.0).sum().alias("half_executed_below"),
        pl.col("half_budget").fill_null(0.0).sum().alias("half_budget_below"),
        (has_both | has_none).all().alias("is_whole"),
        has_both.any().alias("has_amounts"),
        pl.col("division_no").n_unique().alias("lists"),
        doubted("executed_yuan", *MONEY, "parent_line_no").any().alias("is_below_doubted"),
    )
    return sums.filter(pl.col("is_whole") & pl.col("has_amounts") & (pl.col("lists") == 1)).drop(
        "is_whole", "has_amounts", "lists"
    )


def line_checks() -> list[Check]:
    """B02 and B05, over :func:`with_rows_above`."""
    executed, rate = number("executed_yuan"), number("execution_rate_pct")
    half_rate = pl.col("half_line_execution_rate_pct")
    low, high = rate_bounds(
        pl.col("rate_executed"),
        pl.col("half_rate_executed"),
        pl.col("rate_budget"),
        pl.col("half_rate_budget"),
        half_rate,
        pl.lit(_FEN),
    )
    is_of_parts = pl.col("is_of_parts")
    half_executed = pl.col("half_line_executed_yuan")
    adjusted, half_adjusted = number("adjusted_budget_yuan"), pl.col("half_line_adjusted_budget_yuan")
    # 0.95 printed for 95 %: another notation, and no other rate.
    is_share = (100 * rate >= low - 100 * half_rate) & (100 * rate <= high + 100 * half_rate) & (rate <= 2)
    is_off = (rate < low - _EPSILON) | (rate > high + _EPSILON)
    return [
        Check(
            rule_id="B02",
            unless=[
                ("no_printed_rate", rate.is_null()),
                ("amount_missing", pl.col("rate_executed").is_null() | pl.col("rate_budget").is_null()),
                ("budget_is_zero", pl.col("rate_budget") <= 0),
                ("repeats_total_row", pl.col("is_repeated")),
                ("figures_unsure", _all_doubted("executed_yuan", "execution_rate_pct")),
                ("mends_the_sum", is_off & _fits_mended(half_rate)),
            ],
            fails=is_off & ~is_share,
            message=choose((is_of_parts, "parts"), otherwise="default"),
            values={"rate": shown(rate), "allowed": between(low, high, 2)},
            expected=between(low, high),
            found=shown(rate),
            low=low,
            high=high,
            rests_on=["executed_yuan", "execution_rate_pct"],
            doubts=pl.col("doubtful")
            .list.set_intersection(pl.concat_list("budget_field"))
            .list.set_union(
                pl.when(is_of_parts & pl.col("is_below_doubted").fill_null(value=False))
                .then(pl.lit(["executed_yuan"], pl.List(pl.String)))
                .otherwise(_NONE)
            ),
            # 95.1667 % printed as 95.16: cut off where others round.
            severity=pl.when((rate < low) & (rate > low - half_rate - _EPSILON)).then(pl.lit("info")),
            is_local=True,
        ),
        Check(
            rule_id="B05",
            unless=[
                ("amount_missing", executed.is_null() | adjusted.is_null()),
                ("told_above", pl.col("is_above_overspent")),
                (
                    "mends_the_sum",
                    (executed > adjusted)
                    & pl.any_horizontal(
                        pl.col("executed_mended") <= pl.coalesce("budget_mended", adjusted),
                        executed <= pl.col("budget_mended"),
                    ).fill_null(value=False),
                ),
            ],
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


def _all_doubted(*columns: str) -> pl.Expr:
    """Whether all figures of a comparison are doubtful: the doubt says already that they do not go together."""
    return pl.all_horizontal(doubted(column) for column in columns)


def _rate_of_amounts(half_rate: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The lowest and the highest rate that the amounts of a row allow, printed to within ``half_rate``."""
    return rate_bounds(
        number("executed_yuan"),
        pl.col("half_line_executed_yuan"),
        pl.col("budget"),
        pl.col("half_budget"),
        half_rate,
        pl.lit(_FEN),
    )


def total_checks() -> list[Check]:
    """B03, B04, B06 and B07, over :func:`with_wrong_sums` joined with :func:`outputs` and the reasons."""
    return [_budget_score(), _low_rate(), _adjusted(), _outputs_without_money()]


def with_wrong_sums(total: pl.DataFrame, funding: pl.DataFrame) -> pl.DataFrame:
    """The total rows with ``is_sum_off``: the parts contradict the total, so that nothing follows from its amounts."""
    return beside(total, funding.select("subject", is_sum_off="is_total_off"), on=["subject"])


# From the amounts first: a printed rate may be a share, or a slip of its own.
_RATE = pl.coalesce(number("computed_rate_pct"), number("execution_rate_pct"))
_NO_TOTAL_ROW = ("no_total_row", pl.col("line_no").is_null())
_NO_RATE = ("no_rate", _RATE.is_null())
_NO_BUDGET = ("budget_is_zero", (pl.col("budget") <= 0).fill_null(value=False))
_WRONG_SUM = ("parts_contradict_total", pl.col("is_sum_off").fill_null(value=False))


def _budget_score() -> Check:
    weight = pl.coalesce(number("weight"), number("budget_weight"))
    score, half_score = number("score"), pl.col("half_line_score").fill_null(0.005)
    half_rate = pl.col("half_line_execution_rate_pct").fill_null(0.005)
    full = pl.lit(100.0)
    low, high = budget_score_bounds(_RATE, half_rate, weight, half_score, full)
    # The amounts may have been rounded before they were printed, the rate was not.
    least, most = _rate_of_amounts(pl.lit(0.0))
    low_of_amounts, high_of_amounts = budget_score_bounds(
        (least + most) / 2, (most - least) / 2, weight, half_score, full
    )
    low, high = pl.min_horizontal(low, low_of_amounts), pl.max_horizontal(high, high_of_amounts)
    # A score that goes with the printed rate repeats what is wrong about the rate.
    printed_low, printed_high = budget_score_bounds(number("execution_rate_pct"), half_rate, weight, half_score, full)
    is_off = (score < low - _EPSILON) | (score > high + _EPSILON)
    # The score that the total score asks for, or the weight that the total weight asks for, would fit.
    mended = score + pl.col("score_gap")
    fits_total = (pl.col("score_gap").abs() > _EPSILON) & (mended >= low - _EPSILON) & (mended <= high + _EPSILON)
    other_low, other_high = budget_score_bounds(_RATE, half_rate, weight - pl.col("weight_over"), half_score, full)
    fits_weights = (
        (pl.col("weight_over").abs() > _EPSILON) & (score >= other_low - _EPSILON) & (score <= other_high + _EPSILON)
    )
    goes_with_printed = (score >= printed_low - _EPSILON) & (score <= printed_high + _EPSILON)
    return Check(
        rule_id="B03",
        unless=[
            _NO_TOTAL_ROW,
            ("no_score", score.is_null()),
            ("no_weight", weight.is_null()),
            _NO_RATE,
            _NO_BUDGET,
            _WRONG_SUM,
            ("beyond_weight", (score > weight) | (score < 0)),
            ("score_off", (is_off & fits_total).fill_null(value=False)),
            ("weight_off", (is_off & fits_weights).fill_null(value=False)),
        ],
        fails=is_off & ~goes_with_printed.fill_null(value=False),
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
        unless=[
            _NO_TOTAL_ROW,
            _NO_RATE,
            _NO_BUDGET,
            _WRONG_SUM,
            ("outputs_without_money", _is_output_unpaid().fill_null(value=False)),
        ],
        fails=(limit - _EPSILON > _RATE) & ~pl.col("explains_money"),
        values={"rate": shown(_RATE, 2), "limit": shown(limit)},
        expected="default",
        found=shown(_RATE, 2),
        low=limit,
        rests_on=["execution_rate_pct", "computed_rate_pct"],
        doubts=pl.col("reason_doubts").list.set_union(
            pl.when("is_text_doubted").then(pl.lit(["actual_goal"], pl.List(pl.String))).otherwise(_NONE)
        ),
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
        for text in (*TEXTS, "deviation_analysis", "problems")
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


def _is_output_unpaid() -> pl.Expr:
    is_full = pl.col("full_output_weight") >= _MOST * pl.col("output_weight") - _EPSILON
    return (_RATE < _LITTLE_PCT) & is_full & (pl.col("output_weight") > 0)


def _outputs_without_money() -> Check:
    return Check(
        rule_id="B07",
        unless=[
            _NO_TOTAL_ROW,
            _NO_RATE,
            _NO_BUDGET,
            _WRONG_SUM,
            ("no_scored_outputs", (pl.col("output_weight") > 0).not_().fill_null(value=True)),
        ],
        fails=_is_output_unpaid(),
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
    is_scored = is_output & pl.col("score").is_not_null() & (pl.col("known_weight") > 0)
    weight = number("known_weight")
    sums = facts.counted.group_by("subject").agg(
        pl.when(is_scored).then(weight).sum().alias("output_weight"),
        pl.when(is_scored & (pl.col("score") == pl.col("known_weight"))).then(weight).sum().alias("full_output_weight"),
        doubted("level1", "weight", "score").any().alias("is_output_doubted"),
    )
    return sums.collect()
