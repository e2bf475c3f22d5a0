"""A release of an earlier schema is followed by one of this schema, and what differs is told in columns and values."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.publish import kept
from pipeline.publish.datapackage import write_datapackage
from pipeline.publish.release import publish
from pipeline.publish.site import write_site
from pipeline.warehouse.view_files import write_view_files
from schemas.catalog import SCHEMA_VERSION
from tests.releases import release_of

ROOT = Path(__file__).parents[3]
OLD = ROOT / "tests" / "data" / "releases" / "schema_1_2_0"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The old release, and over it one of the same document."""
    folder = tmp_path_factory.mktemp("upgrade")
    raw = folder / "raw" / "linlan_2023"
    raw.mkdir(parents=True)
    shutil.copy(ROOT / "data" / "examples" / "linlan_2023" / "edu_safety.html", raw)
    facts = (ROOT / "data" / "examples" / "linlan_2023" / "batch.yml").read_text(encoding="utf-8")
    (raw / "batch.yml").write_text(facts, encoding="utf-8")
    out = folder / "out"
    shutil.copytree(OLD, out)
    staging = out / ".staging" / "new" / "release"
    warehouse = release_of(raw.parent, staging)
    write_view_files(warehouse, staging, "new")
    write_datapackage(staging, "new")
    write_site(staging, "new")
    publish(staging, out, "new")
    return out


def test_it_is_published_after_the_old_one_without_a_fall(out: Path) -> None:
    new, old = kept.releases(out)
    assert (new.build_id, new.sequence, old.sequence) == ("new", 1, 0)
    assert new.manifest["previous"] == old.build_id
    assert new.manifest["accepted_fall"] is None
    assert (out / "current").readlink().name == kept.latest_build(out) == "new"
    assert (old.path / "form.parquet").is_file()


def test_columns_and_tables_of_either_are_named_and_common_values_compared(jixiao: Run, out: Path) -> None:
    code, said, err = jixiao("diff", "--out", out, "--json")
    assert (code, err) == (0, "")
    found = json.loads(said)
    assert (found["schema_version_before"], found["schema_version_after"]) == ("1.2.0", SCHEMA_VERSION)
    assert {"doubt", "code_label", "indicator_pair"} <= set(found["tables_added"])
    assert "department_id" in found["tables"]["form"]["columns_added"]
    assert "is_example" in found["tables"]["document"]["columns_added"]
    # The same form, read by another version: no form came or went.
    assert (found["tables"]["form"]["added"], found["tables"]["form"]["removed"]) == (0, 0)
    assert found["documents"]["changed"] == 1
    changes = (out / "current" / "CHANGES.md").read_text(encoding="utf-8")
    assert "数据结构版本由1.2.0变为" in changes


def test_the_list_shows_both(jixiao: Run, out: Path) -> None:
    code, said, _ = jixiao("releases", "--out", out, "--json")
    assert code == 0
    assert [release["sequence"] for release in json.loads(said)["releases"]] == [1, 0]
