"""A wrong value is corrected once: from the release that shows it to the release that holds the right one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from pipeline.curate.tables import tables
from pipeline.publish.parquet import read_parquet, write_parquet
from tests.corrected import raw_folder, read_with, record, write, wrong_page

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A raw folder with the one form, and the place of its releases."""
    place = tmp_path_factory.mktemp("corrections")
    raw_folder(place, wrong_page())
    return place


def test_a_wrong_value_is_found_corrected_and_judged(folder: Path, jixiao: Run) -> None:
    folders = ("--raw", folder / "raw", "--out", folder / "out")
    for name, frame in tables([read_with(folder, page=wrong_page())]).items():
        write_parquet(name, frame, folder / "out" / "current")
    shutil.rmtree(folder / "corrections")
    before = read_parquet("form", folder / "out" / "current")
    assert "computed_score" in before["doubtful"].to_list()[0]

    form_id = before["form_id"][0]
    code, listed, _ = jixiao("review", "--out", folder / "out")
    assert (code, f"jixiao correct {form_id} indicator 2 score" in listed) == (0, True)
    place = (form_id, "indicator", "2", "score")
    code, shown, _ = jixiao("correct", *place, "--value", "13", "--reason", "看错", "--by", "复核岗", *folders)
    assert (code, 'expect: "11"' in shown) == (0, True)
    assert 'project: "河道养护项目"' in shown
    assert 'label: "清淤长度"' in shown
    shutil.rmtree(folder / "out")

    # A record that holds for nothing stops the build, before anything is published.
    other = write(folder / "raw", record(document="b/gone.html"))
    shutil.move(other, folder / "others")
    code, _, told = jixiao("build", *folders, "--workers", "1", "--corrections", folder / "others")
    assert code == 1
    assert "record c1: there is no document b/gone.html in the raw folder" in told
    assert not (folder / "out" / "current").exists()

    assert jixiao("build", *folders, "--workers", "1")[0] == 0
    release = folder / "out" / "current"
    after, (row,) = read_parquet("form", release), read_parquet("correction", release).to_dicts()
    assert (row["before"], row["after"], row["corrected_by"]) == ("11", "13", "复核岗")
    assert after["computed_score"][0] == after["total_score"][0]
    assert after["doubtful"].to_list()[0] == []
    cell = read_parquet("cell", release).filter(pl.col("field") == "score", table_name="indicator", row_no=2)
    assert cell.select("raw_value", "corrected_text", "origin").row(0) == ("11", "13", "corrected")


def test_a_mistake_in_a_record_ends_a_build_before_anything_is_read(folder: Path, jixiao: Run) -> None:
    bad = folder / "bad"
    bad.mkdir()
    (bad / "b.yml").write_text("- id: c1\n  form: x\n", "utf-8")
    code, _, told = jixiao("build", "--raw", folder / "raw", "--out", folder / "none", "--corrections", bad)
    assert code == 1
    assert "b.yml, line 1, record c1: the key document is missing." in told
    assert "b.yml, line 1, record c1: form: has to be a whole number, 1 or more." in told
    assert told.splitlines()[-1].startswith("jixiao: the corrections cannot be used")
