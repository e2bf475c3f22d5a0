"""Checks of reasons as texts: T01 to T03, and what the other checks need to know about reasons.

Belongs here: whether a reason is given, belongs to its own indicator, and agrees with its score. Does not belong here:
telling cause from measure, grouping reasons (``pipeline.audit.reasons``).
"""

from __future__ import annotations

import polars as pl

from pipeline.audit.check import Check, shown
from pipeline.audit.frames import Facts, doubted, number, score_is_off, weight_is_off
from pipeline.audit.lexicon import lexicon
from pipeline.audit.printed import Sources
from pipeline.audit.reasons.reason_parts import (
    has_cause,
    is_stated,
    is_too_short,
    says_exceeded,
    says_late_only,
    says_missed,
)
from pipeline.audit.wording import choose, either, phrase

_NONE = pl.lit([], pl.List(pl.String))
_SHORTEST_SHARED = 10
_SHORTEST_TELLING = 20
_SHORTEST_NAME = 6
_SHOWN = 3
TEXTS = ("expected_goal", "actual_goal", "adjusted_goal", "content_overview", "conclusion", "measures", "remarks")
"""Texts of a form, beside its analyses, in which a department may explain its money."""


def texts_of(tables: Sources) -> pl.Series:
    """The distinct texts that :func:`said` and the tables of reasons read."""
    columns = {
        "indicator": ("reason_text", "deviation_reason"),
        "budget_line": ("reason_text",),
        "form": ("deviation_analysis", "problems"),
    }
    texts = [
        tables[table].lazy().select(text=pl.col(name).drop_nulls().unique())
        for table, names in columns.items()
        for name in names
    ]
    return pl.concat(texts).unique(maintain_order=True).collect(engine="streaming")["text"]


def said(parts: pl.DataFrame) -> pl.DataFrame:
    """What each distinct text says, one row for each; ``parts`` are the texts taken apart (``reason_parts.parts_of``).

    Columns text, is_stated, is_short, says_missed, says_late_only, says_exceeded, mentions_change, speaks_of_money and
    no_cause: ``measure`` or ``praise`` where it states no cause, else null.
    """
    # A lazy frame computes only once what several columns have in common.
    columns = parts.lazy().select(
        "text",
        is_stated=is_stated(),
        is_short=is_too_short(),
        says_missed=says_missed(),
        says_late_only=says_late_only(),
        says_exceeded=says_exceeded(),
        mentions_change=pl.col("text").str.contains(lexicon().budget_change),
        speaks_of_money=is_stated() & pl.col("text").str.contains(lexicon().unspent.reason),
        no_cause=pl.when(is_stated() & pl.col("text").str.contains(lexicon().praise))
        .then(pl.lit("praise"))
        .when(is_stated() & ~has_cause())
        .then(pl.lit("measure")),
    )
    return columns.collect()


def with_reason_state(indicator: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """The indicators with what their reason column says.

    ``is_reason_stated`` may rest on the whole form's analysis where the family has no reason column, and on the
    reason of a part where the indicator is divided (``has_parts``): its points are those of the parts.
    """
    own = said.select("text", "is_stated", "is_short", "says_missed", "says_late_only", "says_exceeded", "no_cause")
    joined = indicator.join(own, left_on="reason_text", right_on="text", how="left", maintain_order="left")
    analyses = said.select("text", is_analysis="is_stated")
    joined = joined.join(analyses, left_on="deviation_analysis", right_on="text", how="left", maintain_order="left")
    parts = joined.filter(pl.col("parent_indicator_no").is_not_null())
    of_parts = parts.group_by("subject", indicator_no=pl.col("parent_indicator_no")).agg(
        is_part_explained=(pl.col("is_stated") & pl.col("no_cause").is_null()).fill_null(value=False).any()
    )
    joined = joined.join(of_parts, on=["subject", "indicator_no"], how="left", maintain_order="left")
    has_analysis = ~pl.col("has_reason_column") & pl.col("is_analysis").fill_null(value=False)
    is_part_explained = pl.col("is_part_explained").fill_null(value=False)
    return joined.with_columns(
        # A reason that stands once beside several indicators may speak of any of them.
        is_own_reason=pl.col("is_stated").fill_null(value=False) & ~pl.col("is_shared_reason").fill_null(value=False),
        has_parts=pl.col("is_part_explained").is_not_null(),
        is_reason_stated=pl.col("is_stated").fill_null(value=False) | has_analysis | is_part_explained,
        # For a target far exceeded, what was done differently may be told in the words of a measure.
        is_cause_stated=pl.col("is_stated").fill_null(value=False) & pl.col("no_cause").ne_missing("praise")
        | has_analysis
        | is_part_explained,
        is_reason_short=pl.col("is_short").fill_null(value=True) & ~is_part_explained,
        says_missed=pl.col("says_missed").fill_null(value=False),
        says_late_only=pl.col("says_late_only").fill_null(value=False),
        says_exceeded=pl.col("says_exceeded").fill_null(value=False),
    ).drop("is_stated", "is_short", "is_analysis", "is_part_explained")


def reasons_of_forms(facts: Facts, said: pl.DataFrame) -> pl.DataFrame:
    """Per form: whether a text explains unspent money or a changed budget, and whether such a text is doubtful.

    A reason in the rows of the money speaks of money whatever its words. Elsewhere the words have to.
    """
    what = said.select("text", "is_stated", "mentions_change", "speaks_of_money")
    parts = []
    for frame, is_budget in ((facts.line, True), (facts.indicator, False)):
        printed = frame.select("subject", "reason_text", "doubtful").filter(
            pl.col("reason_text").is_not_null() | doubted("reason_text")
        )
        read = printed.join(what, left_on="reason_text", right_on="text", how="left")
        parts.append(
            read.group_by("subject").agg(
                (pl.col("speaks_of_money") | (pl.col("is_stated") & is_budget)).any().alias("explains_money"),
                pl.col("mentions_change").any().alias("mentions_budget_change"),
                doubted("reason_text").any().alias("is_reason_doubted"),
                (pl.col("is_stated") & is_budget).any().alias("has_budget_reason"),
            )
        )
    merged = pl.concat(parts).group_by("subject").agg(pl.all().any())
    texts = [pl.col(name).fill_null("") for name in TEXTS]
    words = lexicon().unspent
    whole = facts.form.select(
        "subject",
        "deviation_analysis",
        "problems",
        in_texts=pl.any_horizontal(
            text.str.replace_all(words.all_right, "").str.contains(words.text) for text in texts
        ),
        is_text_doubted=doubted(*TEXTS),
    )
    for column in ("deviation_analysis", "problems"):
        states = said.select("text", pl.col("speaks_of_money").alias(f"is_{column}"))
        whole = whole.join(states, left_on=column, right_on="text", how="left", maintain_order="left")
    is_whole = pl.any_horizontal(pl.col("is_deviation_analysis", "is_problems", "in_texts").fill_null(value=False))
    return whole.join(merged, on="subject", how="left", maintain_order="left").select(
        "subject",
        "is_text_doubted",
        explains_money=is_whole | pl.col("explains_money").fill_null(value=False),
        has_budget_reason=pl.col("has_budget_reason").fill_null(value=False),
        mentions_budget_change=pl.col("mentions_budget_change").fill_null(value=False),
        reason_doubts=pl.when("is_reason_doubted").then(pl.lit(["reason_text"], pl.List(pl.String))).otherwise(_NONE),
    )


def indicator_checks() -> list[Check]:
    """T01 and T03, over the indicators joined with :func:`other_names`."""
    return [_missing_reason(), _contradiction()]


def _missing_reason() -> Check:
    score, weight = shown(number("score")), shown(number("weight"))
    # A form without points shows by the figures alone that something was missed.
    is_unscored = ~pl.col("has_points").fill_null(value=False)
    is_missed = is_unscored & pl.col("is_missed").fill_null(value=False)
    is_reduced = (pl.col("score") < pl.col("weight")).fill_null(value=False)
    no_cause = pl.col("no_cause").is_not_null() & ~pl.col("is_shared_reason").fill_null(value=False)
    return Check(
        rule_id="T01",
        unless=[
            ("target_met", is_unscored & ~is_missed),
            ("no_weight", ~is_missed & pl.col("weight").is_null()),
            ("no_score", ~is_missed & pl.col("score").is_null()),
            ("no_shortfall", ~is_missed & ~is_reduced),
            ("no_reason_column", ~pl.col("has_reason_column") & ~pl.col("is_reason_stated")),
            ("weight_off", weight_is_off()),
            ("score_off", score_is_off()),
            ("share_above_100", is_missed & pl.col("is_target_above")),
        ],
        fails=pl.when("has_reason_column").then(pl.col("is_reason_short") | no_cause).otherwise(pl.lit(value=False)),
        message=choose(
            (is_missed & pl.col("is_reason_short"), "missed"),
            (pl.col("reason_text").is_null(), "empty"),
            (pl.col("is_reason_short"), "short"),
            (pl.col("no_cause") == "praise", "praise"),
            otherwise="measure",
        ),
        values={
            "score": score,
            "weight": weight,
            "reason": pl.col("reason_text").str.strip_chars_end("。；;，,"),
            "target": pl.col("target_text"),
            "actual": pl.col("actual_text"),
        },
        expected=choose((pl.col("is_reason_short"), "default"), otherwise="cause"),
        found=pl.col("reason_text"),
        rests_on=["weight", "score", "reason_text"],
        doubts=pl.when(is_missed)
        .then(pl.col("doubtful").list.set_intersection(pl.lit(["target_value", "actual_value"], pl.List(pl.String))))
        .otherwise(_NONE),
        severity=pl.when(~pl.col("is_reason_short")).then(pl.lit("info")),
    )


def _contradiction() -> Check:
    is_full = (pl.col("score") == pl.col("weight")) & (pl.col("weight") > 0)
    # Only figures tell that nothing was exceeded; a target in words does not.
    is_equal = (
        pl.when(pl.col("ratio").is_not_null())
        .then(pl.col("ratio") <= 1)
        .otherwise(
            (number("actual_value") == number("target_value")) & pl.col("actual_unit").eq_missing(pl.col("target_unit"))
        )
    )
    # Work that came late may well have reached its target; a date that was due has not.
    is_timely = (pl.col("level2") == "时效指标") | (pl.col("indicator_kind") == "timeliness")
    is_only_late = pl.col("says_late_only") & ~pl.col("is_missed") & ~is_timely.fill_null(value=False)
    is_missed = is_full & pl.col("says_missed") & ~is_only_late.fill_null(value=False)
    is_exceeded = is_full & pl.col("says_exceeded") & is_equal.fill_null(value=False)
    is_other = pl.col("other_name").is_not_null()
    score, weight = shown(number("score")), shown(number("weight"))
    return Check(
        rule_id="T03",
        unless=[
            ("no_reason", ~pl.col("is_own_reason")),
            ("no_score", pl.col("score").is_null() | pl.col("weight").is_null()),
        ],
        fails=is_missed | is_exceeded | is_other,
        message=choose((is_missed, "missed"), (is_exceeded, "exceeded"), otherwise="other"),
        values={
            "score": score,
            "weight": weight,
            "target": pl.col("target_text"),
            "actual": pl.col("actual_text"),
            "reason": pl.col("reason_text"),
            "name": pl.col("name"),
            "other": pl.col("other_name"),
        },
        expected="default",
        found=pl.col("reason_text"),
        rests_on=["weight", "score", "reason_text", "target_value", "actual_value"],
        doubts=pl.when(is_other & doubted("name")).then(pl.lit(["name"], pl.List(pl.String))).otherwise(_NONE),
    )


def other_names(indicator: pl.DataFrame) -> pl.DataFrame:
    """Reasons that name another indicator of their form and not their own: subject, indicator_no, other_name.

    Needs the frame of :func:`with_reason_state`.
    """
    # Lazy, so that no column is copied that is not needed.
    stated = indicator.lazy().filter(pl.col("is_own_reason") & pl.col("name").is_not_null())
    stated = stated.select("subject", "indicator_no", "name", "reason_text")
    others = indicator.lazy().select(
        "subject", pl.col("indicator_no").alias("other_no"), pl.col("name").alias("other_name")
    )
    others = others.filter(pl.col("other_name").str.len_chars() >= _SHORTEST_NAME)
    named = (
        stated.join(others, on="subject")
        .filter(pl.col("other_no") != pl.col("indicator_no"))
        .filter(pl.col("reason_text").str.contains(pl.col("other_name"), literal=True))
    )
    return (
        named.filter(
            ~pl.col("reason_text").str.contains(pl.col("name"), literal=True)
            & ~pl.col("name").str.contains(pl.col("other_name"), literal=True)
        )
        .sort("subject", "indicator_no", "other_no")
        .unique(["subject", "indicator_no"], keep="first", maintain_order=True)
        .select("subject", "indicator_no", "other_name")
        .collect()
    )


def projects_of_reasons(facts: Facts) -> pl.DataFrame:
    """Every form with what its project is called and told apart by, as far as :func:`shared_reasons` needs it."""
    project = pl.coalesce("project_name", "form_id")
    identity = pl.concat_str(pl.coalesce("project_key", "form_id"), pl.col("fiscal_year").fill_null(0), separator="|")
    return facts.form.select(
        "subject", "form_id", "document_id", "department", "department_id", "duplicate_of", "fiscal_year",
        "unit_normalized", project.alias("name"), identity.alias("identity"),
    )  # fmt: skip


def pages_of_reasons(facts: Facts) -> pl.DataFrame:
    """The page of every reason: form_id, table_name, row_no, page."""
    places = ((facts.indicator, "reason_text"), (facts.line, "reason_text"), (facts.form, "deviation_analysis"))
    return pl.concat(
        frame.lazy().filter(pl.col(text).is_not_null()).select("form_id", "table_name", "row_no", "page")
        for frame, text in places
    ).collect()


def reasons_of_projects(names: pl.DataFrame, pages: pl.DataFrame, reason: pl.DataFrame) -> pl.DataFrame:
    """Every reason with its project, and every form without any, as far as :func:`shared_reasons` needs it.

    ``names`` and ``pages`` are as from :func:`projects_of_reasons` and :func:`pages_of_reasons`.
    """
    told = reason.select(
        "form_id", "table_name", "row_no", "state", "cause_text", "reason_text", "reason_group", "group_similarity",
        "doubtful", length=pl.col("reason_key").str.len_chars(),
    )  # fmt: skip
    # A form without any reason keeps one row, so that the rule is seen not to apply to it.
    rows = names.join(told, on="form_id", how="left", maintain_order="left_right")
    rows = rows.join(pages, on=["form_id", "table_name", "row_no"], how="left", maintain_order="left")
    return rows.with_columns(pl.col("doubtful").fill_null(_NONE))


def shared_reasons(rows: pl.DataFrame) -> pl.DataFrame:
    """Every reason with the projects that give the same or nearly the same one, as the frame of T02.

    One project counts once, also when its form was published twice; a project of another year is another one. ``rows``
    are as from :func:`reasons_of_projects`, all of a group of reasons, forms in the order of their table.
    """
    # Projects of one name are told apart by their units, else by their years.
    alike = ["reason_group", "name"]
    is_alone, is_one_unit = (pl.col(name).n_unique().over(alike) < 2 for name in ("identity", "unit_normalized"))
    rows = rows.with_columns(
        project=pl.when(is_alone)
        .then("name")
        .when(is_one_unit)
        .then(pl.format("{}（{}）", "name", pl.col("fiscal_year").cast(pl.String).fill_null("—")))
        .otherwise(pl.format("{}（{}）", "name", pl.col("unit_normalized").fill_null("—")))
    )
    stated = rows.filter((pl.col("state") == "stated") & pl.col("duplicate_of").is_null())
    projects = stated.group_by("reason_group").agg(
        pl.col("identity").n_unique().alias("projects"),
        pl.col("project").unique().sort().head(_SHOWN + 1).alias("names"),
        pl.col("department_id").n_unique().alias("departments"),
        pl.col("group_similarity").min().alias("least_similarity"),
        pl.col("length").first(),
        pl.col("doubtful").list.contains("reason_text").any().alias("is_shared_doubted"),
    )
    rows = rows.drop("length").join(projects, on="reason_group", how="left", maintain_order="left")
    return rows.with_columns(
        other_names=pl.col("names")
        .list.set_difference(pl.concat_list("project"))
        .list.sort()
        .list.head(_SHOWN)
        .list.join("、")
    )


def shared_check() -> Check:
    """T02, over :func:`shared_reasons`."""
    is_equal = pl.col("least_similarity") >= 100
    cause = pl.coalesce("cause_text", "reason_text")
    has_names = pl.col("other_names").fill_null("") != ""
    others = either(has_names, pl.col("other_names"), phrase("same_name_elsewhere"))
    how = either(is_equal, phrase("word_for_word"), phrase("nearly"))
    return Check(
        rule_id="T02",
        unless=[
            ("published_twice", pl.col("duplicate_of").is_not_null()),
            ("no_reason", pl.col("state").ne_missing("stated")),
            ("too_short", (pl.col("length") < _SHORTEST_SHARED).fill_null(value=True)),
        ],
        fails=pl.col("projects") > 1,
        values={"projects": pl.col("projects"), "how": how, "cause": cause, "others": others},
        expected="default",
        found=cause,
        # Two projects may rightly name one notice or one storm in much the same words, and other offices a short cause.
        severity=pl.when(
            (~is_equal & (pl.col("projects") == 2))
            | ((pl.col("length") < _SHORTEST_TELLING) & (pl.col("departments") > 1))
        ).then(pl.lit("info")),
        doubts=pl.when("is_shared_doubted").then(pl.lit(["reason_text"], pl.List(pl.String))).otherwise(_NONE),
    )
