"""A release whose tables are larger than one file is to be: everything that reads a release reads it as well."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.api import Release
from pipeline.definitions import defs
from pipeline.defs import launch
from pipeline.publish import partitions
from pipeline.publish.difference import difference
from schemas import warehouse_ddl
from schemas.catalog import TABLES
from schemas.views import VIEWS
from schemas.views.view import ROWS_OF

pytestmark = pytest.mark.slow

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> list[Path]:
    """A release as ever, and one of the same document with directories."""
    raw, folders = tmp_path_factory.mktemp("raw"), [tmp_path_factory.mktemp("out") for _ in range(2)]
    (raw / "a").mkdir()
    shutil.copy(samples / "sh_cid.pdf", raw / "a")
    (raw / "a" / "batch.yml").write_text("region: 上海市\n", encoding="utf-8")
    found = []
    with pytest.MonkeyPatch.context() as patch:
        for out in folders:
            patch.setenv("DAGSTER_HOME", str(out))
            found.append(launch.build(defs, raw, out, workers=1).release)
            patch.setattr(partitions, "LARGE", 5)
            patch.setattr(partitions, "LEAST_BYTES", 10_000)
            patch.setattr(warehouse_ddl, "MOST_HELD", 0)
    assert all(found)
    return [path for path in found if path]


def directories(release: Path) -> set[str]:
    return {name for name in TABLES if (release / f"{name}.parquet").is_dir()}


def test_large_tables_are_directories(releases: list[Path]) -> None:
    assert [bool(directories(release)) for release in releases] == [False, True]
    assert {"indicator", "cell", "rule_result"} <= directories(releases[1])


def test_views_with_a_row_for_each_indicator_are_directories(releases: list[Path]) -> None:
    found = [{name for name in VIEWS if (release / "views" / f"{name}.parquet").is_dir()} for release in releases]
    assert found == [set(), {*ROWS_OF}]


def test_every_view_is_the_same(releases: list[Path]) -> None:
    single, large = Release(releases[0]), Release(releases[1])
    assert single.views == large.views
    for name in set(single.views) - {"release"}:
        frames = [release.frame(name) for release in (single, large)]
        order = [column for column in frames[0].columns if not frames[0].schema[column].is_nested()]
        assert frames[0].sort(order).equals(frames[1].sort(order)), name


def test_every_frame_is_the_same(releases: list[Path]) -> None:
    single, large = Release(releases[0]), Release(releases[1])
    assert single.tables == large.tables
    for name in single.tables:
        key = list(TABLES[name].primary_key)
        assert single.frame(name).sort(key).equals(large.frame(name).sort(key)), name
    assert single.manifest["rows"] == large.manifest["rows"]
    assert difference(single.path, large.path).is_same


def test_commands_read_both(jixiao: Run, releases: list[Path], tmp_path: Path) -> None:
    sql = "SELECT count(*), sum(score) FROM indicator"
    said = [jixiao("sql", sql, "--warehouse", release / "warehouse.duckdb") for release in releases]
    assert said[0][0] == 0
    assert said[0] == said[1]
    assert jixiao("export", tmp_path / "x.xlsx", "--warehouse", releases[1] / "warehouse.duckdb")[0] == 0
    site = [sorted(p.relative_to(r / "site") for p in (r / "site").rglob("*") if p.is_file()) for r in releases]
    assert site[0] == site[1]
