"""Large tables as directories: ``<table>.parquet/part_year=2023/part_province=四川省/part-0.parquet``.

Belongs here: which tables are laid out so, which row lies in which file, what is linked from the release before. Does
not belong here: reading them (``parquet``), what a release consists of (``contents``).

A row lies under the fiscal year and province of its form, else of the forms of its document; without any, under
``unknown``: the name that Hive has for null is read as null, and no reader passes over files by a null. Within a file
rows are in the order of province, department, project, form, and then as they were. Files that would be smaller than
:data:`LEAST_BYTES` are one file for their year, under ``several``; only a year that is smaller than that altogether has
a smaller file. All this follows from the content alone. The names of the folders tell where rows lie and are no
columns: year and province stand in ``form``.

The rows come some at a time and are brought to their partitions on the disk; then a file at a time is in memory. A
partition of more than :data:`ROWS_OF_FILE` rows is several files, no form in two of them.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate, groupby
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from pipeline.cache.code_version import publishing_version
from pipeline.cache.same_files import Known
from pipeline.curate.pieces import ROWS_AT_ONCE, Pieces, write_piece
from pipeline.publish.disk import sha256
from pipeline.publish.parquet import count_rows, read_parts, scan_parquet, write_parquet, write_pieces, write_rows
from schemas.catalog import TABLES
from schemas.table_checks import check_keys, validate

LARGE = 5_000_000
"""Rows from which a table is a directory.

Per row the tables take between 5 (``budget_line``) and 25 bytes (``indicator``) on disk, so that this many are 25 to
125 MB, and a province and year of them 160 kB to 800 kB: below it hardly any file would have its 1 MB.
"""
LEAST_BYTES = 2**20
ROW_GROUP = 122_880
UNKNOWN = "unknown"
SEVERAL = "several"
_KEYS = ("form_id", "document_id", "subject_id")
ROWS_OF_FILE = 4_000_000


def write_table(pieces: Pieces, folder: Path, sources: Mapping[str, Pieces], before: Path | None = None) -> Path:
    """Write a table from its rows: one file, or a directory where it is large; its path.

    ``sources`` are the pieces of ``form`` and ``document``, which tell where rows lie. The same is written as when the
    table is one file at first and is laid out then. Raises what :func:`schemas.table_checks.validate` raises.
    """
    name = pieces.table
    rows = pieces.count()
    if not _is_large(name, rows):
        return write_parquet(name, pieces.whole(), folder) if rows <= ROWS_AT_ONCE else write_pieces(pieces, folder)
    folder.mkdir(parents=True, exist_ok=True)
    places = _Places({table: rows.lazy() for table, rows in sources.items()})
    _write_directory(_Rows(name, pieces.lazy(), pieces), places, folder, before, _hashes(before))
    return folder / f"{name}.parquet"


def lay_out(folder: Path, before: Path | None = None) -> list[str]:
    """Make directories of the large tables in a folder that has all tables; which tables are directories now.

    A file of the release ``before`` that holds the same rows is linked, and copied where that is impossible.
    """
    files = [name for name in TABLES if (folder / f"{name}.parquet").is_file()]
    if large := [name for name in files if _is_large(name, count_rows(name, folder))]:
        places = _Places({name: scan_parquet(name, folder) for name in ("form", "document")})
        known = _hashes(before)
        for name in large:
            rows = _Rows(name, scan_parquet(name, folder), _slices(name, folder))
            _write_directory(rows, places, folder, before, known)
    return [name for name in TABLES if (folder / f"{name}.parquet").is_dir()]


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


def _is_large(name: str, rows: int) -> bool:
    return rows > LARGE and any(key in TABLES[name].columns for key in _KEYS)


def _slices(name: str, folder: Path) -> Iterator[pl.DataFrame]:
    """The rows of a table in one file, some at a time."""
    rows = scan_parquet(name, folder)
    return (rows.slice(first, ROWS_AT_ONCE).collect() for first in range(0, count_rows(name, folder), ROWS_AT_ONCE))


@dataclass(frozen=True, slots=True)
class _Rows:
    """A table that is to become a directory; ``pieces`` gives all rows once."""

    table: str
    lazy: pl.LazyFrame
    pieces: Iterable[pl.DataFrame]

    @property
    def key(self) -> pl.Expr:
        """The form or document of a row."""
        return pl.coalesce(key for key in _KEYS if key in TABLES[self.table].columns).alias("_key")


@dataclass(frozen=True, slots=True)
class _Part:
    """A file to be made: rows of one year and province from one place on."""

    year: int | None
    province: str | None
    number: int
    first: int
    rows: int


class _Places:
    """The place of every form and document in the order of all rows."""

    def __init__(self, tables: Mapping[str, pl.LazyFrame]) -> None:
        named = {"_year": "fiscal_year", "_province": "province"}
        forms = tables["form"].select("document_id", "department_id", "project_key", _key="form_id", **named)
        of_forms = forms.group_by("document_id").agg(pl.col("_province").drop_nulls().min())
        documents = (
            tables["document"]
            .join(of_forms, on="document_id", how="left")
            .select("_province", _key="document_id", _year="fiscal_year")
        )
        every = pl.concat([forms.drop("document_id"), documents], how="diagonal")
        order = ("_year", "_province", "department_id", "project_key", "_key")
        placed = every.sort(order, nulls_last=True).select(
            "_key", "_year", "_province", _place=pl.int_range(pl.len(), dtype=pl.Int32)
        )
        self._by_key = placed.sort("_key").collect()
        # Rows without form and document come behind all others.
        self._unknown = self._by_key.height

    def of(self, keys: pl.Series) -> pl.Series:
        """The places of some keys."""
        at = self._by_key["_key"].search_sorted(keys.fill_null("")).clip(upper_bound=max(self._unknown - 1, 0))
        near = self._by_key.select("_key", "_place")[at] if self._unknown else pl.DataFrame()
        if near.is_empty():
            return pl.repeat(self._unknown, keys.len(), dtype=pl.Int32, eager=True)
        is_known = pl.col("_key") == pl.col("key")
        return near.with_columns(key=keys).select(pl.when(is_known).then("_place").otherwise(self._unknown)).to_series()

    def parts(self, rows: _Rows) -> list[_Part]:
        """The files of a table in the order of its rows, each with at most so many as there may be or one form."""
        counts = rows.lazy.group_by(rows.key).len("rows").collect(engine="streaming")
        placed = (
            counts.with_columns(first=self.of(counts["_key"]))
            .group_by("first")
            .agg(pl.col("rows").sum().cast(pl.Int64))
            .join(self._by_key.select("_year", "_province", first="_place"), on="first", how="left")
            .sort("first")
        )
        whole = pl.col("rows").sum().over("_year", "_province")
        before = (pl.col("rows").cum_sum() - pl.col("rows")).over("_year", "_province")
        files = -(-whole // ROWS_OF_FILE)
        parts = (
            placed.with_columns(number=before * files // whole)
            .group_by("_year", "_province", "number", maintain_order=True)
            .agg(pl.col("first").first(), pl.col("rows").sum())
        )
        return [_Part(*row) for row in parts.iter_rows()]


def _write_directory(rows: _Rows, places: _Places, folder: Path, before: Path | None, known: dict[str, str]) -> None:
    """The directory of a table in place of its file, if there is one."""
    name = rows.table
    parts = places.parts(rows)
    with TemporaryDirectory(dir=folder, prefix=f".{name}-") as temporary:
        spilled, made = Path(temporary) / "rows", Path(temporary) / "made"
        _spill(rows, places, parts, spilled)
        written = _write_parts(name, parts, spilled, made, before, known)
        if written != sum(part.rows for part in parts):
            raise RuntimeError(f"{name}: not all rows were laid out: {written}")
        if not set(_KEYS) & set(TABLES[name].primary_key):
            # A form is in one file; of other keys it is not known.
            check_keys(name, pl.scan_parquet(made, hive_partitioning=False))
        (folder / f"{name}.parquet").unlink(missing_ok=True)
        made.rename(folder / f"{name}.parquet")


def _spill(rows: _Rows, places: _Places, parts: list[_Part], target: Path) -> None:
    """Bring the rows of each file into a folder of its own."""
    firsts = pl.Series([part.first for part in parts], dtype=pl.Int32)
    for number, piece in enumerate(rows.pieces):
        keys = piece.select(rows.key).to_series()
        place = places.of(keys.rle().struct.field("value"))
        of_row = keys.rle_id()
        part = firsts.search_sorted(place, side="right") - 1
        placed = piece.with_columns(place[of_row].alias("_place"))
        for one in part.unique():
            of = target / str(one)
            of.mkdir(parents=True, exist_ok=True)
            of_part = placed if part.n_unique() == 1 else placed.filter((part == one)[of_row])
            write_piece(of_part, of / f"{number:06d}.parquet")


def _write_parts(
    name: str, parts: list[_Part], spilled: Path, target: Path, before: Path | None, known: dict[str, str]
) -> int:
    """The files of a table from its spilled rows; how many rows they have."""

    def write(file: Path, numbers: Sequence[int]) -> int:
        frame = validate(name, _in_order(spilled, numbers))
        if not _is_linked(name, frame, file, target, before, known):
            write_rows(name, frame, target / file, ROW_GROUP)
        return frame.height

    alone = Counter((part.year, part.province) for part in parts)
    small: dict[int | None, list[int]] = defaultdict(list)
    written = 0
    for at, part in enumerate(parts):
        file = _file(part.year, part.province, part.number)
        rows = write(file, [at])
        if alone[part.year, part.province] == 1 and (target / file).stat().st_size < LEAST_BYTES:
            shutil.rmtree((target / file).parent)
            small[part.year].append(at)
        else:
            written += rows
    for year, of_year in small.items():
        before_each = accumulate((parts[at].rows for at in of_year), initial=0)
        groups = groupby(zip(of_year, before_each, strict=False), lambda one: one[1] // ROWS_OF_FILE)
        for number, group in groups:
            written += write(_file(year, SEVERAL, number), [at for at, _ in group])
    return written


def _in_order(spilled: Path, parts: Sequence[int]) -> pl.DataFrame:
    """The rows of some parts in the order of their places, and as they were within one."""
    files = [file for part in parts for file in sorted((spilled / str(part)).glob("*.parquet"))]
    return pl.concat(map(pl.read_parquet, files)).sort("_place", maintain_order=True).drop("_place")


def _file(year: int | None, province: str | None, number: int = 0) -> Path:
    return Path(f"part_year={year or UNKNOWN}", f"part_province={province or UNKNOWN}", f"part-{number}.parquet")


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
