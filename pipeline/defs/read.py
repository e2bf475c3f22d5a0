"""From the raw folder to tables as read: ``raw_document`` and the ``parsed_*`` assets.

Belongs here: the two reading steps. Does not belong here: validation; that makes the curated tables.
"""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg
import polars as pl

from pipeline import sources
from pipeline.curate.parallel import curate_all
from pipeline.curate.tables import TABLES_FROM_DOCUMENTS, tables
from pipeline.defs.describe import materialized
from pipeline.defs.resources import Folders
from pipeline.sources.source_table import from_frame, to_frame
from schemas.catalog import TABLES


@dg.asset(group_name="raw", kinds={"file"})
def raw_document(folders: dg.ResourceParam[Folders]) -> dg.Output[pl.DataFrame]:
    """Every file in the raw folder with identity, media type, batch facts, and why it cannot be read if so."""
    documents = sources.scan(folders.raw_path)
    frame = to_frame(documents)
    metadata = {
        **materialized(frame),
        "folder": dg.MetadataValue.path(str(folders.raw_path)),
        "passed_over": dg.MetadataValue.json(sources.passed_over(folders.raw_path, documents)),
    }
    return dg.Output(frame, metadata=metadata)


@dg.multi_asset(
    name="read_documents",
    ins={"raw_document": dg.AssetIn()},
    outs={
        f"parsed_{name}": dg.AssetOut(
            group_name="parsed", kinds={"polars"}, description=f"As read, not yet validated. {TABLES[name].description}"
        )
        for name in TABLES_FROM_DOCUMENTS
    },
)
def parsed(folders: dg.ResourceParam[Folders], raw_document: pl.DataFrame) -> Iterator[dg.Output[pl.DataFrame]]:
    """Every document read once, in worker processes; a document that fails is refused and the others go on."""
    documents = curate_all(folders.raw_path, from_frame(raw_document), folders.workers)
    for name, frame in tables(documents).items():
        yield dg.Output(frame, f"parsed_{name}", metadata=materialized(frame))
