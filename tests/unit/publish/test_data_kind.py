"""Everything that is published says whether it is real data."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from pipeline.publish.data_kind import SENTENCES, data_kind
from pipeline.publish.datapackage import write_datapackage
from pipeline.publish.parquet import read_parquet, write_parquet
from pipeline.publish.release import publish
from pipeline.publish.site import write_site
from pipeline.publish.workbook import Cut, write_workbook
from pipeline.warehouse.build import build_warehouse
from pipeline.warehouse.query import query
from pipeline.warehouse.view_files import write_view_files
from schemas.columns import DATA_KINDS

KINDS = {"real": [False] * 3, "example": [True] * 3, "mixed": [True, False, False]}


def test_every_kind_has_a_label_and_both_sentences() -> None:
    assert SENTENCES.keys() == DATA_KINDS.keys()
    assert all(chinese.endswith("。") and english.endswith(".") for chinese, english in SENTENCES.values())


def test_nothing_is_neither_real_nor_invented() -> None:
    assert data_kind(pl.DataFrame(schema={"is_example": pl.Boolean})) == "none"


@pytest.mark.parametrize("kind", KINDS)
def test_manifest_package_view_and_workbook_say_the_same(kind: str, parquet_dir: Path, tmp_path: Path) -> None:
    staging = shutil.copytree(parquet_dir, tmp_path / "staging")
    document = read_parquet("document", staging)
    write_parquet("document", document.with_columns(is_example=pl.Series(KINDS[kind])), staging)
    build_warehouse(staging, staging / "warehouse.duckdb", "b1")
    write_view_files(staging / "warehouse.duckdb", staging, "b1")
    write_datapackage(staging, "b1")
    write_site(staging, "b1")
    release = publish(staging, tmp_path / "out", "b1")
    for name in ("manifest.json", "datapackage.json"):
        content = json.loads((release / name).read_text("utf-8"))
        assert content["data_kind"] == kind
        assert (content["data_kind_text"], content["data_kind_text_en"]) == SENTENCES[kind]
    assert query(release / "warehouse.duckdb", "SELECT data_kind FROM release")[1] == [(kind,)]
    write_workbook(release / "warehouse.duckdb", tmp_path / "a.xlsx", Cut(sheets=["隔离"]))
    book = openpyxl.load_workbook(tmp_path / "a.xlsx", read_only=True)
    head = dict(row[:2] for row in book.worksheets[0].iter_rows(min_row=2, max_row=3, values_only=True))
    book.close()
    assert head == {"发布编号": "b1", "数据性质": SENTENCES[kind][0]}
