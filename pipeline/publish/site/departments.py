"""The sums of departments of a large site, in pieces: each department's own, and the largest by year and place.

Belongs here: which department lies in which file, which ones the overview lists. Does not belong here: what is added up
(``overview``), the rows of departments (``table_rows``).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl
from polars import selectors as cs

from pipeline.publish.site.overview import KEY, PLACES
from pipeline.publish.site.pieces import part_of_column
from pipeline.publish.site.scripts import columnar, write_packed

SHARED = 100
"""Departments that share a file, about so many."""
LISTED = 20
"""Departments that the overview lists for a year and place."""
_SUBJECTS = ("money", "grades", "findings", "left_out")
_OF = KEY[2:]


def write_departments(
    site: Path, sums: Mapping[str, pl.DataFrame], places: pl.DataFrame, listed: list[Any]
) -> dict[str, Any]:
    """Write the sums by department; how the pages find those of one.

    ``places`` says in which parts of tables departments stand, ``listed`` are the places that the overview knows.
    """
    count = pl.concat([sums[name].select("department_id") for name in _SUBJECTS]).drop_nulls().n_unique()
    files = max(1, -(-count // SHARED))
    cut = {}
    for name, frame in {**{name: sums[name] for name in _SUBJECTS}, "parts": places}.items():
        # Rows of no department are together in the first file.
        named = frame.with_columns(part_of_column("department_id", files).fill_null(0).alias("@file"))
        named = named.sort("department_id", nulls_last=True, maintain_order=True)
        cut[name] = named.partition_by("@file", as_dict=True, include_key=False, maintain_order=True)
    for number in range(files):
        texts = (f'"{name}":{columnar(parts.get((number,), sums["money"].clear()))}' for name, parts in cut.items())
        write_packed(site, f"data/department/{number}", "{" + ",".join(texts) + "}")
    _write_largest(site, sums["money"], listed)
    return {"files": files, "count": count, "places": listed, "listed": LISTED}


def _write_largest(site: Path, money: pl.DataFrame, listed: list[Any]) -> None:
    """Write the departments with most money: of every place and then of each, in every year and then in each."""
    every = pl.lit(None)
    found = {}
    for of_place, of_year in product((False, True), repeat=2):
        key = [
            (pl.col(name) if is_narrow else every.cast(money.schema[name])).alias(name)
            for name, is_narrow in zip(PLACES, (of_year, of_place), strict=True)
        ]
        added = money.group_by(*key, *_OF, maintain_order=True).agg(cs.numeric().exclude(*PLACES).sum())
        most = added.sort("rate_budget_yuan", descending=True, nulls_last=True, maintain_order=True)
        most = most.with_columns(departments=pl.len().over(PLACES), is_of_year=pl.lit(of_year))
        found[of_place, of_year] = most.group_by(PLACES, maintain_order=True).head(LISTED)
    whole = [found[False, of_year] for of_year in (False, True)]
    write_packed(site, "data/largest/0", columnar(pl.concat(whole)))
    by_place = pl.concat([found[True, of_year] for of_year in (False, True)])
    for number, place in enumerate(listed, start=1):
        of_one = by_place.filter(pl.col("region").eq_missing(pl.lit(place, pl.String)))
        write_packed(site, f"data/largest/{number}", columnar(of_one))
