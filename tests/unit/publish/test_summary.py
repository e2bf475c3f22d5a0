"""What a person who built a release is told about it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from pipeline.publish.parquet import read_parquet, write_parquet
from pipeline.publish.summary import counted, summary
from schemas.catalog import TABLES
from schemas.table_frames import empty_frame


def test_scores_findings_and_statements_are_counted(parquet_dir: Path) -> None:
    lines = summary(parquet_dir).splitlines()
    assert "scores           2  checked by a rule, 2 of them differ; 3 cannot be" in lines
    assert "findings         2  1 errors, 1 warnings, 0 for information; 1 of them rest on doubtful values" in lines
    assert "statements       1  of reports on self-evaluation" in lines


def test_the_first_line_says_whether_the_data_are_real(parquet_dir: Path, tmp_path: Path) -> None:
    assert summary(parquet_dir).splitlines()[0] == "Real documents, as their offices published them."
    examples = shutil.copytree(parquet_dir, tmp_path / "examples")
    write_parquet("document", read_parquet("document", examples).with_columns(is_example=True), examples)
    assert summary(examples).startswith("Invented examples: offices, projects and figures are not real.")


def test_a_refused_document_is_named_with_what_to_do(parquet_dir: Path) -> None:
    assert "批次/33.pdf (cut_off)\n  The file cannot be opened." in summary(parquet_dir)


def test_programs_are_told_the_same(parquet_dir: Path, tmp_path: Path) -> None:
    release = shutil.copytree(parquet_dir, tmp_path / "b1")
    (release / "manifest.json").write_text('{"data_kind": "real", "rows": {"form": 3, "document": 4}}', "utf-8")
    told = counted(release)
    assert (told["build_id"], told["data_kind"], told["rows"]) == ("b1", "real", {"document": 4, "form": 3})
    assert sum(told["outcomes"].values()) == read_parquet("document", release).height
    assert sum(told["findings"].values()) == 2
    (refused,) = (one for one in told["refused"] if one["code"] == "cut_off")
    assert (refused["path"], refused["sentence"]) == ("批次/33.pdf", "文件打不开。")
    for name in TABLES:
        write_parquet(name, empty_frame(name), release)
    assert (counted(release)["outcomes"], counted(release)["refused"]) == ({}, [])


def test_an_empty_raw_folder_is_said_to_be_empty(tmp_path: Path) -> None:
    for name in TABLES:
        write_parquet(name, empty_frame(name), tmp_path)
    assert "holds no document" in summary(tmp_path)


def test_the_summary_is_chinese_in_a_chinese_locale(parquet_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    text = summary(parquet_dir)
    assert "隔离" in text
    assert "文件打不开。" in text
    assert not re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", text)
