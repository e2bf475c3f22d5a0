"""The same indicator of the same project in two years running.

Belongs here: which project a year later is the same one, and which indicator. Does not belong here: what makes a
project within one office (``pipeline.identity``), how its targets moved (``target_change``).

A project is found by its key. Where an office was renamed, the key changes: then the project of the same name, place
and kind is taken, if nothing else can be meant and its indicators are the same; the pair is in doubt. Indicators are
found by their normalised name, then by a name that differs in words that change nothing; the latter is in doubt.
"""

from __future__ import annotations

from collections import Counter

import polars as pl

from pipeline.audit.frames import doubted
from pipeline.identity.project_names import project_name

# What the name of an indicator may have more or less of while it counts the same thing: words of measuring and doing.
_HARMLESS = frozenset("的了之及和与等量数个次人员名位率度情况率比例完成工作项目开展实施进行本全年各类级总受益")
_FEWEST_COMMON, _LEAST_LIKE, _LEAST_SHARED = 4, 0.75, 0.5
LINKED_BY = (
    "form_id", "duplicate_of", "fiscal_year", "project_key", "project_name", "form_kind", "department_id",
    "unit_normalized", "department_normalized", "division_code", "region", "doubtful",
)  # fmt: skip
"""Columns of table ``form`` by which projects of two years are linked."""
_PLACE = ["place", "form_kind", "bare_name"]
PAIRED = {
    "row": pl.UInt32,
    "row_earlier": pl.UInt32,
    "project_match": pl.String,
    "name_match": pl.String,
    "is_project_doubted": pl.Boolean,
}
"""Columns of :func:`year_pairs`; ``row`` and ``row_earlier`` are places in the frame of indicators."""


def links(form: pl.DataFrame) -> pl.DataFrame:
    """Projects of two years running: link, project, year, earlier, project_match, is_project_doubted.

    ``earlier`` is the key of the project a year before. Needs table ``form`` with the columns :data:`LINKED_BY`.
    """
    projects = _projects(form)
    return pl.concat([_same_key(projects), _renamed(projects, form)])


def year_pairs(form: pl.DataFrame, indicator: pl.DataFrame, linked: pl.DataFrame) -> pl.DataFrame:
    """Each indicator that has exactly one counterpart a year before, with it; ``linked`` as from :func:`links`."""
    if linked.is_empty():
        return pl.DataFrame(schema=PAIRED)
    rows = indicator.select(
        "subject",
        "level2",
        "indicator_kind",
        pl.col("name_normalized").alias("name"),
        pl.col("target_base_unit").alias("unit"),
        pl.col("target_operator").is_in(["le", "lt"]).fill_null(value=False).alias("is_limit"),
    ).with_row_index("row")
    rows = rows.filter(pl.col("name").is_not_null())
    in_year = _counted(form).select("subject", project="project_key", year="fiscal_year")
    later = rows.join(in_year.join(linked, on=["project", "year"]).drop("earlier", "project", "year"), on="subject")
    # Forms of one project and year are looked at together: whatever stands twice has no single counterpart.
    earlier = rows.join(in_year, on="subject").join(
        linked.select("link", project="earlier", year=pl.col("year") - 1), on=["project", "year"]
    )
    pairs = _by_name(later, earlier)
    pairs = pl.concat([pairs, _by_similar_name(later, earlier, pairs)])
    pairs = pairs.join(linked.select("link", "project_match", "is_project_doubted"), on="link")
    return _without_chance(pairs, rows, later).select(*PAIRED).sort("row")


def _counted(form: pl.DataFrame) -> pl.DataFrame:
    """Every form that counts and of which project and year are known."""
    counts = pl.col("duplicate_of").is_null() & pl.col("fiscal_year").is_not_null()
    return form.filter(counts & pl.col("project_key").is_not_null())


def _projects(form: pl.DataFrame) -> pl.DataFrame:
    forms = _counted(form)
    names = {printed: project_name(printed).name for printed in forms["project_name"].unique().drop_nulls()}
    return forms.select(
        "form_kind",
        "department_id",
        "unit_normalized",
        "department_normalized",
        pl.col("project_key").alias("project"),
        pl.col("fiscal_year").alias("year"),
        pl.coalesce("division_code", "region").alias("place"),
        pl.col("project_name").replace_strict(names, default=None, return_dtype=pl.String).alias("bare_name"),
        is_doubted=doubted("project_key", "fiscal_year"),
    )


def _same_key(projects: pl.DataFrame) -> pl.DataFrame:
    """Projects of two years running under one key."""
    of_year = projects.group_by("project", "year").agg(pl.col("is_doubted").any())
    earlier = of_year.with_columns(pl.col("year") + 1)
    both = of_year.join(earlier, on=["project", "year"], suffix="_earlier")
    return _links(
        both.select(
            "project",
            "year",
            earlier="project",
            is_project_doubted=pl.col("is_doubted") | pl.col("is_doubted_earlier"),
        ),
        "project_key",
    )


def _renamed(projects: pl.DataFrame, form: pl.DataFrame) -> pl.DataFrame:
    """Projects whose office is gone a year later, while another that was not there before has the same project."""
    known = projects.filter(
        pl.all_horizontal(pl.col(*_PLACE, "department_id").is_not_null()) & (pl.col("form_kind") != "department")
    )
    has_one_name = pl.col("project").n_unique() == 1
    single = (
        known.group_by(*_PLACE, "year")
        .agg(
            has_one_name.alias("is_single"),
            pl.col("project", "department_id", "unit_normalized", "department_normalized").first(),
        )
        .filter("is_single")
    )
    both = single.join(single.with_columns(pl.col("year") + 1), on=[*_PLACE, "year"], suffix="_earlier")
    both = both.filter(
        (pl.col("project") != pl.col("project_earlier")) & (pl.col("department_id") != pl.col("department_id_earlier"))
    )
    own_unit = (pl.col("unit_normalized") == pl.col("department_normalized")).fill_null(value=True)
    own_earlier = (pl.col("unit_normalized_earlier") == pl.col("department_normalized_earlier")).fill_null(value=True)
    is_one_unit = (pl.col("unit_normalized") == pl.col("unit_normalized_earlier")).fill_null(value=False)
    offices = form.select("department_id", pl.col("fiscal_year").alias("year")).drop_nulls().unique()
    both = both.filter((own_unit & own_earlier) | is_one_unit)
    # A renamed office has no forms under its old name any more, and had none under its new one.
    both = both.join(
        offices.select(pl.col("year") + 1, department_id="department_id"), on=["department_id", "year"], how="anti"
    ).join(offices.rename({"department_id": "department_id_earlier"}), on=["department_id_earlier", "year"], how="anti")
    return _links(
        both.select("project", "year", earlier="project_earlier", is_project_doubted=pl.lit(value=True)),
        "renamed_office",
    )


def _links(both: pl.DataFrame, how: str) -> pl.DataFrame:
    return (
        both.rechunk()
        .with_columns(project_match=pl.lit(how), link=pl.concat_str("project", "year", "earlier", separator=" "))
        .select("link", "project", "year", "earlier", "project_match", "is_project_doubted")
    )


def _by_name(later: pl.DataFrame, earlier: pl.DataFrame) -> pl.DataFrame:
    """Rows of one normalised name; level 2, unit and direction help where a name stands on several rows."""
    found: list[pl.DataFrame] = []
    for key in (["name", "level2", "unit", "is_limit"], ["name", "level2"], ["name"]):
        ours, theirs = (_single(frame, ["link", *key]) for frame in (later, earlier))
        pairs = ours.join(theirs, on=["link", *key], suffix="_earlier", nulls_equal=True)
        pairs = pairs.select("link", "row", "row_earlier")
        found.append(pairs)
        later = later.join(pairs, on=["link", "row"], how="anti")
        earlier = earlier.join(pairs.select("link", row="row_earlier"), on=["link", "row"], how="anti")
    return pl.concat(found).with_columns(name_match=pl.lit("name"))


def _single(rows: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """The rows that are alone with their key."""
    return rows.group_by(key).agg(pl.len(), pl.col("row").first()).filter(pl.col("len") == 1).drop("len")


def _by_similar_name(later: pl.DataFrame, earlier: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Rows that are left, each with the only one of its level, kind, unit and direction whose name is like its own."""
    key = ["link", "level2", "indicator_kind", "unit", "is_limit", "weighty"]
    ours = _names(later.join(known, on=["link", "row"], how="anti"), key)
    theirs = _names(earlier.join(known.select("link", row="row_earlier"), on=["link", "row"], how="anti"), key)
    both = ours.join(theirs, on=key, suffix="_earlier", nulls_equal=True)
    names = both.select("name", "name_earlier").unique()
    like = [similar(*pair) for pair in names.iter_rows()]
    both = both.join(names.filter(pl.Series(like, dtype=pl.Boolean)), on=["name", "name_earlier"])
    # A row is paired where it is like one row of the other year alone, and that one like no other.
    sides = (("row", "rows_earlier"), ("row_earlier", "rows"))
    is_alone = [pl.col(others).sum().over("link", row) == 1 for row, others in sides]
    return both.filter(*is_alone).select("link", "row", "row_earlier", name_match=pl.lit("similar_name"))


def _names(rows: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """Each name once for every key, with its first row and the number of its rows.

    ``weighty`` has the characters of a name that like names have in common, in one order.
    """
    harmless = f"[{''.join(sorted(_HARMLESS))}]"
    weighty = pl.col("name").str.replace_all(harmless, "").str.split("").list.sort().list.join("")
    named = rows.with_columns(weighty=weighty)
    return named.group_by(*key, "name").agg(pl.col("row").first(), pl.len().alias("rows"))


def similar(name: str, other: str) -> bool:
    """Whether two names of indicators differ only in the order of their words and in words that change nothing.

    >>> similar("返乡创业培训人数", "培训返乡创业人员人数"), similar("城市道路里程", "农村道路里程")
    (True, False)
    """
    ours, theirs = Counter(name), Counter(other)
    common = (ours & theirs).total()
    more = (ours - theirs) + (theirs - ours)
    is_like = 2 * common >= _LEAST_LIKE * (len(name) + len(other))
    return common >= _FEWEST_COMMON and is_like and _HARMLESS.issuperset(more)


def _without_chance(pairs: pl.DataFrame, rows: pl.DataFrame, later: pl.DataFrame) -> pl.DataFrame:
    """The pairs without those of a renamed office whose project shares too few indicators with the earlier one."""
    indicators = later.group_by("link").agg(pl.len().alias("indicators"))
    shared = pairs.filter(pl.col("name_match") == "name").group_by("link").agg(pl.len().alias("shared"))
    counted = pairs.join(indicators, on="link", how="left").join(shared, on="link", how="left")
    is_enough = (pl.col("shared") >= 2) & (pl.col("shared") >= _LEAST_SHARED * pl.col("indicators"))
    return counted.filter((pl.col("project_match") == "project_key") | is_enough.fill_null(value=False))
