"""Grades in the row of totals: read, or told as doubtful, and in one scale."""

from __future__ import annotations

import pytest

from pipeline.curate.tables import tables
from tests.factory.check import curate

ROWS = [
    ["项目名称", "河道养护:7"],
    ["主管部门", "云州市水务局:3", "实施单位", "河道管理所:3"],
    ["项目资金（万元）:2", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    ["年度资金总额:2", "320.00", "300.00", "300.00", "10", "100.00%", "10.00"],
    ["年度总体目标", "预期目标:4", "实际完成情况:3"],
    ["", "整治面积35亩:4", "已整治面积35亩:3"],
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"],
    ["产出指标", "数量指标", "整治面积", "≥35亩", "35亩", "40", "40", ""],
    ["效益指标", "社会效益指标", "受益人数", "≥12人", "12人", "40", "40", ""],
    ["满意度指标", "服务对象满意度指标", "群众满意度", "≥90%", "92%", "10", "10", ""],
]


def _form(printed: str) -> dict[str, object]:
    rows = [*ROWS, ["总分:5", "100", "100", printed]]
    table = "".join(f"<tr>{''.join(_cell(*text.split(':')) for text in row)}</tr>" for row in rows)
    page = f"<meta charset='utf-8'><p>2024年度项目支出绩效自评表</p><table border=1>{table}</table>"
    (form,) = tables([curate(f"<!DOCTYPE html><html><body>{page}</body></html>".encode()).curated])["form"].to_dicts()
    return form


def _cell(text: str, span: str = "1") -> str:
    return f"<td colspan={span}>{text}</td>"


@pytest.mark.parametrize(
    ("printed", "grade", "grade_class"),
    [
        ("优", "优", "excellent"),
        ("自评等级：良", "良", "good"),
        ("优（100分）", "优", "excellent"),
        ("较好", "较好", "good"),
        ("A", "A", "excellent"),
        ("B级", "B", "good"),
        ("合格", "合格", "fair"),
        ("较差", "较差", "poor"),
    ],
)
def test_a_known_grade_is_read(printed: str, grade: str, grade_class: str) -> None:
    form = _form(printed)
    assert (form["grade"], form["grade_class"], form["doubtful"]) == (grade, grade_class, [])


@pytest.mark.parametrize("printed", ["基本合格", "一等", "完成较好", "甲等"])
def test_a_word_of_an_unknown_scale_is_doubtful(printed: str) -> None:
    form = _form(printed)
    assert (form["grade"], form["grade_class"]) == (printed, None)
    assert form["doubtful"] == ["grade", "grade_class"]


@pytest.mark.parametrize("printed", ["", "—", "100", "无偏差", "进行中", "结构优化"])
def test_no_grade_is_made_up(printed: str) -> None:
    form = _form(printed)
    assert (form["grade"], form["grade_class"]) == (None, None)
