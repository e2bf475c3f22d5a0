"""What printed figures prove of each other: the unit of a rate, sums, shares."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.arithmetic import (
    Interval,
    PrintedRate,
    Rate,
    adds_up,
    digits_of,
    half_unit,
    judge_budget_score,
    printed,
    rate_of_score,
    ratio_pct,
    read_rates,
)

D = Decimal


def allowed(part: str, whole: str) -> tuple[Interval, ...]:
    """The rates that two amounts allow, both printed to the hundredth."""
    one = ratio_pct(printed(D(part), half_unit(2)), printed(D(whole), half_unit(2)))
    return (one,) if one else ()


@pytest.mark.parametrize(
    ("number", "amounts", "pct", "is_converted"),
    [
        ("1", ("1.56", "1.56"), "100", True),
        ("0.1", ("10.00", "100.00"), "10", True),
        ("0.97", ("291.00", "300.00"), "97", True),
        ("0.9327", ("93.27", "100.00"), "93.27", True),
        ("1.05", ("105.00", "100.00"), "105", True),
        ("0.97", ("0.97", "100.00"), "0.97", False),
        ("1", ("1.00", "100.00"), "1", False),
        ("97", ("291.00", "300.00"), "97", False),
        ("0", ("0.00", "300.00"), "0", False),
    ],
)
def test_amounts_prove_the_unit_of_a_rate(number: str, amounts: tuple[str, str], pct: str, is_converted: bool) -> None:
    (rate,) = read_rates([PrintedRate(D(number), allowed=allowed(*amounts))], is_headed_percent=False)
    assert rate == Rate(D(pct), is_converted)


def test_points_prove_the_unit_where_amounts_are_missing() -> None:
    by_score = rate_of_score(printed(D("9.7"), half_unit(1)), D(10))
    assert by_score is not None
    assert read_rates([PrintedRate(D("0.97"), allowed=(by_score,))], is_headed_percent=False) == [Rate(D(97), True)]


def test_what_nothing_proves_is_doubtful() -> None:
    assert read_rates([PrintedRate(D("0.97"))], is_headed_percent=False) == [Rate(D("0.97"), is_certain=False)]


def test_the_other_rates_of_a_column_and_its_heading_decide() -> None:
    proven = PrintedRate(D("0.97"), allowed=allowed("291.00", "300.00"))
    assert read_rates([proven, PrintedRate(D("0.5"))], is_headed_percent=False)[1] == Rate(D(50), True)
    assert read_rates([PrintedRate(D("0.97"))], is_headed_percent=True) == [Rate(D("0.97"))]
    # Rows of both kinds decide nothing.
    rows = [proven, PrintedRate(D("96.79")), PrintedRate(D("0.5"))]
    assert not read_rates(rows, is_headed_percent=False)[2].is_certain


def test_a_percent_sign_is_believed_and_so_is_a_large_number() -> None:
    against = allowed("291.00", "300.00")
    assert read_rates([PrintedRate(D("0.97"), True, against)], is_headed_percent=False) == [Rate(D("0.97"))]
    assert read_rates([PrintedRate(D("93.27"), allowed=against)], is_headed_percent=False) == [Rate(D("93.27"))]


def test_a_tenth_of_what_the_amounts_allow_is_doubtful() -> None:
    rates = [PrintedRate(D("9.7"), allowed=allowed("291.00", "300.00"))]
    assert read_rates(rates, is_headed_percent=False) == [Rate(D("9.7"), is_certain=False)]


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(2, 4))
def test_a_share_of_printed_amounts_is_never_certain_and_wrong(part: int, whole: int, digits: int) -> None:
    share = (D(part) / D(whole)).quantize(D(1).scaleb(-digits))
    ratio = allowed(str(D(part)), str(D(whole)))
    (rate,) = read_rates([PrintedRate(share, allowed=ratio)], is_headed_percent=False)
    if share and share <= 2 and rate.is_certain and not rate.is_converted:
        # Only where the percentage itself is what the amounts allow.
        assert any(printed(share, 2 * half_unit(digits)).meets(one) for one in ratio)


def test_a_sum_is_exact_rounded_or_broken() -> None:
    assert adds_up([D("1.50"), D("2.50")], D(4), D("0.015")) is True
    assert adds_up([D("1.50"), D("2.51")], D(4), D("0.015")) is None
    assert adds_up([D("1.50"), D("2.60")], D(4), D("0.015")) is False


@pytest.mark.parametrize(
    ("score", "rate", "weight", "expected"),
    [
        ("9.33", "93.27", "10", True),
        ("9.34", "93.27", "10", False),
        # Cut off where it should be rounded.
        ("9.32", "93.27", "10", False),
        ("9.3", "93.27", "10", True),
        # Whole points that are rounded are allowed and prove nothing.
        ("9", "93.27", "10", None),
        ("8", "93.27", "10", False),
        ("9.33", "93", "10", None),
        ("9.30", "93", "10", True),
        ("10", "104.20", "10", True),
        ("19", "94.86", "20", None),
    ],
)
def test_a_budget_score_is_proven_allowed_or_broken(
    score: str, rate: str, weight: str, *, expected: bool | None
) -> None:
    digits = [digits_of(text) for text in (score, rate)]
    assert judge_budget_score(D(score), digits[0], D(rate), digits[1], D(weight)) is expected
