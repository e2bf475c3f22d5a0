"""The data package describes the files that lie beside it, in words that other tools understand."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipeline.publish.datapackage import write_datapackage
from pipeline.publish.parquet import read_parquet, write_parquet
from pipeline.publish.release import sha256
from pipeline.warehouse.view_files import write_view_files
from schemas.catalog import SCHEMA_VERSION, TABLES
from schemas.views import VIEWS


@pytest.fixture
def directory(parquet_dir: Path, warehouse: Path, tmp_path: Path) -> Path:
    """The Parquet files of the release with their data package."""
    copied = tmp_path / "release"
    shutil.copytree(parquet_dir, copied)
    write_view_files(warehouse, copied, "b1")
    write_datapackage(copied, "b1")
    return copied


def package(directory: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((directory / "datapackage.json").read_text(encoding="utf-8"))
    return content


def test_every_table_and_view_is_a_resource_with_the_size_and_hash_of_its_file(directory: Path) -> None:
    content = package(directory)
    assert (content["version"], content["schema_version"]) == ("b1", SCHEMA_VERSION)
    assert [resource["name"] for resource in content["resources"]] == [*TABLES, *VIEWS]
    for resource in content["resources"]:
        file = directory / resource["path"]
        assert resource["bytes"] == file.stat().st_size
        assert resource["hash"] == f"sha256:{sha256(file)}"


def test_fields_are_the_columns_of_the_file_in_order(directory: Path) -> None:
    for resource in package(directory)["resources"]:
        names = [field["name"] for field in resource["schema"]["fields"]]
        assert names == pl.read_parquet_schema(directory / resource["path"]).names()


def test_a_missing_file_is_named(directory: Path) -> None:
    (directory / "form.parquet").unlink()
    with pytest.raises(FileNotFoundError, match=r"form\.parquet"):
        write_datapackage(directory, "b1")


def test_a_source_is_an_address_or_words_and_a_licence_stands_only_where_one_is_known(
    parquet_dir: Path, warehouse: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(parquet_dir, tmp_path / "release")
    write_view_files(warehouse, folder, "b1")
    told = ["https://example.gov.cn/2024", "2024年度部门决算公开所附自评表", None]
    document = read_parquet("document", folder)
    for is_example, licences in ((True, ["MIT"]), (False, [])):
        columns = {"is_example": pl.Series([is_example] * 3), "source_url": pl.Series(told)}
        write_parquet("document", document.with_columns(pl.lit("某局").alias("publisher"), **columns), folder)
        write_datapackage(folder, "b1")
        content = package(folder)
        assert [licence["name"] for licence in content.get("licenses", [])] == licences
        assert [(source.get("path"), source.get("note")) for source in content["sources"]] == [
            (None, told[1]), (told[0], None), (None, None)
        ]  # fmt: skip


@pytest.mark.slow
def test_frictionless_finds_the_data_valid(directory: Path) -> None:
    """Types, rules and keys are tried on CSV: its Parquet reader (pandas) turns 1 beside null to 1.0."""
    shutil.copy(directory / "datapackage.json", directory / "as_published.json")
    content = package(directory)
    for resource in content["resources"]:
        frame = pl.read_parquet(directory / resource["path"])
        lists = [
            pl.Series(name, [json.dumps(value) for value in frame[name].to_list()], dtype=pl.String)
            for name in frame.columns
            if frame.schema[name] == pl.List(pl.String)
        ]
        frame.with_columns(lists).write_csv(directory / f"{resource['name']}.csv")
        resource |= {"path": f"{resource['name']}.csv", "format": "csv", "mediatype": "text/csv"}
        del resource["bytes"], resource["hash"]
    (directory / "datapackage.json").write_text(json.dumps(content), encoding="utf-8")
    program = """
import json
from frictionless import Package, validate
described = Package.validate_descriptor(json.load(open("as_published.json")))
assert described.valid, described.flatten(["message"])
report = validate("datapackage.json")
print(report.valid, len(report.tasks), report.flatten(["message"])[:5])
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        cwd=directory,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    assert done.stdout.strip() == f"True {len(TABLES) + len(VIEWS)} []", done.stderr
