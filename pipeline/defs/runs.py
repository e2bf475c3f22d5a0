"""What Dagster's records say of runs, kept true: dead builds are marked as failed, old records are deleted.

Belongs here: the mark of a living build, what a run read, records of runs. Does not belong here: when a build runs
(``automation``), its staging folder (``publish.staging``).

A build holds a lock on a file named after its run, as long as its process lives; the system frees the lock however the
process ends, by a signal, for want of memory or because the power fails. A run that is recorded as under way and whose
lock is free is dead. Process numbers and the clock of the machine would be no such proof.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from pipeline.sources import RawFolder

INPUTS = "jixiao/inputs"
"""Tag of a run: the fingerprint of the raw folder when it began."""
FOLDERS = "jixiao/folders"
"""Tag of a run: where it read and where it published, as a hash."""

KEPT_RUNS = 20
KEPT_DAYS = 90.0
MOST_RUNS = 1000

# From its start to its lock a run takes a second or two.
_GRACE_SECONDS = 60.0
# Deleting the records of a run takes a moment, and those who call it have something to do.
_DELETED_AT_ONCE = 50

_UNDER_WAY = [dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]
# Dagster itself watches over these, unless a process has them already and was killed in that moment.
_BEFORE = [dg.DagsterRunStatus.NOT_STARTED, dg.DagsterRunStatus.STARTING]
_OVER = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]

# Locks of runs in this process, which are held until it ends: its last words to Dagster come after its last step.
_held: dict[str, int] = {}


def folders_tag(raw: RawFolder, out: Path) -> str:
    """The value of :data:`FOLDERS` for these folders."""
    return hashlib.sha256(os.fsencode(raw.absolute()) + b"\0" + os.fsencode(out.absolute())).hexdigest()[:16]


def hold(instance: dg.DagsterInstance, run_id: str) -> None:
    """Mark a run as alive until this process ends; again for the same run does nothing."""
    if run_id not in _held:
        file = _lock_file(instance, run_id)
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        _held[run_id] = descriptor


@contextmanager
def held(instance: dg.DagsterInstance, run_id: str) -> Iterator[None]:
    """Mark a run as alive for a while, for a process that does something else afterwards."""
    hold(instance, run_id)
    try:
        yield
    finally:
        _lock_file(instance, run_id).unlink(missing_ok=True)
        os.close(_held.pop(run_id))


def keep_house(instance: dg.DagsterInstance) -> tuple[list[str], list[str]]:
    """Runs that were marked as dead, and runs whose records were deleted because they are old."""
    return mark_dead(instance), forget_old(instance)


def mark_dead(instance: dg.DagsterInstance, now: float | None = None) -> list[str]:
    """Mark every run as failed that is recorded as under way and whose process is gone; their ids.

    ``now`` is in seconds since 1970.
    """
    now = time.time() if now is None else now
    dead = []
    for record in instance.get_run_records(dg.RunsFilter(statuses=_UNDER_WAY + _BEFORE)):
        run = record.dagster_run
        is_young = abs(now - record.update_timestamp.timestamp()) < _GRACE_SECONDS
        if _is_alive(instance, run.run_id, unknown=is_young or run.status in _BEFORE):
            continue
        # It may have ended between the two looks.
        current = instance.get_run_by_id(run.run_id)
        if current is None or current.is_finished:
            continue
        if current.status is dg.DagsterRunStatus.CANCELING:
            instance.report_run_canceled(current)
        else:
            instance.report_run_failed(current, "The process of this run is gone: it was killed, or the machine was.")
        _lock_file(instance, run.run_id).unlink(missing_ok=True)
        dead.append(run.run_id)
    return dead


def forget_old(instance: dg.DagsterInstance, now: float | None = None) -> list[str]:
    """Delete records of runs that are over: older than 90 days or beyond the newest 1,000, never the newest 20.

    At most 50 at once; their ids. The releases that they published are not touched.
    """
    now = time.time() if now is None else now
    old = []
    records = instance.get_run_records(dg.RunsFilter(statuses=_OVER))
    for number, record in enumerate(records):
        is_old = now - record.create_timestamp.timestamp() > KEPT_DAYS * 24 * 3600
        if number >= KEPT_RUNS and (is_old or number >= MOST_RUNS):
            old.append(record.dagster_run.run_id)
    oldest = old[-_DELETED_AT_ONCE:]
    for run_id in oldest:
        instance.delete_run(run_id)
        _lock_file(instance, run_id).unlink(missing_ok=True)
        # Dagster empties the database of a run and leaves the file.
        (Path(instance.root_directory) / "history" / "runs" / f"{run_id}.db").unlink(missing_ok=True)
    return oldest


def _lock_file(instance: dg.DagsterInstance, run_id: str) -> Path:
    return Path(instance.root_directory) / "builds" / f"{run_id}.lock"


def _is_alive(instance: dg.DagsterInstance, run_id: str, unknown: bool) -> bool:
    """Whether the lock of a run is held; ``unknown`` where it has none."""
    if run_id in _held:
        return True
    try:
        descriptor = os.open(_lock_file(instance, run_id), os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return unknown
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
