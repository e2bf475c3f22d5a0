"""Numbers that forms really print are read whole or not at all, and empty cells differ in kind."""

from __future__ import annotations

import pytest

from pipeline.text.numbers import cell_state, parse_number


@pytest.mark.parametrize("text", ["2,91", "1.2.3", "12a", "1 000 0,00", "—", "", "一百"])
def test_no_number(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("", "blank"),
        (" \n", "blank"),
        ("—", "dash"),
        ("-", "dash"),
        ("/", "dash"),
        ("0", "filled"),
        ("无", "filled"),
        ("指标2：", "instruction"),
        ("……", "instruction"),
    ],
)
def test_dash_blank_and_zero_differ(text: str, state: str) -> None:
    assert cell_state(text) == state
