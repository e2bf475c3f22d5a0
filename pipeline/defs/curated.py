"""The published tables: asset key, table name and file name are one.

Belongs here: one asset per table, those of the audit in one step. Does not belong here: reading; validation,
which happens where a table is written (``pipeline.publish.parquet``) and again when the file is checked.
"""

# No postponed annotations in this file: Dagster compares the type of an input with what it is given.

from collections.abc import Iterator

import dagster as dg
import polars as pl

from pipeline.audit import audit_tables
from pipeline.curate.document_rows import TABLES_FROM_DOCUMENTS
from pipeline.curate.pieces import Pieces, PieceWriter
from pipeline.curate.tables import doubt_codes
from pipeline.defs.describe import column_schema, materialized
from pipeline.defs.resources import Folders
from pipeline.defs.storage import staged
from pipeline.publish.code_labels import code_labels
from schemas.catalog import TABLES
from schemas.warehouse_ddl import comment

CHECKED_TABLES = (*TABLES_FROM_DOCUMENTS, "doubt_code", "code_label")
"""Tables of what was read and corrected: all but those of the audit."""


def _output(frame: pl.DataFrame) -> dg.Output[pl.DataFrame]:
    return dg.Output(frame, metadata=materialized(frame))


def _description(table: str) -> str:
    return comment(TABLES[table])


def _curated(table: str) -> dg.AssetsDefinition:
    """The asset of one published table: what was read, after every rule of its schema held."""

    @dg.asset(
        name=table,
        ins={"pieces": dg.AssetIn(f"parsed_{table}")},
        group_name="curated",
        kinds={"polars", "parquet"},
        description=_description(table),
        metadata=column_schema(table),
    )
    def curated(pieces: Pieces) -> dg.Output[Pieces]:
        return dg.Output(pieces, metadata=materialized(pieces))

    return curated


curated_tables = [_curated(table) for table in TABLES_FROM_DOCUMENTS]


@dg.asset(
    group_name="curated",
    kinds={"polars", "parquet"},
    description=_description("doubt_code"),
    metadata=column_schema("doubt_code"),
)
def doubt_code() -> dg.Output[pl.DataFrame]:
    """The register of doubts, so that every code in ``doubt`` has its sentences beside it."""
    return _output(doubt_codes())


@dg.asset(
    group_name="curated",
    kinds={"polars", "parquet"},
    description=_description("code_label"),
    metadata=column_schema("code_label"),
)
def code_label() -> dg.Output[pl.DataFrame]:
    """What every code is called, so that a chart can show words."""
    return _output(code_labels())


@dg.multi_asset(
    name="audited",
    deps=list(audit_tables.AUDITED),
    outs={
        table: dg.AssetOut(
            group_name="audit",
            kinds={"polars", "parquet"},
            description=_description(table),
            metadata=column_schema(table),
        )
        for table in audit_tables.AUDIT_TABLES
    },
)
def audited(context: dg.AssetExecutionContext, folders: dg.ResourceParam[Folders]) -> Iterator[dg.Output[Pieces]]:
    """Every rule over every form, in one step: the rules share what they need to know of a form."""
    work = folders.work_folder(context.run)
    tables = staged(audit_tables.AUDITED, folders.release_folder(context.run))
    with audit_tables.audited(tables, folder=work) as given:
        for table, frames in given:
            writer = PieceWriter(table, work / table)
            for rows in frames:
                writer.add(rows)
            pieces = writer.end()
            yield dg.Output(pieces, output_name=table, metadata=materialized(pieces))
