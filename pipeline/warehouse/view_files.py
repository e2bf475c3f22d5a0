"""Views as Parquet files: for tools that open files and no database.

Belongs here: one file for each view, its types and what it says of itself. Does not belong here: what views compute
(``views``), what their columns mean (``schemas``).
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl

from pipeline.warehouse.errors import WarehouseError
from schemas.columns import Column
from schemas.descriptions import METADATA_KEY, view_metadata
from schemas.sql_text import quoted
from schemas.views import VIEWS

FOLDER = "views"
"""The folder of these files in a release."""


def write_view_files(warehouse: Path, release: Path, build_id: str) -> list[Path]:
    """Write ``<release>/views/<view>.parquet`` for every view of a warehouse, and return the paths.

    Decimals become DOUBLE: pandas and most BI tools take a decimal for an object, which they neither add nor draw. A
    double holds every amount below 90 trillion yuan to the fen; who needs more reads the tables or the warehouse.
    Raises :class:`WarehouseError` when the warehouse cannot be read.
    """
    folder = release / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    try:
        with duckdb.connect(":memory:") as connection:
            connection.execute(f"ATTACH {quoted(str(warehouse.resolve()))} AS warehouse (READ_ONLY)")
            connection.execute("USE warehouse")
            for name, view in VIEWS.items():
                path = folder / f"{name}.parquet"
                columns = ", ".join(map(_value, view.columns.values()))
                order = f" ORDER BY {', '.join(view.order)}" if view.order else ""
                metadata = f"{{{METADATA_KEY}: {quoted(view_metadata(name, build_id))}}}"
                connection.execute(
                    f'COPY (SELECT {columns} FROM "{name}"{order}) TO {quoted(str(path))}'  # noqa: S608  (names come from the catalog)
                    f" (FORMAT parquet, COMPRESSION zstd, KV_METADATA {metadata})"
                )
                paths.append(path)
    except duckdb.Error as error:
        raise WarehouseError(f"the views of {warehouse} cannot be written: {error}") from error
    return paths


def _value(column: Column) -> str:
    name = f'"{column.name}"'
    return f"CAST({name} AS DOUBLE) AS {name}" if isinstance(column.dtype, pl.Decimal) else name
