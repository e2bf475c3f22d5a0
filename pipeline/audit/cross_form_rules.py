"""Checks across forms: X02 to X04.

Belongs here: departments, years and projects beside each other. Does not belong here: reasons shared by projects
(``reason_rules``), reports against forms (``statement_rules``).
"""

from __future__ import annotations

import polars as pl

from pipeline.audit.check import Check, shown
from pipeline.audit.expected import is_bound, is_unknown
from pipeline.audit.frames import Facts, beside, doubted, number
from pipeline.audit.lexicon import grade_class
from pipeline.audit.wording import choose, or_phrase

_NONE = pl.lit([], pl.List(pl.String))
_FEWEST_FORMS, _MOST_FULL_PCT = 3, 95
_LOWERED = 0.8
_DEPARTMENT_YEAR = ["department_id", "fiscal_year"]
_COUNTS = pl.col("duplicate_of").is_null()
"""A form that was published twice is looked at once."""


def departments(facts: Facts) -> pl.DataFrame:
    """Every department in a year: forms, share of the top grade, share of scored indicators at full points, peers.

    Forms whose grade, or indicators whose points, are doubtful are left out of the shares.
    """
    known = pl.all_horizontal(pl.col(_DEPARTMENT_YEAR).is_not_null()) & _COUNTS
    is_sure = ~doubted("grade")
    grades = (
        facts.form.filter(known)
        .group_by(_DEPARTMENT_YEAR)
        .agg(
            pl.len().alias("forms"),
            (grade_class(pl.col("grade")).is_not_null() & is_sure).sum().alias("graded"),
            ((grade_class(pl.col("grade")) == 0) & is_sure).sum().alias("top"),
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
    )
    joined = grades.join(rows, on=_DEPARTMENT_YEAR, how="left").with_columns(
        pl.col("scored", "full", "doubted_scores").fill_null(0)
    )
    all_scored, all_full = (pl.col(c).sum().over("fiscal_year") for c in ("scored", "full"))
    return joined.sort("department", *_DEPARTMENT_YEAR).with_columns(
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
    peers = pl.when(pl.col("peer_full_pct").is_finite()).then(pl.format("{} %", shown(pl.col("peer_full_pct"), 1)))
    return Check(
        rule_id="X02",
        unless=[
            ("few_forms", pl.col("forms") < _FEWEST_FORMS),
            ("no_grades_and_no_scores", (pl.col("graded") < _FEWEST_FORMS) & (pl.col("scored") == 0)),
        ],
        fails=is_all_top | is_all_full,
        values={
            **{name: pl.col(name) for name in ("top", "graded", "full", "scored")},
            "share": shown(pl.col("full_pct"), 1),
            "peers": or_phrase(peers, "none"),
            "most": pl.lit(_MOST_FULL_PCT),
        },
        expected="default",
        found=pl.format("{}/{}, {} %", "top", "graded", shown(pl.col("full_pct"), 1)),
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


def year_on_year(facts: Facts, scored: pl.DataFrame) -> pl.DataFrame:
    """Indicators joined with the same indicator of the same project a year before.

    Indicators that cannot be told apart by it are left out. The same: project, level 2, indicator name, unit and
    direction.
    """
    known = facts.form.filter(pl.all_horizontal(pl.col("project_key", "fiscal_year").is_not_null()) & _COUNTS)
    projects = known.select(
        "subject",
        # One number in place of a text, here and below.
        pl.col("project_key").hash().alias("project"),
        pl.col("fiscal_year").alias("year"),
        doubted("project_key", "fiscal_year").alias("is_project_doubted"),
    )
    # Only projects seen in two years running can have such a pair; most have not.
    keys = ["project", "year"]
    seen = projects.select(keys).unique()
    before, after = (seen.with_columns(pl.col("year") + step) for step in (1, -1))
    running = pl.concat([seen.join(other, on=keys, how="semi") for other in (before, after)]).unique()
    concerned = projects.join(running, on=keys, how="semi")
    rows = scored.select("subject", "name", "level2", "target_unit_canonical", "is_limit").with_row_index("row")
    rows = rows.join(concerned, on="subject")
    bare = rows.select(pl.col("name").unique().drop_nulls()).with_columns(bare_name=_bare(pl.col("name")))
    rows = rows.join(bare.filter(pl.col("bare_name") != ""), on="name")
    same = ["project", "level2", "bare_name", "target_unit_canonical", "is_limit"]
    single = (
        rows.group_by(pl.struct(same).hash().alias("key"), "year")
        .agg(pl.len(), pl.col("row", "is_project_doubted").first())
        .filter(pl.col("len") == 1)
    )
    pairs = single.join(single.with_columns(pl.col("year") + 1), on=["key", "year"], suffix="_earlier")
    earlier = scored.select(
        earlier_actual=pl.when(~is_bound(), ~is_unknown("actual")).then("actual_value"),
        earlier_text="actual_text",
        earlier_unit="actual_unit_canonical",
        is_earlier_doubted=doubted("actual_value", "actual_unit_canonical", "name"),
    )[pairs["row_earlier"]]
    with_earlier = pl.concat([pairs.select("row", "is_project_doubted"), earlier], how="horizontal")
    return beside(scored.with_row_index("row"), with_earlier, on=["row"])


def _bare(text: pl.Expr) -> pl.Expr:
    """A name without years, blanks and punctuation."""
    return text.str.replace_all(r"(?:20\d\d|[二〇零一二三四五六七八九]{4})年?度?|[\s\p{P}\p{S}]", "")


def lowered_check() -> Check:
    """X03, over :func:`year_on_year`."""
    target, earlier = number("target_value"), number("earlier_actual")
    is_lowered = pl.when("is_limit").then(target * _LOWERED >= earlier).otherwise(target <= earlier * _LOWERED)
    units = pl.col("earlier_unit"), pl.col("target_unit_canonical")
    return Check(
        rule_id="X03",
        unless=[
            ("published_twice", ~_COUNTS),
            ("no_earlier_year", pl.col("earlier_text").is_null()),
            ("no_target_number", target.is_null()),
            ("no_earlier_number", earlier.is_null()),
            ("unit_unknown", is_unknown("target")),
            ("units_differ", units[0].is_not_null() & units[1].is_not_null() & (units[0] != units[1])),
            ("range_or_words", pl.col("target_operator").is_in(["range", "qualitative"])),
            ("nothing_reached", earlier <= 0),
            ("direction_unclear", pl.col("is_low_better") & ~pl.col("is_limit")),
        ],
        fails=is_lowered,
        values={
            "target": pl.col("target_text"),
            "earlier": pl.col("earlier_text"),
            "bound": shown(pl.when("is_limit").then(earlier / _LOWERED).otherwise(earlier * _LOWERED)),
        },
        expected=choose((pl.col("is_limit"), "below"), otherwise="above"),
        found=pl.col("target_text"),
        low=pl.when(~pl.col("is_limit")).then(earlier * _LOWERED),
        high=pl.when("is_limit").then(earlier / _LOWERED),
        rests_on=["target_value", "target_unit_canonical", "target_operator", "name"],
        doubts=pl.when(
            pl.col("is_earlier_doubted").fill_null(value=False) | pl.col("is_project_doubted").fill_null(value=False)
        )
        .then(pl.lit(["actual_value"], pl.List(pl.String)))
        .otherwise(_NONE),
    )
