"""A slice of the damaged documents that ``make damage`` tries: nothing wrong is published without a doubt."""

from __future__ import annotations

import pytest

from tests.damage import draw, sources, try_case


@pytest.mark.parametrize(
    ("group", "first", "last"), [("pdf", 0, 15), ("pdf", 15, 30), ("pdf", 30, 45), ("office", 0, 10)]
)
def test_damage_is_noticed(group: str, first: int, last: int) -> None:
    verdicts = [try_case(draw(group, number)) for number in range(first, last)]
    bad = [v for v in verdicts if v.outcome in ("silently wrong", "no form", "failed")]
    assert [(v.case.name, v.case.change, v.outcome, v.faults[:1]) for v in bad] == []


def test_the_comparison_sees_what_is_wrong() -> None:
    """Another sound document in the place of the damaged one: every form differs."""
    case, other = draw("pdf", 0), draw("pdf", 1)
    assert case.name != other.name
    swapped = type(case)(case.group, case.number, case.name, "swapped", sources(other.group)[other.name])
    assert try_case(swapped).outcome == "silently wrong"
