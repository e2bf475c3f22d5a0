"""Large tables are directories of files by year and province, with the same rows, columns and readers as before."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipeline.cache.code_version import publishing_version
from pipeline.publish import datapackage, partitions, staging
from pipeline.publish.difference import difference
from pipeline.publish.disk import files_below, sha256
from pipeline.publish.parquet import files_of, read_parquet, write_parquet
from pipeline.publish.unchanged import has_same_content
from schemas.catalog import TABLES
from tests.factory.clean import large

LEAST = 40_000
PLACES = ("四川省", "安徽省", None)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every table as one file; most forms are of one province."""
    folder = tmp_path_factory.mktemp("small")
    tables = large.base_tables(40, 1)
    place = pl.Series(["四川省"] * 30 + [PLACES[n % 3] for n in range(10)])
    tables["form"] = tables["form"].with_columns(province=place[: tables["form"].height])
    for name in TABLES:
        write_parquet(name, tables[name], folder)
    return folder


@pytest.fixture(scope="module", autouse=True)
def little() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(partitions, "LARGE", 300)
        patch.setattr(partitions, "LEAST_BYTES", LEAST)
        patch.setattr(partitions, "ROWS_AT_ONCE", 700)
        yield


@pytest.fixture(scope="module")
def laid(small: Path, little: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The larger of the tables as directories, with a manifest as a release has it; not to be changed."""
    folder = shutil.copytree(small, tmp_path_factory.mktemp("large") / "laid")
    assert partitions.lay_out(folder) == ["indicator", "cell", "expected_score", "rule_result"]
    files = [
        {"path": path.relative_to(folder).as_posix(), "bytes": path.stat().st_size, "sha256": sha256(path)}
        for path in files_below(folder)
    ]
    (folder / "manifest.json").write_text(json.dumps({"files": files, "publishing_version": publishing_version()}))
    return folder


def changed(small: Path, folder: Path) -> str:
    """Tables in which one indicator of a form in 四川省 has another score; the year of that form."""
    shutil.copytree(small, folder)
    form = read_parquet("form", small).filter(pl.col("province") == "四川省", pl.col("fiscal_year") == 2023)
    row = pl.col("form_id").eq(form["form_id"][0]) & pl.col("indicator_no").eq(1)
    other = read_parquet("indicator", small).with_columns(name=pl.when(row).then(pl.lit("另一指标")).otherwise("name"))
    write_parquet("indicator", other, folder)
    return "part_year=2023"


def test_every_table_has_the_same_rows(small: Path, laid: Path) -> None:
    for name, entry in TABLES.items():
        before, after = (read_parquet(name, folder) for folder in (small, laid))
        key = list(entry.primary_key)
        assert before.sort(key).equals(after.sort(key)), name
    assert not [path for path in laid.iterdir() if path.name.startswith(".")]


def test_rows_lie_by_year_and_province_in_order(laid: Path) -> None:
    form = read_parquet("form", laid)
    order = ["province", "department_id", "project_key", "form_id"]
    small_ones: list[str] = []
    for file in files_of("indicator", laid):
        year, province = (part.partition("=")[2] for part in file.parts[-3:-1])
        rows = pl.read_parquet(file, hive_partitioning=False)
        forms = rows.select("form_id").unique(maintain_order=True).join(form, on="form_id", maintain_order="left")
        assert set(forms["fiscal_year"].cast(pl.String).fill_null(partitions.UNKNOWN)) == {year}
        assert forms["form_id"].equals(forms.sort(order, nulls_last=True)["form_id"])
        assert rows.select((pl.col("indicator_no").diff().over("form_id").drop_nulls() > 0).all()).item()
        if province != partitions.SEVERAL:
            assert set(forms["province"].fill_null(partitions.UNKNOWN)) == {province}
        if file.stat().st_size < LEAST:
            assert province == partitions.SEVERAL
            small_ones.append(year)
    assert len(small_ones) == len(set(small_ones))
    provinces = {file.parent.name.partition("=")[2] for file in files_of("indicator", laid)}
    assert {partitions.SEVERAL, "四川省"} <= provinces


def test_equal_tables_give_equal_bytes(small: Path, laid: Path, tmp_path: Path) -> None:
    again = shutil.copytree(small, tmp_path / "again")
    directories = partitions.lay_out(again)
    told = {Path(file["path"]): file["sha256"] for file in json.loads((laid / "manifest.json").read_text())["files"]}
    assert {path.relative_to(again): sha256(path) for path in files_below(again)} == told
    assert staging.content_hash(laid) == staging.content_hash(again) != staging.content_hash(small)
    assert partitions.lay_out(again) == directories


def test_small_tables_stay_as_they_are(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partitions, "LARGE", 1_000_000)
    folder = shutil.copytree(small, tmp_path / "same")
    assert partitions.lay_out(folder) == []
    assert all((folder / f"{name}.parquet").read_bytes() == (small / f"{name}.parquet").read_bytes() for name in TABLES)


@pytest.mark.parametrize("table", ["indicator", "cell", "rule_result"])
def test_every_reader_sees_the_same_columns(laid: Path, table: str) -> None:
    path = laid / f"{table}.parquet"
    columns, folders = list(TABLES[table].columns), ["part_year", "part_province"]
    assert read_parquet(table, laid).columns == columns
    by_polars = pl.read_parquet(path)
    by_duckdb = duckdb.sql(f"SELECT * FROM read_parquet('{path}/**/*.parquet', union_by_name = true)")
    assert by_polars.columns == [*columns, *folders]
    assert by_duckdb.columns == [*columns, *sorted(folders)]
    assert dict(zip(by_duckdb.columns, by_duckdb.types, strict=True))["part_province"] == "VARCHAR"
    assert by_polars.height == by_duckdb.count("*").fetchall()[0][0]
    key = list(TABLES[table].primary_key)
    assert by_polars.select(columns).sort(key).equals(read_parquet(table, laid).sort(key))


def test_only_what_changed_is_written(small: Path, laid: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    year = changed(small, new)
    partitions.lay_out(new, laid)
    old_files = {path.relative_to(laid): path for path in files_below(laid)}
    written = {
        str(path.relative_to(new))
        for path in files_below(new)
        if len(path.relative_to(new).parts) > 1 and not path.samefile(old_files[path.relative_to(new)])
    }
    assert len(written) == 1
    assert next(iter(written)).startswith(f"indicator.parquet/{year}/")
    known = partitions.linked(new, laid)
    directories = [path for path in files_below(new) if len(path.relative_to(new).parts) > 1]
    assert known.keys() == {path.relative_to(new).as_posix() for path in directories} - written
    assert all(known[name].sha256 == sha256(new / name) for name in known)


def test_a_damaged_file_is_not_linked(small: Path, laid: Path, tmp_path: Path) -> None:
    damaged = shutil.copytree(laid, tmp_path / "damaged")
    victim = files_of("indicator", damaged)[0]
    content = bytearray(victim.read_bytes())
    content[len(content) // 2] ^= 255
    victim.write_bytes(content)
    again = shutil.copytree(small, tmp_path / "again")
    partitions.lay_out(again, damaged)
    assert not files_of("indicator", again)[0].samefile(victim)
    key = ["form_id", "indicator_no"]
    assert read_parquet("indicator", again).sort(key).equals(read_parquet("indicator", small).sort(key))


def test_where_nothing_can_be_linked_it_is_copied(
    small: Path, laid: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("too many links")

    monkeypatch.setattr("os.link", refuse)
    again = shutil.copytree(small, tmp_path / "again")
    partitions.lay_out(again, laid)
    assert partitions.linked(again, laid) == {}
    assert has_same_content(again, laid)


def test_content_is_compared_file_by_file(small: Path, laid: Path, tmp_path: Path) -> None:
    again, other = shutil.copytree(small, tmp_path / "again"), tmp_path / "other"
    changed(small, other)
    partitions.lay_out(again)
    partitions.lay_out(other)
    assert has_same_content(again, laid)
    assert not has_same_content(other, laid)
    gone = files_of("indicator", again)[0]
    gone.unlink()
    assert not has_same_content(again, laid)


def test_differences_are_those_of_single_files(small: Path, laid: Path, tmp_path: Path) -> None:
    single, other = tmp_path / "single", tmp_path / "other"
    changed(small, single)
    shutil.copytree(single, other)
    partitions.lay_out(other)
    told = difference(laid, other)
    assert told.as_dict() == difference(small, single).as_dict() == difference(small, other).as_dict()
    assert told.tables["indicator"].columns == {"name": 1}
    assert difference(small, laid).is_same


def test_the_data_package_lists_the_files(laid: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = shutil.copytree(laid, tmp_path / "laid")
    monkeypatch.setattr(datapackage, "published_files", lambda: {name: f"{name}.parquet" for name in TABLES})
    package = json.loads(datapackage.write_datapackage(folder, "b1").read_text("utf-8"))
    indicator = next(one for one in package["resources"] if one["name"] == "indicator")
    assert indicator["path"] == [str(path.relative_to(laid)) for path in files_of("indicator", laid)]
    assert indicator["bytes"] == sum(path.stat().st_size for path in files_of("indicator", laid))
