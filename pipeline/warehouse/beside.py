"""Tables and views whose rows are in Parquet files beside the warehouse: the file holds views over them.

Belongs here: where their files lie, and what a connection needs to read them; the command line starts with it, so
nothing heavy is imported. Does not belong here: which tables these are and what their views say (``parquet_rows``).

A view finds the files below the folder that the variable ``release_folder`` names, and without it below the folder
where the client runs. No form of DuckDB 2.0 names a file relative to the database file, and an absolute path would
break with the first move of the release.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from schemas.sql_text import FOLDER_VARIABLE, quoted


def parquet_pattern(parquet_dir: Path, table: str) -> str:
    """What to hand to ``read_parquet`` for a table: its file, or every part in its directory."""
    path = parquet_dir / f"{table}.parquet"
    return f"{path}/**/*.parquet" if path.is_dir() else str(path)


def names_beside(connection: duckdb.DuckDBPyConnection, database: str) -> list[str]:
    """The tables and views whose rows lie beside a database."""
    found = connection.execute(
        "SELECT view_name FROM duckdb_views() WHERE database_name = ? AND contains(sql, ?)", [database, FOLDER_VARIABLE]
    ).fetchall()
    return [name for (name,) in found]


def let_read(connection: duckdb.DuckDBPyConnection, folder: Path, database: str) -> None:
    """Let a connection find, and read when it may read nothing else, the files of a release beside its warehouse."""
    found = names_beside(connection, database)
    if not found:
        return
    connection.execute(f"SET VARIABLE {FOLDER_VARIABLE} = {quoted(str(folder))}")
    allowed = []
    for path in (folder / place / f"{name}.parquet" for name in found for place in ("", "views")):
        # Where there is no file DuckDB looks for a folder of that name.
        allowed += [str(path), f"{path}/**/*.parquet", *map(str, path.rglob("*.parquet"))]
    connection.execute(f"SET allowed_paths = [{', '.join(map(quoted, allowed))}]")
