"""Views of a large release as files by year and province: the same rows as computed, each where it is said to be."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from polars import selectors as cs

from pipeline.publish import partitions
from pipeline.publish.contents import check_staged
from pipeline.publish.datapackage import write_datapackage
from pipeline.publish.parquet import files_of, scan_view, view_files_of, write_parquet
from pipeline.warehouse import parquet_rows
from pipeline.warehouse.build import build_warehouse
from pipeline.warehouse.errors import QueryError, WarehouseError
from pipeline.warehouse.parquet_rows import folders
from pipeline.warehouse.part_views import write_part_views
from pipeline.warehouse.query import query
from pipeline.warehouse.verify import verify_warehouse
from pipeline.warehouse.verify_views import chosen
from pipeline.warehouse.view_files import write_view_files
from schemas.catalog import TABLES
from schemas.views import VIEWS
from schemas.views.view import ROWS_OF
from tests.factory.clean import large

PLACES = ("四川省", "安徽省", None)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release whose warehouse holds every table."""
    folder = tmp_path_factory.mktemp("whole")
    tables = large.base_tables(20, 1)
    places = pl.Series([PLACES[number % 3] for number in range(tables["form"].height)])
    tables["form"] = tables["form"].with_columns(province=places)
    # A form has no year, one has no indicator. A finding has no form, no document, or another document than its form.
    number = pl.int_range(pl.len())
    tables["form"] = tables["form"].with_columns(fiscal_year=pl.when(number != 1).then("fiscal_year"))
    tables["document"] = tables["document"].with_columns(is_example=number == 0)
    last = tables["document"]["document_id"][-1]
    tables["finding"] = tables["finding"].with_columns(
        form_id=pl.when(number >= 4).then("form_id"),
        document_id=pl.when(number.is_in([0, 1, 4]))
        .then(None)
        .when(number == 5)
        .then(pl.lit(last))
        .otherwise("document_id"),
    )
    without = tables["form"]["form_id"][2]
    for name in ("indicator", "expected_score", "indicator_pair"):
        is_of_it = pl.any_horizontal(pl.col("form_id", "^earlier_form_id$") == without)
        tables[name] = tables[name].filter(~is_of_it)
    for name in TABLES:
        write_parquet(name, tables[name], folder)
    build_warehouse(folder, folder / "warehouse.duckdb")
    return folder


@pytest.fixture(scope="module", params=[1, 40_000], ids=["a folder for each", "several in one"])
def laid(request: pytest.FixtureRequest, whole: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same release with its larger tables in folders, and the views over them as well."""
    folder = shutil.copytree(whole, tmp_path_factory.mktemp("laid") / "release")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(partitions, "LARGE", 100)
        patch.setattr(partitions, "LEAST_BYTES", request.param)
        assert {"indicator", "expected_score"} <= {*partitions.lay_out(folder)}
    build_warehouse(folder, folder / "warehouse.duckdb", most_rows=20)
    assert {*write_part_views(folder, folder / "warehouse.duckdb")} == {*ROWS_OF}
    return folder


def rows(folder: Path, name: str) -> list[tuple[Any, ...]]:
    return sorted(query(folder / "warehouse.duckdb", f'SELECT * FROM "{name}"')[1], key=str)


def test_names_of_folders_are_those_of_the_layout() -> None:
    assert (parquet_rows.UNKNOWN, parquet_rows.SEVERAL) == (partitions.UNKNOWN, partitions.SEVERAL)
    assert partitions.UNKNOWN == large.UNKNOWN


@pytest.mark.parametrize("name", ROWS_OF)
def test_views_say_the_same(laid: Path, whole: Path, name: str) -> None:
    assert rows(laid, name) == rows(whole, name)
    types = f"SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = '{name}' ORDER BY column_index"
    assert query(laid / "warehouse.duckdb", types) == query(whole / "warehouse.duckdb", types)


def test_every_such_view_has_rows_also_of_no_form(laid: Path) -> None:
    assert all(rows(laid, name) for name in ROWS_OF)
    assert query(laid / "warehouse.duckdb", "SELECT count(*) FROM findings WHERE form_id IS NULL")[1][0][0] > 0


@pytest.mark.parametrize("name", ROWS_OF)
def test_a_file_has_the_forms_of_its_year_and_province(laid: Path, name: str) -> None:
    placed = pl.scan_parquet(laid / "form.parquet").select(
        "form_id", pl.col("fiscal_year").cast(pl.String).fill_null("unknown"), pl.col("province").fill_null("unknown")
    )
    own = {tuple(file.parts[-3:-1]) for file in files_of("indicator", laid)}
    # Findings of no form, or of another document than their form, are a second file of their year.
    for file in (file for file in view_files_of(name, laid) if file.name == "part-0.parquet"):
        year, place = file.parts[-3:-1]
        found = pl.read_parquet(file, hive_partitioning=False).lazy().drop_nulls("form_id").select("form_id").unique()
        for _, of_year, province in found.join(placed, on="form_id", how="left").collect().iter_rows():
            due = f"part_province={province}"
            assert (year, place) == (
                f"part_year={of_year}",
                due if (f"part_year={of_year}", due) in own else "part_province=several",
            )


@pytest.mark.parametrize("name", ROWS_OF)
def test_rows_of_a_file_are_in_order(laid: Path, name: str) -> None:
    order = list(dict.fromkeys(("department_id", "project_key", "form_id", *VIEWS[name].order)))
    for file in view_files_of(name, laid):
        found = pl.read_parquet(file, hive_partitioning=False).select(order)
        assert found.equals(found.sort(order, nulls_last=True)), file


def test_a_file_that_lost_a_row_is_no_answer(laid: Path, tmp_path: Path) -> None:
    release = shutil.copytree(laid, tmp_path / "release")
    file = view_files_of("score_audit", release)[0]
    pl.read_parquet(file, hive_partitioning=False).slice(1).write_parquet(file)
    with pytest.raises(QueryError, match=r"views/score_audit\.parquet holds other rows"):
        query(release / "warehouse.duckdb", "SELECT sum(score_difference) FROM score_audit")


def test_the_last_look_sees_another_value(laid: Path, tmp_path: Path) -> None:
    release = shutil.copytree(laid, tmp_path / "release")
    build_id = next(name for name in map(str, range(100)) if VIEWS["indicators"] in chosen(name, ROWS_OF))
    build_warehouse(release, release / "warehouse.duckdb", build_id, most_rows=20)
    write_part_views(release, release / "warehouse.duckdb")
    verify_warehouse(release, release / "warehouse.duckdb")
    file = view_files_of("indicators", release)[0]
    changed = pl.read_parquet(file, hive_partitioning=False).with_columns(page=pl.col("page") + 1)
    changed.write_parquet(file)
    with pytest.raises(WarehouseError, match="indicators has other rows than its SELECT"):
        verify_warehouse(release, release / "warehouse.duckdb")


def test_a_row_that_has_no_place_is_not_passed_over(laid: Path, tmp_path: Path) -> None:
    release = shutil.copytree(laid, tmp_path / "release")
    (file,) = files_of("budget_line", release)
    nobody = pl.when(pl.int_range(pl.len()) == 0).then(pl.lit("nobody")).otherwise("form_id")
    pl.read_parquet(file).with_columns(form_id=nobody).write_parquet(file)
    build_warehouse(release, release / "warehouse.duckdb", most_rows=0)
    with pytest.raises(WarehouseError, match="budget_execution would have"):
        write_part_views(release, release / "warehouse.duckdb")


def test_files_are_read_as_those_of_a_small_release(laid: Path, whole: Path, tmp_path: Path) -> None:
    releases = [shutil.copytree(release, tmp_path / name) for name, release in (("laid", laid), ("whole", whole))]
    for release in releases:
        write_view_files(release / "warehouse.duckdb", release, "b1")
    for name in VIEWS:
        frames = [scan_view(name, release).collect() for release in releases]
        order = [column for column in frames[0].columns if not frames[0].schema[column].is_nested()]
        assert frames[0].sort(order).equals(frames[1].sort(order)), name
        assert not frames[0].select(cs.decimal()).columns


def test_a_release_may_hold_them(laid: Path, tmp_path: Path) -> None:
    release = shutil.copytree(laid, tmp_path / "release")
    write_view_files(release / "warehouse.duckdb", release, "b1")
    write_datapackage(release, "b1")
    (release / "site").mkdir()
    (release / "site" / "index.html").touch()
    check_staged(release)


def test_folders_tell_nothing_where_a_row_lies_in_another(laid: Path, tmp_path: Path) -> None:
    moved = shutil.copytree(laid, tmp_path / "moved")
    first, *_, last = files_of("indicator", moved)
    shutil.move(first, last.with_name("part-9.parquet"))
    first.parent.rmdir()
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE form AS FROM '{laid}/form.parquet'")
        for folder, is_told in ((laid, True), (moved, False)):
            connection.execute(f"SET VARIABLE release_folder = '{folder}'")
            assert bool(folders(connection, folder, "indicator")) == is_told
