"""Some batches read by themselves: the next build takes over what was read.

Belongs here: the asset ``batch`` as something that can be run, the job ``read_batch``. Does not belong here: what
builds report of batches (``batches``). Nothing is published here.

Dagster loads this as a place of its own (``pipeline.batch_definitions``). An asset with partitions among those of a
build would take away the order to make everything: ``dg launch --assets '*'`` would ask which partition is meant.
"""

# No postponed annotations in this file: Dagster compares the type of ``context`` with its own classes.

import warnings

import dagster as dg

from pipeline import sources
from pipeline.corrections import attach, check_applied, read_folder
from pipeline.defs import batches
from pipeline.defs.resources import Folders


def _read_batches(context: dg.AssetExecutionContext, folders: dg.ResourceParam[Folders]) -> None:
    """Read what changed in some batches, keep it for the next build, and report what became of each batch."""
    names = dict.fromkeys(context.partition_keys)
    listed = attach(sources.scan(folders.raw_path), read_folder(folders.corrections_path))
    documents = [one for one in listed if batches.partition_of(one.batch) in names]
    curated = batches.read(documents, folders)
    check_applied(documents, curated.documents)
    context.log.info(f"{len(documents)} documents, {curated.read} read again")
    found = batches.by_batch(documents, curated)
    for name in names:
        context.add_asset_metadata(batches.counted(found.get(name, [])), partition_key=name)


with warnings.catch_warnings():
    # Backfill policies are in beta; who starts the program need not be told.
    warnings.simplefilter("ignore", dg.BetaWarning)
    batch = dg.asset(
        _read_batches,
        name=batches.batch.key.to_user_string(),
        deps=batches.batch.deps,
        group_name=batches.batch.group_name,
        partitions_def=batches.BATCHES,
        # Of a thousand batches: one run, not a thousand of two seconds each.
        backfill_policy=dg.BackfillPolicy.single_run(),
        description=batches.batch.description,
    )

read_batch = dg.define_asset_job(
    "read_batch",
    selection=["batch"],
    description="Reads some batches in one run and publishes nothing. 单独读取若干批文件，不发布。",
)
