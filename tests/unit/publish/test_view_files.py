"""Views as Parquet files: every row of the view, numbers that tools read as numbers, what the file says of itself."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from pipeline.warehouse.query import query
from pipeline.warehouse.view_files import write_view_files
from schemas.catalog import SCHEMA_VERSION
from schemas.descriptions import METADATA_KEY
from schemas.views import VIEWS
from schemas.views.view import LABEL_SUFFIX, has_label


@pytest.fixture(scope="module")
def folder(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the views of the release; not to be changed."""
    release = tmp_path_factory.mktemp("it's a release")
    paths = write_view_files(warehouse, release, "b1")
    assert sorted(path.name for path in paths) == sorted(f"{name}.parquet" for name in VIEWS)
    return release / "views"


@pytest.mark.parametrize("name", VIEWS)
def test_a_file_holds_the_rows_of_its_view(warehouse: Path, folder: Path, name: str) -> None:
    frame = pl.read_parquet(folder / f"{name}.parquet")
    names, rows = query(warehouse, f'SELECT * FROM "{name}"')
    assert frame.columns == names == list(VIEWS[name].columns)
    assert frame.height == len(rows)
    # Every value but that decimals became doubles, each to the last digit that is published.
    held = [tuple(_plain(value) for value in row) for row in frame.rows()]
    assert sorted(held, key=repr) == sorted((tuple(_plain(value) for value in row) for row in rows), key=repr)


def _plain(value: object) -> object:
    is_number = isinstance(value, (int, float)) or type(value).__name__ == "Decimal"
    return round(float(value), 4) if is_number and not isinstance(value, bool) else value  # type: ignore[arg-type]


@pytest.mark.parametrize("name", VIEWS)
def test_no_decimal_and_no_year_as_text_is_in_a_file(folder: Path, name: str) -> None:
    schema = pl.read_parquet_schema(folder / f"{name}.parquet")
    assert not any(dtype.is_decimal() for dtype in schema.values())
    assert schema.get("fiscal_year_start", pl.Date) == pl.Date


@pytest.mark.parametrize("name", VIEWS)
def test_a_file_names_its_build_its_titles_and_its_grain(folder: Path, name: str) -> None:
    content = json.loads(pl.read_parquet_metadata(folder / f"{name}.parquet")[METADATA_KEY])
    assert (content["view"], content["build_id"], content["schema_version"]) == (name, "b1", SCHEMA_VERSION)
    assert content["title"] == VIEWS[name].title
    assert {column: about["title"] for column, about in content["columns"].items()} == {
        column.name: column.title for column in VIEWS[name].columns.values()
    }


@pytest.mark.parametrize("name", VIEWS)
def test_what_a_tool_cannot_show_stands_beside_in_words(name: str) -> None:
    """A list has its text, a code its label, a year its date; a percent says so."""
    columns = VIEWS[name].columns
    for column in columns.values():
        if isinstance(column.dtype, pl.List):
            assert f"{column.name}_text" in columns
        if has_label(column):
            assert f"{column.name}{LABEL_SUFFIX}" in columns
        if column.unit == "%":
            assert column.name.endswith("_pct") or "%" in column.title, column.name
    assert ("fiscal_year" in columns) == ("fiscal_year_start" in columns)


def test_a_label_is_that_of_its_code(warehouse: Path) -> None:
    found = query(warehouse, "SELECT DISTINCT severity, severity_label FROM findings ORDER BY severity")[1]
    assert found
    assert set(found) <= {("error", "错误"), ("warning", "警告"), ("info", "提示")}
