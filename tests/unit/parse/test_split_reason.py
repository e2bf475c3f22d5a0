"""Cause and measure where the text itself marks them."""

from __future__ import annotations

import pytest

from pipeline.parse.typed import split_reason


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("偏差原因：进度慢。改进措施：加快进度。", ("进度慢。", "加快进度。")),
        ("进度慢。下一步改进措施：加快进度。", ("进度慢。", "加快进度。")),
        ("偏差原因及改进措施：进度慢。", (None, None)),
        ("未完成原因和下一步改进措施：进度慢。", (None, None)),
    ],
)
def test_a_heading_for_both_parts_marks_neither(text: str, parts: tuple[str | None, str | None]) -> None:
    assert split_reason(text) == parts
