"""The unit of money in the heading against the amounts that goals and indicators state."""

from __future__ import annotations

import pytest

from pipeline.forms.stated_amounts import doubt_unit
from pipeline.model.form import Form
from pipeline.model.grid import Cell
from pipeline.model.records import FormRecord, FundingRecord, IndicatorRecord
from pipeline.model.value import Value
from pipeline.text.numbers import parse_money


def form(amounts: list[str], unit: str, goal: str, target: str = "") -> Form:
    """A form of one funding row per amount, whose heading prints ``unit``."""
    head = FormRecord()
    head.money_unit, head.expected_goal = Value(unit), Value(goal)
    lines = [FundingRecord(number) for number in range(1, len(amounts) + 1)]
    for line, amount in zip(lines, amounts, strict=True):
        line.executed_yuan = Value(parse_money(amount, unit), Cell(0, 0, 1, 1, amount, amount, ()))
    row = IndicatorRecord(1)
    row.target_text = Value(target)
    return Form(head, lines, [row])


def is_doubted(form: Form) -> bool:
    doubt_unit(form)
    doubted = {bool(line.executed_yuan.doubts) for line in form.funding}
    assert doubted == {bool(form.head.money_unit.doubts)}
    return doubted == {True}


@pytest.mark.parametrize(
    ("amounts", "unit", "goal", "target"),
    [
        (["1250000", "1187500"], "万元", "投入125万元奖补家庭农场25家", ""),  # filled in yuan below 万元
        (["1250000"], "万元", "", "≤125万元"),
        (["1250000"], "万元", "共安排资金1,250,000元", ""),
        (["125"], "元", "投入125万元", ""),  # filled in 万元 below 元
        (["20", "15"], "元", "安排20万元，支出15万元", ""),  # two short figures, each in both places
    ],
)
def test_words_that_say_another_unit_make_the_amounts_doubtful(
    amounts: list[str], unit: str, goal: str, target: str
) -> None:
    assert is_doubted(form(amounts, unit, goal, target))


@pytest.mark.parametrize(
    ("amounts", "unit", "goal", "target"),
    [
        (["125"], "万元", "投入125万元", ""),
        (["1250000"], "元", "投入125万元", ""),
        (["125"], "万元", "每人补助125元", ""),
        (["12500"], "万元", "每户补助1.25万元", "≤1.25万元/户"),
        (["12500"], "万元", "奖励1.25万元，总投入12500万元", ""),  # the table as it is, beside a part of it
        (["20"], "元", "安排20万元", ""),  # one figure of one digit may be chance
        (["20000"], "万元", "采购设备2万元", ""),
        (["125"], "万元", "", ""),
    ],
)
def test_words_that_say_nothing_against_the_unit_leave_the_amounts(
    amounts: list[str], unit: str, goal: str, target: str
) -> None:
    assert not is_doubted(form(amounts, unit, goal, target))
