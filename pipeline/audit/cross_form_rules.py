"""Checks across forms: X02 and X04.

Belongs here: departments and projects of a year beside each other. Does not belong here: the same indicator in two
years (``target_change``), reasons shared by projects (``reason_rules``), reports against forms (``statement_rules``).
"""

from __future__ import annotations

import polars as pl

from pipeline.audit.check import Check, shown
from pipeline.audit.frames import Facts, doubted, grade_band, number
from pipeline.audit.wording import choose, either, phrase

_NONE = pl.lit([], pl.List(pl.String))
_FEWEST_FORMS, _MOST_FULL_PCT = 3, 95
_DEPARTMENT_YEAR = ["department_id", "fiscal_year"]
_COUNTS = pl.col("duplicate_of").is_null()
"""A form that was published twice is looked at once."""


def department_sums(facts: Facts) -> pl.DataFrame:
    """Every department in a year: forms, those of the top grade, scored indicators, those at full points.

    Forms whose grade, or indicators whose points, are doubtful are not counted as such.
    """
    known = pl.all_horizontal(pl.col(_DEPARTMENT_YEAR).is_not_null()) & _COUNTS
    is_sure = ~doubted("grade")
    grades = (
        facts.form.filter(known)
        .group_by(_DEPARTMENT_YEAR)
        .agg(
            pl.len().alias("forms"),
            (grade_band().is_not_null() & is_sure).sum().alias("graded"),
            ((grade_band() == 0) & is_sure).sum().alias("top"),
            doubted("grade").any().alias("is_grade_doubted"),
            doubted(*_DEPARTMENT_YEAR).any().alias("is_name_doubted"),
            pl.col("department_normalized").first().alias("department"),
        )
    )
    has_score = pl.col("score").is_not_null() & (pl.col("weight") > 0)
    is_scored = has_score & ~doubted("weight", "score")
    rows = (
        facts.counted.select(*_DEPARTMENT_YEAR, "duplicate_of", "weight", "score", "doubtful")
        .filter(known)
        .group_by(_DEPARTMENT_YEAR)
        .agg(
            is_scored.sum().alias("scored"),
            (is_scored & (pl.col("score") == pl.col("weight"))).sum().alias("full"),
            (has_score & doubted("weight", "score")).sum().alias("doubted_scores"),
        )
        .collect()
    )
    return grades.join(rows, on=_DEPARTMENT_YEAR, how="left").with_columns(
        pl.col("scored", "full", "doubted_scores").fill_null(0)
    )


def departments(sums: pl.DataFrame) -> pl.DataFrame:
    """Every department in a year of :func:`department_sums` with its shares and those of all others of the year."""
    all_scored, all_full = (pl.col(c).sum().over("fiscal_year") for c in ("scored", "full"))
    return sums.sort("department", *_DEPARTMENT_YEAR).with_columns(
        full_pct=100 * pl.col("full") / pl.col("scored"),
        peer_full_pct=100 * (all_full - pl.col("full")) / (all_scored - pl.col("scored")),
        form_id=pl.lit(None, pl.String),
        document_id=pl.lit(None, pl.String),
        table_name=pl.lit(None, pl.String),
        row_no=pl.lit(None, pl.Int32),
        page=pl.lit(None, pl.Int32),
        doubtful=_NONE,
        subject=pl.concat_str("department", *_DEPARTMENT_YEAR, separator=" "),
    )


def department_check() -> Check:
    """X02, over :func:`departments`."""
    is_all_top = (pl.col("graded") >= _FEWEST_FORMS) & (pl.col("top") == pl.col("graded"))
    is_all_full = (pl.col("scored") > 0) & (pl.col("full_pct") >= _MOST_FULL_PCT)
    # Doubtful scores are not counted. Where counting them could change the answer, the finding rests on them.
    may_be_less = 100 * pl.col("full") / (pl.col("scored") + pl.col("doubted_scores")) < _MOST_FULL_PCT
    peers = either(
        pl.col("peer_full_pct").is_finite().fill_null(value=False),
        phrase("peers", {"share": shown(pl.col("peer_full_pct"), 1)}),
        phrase("no_peers"),
    )
    return Check(
        rule_id="X02",
        unless=[
            ("few_forms", pl.col("forms") < _FEWEST_FORMS),
            ("no_grades_and_no_scores", (pl.col("graded") < _FEWEST_FORMS) & (pl.col("scored") == 0)),
        ],
        fails=is_all_top | is_all_full,
        message=choose((pl.col("graded") == 0, "scores"), otherwise="default"),
        values={
            **{name: pl.col(name) for name in ("top", "graded", "full", "scored")},
            "share": shown(pl.col("full_pct"), 1),
            "peers": peers,
            "most": pl.lit(_MOST_FULL_PCT),
        },
        expected="default",
        found=pl.format("{}/{}, {}%", "top", "graded", shown(pl.col("full_pct"), 1)),
        doubts=pl.concat_list(
            _named("is_name_doubted", "department_id"),
            _named(pl.col("is_grade_doubted") & ~is_all_full, "grade"),
            _named(may_be_less & ~is_all_top, "score"),
        ),
    )


def _named(when: str | pl.Expr, column: str) -> pl.Expr:
    return pl.when(when).then(pl.lit([column], pl.List(pl.String))).otherwise(_NONE)


def moved_budgets(facts: Facts) -> pl.DataFrame:
    """Every form with its change of budget and, where there is one, a form that changed by the opposite amount."""
    change = pl.col("adjusted_budget_yuan") - pl.col("initial_budget_yuan")
    total = facts.total.with_columns(
        doubtful=pl.col("doubtful").list.set_union(pl.col("form_doubtful")),
        change=change,
    )
    is_key = pl.all_horizontal(pl.col([*_DEPARTMENT_YEAR, "change"]).is_not_null()) & (pl.col("change") != 0) & _COUNTS
    other = total.filter(is_key).select(
        *_DEPARTMENT_YEAR,
        (-pl.col("change")).alias("change"),
        pl.coalesce("project_name", "form_id").alias("other_project"),
        doubted("adjusted_budget_yuan", "initial_budget_yuan").alias("is_other_doubted"),
    )
    counterpart = other.group_by([*_DEPARTMENT_YEAR, "change"]).agg(
        pl.col("other_project").sort().first(), pl.len().alias("others"), pl.col("is_other_doubted").any()
    )
    same = total.filter(_COUNTS).group_by(_DEPARTMENT_YEAR).agg(pl.len().alias("forms_of_department"))
    return total.join(counterpart, on=[*_DEPARTMENT_YEAR, "change"], how="left", maintain_order="left").join(
        same, on=_DEPARTMENT_YEAR, how="left", maintain_order="left"
    )


def moved_check() -> Check:
    """X04, over :func:`moved_budgets`."""
    change = shown(number("change"), 2)
    return Check(
        rule_id="X04",
        unless=[
            ("published_twice", ~_COUNTS),
            ("no_department_or_year", pl.any_horizontal(pl.col(_DEPARTMENT_YEAR).is_null())),
            ("amount_missing", pl.col("change").is_null()),
            ("no_change", pl.col("change") == 0),
            ("only_form_of_department", pl.col("forms_of_department") < 2),
        ],
        fails=pl.col("other_project").is_not_null(),
        message=choose((pl.col("others") > 1, "several"), otherwise="one"),
        values={"change": change, "other": pl.col("other_project"), "count": pl.col("others")},
        expected="default",
        found=change,
        rests_on=["initial_budget_yuan", "adjusted_budget_yuan", *_DEPARTMENT_YEAR],
        doubts=pl.when(pl.col("is_other_doubted").fill_null(value=False))
        .then(pl.lit(["adjusted_budget_yuan"], pl.List(pl.String)))
        .otherwise(_NONE),
    )
