"""Points as offices print them: with a mark, a note, or the whole they are given of."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipeline.forms.points import read_points

TEN = Decimal(10)


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("9.00（扣1分）", "9.00"), ("9.5 (减0.5)", "9.5"), ("9分", "9"), ("10%", "10"), ("9/10", "9"),
        ("9分/10分", "9"), ("9（满分10分）", "9"), ("9（自评）", "9"),
    ],
)  # fmt: skip
def test_points_with_what_the_weight_bears_out_are_certain(text: str, points: str) -> None:
    assert read_points(text, TEN) == (Decimal(points), True)


@pytest.mark.parametrize("text", ["9（扣2分）", "9/20", "9（8）", "9（第10项）"])
def test_points_beside_another_figure_are_doubtful(text: str) -> None:
    assert read_points(text, TEN) == (Decimal(9), False)


@pytest.mark.parametrize("text", ["扣1分", "满分", "9.00扣1分", "优", "9-10"])
def test_a_text_without_points_gives_none(text: str) -> None:
    assert read_points(text, TEN)[0] is None
