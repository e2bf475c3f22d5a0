"""Weights and scores chosen so that they add up, and how certain the choice is."""

from __future__ import annotations

import pytest

from pipeline.noisy.cut_numbers import NumberReading, readings
from pipeline.noisy.score_sums import RowChoice, RowReadings, is_pinned, solve


def readings_of(*pieces: str) -> tuple[NumberReading, ...]:
    return readings(pieces, 2)


def texts(choices: list[RowChoice]) -> list[tuple[str, str]]:
    return [(c.weight.text, c.score.text) for c in choices if c.weight and c.score]


def test_the_sum_tells_which_reading_holds() -> None:
    entries = [
        RowReadings(readings_of("10.00"), readings_of("9.00")),
        RowReadings(readings_of("8", "3.00"), readings_of("8.00")),
        RowReadings(readings_of("1", "3.00"), readings_of("13.00")),
    ]
    solution = solve(entries, (readings_of("31.00"), readings_of("30.00")))
    assert texts(solution.choices) == [("10.00", "9.00"), ("8.00", "8.00"), ("13.00", "13.00")]
    assert all(is_pinned(c.weight_margin) for c in solution.choices)


def test_two_combinations_that_both_add_up_leave_a_figure_open() -> None:
    entries = [
        RowReadings(readings_of("1", "3.00"), readings_of("2.00")),
        RowReadings(readings_of("1", "3.00"), readings_of("2.00")),
    ]
    solution = solve(entries, (readings_of("16.00"), readings_of("4.00")))
    assert solution.weights_add_up
    assert not any(is_pinned(c.weight_margin) for c in solution.choices)


def test_a_row_read_twice_is_left_out_only_where_the_sums_ask_for_it() -> None:
    rows = [
        RowReadings(readings_of("50.00"), readings_of("50.00")),
        RowReadings(readings_of("50.00"), readings_of("40.00")),
        RowReadings(readings_of("50.00"), readings_of("40.00"), 1.0),
    ]
    assert [c.dropped for c in solve(rows, (readings_of("100.00"), readings_of("90.00"))).choices] == [
        False,
        False,
        True,
    ]
    assert not any(c.dropped for c in solve(rows, (readings_of("150.00"), readings_of("130.00"))).choices)


def test_sums_that_cannot_hold_are_said_not_to() -> None:
    solution = solve(
        [RowReadings(readings_of("10.00"), readings_of("10.00"))], (readings_of("100.00"), readings_of("10.00"))
    )
    assert (solution.weights_add_up, solution.scores_add_up) == (False, True)


def test_a_lost_figure_leaves_its_sum_untested() -> None:
    solution = solve(
        [RowReadings((), readings_of("10.00")), RowReadings(readings_of("90.00"), readings_of("80.00"))],
        (readings_of("100.00"), readings_of("90.00")),
    )
    assert (solution.weights_add_up, solution.scores_add_up) == (None, True)


def test_a_score_is_read_so_that_it_does_not_exceed_its_weight() -> None:
    solution = solve([RowReadings(readings_of("8", "3.00"), readings_of("8.00"))], ((), ()))
    assert texts(solution.choices) == [("8.00", "8.00")]


def test_a_score_above_its_weight_leaves_all_sums_in_doubt() -> None:
    entries = [
        RowReadings(readings_of("1.00"), readings_of("11.00")),
        RowReadings(readings_of("14.00", "1.00"), readings_of("5.00")),
    ]
    solution = solve(entries, (readings_of("15.00"), readings_of("16.00")))
    assert not solution.weights_add_up
    assert not solution.scores_add_up


def test_a_row_without_a_figure_that_may_have_been_read_twice_leaves_the_sums_tested() -> None:
    rows = [
        RowReadings(readings_of("40.00"), readings_of("40.00")),
        RowReadings(readings_of("60.00"), readings_of("50.00")),
        RowReadings((), readings_of("50.00"), 4.0),
    ]
    solution = solve(rows, (readings_of("100.00"), readings_of("90.00")))
    assert (solution.weights_add_up, solution.scores_add_up) == (True, True)
    assert [c.dropped for c in solution.choices] == [False, False, True]


@pytest.mark.parametrize(
    ("budget", "total", "adds_up"),
    [
        ("9.33", "99.34", True),
        ("9.33", "99.35", False),
        ("9.33", "99.3", True),
        ("9.3", "99.34", True),
        ("9", "99.01", False),
        ("9", "99", True),
    ],
)
def test_a_total_may_be_off_by_what_its_digits_and_those_of_the_budget_allow(
    budget: str, total: str, adds_up: bool
) -> None:
    entries = [
        RowReadings(readings(("10",), None), readings((budget,), None), is_budget=True),
        RowReadings(readings(("90",), None), readings(("90",), None)),
    ]
    solution = solve(entries, (readings(("100",), None), readings((total,), None)))
    assert (solution.weights_add_up, solution.scores_add_up) == (True, adds_up)


@pytest.mark.parametrize(("total", "is_proven"), [("20.74", True), ("20.73", False)])
def test_a_joined_score_is_not_proven_by_a_total_that_is_off_by_a_rounding(total: str, is_proven: bool) -> None:
    # 11.41 may be 11.4 with a trace of the next column behind it.
    entries = [
        RowReadings(readings_of("10.00"), readings_of("9.33"), is_budget=True),
        RowReadings(readings_of("12.00"), readings_of("11.4", "1")),
    ]
    solution = solve(entries, (readings_of("22.00"), readings_of(total)))
    assert solution.scores_add_up
    assert texts(solution.choices)[1] == ("12.00", "11.41")
    assert is_pinned(solution.choices[1].score_margin) == is_proven
