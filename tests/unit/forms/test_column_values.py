"""A new printed column is read by what it holds, and never as something else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from pipeline.forms.column_values import read_column
from pipeline.model.grid import Cell
from schemas.columns import Column
from schemas.columns import types as kinds

MONEY = kinds.money("prize_yuan", "奖补金额", "A prize.")
RATE = kinds.rate("passed_pct", "抽检合格率", "A rate.")
POINTS = kinds.points("bonus", "加分", "Points.")
COUNT = kinds.integer("households", "户数", "Households.")
DAY = Column("approved_on", kinds.DATE, "批复日期", "A day.")
FLAG = kinds.flag("is_new", "是否新增", "Yes or no.")
TEXT = kinds.text("number", "文号", "A text.")
PLAIN = Column("length", kinds.Kind("decimal", 18, 2), "长度", "A number.")


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        (MONEY, "12.5", Decimal(125_000)),
        (MONEY, "12.5元", Decimal("12.5")),
        (RATE, "98.5%", Decimal("98.5")),
        (POINTS, "9.5", Decimal("9.5")),
        (COUNT, "1,250", 1250),
        (COUNT, "", None),
        (DAY, "2024年3月5日", date(2024, 3, 5)),
        (DAY, "2024-03-05", date(2024, 3, 5)),
        (FLAG, "是", True),
        (FLAG, "否", False),
        (TEXT, "河财〔2024〕5号", "河财〔2024〕5号"),
        (PLAIN, "１２．５", Decimal("12.5")),
    ],
)
def test_a_cell_is_read_by_the_unit_or_the_type_of_its_column(column: Column, text: str, value: object) -> None:
    read = read_column(column, Cell(0, 0, 1, 1, text, text, ()), ["万元"])
    assert (read.value, list(read.doubts)) == (value, [])


@pytest.mark.parametrize(
    ("column", "text", "units", "codes"),
    [
        (MONEY, "12.5", [], ["no_money_unit"]),
        (MONEY, "12.5", ["万元", "元"], ["two_money_units"]),
        (MONEY, "若干", ["万元"], ["no_figure"]),
        (RATE, "0.98", ["万元"], ["rate_unit_unproven"]),
        (COUNT, "12.5", ["万元"], ["not_of_its_kind"]),
        (COUNT, "约一百", ["万元"], ["not_of_its_kind"]),
        (DAY, "3月5日", ["万元"], ["not_of_its_kind"]),
        (DAY, "2024年3月", ["万元"], ["not_of_its_kind"]),
        (FLAG, "部分", ["万元"], ["not_of_its_kind"]),
    ],
)
def test_what_is_not_of_its_kind_is_doubtful(column: Column, text: str, units: list[str], codes: list[str]) -> None:
    read = read_column(column, Cell(0, 0, 1, 1, text, text, ()), units)
    assert [doubt.code for doubt in read.doubts] == codes


def test_a_list_stands_in_no_cell() -> None:
    column = Column("names", kinds.NAMES, "名单", "Names.")
    with pytest.raises(TypeError, match="names"):
        read_column(column, Cell(0, 0, 1, 1, "a", "a", ()), [])
