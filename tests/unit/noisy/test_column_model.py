"""What sort of text a piece is, and which column it can stand in."""

from __future__ import annotations

import pytest

from pipeline.noisy.column_model import kind_of


@pytest.mark.parametrize("text", ["≥95%", "不低于95.00(百 分之)", "不少于80%", "大于18（平方米）"])
def test_a_figure_behind_an_operator_in_signs_or_words_is_no_name(text: str) -> None:
    assert kind_of(text) == "operated"


@pytest.mark.parametrize("text", ["年限", "超标排放整改率", "最低生活保障人数", "率=95(%)"])
def test_words_that_also_are_operators_begin_names(text: str) -> None:
    assert kind_of(text) != "operated"
