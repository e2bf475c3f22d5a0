"""The rows of a table in its Parquet files: to be copied, or to be seen through a view.

Belongs here: what is asked of the files, the view over them. Does not belong here: which tables are copied
(:func:`schemas.warehouse_ddl.stays_beside`), how a connection finds the files later (``beside``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import Path

import duckdb

from pipeline.warehouse.beside import parquet_pattern
from pipeline.warehouse.errors import WarehouseError
from schemas.catalog import TABLES
from schemas.sql_text import FOLDER_VARIABLE, quoted
from schemas.warehouse_ddl import duckdb_type

YEAR, PROVINCE = "part_year", "part_province"
"""The names of the folders."""
UNKNOWN, SEVERAL = "unknown", "several"
"""What a folder is called where year or province of a form is not known, and what the folder of small provinces is."""
Folder = tuple[str, str]
"""A year and a province, or :data:`SEVERAL`."""
_FOLDER = re.compile(rf"{YEAR}=([^/]+)/{PROVINCE}=([^/]+)")


def typed_rows(connection: duckdb.DuckDBPyConnection, parquet_dir: Path, table: str) -> str:
    """A SELECT of the columns of a table from its files, after they proved to have the types that are documented.

    Left to itself DuckDB takes a type that fits all parts, and rounds or widens what is in them. Raises
    :class:`WarehouseError` naming a column that is not there or has another type.
    """
    files = source(quoted(parquet_pattern(parquet_dir, table)))
    described = connection.execute(f"DESCRIBE SELECT * FROM {files}").fetchall()  # noqa: S608  (a quoted path)
    found = {name: data_type for name, data_type, *_ in described}
    for column in TABLES[table].columns.values():
        if found.get(column.name) != duckdb_type(column.dtype):
            raise WarehouseError(
                f"{table}.{column.name} is {found.get(column.name, 'missing')} in the Parquet files,"
                f" documented as {duckdb_type(column.dtype)}"
            )
    return f"SELECT {_names(table)} FROM {files}"  # noqa: S608  (names come from the catalog)


def rows_of(parquet_dir: Path, table: str, year: str) -> str:
    """A SELECT of the columns of a table from its folder of one year; of none where the year has no row."""
    path = parquet_dir / f"{table}.parquet"
    folder = path / f"{YEAR}={year}"
    has_rows = folder.is_dir()
    files = source(quoted(f"{folder if has_rows else path}/**/*.parquet"))
    return f"SELECT {_names(table)} FROM {files}{'' if has_rows else ' WHERE FALSE'}"  # noqa: S608  (names come from the catalog)


def count(connection: duckdb.DuckDBPyConnection, parquet_dir: Path, table: str) -> int:
    """How many rows the files of a table have."""
    (found,) = connection.execute(f"SELECT {_rows(quoted(parquet_pattern(parquet_dir, table)))}").fetchall()
    return int(found[0])


def view_ddl(parquet_dir: Path, table: str, rows: int) -> str:
    """The CREATE VIEW statement of a table that stays in its files; it fails where the files have other rows."""
    files = str(Path(parquet_pattern(parquet_dir, table)).relative_to(parquet_dir))
    return f'CREATE VIEW "{table}" AS {rows_in(files, TABLES[table].columns, rows)}'


def rows_in(files: str, columns: Iterable[str], rows: int) -> str:
    """A SELECT of rows in files below the folder of a release; it fails where the files have another number of them."""
    path = _path(files)
    names = ", ".join(f'"{column}"' for column in columns)
    return f"SELECT {names} FROM {source(path)} WHERE {_is_whole(path, files, rows)}"  # noqa: S608  (names come from the catalog)


LAID = ("indicator", "expected_score", "indicator_pair", "reason")
"""Tables that are read by year or province where every row proves to lie in the folder of its form, else whole."""


def laid_out(
    connection: duckdb.DuckDBPyConnection, parquet_dir: Path, beside: Collection[str]
) -> dict[str, frozenset[Folder]]:
    """The folders of those of :data:`LAID` that lie beside the warehouse in such."""
    found = {name: folders(connection, parquet_dir, name) for name in LAID if name in beside}
    return {name: some for name, some in found.items() if some}


def folders(connection: duckdb.DuckDBPyConnection, parquet_dir: Path, table: str) -> frozenset[Folder]:
    """The folders by year and province of a table, once table ``form`` can be read.

    Empty where the table is one file, or where a row lies in another folder than its form says.
    """
    top = parquet_dir / f"{table}.parquet"
    named = [_FOLDER.fullmatch(str(file.parent.relative_to(top))) for file in top.rglob("*.parquet")]
    found = frozenset((name[1], name[2]) for name in named if name is not None)
    if not found or None in named:
        return frozenset()
    files = (
        f"read_parquet({quoted(f'{top}/**/*.parquet')}, union_by_name = true, hive_partitioning = true,"
        f" hive_types = {{'{YEAR}': VARCHAR, '{PROVINCE}': VARCHAR}})"
    )
    is_right = f"form.form_id = row.form_id AND {YEAR} = form.year AND {PROVINCE} = {place_of('form', found)}"
    (right,) = connection.execute(
        f"SELECT count(*) FROM {files} AS row JOIN ({placed_forms()}) AS form ON {is_right}"  # noqa: S608  (names come from the catalog)
    ).fetchall()
    return found if right[0] == count(connection, parquet_dir, table) else frozenset()


def placed_forms() -> str:
    """A SELECT of every form with the names of its year and province as folders have them."""
    return (
        f"SELECT form_id, document_id, coalesce(CAST(fiscal_year AS VARCHAR), '{UNKNOWN}') AS year,"  # noqa: S608  (names of this program)
        f" coalesce(province, '{UNKNOWN}') AS province FROM form"
    )


def place_of(form: str, found: Collection[Folder]) -> str:
    """The name of the second folder in which a row of :func:`placed_forms` lies, where there are such folders."""
    own = ", ".join(quoted(f"{year} {place}") for year, place in sorted(found) if place != SEVERAL)
    # No IN: DuckDB would make a join of it.
    has_own = f"list_contains(CAST([{own}] AS VARCHAR[]), {form}.year || ' ' || {form}.province)"
    return f"CASE WHEN {has_own} THEN {form}.province ELSE '{SEVERAL}' END"


def source(files: str) -> str:
    """What reads files, given as an expression; columns are those in the files, whatever their folders are called."""
    return f"read_parquet({files}, union_by_name = true, hive_partitioning = false)"


def _path(files: str) -> str:
    """Files as an expression that finds them below the folder of the release."""
    return f"(coalesce(getvariable({quoted(FOLDER_VARIABLE)}) || '/', '') || {quoted(files)})"


def _is_whole(path: str, files: str, rows: int) -> str:
    """The condition that the files have so many rows; it fails where they have others."""
    other = f"{files.removesuffix('/**/*.parquet')} holds other rows than this warehouse was built from"
    return f"CASE WHEN {_rows(path)} = {rows} THEN TRUE ELSE error({quoted(other)}) END"


def _rows(path: str) -> str:
    return f"(SELECT sum(num_rows) FROM parquet_file_metadata({path}))"  # noqa: S608  (a quoted path)


def _names(table: str) -> str:
    return ", ".join(f'"{column}"' for column in TABLES[table].columns)
