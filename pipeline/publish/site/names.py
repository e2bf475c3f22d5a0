"""Names of departments and projects of a large site, found by any characters in them, in pieces.

Belongs here: which names there are, and in which of them two characters stand side by side. Does not belong here: how a
question is answered with it (``static/page_names.js``).

Names are numbered, departments first, each kind in the order of its texts. ``data/name/<n>`` has so many of them,
``data/pair/<n>`` says for pairs of characters in which names they stand: each number as its distance from the one
before. Which file a pair lies in follows from its characters.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from pipeline.publish.parquet import scan_view
from pipeline.publish.site.pieces import TO
from pipeline.publish.site.scripts import columnar, write_packed

SHARED = 500
"""Names that share a file."""
_NAMES_OF_PAIRS = 1_000
"""There is a file of pairs for so many names."""
_NUMBER = "@number"


def write_names(release: Path, site: Path) -> dict[str, Any]:
    """Write the names; how the pages find them."""
    projects = scan_view("projects", release)
    departments, named = _departments(projects).collect(), _projects(projects).collect()
    names = pl.concat([departments, named], how="diagonal").with_row_index(_NUMBER)
    for number, some in enumerate(names.drop(_NUMBER).iter_slices(SHARED)):
        write_packed(site, f"data/name/{number}", columnar(some))
    files = max(1, names.height // _NAMES_OF_PAIRS)
    pairs = _pairs(names).with_columns(pair_file("pair", files).alias(TO))
    for (number,), some in pairs.partition_by(TO, as_dict=True, include_key=False).items():
        write_packed(site, f"data/pair/{number}", columnar(some))
    is_unnamed = pl.col("project_name").is_null() & (pl.col("form_kind") != "department")
    unnamed = projects.select(is_unnamed.sum()).collect().item()
    return {
        "departments": departments.height,
        "projects": named.height,
        "unnamed": unnamed,
        "shared": SHARED,
        "files": files,
    }


def _departments(projects: pl.LazyFrame) -> pl.LazyFrame:
    """Departments with the number of their forms."""
    known = projects.drop_nulls(["department_id", "department_normalized"])
    found = known.group_by("department_id", name="department_normalized").agg(_forms(), pl.col("region").first())
    return found.sort("name", "department_id")


def _projects(projects: pl.LazyFrame) -> pl.LazyFrame:
    """Projects, by name and department, with the number of their forms and the newest of these."""
    newest = pl.col("form_id").sort_by("fiscal_year", "form_id", nulls_last=False).last()
    found = projects.drop_nulls("project_name").group_by("department_id", name="project_name")
    more = (newest, _forms(), pl.col("department_normalized", "region").first())
    return found.agg(*more).sort("name", "department_id", nulls_last=True)


def _forms() -> pl.Expr:
    return pl.len().alias("forms")


def _pairs(names: pl.DataFrame) -> pl.DataFrame:
    """Two characters that stand side by side, and the numbers of the names in which they do."""
    text = pl.col("name").str.to_lowercase()
    halves = [names.select(_NUMBER, pair=some.str.extract_all(r"(?s)..")) for some in (text, text.str.slice(1))]
    found = pl.concat([half.explode("pair") for half in halves]).drop_nulls()
    distances = pl.col(_NUMBER).cast(pl.Int32).unique().sort().diff().fill_null(pl.col(_NUMBER).cast(pl.Int32).min())
    return found.group_by("pair").agg(distances.alias("names")).sort("pair")


def pair_file(name: str, files: int) -> pl.Expr:
    """Which of so many files a pair lies in; ``static/page_names.js`` counts the same."""
    return pl.col(name).map_elements(lambda pair: (ord(pair[0]) * 31 + ord(pair[1])) % files, return_dtype=pl.Int32)
