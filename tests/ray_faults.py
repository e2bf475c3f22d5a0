"""A machine of a cluster killed in the middle of reading, again and again: ``python -m tests.ray_faults``.

Belongs here: two local nodes of Ray, the kill, the comparison. Does not belong here: the engine
(``pipeline.curate.ray_engine``), what a document can do to its own worker (``tests/unit/curate``).

Each time two nodes with one processor each read the same documents, of which some are poison. At a random moment the
raylet of one of them and all its processes get SIGKILL. Then every document has to have exactly one outcome, and tables
and cache have to be those of the local engine, byte for byte. Everything listens on 127.0.0.1. Exit status 1 when
anything was lost, doubled or different.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import random
import secrets
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.parts.workers import make_files
from pipeline import sources
from pipeline.cache.store import Store
from pipeline.curate.kept import PackedDocument, keeping_in
from pipeline.curate.packed_frames import frames_of
from pipeline.curate.parallel import curate_all, watcher
from pipeline.curate.ray_engine import RayEngine
from pipeline.curate.tables import TABLES_FROM_DOCUMENTS
from pipeline.sources import RawDocument

# Ray looks after its nodes every ten seconds; a test does not wait for that.
_WATCHFUL = {"health_check_initial_delay_ms": 1000, "health_check_period_ms": 500, "health_check_failure_threshold": 3}
_NODE = {"include_dashboard": False, "object_store_memory": 80 * 2**20}


def main() -> int:
    """Kill, compare, count; see the module."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--times", type=int, default=10)
    options.add_argument("--documents", type=int, default=80)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    _on_loopback()
    raw = make_files(chosen.documents)
    _poison(raw / "batch")
    documents = sources.scan(raw)
    rng = random.Random(chosen.seed)
    failed = 0
    with tempfile.TemporaryDirectory(prefix="jixiao-ray-") as name:
        of_one = _digest(raw, documents, Path(name) / "local")
        for number in range(chosen.times):
            started = time.monotonic()
            # The last lots begin when a third is to be done.
            after = rng.randrange(len(documents) // 2)
            told = _with_a_kill(raw, documents, Path(name) / str(number), after, of_one)
            failed += told != "equal"
            sys.stdout.write(
                f"{number + 1:3} of {chosen.times}: node killed after {after} of {len(documents)} documents,"
                f" {time.monotonic() - started:.0f} s: {told}\n"
            )
            sys.stdout.flush()
    return int(failed > 0)


def _on_loopback() -> None:
    """What has to be said before Ray is loaded, for every node and for this process."""
    os.environ |= {
        "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": secrets.token_hex(32),
    }


def _poison(batch: Path) -> None:
    """Documents that are refused, one of them by what it takes."""
    (batch / "0001a_cut.pdf").write_bytes((batch / "0001.pdf").read_bytes()[:700])
    (batch / "0002a_empty.pdf").touch()
    (batch / "0003a_other.bin").write_bytes(bytes(range(256)) * 40)
    (batch / "0004a_copy.pdf").write_bytes((batch / "0004.pdf").read_bytes())


def _with_a_kill(raw: Path, documents: list[RawDocument], store: Path, after: int, expected: str) -> str:
    """One reading with one node killed after so many documents: ``equal``, or what is wrong."""
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "_system_config": _WATCHFUL, **_NODE})
    killed: list[int] = []
    reached: list[int] = []
    try:
        nodes = [cluster.add_node(num_cpus=1, **_NODE) for _ in range(2)]

        def watch(done: int, total: int, path: str) -> None:
            if done > after and not killed:
                killed.extend(_kill(nodes[0]))
                reached.append(done)

        token = watcher.set(watch)
        try:
            digest = _digest(raw, documents, store, RayEngine(cluster.address, 2))
        finally:
            watcher.reset(token)
    finally:
        cluster.shutdown()
    if len(killed) < 2 or reached[0] >= len(documents):
        return f"nothing was killed in the middle ({len(killed)} processes)"
    return "equal" if digest == expected else "DIFFERENT from the local engine"


def _kill(node: Any) -> list[int]:
    """SIGKILL to the raylet of a node and to everything that it started, in this order."""
    (raylet,) = [entry.process.pid for entry in node.all_processes["raylet"]]
    pids = [raylet, *_below(raylet)]
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):  # it ended with its raylet
            os.kill(pid, signal.SIGKILL)
    return pids


def _below(pid: int) -> list[int]:
    """The processes that a process started, and those that they did."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(status.parent.name)] = int(status.read_text("utf-8", "replace").rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found[1:]


def _digest(raw: Path, documents: list[RawDocument], store: Path, engine: RayEngine | None = None) -> str:
    """A hash of the tables of all documents as Parquet, and of everything that was kept."""
    try:
        results = curate_all(raw, documents, 2, engine=engine, curate=keeping_in(Store(store)))
    finally:
        if engine is not None:
            engine.close()
    assert [one.document["path"] for one in results] == [one.path for one in documents]
    digest = hashlib.sha256()
    rows = [(o.document["path"], o.document["batch"], o.rows) for o in results if isinstance(o, PackedDocument)]
    frames = frames_of(rows)
    for name in TABLES_FROM_DOCUMENTS:
        file = store / f"{name}.parquet"
        file.parent.mkdir(parents=True, exist_ok=True)
        frames[name].write_parquet(file)
    for one in results:
        digest.update(f"{one.document['path']} {one.document['outcome']} {one.document['reason']}\n".encode())
    for file in sorted(store.rglob("*")):
        if file.is_file():
            digest.update(f"{file.relative_to(store)} {hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


if __name__ == "__main__":
    raise SystemExit(main())
