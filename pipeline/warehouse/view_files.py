"""Views as Parquet files: for tools that open files and no database.

Belongs here: one file for each view, its types and what it says of itself. Does not belong here: what views compute
(``views``), what their columns mean (``schemas``), views that are folders of files (``part_views``).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import polars as pl

from pipeline.warehouse.beside import let_read
from pipeline.warehouse.errors import WarehouseError
from pipeline.warehouse.memory import within_memory
from schemas.columns import Column
from schemas.descriptions import METADATA_KEY, view_metadata
from schemas.sql_text import quoted
from schemas.views import VIEWS, View

FOLDER = "views"
"""The folder of these files in a release."""

ROW_GROUP = 122_880

# The database works on one row group at a time, of which a table has few; two views keep two cores busy.
_AT_ONCE = 2


def write_view_files(warehouse: Path, release: Path, build_id: str) -> list[Path]:
    """Write ``<release>/views/<view>.parquet`` for every view of a warehouse that has no folder; the paths of all.

    Decimals become DOUBLE: pandas and most BI tools take a decimal for an object, which they neither add nor draw. A
    double holds every amount below 90 trillion yuan to the fen; who needs more reads the tables or the warehouse.
    Raises :class:`WarehouseError` when the warehouse cannot be read.
    """
    folder = release / FOLDER
    folder.mkdir(parents=True, exist_ok=True)

    def work(connection: duckdb.DuckDBPyConnection) -> list[Path]:
        connection.execute(f"ATTACH {quoted(str(warehouse.resolve()))} AS warehouse (READ_ONLY)")

        def write(view: View) -> Path:
            path = folder / f"{view.name}.parquet"
            if path.is_dir():  # made by ``part_views``
                return path
            with connection.cursor() as cursor:
                cursor.execute("USE warehouse")
                let_read(cursor, warehouse.resolve().parent, "warehouse")
                columns = ", ".join(map(_value, view.columns.values()))
                order = f" ORDER BY {', '.join(view.order)}" if view.order else ""
                select = f'SELECT {columns} FROM "{view.name}"{order}'  # noqa: S608  (names come from the catalog)
                cursor.execute(_copy(select, path, view_metadata(view.name, build_id)))
            return path

        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return list(pool.map(write, VIEWS.values()))

    try:
        return within_memory(folder, work)
    except duckdb.Error as error:
        raise WarehouseError(f"the views of {warehouse} cannot be written: {error}") from error


def copy_rows(connection: duckdb.DuckDBPyConnection, select: str, view: View, path: Path) -> int:
    """Write a part of the rows of a view, decimals as they are; how many rows they are."""
    columns = ", ".join(f'"{name}"' for name in view.columns)
    copied = connection.execute(_copy(f"SELECT {columns} FROM ({select})", path, view_metadata(view.name)))  # noqa: S608  (names come from the catalog)
    return int(copied.fetchall()[0][0])


def _copy(select: str, path: Path, metadata: str) -> str:
    """The statement that writes a file."""
    return (
        f"COPY ({select}) TO {quoted(str(path))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP},"
        f" KV_METADATA {{{METADATA_KEY}: {quoted(metadata)}}})"
    )


def _value(column: Column) -> str:
    name = f'"{column.name}"'
    return f"CAST({name} AS DOUBLE) AS {name}" if isinstance(column.dtype, pl.Decimal) else name
