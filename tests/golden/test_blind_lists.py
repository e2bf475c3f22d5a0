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


# Texts that are not read as they should be, and why.
WRONG_DATES = {"2024年春季学期": "when a spring term begins is not written in any rule"}
WRONG_HEADINGS = {
    "县级配套资金": "names a level of government",
    "可持续发展指标": "a vocabulary of its own",
    "执行率得分": "a heading of Chongqing",
    "资金投入和使用情况（元）": "a unit that counts",
}


def xfailed(name: str, why: dict[str, str]) -> list[Any]:
    """The rows of a list, with those that are known to be read wrong expected to fail."""
    marks = {text: pytest.mark.xfail(strict=True, reason=reason) for text, reason in why.items()}
    listed = [row for row in rows(name) if row["text"] in why]
    assert {row["text"] for row in listed} == set(why)
    return [pytest.param(row, id=row["text"], marks=marks[row["text"]]) for row in listed]


def is_right_date(row: dict[str, str]) -> bool:
    span = read(row["text"]).span
    days = span.days(2024) if span else None
    expected = date.fromisoformat(row["date_low"]), date.fromisoformat(row["date_high"])
    return days is not None and (days.first, days.last) == expected


def test_dates_are_the_days_that_can_be_meant() -> None:
    listed = [row for row in rows("dates3.tsv") if row["text"] not in WRONG_DATES]
    assert [row["text"] for row in listed if not is_right_date(row)] == []


@pytest.mark.parametrize("row", xfailed("dates3.tsv", WRONG_DATES))
def test_a_date_that_is_not_read_yet(row: dict[str, str]) -> None:
    assert is_right_date(row)


def is_right_heading(row: dict[str, str], tmp_path: object) -> bool:
    block, text, meaning = row["block"], row["text"], row["meaning"]
    forms = headings.read(headings.page(block, text, meaning), tmp_path)  # type: ignore[arg-type]
    expected = headings.expected(block, meaning.partition("=")[2] or meaning)
    return len(forms) == 1 and headings.values(forms[0]) == expected


def test_headings_mean_what_they_say(tmp_path: object) -> None:
    listed = [row for row in rows("headings3.tsv") if row["meaning"] not in headings.OUTSIDE]
    listed = [row for row in listed if row["text"] not in WRONG_HEADINGS]
    assert [row["text"] for row in listed if not is_right_heading(row, tmp_path)] == []


@pytest.mark.parametrize("row", xfailed("headings3.tsv", WRONG_HEADINGS))
def test_a_heading_that_is_not_read_yet(row: dict[str, str], tmp_path: object) -> None:
    assert is_right_heading(row, tmp_path)


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
