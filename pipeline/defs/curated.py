"""The published tables: asset key, table name and file name are one.

Belongs here: one asset per table, findings, the register of rules. Does not belong here: reading; validation,
which happens where a table is written (``pipeline.publish.parquet``) and again when the file is checked.
"""

from __future__ import annotations

import dagster as dg
import polars as pl

from pipeline import audit
from pipeline.curate.tables import TABLES_FROM_DOCUMENTS
from pipeline.defs.describe import column_schema, materialized
from schemas.catalog import TABLES
from schemas.derive import empty_frame

CHECKED_TABLES = (*TABLES_FROM_DOCUMENTS, "correction")
"""Tables that findings are drawn from: all but the findings themselves and their rules."""


def _output(frame: pl.DataFrame) -> dg.Output[pl.DataFrame]:
    return dg.Output(frame, metadata=materialized(frame))


def _description(table: str) -> str:
    return f"{TABLES[table].title}. {TABLES[table].description} {TABLES[table].grain}"


def _curated(table: str) -> dg.AssetsDefinition:
    """The asset of one published table: what was read, after every rule of its schema held."""

    @dg.asset(
        name=table,
        ins={"frame": dg.AssetIn(f"parsed_{table}")},
        group_name="curated",
        kinds={"polars", "parquet"},
        description=_description(table),
        metadata=column_schema(table),
    )
    def curated(frame: pl.DataFrame) -> dg.Output[pl.DataFrame]:
        return _output(frame)

    return curated


curated_tables = [_curated(table) for table in TABLES_FROM_DOCUMENTS]


@dg.asset(
    group_name="curated",
    kinds={"polars", "parquet"},
    description=_description("correction"),
    metadata=column_schema("correction"),
)
def correction() -> dg.Output[pl.DataFrame]:
    """No correction can be recorded in this release; the table is there so that queries keep working."""
    return _output(empty_frame("correction"))


@dg.asset(
    group_name="audit",
    kinds={"polars", "parquet"},
    description=_description("rule"),
    metadata=column_schema("rule"),
)
def rule() -> dg.Output[pl.DataFrame]:
    """The register of all rules."""
    return _output(audit.rules())


@dg.asset(
    ins={table: dg.AssetIn() for table in CHECKED_TABLES},
    group_name="audit",
    kinds={"polars", "parquet"},
    description=_description("finding"),
    metadata=column_schema("finding"),
)
def finding(**tables: pl.DataFrame) -> dg.Output[pl.DataFrame]:
    """Every rule over every form."""
    return _output(audit.findings(tables))
