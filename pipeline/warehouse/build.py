"""Parquet files to one DuckDB file.

Belongs here: creating and filling the file, its views and comments. Most views are tables in the file, made once, so
that they answer at once; :attr:`schemas.views.View.is_table` tells which. Does not belong here: what tables and
columns mean (``schemas``), checking the result (``verify``), making it visible (``pipeline.publish``).
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path

import duckdb

from pipeline.warehouse.definitions import expanded
from pipeline.warehouse.errors import WarehouseError
from pipeline.warehouse.labels import with_labels
from pipeline.warehouse.memory import within_memory
from schemas.catalog import SCHEMA_VERSION, TABLES
from schemas.sql_text import quoted
from schemas.views import VIEWS
from schemas.warehouse_ddl import comments, ddl

STORAGE_VERSION = "v1.0.0"
"""Clients since DuckDB 1.1 read it (1.0 fails on parts that 2.0 writes all the same); the default of 2.0, none."""

UNPUBLISHED = "unpublished"

# The same decision as pipeline.publish.data_kind, so that it can be asked for in SQL.
_DATA_KIND = (
    "CASE WHEN count(*) = 0 THEN 'none' WHEN bool_and(is_example) THEN 'example'"
    " WHEN bool_or(is_example) THEN 'mixed' ELSE 'real' END"
)


def build_warehouse(parquet_dir: Path, target: Path, build_id: str = UNPUBLISHED) -> None:
    """Write the warehouse of the Parquet files in a directory, replacing ``target`` when it is whole.

    ``<table>.parquet`` must be there for every table of the catalog, as a file or as a directory of parts. The
    rows keep the order of the files. Raises :class:`WarehouseError` when a file is missing or breaks a key; a
    failed build leaves an older ``target`` as it was.
    """
    missing = [name for name in TABLES if not (parquet_dir / f"{name}.parquet").exists()]
    if missing:
        raise WarehouseError(f"{parquet_dir}: no Parquet file for {', '.join(missing)}")
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        within_memory(target.parent, lambda connection: _fill(connection, unfinished, parquet_dir, build_id))
        if _log_of(unfinished).exists():
            raise WarehouseError(f"{unfinished}: DuckDB left a write-ahead log behind")
        unfinished.replace(target)
    except duckdb.Error as error:
        raise WarehouseError(f"the warehouse cannot be built from {parquet_dir}: {error}") from error
    finally:
        _remove(unfinished)


def parquet_pattern(parquet_dir: Path, table: str) -> str:
    """What to hand to ``read_parquet`` for a table: its file, or every part in its directory."""
    path = parquet_dir / f"{table}.parquet"
    return f"{path}/**/*.parquet" if path.is_dir() else str(path)


def _fill(connection: duckdb.DuckDBPyConnection, file: Path, parquet_dir: Path, build_id: str) -> None:
    _remove(file)
    # A seventh of the time for a sixth of the space that long texts take.
    connection.execute("SET disabled_compression_methods = 'fsst'")
    connection.execute(f"ATTACH {quoted(str(file))} AS warehouse (STORAGE_VERSION '{STORAGE_VERSION}')")
    connection.execute("USE warehouse")
    for name in TABLES:
        connection.execute(ddl(name))
    _fill_tables(connection, parquet_dir)
    # Together: each statement by itself would wait for the disk.
    connection.execute("BEGIN")
    for name, view in VIEWS.items():
        kind = "TABLE" if view.is_table else "VIEW"
        connection.execute(f'CREATE {kind} "{name}" AS {view_query(name, build_id)}')
    # Nothing is left to plan: of 1,400 short statements the optimizer takes a third.
    connection.execute("PRAGMA disable_optimizer")
    # Comments last: CREATE OR REPLACE would erase them.
    for name in (*TABLES, *VIEWS):
        for statement in comments(name):
            connection.execute(statement)
    connection.execute("COMMIT")
    connection.execute("CHECKPOINT warehouse")
    connection.execute("USE memory")
    connection.execute("DETACH warehouse")


def _fill_tables(connection: duckdb.DuckDBPyConnection, parquet_dir: Path) -> None:
    """Every table from its file, behind those that its keys lead to; two at once, for each keeps one core busy."""

    def fill(name: str) -> None:
        names = ", ".join(f'"{column}"' for column in TABLES[name].columns)
        with connection.cursor() as cursor:
            cursor.execute("USE warehouse")
            # Without union_by_name DuckDB takes names and types of all parts from the first one.
            cursor.execute(
                f'INSERT INTO "{name}" ({names}) SELECT {names} FROM read_parquet(?, union_by_name = true)',  # noqa: S608  (names come from the catalog)
                [parquet_pattern(parquet_dir, name)],
            )

    filled: set[str] = set()
    with ThreadPoolExecutor(2) as pool:
        while waiting := [name for name in TABLES if name not in filled]:
            ready = [name for name in waiting if {key.table for key in TABLES[name].foreign_keys} <= {*filled, name}]
            list(pool.map(fill, ready))
            filled.update(ready)


def view_query(name: str, build_id: str = UNPUBLISHED) -> str:
    """The SELECT statement of a view; only ``release`` depends on the build."""
    if name == "release":
        names = f"{quoted(build_id)} AS build_id, {quoted(SCHEMA_VERSION)} AS schema_version"
        sql = f"SELECT {names}, {_DATA_KIND} AS data_kind FROM document"  # noqa: S608  (three texts of this program)
    else:
        path = files("pipeline.warehouse").joinpath("views", f"{name}.sql")
        sql = expanded(path.read_text(encoding="utf-8").strip())
    return with_labels(VIEWS[name], sql)


def _log_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.wal")


def _remove(file: Path) -> None:
    file.unlink(missing_ok=True)
    _log_of(file).unlink(missing_ok=True)
