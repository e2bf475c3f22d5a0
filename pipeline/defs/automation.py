"""When a build runs by itself: the job, a daily schedule, a sensor over the raw folder.

Belongs here: triggers. Does not belong here: what a build does. Both triggers wait to be switched on in Dagster's
page, so that whoever only looks at it does not start a build.
"""

# No postponed annotations in this file: Dagster compares the type of ``context`` with its own classes.

import time

import dagster as dg

from pipeline import sources
from pipeline.defs.resources import Folders

# Copying a batch takes a while; a run in the middle of it would publish half of it.
QUIET_SECONDS = 10.0

build = dg.define_asset_job(
    "build",
    dg.AssetSelection.all(),
    description="Every document in the raw folder to one published release.",
    tags={"dagster/max_runtime": str(4 * 3600)},
)

daily = dg.ScheduleDefinition(
    name="daily",
    job=build,
    cron_schedule="0 6 * * *",
    # Without a zone Dagster takes UTC, eight hours off the office this is for.
    execution_timezone="Asia/Shanghai",
    description="A release every morning at six, Shanghai time.",
)


@dg.sensor(job=build, minimum_interval_seconds=60, description="A release when files in the raw folder changed.")
def raw_changed(context: dg.SensorEvaluationContext, folders: Folders) -> dg.SensorResult | dg.SkipReason:
    """Requests a run when path, size or time of change of any file differs from the last run requested."""
    raw = folders.raw_path
    if not raw.is_dir():
        return dg.SkipReason(f"there is no folder {raw}")
    if time.time() - sources.newest_change(raw) < QUIET_SECONDS:
        return dg.SkipReason("files are still arriving")
    fingerprint = sources.fingerprint(raw)
    if fingerprint == context.cursor:
        return dg.SkipReason("nothing changed")
    return dg.SensorResult(run_requests=[dg.RunRequest(run_key=None)], cursor=fingerprint)
