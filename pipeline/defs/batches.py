"""Batches on Dagster's page: what became of each, and reading one of them alone.

Belongs here: the asset ``batch`` with a partition for each folder of documents, the job ``read_batch``. Does not belong
here: releases; a release is one unit of all batches, because rules compare forms with each other.

A build reports what became of the batches that changed. Job ``read_batch`` reads one batch, or by a backfill several in
one run, and publishes nothing; what it read is kept, so that the next build need not read it.
"""

# No postponed annotations in this file: Dagster compares the type of ``context`` with its own classes.

import hashlib
import json
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import dagster as dg

from pipeline import sources
from pipeline.cache.store import Store
from pipeline.corrections import attach, check_applied, read_folder
from pipeline.curate.kept import Curated, Keeping, curate_changed, keeping_in
from pipeline.curate.parallel import curate_all
from pipeline.curate.results import CuratedDocument
from pipeline.defs.resources import Folders
from pipeline.pictures.kept import KeptWhenRead
from pipeline.sources import RawDocument
from schemas.columns import DOCUMENT_OUTCOMES

BATCHES = dg.DynamicPartitionsDefinition(name="batch")


def read(documents: Sequence[RawDocument], folders: Folders, *, anew: bool = False) -> Curated:
    """The documents curated, of which only those are read that changed."""

    def read_these(changed: Sequence[RawDocument], keeping: Keeping) -> Sequence[CuratedDocument]:
        with folders.opened_engine() as engine:
            return curate_all(folders.raw_path, changed, engine=engine, curate=keeping)

    keeping = keeping_in(folders.store, KeptWhenRead(folders.store))
    return curate_changed(documents, keeping, read_these, anew=anew)


def changed_batches(
    instance: dg.DagsterInstance, documents: Sequence[RawDocument], curated: Curated, folders: Folders
) -> Iterator[dg.AssetMaterialization]:
    """What became of each batch that is not as it was reported last; every batch is a partition then."""
    found = _by_batch(documents, curated)
    place = f"batches {instance.root_directory if instance.is_persistent else ''} {folders.raw_path.absolute()}"
    key = hashlib.sha256(place.encode()).hexdigest()
    reported = _reported(folders.store, key) if instance.is_persistent else {}
    now = {name: _digest(of_batch) for name, of_batch in found.items()}
    # A batch that is gone has no documents, until it comes again.
    now |= {name: _digest([]) for name in reported.keys() - now.keys()}
    changed = [name for name in sorted(now) if now[name] != reported.get(name)]
    if missing := sorted(set(now) - set(instance.get_dynamic_partitions("batch"))):
        instance.add_dynamic_partitions("batch", missing)
    for name in changed:
        yield dg.AssetMaterialization("batch", partition=name, metadata=_counted(found.get(name, [])))
    if instance.is_persistent:
        folders.store.put(key, json.dumps(now).encode())


def partition_of(name: str) -> str:
    """The partition of a batch: its name without what Dagster has no place for."""
    text = "".join(letter if letter.isprintable() else f"\\x{ord(letter):02x}" for letter in name)
    return text.replace("...", "…") or "-"


def _read_batches(context: dg.AssetExecutionContext, folders: dg.ResourceParam[Folders]) -> None:
    """Read what changed in some batches, keep it for the next build, and report what became of each batch."""
    names = dict.fromkeys(context.partition_keys)
    listed = attach(sources.scan(folders.raw_path), read_folder(folders.corrections_path))
    documents = [one for one in listed if partition_of(one.batch) in names]
    curated = read(documents, folders)
    check_applied(documents, curated.documents)
    context.log.info(f"{len(documents)} documents, {curated.read} read again")
    found = _by_batch(documents, curated)
    for name in names:
        context.add_asset_metadata(_counted(found.get(name, [])), partition_key=name)


with warnings.catch_warnings():
    # Backfill policies are in beta; who starts the program need not be told.
    warnings.simplefilter("ignore", dg.BetaWarning)
    batch = dg.asset(
        _read_batches,
        name="batch",
        deps=["raw_document"],
        group_name="raw",
        partitions_def=BATCHES,
        # Of a thousand batches: one run, not a thousand of two seconds each.
        backfill_policy=dg.BackfillPolicy.single_run(),
        description="Every batch of documents: how many there are by outcome, how many forms they gave. Reported by "
        "builds when it changed. Job `read_batch` reads some alone. "
        "每批文件的处理结果；可用作业read_batch单独读取若干批。",
    )

read_batch = dg.define_asset_job(
    "read_batch",
    selection=["batch"],
    description="Reads some batches in one run and publishes nothing. 单独读取若干批文件，不发布。",
)


def _by_batch(documents: Sequence[RawDocument], curated: Curated) -> dict[str, list[CuratedDocument]]:
    found: dict[str, list[CuratedDocument]] = defaultdict(list)
    for source, one in zip(documents, curated.documents, strict=True):
        found[partition_of(source.batch)].append(one)
    return found


def _counted(documents: Sequence[CuratedDocument]) -> dict[str, int]:
    """How many documents there are by outcome, how many forms they gave."""
    outcomes = Counter(one.document["outcome"] for one in documents)
    counts = {outcome: outcomes[outcome] for outcome in DOCUMENT_OUTCOMES}
    forms: int = sum(one.document["forms"] for one in documents)
    return {"documents": len(documents), **counts, "forms": forms}


def _digest(documents: Sequence[CuratedDocument]) -> str:
    rows = [[one.document[name] for name in ("path", "document_id", "outcome", "forms")] for one in documents]
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:16]


def _reported(store: Store, key: str) -> dict[str, str]:
    try:
        content = json.loads(store.get(key) or b"{}")
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
