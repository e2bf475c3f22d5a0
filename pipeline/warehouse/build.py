"""Parquet files to one DuckDB file.

Belongs here: creating and filling the file, its views and comments. Most views are tables in the file, made once, so
that they answer at once; :attr:`schemas.views.View.is_table` tells which. Large tables are views over their Parquet
files (``parquet_rows``). Does not belong here: what tables and columns mean (``schemas``), checking the result
(``verify``), making it visible (``pipeline.publish``).
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path

import duckdb

from pipeline.warehouse.definitions import expanded
from pipeline.warehouse.errors import WarehouseError
from pipeline.warehouse.labels import with_labels
from pipeline.warehouse.memory import MANY_FORMS, MEMORY, MUCH, within_memory
from pipeline.warehouse.parquet_rows import Folder, count, laid_out, rows_of, typed_rows, view_ddl
from schemas.catalog import SCHEMA_VERSION, TABLES
from schemas.sql_text import FOLDER_VARIABLE, quoted
from schemas.views import VIEWS
from schemas.warehouse_ddl import comments, ddl, stays_beside

STORAGE_VERSION = "v1.0.0"
"""Clients since DuckDB 1.1 read it (1.0 fails on parts that 2.0 writes all the same); the default of 2.0, none."""

UNPUBLISHED = "unpublished"

_SHARED = {"shortfall_by_department": ("level_points", "form_points")}
"""Definitions of which a table is made once, before the first view that uses them; it goes with the connection."""
_BY_YEAR = {"level_points": ("indicator", "expected_score", "reason")}
"""Those whose rows follow from the rows of one form, and the tables they read, the one they go through first.

They are made a year at a time where that one lies by year: a join of all indicators with their expected scores would
lie aside on the disk for the most part.
"""

# The same decision as pipeline.publish.data_kind, so that it can be asked for in SQL.
_DATA_KIND = (
    "CASE WHEN count(*) = 0 THEN 'none' WHEN bool_and(is_example) THEN 'example'"
    " WHEN bool_or(is_example) THEN 'mixed' ELSE 'real' END"
)


def build_warehouse(
    parquet_dir: Path, target: Path, build_id: str = UNPUBLISHED, most_rows: int | None = None
) -> dict[str, int]:
    """Write the warehouse of the Parquet files in a directory, replacing ``target`` when it is whole.

    ``<table>.parquet`` must be there for every table of the catalog, as a file or as a directory of parts. The
    rows keep the order of the files. Gives the tables that stay in their files, with their number of rows: those that
    :func:`schemas.warehouse_ddl.stays_beside` names, or those of more than ``most_rows``. Raises
    :class:`WarehouseError` when a file is missing or breaks a key; a failed build leaves an older ``target`` as it was.
    """
    missing = [name for name in TABLES if not (parquet_dir / f"{name}.parquet").exists()]
    if missing:
        raise WarehouseError(f"{parquet_dir}: no Parquet file for {', '.join(missing)}")
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with duckdb.connect() as connection:
            rows = {name: count(connection, parquet_dir, name) for name in TABLES}
        beside = {
            name: number
            for name, number in rows.items()
            if (stays_beside(rows["form"], number) if most_rows is None else number > most_rows)
        }
        within_memory(
            target.parent,
            lambda connection: _fill(connection, unfinished, parquet_dir, build_id, beside),
            MEMORY if rows["form"] <= MANY_FORMS else MUCH,
        )
        if _log_of(unfinished).exists():
            raise WarehouseError(f"{unfinished}: DuckDB left a write-ahead log behind")
        unfinished.replace(target)
        return beside
    except duckdb.Error as error:
        raise WarehouseError(f"the warehouse cannot be built from {parquet_dir}: {error}") from error
    finally:
        _remove(unfinished)


def _fill(
    connection: duckdb.DuckDBPyConnection, file: Path, parquet_dir: Path, build_id: str, beside: dict[str, int]
) -> None:
    _remove(file)
    # A seventh of the time for a sixth of the space that long texts take.
    connection.execute("SET disabled_compression_methods = 'fsst'")
    connection.execute(f"ATTACH {quoted(str(file))} AS warehouse (STORAGE_VERSION '{STORAGE_VERSION}')")
    connection.execute("USE warehouse")
    connection.execute(f"SET VARIABLE {FOLDER_VARIABLE} = {quoted(str(parquet_dir))}")
    for name in TABLES:
        connection.execute(view_ddl(parquet_dir, name, beside[name]) if name in beside else ddl(name, beside))
    _fill_tables(connection, parquet_dir, [name for name in TABLES if name not in beside])
    laid = laid_out(connection, parquet_dir, beside)
    # While it is built: the views look at the number of rows in all files each time they are read.
    seen = {name: typed_rows(connection, parquet_dir, name) for name in beside}
    _see(connection, seen)
    # Together: each statement by itself would wait for the disk.
    connection.execute("BEGIN")
    made: set[str] = set()
    for name, view in VIEWS.items():
        kind = "TABLE" if view.is_table else "VIEW"
        for shared in _SHARED.get(name, ()):
            _make(connection, parquet_dir, seen, laid, shared, expanded(f"@{shared}()", made))
            made.add(shared)
        connection.execute(f'CREATE {kind} "{name}" AS {view_query(name, build_id, made if view.is_table else ())}')
    for name in beside:
        connection.execute(f'DROP VIEW temp."{name}"')
    # Nothing is left to plan: of 1,400 short statements the optimizer takes a third.
    connection.execute("PRAGMA disable_optimizer")
    # Comments last: CREATE OR REPLACE would erase them.
    for name in (*TABLES, *VIEWS):
        for statement in comments(name, beside):
            connection.execute(statement)
    connection.execute("COMMIT")
    connection.execute("CHECKPOINT warehouse")
    connection.execute("USE memory")
    connection.execute("DETACH warehouse")


def _fill_tables(connection: duckdb.DuckDBPyConnection, parquet_dir: Path, tables: list[str]) -> None:
    """Every table from its file, behind those that its keys lead to; two at once, for each keeps one core busy."""

    def fill(name: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("USE warehouse")
            cursor.execute(f'INSERT INTO "{name}" {typed_rows(cursor, parquet_dir, name)}')

    waiting = tables
    with ThreadPoolExecutor(2) as pool:
        while waiting:
            behind = {name for name in waiting for key in TABLES[name].foreign_keys if key.table in {*waiting} - {name}}
            list(pool.map(fill, [name for name in waiting if name not in behind]))
            waiting = [name for name in waiting if name in behind]


def _see(connection: duckdb.DuckDBPyConnection, rows: Mapping[str, str]) -> None:
    """Let a connection read tables that the warehouse does not hold by a statement for each."""
    for name, select in rows.items():
        connection.execute(f'CREATE OR REPLACE TEMP VIEW "{name}" AS {select}')


def _make(
    connection: duckdb.DuckDBPyConnection,
    parquet_dir: Path,
    seen: Mapping[str, str],
    laid: Mapping[str, Collection[Folder]],
    name: str,
    sql: str,
) -> None:
    """The table of a definition."""
    first, *others = _BY_YEAR.get(name, ("",))
    of_year = [table for table in (first, *others) if table in laid]
    years = sorted({year for year, _ in laid[first]}) if first in laid else [""]
    for number, year in enumerate(years):
        _see(connection, {table: rows_of(parquet_dir, table, year) for table in of_year if year})
        connection.execute(f"INSERT INTO {name} FROM {sql}" if number else f"CREATE TEMP TABLE {name} AS FROM {sql}")
    _see(connection, {table: seen[table] for table in of_year})


def view_query(
    name: str,
    build_id: str = UNPUBLISHED,
    made: Collection[str] = (),
) -> str:
    """The SELECT statement of a view; only ``release`` depends on the build.

    Definitions in ``made`` are taken from tables of their names.
    """
    if name == "release":
        names = f"{quoted(build_id)} AS build_id, {quoted(SCHEMA_VERSION)} AS schema_version"
        sql = f"SELECT {names}, {_DATA_KIND} AS data_kind FROM document"  # noqa: S608  (three texts of this program)
    else:
        path = files("pipeline.warehouse").joinpath("views", f"{name}.sql")
        sql = expanded(path.read_text(encoding="utf-8").strip(), made)
    return with_labels(VIEWS[name], sql)


def _log_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.wal")


def _remove(file: Path) -> None:
    file.unlink(missing_ok=True)
    _log_of(file).unlink(missing_ok=True)
