"""One table, one Parquet file, or a directory of them.

Belongs here: writing and reading the published Parquet files. Does not belong here: which tables are directories
(``partitions``), where a release keeps them (``release``), what the columns mean (``schemas``).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

import polars as pl
from polars import selectors

from pipeline.curate.pieces import Pieces
from schemas.catalog import SCHEMA_VERSION, TABLES
from schemas.descriptions import METADATA_KEY, parquet_metadata
from schemas.table_checks import check_keys, validate

ROW_GROUP_SIZE = 100_000
"""Fixed, so that equal frames give equal bytes whatever the machine has in cores and memory."""

READ_AT_ONCE = 500_000
"""Rows of a table that is no trouble in memory."""


class SchemaVersionError(Exception):
    """A Parquet file that was written by code with other columns or keys."""


def write_parquet(table: str, frame: pl.DataFrame, directory: Path) -> Path:
    """Write ``<directory>/<table>.parquet`` after the frame proved valid, and return its path.

    The file appears under its name only when it is whole and on disk. Equal frames give equal bytes: nothing
    in the file tells when or where it was made. Raises what :func:`schemas.table_checks.validate` raises.
    """
    validate(table, frame)
    path = directory / f"{table}.parquet"
    write_rows(table, frame, path, ROW_GROUP_SIZE)
    return path


def write_pieces(pieces: Pieces, directory: Path) -> Path:
    """Write the same file from rows in pieces, of which one is in memory after the other."""
    for piece in pieces:
        validate(pieces.table, piece)
    check_keys(pieces.table, pieces.lazy())
    path = directory / f"{pieces.table}.parquet"
    write_rows(pieces.table, pieces.lazy(), path, ROW_GROUP_SIZE)
    return path


def write_rows(table: str, rows: pl.DataFrame | pl.LazyFrame, path: Path, row_group_size: int) -> None:
    """Write rows of a table that are known to be valid; the file appears when it is whole and on disk."""
    write = rows.write_parquet if isinstance(rows, pl.DataFrame) else rows.sink_parquet
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        write(
            unfinished,
            compression="zstd",
            compression_level=3,
            statistics=True,
            row_group_size=row_group_size,
            metadata=parquet_metadata(table),
        )
        with unfinished.open("rb") as stream:
            os.fsync(stream.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def files_of(table: str, directory: Path) -> list[Path]:
    """The files of a table in the order of its rows: one, or those of its directory.

    Raises FileNotFoundError when there is none.
    """
    path = directory / f"{table}.parquet"
    files = sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
    if not files or not all(file.is_file() for file in files):
        raise FileNotFoundError(path)
    return files


def read_parquet(table: str, directory: Path) -> pl.DataFrame:
    """The frame of ``<directory>/<table>.parquet``, a file or a directory of parts, in its exact types.

    Raises :class:`SchemaVersionError` for a file of another schema version, FileNotFoundError when there is none.
    """
    return read_parts(table, files_of(table, directory))


def read_parts(table: str, files: list[Path]) -> pl.DataFrame:
    """The frame of some files of a table; raises :class:`SchemaVersionError`."""
    for file in files:
        version = schema_version(file)
        if version != SCHEMA_VERSION:
            raise SchemaVersionError(f"{file} has schema version {version}, this code reads {SCHEMA_VERSION}")
    # Names of folders are no columns.
    return pl.read_parquet(files, schema=dtypes_of(table), hive_partitioning=False)


def scan_parquet(table: str, directory: Path) -> pl.LazyFrame:
    """The rows of a table, a file or a directory of parts, to be read as far as they are asked for."""
    return scan_parts(table, files_of(table, directory))


def staged_rows(tables: Iterable[str], directory: Path) -> dict[str, pl.LazyFrame]:
    """The rows of some tables for many questions: small ones are read at once, others as far as they are asked for."""
    return {
        name: (scan_parquet if count_rows(name, directory) > READ_AT_ONCE else read_parquet)(name, directory).lazy()
        for name in tables
    }


def view_files_of(view: str, release: Path) -> list[Path]:
    """The files of a view: one, or those of its directory. Raises FileNotFoundError when there is none."""
    return files_of(view, release / "views")


def scan_view(view: str, release: Path) -> pl.LazyFrame:
    """The rows of a view, to be read as far as asked for; decimals are floats, as in the files of small ones."""
    rows = pl.scan_parquet(view_files_of(view, release), hive_partitioning=False)
    return rows.cast({selectors.decimal(): pl.Float64})


def scan_parts(table: str, files: list[Path]) -> pl.LazyFrame:
    """The rows of some files of a table, to be read as far as they are asked for."""
    return pl.scan_parquet(files, schema=dtypes_of(table), hive_partitioning=False)


def check_files(table: str, directory: Path) -> None:
    """Raise :class:`schemas.table_checks.InvalidTableError` where the files of a table break a rule of its schema.

    One file is looked at after the other; a form should have its rows in one of them.
    """
    files = files_of(table, directory)
    for file in files:
        validate(table, read_parts(table, [file]))
    rows = scan_parts(table, files)
    key = next((key for key in ("form_id", "subject_id") if key in TABLES[table].primary_key), None)
    if len(files) > 1 and key is None:
        check_keys(table, rows)
    elif len(files) > 1:
        forms = pl.concat(scan_parts(table, [file]).select(key).unique().collect() for file in files)
        if (shared := forms.filter(forms.is_duplicated())).height:
            check_keys(table, rows.join(shared.lazy(), on=key, how="semi"))


def count_rows(table: str, directory: Path) -> int:
    """How many rows a table has, told by its files without reading them."""
    files = files_of(table, directory)
    return int(pl.scan_parquet(files, hive_partitioning=False).select(pl.len()).collect().item())


def dtypes_of(table: str) -> dict[str, pl.DataType]:
    """The exact types of the columns of a table."""
    return {name: column.dtype for name, column in TABLES[table].columns.items()}


def schema_version(file: Path) -> str | None:
    """Schema version in the metadata of a Parquet file; None when this product did not write it."""
    content = pl.read_parquet_metadata(file).get(METADATA_KEY)
    return None if content is None else str(json.loads(content)["schema_version"])
