"""Large tables as directories: ``<table>.parquet/part_year=2023/part_province=四川省/part-0.parquet``.

Belongs here: which tables are laid out so, which row lies in which file, what is linked from the release before. Does
not belong here: reading them (``parquet``), what a release consists of (``contents``).

A row lies under the fiscal year and province of its form, else of the forms of its document; without any, under the
name that Hive has for null. Within a file rows are in the order of province, department, project, form, and then as
they were. Files that would be smaller than :data:`LEAST_BYTES` are one file for their year, under ``several``; only a
year that is smaller than that altogether has a smaller file. All this follows from the content alone. The names of the
folders tell where rows lie and are no columns: year and province stand in ``form``.

The table is gone through once, some rows at a time, and then a file at a time is in memory.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from pipeline.cache.code_version import publishing_version
from pipeline.cache.same_files import Known
from pipeline.publish.disk import sha256
from pipeline.publish.parquet import count_rows, read_parts, scan_parquet, write_rows
from schemas.catalog import TABLES

LARGE = 5_000_000
"""Rows from which a table is a directory.

Per row the tables take between 5 (``budget_line``) and 25 bytes (``indicator``) on disk, so that this many are 25 to
125 MB, and a province and year of them 160 kB to 800 kB: below it hardly any file would have its 1 MB.
"""
LEAST_BYTES = 2**20
ROW_GROUP = 122_880
UNKNOWN = "__HIVE_DEFAULT_PARTITION__"
SEVERAL = "several"
_KEYS = ("form_id", "document_id", "subject_id")
_ROWS_AT_ONCE = 500_000


def lay_out(folder: Path, before: Path | None = None) -> list[str]:
    """Make directories of the large tables in a folder that has all tables; which ones.

    A file of the release ``before`` that holds the same rows is linked, and copied where that is impossible.
    """
    large = [
        name
        for name, entry in TABLES.items()
        if (folder / f"{name}.parquet").is_file()
        and any(key in entry.columns for key in _KEYS)
        and count_rows(name, folder) > LARGE
    ]
    if not large:
        return []
    places = _places(folder)
    known = _hashes(before)
    for name in large:
        with TemporaryDirectory(dir=folder, prefix=f".{name}-") as temporary:
            spilled, made = Path(temporary) / "rows", Path(temporary) / "made"
            rows = _spill(name, folder, places, spilled)
            written = _write_parts(name, places, spilled, made, before, known)
            if rows != written:
                raise RuntimeError(f"{name}: {rows} rows were to be laid out, {written} were")
            (folder / f"{name}.parquet").unlink()
            made.rename(folder / f"{name}.parquet")
    return large


def linked(folder: Path, before: Path) -> dict[str, Known]:
    """What is known of those files of large tables in a folder that are files of the release before."""
    found = {}
    for name, told in _hashes(before).items():
        if name.partition(".parquet/")[0] not in TABLES:
            continue
        with suppress(OSError):
            status = (folder / name).stat()
            if os.path.samestat(status, (before / name).stat()):
                found[name] = Known(status.st_size, status.st_mtime_ns, told)
    return found


def _places(folder: Path) -> pl.DataFrame:
    """For every form and document the number of its partition, and its place in the order of all rows."""
    form = scan_parquet("form", folder)
    named = {"_year": "fiscal_year", "_province": "province"}
    forms = form.select("document_id", "department_id", "project_key", _key="form_id", **named)
    of_forms = forms.group_by("document_id").agg(pl.col("_province").drop_nulls().min())
    documents = (
        scan_parquet("document", folder)
        .join(of_forms, on="document_id", how="left")
        .select("_province", _key="document_id", _year="fiscal_year")
    )
    every = pl.concat([forms.drop("document_id"), documents], how="diagonal")
    order = ("_year", "_province", "department_id", "project_key", "_key")
    return (
        every.sort(order, nulls_last=True)
        .select("_key", "_year", "_province", _place=pl.int_range(pl.len(), dtype=pl.Int32))
        .with_columns(_part=(pl.struct("_year", "_province").rle_id() + 1).cast(pl.Int32))
        .collect()
    )


def _spill(name: str, folder: Path, places: pl.DataFrame, target: Path) -> int:
    """Bring the rows of each partition into a folder of its own; how many rows there are. 0 is for rows without one."""
    keys = [key for key in _KEYS if key in TABLES[name].columns]
    place = places.select("_key", "_place", "_part")
    rows = scan_parquet(name, folder).with_row_index("_row").with_columns(_key=pl.coalesce(keys))
    total = count_rows(name, folder)
    for number, first in enumerate(range(0, total, _ROWS_AT_ONCE)):
        some = rows.slice(first, _ROWS_AT_ONCE).join(place.lazy(), on="_key", how="left").drop("_key").collect()
        for (part,), of_part in some.group_by("_part"):
            of = target / str(part or 0)
            of.mkdir(parents=True, exist_ok=True)
            of_part.drop("_part").write_ipc(of / f"{number}.arrow", compression="lz4")
    return total


def _write_parts(
    name: str, places: pl.DataFrame, spilled: Path, target: Path, before: Path | None, known: dict[str, str]
) -> int:
    """The files of a table from its spilled rows; how many rows they have."""
    parts = [*places.select("_part", "_year", "_province").unique("_part").sort("_part").iter_rows(), (0, None, None)]
    numbers: dict[int | None, dict[str | None, list[int]]] = {}
    for part, year, province in parts:
        numbers.setdefault(year, {}).setdefault(province, []).append(part)
    written = 0
    for year, of_year in numbers.items():
        small = []
        for province, of_province in of_year.items():
            files = [file for part in of_province for file in (spilled / str(part)).glob("*.arrow")]
            if not files:
                continue
            frame = pl.concat([pl.read_ipc(file) for file in files])
            frame = frame.sort("_place", "_row", nulls_last=True).drop("_place", "_row")
            file = _file(year, province)
            if not _is_linked(name, frame, file, target, before, known):
                write_rows(name, frame, target / file, ROW_GROUP)
                if (target / file).stat().st_size < LEAST_BYTES:
                    shutil.rmtree((target / file).parent)
                    small.append(frame)
                    continue
            written += frame.height
        if small:
            frame, file = pl.concat(small), _file(year, SEVERAL)
            if not _is_linked(name, frame, file, target, before, known):
                write_rows(name, frame, target / file, ROW_GROUP)
            written += frame.height
    return written


def _file(year: int | None, province: str | None) -> Path:
    return Path(f"part_year={year or UNKNOWN}", f"part_province={province or UNKNOWN}", "part-0.parquet")


def _is_linked(
    name: str, frame: pl.DataFrame, file: Path, target: Path, before: Path | None, known: dict[str, str]
) -> bool:
    """Whether the release before has a whole file of the same rows, which stands in the target now."""
    told = known.get(f"{name}.parquet/{file}")
    if before is None or told is None:
        return False
    old = before / f"{name}.parquet" / file
    if sha256(old) != told or not read_parts(name, [old]).equals(frame):
        return False
    new = target / file
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(old, new)
    except OSError:  # too many links, another file system
        shutil.copyfile(old, new)
    return True


def _hashes(before: Path | None) -> dict[str, str]:
    """The hashes of the files of a release, where the same code and libraries wrote them."""
    if before is None:
        return {}
    try:
        manifest = json.loads((before / "manifest.json").read_text(encoding="utf-8"))
        if manifest["publishing_version"] != publishing_version():
            return {}
        return {str(file["path"]): str(file["sha256"]) for file in manifest["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
