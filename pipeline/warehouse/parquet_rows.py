"""The rows of a table in its Parquet files: to be copied, or to be seen through a view.

Belongs here: what is asked of the files, the view over them. Does not belong here: which tables are copied
(:func:`schemas.warehouse_ddl.stays_beside`), how a connection finds the files later (``beside``).
"""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from pipeline.warehouse.beside import parquet_pattern
from pipeline.warehouse.errors import WarehouseError
from pipeline.warehouse.view_rows import PROVINCE, YEAR, Parts
from schemas.catalog import TABLES
from schemas.sql_text import FOLDER_VARIABLE, quoted
from schemas.warehouse_ddl import duckdb_type

_FOLDER = re.compile(rf"{YEAR}=([^/]+)/{PROVINCE}=([^/]+)")


def typed_rows(connection: duckdb.DuckDBPyConnection, parquet_dir: Path, table: str) -> str:
    """A SELECT of the columns of a table from its files, after they proved to have the types that are documented.

    Left to itself DuckDB takes a type that fits all parts, and rounds or widens what is in them. Raises
    :class:`WarehouseError` naming a column that is not there or has another type.
    """
    source = _source(quoted(parquet_pattern(parquet_dir, table)))
    described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()  # noqa: S608  (a quoted path)
    found = {name: data_type for name, data_type, *_ in described}
    for column in TABLES[table].columns.values():
        if found.get(column.name) != duckdb_type(column.dtype):
            raise WarehouseError(
                f"{table}.{column.name} is {found.get(column.name, 'missing')} in the Parquet files,"
                f" documented as {duckdb_type(column.dtype)}"
            )
    return f"SELECT {_names(table)} FROM {source}"  # noqa: S608  (names come from the catalog)


def rows_of(parquet_dir: Path, table: str, year: str) -> str:
    """A SELECT of the columns of a table from its folder of one year; of none where the year has no row."""
    path = parquet_dir / f"{table}.parquet"
    folder = path / f"{YEAR}={year}"
    has_rows = folder.is_dir()
    source = _source(quoted(f"{folder if has_rows else path}/**/*.parquet"))
    return f"SELECT {_names(table)} FROM {source}{'' if has_rows else ' WHERE FALSE'}"  # noqa: S608  (names come from the catalog)


def count(connection: duckdb.DuckDBPyConnection, parquet_dir: Path, table: str) -> int:
    """How many rows the files of a table have."""
    (found,) = connection.execute(f"SELECT {_rows(quoted(parquet_pattern(parquet_dir, table)))}").fetchall()
    return int(found[0])


def view_ddl(parquet_dir: Path, table: str, rows: int) -> str:
    """The CREATE VIEW statement of a table that stays in its files; it fails where the files have other rows."""
    path = _path(parquet_dir, table)
    return f'CREATE VIEW "{table}" AS SELECT {_names(table)} FROM {_source(path)} WHERE {_is_whole(path, table, rows)}'  # noqa: S608  (names come from the catalog)


def in_parts(connection: duckdb.DuckDBPyConnection, parquet_dir: Path, table: str, rows: int) -> Parts | None:
    """What reads a table that stays in its files by year and province, once table ``form`` is there.

    None where the table is one file, or where a row lies in another folder than its form says.
    """
    top = parquet_dir / f"{table}.parquet"
    folders = [_FOLDER.fullmatch(str(file.parent.relative_to(top))) for file in top.rglob("*.parquet")]
    named = frozenset((found[1], found[2]) for found in folders if found is not None)
    if not named or None in folders:
        return None
    path = _path(parquet_dir, table)
    source = (
        f"read_parquet({path}, union_by_name = true, hive_partitioning = true,"
        f" hive_types = {{'{YEAR}': VARCHAR, '{PROVINCE}': VARCHAR}})"
    )
    names = f"{_names(table)}, {YEAR}, {PROVINCE}"
    parts = Parts(f"SELECT {names} FROM {source} WHERE {_is_whole(path, table, rows)}", named)  # noqa: S608  (names come from the catalog)
    is_right = f"form.form_id = row.form_id AND {parts.condition('row', 'form')}"
    (right,) = connection.execute(f"SELECT count(*) FROM {source} AS row JOIN form ON {is_right}").fetchall()  # noqa: S608  (names come from the catalog)
    return parts if right[0] == rows else None


def _path(parquet_dir: Path, table: str) -> str:
    """The files of a table as an expression that finds them below the folder of the release."""
    name = Path(parquet_pattern(parquet_dir, table)).relative_to(parquet_dir)
    return f"(coalesce(getvariable({quoted(FOLDER_VARIABLE)}) || '/', '') || {quoted(str(name))})"


def _is_whole(path: str, table: str, rows: int) -> str:
    """The condition that the files have so many rows; it fails where they have others."""
    other = f"{table}.parquet holds other rows than this warehouse was built from"
    return f"CASE WHEN {_rows(path)} = {rows} THEN TRUE ELSE error({quoted(other)}) END"


def _source(path: str) -> str:
    """What reads the files; columns are those in the files, whatever their folders are called."""
    return f"read_parquet({path}, union_by_name = true, hive_partitioning = false)"


def _rows(path: str) -> str:
    return f"(SELECT sum(num_rows) FROM parquet_file_metadata({path}))"  # noqa: S608  (a quoted path)


def _names(table: str) -> str:
    return ", ".join(f'"{column}"' for column in TABLES[table].columns)
