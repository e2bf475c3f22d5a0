"""The last look at a built warehouse before it is published.

Belongs here: what can be seen from the file and the Parquet files alone. Does not belong here: what the rows
should say (``schemas``, ``pipeline.audit``), the rows of views (``verify_views``).
"""

from __future__ import annotations

import os
import shutil
import struct
import tempfile
from collections.abc import Collection
from pathlib import Path

import duckdb

from pipeline.warehouse.beside import let_read, names_beside
from pipeline.warehouse.errors import WarehouseError
from pipeline.warehouse.memory import LITTLE, within_memory
from pipeline.warehouse.parquet_rows import typed_rows
from pipeline.warehouse.verify_views import wrong_views
from schemas.catalog import TABLES, Entry
from schemas.sql_text import quoted
from schemas.views import VIEWS, View
from schemas.warehouse_ddl import comment, comment_beside, duckdb_type

HEADER_VERSION = 64
"""Version in the header of a file in storage format v1.0.0."""


def verify_warehouse(parquet_dir: Path, warehouse: Path) -> dict[str, int]:
    """Row count of every table, after the file proved equal to its Parquet files and complete.

    Works on the file under another name, since a view that only works under the first one would break for the
    reader who copies it. Raises :class:`WarehouseError` naming everything that is wrong.
    """
    problems: list[str] = []
    with tempfile.TemporaryDirectory(dir=warehouse.parent, prefix=".verify-") as directory:
        copy = Path(directory) / "renamed.duckdb"
        try:
            os.link(warehouse, copy)
        except OSError:  # a file system without hard links
            shutil.copyfile(warehouse, copy)
        if (version := header_version(copy)) != HEADER_VERSION:
            problems.append(f"header version is {version}, clients before 2.0 need {HEADER_VERSION}")
        try:
            counts, found = within_memory(
                Path(directory), lambda connection: _compared(connection, copy, parquet_dir), LITTLE
            )
            problems += found
        except duckdb.Error as error:
            problems.append(str(error))
    if problems:
        raise WarehouseError(f"{warehouse} is not fit to be published: " + "; ".join(problems))
    return counts


def header_version(file: Path) -> int:
    """Storage version in the header of a DuckDB file; -1 when it is none."""
    with file.open("rb") as stream:
        head = stream.read(20)
    if len(head) < 20 or head[8:12] != b"DUCK":
        return -1
    return int(struct.unpack("<Q", head[12:20])[0])


def _compared(connection: duckdb.DuckDBPyConnection, file: Path, parquet_dir: Path) -> tuple[dict[str, int], list[str]]:
    """Row counts, and what is wrong with the file."""
    problems: list[str] = []
    connection.execute(f"ATTACH {quoted(str(file))} AS renamed (READ_ONLY)")
    connection.execute("USE renamed")
    let_read(connection, parquet_dir, "renamed")
    beside = names_beside(connection, "renamed")
    counts = _compare_rows(connection, parquet_dir, beside, problems)
    _compare_catalog(connection, beside, problems)
    # What is missing or of another type cannot be asked.
    return counts, problems or wrong_views(connection, {*beside} & VIEWS.keys())


def _compare_rows(
    connection: duckdb.DuckDBPyConnection, parquet_dir: Path, beside: Collection[str], problems: list[str]
) -> dict[str, int]:
    """Row counts, with a problem for every table whose rows differ from its Parquet file in number or content.

    A table that the file does not hold is seen through a view, which itself looks at the number of rows.
    """
    counts = {}
    for name, entry in TABLES.items():
        names = ", ".join(f'"{column}"' for column in entry.columns) if name not in beside else "0"
        measure = f"SELECT count(*), sum(hash({names})::HUGEINT) FROM "  # noqa: S608  (names come from the catalog)
        found = connection.execute(f'{measure} "{name}"').fetchall()[0]
        given = connection.execute(f"{measure} ({typed_rows(connection, parquet_dir, name)})").fetchall()[0]
        counts[name] = int(found[0])
        if found[0] != given[0]:
            problems.append(f"{name} has {found[0]} rows, its Parquet file {given[0]}")
        elif found != given:
            problems.append(f"{name} has other values than its Parquet file")
    return counts


def _compare_catalog(connection: duckdb.DuckDBPyConnection, beside: Collection[str], problems: list[str]) -> None:
    """Adds a problem for every view that fails and for every name, type or comment that is not as documented."""
    expected: dict[tuple[str, str], tuple[str, str]] = {}
    entries: list[Entry | View] = [*TABLES.values(), *VIEWS.values()]
    for entry in entries:
        expected[entry.name, ""] = ("", comment_beside(entry) if entry.name in beside else comment(entry))
        for column in entry.columns.values():
            expected[entry.name, column.name] = (duckdb_type(column.dtype), comment(column))
    actual = {
        (table, column): (data_type, text)
        for table, column, data_type, text in connection.execute(
            "SELECT table_name, '', '', comment FROM duckdb_tables() WHERE database_name = 'renamed'"
            " UNION ALL SELECT view_name, '', '', comment FROM duckdb_views()"
            " WHERE database_name = 'renamed' AND NOT internal"
            " UNION ALL SELECT table_name, column_name, data_type, comment FROM duckdb_columns()"
            " WHERE database_name = 'renamed' AND NOT internal"
        ).fetchall()
    }
    for key, (data_type, text) in expected.items():
        where = ".".join(filter(None, key))
        if key not in actual:
            problems.append(f"{where} is missing")
            continue
        if actual[key][0] != data_type:
            problems.append(f"{where} is {actual[key][0]}, documented as {data_type}")
        if actual[key][1] != text:
            problems.append(f"{where} lacks its comment")
    problems += [f"{'.'.join(filter(None, key))} is not documented" for key in actual.keys() - expected.keys()]
