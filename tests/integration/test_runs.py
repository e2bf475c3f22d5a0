"""Records of runs tell the truth, and what failed or got lost is asked for again."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import dagster as dg
import pytest
from dagster._core.events import StepMaterializationData

from pipeline import sources
from pipeline.defs import automation, event_log, hooks, runs
from pipeline.defs.resources import Folders, folders_resource
from pipeline.publish import alerts, staging

# What a build does to be known as alive, without the second that importing Dagster takes.
HOLD = """
import fcntl, os, sys, time
descriptor = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
fcntl.flock(descriptor, fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(600)
"""
Record = Callable[..., str]


@dg.op(required_resource_keys={"folders"})
def look(context: dg.OpExecutionContext) -> None:
    """Fails where the raw folder says so."""
    folders: Folders = context.resources.folders
    assert [path.name for path in (folders.out_path / staging.FOLDER).iterdir()] == [context.run.run_id]
    assert staging.sweep(folders.out_path) == []
    if (folders.raw_path / "poison").exists():
        raise ValueError("poison")


@dg.graph
def looking() -> None:
    """One step."""
    look()


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    (tmp_path / "home").mkdir()
    with dg.DagsterInstance.local_temp(str(tmp_path / "home"), overrides={"telemetry": {"enabled": False}}) as instance:
        yield instance


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    (tmp_path / "raw").mkdir()
    return Folders(tmp_path / "raw", tmp_path / "out", 1)


@pytest.fixture
def job(folders: Folders) -> dg.JobDefinition:
    resource = folders_resource(folders.raw_path, folders.out_path, 1)
    return looking.to_job(name="build", resource_defs={"folders": resource})


@pytest.fixture
def record(instance: dg.DagsterInstance, folders: Folders, job: dg.JobDefinition) -> Record:
    """Records a run of the files as they are, that is under way or ended like this; its id."""

    def of(end: str | None = None) -> str:
        seen = sources.fingerprint(folders.raw_path)
        tags = {runs.FOLDERS: runs.folders_tag(folders.raw_path, folders.out_path), runs.INPUTS: seen}
        run = instance.create_run_for_job(job, tags=tags)
        for event in filter(None, ("START", end)):
            instance.report_dagster_event(dg.DagsterEvent(f"PIPELINE_{event}", "build", message=event), run.run_id)
        return run.run_id

    return of


def status(instance: dg.DagsterInstance, run_id: str) -> str:
    run = instance.get_run_by_id(run_id)
    assert run is not None
    return run.status.value


def test_a_run_whose_process_is_gone_is_marked_as_failed_and_no_other(
    instance: dg.DagsterInstance, folders: Folders, job: dg.JobDefinition, record: Record
) -> None:
    alive, killed, young, done = record(), record(), record(), record("SUCCESS")
    runs.hold(instance, alive)
    file = runs._lock_file(instance, killed)
    build = subprocess.Popen([sys.executable, "-c", HOLD, file], stdout=subprocess.PIPE)
    assert build.stdout is not None
    assert build.stdout.readline() == b"held\n"
    assert runs.mark_dead(instance) == []
    build.kill()
    build.communicate()
    assert runs.mark_dead(instance) == [killed]
    assert [status(instance, run) for run in (alive, killed, young, done)] == [
        "STARTED",
        "FAILURE",
        "STARTED",
        "SUCCESS",
    ]
    assert not file.exists()
    # One that was killed when it was recorded and had not started.
    unborn = instance.create_run_for_job(job).run_id
    assert runs.mark_dead(instance) == []
    with runs.held(instance, unborn):
        assert runs.mark_dead(instance) == []
    runs._lock_file(instance, unborn).touch()
    assert runs.mark_dead(instance) == [unborn]
    # One that was killed before it could hold a lock; the clock may have been set back meanwhile.
    assert runs.mark_dead(instance, time.time() - 3600) == [young]
    assert runs.mark_dead(instance, time.time() + 3600) == []
    staging.work_folder(folders.out_path, killed).mkdir(parents=True)
    context = dg.build_sensor_context(instance=instance, resources={"folders": folders})
    assert "gone: 0; staging folders removed: 1;" in str(automation.housekeeping(context))


def test_old_records_are_deleted_and_the_newest_stay(
    instance: dg.DagsterInstance, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded = [record("SUCCESS"), record("FAILURE"), record("SUCCESS"), record()]
    later = time.time() + (runs.KEPT_DAYS + 1) * 24 * 3600
    assert runs.forget_old(instance, later) == []
    monkeypatch.setattr(runs, "KEPT_RUNS", 1)
    assert runs.forget_old(instance) == []
    assert set(runs.forget_old(instance, later)) == set(recorded[:2])
    assert {run.run_id for run in instance.get_runs()} == set(recorded[2:])
    assert not list(Path(instance.root_directory).rglob(f"{recorded[0]}*"))


def test_a_build_opens_each_database_of_the_log_once_and_the_page_sees_events_at_once(
    instance: dg.DagsterInstance, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, create = [], event_log.create_engine
    monkeypatch.setattr(event_log, "create_engine", lambda name, **more: opened.append(name) or create(name, **more))
    own = instance.event_log_storage
    with event_log.kept_open(instance), dg.DagsterInstance.from_ref(instance.get_ref()) as page:
        run = record()
        for number in range(20):
            made = StepMaterializationData(dg.AssetMaterialization("form", metadata={"rows": number}))
            event = dg.DagsterEvent("ASSET_MATERIALIZATION", "build", event_specific_data=made)
            instance.report_dagster_event(event, run)
            (last,) = page.get_asset_records([dg.AssetKey("form")])
            assert last.asset_entry.last_materialization.asset_materialization.metadata["rows"].value == number
        instance.report_dagster_event(dg.DagsterEvent("HOOK_SKIPPED", "build"), run)
        assert len(page.all_logs(run)) == 21, "what nobody reads is not written"
    assert len(opened) == 2, "the database of the run and that of all runs"
    assert instance.event_log_storage is own
    assert len(instance.all_logs(run)) == 21
    other = SimpleNamespace(event_log_storage=dg.DagsterInstance.ephemeral().event_log_storage)
    with event_log.kept_open(other):
        assert not isinstance(other.event_log_storage, event_log.OpenEventLog)


def test_a_run_has_a_staging_folder_of_its_own_that_is_gone_however_it_ends(
    instance: dg.DagsterInstance, folders: Folders, job: dg.JobDefinition
) -> None:
    left = staging.work_folder(folders.out_path, "killed") / "half.parquet"
    left.parent.mkdir(parents=True)
    left.touch()
    assert job.execute_in_process(instance=instance).success
    (folders.raw_path / "poison").touch()
    failed = job.execute_in_process(instance=instance, raise_on_error=False)
    assert not failed.success
    assert not (folders.out_path / staging.FOLDER).exists()
    (run, _) = instance.get_runs(
        dg.RunsFilter(tags={runs.FOLDERS: runs.folders_tag(folders.raw_path, folders.out_path)})
    )
    assert run.tags[runs.INPUTS] == sources.fingerprint(folders.raw_path)


def test_a_step_that_fails_and_a_build_that_was_killed_are_told(
    instance: dg.DagsterInstance,
    folders: Folders,
    record: Record,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[alerts.Alert] = []
    monkeypatch.setattr(alerts, "send", lambda alert: told.append(alert) or [])
    resource = folders_resource(folders.raw_path, folders.out_path, 1)
    job = looking.to_job(name="build", resource_defs={"folders": resource}, hooks=hooks.HOOKS)
    assert job.execute_in_process(instance=instance).success
    assert told == []
    (folders.raw_path / "poison").touch()
    failed = job.execute_in_process(instance=instance, raise_on_error=False)
    assert [(t.event, t.run_id, t.details) for t in told] == [("failed", failed.run_id, ["look: ValueError: poison"])]
    (file,) = (folders.out_path / "log").glob(f"*-{failed.run_id[:8]}.jsonl")
    events = [json.loads(line)["event"] for line in file.read_text(encoding="utf-8").splitlines()]
    assert events == ["build_started", "step_failed", "alert", "build_ended"]

    cursor: list[str | None] = [None]

    def fresh() -> bool:
        """What the page shows of the check."""
        key = dg.AssetCheckKey(dg.AssetKey("release"), "fresh")
        record = instance.event_log_storage.get_latest_asset_check_execution_by_key([key])[key]
        event = record.event
        assert event is not None
        return event.dagster_event.asset_check_evaluation_data.passed

    def keep_house() -> list[str]:
        told.clear()
        context = dg.build_sensor_context(instance=instance, cursor=cursor[0], resources={"folders": folders})
        automation.housekeeping(context)
        cursor[0] = context.cursor
        return [alert.event for alert in told]

    killed = record()
    runs._lock_file(instance, killed).touch()
    assert keep_house() == ["killed"]
    assert keep_house() == []
    monkeypatch.setattr(automation, "time", SimpleNamespace(time=lambda: time.time() + 40 * 3600, **STRFTIME))
    assert keep_house() == ["stale"]
    assert fresh() is False
    assert keep_house() == []
    monkeypatch.setattr(automation, "time", time)
    assert keep_house() == []
    assert fresh() is True


STRFTIME = {"strftime": time.strftime, "gmtime": time.gmtime}


def test_a_sweep_spares_the_living(tmp_path: Path) -> None:
    with staging.claimed(tmp_path, "alive"):
        staging.work_folder(tmp_path, "dead").mkdir(parents=True)
        assert staging.sweep(tmp_path) == ["dead"]
        with staging.claimed(tmp_path, "second"):
            assert staging.sweep(tmp_path) == []
        assert staging.run_folder(tmp_path, "alive").is_dir()
    assert list(tmp_path.iterdir()) == []
    assert staging.sweep(tmp_path) == []


def test_the_sensor_asks_until_a_build_of_these_files_succeeded(
    instance: dg.DagsterInstance, folders: Folders, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = [0.0]
    monkeypatch.setattr(automation, "time", SimpleNamespace(time=lambda: time.time() + later[0]))
    cursor: list[str | None] = [None]

    def look() -> str:
        """What it says, or that it asks for a run."""
        context = dg.build_sensor_context(instance=instance, cursor=cursor[0], resources={"folders": folders})
        result = automation.raw_changed(context)
        assert isinstance(result, dg.SensorResult)
        cursor[0] = result.cursor
        return "asks" if result.run_requests else str(result.skip_reason)

    document = folders.raw_path / "a.pdf"
    # A file that is dated in the future, which a quiet time by the clock would wait for.
    document.write_bytes(b"%PDF-1")
    future = time.time() + 10**8
    os.utime(document, (future, future))
    assert "arriving" in look()
    assert look() == "asks"
    # The request got lost: it is asked for again.
    assert look() == "asks"
    run = record()
    assert "under way" in look()
    runs.mark_dead(instance, time.time() + 3600)
    assert status(instance, run) == "FAILURE"
    for minutes in (*automation.PAUSES_MINUTES, automation.PAUSES_MINUTES[-1]):
        assert "failed; asked for again" in look()
        later[0] = minutes * 60 - 60
        assert "failed; asked for again" in look()
        later[0] = minutes * 60
        assert look() == "asks"
        record("FAILURE")
        later[0] = 0
    # Other files are tried at once.
    document.write_bytes(b"%PDF-2")
    assert "arriving" in look()
    assert look() == "asks"
    record("SUCCESS")
    assert "nothing changed" in look()
    # What it knows outlives the records.
    for run_record in instance.get_run_records():
        instance.delete_run(run_record.dagster_run.run_id)
    assert "nothing changed" in look()
    # The clock was set back after a failure: nothing waits for that.
    document.write_bytes(b"%PDF-3")
    assert "arriving" in look()
    record("FAILURE")
    later[0] = -(10**6)
    assert look() == "asks"
