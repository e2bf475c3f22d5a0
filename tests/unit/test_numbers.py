"""Values that forms really print come out as their parts, and words as no value at all."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipeline.text.numbers import Measure, cell_state, parse_measure, parse_number


@pytest.mark.parametrize(
    ("text", "operator", "value", "unit"),
    [
        ("=1.00(份)", "eq", "1.00", "份"),
        ("≥85.00(百分\n之)", "ge", "85.00", "百分之"),
        (">=100%", "ge", "100", "%"),
        (">=36.63（万人次）", "ge", "36.63", "万人次"),
        ("≥8,500.00(人)", "ge", "8500.00", "人"),
        ("＜30元", "lt", "30", "元"),
        ("3公里", None, "3", "公里"),
        ("不少于3次", "ge", "3", "次"),
        ("≤30日", "le", "30", "日"),
        ("3年", None, "3", "年"),
        ("100%以上", "ge", "100", "%"),
        ("-2.5%", None, "-2.5", "%"),
    ],
)
def test_measure(text: str, operator: str | None, value: str, unit: str) -> None:
    assert parse_measure(text) == Measure(operator, Decimal(value), unit)  # type: ignore[arg-type]


def test_range_keeps_both_ends() -> None:
    assert parse_measure("80%-90%") == Measure("range", Decimal(80), "%", Decimal(90))
    assert parse_measure("3-5天") == Measure("range", Decimal(3), "天", Decimal(5))


@pytest.mark.parametrize(
    "text",
    [
        "达成指标",
        "不超过",
        "9月前",
        "2024年",
        "2024年12月",
        "7月",
        "12月31日",
        "第3季度",
        "完成3个项目",
        "10²",
        "①",
        "",
    ],
)
def test_words_and_dates_are_no_value(text: str) -> None:
    assert parse_measure(text).value is None


@pytest.mark.parametrize("text", ["2,91", "1.2.3", "12a", "1 000 0,00", "—", "", "一百"])
def test_no_number(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("", "blank"),
        (" \n", "blank"),
        ("—", "dash"),
        ("-", "dash"),
        ("/", "dash"),
        ("0", "filled"),
        ("无", "filled"),
        ("指标2：", "instruction"),
        ("……", "instruction"),
    ],
)
def test_dash_blank_and_zero_differ(text: str, state: str) -> None:
    assert cell_state(text) == state
