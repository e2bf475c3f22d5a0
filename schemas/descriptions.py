"""The tables described for people and for other tools: Parquet metadata, data package, data dictionary.

Belongs here: pure functions from the catalog to descriptions. Does not belong here: writing them to files.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from schemas.catalog import SCHEMA_VERSION, TABLES, Entry, ForeignKey
from schemas.columns import UNITS, Column
from schemas.meanings import chinese
from schemas.sql_text import FOLDER_VARIABLE
from schemas.views import VIEWS, View
from schemas.warehouse_ddl import MOST_HELD, duckdb_type

METADATA_KEY = "jixiao"
"""File-level key of the Parquet metadata under which :func:`parquet_metadata` stands."""


def parquet_metadata(table: str) -> dict[str, str]:
    """File-level metadata of a table's Parquet file: one key with JSON, and nothing that differs between builds."""
    entry = TABLES[table]
    content = {"table": table, **_content(entry), "primary_key": list(entry.primary_key)}
    return {METADATA_KEY: json.dumps(content, ensure_ascii=False, sort_keys=True)}


def view_metadata(view: str, build_id: str | None = None) -> str:
    """What stands under the key in a view's Parquet file; the build too where such a file is handed on alone."""
    content = {"view": view, **({"build_id": build_id} if build_id else {}), **_content(VIEWS[view])}
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def _content(entry: Entry | View) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        **_described(entry),
        "grain": chinese(entry.grain),
        "grain_en": entry.grain,
        "columns": {
            name: {**_described(column), "title_en": column.title_en, "unit": column.unit}
            for name, column in entry.columns.items()
        },
    }


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file of a release: path relative to the release, size and SHA-256 (hex) of its bytes."""

    path: str | list[str]
    bytes: int
    sha256: str


def descriptor(files: Mapping[str, PublishedFile], version: str, about: Mapping[str, Any]) -> dict[str, Any]:
    """The frictionless data package of a release: one resource per table and view that has a file.

    ``files`` maps names to files, ``about`` holds what else is to stand at its head. Foreign keys stand only
    where both tables are in the package, as the standard demands.
    """
    return {
        "name": "jixiao",
        "title": "项目支出绩效自评表数据集",
        "description": "项目支出绩效自评表整理成的数据表。金额单位为元。空值表示表上没有或无法辨认；doubtful列出一行中"
        "没有把握的值。",
        "description_en": "Chinese project performance self-evaluation forms as tables. Money is yuan. Null means not"
        " on the form or not legible; the column doubtful names the values of a row that are not certain.",
        "version": version,
        "schema_version": SCHEMA_VERSION,
        **about,
        "resources": [
            *(_resource(TABLES[name], files[name], files) for name in TABLES if name in files),
            *(_file_resource(VIEWS[name], files[name]) for name in VIEWS if name in files),
        ],
    }


def _resource(entry: Entry, file: PublishedFile, files: Mapping[str, PublishedFile]) -> dict[str, Any]:
    resource = _file_resource(entry, file)
    resource["schema"]["primaryKey"] = list(entry.primary_key)
    keys = [
        {"fields": list(key.columns), "reference": {"resource": key.table, "fields": list(key.target)}}
        for key in entry.foreign_keys
        if key.table in files
    ]
    if keys:
        resource["schema"]["foreignKeys"] = keys
    return resource


def _file_resource(entry: Entry | View, file: PublishedFile) -> dict[str, Any]:
    return {
        "name": entry.name,
        "type": "table",
        **_described(entry),
        "path": file.path,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "schema": {"fields": [_field(column) for column in entry.columns.values()]},
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
        **_described(column),
        "title_en": column.title_en,
    }
    if column.unit:
        field["unit"] = column.unit
    if constraints:
        field["constraints"] = constraints
    return field


def _described(described: Column | Entry | View) -> dict[str, str]:
    """Title and meaning, Chinese under the plain names, English beside."""
    return {
        "title": described.title,
        "description": chinese(described.description),
        "description_en": described.description,
    }


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
        "# 数据字典 Data dictionary",
        "",
        "<!-- Generated by `python -m pipeline.publish.dictionary` from schemas/. Do not edit. -->",
        "",
        f"结构版本{SCHEMA_VERSION}。金额单位为元。空值表示表上没有或无法辨认，从不以零代替。`doubtful`列出一行中没有把握的列。",
        "",
        f"Schema version {SCHEMA_VERSION}. Money is yuan. Null means not on the form or not legible; zero is",
        "never used for it. `doubtful` names the columns of a row whose value is not certain.",
        "",
        f"`warehouse.duckdb`含全部表和视图。自评表不超过{MOST_HELD:,}份时，只用这一个文件即可；",
        f"超过时，{MOST_HELD:,}行以上的表不另存一份，而是读取同一文件夹中Parquet文件的视图，表的说明中会写明：",
        f"此时应整体复制发布文件夹；在别处打开时，先执行`SET VARIABLE {FOLDER_VARIABLE} = '发布文件夹的路径'`。",
        "",
        "`warehouse.duckdb` has every table and view. Up to",
        f"{MOST_HELD:,} forms it needs nothing beside it. With more forms a table of more than {MOST_HELD:,} rows",
        "is not copied into it but read from its Parquet file in the same folder, through a view whose comment says",
        "so: then copy the folder of a release as a whole, and when it is opened from elsewhere run",
        f"`SET VARIABLE {FOLDER_VARIABLE} = 'path of the release'` first.",
        "",
        "| 表或视图 table or view | 名称 | 一行是什么 | one row is |",
        "|---|---|---|---|",
        *(f"| [{e.name}](#{e.name}) | {e.title} | {chinese(e.grain)} | {e.grain} |" for e in entries),
    ]
    parts += ["", "## 数据表 Tables"]
    for table in TABLES.values():
        parts += ["", f"### {table.name}", "", *_meaning(table)]
        parts += ["", f"主键 Primary key: {_code(table.primary_key)}.", *map(_key_sentence, table.foreign_keys)]
        parts += ["", *_column_table(table.columns.values())]
    parts += ["", "## 视图 Views"]
    for view in VIEWS.values():
        parts += ["", f"### {view.name}", "", *_meaning(view)]
        parts += ["", *_column_table(view.columns.values())]
    return "\n".join(parts) + "\n"


def _meaning(entry: Entry | View) -> list[str]:
    """What a table or view holds and what a row is, in both languages."""
    in_chinese = f"{entry.title}：{chinese(entry.description)}{chinese(entry.grain)}"
    return [in_chinese, "", f"{entry.description} {entry.grain}"]


def _key_sentence(key: ForeignKey) -> str:
    return f"外键 Foreign key: {_code(key.columns)} → `{key.table}`."


def _column_table(columns: Iterable[Column]) -> list[str]:
    lines = [
        "| 列 column | 名称 | 类型 type | 单位 unit | 可空 null | 取值 values | 表上标题 printed under"
        " | 含义 | meaning |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for column in columns:
        cells = (
            f"`{column.name}`",
            column.title,
            duckdb_type(column.dtype),
            column.unit if UNITS[column.unit] == column.unit else f"{UNITS[column.unit]} {column.unit}",
            "是 yes" if column.is_nullable else "否 no",
            _values(column),
            "、".join(column.headings),
            chinese(column.description),
            column.description,
        )
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return lines


def _values(column: Column) -> str:
    parts = [f"`{value}` {label} {label_en}" for value, (label, label_en) in column.vocabulary.both().items()]
    if column.is_open:
        parts.append("…")
    if column.minimum is not None and column.maximum is not None:
        parts.append(f"{column.minimum}–{column.maximum}")
    elif column.minimum is not None:
        parts.append(f"≥ {column.minimum}")
    if column.pattern and not column.vocabulary:
        parts.append(f"`{column.pattern}`")
    return ", ".join(parts)


def _code(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
