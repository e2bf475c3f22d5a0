"""Wordings by somebody who knows how offices fill forms in and has not read the reader: nothing wrong in silence.

The lists ``*3.tsv`` and ``*4.tsv`` of ``tests/data/wording`` have the form of their elder sisters. What they state
may be left out (null) or doubted now and then; how often is limited here. A text that cannot be read as it should is
not to be taken out of them.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from pipeline.measures import read
from tests.golden import test_headings as headings
from tests.golden.test_wording_facts import division, form_of, judged, page_with, rows
from tests.unit.measures.test_measures import canonical_verdicts


@pytest.mark.parametrize("name", ["measures3", "measures4"])
def test_measures_are_right_or_left_out(name: str) -> None:
    found = list(canonical_verdicts(f"{name}.tsv", f"{name}_alternates.tsv"))
    assert [text for text, verdict in found if verdict == "silent"] == []
    tally = Counter(verdict for _, verdict in found)
    assert tally["left"] + tally["doubted"] <= 0.04 * len(found)


def test_dates_are_the_days_that_can_be_meant_or_left_out() -> None:
    tally: Counter[str] = Counter()
    for row in rows("dates3.tsv"):
        span = read(row["text"]).span
        days = span.days(2024) if span else None
        expected = date.fromisoformat(row["date_low"]), date.fromisoformat(row["date_high"])
        assert days is None or (days.first, days.last) == expected, row
        tally["left" if days is None else "right"] += 1
    assert tally["left"] <= 0.04 * tally.total()


def in_yuan(values: dict[str, Any]) -> None:
    """The amounts as a heading in yuan makes them."""
    values["money_unit"] = "元"
    values["budget_line"] = [
        [source, *(amount and amount / 10_000 for amount in amounts), *points]
        for source, *amounts, a, b, c in values["budget_line"]
        for points in [(a, b, c)]
    ]


def of_the_county(values: dict[str, Any]) -> None:
    """The list says ``local``; the heading names the level of government."""
    values["budget_line"][-1][0] = "county"


def as_printed(values: dict[str, Any]) -> None:
    """可持续发展指标 is a label of its own that some provinces print, and stays as it is."""
    values["level2"] = [{"可持续影响指标": "可持续发展指标"}.get(level, level) for level in values["level2"]]


# Headings that say more than the list does.
SAYS_MORE = {
    "资金投入和使用情况（元）": in_yuan,
    "县级配套资金": of_the_county,
    "可持续发展指标": as_printed,
}


def test_headings_mean_what_they_say(tmp_path: object) -> None:
    for row in rows("headings3.tsv"):
        block, text, meaning = row["block"], row["text"], row["meaning"]
        if meaning in headings.OUTSIDE:
            continue
        forms = headings.read(headings.page(block, text, meaning), tmp_path)  # type: ignore[arg-type]
        expected = headings.expected(block, meaning.partition("=")[2] or meaning)
        SAYS_MORE.get(text, lambda _: None)(expected)
        assert [headings.values(form) for form in forms] == [expected], row


def test_departments_name_their_division_or_none() -> None:
    tally: Counter[str] = Counter()
    for row in rows("regions3.tsv"):
        got, is_doubted = division(row["department"])
        verdict = "right" if row["kind"] and got is None else judged(got, row["division"], is_doubted=is_doubted)
        tally[verdict] += 1
        assert verdict != "silent", row
    assert tally["right"] >= 0.95 * tally.total()


def test_lines_establish_their_year_or_none() -> None:
    tally: Counter[str] = Counter()
    for row in rows("years3.tsv"):
        name = row["text"] if row["where"].startswith("file") else "page"
        found = form_of(page_with(row["where"], row["text"]), name)
        want = int(row["year"]) if row["year"] else None
        verdict = judged(found["fiscal_year"], want, is_doubted="fiscal_year" in found["doubtful"])
        tally[verdict] += 1
        assert verdict != "silent", row
    assert tally["right"] >= 0.9 * tally.total()
