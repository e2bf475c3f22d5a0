"""The rows of large tables, some forms after others, for what compares the rows of a form with each other.

Belongs here: which rows are looked at together. Does not belong here: what is asked of them, where rows lie
(``partitions``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, groupby
from pathlib import Path

import polars as pl

from pipeline.publish.parquet import count_rows, files_of, scan_parts
from pipeline.publish.partitions import ROWS_OF_FILE, SEVERAL
from schemas.catalog import TABLES

_KEYS = ("form_id", "subject_id")


def shares(folder: Path, tables: Mapping[str, pl.LazyFrame]) -> Iterator[Mapping[str, pl.LazyFrame]]:
    """Tables of a folder in shares, each with all rows of its forms; together they have every row of ``form``.

    Where no table is a directory there is one share. A table without forms is whole in each.
    """
    large = {name: files_of(name, folder) for name in tables if (folder / f"{name}.parquet").is_dir()}
    if not large:
        yield tables
        return
    keys = {name: key for name in tables for key in _KEYS if key in TABLES[name].columns}
    leader = max(large, key=lambda name: count_rows(name, folder))
    left = set(tables["form"].select("form_id").collect().to_series())
    for files in [*_together(leader, large[leader]), []]:
        # Last come the forms of which the largest table has no row.
        found = scan_parts(leader, files).select(keys[leader]).unique().collect().to_series() if files else left
        forms = pl.LazyFrame({"form_id": sorted(left.intersection(found))}, schema={"form_id": pl.String})
        left = left.difference(found)
        near = {name: scan_parts(name, _beside(files, large[name]) or large[name][:1]) for name in large if files}
        yield {
            name: rows.join(forms, left_on=keys[name], right_on="form_id", how="semi") if name in keys else rows
            for name, rows in {**tables, **near}.items()
        }


def _together(name: str, files: Sequence[Path]) -> list[list[Path]]:
    """Files in their order, about as many rows of them together as a file may have."""
    rows = [int(scan_parts(name, [file]).select(pl.len()).collect().item()) for file in files]
    placed = zip(files, accumulate(rows, initial=0), strict=False)
    return [[file for file, _ in some] for _, some in groupby(placed, lambda one: one[1] // ROWS_OF_FILE)]


def _beside(files: Sequence[Path], others: Sequence[Path]) -> list[Path]:
    """Those files of another table in which rows of the same forms may lie."""
    wanted = {file.parts[-3:-1] for file in files}
    years = {year for year, _ in wanted}
    whole = {year for year, province in wanted if province.endswith(f"={SEVERAL}")}
    return [
        file
        for file in others
        if (at := file.parts[-3:-1]) in wanted or at[0] in whole or (at[0] in years and at[1].endswith(f"={SEVERAL}"))
    ]
