"""Large tables stay in their Parquet files: the warehouse reads them there, wherever the release lies."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from pipeline.publish import partitions
from pipeline.publish.parquet import files_of, write_parquet
from pipeline.warehouse.build import build_warehouse
from pipeline.warehouse.errors import QueryError, WarehouseError
from pipeline.warehouse.query import Limits, asked, query
from pipeline.warehouse.verify import verify_warehouse
from pipeline.warehouse.view_files import write_view_files
from schemas.catalog import TABLES
from schemas.views import VIEWS
from schemas.warehouse_ddl import MOST_HELD, stays_beside


@pytest.fixture(scope="module")
def release(parquet_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release whose warehouse holds no table of more than two rows; not to be changed."""
    folder = tmp_path_factory.mktemp("release") / "it's 发布"
    shutil.copytree(parquet_dir, folder)
    beside = build_warehouse(folder, folder / "warehouse.duckdb", "b1", most_rows=2)
    assert beside["indicator"] == 5
    return folder


def held(file: Path) -> set[str]:
    """The tables that a warehouse holds itself."""
    return {name for (name,) in query(file, "SELECT table_name FROM duckdb_tables()")[1]}


def test_a_release_of_few_forms_needs_nothing_beside_it() -> None:
    assert not stays_beside(MOST_HELD, 1_000 * MOST_HELD)


def test_a_release_of_many_forms_holds_small_tables_only() -> None:
    assert stays_beside(MOST_HELD + 1, MOST_HELD + 1)
    assert not stays_beside(MOST_HELD + 1, MOST_HELD)


def rows(file: Path, name: str) -> list[tuple[Any, ...]]:
    return query(file, f'SELECT * FROM "{name}"')[1]


def test_only_small_tables_are_held(release: Path, warehouse: Path, frames: dict[str, pl.DataFrame]) -> None:
    assert held(release / "warehouse.duckdb") & {*TABLES} == {n for n, frame in frames.items() if frame.height <= 2}
    assert held(warehouse) >= {*TABLES}


@pytest.mark.parametrize("name", [*TABLES, *VIEWS])
def test_every_table_and_view_says_the_same(release: Path, warehouse: Path, name: str) -> None:
    assert rows(release / "warehouse.duckdb", name) == rows(warehouse, name)


def test_verification_passes_and_counts(release: Path, frames: dict[str, pl.DataFrame]) -> None:
    counts = verify_warehouse(release, release / "warehouse.duckdb")
    assert counts == {name: frame.height for name, frame in frames.items()}


def test_a_comment_tells_what_must_lie_beside(release: Path) -> None:
    said = query(release / "warehouse.duckdb", "SELECT comment FROM duckdb_views() WHERE view_name = 'indicator'")[1]
    assert "indicator.parquet" in said[0][0]


def test_a_release_may_be_moved_and_asked_from_the_folder_of_another(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, frames: dict[str, pl.DataFrame]
) -> None:
    other, moved = tmp_path / "other", tmp_path / "moved"
    shutil.copytree(release, moved)
    shutil.copytree(release, other)
    write_parquet("indicator", frames["indicator"].head(3), other)
    monkeypatch.chdir(other)
    assert query(moved / "warehouse.duckdb", "SELECT count(*) FROM indicators")[1] == [(5,)]
    assert [path.name for path in write_view_files(moved / "warehouse.duckdb", moved, "b1")]
    # The files that lie here are of another build, which a client that knows nothing of this is told.
    with (
        duckdb.connect(moved / "warehouse.duckdb", read_only=True) as client,
        pytest.raises(duckdb.Error, match=r"indicator\.parquet holds other rows"),
    ):
        client.execute("SELECT * FROM indicator").fetchall()
    with duckdb.connect(moved / "warehouse.duckdb", read_only=True) as client:
        client.execute(f"SET VARIABLE release_folder = '{moved}'")
        assert client.execute("SELECT count(*) FROM indicators").fetchall() == [(5,)]
    monkeypatch.chdir(moved)
    with duckdb.connect("warehouse.duckdb", read_only=True) as client:
        assert client.execute("SELECT count(*) FROM indicators").fetchall() == [(5,)]


def test_a_warehouse_without_its_files_says_what_to_copy(release: Path, tmp_path: Path) -> None:
    shutil.copyfile(release / "warehouse.duckdb", tmp_path / "warehouse.duckdb")
    limits = Limits()
    assert query(tmp_path / "warehouse.duckdb", "SELECT count(*) FROM projects")[1] == [(3,)]
    with (
        pytest.raises(QueryError, match="copy the whole folder"),
        asked(tmp_path / "warehouse.duckdb", "SELECT * FROM indicators", limits) as answer,
    ):
        list(answer.rows())


@pytest.mark.parametrize(
    "statement",
    [
        "COPY form TO '{}/indicator.parquet'",
        "COPY (SELECT 1) TO '{}/indicator.parquet' (USE_TMP_FILE false)",
        "EXPLAIN ANALYZE COPY (SELECT 1) TO '{}/indicator.parquet' (USE_TMP_FILE false)",
        "EXPLAIN ANALYZE /* x */ COPY (SELECT 1) TO '{}/indicator.parquet' (USE_TMP_FILE false)",
        "EXPORT DATABASE '{}'",
        "SELECT * FROM read_text('{}/rule.parquet')",
    ],
)
def test_who_asks_writes_nothing_beside(release: Path, statement: str) -> None:
    folder = str(release).replace("'", "''")
    before = (release / "indicator.parquet").read_bytes()
    with (
        pytest.raises(QueryError, match="only read here"),
        asked(release / "warehouse.duckdb", statement.format(folder), Limits()) as answer,
    ):
        list(answer.rows())
    assert (release / "indicator.parquet").read_bytes() == before


def test_parts_in_folders_that_are_called_like_columns_are_read_as_one_table(
    release: Path, frames: dict[str, pl.DataFrame], tmp_path: Path
) -> None:
    folder = tmp_path / "parts"
    shutil.copytree(release, folder)
    (folder / "indicator.parquet").unlink()
    for number, part in enumerate(frames["indicator"].iter_slices(2)):
        place = folder / "indicator.parquet" / f"weight={number}" / f"name={number}"
        place.mkdir(parents=True)
        write_parquet("indicator", part, tmp_path).rename(place / "part.parquet")
    build_warehouse(folder, folder / "warehouse.duckdb", "b1", most_rows=2)
    assert verify_warehouse(folder, folder / "warehouse.duckdb")["indicator"] == 5
    for name in ("indicator", "indicators", "projects"):
        found, due = rows(folder / "warehouse.duckdb", name), rows(release / "warehouse.duckdb", name)
        assert sorted(map(repr, found)) == sorted(map(repr, due))
    (folder / "indicator.parquet" / "weight=2" / "name=2" / "part.parquet").unlink()
    with pytest.raises(WarehouseError, match="holds other rows"):
        verify_warehouse(folder, folder / "warehouse.duckdb")


@pytest.mark.parametrize("moved", [None, "indicator", "expected_score", "reason"])
def test_points_are_the_same_where_large_tables_lie_by_year(
    moved: str | None,
    parquet_dir: Path,
    frames: dict[str, pl.DataFrame],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also where a table has rows in the folder of another year than that of their forms."""
    whole, by_year = tmp_path / "whole", tmp_path / "by year"
    shutil.copytree(parquet_dir, whole)
    number = pl.int_range(pl.len(), dtype=pl.Int32)
    write_parquet("form", frames["form"].with_columns(fiscal_year=2020 + number), whole)
    shutil.copytree(whole, by_year)
    monkeypatch.setattr(partitions, "LARGE", 2)
    assert {"indicator", "expected_score", "reason"} <= {*partitions.lay_out(by_year)}
    assert len(list((by_year / "indicator.parquet").iterdir())) > 1
    if moved is not None:
        first, *_, last = files_of(moved, by_year)
        assert len(files_of(moved, by_year)) > 1
        shutil.move(first, last.with_name("part-9.parquet"))
        first.parent.rmdir()
        first.parent.parent.rmdir()
    for folder in (whole, by_year):
        build_warehouse(folder, folder / "warehouse.duckdb", "b1", most_rows=2)
    for name in ("shortfall_by_department", "shortfall_by_level2", "department_profile"):
        assert rows(by_year / "warehouse.duckdb", name) == rows(whole / "warehouse.duckdb", name) != []


def test_a_column_of_another_type_is_named(parquet_dir: Path, tmp_path: Path) -> None:
    folder = tmp_path / "parquet"
    shutil.copytree(parquet_dir, folder)
    changed = pl.read_parquet(folder / "indicator.parquet").with_columns(pl.col("weight").cast(pl.Float64))
    changed.write_parquet(folder / "indicator.parquet")
    with pytest.raises(WarehouseError, match=r"indicator\.weight is DOUBLE in the Parquet files"):
        build_warehouse(folder, tmp_path / "warehouse.duckdb")
