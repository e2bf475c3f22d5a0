"""Reading the warehouse safely.

Belongs here: opening the file read-only and asking it. Does not belong here: printing results (the command
line), writing (``build``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from pipeline.language import say
from pipeline.warehouse.errors import QueryError, WarehouseError
from schemas.sql_text import quoted


def open_readonly(path: Path) -> duckdb.DuckDBPyConnection:
    """A connection that reads one warehouse file and nothing else: no other file, no network, no settings.

    The file is attached by its real path, so that a release published later does not change what this connection
    sees, and is the default schema. Raises :class:`WarehouseError` when there is no such file or it is no
    DuckDB database.
    """
    if not path.is_file():
        raise WarehouseError(say("warehouse.missing", path=path))
    connection = duckdb.connect(":memory:")
    try:
        connection.execute(f"ATTACH {quoted(str(path.resolve()))} AS warehouse (READ_ONLY)")
        connection.execute("USE warehouse")
        # After ATTACH, which needs the file system; read-only alone would still let COPY and read_text through.
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
    except duckdb.Error as error:
        connection.close()
        raise WarehouseError(say("warehouse.not_opened", path=path, error=error)) from error
    return connection


def query(path: Path, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and rows of a statement over a warehouse file, as Python values.

    Decimals come as :class:`decimal.Decimal`, lists as lists. Raises :class:`QueryError` with the database's
    message when the statement fails, :class:`WarehouseError` when the file cannot be opened.
    """
    with open_readonly(path) as connection:
        try:
            connection.execute(sql)
            names = [column[0] for column in connection.description or ()]
            return names, connection.fetchall() if names else []
        except duckdb.Error as error:
            raise QueryError(str(error)) from error
