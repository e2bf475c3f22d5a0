"""How long ago the last build of these folders succeeded.

Belongs here: the age and whether it is too high. Does not belong here: who is told (``automation``), the check on
Dagster's page (``checks``).

A build that finds nothing new publishes nothing and keeps the release fresh all the same, so that the age of the
release itself would tell nothing; Dagster's own checks of freshness look at that.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import dagster as dg

from pipeline.defs import runs
from pipeline.defs.resources import Folders
from pipeline.publish import alerts


@dataclass(frozen=True)
class Freshness:
    """The last build that succeeded, how old it is, and whether it is young enough."""

    run_id: str
    hours: float
    is_fresh: bool


def freshness(instance: dg.DagsterInstance, folders: Folders, now: float | None = None) -> Freshness | None:
    """What is known of the last build that succeeded; null where there is none. ``now`` is in seconds since 1970."""
    tags = {runs.FOLDERS: runs.folders_tag(folders.raw_path, folders.out_path)}
    records = instance.get_run_records(
        dg.RunsFilter(job_name="build", tags=tags, statuses=[dg.DagsterRunStatus.SUCCESS]), limit=1
    )
    if not records:
        return None
    hours = ((time.time() if now is None else now) - records[0].update_timestamp.timestamp()) / 3600
    return Freshness(records[0].dagster_run.run_id, round(hours, 1), hours <= alerts.stale_hours())
