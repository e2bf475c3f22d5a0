"""The warehouse's statements: types of DuckDB, CREATE TABLE with keys, COMMENT ON.

Belongs here: pure functions from the catalog to SQL text. Does not belong here: running the statements.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import polars as pl

from schemas.catalog import TABLES, Entry
from schemas.columns import Column
from schemas.meanings import chinese
from schemas.sql_text import FOLDER_VARIABLE, quoted
from schemas.views import VIEWS, View

MOST_HELD = 20_000
"""Forms of the largest release of which the warehouse holds every table; of a larger one, rows of the largest table.

So many forms come with 4.6 million cells: a release of a city is one file that needs nothing beside it. What costs most
in it are the copy of its cells and the keys of its rows. A larger release is read from its Parquet files.
"""


def stays_beside(forms: int, rows: int) -> bool:
    """Whether the warehouse of so many forms holds no copy of a table of so many rows."""
    return forms > MOST_HELD and rows > MOST_HELD


def duckdb_type(dtype: pl.DataType) -> str:
    """Name of a polars type in DuckDB."""
    if isinstance(dtype, pl.Decimal):
        return f"DECIMAL({dtype.precision},{dtype.scale})"
    if isinstance(dtype, pl.List):
        return "VARCHAR[]"
    names = {
        pl.String: "VARCHAR",
        pl.Int32: "INTEGER",
        pl.Int64: "BIGINT",
        pl.Float64: "DOUBLE",
        pl.Boolean: "BOOLEAN",
        pl.Date: "DATE",
    }
    return names[dtype.base_type()]


def ddl(table: str, beside: Collection[str] = ()) -> str:
    """The CREATE TABLE statement of a table, with its keys where the entry wants them indexed.

    No key leads to the tables beside the warehouse.
    """
    entry = TABLES[table]
    lines = [
        f'  "{name}" {duckdb_type(column.dtype)}{"" if column.is_nullable else " NOT NULL"}'
        for name, column in entry.columns.items()
    ]
    if entry.has_index:
        lines.append(f"  PRIMARY KEY ({_quoted(entry.primary_key)})")
        lines += [
            f'  FOREIGN KEY ({_quoted(key.columns)}) REFERENCES "{key.table}" ({_quoted(key.target)})'
            for key in entry.foreign_keys
            if key.table not in beside
        ]
    return f'CREATE TABLE "{table}" (\n' + ",\n".join(lines) + "\n)"


def comment(described: Column | Entry | View) -> str:
    """The comment of a column, table or view: its Chinese title, what it means in Chinese, then in English.

    That of a table or view also says what a row is.
    """
    said = [described.description] if isinstance(described, Column) else [described.description, described.grain]
    return f"{described.title}: {''.join(map(chinese, said))} {' '.join(said)}"


def comment_beside(entry: Entry | View) -> str:
    """The comment of a table or view whose rows stand in Parquet files beside the warehouse: how they are found."""
    file, chinese_kind = (
        (f"{entry.name}.parquet", "表") if isinstance(entry, Entry) else (f"views/{entry.name}.parquet", "视图")
    )
    return (
        f"{comment(entry)} 本{chinese_kind}的数据不在数据仓库文件内，而在同一文件夹的{file}中："
        f"请在该文件夹中打开数据仓库，或先执行 SET VARIABLE {FOLDER_VARIABLE} = '该文件夹的路径'。"
        f" Its rows are not in the warehouse file but in {file} of the same folder: open the warehouse in"
        f" that folder, or run SET VARIABLE {FOLDER_VARIABLE} = 'path of the folder' first."
    )


def comments(name: str, beside: Collection[str] = ()) -> list[str]:
    """The COMMENT ON statements of a table or view and of all its columns."""
    entry = TABLES.get(name) or VIEWS[name]
    is_table = name not in beside if isinstance(entry, Entry) else entry.is_table
    said = comment_beside(entry) if name in beside else comment(entry)
    statements = [f'COMMENT ON {"TABLE" if is_table else "VIEW"} "{name}" IS {quoted(said)}']
    statements += [
        f'COMMENT ON COLUMN "{name}"."{column.name}" IS {quoted(comment(column))}' for column in entry.columns.values()
    ]
    return statements


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
