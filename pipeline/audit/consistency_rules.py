"""Checks of a form's parts against each other: B08, S08 to S10, T04 to T07.

Belongs here: money against money of another size, weights against the usual ones, scores that are missing, goals and
reasons against figures. Does not belong here: sums and rates (``budget_rules``, ``score_rules``).
"""

from __future__ import annotations

import polars as pl

from pipeline.audit.check import Check, shown
from pipeline.audit.frames import Facts, beside, doubted, is_numbered_part, number
from pipeline.audit.lexicon import lexicon
from pipeline.audit.printed import MONEY
from pipeline.audit.wording import choose

_NONE = pl.lit([], pl.List(pl.String))
_EPSILON = 1e-9
_LOW_FACTOR, _HIGH_FACTOR = 9_000, 11_000
_USUAL = {"产出指标": 50, "效益指标": 30, "满意度指标": 10}
_USUAL_WITH_COST = {"产出指标": 40, "成本指标": 20, "效益指标": 20, "满意度指标": 10}
_FARTHEST = 20
"""Points of 100 by which the weight of a level may differ from the usual one."""
_LEAST_BENEFIT, _LEAST_COST = 10, 10
_FEWEST_SAME, _SHORTEST_SAME = 3, 8
_SHORTEST_GOAL = 12
_FIGURE = r"\d[\d,]*(?:\.\d+)?"
_PARTIAL = r"截[至止]|[上下]半年|季度|[1-9１-９一二三四五六七八九十]月|项目一|其中|分别|本级"
_TOLD_RATE = r"预算(?:资金)?执行率(?:为|达到?了?|完成|是|：|:)?(\d{1,3}(?:\.\d+)?)[%％]"
_YEAR_END = r"截[至止]到?(?:20\d\d年)?(?:12月(?:31日|底|末)|年[底末])"
_FAR_RATE = 1.0
"""Points by which a rate in words may differ from that of the money: a text rounds."""
_SHORTEST_STEM = 2
_EPIDEMIC_OVER = 2024


def _flag(when: pl.Expr, *columns: str) -> pl.Expr:
    return pl.when(when).then(pl.lit(list(columns), pl.List(pl.String))).otherwise(_NONE)


# Money


def unit_check() -> Check:
    """B08, over every funding row: amounts that differ by the factor between yuan and 万元."""
    money = list(MONEY)
    # More was spent than there was, ten thousand times; or a budget shrank or grew by just that.
    pairs = [("executed_yuan", "adjusted_budget_yuan"), ("adjusted_budget_yuan", "initial_budget_yuan"),
             ("initial_budget_yuan", "adjusted_budget_yuan"), ("executed_yuan", "initial_budget_yuan")]  # fmt: skip
    suspects = [
        ((number(above) / number(below)).is_between(_LOW_FACTOR, _HIGH_FACTOR) & (number(below) > 0)).fill_null(
            value=False
        )
        for above, below in pairs
    ]
    # Little was spent by the amounts and all of it by the printed rate.
    printed, computed = number("execution_rate_pct"), 100 * number("executed_yuan") / pl.col("budget")
    by_rate = (
        (printed / computed).is_between(_LOW_FACTOR, _HIGH_FACTOR) & (computed > 0) & (pl.col("budget") > 0)
    ).fill_null(value=False)
    amounts = {name: shown(number(name), 2) for name in money}
    return Check(
        rule_id="B08",
        unless=[("amount_missing", pl.sum_horizontal(pl.col(name).is_not_null() for name in money) < 2)],
        fails=pl.any_horizontal(*suspects, by_rate),
        values={"initial": amounts[money[0]], "adjusted": amounts[money[1]], "executed": amounts[money[2]]},
        expected="default",
        found=pl.concat_str([value.fill_null("-") for value in amounts.values()], separator=" / "),
        rests_on=[*money, "execution_rate_pct"],
    )


# Points


def level_sums(facts: Facts) -> pl.DataFrame:
    """Every form with the share of its total weight under each usual level, in points of 100, and what it prints.

    Rows numbered as parts of the row above them are left out where just they are too many for the total. Columns
    share_<level>, weighted, is_usual_structure, has_cost_level, has_stated_weights, is_share_doubted, is_sum_off (the
    weights do not add up to the total, so that nothing follows from their shares).
    """
    total = pl.col("total_weight").cast(pl.Float64)
    is_hidden = pl.col("weight").is_null() & pl.col("score").is_not_null()
    of_budget = (
        facts.line.filter("is_total")
        .group_by("form_id")
        .agg(number("weight").sum().alias("of_budget"), is_hidden.any().alias("is_budget_hidden"))
    )
    columns = ("subject", "form_id", "level1", "weight", "doubtful")
    counted = facts.counted.select(*columns, is_part=is_numbered_part()).collect()
    over = pl.col("of_rows") + pl.col("of_budget").fill_null(0) - pl.col("of_form")
    is_divided = ((pl.col("of_parts") > 0) & ((over - pl.col("of_parts")).abs() < _EPSILON)).fill_null(value=False)
    is_off = (over > _EPSILON) | ((over < -_EPSILON) & ~pl.col("is_budget_hidden"))
    forms = (
        counted.group_by("subject", "form_id")
        .agg(number("weight").sum().alias("of_rows"), pl.when("is_part").then(number("weight")).sum().alias("of_parts"))
        .join(facts.form.select("form_id", of_form=total), on="form_id", how="left")
        .join(of_budget, on="form_id", how="left")
        .select("subject", is_divided=is_divided, is_sum_off=~is_divided & is_off.fill_null(value=False))
    )
    counted = beside(counted, forms, on=["subject"])
    rows = counted.filter((pl.col("weight") > 0) & ~(pl.col("is_divided") & pl.col("is_part")))
    sums = rows.group_by("subject").agg(
        *(
            pl.when(pl.col("level1") == level).then(number("weight")).sum().alias(f"weight_{level}")
            for level in _USUAL_WITH_COST
        ),
        pl.col("level1").is_in(_USUAL_WITH_COST).all().alias("is_usual_structure"),
        (pl.col("level1") == "成本指标").any().alias("has_cost_level"),
        doubted("level1", "weight", "is_counted").any().alias("is_share_doubted"),
        number("weight").sum().alias("weighted"),
        pl.col("is_sum_off").any(),
    )
    stated = facts.weights.select("form_id").unique().with_columns(has_stated_weights=pl.lit(value=True))
    joined = beside(beside(facts.form, sums, on=["subject"]), stated, on=["form_id"])
    return joined.with_columns(
        (100 * pl.col(f"weight_{level}") / total).alias(f"share_{level}") for level in _USUAL_WITH_COST
    )


def level_check() -> Check:
    """S08, over :func:`level_sums`."""
    shares = {level: pl.col(f"share_{level}") for level in _USUAL_WITH_COST}
    cost = shares["成本指标"].fill_null(0)
    has_cost = pl.col("has_cost_level").fill_null(value=False) & (cost >= _LEAST_COST - _EPSILON)
    # A cost level of a few points stands for the cost indicators that are outputs in 财预〔2020〕10号.
    shares["产出指标"] = shares["产出指标"] + pl.when(has_cost).then(0.0).otherwise(cost)
    far = [
        (
            (
                shares[level]
                - pl.when(has_cost).then(float(_USUAL_WITH_COST[level])).otherwise(float(_USUAL.get(level, 0)))
            ).abs()
            >= _FARTHEST - _EPSILON
        )
        & (has_cost | pl.lit(level in _USUAL))
        for level in _USUAL_WITH_COST
    ]
    names = {"产出指标": "output", "效益指标": "benefit", "满意度指标": "satisfaction", "成本指标": "cost"}
    return Check(
        rule_id="S08",
        unless=[
            ("no_total_weight", pl.col("total_weight").is_null() | (pl.col("total_weight") <= 0)),
            ("no_weights", (pl.col("weighted") > 0).not_().fill_null(value=True)),
            ("other_structure", ~pl.col("is_usual_structure").fill_null(value=False)),
            ("not_a_project", pl.col("form_kind") != "project"),
            ("weights_do_not_add_up", pl.col("is_sum_off").fill_null(value=False)),
            # Hardly any weight on benefit is what another rule is about.
            ("benefit_is_nominal", (shares["效益指标"] < _LEAST_BENEFIT - _EPSILON).fill_null(value=False)),
            ("form_prints_weights", pl.col("has_stated_weights").fill_null(value=False)),
        ],
        fails=pl.any_horizontal(far),
        message=choose((has_cost, "with_cost"), otherwise="default"),
        values={names[level]: shown(shares[level], 2) for level in names},
        expected=choose((has_cost, "with_cost"), otherwise="default"),
        found=shown(shares["产出指标"], 2),
        rests_on=["total_weight"],
        doubts=_flag(pl.col("is_share_doubted").fill_null(value=False), "level1", "weight"),
    )


def scores_missing(facts: Facts) -> pl.DataFrame:
    """Every indicator with the number of scores that its form prints (``scores_of_form``)."""
    given = facts.counted.group_by("subject").agg(pl.col("score").count().alias("scores_of_form")).collect()
    return beside(facts.indicator, given, on=["subject"])


def missing_score_check() -> Check:
    """S09, over :func:`scores_missing`."""
    return Check(
        rule_id="S09",
        unless=[
            ("no_weight", (pl.col("weight") > 0).not_().fill_null(value=True)),
            ("divided_by_others", ~pl.col("is_counted").fill_null(value=True)),
            ("no_scores", (pl.col("scores_of_form") > 0).not_().fill_null(value=True)),
            # A score may stand there that was not read, or the weight may be one.
            ("text_may_be_lost", pl.col("score").is_null() & doubted("score")),
        ],
        fails=pl.col("score").is_null(),
        values={"name": pl.col("name"), "weight": shown(number("weight"))},
        expected="default",
        rests_on=["score", "weight"],
    )


def divided(facts: Facts) -> pl.DataFrame:
    """Every indicator that others divide, with the sums of their weights and scores; other rows have nulls there."""
    parts = facts.indicator.filter(pl.col("parent_indicator_no").is_not_null())
    sums = parts.group_by("subject", indicator_no=pl.col("parent_indicator_no")).agg(
        pl.len().alias("children"),
        number("weight").sum().alias("child_weight"),
        pl.col("weight").null_count().alias("child_weights_missing"),
        number("score").sum().alias("child_score"),
        pl.col("score").null_count().alias("child_scores_missing"),
        doubted("weight", "score", "parent_indicator_no").any().alias("is_child_doubted"),
    )
    return beside(facts.indicator, sums, on=["subject", "indicator_no"])


def divided_check() -> Check:
    """S10, over :func:`divided`."""
    weight, score = number("weight"), number("score")
    is_weight_off = (pl.col("child_weights_missing") == 0) & ((pl.col("child_weight") - weight).abs() > _EPSILON)
    is_score_off = (pl.col("child_scores_missing") == 0) & ((pl.col("child_score") - score).abs() > _EPSILON)
    is_weight_off = is_weight_off.fill_null(value=False)
    return Check(
        rule_id="S10",
        unless=[
            ("not_divided", pl.col("children").is_null()),
            (
                "value_missing_in_parts",
                (weight.is_null() | (pl.col("child_weights_missing") > 0))
                & (score.is_null() | (pl.col("child_scores_missing") > 0)),
            ),
        ],
        fails=is_weight_off | is_score_off.fill_null(value=False),
        message=choose((is_weight_off, "weight"), otherwise="score"),
        values={
            "name": pl.col("name"),
            "weight": shown(weight),
            "child_weight": shown(pl.col("child_weight")),
            "score": shown(score),
            "child_score": shown(pl.col("child_score")),
        },
        expected=pl.when(is_weight_off).then(shown(pl.col("child_weight"))).otherwise(shown(pl.col("child_score"))),
        found=pl.when(is_weight_off).then(shown(weight)).otherwise(shown(score)),
        rests_on=["weight", "score"],
        doubts=_flag(pl.col("is_child_doubted").fill_null(value=False), "parent_indicator_no"),
    )


# Texts


def goal_texts(facts: Facts, outputs: pl.DataFrame) -> pl.DataFrame:
    """Every form with its goals and what its output indicators score (``budget_rules.outputs``).

    ``is_borne_out``: the result states figures, and each of them stands among the actual values too.
    """
    shown_by_rows = facts.indicator.group_by("subject").agg(
        row_figures=pl.col("actual_text").fill_null("").str.join(" ").str.extract_all(_FIGURE).first()
    )
    told = pl.col("actual_goal").fill_null("").str.replace_all(r"20\d\d年", "").str.extract_all(_FIGURE)
    forms = beside(beside(facts.form, outputs, on=["subject"]), shown_by_rows, on=["subject"])
    return forms.with_columns(
        is_borne_out=(told.list.len() > 0) & (told.list.set_difference(pl.col("row_figures")).list.len() == 0)
    )


def goal_check() -> Check:
    """T04 for a form: what was achieved is said not to be done, or repeats the goal word for word."""
    goal, actual = (pl.col(name).fill_null("").str.replace_all(r"\s", "") for name in ("expected_goal", "actual_goal"))
    clauses = pl.col("actual_goal").fill_null("").str.replace_all(r"[。；;，,\n]", "\n").str.split("\n")
    undone = clauses.list.filter(lexicon().answers.not_done.found_in(pl.element()))
    is_undone = (undone.list.len() > 0) & (
        (pl.col("full_output_weight") >= pl.col("output_weight") - _EPSILON) & (pl.col("output_weight") > 0)
    ).fill_null(value=False)
    is_copy = (
        (goal == actual) & (goal.str.len_chars() >= _SHORTEST_GOAL) & ~pl.col("is_borne_out").fill_null(value=False)
    )
    said = undone.list.first()
    return Check(
        rule_id="T04",
        unless=[("no_goal", (goal == "") | (actual == ""))],
        fails=is_undone | is_copy,
        message=choose((is_undone, "undone"), otherwise="copied"),
        values={"text": said, "full": shown(pl.col("full_output_weight"))},
        expected=choose((is_undone, "undone"), otherwise="copied"),
        found=pl.when(is_undone).then(said).otherwise(pl.col("actual_goal")),
        rests_on=["expected_goal", "actual_goal"],
        doubts=_flag(is_undone & pl.col("is_output_doubted").fill_null(value=False), "weight", "score"),
        severity=pl.when(is_copy & ~is_undone).then(pl.lit("info")),
    )


def goal_figures(facts: Facts) -> pl.DataFrame:
    """Every indicator with the figure that the goal of its form states for it, where it does so just once.

    Column ``in_goal``: the figure behind the indicator's own words (巡查次数 and 完成巡查200次), in the unit of the
    target; null where the goal names it not at all, several times, or in another unit.
    """
    stem = pl.col("name").str.replace_all(r"[\s\p{P}\p{S}]", "").str.replace(lexicon().answers.counted, "")
    rows = facts.indicator.select("subject", "indicator_no", "target_unit", "target_value", stem=stem).join(
        facts.form.select("subject", goal=pl.col("expected_goal").str.replace_all(r"\s", "")), on="subject"
    )
    rows = rows.filter(
        (pl.col("stem").str.len_chars() >= _SHORTEST_STEM)
        & pl.col("target_value").is_not_null()
        & pl.col("target_unit").is_not_null()
        & pl.col("goal").str.contains(pl.col("stem"), literal=True)
    )
    pieces = rows.with_columns(piece=pl.col("goal").str.split(pl.col("stem"))).filter(pl.col("piece").list.len() == 2)
    tail = pl.col("piece").list.get(1, null_on_oob=True)
    figure = tail.str.extract(r"^[^\d，。；、,;（(]{0,4}?(\d[\d,，]*(?:\.\d+)?)", 1)
    unit = tail.str.extract(r"^[^\d，。；、,;（(]{0,4}?\d[\d,，]*(?:\.\d+)?([^\d\s，。；、,;（()）]{1,4})", 1)
    found = pieces.with_columns(
        in_goal=figure.str.replace_all(r"[,，]", "").cast(pl.Float64, strict=False), goal_unit=unit
    ).filter(pl.col("in_goal").is_not_null() & pl.col("goal_unit").fill_null("").str.starts_with(pl.col("target_unit")))
    known = facts.form.select(
        "subject", is_goal_doubted=doubted("expected_goal"), has_goal=pl.col("expected_goal").is_not_null()
    )
    frame = beside(facts.indicator, known, on=["subject"])
    return beside(frame, found.select("subject", "indicator_no", "in_goal"), on=["subject", "indicator_no"])


def goal_figure_check() -> Check:
    """T04 for an indicator, over :func:`goal_figures`."""
    return Check(
        rule_id="T04",
        unless=[
            ("no_goal", ~pl.col("has_goal").fill_null(value=False)),
            ("goal_names_no_figure", pl.col("in_goal").is_null()),
            ("no_target_number", pl.col("target_value").is_null()),
        ],
        fails=(pl.col("in_goal") - number("target_value")).abs() > _EPSILON,
        message="figure",
        values={
            "name": pl.col("name"),
            "target": pl.col("target_text"),
            "goal": shown(pl.col("in_goal")),
            "unit": pl.col("target_unit"),
        },
        expected=pl.format("{}{}", shown(pl.col("in_goal")), "target_unit"),
        found=pl.col("target_text"),
        rests_on=["name", "target_value", "target_unit"],
        doubts=_flag(pl.col("is_goal_doubted").fill_null(value=False), "expected_goal"),
        severity=pl.lit("info"),
    )


def goal_rates(facts: Facts) -> pl.DataFrame:
    """Every form with the execution rate that its results state of the year, ``told_rate``, and that of its money.

    The text has to state one rate alone, as a plain figure (预算执行率98%); a rate up to a day before the end of the
    year (截至10月底) is another one.
    """
    text = pl.col("actual_goal").fill_null("").str.replace_all(r"\s", "").str.replace_all(_YEAR_END, "")
    clause = text.str.extract(r"([^。；;]*预算(?:资金)?执行率[^。；;]*)", 1)
    is_once = text.str.count_matches("执行率") == 1
    is_partial = clause.str.contains(_PARTIAL)
    rate = clause.str.extract(_TOLD_RATE, 1)
    return facts.total.with_columns(
        told_rate=pl.when(is_once & ~is_partial.fill_null(value=False)).then(rate.cast(pl.Float64)),
        form_rate=pl.coalesce(number("computed_rate_pct"), number("execution_rate_pct")),
    )


def goal_rate_check() -> Check:
    """T04 for the rate that a text states, over :func:`goal_rates`."""
    return Check(
        rule_id="T04",
        unless=[
            ("goal_names_no_rate", pl.col("told_rate").is_null()),
            ("no_rate", pl.col("form_rate").is_null()),
        ],
        fails=(pl.col("told_rate") - pl.col("form_rate")).abs() >= _FAR_RATE,
        message="rate",
        values={"told": shown(pl.col("told_rate")), "rate": shown(pl.col("form_rate"), 2)},
        expected=shown(pl.col("form_rate"), 2),
        found=shown(pl.col("told_rate")),
        rests_on=["execution_rate_pct", "computed_rate_pct"],
        doubts=_flag(pl.col("form_doubtful").list.contains("actual_goal"), "actual_goal"),
    )


def same_reasons(facts: Facts, scored: pl.DataFrame) -> pl.DataFrame:
    """Every form with the reason that most of its reduced indicators share word for word.

    Columns same_reason, same_rows; rows that share one merged cell count as one.
    """
    is_reduced = pl.col("score") < pl.col("weight")
    own = scored.lazy().filter(
        pl.col("is_own_reason") & is_reduced & (pl.col("reason_text").str.len_chars() >= _SHORTEST_SAME)
    )
    most = (
        own.group_by("subject", "reason_text")
        .agg(pl.len().alias("same_rows"), doubted("reason_text", "weight", "score").any().alias("is_same_doubted"))
        .sort("subject", "same_rows", "reason_text", descending=[False, True, False])
        .unique("subject", keep="first", maintain_order=True)
        .rename({"reason_text": "same_reason"})
        .collect()
    )
    reduced = scored.group_by("subject").agg(is_reduced.sum().alias("reduced"))
    return beside(beside(facts.form, most, on=["subject"]), reduced, on=["subject"])


def same_reason_check() -> Check:
    """T05, over :func:`same_reasons`."""
    return Check(
        rule_id="T05",
        unless=[
            ("no_shortfall", (pl.col("reduced") > 0).not_().fill_null(value=True)),
            ("no_reason", pl.col("same_rows").is_null()),
        ],
        fails=pl.col("same_rows") >= _FEWEST_SAME,
        values={"rows": pl.col("same_rows").cast(pl.String), "reason": pl.col("same_reason")},
        expected="default",
        found=pl.col("same_reason"),
        doubts=_flag(pl.col("is_same_doubted").fill_null(value=False), "reason_text"),
    )


def reasons_and_money(facts: Facts, scored: pl.DataFrame) -> pl.DataFrame:
    """Every indicator with its reason, beside the money of its form's total row."""
    money = facts.total.select(
        "subject", pl.col("initial_budget_yuan", "adjusted_budget_yuan", "executed_yuan"), total_line="line_no",
        is_money_doubted=doubted(*MONEY).fill_null(value=False),
    )  # fmt: skip
    return beside(scored, money, on=["subject"])


def money_reason_check() -> Check:
    """T06, over :func:`reasons_and_money`: money is said to be missing, and all of it was spent."""
    words = lexicon().answers
    initial, adjusted, executed = (number(name) for name in MONEY)
    is_whole = (adjusted > 0) & (executed >= adjusted - _EPSILON) & (adjusted >= initial.fill_null(adjusted) - _EPSILON)
    return Check(
        rule_id="T06",
        unless=[
            ("no_reason", ~pl.col("is_own_reason")),
            ("amount_missing", adjusted.is_null() | executed.is_null()),
        ],
        fails=words.money_missing.found_in(pl.col("reason_text")) & is_whole,
        values={
            "reason": pl.col("reason_text"),
            "adjusted": shown(adjusted, 2),
            "executed": shown(executed, 2),
        },
        expected="default",
        found=pl.col("reason_text"),
        rests_on=["reason_text"],
        doubts=_flag(pl.col("is_money_doubted").fill_null(value=False), "executed_yuan"),
    )


def epidemic_check() -> Check:
    """T07, over the indicators: the epidemic as a reason in a year in which it was over."""
    return Check(
        rule_id="T07",
        unless=[
            ("no_reason", ~pl.col("is_own_reason")),
            ("no_year", pl.col("fiscal_year").is_null()),
        ],
        fails=(pl.col("fiscal_year") >= _EPIDEMIC_OVER)
        & pl.col("reason_text").str.contains(r"新冠|疫情防控(?:期间|要求|政策|形势)"),
        values={"year": pl.col("fiscal_year").cast(pl.String), "reason": pl.col("reason_text")},
        expected="default",
        found=pl.col("reason_text"),
        rests_on=["reason_text", "fiscal_year"],
    )
