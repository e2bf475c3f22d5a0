"""The page of speeds: what reaches its goal, what was not measured, and which rows of a reader are right."""

from __future__ import annotations

from benchmarks.goals import GOALS, PARTS
from benchmarks.page import KEPT, PAGE, kept, page, picture, row
from benchmarks.rows_right import Right, compare
from tests.factory.documents import Block, Document
from tests.factory.forms import Box, Table

RUN = {"day": "2026-01-01", "took": 1.0, "load": 0.1, "cores": 2}


def test_a_figure_beside_its_goal() -> None:
    fast = {"pdf": {**RUN, "figures": {"cells": 11.4, "cells_floor": 4.0}, "notes": {"cells": "11.0 to 11.9"}}}
    assert row("cells", fast).endswith("| ≥ 11 × pdfplumber | 11.4 × pdfplumber | yes | 11.0 to 11.9 |")
    assert "| 4.0 × the time of the floor | **no** |" in row("cells_floor", fast)


def test_a_part_that_failed_says_why() -> None:
    failed = {"scan": {**RUN, "error": "LookupError: text recognition is not installed (make ocr)"}}
    assert row("scan", failed).endswith("not measured: LookupError: text recognition is not installed (make ocr) |")
    assert all("not measured: not run" in row(key, {}) for key in GOALS)


def test_every_figure_belongs_to_a_part_with_a_module() -> None:
    from importlib.util import find_spec

    assert all(find_spec(f"benchmarks.parts.{part}") for part in PARTS)


def test_the_committed_page_is_what_was_measured() -> None:
    assert not KEPT.exists() or PAGE.read_text("utf-8") == page(kept())


def test_a_reader_that_is_fast_and_wrong_looks_wrong() -> None:
    right = {"version": "1", "ms_per_page": 9.0, "ratio": 7.0, "failed": 0} | dict.fromkeys(
        ("rows", "rows_plain", "rows_hard", "cells"), 99.5
    )
    readers = {"Jixiao": right, "quick": {**right, "ms_per_page": 1.0, "rows": 4.7}, "none": {**right, "rows": None}}
    more = {
        "readers": readers,
        "absent": {"slow": "not installed"},
        "documents": 1,
        "pages": 1,
        "rounds": 5,
        "checksum": "",
    }
    text = page({"peers": {**RUN, "more": more}})
    assert "| quick 1 | 1.0 | 7.0 | 4.7 |" in text
    assert "| none 1 | 9.0 | 7.0 | no tables |" in text
    assert "| slow | not installed |" in text
    svg = picture(readers)
    assert "4.7 %" in svg
    assert "no tables" in svg


def _document(*rows: list[Box]) -> Document:
    return Document(0, frozenset(), [Block(table=Table(list(rows)))], [])


LEVELS = _document(
    [Box("产出指标", 0, 300, rows=2), Box("数量 指标", 300, 600), Box("10", 600, 1000)],
    [Box("质量指标", 300, 600), Box("", 600, 1000)],
)


def test_the_text_of_a_merged_cell_may_stand_in_every_row() -> None:
    first = [["产出\n指标", "数量指标", "10"], ["", "质量指标", ""]]
    every = [["产出指标", "数量指标", "１０"], ["产出指标", "质量指标", ""]]
    assert compare(LEVELS, first) == compare(LEVELS, every) == Right(2, 2, 4, 4)


def test_a_row_with_another_text_is_wrong() -> None:
    assert compare(LEVELS, [["产出指标", "数量指标", "100"], ["质量指标"]]) == Right(2, 1, 4, 3)
    assert compare(LEVELS, [["产出指标", "10", "数量指标"], ["质量指标", "10"]]) == Right(2, 0, 4, 4)
    assert compare(LEVELS, []) == Right(2, 0, 4, 0)


def test_one_row_of_a_reader_counts_once() -> None:
    twice = _document([Box("合计", 0, 1000)], [Box("合计", 0, 1000)])
    assert compare(twice, [["合计"]]) == Right(2, 1, 2, 1)
