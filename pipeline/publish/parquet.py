"""One table, one Parquet file.

Belongs here: writing and reading the published Parquet files. Does not belong here: where a release keeps them
(``release``), what the columns mean (``schemas``).
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import polars as pl

from schemas.catalog import SCHEMA_VERSION, TABLES
from schemas.descriptions import METADATA_KEY, parquet_metadata
from schemas.table_checks import validate

ROW_GROUP_SIZE = 100_000
"""Fixed, so that equal frames give equal bytes whatever the machine has in cores and memory."""


class SchemaVersionError(Exception):
    """A Parquet file that was written by code with other columns or keys."""


def write_parquet(table: str, frame: pl.DataFrame, directory: Path) -> Path:
    """Write ``<directory>/<table>.parquet`` after the frame proved valid, and return its path.

    The file appears under its name only when it is whole and on disk. Equal frames give equal bytes: nothing
    in the file tells when or where it was made. Raises what :func:`schemas.table_checks.validate` raises.
    """
    validate(table, frame)
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / f"{table}.parquet"
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        frame.write_parquet(
            unfinished,
            compression="zstd",
            compression_level=3,
            statistics=True,
            row_group_size=ROW_GROUP_SIZE,
            metadata=parquet_metadata(table),
        )
        with unfinished.open("rb") as stream:
            os.fsync(stream.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path


def read_parquet(table: str, directory: Path) -> pl.DataFrame:
    """The frame of ``<directory>/<table>.parquet``, a file or a directory of parts, in its exact types.

    Raises :class:`SchemaVersionError` for a file of another schema version, FileNotFoundError when there is none.
    """
    path = directory / f"{table}.parquet"
    parts = sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
    if not parts or not all(part.is_file() for part in parts):
        raise FileNotFoundError(path)
    for part in parts:
        version = schema_version(part)
        if version != SCHEMA_VERSION:
            raise SchemaVersionError(f"{part} has schema version {version}, this code reads {SCHEMA_VERSION}")
    dtypes = {name: column.dtype for name, column in TABLES[table].columns.items()}
    return pl.read_parquet(parts, schema=dtypes)


def schema_version(file: Path) -> str | None:
    """Schema version in the metadata of a Parquet file; None when this product did not write it."""
    content = pl.read_parquet_metadata(file).get(METADATA_KEY)
    return None if content is None else str(json.loads(content)["schema_version"])
