"""A release made in this process from a folder of documents, without Dagster: what tests ask the views of.

Belongs here: the steps from documents to a warehouse, in the order of ``pipeline.defs``. Does not belong here: what the
documents say (``tests/data``), what is asked of the views.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from pipeline import sources
from pipeline.audit import audit_tables
from pipeline.curate.parallel import curate_all
from pipeline.curate.tables import doubt_codes, tables
from pipeline.publish.parquet import write_parquet
from pipeline.warehouse.build import build_warehouse
from pipeline.warehouse.query import query
from schemas.catalog import TABLES
from schemas.table_frames import empty_frame


def release_of(raw: Path, out: Path) -> Path:
    """The warehouse of the documents in a folder, written below ``out`` beside its Parquet files."""
    frames = tables(curate_all(raw, sources.scan(raw), workers=1))
    return warehouse_of(frames | audit_tables.audit(frames), out)


def warehouse_of(frames: dict[str, pl.DataFrame], out: Path) -> Path:
    """The warehouse of tables; a table that is not given is empty, but for the register of doubts."""
    known = {"doubt_code": doubt_codes(), **frames}
    for name in TABLES:
        write_parquet(name, known.get(name, empty_frame(name)), out)
    target = out / "warehouse.duckdb"
    build_warehouse(out, target)
    return target


def rows(warehouse: Path, sql: str) -> list[dict[str, Any]]:
    """The rows of a query by column."""
    names, found = query(warehouse, sql)
    return [dict(zip(names, row, strict=True)) for row in found]
