"""The data dictionary and the methods for the pages that can be searched, from the registers.

Belongs here: gathering titles, meanings and rules. Does not belong here: their wording (``schemas``, the registers).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.publish.parquet import read_parquet, scan_parquet, scan_view
from schemas.catalog import TABLES, Entry
from schemas.columns import UNITS, Column
from schemas.meanings import chinese
from schemas.views import VIEWS, View
from schemas.warehouse_ddl import duckdb_type


def dictionary() -> list[dict[str, Any]]:
    """Every table and view with its columns; texts as pairs of Chinese and English."""
    entries: list[Entry | View] = [*TABLES.values(), *VIEWS.values()]
    return [_entry(entry) for entry in entries]


def _entry(entry: Entry | View) -> dict[str, Any]:
    return {
        "name": entry.name,
        "is_view": isinstance(entry, View),
        "title": entry.title,
        "description": [chinese(entry.description), entry.description],
        "grain": [chinese(entry.grain), entry.grain],
        "columns": [_column(column) for column in entry.columns.values()],
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "title": [column.title, column.title_en],
        "type": duckdb_type(column.dtype),
        "unit": [UNITS[column.unit], column.unit],
        "is_nullable": column.is_nullable,
        "values": [[code, *labels] for code, labels in column.vocabulary.both().items()],
        "headings": list(column.headings),
        "description": [chinese(column.description), column.description],
    }


def methods(release: Path) -> dict[str, Any]:
    """Rules with what became of them, doubts with how often they occur; all in Chinese and in English."""
    rules = read_parquet("rule", release)
    counted = ["applications", "passed", "failed", "not_applicable", "form_findings", "reader_findings"]
    outcomes = scan_view("rule_summary", release).select("rule_id", *counted).collect()
    doubts = read_parquet("doubt_code", release).select("code", "sentence", "action", "sentence_en", "action_en")
    times = scan_parquet("doubt", release).group_by("code").len("times").collect()
    return {
        "rules": rules.join(outcomes, on="rule_id", how="left", maintain_order="left").to_dicts(),
        "doubts": doubts.join(times, on="code", how="left", maintain_order="left").to_dicts(),
    }
