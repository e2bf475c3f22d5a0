"""The graph as Dagster loads it: a change of an asset, a check or a trigger has to be meant."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from pipeline import definitions, sources
from pipeline.batch_definitions import defs as batch_defs
from pipeline.definitions import defs
from pipeline.defs import batches, checks, runs
from pipeline.defs.describe import preview
from pipeline.defs.resources import Folders, default_folders, folders_resource
from pipeline.defs.storage import staged_parquet
from schemas.catalog import TABLES

SNAPSHOT = Path(__file__).with_name("graph.txt")


def graph() -> str:
    """Assets with group and upstream assets, checks, job, schedule and sensor, one a line."""
    assets = defs.resolve_asset_graph()
    lines = []
    for key in sorted(assets.get_all_asset_keys(), key=lambda k: k.to_user_string()):
        node = assets.get(key)
        upstream = ", ".join(sorted(parent.to_user_string() for parent in node.parent_keys))
        lines.append(f"asset {node.group_name}/{key.to_user_string()} <- {upstream or 'nothing'}")
    for check in sorted(assets.asset_check_keys, key=lambda c: (c.asset_key.to_user_string(), c.name)):
        how = "blocking" if assets.get(check).blocking else "warning"
        lines.append(f"check {check.asset_key.to_user_string()}: {check.name} ({how})")
    repository = defs.get_repository_def()
    lines += [f"schedule {s.name}: {s.cron_schedule} {s.execution_timezone}" for s in repository.schedule_defs]
    lines += [f"sensor {s.name} -> {s.job_name if s.targets else 'nothing'}" for s in repository.sensor_defs]
    return "\n".join(lines) + "\n"


def test_the_graph_is_as_recorded() -> None:
    if os.environ.get("JIXIAO_RECORD"):
        SNAPSHOT.write_text(graph(), encoding="utf-8")
    assert graph() == SNAPSHOT.read_text(encoding="utf-8"), "if meant: JIXIAO_RECORD=1 pytest tests/integration"


def test_every_published_table_is_an_asset_with_documented_columns() -> None:
    assets = defs.resolve_asset_graph()
    for name, entry in TABLES.items():
        schema = assets.get(dg.AssetKey(name)).metadata["dagster/column_schema"]
        assert [column.name for column in schema.columns] == list(entry.columns)
        assert all(column.description for column in schema.columns)


def test_every_blocking_check_stands_before_the_release() -> None:
    plan = defs.resolve_job_def("build")
    steps = [node.name for node in plan.nodes_in_topological_order]
    for check in ("tables_hold", "audit_holds", "warehouse_equals_parquet"):
        assert steps.index(check) < steps.index("release")


@pytest.mark.parametrize("name", ["warehouse", "datapackage", "form", "release", "site", "finding"])
def test_a_single_asset_says_that_a_release_is_one_unit(tmp_path: Path, name: str) -> None:
    # What is made in one step is launched together, as Dagster's page does.
    ended = dg.materialize(
        [*definitions._assets, *dg.load_asset_checks_from_modules([checks])],
        selection=dg.AssetSelection.assets(name).required_multi_asset_neighbors(),
        resources={"folders": folders_resource(tmp_path, tmp_path / "out", 1), "io_manager": staged_parquet},
        raise_on_error=False,
        run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
    )
    assert not ended.success
    failed = [e.step_failure_data for e in ended.all_events if e.is_step_failure]
    assert failed
    assert all("A release is one unit" in str(one.user_failure_data or one.error) for one in failed)
    assert not (tmp_path / "out" / "current").exists()


def test_the_runbook_knows_every_check() -> None:
    runbook = (Path(__file__).parents[2] / "docs" / "runbook.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `(\w+)` \| (yes|no) \|", runbook, re.MULTILINE))
    assets = defs.resolve_asset_graph()
    assert told == {key.name: "yes" if assets.get(key).blocking else "no" for key in assets.asset_check_keys}


def test_folders_come_from_the_environment_or_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    def found() -> Folders:
        with dg.build_resources({"folders": default_folders()}) as resources:
            return resources.folders

    assert found().raw_path.parts[-2:] == ("data", "raw")
    for name, value in (("RAW", "/some/raw"), ("OUT", "/some/out"), ("WORKERS", "3")):
        monkeypatch.setenv(f"JIXIAO_{name}", value)
    assert found() == Folders(Path("/some/raw"), Path("/some/out"), 3)


def test_who_starts_a_run_cannot_say_where_it_reads_and_writes() -> None:
    job = defs.resolve_job_def("build")
    assert dg.validate_run_config(job, {"loggers": {"console": {"config": {"log_level": "INFO"}}}})
    for config in ({"config": {"out": "/elsewhere"}}, {"config": {"raw": "/etc"}}, {"config": {"workers": 10**6}}):
        with pytest.raises(dg.DagsterInvalidConfigError):
            dg.validate_run_config(job, {"resources": {"folders": config}})


def test_a_preview_is_a_short_markdown_table() -> None:
    frame = pl.DataFrame({"a": ["x|y\nz", "长" * 100, None], "b": [1, 2, 3]})
    lines = preview(frame).splitlines()
    assert lines[2] == "| x\\|y z | 1 |"
    assert len(lines[3]) < 60
    assert lines[4] == "|  | 3 |"
    assert preview(frame.clear()) == "no rows"


def test_a_batch_is_reported_when_it_changed_and_can_be_read_alone(tmp_path: Path) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    for name in ("a", "b...\n"):
        (raw / name).mkdir(parents=True)
        (raw / name / "one.gz").write_bytes(b"\x1f\x8b\x08\x00" + name.encode())
    folders = Folders(raw, out, 1)

    def reported() -> list[tuple[str | None, object]]:
        documents = sources.scan(raw)
        events = batches.changed_batches(instance, documents, batches.read(documents, folders), folders)
        return [(event.partition, event.metadata["documents"].value) for event in events]

    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        assert reported() == [("a", 1), ("b…\\x0a", 1)]
        assert reported() == []
        (raw / "a" / "two.gz").write_bytes(b"\x1f\x8b\x08\x00 two")
        assert reported() == [("a", 2)]
        shutil.rmtree(raw / "a")
        assert reported() == [("a", 0)]
        assert set(instance.get_dynamic_partitions("batch")) == {"a", "b…\\x0a"}
        job, resources = batch_defs.resolve_job_def("read_batch"), {"folders": folders_resource(raw, out)}
        ended = job.execute_in_process(instance=instance, partition_key="b…\\x0a", resources=resources)
        (event,) = ended.asset_materializations_for_node("batch")
        assert (event.partition, event.metadata["quarantined"].value) == ("b…\\x0a", 1)
        span = {"dagster/asset_partition_range_start": "a", "dagster/asset_partition_range_end": "b…\\x0a"}
        both = job.execute_in_process(instance=instance, tags=span, resources=resources)
        counted = {e.partition: e.metadata["documents"].value for e in both.asset_materializations_for_node("batch")}
        assert counted == {"a": 0, "b…\\x0a": 1}
        # It published nothing, so that the files still wait for a build.
        assert runs.INPUTS not in ended.dagster_run.tags
        assert not (out / "current").exists()
