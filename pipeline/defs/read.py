"""From the raw folder to tables as read: ``raw_document`` and the ``parsed_*`` assets.

Belongs here: the two reading steps. Does not belong here: validation; that makes the curated tables.
"""

# No postponed annotations in this file: Dagster compares the type of ``context`` with its own classes.

import hashlib
import logging
from collections.abc import Iterator

import dagster as dg
import polars as pl

from pipeline import sources
from pipeline.cache.store import LEAST_FREE
from pipeline.corrections import attach, check_applied, read_folder
from pipeline.curate.document_rows import TABLES_FROM_DOCUMENTS
from pipeline.curate.kept import keeping_in
from pipeline.curate.pieces import Pieces
from pipeline.defs import batches
from pipeline.defs.describe import materialized
from pipeline.defs.resources import Folders
from pipeline.language import say
from pipeline.publish import staging
from pipeline.publish.limits import check_limits
from pipeline.publish.release import PublicationError, check_not_rolled_back
from pipeline.publish.unchanged import inputs_digest, release_of_inputs
from pipeline.sources.seen_files import seen_files
from pipeline.sources.source_table import from_frame, to_frame
from schemas.catalog import TABLES
from schemas.warehouse_ddl import comment


@dg.asset(
    group_name="raw",
    kinds={"file"},
    output_required=False,
    description="原始文件夹中的每个文件：编号、类型、批次信息，无法读取的注明原因。"
    " Every file in the raw folder with identity, media type, batch facts, and why it cannot be read if so.",
)
def raw_document(
    context: dg.AssetExecutionContext, folders: dg.ResourceParam[Folders]
) -> Iterator[dg.Output[pl.DataFrame]]:
    """Every file in the raw folder with identity, media type, batch facts, and why it cannot be read if so.

    Gives nothing, so that no other step runs, where the current release was made from the very same: documents, facts,
    code and libraries.
    """
    try:
        check_limits()
    except PublicationError as error:
        raise dg.Failure(str(error)) from error
    store, keeping = folders.store, keeping_in(folders.store)
    files = hashlib.sha256(f"files {folders.raw_path.absolute()} {keeping.version}".encode()).hexdigest()
    seen = seen_files(None if folders.rehash or folders.reread else store.get(files))
    documents = attach(sources.scan(folders.raw_path, seen=seen), read_folder(folders.corrections_path))
    store.put(files, seen.as_bytes())
    metadata = {
        "folder": dg.MetadataValue.path(str(folders.raw_path)),
        "passed_over": dg.MetadataValue.json(sources.passed_over(folders.raw_path, documents)),
    }
    inputs = inputs_digest(documents, keeping.version)
    if not folders.reread and (release := release_of_inputs(folders.out_path, inputs, store)) is not None:
        told = say("unchanged", count=len(documents), release=release.name)
        context.log.info(told)
        # Dagster warns of each check of the steps that are skipped now.
        logging.getLogger("dagster._core.execution.plan.active").setLevel(logging.ERROR)
        context.log_event(dg.AssetObservation("raw_document", description=told, metadata=metadata))
        return
    try:
        check_not_rolled_back(folders.out_path)  # once more when it is published; here nothing was read yet
    except PublicationError as error:
        raise dg.Failure(str(error)) from error
    staging.note(folders.out_path, context.run.run_id, inputs_digest=inputs)
    frame = to_frame(documents)
    yield dg.Output(frame, metadata={**materialized(frame), **metadata})


@dg.multi_asset(
    name="read_documents",
    ins={"raw_document": dg.AssetIn()},
    outs={
        f"parsed_{name}": dg.AssetOut(
            group_name="parsed",
            kinds={"polars"},
            description=f"读取结果，尚未校验。As read, not yet validated. {comment(TABLES[name])}",
        )
        for name in TABLES_FROM_DOCUMENTS
    },
)
def parsed(
    context: dg.AssetExecutionContext, folders: dg.ResourceParam[Folders], raw_document: pl.DataFrame
) -> Iterator[dg.Output[Pieces]]:
    """Every document read once, in worker processes; a document that fails is refused and the others go on.

    A document that was read by an earlier build is taken from there as long as nothing it rests on changed. A
    correction that does not fit its document fails the step: what it says can be neither published nor passed over.
    """
    documents = from_frame(raw_document)
    curated = batches.read(documents, folders, anew=folders.reread)
    check_applied(documents, curated.documents)
    if curated.read and folders.store.is_full():
        context.log.warning(say("cache.full", least=LEAST_FREE // 2**20, folder=folders.store.folder))
    for event in batches.changed_batches(context.instance, documents, curated, folders):
        context.log_event(event)
    counts = {"documents_read": curated.read, "documents_reused": curated.reused}
    unsettled = {} if curated.is_settled else {"inputs_digest": None}
    staging.note(folders.out_path, context.run.run_id, **counts, **unsettled)
    for name, pieces in curated.tables(folders.work_folder(context.run)).items():
        yield dg.Output(pieces, f"parsed_{name}", metadata={**materialized(pieces), **counts})
