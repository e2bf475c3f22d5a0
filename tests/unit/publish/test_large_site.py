"""A large site: everything that a small one holds stands in its pieces, and what loads first does not grow."""

from __future__ import annotations

import base64
import itertools
import json
import re
import shutil
import zlib
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipeline.cache.same_files import SameFiles
from pipeline.cache.store import Store
from pipeline.publish.site import departments, forms, names, pieces, table_rows, write_site
from pipeline.publish.site.pieces import part_of
from pipeline.publish.site.tables import SITE_TABLES, columns_of
from pipeline.warehouse.view_files import write_view_files


def handed_over(path: Path) -> Any:
    """What a data file hands to the pages, packed or not."""
    text = path.read_text("utf-8")
    packed = re.fullmatch(r"jixiao\.receivePacked\((\"[^\"]*\"),\"([^\"]*)\"\);\n", text)
    if packed is None:
        return json.loads(re.fullmatch(r"jixiao\.receive\(\"[^\"]*\",(.*)\);\n", text, re.DOTALL)[1])  # type: ignore[index]
    assert path.as_posix().endswith(f"/{json.loads(packed[1])}.js")
    return json.loads(zlib.decompress(base64.b64decode(packed[2])))


def frame(table: dict[str, Any]) -> pl.DataFrame:
    """A frame as it was before it was written."""
    columns = {}
    for name, column in table["columns"].items():
        texts = table["texts"].get(name)
        given = [None] * table["rows"] if column is None else column
        columns[name] = given if texts is None else [None if which < 0 else texts[which] for which in given]
    return pl.DataFrame(columns, infer_schema_length=None)


@pytest.fixture(scope="module")
def release(warehouse: Path, parquet_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large") / "release"
    shutil.copytree(parquet_dir, folder)
    write_view_files(warehouse, folder, "b1")
    return folder


@pytest.fixture(autouse=True)
def _is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces so small that a few forms make several of each kind."""
    monkeypatch.setattr(pieces, "LARGE", 0)
    monkeypatch.setattr(pieces, "ROWS_AT_ONCE", 3)
    monkeypatch.setattr(table_rows, "PIECE_ROWS", 2)
    monkeypatch.setattr(table_rows, "_BROUGHT", 2)
    monkeypatch.setattr(forms, "LARGE_BLOCK", 1)
    monkeypatch.setattr(forms, "_AT_ONCE", 4)
    monkeypatch.setattr(departments, "SHARED", 1)
    monkeypatch.setattr(names, "SHARED", 2)
    monkeypatch.setattr(names, "_NAMES_OF_PAIRS", 1)


def listed(site: Path, name: str) -> list[dict[str, Any]]:
    return list(handed_over(site / "data" / name / "parts.js"))


def told(row: dict[str, Any]) -> str:
    """A row whatever the order of its columns."""
    return repr(sorted(row.items()))


def rows_of(site: Path, parts: list[dict[str, Any]]) -> list[pl.DataFrame]:
    return [frame(handed_over(site / f"{part['name']}.js")) for part in parts]


def test_every_row_of_a_view_stands_in_the_pieces_of_its_table(release: Path) -> None:
    site = write_site(release, "b1", workers=2).parent
    index = handed_over(site / "data" / "index.js")
    assert not [path for path in release.iterdir() if path.name.startswith(".")]
    for name, table in SITE_TABLES.items():
        expected = pl.read_parquet(release / "views" / f"{table.view}.parquet")
        parts = listed(site, name)
        rows = [handed_over(site / f"{part['name']}.js") for part in parts]
        assert len({part["name"] for part in parts}) == len(parts)
        assert [part["rows"] for part in parts] == [of_part["rows"] for of_part in rows]
        assert sum(part["rows"] for part in parts) == expected.height == index["tables"][name]["rows"]
        assert all(set(columns_of(table)) <= set(of_part["columns"]) for of_part in rows)
        for part, of_part in zip(parts, rows, strict=True):
            keys = [(year, place) for year, place, count in part["keys"] for _ in range(count)]
            assert frame(of_part).select("fiscal_year", "region").rows() == keys
        if "form_id" in expected.columns:
            found = [form for of_part in rows for form in frame(of_part)["form_id"]]
            assert sorted(map(str, found)) == sorted(map(str, expected["form_id"]))


def test_rows_are_those_of_a_small_site(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With their doubts, their money and their English."""
    site = write_site(release, "b1").parent
    large = {
        name: [frame(handed_over(site / f"{part['name']}.js")) for part in listed(site, name)] for name in SITE_TABLES
    }
    shutil.rmtree(site)
    monkeypatch.setattr(pieces, "LARGE", 20_000)
    small = handed_over(write_site(release, "b1").parent / "data" / "index.js")["tables"]
    for name, parts in large.items():
        rows = [row for part in parts for row in part.to_dicts()]
        expected = [row for part in rows_of(site, small[name]["parts"]) for row in part.to_dicts()]
        assert sorted(map(told, rows)) == sorted(map(told, expected)), name


def test_a_department_is_told_where_all_its_rows_stand(release: Path) -> None:
    site = write_site(release, "b1").parent
    files = handed_over(site / "data" / "index.js")["departments"]["files"]
    for name in table_rows.OF_DEPARTMENTS:
        parts = rows_of(site, listed(site, name))
        for department in pl.concat(parts, how="diagonal_relaxed")["department_id"].drop_nulls().unique():
            where = frame(handed_over(site / "data" / "department" / f"{part_of(department, files)}.js")["parts"])
            numbers = where.filter(department_id=department, table=name)["part"].to_list()
            assert sorted(numbers) == [
                at for at, part in enumerate(parts) if department in part["department_id"].to_list()
            ]


def test_sums_of_departments_add_up_to_those_that_load_first(release: Path) -> None:
    site = write_site(release, "b1").parent
    index = handed_over(site / "data" / "index.js")
    assert "department_id" not in index["overview"]["money"]["columns"]
    files = [handed_over(site / "data" / "department" / f"{n}.js") for n in range(index["departments"]["files"])]
    largest = frame(handed_over(site / "data" / "largest" / "0.js"))
    assert set(largest.filter(~pl.col("is_of_year"))["departments"]) == {index["departments"]["count"]}
    for subject, measure in (
        ("money", "executed_yuan"),
        ("money", "forms"),
        ("grades", "forms"),
        ("findings", "findings"),
    ):
        whole = frame(index["overview"][subject])[measure].sum()
        assert sum(frame(of_file[subject])[measure].sum() for of_file in files if of_file[subject]["rows"]) == whole
        if subject == "money":
            assert largest.filter(~pl.col("is_of_year"))[measure].sum() == whole
            assert largest.filter("is_of_year")[measure].sum() == whole


def test_a_name_is_found_by_every_two_characters_in_it(release: Path) -> None:
    site = write_site(release, "b1").parent
    told_names = handed_over(site / "data" / "index.js")["names"]
    files = [frame(handed_over(path)) for path in sorted((site / "data" / "name").iterdir())]
    listed_names = [str(name) for of_file in files for name in of_file["name"]]
    assert len(listed_names) == told_names["departments"] + told_names["projects"]
    projects = pl.read_parquet(release / "views" / "projects.parquet")
    every = {*projects["project_name"].drop_nulls(), *projects["department_normalized"].drop_nulls()}
    assert set(listed_names) == every
    for name in every:
        for pair in map("".join, itertools.pairwise(name.lower())):
            number = (ord(pair[0]) * 31 + ord(pair[1])) % told_names["files"]
            (distances,) = frame(handed_over(site / "data" / "pair" / f"{number}.js")).filter(pair=pair)["names"]
            found = {listed_names[at] for at in itertools.accumulate(distances)}
            assert found == {other for other in every if pair in other.lower()}


def test_what_did_not_change_is_linked(release: Path, tmp_path: Path) -> None:
    before, after, store = tmp_path / "one", tmp_path / "two", Store(tmp_path / "cache")
    for folder in (before, after):
        shutil.copytree(release, folder, ignore=shutil.ignore_patterns("site"))
    changed = pl.read_parquet(after / "doubt.parquet")["form_id"][0]
    doubts = pl.read_parquet(after / "doubt.parquet")
    doubts.filter(pl.col("form_id") != changed).write_parquet(after / "doubt.parquet")
    first = SameFiles(before / "site")
    write_site(before, "b1", first)
    first.keep(store, "one", "v")
    write_site(after, "b2", SameFiles.since(before, after / "site", store, "v"))
    folders = ("form", *SITE_TABLES)
    new = [
        path.relative_to(after / "site" / "data").as_posix()
        for path in (after / "site" / "data").rglob("*.js")
        if path.stat().st_nlink == 1 and path.parent.name in folders and path.name != "parts.js"
    ]
    assert new
    for name in new:
        rows = handed_over(after / "site" / "data" / name)
        assert changed in frame(rows["form"] if name.startswith("form/") else rows)["form_id"].to_list()
