"""Counts that parts of reports print: as a table, as nothing, as a part beside the whole; never silently wrong."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from pipeline.prose.statements.tables import of_tables
from tests.counts import Part, parts
from tests.factory.check import curate

PARTS = parts()


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.id)
def test_no_figure_is_silently_wrong_or_missed(part: Part) -> None:
    assert [name for name, verdict in part.judged() if verdict in ("silent", "missed")] == []


@pytest.mark.parametrize("part", [part for part in PARTS if part.unsure], ids=lambda part: part.id)
def test_a_figure_that_the_text_leaves_open_is_doubtful(part: Part) -> None:
    for row in part.rows():
        assert [name for name in part.unsure if row[name] is not None and name not in row["doubtful"]] == []


def test_nearly_all_figures_are_read_without_doubt() -> None:
    found = Counter(verdict for part in PARTS for _, verdict in part.judged())
    assert found["right"] / (found["right"] + found["doubted"]) > 0.95


def rows(id_: str) -> list[dict[str, Any]]:
    return next(part for part in PARTS if part.id == id_).rows()


def test_the_row_of_a_table_quotes_caption_labels_and_figures() -> None:
    (row,) = rows("t09")
    assert row["sentence"] == "绩效自评情况表：自评项目数 8；自评金额 640.30；优 7；良 1；中 0；差 0"
    assert (row["amount_text"], row["money_unit"], row["doubtful"]) == ("640.30万元", "万元", [])


def test_a_stated_nothing_has_its_sentence() -> None:
    (row,) = rows("z02")
    assert (row["projects"], row["sentence"], row["doubtful"]) == (0, "本部门2024年度未开展绩效自评。", [])


def test_a_row_of_two_figures_gives_none() -> None:
    assert rows("y11") == []


def test_a_table_without_its_unit_of_money_has_no_amount() -> None:
    (row,) = rows("y13")
    assert (row["projects"], row["amount_yuan"], row["doubtful"]) == (15, None, ["amount_yuan"])


def test_there_is_nothing_in_no_table() -> None:
    assert of_tables([], []) == []


def test_forms_are_no_tables_of_counts(samples: Any) -> None:
    assert curate((samples / "sh_html.pdf").read_bytes()).narratives == []
