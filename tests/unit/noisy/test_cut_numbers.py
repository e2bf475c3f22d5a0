"""Readings of figures whose cell was cut."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipeline.noisy.cut_numbers import is_plain, readings


@pytest.mark.parametrize(
    ("pieces", "printed"),
    [
        (("10.00",), "10.00"),
        (("2,594.8", "4"), "2,594.84"),
        (("40,000.0", "00"), "40,000.00"),
        (("335.19)",), "335.19"),
        (("4", "1.00"), "4.00"),
        (("8", "3.00"), "8.00"),
        (("5", ";.00"), "5.00"),
        ((".5", ";.00"), "5.00"),
        (("9", "-.00"), "9.00"),
        (("1(", "0.00"), "10.00"),
        (("10.0C", ")"), "10.00"),
        (("0.C", ")0"), "0.00"),
        (("10", "10.00"), "100.00"),
        (("100.", ".00"), "100.00"),
        (("0.00", "0.00"), "0.00"),
    ],
)
def test_the_printed_figure_is_among_the_likeliest(pieces: tuple[str, ...], printed: str) -> None:
    found = readings(pieces, 2)
    likeliest = [c.text for c in found if c.cost <= found[0].cost + 0.1]
    assert printed in likeliest


def test_a_clean_cut_stays_open_between_its_readings() -> None:
    numbers = {c.number for c in readings(("1", "3.00"), 2)}
    assert {Decimal("13.00"), Decimal("3.00")} <= numbers


def test_an_undamaged_figure_costs_nothing_and_a_repaired_one_does() -> None:
    assert readings(("5.00",), 2)[0].cost == 0.0
    assert readings(("5", ";.00"), 2)[0].cost > 0.0


@pytest.mark.parametrize("pieces", [("达成",), ("",), (), ("%",)])
def test_what_is_no_figure_has_no_reading(pieces: tuple[str, ...]) -> None:
    assert readings(pieces, 2) == ()


@pytest.mark.parametrize(
    ("text", "decimals", "plain"), [("29,121.75", 2, True), ("2,91", None, False), ("5", 2, False)]
)
def test_plain_figures_have_separators_at_every_third_digit(text: str, decimals: int | None, plain: bool) -> None:
    assert is_plain(text, decimals) is plain


def test_prose_behind_a_figure_adds_no_decimal_to_it() -> None:
    assert Decimal("4.51") not in {c.number for c in readings(("4.5", "1.供未能架协"), 2)}
