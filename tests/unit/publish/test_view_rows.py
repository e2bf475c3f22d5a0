"""Views over tables in folders by year and province: the same rows, and only the files of a department are opened."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from pipeline.publish import partitions
from pipeline.publish.parquet import count_rows, files_of, write_parquet
from pipeline.warehouse import view_rows
from pipeline.warehouse.build import build_warehouse
from pipeline.warehouse.parquet_rows import in_parts
from pipeline.warehouse.query import query
from schemas.catalog import TABLES
from tests.factory.clean import large

COMPUTED = ("findings", "indicators", "score_audit", "shortfall_indicators", "target_change", "target_slack")
PLACES = ("四川省", "安徽省", None)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release whose warehouse holds every table."""
    folder = tmp_path_factory.mktemp("whole")
    tables = large.base_tables(20, 1)
    places = pl.Series([PLACES[number % 3] for number in range(tables["form"].height)])
    tables["form"] = tables["form"].with_columns(province=places)
    for name in TABLES:
        write_parquet(name, tables[name], folder)
    build_warehouse(folder, folder / "warehouse.duckdb")
    return folder


@pytest.fixture(scope="module", params=[1, 40_000], ids=["a folder for each", "several in one"])
def laid(request: pytest.FixtureRequest, whole: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same release with its larger tables in folders."""
    folder = shutil.copytree(whole, tmp_path_factory.mktemp("laid") / "release")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(partitions, "LARGE", 100)
        patch.setattr(partitions, "LEAST_BYTES", request.param)
        assert {"indicator", "expected_score"} <= {*partitions.lay_out(folder)}
    build_warehouse(folder, folder / "warehouse.duckdb", most_rows=20)
    return folder


def rows(folder: Path, name: str) -> list[tuple[Any, ...]]:
    return sorted(query(folder / "warehouse.duckdb", f'SELECT * FROM "{name}"')[1], key=str)


def text(folder: Path, view: str) -> str:
    (found,) = query(folder / "warehouse.duckdb", f"SELECT sql FROM duckdb_views() WHERE view_name = '{view}'")[1]
    return str(found[0])


def test_names_of_folders_are_those_of_the_layout() -> None:
    assert (view_rows.UNKNOWN, view_rows.SEVERAL) == (partitions.UNKNOWN, partitions.SEVERAL)
    assert partitions.UNKNOWN == large.UNKNOWN


@pytest.mark.parametrize("name", COMPUTED)
def test_views_say_the_same(laid: Path, whole: Path, name: str) -> None:
    assert rows(laid, name) == rows(whole, name)
    assert rows(laid, name)


def test_only_files_of_the_department_are_opened(laid: Path) -> None:
    assert view_rows.PROVINCE in text(laid, "score_audit")
    file = laid / "warehouse.duckdb"
    offices = "SELECT department_id FROM projects GROUP BY ALL ORDER BY count(DISTINCT province), count(*), 1 LIMIT 1"
    (office,) = query(file, offices)[1][0]
    with duckdb.connect(str(file), read_only=True) as connection:
        connection.execute(f"SET VARIABLE release_folder = '{laid}'")
        asked = f"SELECT sum(score_difference) FROM score_audit WHERE department_id = '{office}'"
        plan = connection.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {asked}").fetchall()[0][1]
        read = sum(int(count) for count in _values(json.loads(plan), "Total Files Read"))
    assert 0 < read < len(files_of("indicator", laid)) + len(files_of("expected_score", laid))


def test_folders_tell_nothing_where_a_row_lies_in_another(laid: Path, tmp_path: Path) -> None:
    moved = shutil.copytree(laid, tmp_path / "moved")
    first, *_, last = files_of("indicator", moved)
    shutil.move(first, last.with_name("part-9.parquet"))
    first.parent.rmdir()
    count = count_rows("indicator", laid)
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE form AS FROM '{laid}/form.parquet'")
        for folder, is_told in ((laid, True), (moved, False)):
            connection.execute(f"SET VARIABLE release_folder = '{folder}'")
            assert (in_parts(connection, folder, "indicator", count) is not None) == is_told


def _values(plan: Any, name: str) -> list[Any]:
    """Every value of that name in a plan."""
    if isinstance(plan, list):
        return [value for part in plan for value in _values(part, name)]
    if not isinstance(plan, dict):
        return []
    own = [plan[name]] if name in plan else []
    return own + [value for part in plan.values() for value in _values(part, name)]
