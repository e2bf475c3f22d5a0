"""One plain form as a web page, any part of which a test replaces.

Belongs here: the rows of the form as they are printed. Does not belong here: forms drawn by chance
(``tests.factory.forms``).
"""

from __future__ import annotations

from collections.abc import Sequence

# Of a cell: its text, or its text with the columns and rows it reaches over.
PlainCell = str | tuple[str, int, int]
PlainRow = Sequence[PlainCell]

HEAD: list[PlainRow] = [
    [("项目名称", 2, 1), ("河道养护项目", 7, 1)],
    [("主管部门", 2, 1), ("望川市水务局", 3, 1), ("实施单位", 2, 1), ("望川市河道管理所", 2, 1)],
]
FUNDING: list[PlainRow] = [
    ["年度资金总额", "320.00", "300.00", "291.00", "10", "97.00%", "9.7"],
    ["其中：当年财政拨款", "300.00", "280.00", "271.00", "—", "96.79%", "—"],
    ["上年结转资金", "20.00", "20.00", "20.00", "—", "100.00%", "—"],
    ["其他资金", "0.00", "0.00", "0.00", "—", "", "—"],
]
GOALS: list[PlainRow] = [
    [("年度总体目标", 1, 2), ("预期目标", 4, 1), ("实际完成情况", 4, 1)],
    [("完成河道养护。", 4, 1), ("全部完成养护。", 4, 1)],
]
INDICATORS: list[PlainRow] = [
    [("产出指标", 1, 3), ("数量指标", 1, 2), "养护河道条数", "≥12条", "12条", "20", "20", ""],
    ["清淤长度", "≥36.5公里", "35公里", "15", "13", "汛期施工受阻。"],
    ["质量指标", "工程验收合格率", "100%", "100%", "15", "15", ""],
    ["效益指标", "社会效益指标", "防汛安全水平", "有效提升", "达成预期指标", "30", "30", ""],
    ["满意度指标", "服务对象满意度指标", "沿岸居民满意度", "≥90%", "92%", "10", "10", ""],
]
TOTAL: list[PlainRow] = [[("总分", 6, 1), "100", "97.7", ""]]


def plain_page(
    *,
    head: list[PlainRow] = HEAD,
    funding: list[PlainRow] = FUNDING,
    indicators: list[PlainRow] = INDICATORS,
    total: list[PlainRow] = TOTAL,
    unit: str = "（万元）",
    rate: str = "执行率",
    labels: int = 1,
) -> bytes:
    """The form of nine columns; its budget and indicator blocks carry their names in a merged cell on the left.

    ``labels`` is how many columns the labels of the funding rows take.
    """
    block, blank = (f"项目资金{unit}", 3 - labels, len(funding) + 1), ("", labels, 1)
    money: PlainRow = [block, blank, "年初预算数", "全年预算数", "全年执行数", "分值", rate, "得分"]
    heading: PlainRow = [("绩效指标", 1, len(indicators) + 1), "一级指标", "二级指标", "三级指标", "年度指标值",
                         "实际完成值", "分值", "得分", "偏差原因分析及改进措施"]  # fmt: skip
    rows = [*head, money, *funding, *GOALS, heading, *indicators, *total]
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    text = f"<html><body><h2>项目支出绩效自评表</h2><p>（2024年度）</p><table border=1>{body}</table></body></html>"
    return text.encode()


def _cell(cell: PlainCell) -> str:
    text, columns, rows = (cell, 1, 1) if isinstance(cell, str) else cell
    return f'<td colspan="{columns}" rowspan="{rows}">{text}</td>'
