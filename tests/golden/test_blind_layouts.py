"""Forms laid out by somebody who has not read the reader: every value as their author states it.

``tests/data/offices/expected.tsv`` gives for each page what a right reading publishes: ``null`` where nothing stands,
``any_of`` where several readings are right, ``must_doubt`` where no reading is, ``doubt_ok`` for columns whose doubt is
to be expected. Money is in yuan, rates in per cent. ``quarantine`` says that refusing the form is right too.
"""

from __future__ import annotations

import json
import unicodedata
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.text.fold import fold_radicals, squeeze
from tests.factory.check import curate
from tests.published import Published, ReadForm

FOLDER = Path(__file__).parents[1] / "data" / "offices"
HEAD = ("fiscal_year", "department", "project_name", "money_unit", "total_weight", "total_score", "grade")
BUDGET = {
    "label": "label_text",
    "initial": "initial_budget_yuan",
    "adjusted": "adjusted_budget_yuan",
    "executed": "executed_yuan",
    "execution_rate_pct": "execution_rate_pct",
    "weight": "weight",
    "score": "score",
    "reason": "reason_text",
    "parent": "parent_line_no",
}
INDICATOR = {name: name for name in ("level1", "level2", "name", "target_text", "actual_text", "weight", "score")}
INDICATOR["reason"] = "reason_text"
# Values that are right and doubted all the same, on all pages together.
MOST_OVER_DOUBTED = 12


def cases() -> list[tuple[str, dict[str, Any]]]:
    lines = (FOLDER / "expected.tsv").read_text("utf-8").splitlines()[1:]
    return [(name, json.loads(text)) for name, _, text in (line.partition("\t") for line in lines)]


def normal(value: Any) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, int | float | Decimal):
        return Decimal(str(value)).normalize()
    return unicodedata.normalize("NFKC", squeeze(fold_radicals(str(value))))


def is_same(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict) and "any_of" in wanted:
        return any(is_same(found, one) for one in wanted["any_of"])
    return bool(normal(found) == normal(wanted))


def verdict(row: dict[str, Any], column: str, wanted: Any) -> str:
    """What became of a value: right, over-doubted, doubted, left (null where something stands), or silently wrong."""
    is_doubted = column in row["doubtful"]
    if isinstance(wanted, dict) and "must_doubt" in wanted:
        return "right" if is_doubted or row[column] is None else "silent"
    if is_same(row[column], wanted):
        return "over" if is_doubted else "right"
    return "doubted" if is_doubted else "left" if row[column] is None else "silent"


def paired(found: list[dict[str, Any]], wanted: list[dict[str, Any]], key: str, name: str) -> Any:
    """Rows by their label or name; those left over stand beside null."""
    left = list(found)
    for row in wanted:
        match = next((one for one in left if is_same(one[key], row[name])), None)
        if match is None and len(left) == len(wanted) and left:
            match = left[0]
        if match is not None:
            left.remove(match)
        yield match, row


def verdicts(form: ReadForm, wanted: dict[str, Any]) -> Any:
    for name in HEAD:
        if name in wanted:
            yield f"form.{name}", verdict(form.values, name, wanted[name])
    lines, rows = wanted.get("budget") or [], wanted.get("indicators") or []
    if not wanted.get("budget_extra_ok"):
        yield "budget rows", "right" if len(lines) == len(form.budget_lines) else "silent"
    if not wanted.get("rows_flexible"):
        yield "indicator rows", "right" if len(rows) == len(form.indicators) else "silent"
    for kind, found, expected, columns, key, name in (
        ("budget", form.budget_lines, lines, BUDGET, "label_text", "label"),
        ("indicator", form.indicators, rows, INDICATOR, "name", "name"),
    ):
        for row, one in paired(found, expected, key, name):
            for field, column in columns.items():
                if field in one:
                    place = f"{kind}.{field} {one[name]}"
                    yield place, verdict(row, column, one[field]) if row else "silent"


Verdicts = list[list[tuple[str, str]]]


@cache
def read_page(name: str) -> Published:
    return curate((FOLDER / name).read_bytes())


def verdicts_of_page(name: str, wanted: dict[str, Any]) -> Verdicts:
    """The verdicts on each form of a page."""
    return [list(verdicts(form, one)) for form, one in zip(read_page(name).forms, wanted["form"], strict=True)]


def is_rightly_refused(name: str, wanted: dict[str, Any]) -> bool:
    result = read_page(name)
    return bool(not result.forms and result.quarantine and wanted.get("quarantine"))


@pytest.mark.parametrize(("name", "wanted"), cases(), ids=lambda value: value if isinstance(value, str) else "")
def test_a_page_is_read_as_its_author_means_it(name: str, wanted: dict[str, Any]) -> None:
    if is_rightly_refused(name, wanted):
        return
    assert read_page(name).quarantine == []
    for found in verdicts_of_page(name, wanted):
        assert [place for place, kind in found if kind == "silent"] == []
        assert [place for place, kind in found if kind == "left"] == []
        doubted = [place for place, kind in found if kind == "doubted"]
        assert len(doubted) <= 1, doubted


def test_few_values_of_all_pages_are_doubted_though_they_are_right() -> None:
    over = [
        (name, place)
        for name, wanted in cases()
        if not is_rightly_refused(name, wanted)
        for found in verdicts_of_page(name, wanted)
        for place, kind in found
        if kind == "over" and place.split()[0] not in (wanted.get("doubt_ok") or [])
    ]
    assert len(over) <= MOST_OVER_DOUBTED, over
