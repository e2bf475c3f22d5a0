"""What ``make same`` compares: nothing that one version publishes and the other does not goes unseen."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from tests.same import compare, plain, table

COLUMNS = {"indicator_no": "Int64", "name": "String", "score": "Decimal", "doubtful": "List(String)"}
ROWS = [[1, "巡查次数", "9.50", []], [2, "覆盖率", "10.00", ["score"]], [3, "满意度", "5.00", []]]
OLD = {"a.pdf": {"indicator": {"columns": COLUMNS, "rows": ROWS}, "quarantine": {"columns": {"code": ""}, "rows": []}}}


def changed(change: Callable[[dict[str, Any]], Any]) -> dict[str, list[str]]:
    new = copy.deepcopy(OLD)
    change(new)
    return compare(OLD, new).found


def rows(new: dict[str, Any]) -> Any:
    return new["a.pdf"]["indicator"]["rows"]


def test_the_same_dump_differs_in_nothing() -> None:
    result = compare(OLD, copy.deepcopy(OLD))
    assert (result.found, dict(result.notes), result.documents, result.values) == ({}, {}, 1, 12)


@pytest.mark.parametrize(
    ("change", "places"),
    [
        (lambda new: rows(new)[0].__setitem__(2, "9.60"), {"indicator.score": 1}),
        (lambda new: rows(new)[0].__setitem__(2, None), {"indicator.score": 1}),
        (lambda new: rows(new).pop(), {"indicator rows": 1}),
        (lambda new: rows(new).insert(1, [9, "新增", None, []]), {"indicator rows": 1}),
        (lambda new: rows(new)[1][3].clear(), {"indicator.doubtful": 1}),
        (lambda new: rows(new)[2][3].append("name"), {"indicator.doubtful": 1}),
        (lambda new: new["a.pdf"]["quarantine"]["rows"].append(["damaged_page"]), {"quarantine rows": 1}),
        (lambda new: new.pop("a.pdf"), {"document": 1, "indicator": 1, "quarantine": 1}),
        (lambda new: new["a.pdf"].__setitem__("raised", table([{"error": "KeyError"}])), {"raised rows": 1}),
        (lambda new: new["a.pdf"].pop("indicator"), {"indicator": 1}),
        (lambda new: new["a.pdf"]["indicator"]["columns"].__setitem__("score", "Float64"), {"indicator.score": 1}),
    ],
)
def test_every_change_is_seen(change: Callable[[dict[str, Any]], Any], places: dict[str, int]) -> None:
    assert {place: len(found) for place, found in changed(change).items()} == places


def test_a_lost_row_does_not_hide_a_change_beside_it() -> None:
    def change(new: dict[str, Any]) -> None:
        rows(new)[2][2] = "4.00"
        del rows(new)[1]

    assert {place: len(found) for place, found in changed(change).items()} == {
        "indicator rows": 1,
        "indicator.score": 1,
    }


def test_an_added_column_is_named_once_and_a_lost_one_is_a_difference() -> None:
    new = copy.deepcopy(OLD)
    new["a.pdf"]["indicator"]["columns"]["unit"] = "String"
    for row in rows(new):
        row.append("次")
        row[3].append("unit")
    added = compare(OLD, new)
    assert (added.found, list(added.notes)) == ({}, ["added column indicator.unit"])
    assert list(compare(new, OLD).found) == ["indicator.unit"]


def test_evidence_stands_beside_evidence_of_the_same_value() -> None:
    columns = dict.fromkeys(("form_id", "table_name", "row_no", "field", "piece", "value"), "")
    cells = [["a-001", "indicator", 1, field, 0, field] for field in ("name", "weight", "score")]
    old, new = ({"a.pdf": {"cell": {"columns": columns, "rows": own}}} for own in (cells[:2], cells[1:]))
    assert {place: len(found) for place, found in compare(old, new).found.items()} == {"cell rows": 2}


def test_values_are_plain_whatever_type_they_have() -> None:
    @dataclass
    class Doubt:
        code: str
        columns: frozenset[str]

    value = {"b": (Decimal("1.50"), date(2024, 1, 2)), "a": Doubt("cut", frozenset({"y", "x"}))}
    assert plain(value) == {"a": {"code": "cut", "columns": ["x", "y"]}, "b": ["1.50", "2024-01-02"]}
    frame = pl.DataFrame({"score": [Decimal("9.50")], "doubtful": [["score"]]})
    assert table(frame)["rows"] == [["9.50", ["score"]]]
    assert table([{"a": 1}, {"b": 2}]) == {"columns": {"a": "", "b": ""}, "rows": [[1, None], [None, 2]]}
