"""When a build runs by itself: the job, a daily schedule, a sensor over the raw folder; and housekeeping.

Belongs here: triggers. Does not belong here: what a build does, what is recorded of runs (``runs``). Schedule and
sensor wait to be switched on in Dagster's page, so that whoever only looks at it does not start a build; housekeeping
is on from the start.
"""

# No postponed annotations in this file: Dagster compares the type of ``context`` with its own classes.

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import dagster as dg

from pipeline.defs import runs
from pipeline.defs.freshness import Freshness, freshness
from pipeline.defs.hooks import HOOKS, send
from pipeline.defs.resources import Folders
from pipeline.publish import alerts, staging

PAUSES_MINUTES = (5, 30, 120, 720, 1440)
"""How long after a failed run the same files are tried again; the last goes on for ever."""

build = dg.define_asset_job(
    "build",
    dg.AssetSelection.all(),
    description="Every document in the raw folder to one published release.",
    # A run that is tried again after a crash begins anew: what the dead one left may be half written.
    tags={"dagster/max_runtime": str(4 * 3600), "dagster/retry_strategy": "ALL_STEPS"},
    hooks=HOOKS,
)

daily = dg.ScheduleDefinition(
    name="daily",
    job=build,
    cron_schedule="0 6 * * *",
    # Without a zone Dagster takes UTC, eight hours off the office this is for.
    execution_timezone="Asia/Shanghai",
    description="A release every morning at six, Shanghai time.",
)


@dataclass(frozen=True)
class Cursor:
    """What the sensor remembers: the files as it saw them last, and as a build that succeeded began with them."""

    seen: str = ""
    done: str = ""

    @classmethod
    def read(cls, text: str | None) -> "Cursor":
        """The cursor as it was written; empty for one of an earlier version."""
        try:
            content = json.loads(text or "{}")
            return cls(str(content.get("seen", "")), str(content.get("done", "")))
        except (ValueError, AttributeError):
            return cls()

    def written(self) -> str:
        """The cursor as Dagster keeps it."""
        return json.dumps(asdict(self))


@dg.sensor(job=build, minimum_interval_seconds=60, description="A release when files in the raw folder changed.")
def raw_changed(context: dg.SensorEvaluationContext, folders: dg.ResourceParam[Folders]) -> dg.SensorResult:
    """Asks for a run until one succeeded that began with the files as they are now.

    The files have to be the same at two looks, so that no batch is read while it is copied; the times of the files
    play no part in that, since a file may be dated in the future. A run that failed or got lost is asked for again,
    after a pause that grows.
    """
    raw = folders.raw_path
    last = Cursor.read(context.cursor)
    if not raw.is_dir():
        return _skip(f"there is no folder {raw}", last)
    seen = folders.fingerprint()
    tag = {runs.FOLDERS: runs.folders_tag(raw, folders.out_path)}
    # Other jobs read a part, or publish nothing.
    records = context.instance.get_run_records(dg.RunsFilter(job_name="build", tags=tag), limit=100)
    done = next((_inputs(r) for r in records if r.dagster_run.status is dg.DagsterRunStatus.SUCCESS), last.done)
    now = Cursor(seen, done)
    if seen == done:
        return _skip("nothing changed since the last build that succeeded", now)
    if any(not record.dagster_run.is_finished for record in records):
        return _skip("a build is under way", now)
    if seen != last.seen:
        return _skip("files are arriving", now)
    failed = _failed_in_a_row(records, seen)
    if failed and (pause := _pause(failed)) > 0:
        return _skip(f"{len(failed)} builds of these files failed; asked for again in {pause / 60:.0f} minutes", now)
    request = dg.RunRequest(run_key=None, tags={**tag, runs.INPUTS: seen})
    return dg.SensorResult(run_requests=[request], cursor=now.written())


@dg.sensor(
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Marks runs as failed whose process is gone, removes what they left, deletes old records of runs.",
)
def housekeeping(context: dg.SensorEvaluationContext, folders: dg.ResourceParam[Folders]) -> dg.SkipReason:
    """Requests nothing."""
    dead, forgotten = runs.keep_house(context.instance)
    left = staging.sweep(folders.out_path)
    for run_id in dead:
        send(folders, alerts.alert("killed", folders.out_path, run_id))
    _tell_of_age(context, folders)
    return dg.SkipReason(
        f"runs whose process was gone: {len(dead)}; staging folders removed: {len(left)}; "
        f"old records deleted: {len(forgotten)}"
    )


def _tell_of_age(context: dg.SensorEvaluationContext, folders: Folders) -> None:
    """Once a day while no build succeeded for long, and when one did. The cursor is the day on which it was told."""
    last = freshness(context.instance, folders, time.time())
    if last is None:
        return
    today = time.strftime("%Y-%m-%d", time.gmtime(time.time()))
    if last.is_fresh and context.cursor:
        context.update_cursor("")
        context.instance.report_runless_asset_event(_evaluation(last))
    elif not last.is_fresh and context.cursor != today:
        context.update_cursor(today)
        context.instance.report_runless_asset_event(_evaluation(last))
        send(folders, alerts.alert("stale", folders.out_path, last.run_id, hours=round(last.hours)))


def _evaluation(last: Freshness) -> dg.AssetCheckEvaluation:
    """What Dagster's page shows of the check ``fresh`` while no build runs that could tell it."""
    return dg.AssetCheckEvaluation(
        asset_key=dg.AssetKey("release"),
        check_name="fresh",
        passed=last.is_fresh,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"hours": dg.MetadataValue.float(last.hours)},
    )


def _skip(reason: str, cursor: Cursor) -> dg.SensorResult:
    return dg.SensorResult(skip_reason=reason, cursor=cursor.written())


def _inputs(record: dg.RunRecord) -> str:
    return record.dagster_run.tags.get(runs.INPUTS, "")


def _failed_in_a_row(records: Sequence[dg.RunRecord], seen: str) -> list[dg.RunRecord]:
    """The newest runs, as far back as they are runs with these files that failed."""
    failed = []
    for record in records:
        if _inputs(record) != seen or record.dagster_run.status is dg.DagsterRunStatus.SUCCESS:
            break
        failed.append(record)
    return failed


def _pause(failed: Sequence[dg.RunRecord]) -> float:
    """Seconds until the same files are tried again."""
    pause = 60.0 * PAUSES_MINUTES[min(len(failed), len(PAUSES_MINUTES)) - 1]
    waited = time.time() - failed[0].update_timestamp.timestamp()
    # A clock that was set back would make it wait for as long as it was set back.
    return pause - waited if waited >= 0 else 0.0
