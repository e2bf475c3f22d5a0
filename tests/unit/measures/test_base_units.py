"""Figures of one dimension in one unit."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipeline.measures import base_of, canonical_unit, dimension, in_base


@pytest.mark.parametrize(
    ("value", "unit", "base", "base_unit"),
    [
        ("1.5", "万元", "15000", "元"),
        ("0.2", "亿元", "20000000", "元"),
        ("3", "名", "3", "人"),
        ("2", "万人次", "20000", "人次"),
        ("5.6", "千米", "5600", "米"),
        ("3", "亩", "2000", "平方米"),
        ("2", "公顷", "20000", "平方米"),
        ("1", "万亩", "6666666.666667", "平方米"),
        ("1.2", "吨", "1200", "千克"),
        ("500", "公斤", "500", "千克"),
        ("2", "小时", "120", "分钟"),
        ("5", "‰", "0.5", "%"),
        ("0.8", "万元/人", "8000", "元/人"),
        ("5", "个行政村", "5", "个行政村"),
    ],
)
def test_figures_are_converted(value: str, unit: str, base: str, base_unit: str) -> None:
    canonical = canonical_unit(unit)
    assert canonical is not None
    assert (in_base(Decimal(value), canonical), base_of(canonical).unit) == (Decimal(base), base_unit)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("人", "人次"),
        ("天", "工作日"),
        ("天", "个月"),
        ("台", "套"),
        ("%", "个百分点"),
        ("元/人", "元/人·天"),
        ("课时", "小时"),
    ],
)
def test_what_does_not_follow_stays_apart(one: str, other: str) -> None:
    assert base_of(canonical_unit(one) or one).unit != base_of(canonical_unit(other) or other).unit


def test_a_figure_that_no_column_holds_is_null() -> None:
    assert in_base(Decimal("12345678901234567"), "亿元") is None


def test_a_unit_has_a_dimension() -> None:
    assert [dimension(unit) for unit in ("万元", "%", "工作日", "个", "公里")] == [
        "money", "percent", "time", "count", "length",
    ]  # fmt: skip
