"""Figures survive printing and reading, whatever a publisher's habits."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.numbers import YUAN, parse_money, parse_number, parse_percentage

FULL_WIDTH = str.maketrans("0123456789.,%()<>=", "０１２３４５６７８９．，％（）＜＞＝")
numbers = st.decimals(min_value=0, max_value=10**12, places=4, allow_nan=False, allow_infinity=False)


@st.composite
def printed(draw: st.DrawFn) -> tuple[Decimal, str]:
    """A number and one way to print it: digits behind the point, separators, full width, wrap blanks."""
    number = draw(numbers).quantize(Decimal(1).scaleb(-draw(st.integers(0, 4))))
    text = format(number, ",f" if draw(st.booleans()) else "f")
    if draw(st.booleans()):
        text = text.translate(FULL_WIDTH)
    place = draw(st.integers(0, len(text)))
    return number, text[:place] + draw(st.sampled_from(["", " ", "\n", "　"])) + text[place:]


@given(printed())
def test_number_survives(case: tuple[Decimal, str]) -> None:
    number, text = case
    assert parse_number(text) == number


@given(printed(), st.sampled_from(["", "%", "％"]))
def test_percentage_survives(case: tuple[Decimal, str], sign: str) -> None:
    number, text = case
    assert parse_percentage(text + sign) == number


@given(printed(), st.sampled_from(sorted(YUAN)), st.booleans())
def test_money_is_yuan_whatever_the_unit(case: tuple[Decimal, str], unit: str, is_in_cell: bool) -> None:
    number, text = case
    assert parse_money(text + unit if is_in_cell else text, "元" if is_in_cell else unit) == number * YUAN[unit]


@given(st.text(alphabet="0123456789.,- ", max_size=12))
def test_misplaced_separators_are_no_number(text: str) -> None:
    number = parse_number(text)
    if number is not None and "," in text:
        whole = "".join(text.split()).lstrip("+-").partition(".")[0]
        assert all(len(group) == 3 for group in whole.split(",")[1:])
