"""Everything that follows from the column definitions: frames, checks, DDL, comments, metadata, documents.

Belongs here: pure functions from the catalog to text or frames. Does not belong here: files, databases, the
meaning of any single column.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

import pandera.errors
import polars as pl

from schemas.catalog import SCHEMA_VERSION, TABLES, Entry, ForeignKey
from schemas.columns import NAMES, Column
from schemas.sql_text import quoted
from schemas.views import VIEWS, View

METADATA_KEY = "jixiao"
"""File-level key of the Parquet metadata under which :func:`parquet_metadata` stands."""

SHOWN_FAILURES = 5
"""How many failing values an error message quotes per column and rule."""


class InvalidTableError(ValueError):
    """A frame that breaks its schema; the message names table, column, rule and failing values."""

    def __init__(self, table: str, failures: pl.DataFrame) -> None:
        super().__init__(_failure_text(table, failures))
        self.table = table
        self.failures = failures


# Frames.


def empty_frame(table: str) -> pl.DataFrame:
    """A frame of a table with its exact columns and types, and no row."""
    return pl.DataFrame(schema={name: column.dtype for name, column in TABLES[table].columns.items()})


def to_frame(table: str, rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """A frame of a table from rows, in the table's column order and exact types.

    A missing key becomes null, a missing ``doubtful`` an empty list. Decimals are rounded half up to the scale
    of their column (a rate may be printed with more digits than are kept). Raises ValueError for an unknown
    key and for a value that does not fit its column: another type, a float where a decimal is due, too large.
    Ranges, vocabularies and keys are the business of :func:`validate`.
    """
    plan = _plan(table)
    columns = plan.columns
    listed = list(rows)
    for number, row in enumerate(listed):
        if not row.keys() <= columns.keys():
            raise ValueError(f"{table}, row {number}: no such column: {', '.join(sorted(row.keys() - columns.keys()))}")
    data = {}
    for name, column in columns.items():
        try:
            data[name] = _converted_all(column.dtype, plan.converters[name], [row.get(name) for row in listed])
        except ValueError as error:
            raise ValueError(f"{table}.{name}, {error}") from None
    return pl.DataFrame(data, schema={name: column.dtype for name, column in columns.items()}, strict=True)


def row_problems(table: str, row: Mapping[str, Any]) -> list[str]:
    """What keeps one row from being published, as sentences; empty when nothing does.

    The same rules as :func:`to_frame` and :func:`validate` except keys that span rows, without a frame: fit to
    test the rows of one document and refuse that document alone. Key columns that are missing from the row
    are taken to be filled in later.
    """
    plan = _plan(table)
    found = [f"{table}.{name}: no such column" for name in sorted(row.keys() - plan.columns.keys())]
    for name, convert in plan.converters.items():
        if name in plan.keys and name not in row:
            continue
        try:
            value = convert(row.get(name))
        except ValueError as error:
            found.append(f"{table}.{name}: {error}")
            continue
        if name in plan.ruled:
            found += [f"{table}.{name}: {text}" for text in _broken_rules(plan.columns[name], value)]
    doubtful = row.get("doubtful")
    if doubtful and "doubtful" in plan.columns and isinstance(doubtful, list | tuple):
        names = plan.columns.keys() - {"doubtful"}
        found += [f"{table}.doubtful: {name!r} is no column of {table}" for name in doubtful if name not in names]
        if len(set(doubtful)) < len(doubtful):
            found.append(f"{table}.doubtful: a name stands twice")
    return found


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is needed for every row of a table, looked up once: a look-up costs more than a conversion."""

    columns: dict[str, Column]
    converters: dict[str, Callable[[Any], Any]]
    ruled: frozenset[str]
    keys: frozenset[str]


@cache
def _plan(table: str) -> _Plan:
    columns = TABLES[table].columns
    has_rules = {
        name
        for name, column in columns.items()
        if column.vocabulary or column.pattern or column.minimum is not None or not column.is_nullable
    }
    return _Plan(
        columns,
        {name: _converter(column.dtype) for name, column in columns.items()},
        frozenset(has_rules - {"doubtful"}),
        frozenset({"document_id", "form_id", *TABLES[table].primary_key}),
    )


def _converted_all(dtype: pl.DataType, convert: Callable[[Any], Any], values: list[Any]) -> list[Any]:
    """The values of a column as it stores them; raises ValueError with the number of the first that does not fit."""
    as_they_are = {pl.String: str, pl.Float64: float}.get(dtype.base_type())
    if as_they_are and set(map(type, values)) <= {as_they_are, type(None)}:
        return values
    converted = []
    for number, value in enumerate(values):
        try:
            converted.append(convert(value))
        except ValueError as error:
            raise ValueError(f"row {number}: {error}") from None
    return converted


def _converter(dtype: pl.DataType) -> Callable[[Any], Any]:
    """The function that brings a value into a type, null included; each raises ValueError for what does not fit."""
    if dtype == NAMES:
        return _as_names
    convert: Callable[[Any], Any]
    if isinstance(dtype, pl.Decimal):
        convert = _as_decimal(dtype)
    elif dtype in (pl.Int32, pl.Int64):
        convert = _as_integer(2 ** (31 if dtype == pl.Int32 else 63))
    else:
        convert = {pl.String: _as_text, pl.Float64: _as_real, pl.Boolean: _as_flag, pl.Date: _as_day}[dtype.base_type()]
    return lambda value: None if value is None else convert(value)


def _as_text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not text")
    return value


def _as_flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} is neither true nor false")
    return value


def _as_day(value: Any) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError(f"{value!r} is not a day")
    return value


def _as_real(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise ValueError(f"{value!r} is not a number")
    return float(value)


def _as_names(value: Any) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise ValueError(f"{value!r} is not a list of texts")
    return list(value)


def _as_integer(limit: int) -> Callable[[Any], int]:
    def convert(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValueError(f"{value!r} is not a whole number")
        if not -limit < value < limit:
            raise ValueError(f"{value!r} is too large")
        return value

    return convert


def _as_decimal(dtype: pl.Decimal) -> Callable[[Any], Decimal]:
    unit = Decimal(1).scaleb(-dtype.scale)
    limit = Decimal(10) ** ((dtype.precision or 38) - dtype.scale)

    def convert(value: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise ValueError(f"{value!r} is not a Decimal")
        number = Decimal(value)
        if not number.is_finite():
            raise ValueError(f"{value!r} is not a number")
        if abs(number) >= limit or abs(rounded := number.quantize(unit, rounding=ROUND_HALF_UP)) >= limit:
            raise ValueError(f"{value!r} is too large for {duckdb_type(dtype)}")
        return rounded

    return convert


def _broken_rules(column: Column, value: Any) -> list[str]:
    if value is None:
        return [] if column.is_nullable else ["must not be null"]
    found = []
    if column.vocabulary and not column.is_open and value not in column.vocabulary:
        found.append(f"{value!r} is none of {', '.join(column.vocabulary)}")
    if column.pattern and not re.search(column.pattern, value):
        found.append(f"{value!r} does not match {column.pattern}")
    if column.minimum is not None and value < column.minimum:
        found.append(f"{value!r} is below {column.minimum}")
    if column.maximum is not None and value > column.maximum:
        found.append(f"{value!r} is above {column.maximum}")
    return found


# Checks.


def validate(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame unchanged, after every rule of its model and its primary key held.

    Raises :class:`InvalidTableError` with every broken rule at once, and TypeError for a LazyFrame: pandera checks
    only names and types of one and would let bad values pass (github.com/unionai-oss/pandera/issues/1566).
    """
    if not isinstance(frame, pl.DataFrame):
        raise TypeError(f"{table}: only a collected frame can be validated, this is a {type(frame).__name__}")
    entry = TABLES[table]
    try:
        entry.model.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        raise InvalidTableError(table, error.failure_cases) from None
    repeated = frame.filter(pl.struct(entry.primary_key).is_duplicated()).select(entry.primary_key)
    if repeated.height:
        raise InvalidTableError(
            table,
            repeated.unique(maintain_order=True).select(
                failure_case=pl.struct(entry.primary_key).struct.json_encode(),
                column=pl.lit(", ".join(entry.primary_key)),
                check=pl.lit("primary key is unique"),
            ),
        )
    return frame


def broken_keys(frames: Mapping[str, pl.DataFrame]) -> list[str]:
    """Foreign keys that lead nowhere, one sentence per key, over the tables given; empty when all resolve.

    A table that is not among the frames counts as not checked, on either side.
    """
    found = []
    for name, entry in TABLES.items():
        for key in entry.foreign_keys:
            if name not in frames or key.table not in frames:
                continue
            # As in SQL, a null names nothing.
            named = frames[name].filter(pl.all_horizontal(pl.col(key.columns).is_not_null()))
            lost = named.join(frames[key.table], left_on=list(key.columns), right_on=list(key.target), how="anti")
            if lost.height:
                examples = lost.select(key.columns).unique(maintain_order=True).head(SHOWN_FAILURES).rows()
                shown = ", ".join("/".join(map(str, example)) for example in examples)
                found.append(f"{name}: {lost.height} rows name a {key.table} that does not exist: {shown}")
    return found


def _failure_text(table: str, failures: pl.DataFrame) -> str:
    lines = [f"table {table} breaks its schema:"]
    for (column, check), group in failures.group_by("column", "check", maintain_order=True):
        cases = group["failure_case"].head(SHOWN_FAILURES).to_list()
        values = ", ".join("null" if case is None else str(case) for case in cases)
        more = f" and {group.height - len(cases)} more" if group.height > len(cases) else ""
        lines.append(f"  column {column}: {check}; fails for {values}{more}")
    return "\n".join(lines)


# The warehouse.


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


def ddl(table: str) -> str:
    """The CREATE TABLE statement of a table, with its keys where the entry wants them indexed."""
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
        ]
    return f'CREATE TABLE "{table}" (\n' + ",\n".join(lines) + "\n)"


def comment(described: Column | Entry | View) -> str:
    """The comment of a column, table or view: its Chinese title, then the English sentence."""
    return f"{described.title}: {described.description}"


def comments(name: str) -> list[str]:
    """The COMMENT ON statements of a table or view and of all its columns."""
    entry = TABLES.get(name) or VIEWS[name]
    kind = "TABLE" if isinstance(entry, Entry) else "VIEW"
    statements = [f'COMMENT ON {kind} "{name}" IS {quoted(comment(entry))}']
    statements += [
        f'COMMENT ON COLUMN "{name}"."{column.name}" IS {quoted(comment(column))}' for column in entry.columns.values()
    ]
    return statements


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


# Parquet.


def parquet_metadata(table: str) -> dict[str, str]:
    """File-level metadata of a table's Parquet file: one key with JSON, and nothing that differs between builds."""
    entry = TABLES[table]
    content = {
        "schema_version": SCHEMA_VERSION,
        "table": table,
        "title": entry.title,
        "description": entry.description,
        "grain": entry.grain,
        "primary_key": list(entry.primary_key),
        "columns": {
            name: {"title": column.title, "description": column.description, "unit": column.unit}
            for name, column in entry.columns.items()
        },
    }
    return {METADATA_KEY: json.dumps(content, ensure_ascii=False, sort_keys=True)}


# Documents for people and for other tools.


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file of a release: path relative to the release, size and SHA-256 (hex) of its bytes."""

    path: str
    bytes: int
    sha256: str


def descriptor(files: Mapping[str, PublishedFile], version: str) -> dict[str, Any]:
    """The frictionless data package of a release: one resource per table that has a file.

    ``files`` maps table names to files. Foreign keys stand only where both tables are in the package, as the
    standard demands.
    """
    return {
        "name": "jixiao",
        "title": "项目支出绩效自评表数据集",
        "description": "Chinese project performance self-evaluation forms as tables. Money is yuan. Null means not on"
        " the form or not legible; the column doubtful names the values of a row that are not certain.",
        "version": version,
        "schema_version": SCHEMA_VERSION,
        "resources": [_resource(TABLES[name], files[name], files) for name in TABLES if name in files],
    }


def _resource(entry: Entry, file: PublishedFile, files: Mapping[str, PublishedFile]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(column) for column in entry.columns.values()],
        "primaryKey": list(entry.primary_key),
    }
    keys = [
        {"fields": list(key.columns), "reference": {"resource": key.table, "fields": list(key.target)}}
        for key in entry.foreign_keys
        if key.table in files
    ]
    if keys:
        schema["foreignKeys"] = keys
    return {
        "name": entry.name,
        "type": "table",
        "title": entry.title,
        "description": entry.description,
        "path": file.path,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if not column.is_nullable:
        constraints["required"] = True
    if column.vocabulary and not column.is_open:
        constraints["enum"] = list(column.vocabulary)
    if column.minimum is not None:
        constraints["minimum"] = column.minimum
    if column.maximum is not None:
        constraints["maximum"] = column.maximum
    if column.pattern:
        constraints["pattern"] = column.pattern
    field: dict[str, Any] = {
        "name": column.name,
        "type": _frictionless_type(column.dtype),
        "title": column.title,
        "description": column.description,
    }
    if column.unit:
        field["unit"] = column.unit
    if constraints:
        field["constraints"] = constraints
    return field


def _frictionless_type(dtype: pl.DataType) -> str:
    if isinstance(dtype, pl.List):
        return "array"
    if dtype == pl.String:
        return "string"
    if dtype == pl.Boolean:
        return "boolean"
    if dtype == pl.Date:
        return "date"
    return "integer" if dtype.is_integer() else "number"


def data_dictionary() -> str:
    """The data dictionary as Markdown: every table, every view, every column."""
    entries: list[Entry | View] = [*TABLES.values(), *VIEWS.values()]
    parts = [
        "# Data dictionary",
        "",
        "<!-- Generated by `python -m pipeline.publish.dictionary` from schemas/. Do not edit. -->",
        "",
        f"Schema version {SCHEMA_VERSION}. Money is yuan. Null means not on the form or not legible; zero is",
        "never used for it. `doubtful` names the columns of a row whose value is not certain.",
        "",
        "| table or view | 名称 | one row is |",
        "|---|---|---|",
        *(f"| [{entry.name}](#{entry.name}) | {entry.title} | {entry.grain} |" for entry in entries),
    ]
    parts += ["", "## Tables"]
    for table in TABLES.values():
        parts += ["", f"### {table.name}", "", f"{table.title}. {table.description} {table.grain}"]
        parts += ["", f"Primary key: {_code(table.primary_key)}.", *map(_key_sentence, table.foreign_keys)]
        parts += ["", *_column_table(table.columns.values())]
    parts += ["", "## Views"]
    for view in VIEWS.values():
        parts += ["", f"### {view.name}", "", f"{view.title}. {view.description} {view.grain}"]
        parts += ["", *_column_table(view.columns.values())]
    return "\n".join(parts) + "\n"


def _key_sentence(key: ForeignKey) -> str:
    return f"Foreign key: {_code(key.columns)} names a row of `{key.table}`."


def _column_table(columns: Iterable[Column]) -> list[str]:
    lines = [
        "| column | 名称 | type | unit | null | values | printed under | meaning |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for column in columns:
        cells = (
            f"`{column.name}`",
            column.title,
            duckdb_type(column.dtype),
            column.unit,
            "yes" if column.is_nullable else "no",
            _values(column),
            "、".join(column.headings),
            column.description,
        )
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return lines


def _values(column: Column) -> str:
    parts = [f"`{value}` {label}" for value, label in column.vocabulary.items()]
    if column.is_open:
        parts.append("…")
    if column.minimum is not None and column.maximum is not None:
        parts.append(f"{column.minimum} to {column.maximum}")
    elif column.minimum is not None:
        parts.append(f"≥ {column.minimum}")
    if column.pattern and not column.vocabulary:
        parts.append(f"`{column.pattern}`")
    return ", ".join(parts)


def _code(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
