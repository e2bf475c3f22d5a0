"""Batches on Dagster's page: what became of each.

Belongs here: the asset ``batch`` with a partition for each folder of documents, as a build reports it where a batch
changed; reading the documents of some batches. Does not belong here: reading batches by themselves (``batch_runs``),
releases; a release is one unit of all batches, because rules compare forms with each other.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import dagster as dg

from pipeline.cache.store import Store
from pipeline.curate.kept import Arrived, Curated, Keeping, curate_changed, keeping_in
from pipeline.curate.parallel import curate_all
from pipeline.curate.results import CuratedDocument
from pipeline.defs.resources import Folders
from pipeline.pictures.kept import KeptWhenRead
from pipeline.sources import RawDocument
from schemas.columns import DOCUMENT_OUTCOMES

BATCHES = dg.DynamicPartitionsDefinition(name="batch")

batch = dg.AssetSpec(
    "batch",
    deps=["raw_document"],
    group_name="raw",
    partitions_def=BATCHES,
    description="Every batch of documents: how many there are by outcome, how many forms they gave. Reported by builds "
    "when it changed. Job `read_batch` reads some alone. "
    "每批文件的处理结果；可用作业read_batch单独读取若干批。",
)


def read(documents: Sequence[RawDocument], folders: Folders, *, anew: bool = False) -> Curated:
    """The documents curated, of which only those are read that changed."""

    def read_these(changed: Sequence[RawDocument], keeping: Keeping, arrived: Arrived) -> Sequence[CuratedDocument]:
        with folders.opened_engine() as engine:
            return curate_all(folders.raw_path, changed, engine=engine, curate=keeping, arrived=arrived)

    keeping = keeping_in(folders.store, KeptWhenRead(folders.store))
    return curate_changed(documents, keeping, read_these, anew=anew)


def changed_batches(
    instance: dg.DagsterInstance, documents: Sequence[RawDocument], curated: Curated, folders: Folders
) -> Iterator[dg.AssetMaterialization]:
    """What became of each batch that is not as it was reported last; every batch is a partition then."""
    found = by_batch(documents, curated)
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
        yield dg.AssetMaterialization("batch", partition=name, metadata=counted(found.get(name, [])))
    if instance.is_persistent:
        folders.store.put(key, json.dumps(now).encode())


def partition_of(name: str) -> str:
    """The partition of a batch: its name without what Dagster has no place for."""
    text = "".join(letter if letter.isprintable() else f"\\x{ord(letter):02x}" for letter in name)
    return text.replace("...", "…") or "-"


def by_batch(documents: Sequence[RawDocument], curated: Curated) -> dict[str, list[CuratedDocument]]:
    """The documents of each partition."""
    found: dict[str, list[CuratedDocument]] = defaultdict(list)
    for source, one in zip(documents, curated.documents, strict=True):
        found[partition_of(source.batch)].append(one)
    return found


def counted(documents: Sequence[CuratedDocument]) -> dict[str, int]:
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
