"""Rows whose cells stand across the edges of the headings: the next page's table has other columns."""

from __future__ import annotations

from pathlib import Path

from tests.factory.check import curate

DATA = Path(__file__).parents[2] / "data" / "layouts"


def test_rows_of_a_part_with_other_columns_are_doubtful_throughout() -> None:
    (form,) = curate((DATA / "continued_with_other_columns.pdf").read_bytes()).forms
    above, below = form.indicators[:4], form.indicators[4:]
    assert [row["doubtful"] for row in above] == [[]] * 4
    columns = {"level1", "level2", "name", "target_text", "actual_text", "weight", "score", "reason_text"}
    assert len(below) == 3
    assert all(columns <= set(row["doubtful"]) for row in below)
