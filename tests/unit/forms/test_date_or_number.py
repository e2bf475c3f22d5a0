"""A target that can be a date or a number, where a family prints its unit and its operator in columns of their own."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.forms.indicator_values import _target_measure
from pipeline.measures import Measure
from pipeline.model.records import IndicatorRecord


def target(text: str, actual: str, own: str | None = None, unit: str | None = None) -> Measure:
    slots: Any = {"target": SimpleNamespace(text=text), "actual": SimpleNamespace(text=actual)}
    return _target_measure(IndicatorRecord(1), slots, own, unit)


@pytest.mark.parametrize(
    ("text", "own", "unit", "value"),
    [("12.31", None, "万元", "12.31"), ("≤3.14", None, "%", "3.14"), ("12.31", "ge", None, "12.31")],
)
def test_a_unit_or_an_operator_beside_it_proves_a_number(
    text: str, own: str | None, unit: str | None, value: str
) -> None:
    found = target(text, "12.31", own, unit)
    assert (found.value, found.doubts) == (Decimal(value), frozenset())


@pytest.mark.parametrize(("own", "unit"), [(None, None), ("le", None), ("eq", None), (None, "时间")])
def test_other_columns_prove_nothing(own: str | None, unit: str | None) -> None:
    assert "value" in target("12.31", "12.31", own, unit).doubts
