"""``docs/connecting.md`` and the dashboard of Superset hold together; ``make bi`` and ``make superset`` run them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from pipeline.cli import cli
from schemas.views import VIEWS
from tests import bi, doc_blocks

ROOT = Path(__file__).parents[2]
BUNDLE = ROOT / "docs" / "examples" / "superset"


def pinned(file: Path) -> dict[str, str]:
    found = re.findall(r"^([\w-]+)==(\S+)$", file.read_text("utf-8"), re.MULTILINE)
    return {name.lower().replace("_", "-"): version for name, version in found}


def bundle(folder: str) -> dict[str, Any]:
    files = [yaml.safe_load(file.read_text("utf-8")) for file in sorted((BUNDLE / folder).rglob("*.yaml"))]
    return {one["uuid"]: one for one in files}


def test_every_block_is_of_a_language_that_is_run() -> None:
    run = [block for block in doc_blocks.blocks(bi.PAGE) if block.is_run]
    assert {block.language for block in run} == {"sh", "python", "r", "js"}
    assert {block.mark.removeprefix("with: ") for block in run if block.mark} == set(bi.PACKAGES)


def test_the_driver_that_is_tested_is_that_of_superset() -> None:
    tested, installed = pinned(ROOT / "tests" / "bi_engine.txt"), pinned(BUNDLE / "requirements.txt")
    assert {name: installed[name] for name in tested} == tested


def test_every_command_with_json_has_its_keys_documented() -> None:
    page = bi.PAGE.read_text("utf-8").partition("### JSON")[2].partition("\n## ")[0]
    table = " ".join(line.split("|")[1] for line in page.splitlines() if line.startswith("| `"))
    named = {name for names in re.findall(r"`([^`]+)`", table) for name in (names, f"releases {names}")}

    def with_json(group: click.Group, before: str = "") -> list[str]:
        found = []
        for name, command in group.commands.items():
            if any(parameter.name == "json" for parameter in command.params):
                found.append(f"{before}{name}")
            found += with_json(command, f"{name} ") if isinstance(command, click.Group) else []
        return found

    assert [name for name in with_json(cli) if name not in named] == []


def test_charts_and_datasets_of_the_dashboard_are_there() -> None:
    datasets, charts = bundle("datasets"), bundle("charts")
    (dashboard,) = bundle("dashboards").values()
    placed = {place["meta"]["uuid"] for key, place in dashboard["position"].items() if key.startswith("CHART")}
    assert placed == set(charts)
    assert {one["database_uuid"] for one in datasets.values()} == set(bundle("databases"))
    for chart in charts.values():
        dataset, settings = datasets[chart["dataset_uuid"]], chart["params"]
        metrics = settings.get("metrics") or [settings["metric"]] if "all_columns" not in settings else []
        assert set(metrics) <= {metric["metric_name"] for metric in dataset["metrics"]}
        columns = settings.get("all_columns", []) + settings.get("groupby", [])
        assert set(columns) <= {column["column_name"] for column in dataset["columns"]}


@pytest.mark.parametrize("dataset", bundle("datasets").values(), ids=lambda dataset: dataset["table_name"])
def test_columns_of_the_dashboard_are_columns_of_the_view(dataset: dict[str, Any]) -> None:
    (view,) = re.findall(r"FROM (\w+)", dataset["sql"])
    assert {column["column_name"] for column in dataset["columns"]} <= set(VIEWS[view].columns)
