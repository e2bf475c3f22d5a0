"""Dates and deadlines: the days that can be meant, and how exactly they are given."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from pipeline.measures import read

WORDING = Path(__file__).parents[2] / "data" / "wording"


KINDS = {"on": "date"}


def cases() -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for name in ("dates2.tsv", "dates_more.tsv"):
        with (WORDING / name).open(encoding="utf8", newline="") as file:
            found += csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    return found


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["text"])
def test_days_of_a_date(case: dict[str, str]) -> None:
    span = read(case["text"]).span
    assert span is not None
    days = span.days(2024)
    assert days is not None
    assert (days.first, days.last) == (date.fromisoformat(case["date_low"]), date.fromisoformat(case["date_high"]))
    assert (span.granularity, span.kind) == (case["granularity"], KINDS.get(case["kind"], case["kind"]))


def test_a_date_without_a_year_needs_that_of_the_form() -> None:
    span = read("12月31日前完成").span
    assert span is not None
    assert span.needs_year
    assert span.days(None) is None


@pytest.mark.parametrize("text", ["2024年秋季", "2024年12月初"])
def test_what_can_mean_other_days_is_open(text: str) -> None:
    span = read(text).span
    assert span is not None
    assert span.is_open


def test_no_calendar_has_such_a_day() -> None:
    leap = read("2023年2月29日").span
    assert leap is None or leap.days(2024) is None


@pytest.mark.parametrize(
    "text", ["每月10日前", "每季度末", "次月15日前", "3年", "≤30日", "30天内", "2024年完成3次", "1:30"]
)
def test_no_date(text: str) -> None:
    assert read(text).span is None
