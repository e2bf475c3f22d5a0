"""The plain form with one label in other words, one more column or one more row, and what it must then give.

Belongs here: where a label of each kind stands on the form. Does not belong here: the words themselves
(``tests/data/wording``).
"""

from __future__ import annotations

import html
from decimal import Decimal
from typing import Any

from tests.factory.plain import FUNDING, GOALS, HEAD, INDICATORS, TOTAL, PlainRow, plain_page

D = Decimal
# The label that stands for each meaning on the plain form, by the block of the list.
PRINTED = {
    ("field", "project_name"): "项目名称",
    ("field", "department"): "主管部门",
    ("field", "implementer"): "实施单位",
    ("funding_header", "funding_block"): "项目资金（万元）",
    ("funding_column", "initial_budget"): "年初预算数",
    ("funding_column", "annual_budget"): "全年预算数",
    ("funding_column", "executed"): "全年执行数",
    ("funding_column", "weight"): "分值",
    ("funding_column", "execution_rate"): "执行率",
    ("funding_column", "score"): "得分",
    ("funding_row", "total"): "年度资金总额",
    ("funding_row", "current_year_fiscal"): "其中：当年财政拨款",
    ("funding_row", "carried_over"): "上年结转资金",
    ("goal", "goal_block"): "年度总体目标",
    ("goal", "goal_target"): "预期目标",
    ("goal", "goal_actual"): "实际完成情况",
    ("indicator_header", "indicator_block"): "绩效指标",
    ("indicator_column", "level1"): "一级指标",
    ("indicator_column", "level2"): "二级指标",
    ("indicator_column", "level3"): "三级指标",
    ("indicator_column", "target"): "年度指标值",
    ("indicator_column", "actual"): "实际完成值",
    ("indicator_column", "weight"): "分值",
    ("indicator_column", "score"): "得分",
    ("indicator_column", "reason"): "偏差原因分析及改进措施",
    ("total_row", "total_score"): "总分",
    ("title", "form_title"): "项目支出绩效自评表",
}
# Sources that take the place of the last funding row.
SOURCES = {"unit_funds": "unit_funds", "central_subsidy": "central", "local_funds": "local", "other": "other"}
LEVELS = {
    "level1": ["产出指标", "效益指标", "满意度指标"],
    "level2": ["数量指标", "质量指标", "社会效益指标", "服务对象满意度指标"],
}
MONEY = ["initial_budget_yuan", "adjusted_budget_yuan", "executed_yuan", "weight", "execution_rate_pct", "score"]
AMOUNTS = [
    [D(3200000), D(3000000), D(2910000), D(10), D(97), D("9.7")],
    [D(3000000), D(2800000), D(2710000), None, D("96.79"), None],
    [D(200000), D(200000), D(200000), None, D(100), None],
    [D(0), D(0), D(0), None, None, None],
]
TEXT = "个别河段保洁不足。"


def page(block: str, text: str, meaning: str) -> bytes:
    """The form with ``text`` where a label of that meaning stands."""
    meaning = meaning.partition("=")[2] or meaning
    text = html.escape(text)
    if block in LEVELS:
        # A cost has a second level of its own.
        beside = {"社会效益指标": "经济成本指标"} if (block, meaning) == ("level1", "成本指标") else {}
        return _replaced({canonical(block, meaning): text, **beside})
    if (block, meaning) in PRINTED:
        is_second = block == "indicator_column" and meaning in ("weight", "score")
        return _replaced({PRINTED[block, meaning]: text}, last=is_second)
    if block == "funding_row":
        return plain_page(funding=[*FUNDING[:3], [text, *FUNDING[3][1:]]])
    if block == "field":
        return plain_page(head=[*HEAD, [(text, 2, 1), ("某某事项", 7, 1)]])
    if block == "grade_row":
        return plain_page(total=[*TOTAL, [(text, 6, 1), ("优", 3, 1)]])
    if block == "closing":
        return plain_page(total=[*TOTAL, [(text, 2, 1), (TEXT, 7, 1)]])
    if block == "funding_column":
        return _with_column(text, funding=True, values=["", "", "", ""])
    if block == "indicator_column":
        values = {"operator": ["≥", "≥", "", "", "≥"], "unit": ["条", "公里", "%", "", "%"]}
        return _with_column(text, funding=False, values=values.get(meaning, ["某", "某", "某", "某", "某"]))
    raise KeyError((block, meaning))


def expected(block: str, meaning: str) -> dict[str, Any]:
    """The values of the form, by table and column."""
    sources = ["total", "fiscal_current", "carryover", "other"]
    if block == "funding_row":
        sources[3] = SOURCES.get(meaning, "other")
    return {
        "project_name": "河道养护项目",
        "department": "望川市水务局",
        "implementing_unit": "望川市河道管理所",
        "money_unit": "万元",
        "expected_goal": "完成河道养护。",
        "actual_goal": "全部完成养护。",
        "total_weight": D(100),
        "total_score": D("97.7"),
        "grade": "优" if block == "grade_row" else None,
        "problems": TEXT if meaning == "problems" else None,
        "measures": TEXT if meaning == "measures" else None,
        "remarks": TEXT if meaning == "notes" else None,
        "project_code": "某某事项" if meaning == "project_code" else None,
        "budget_line": [[source, *amounts] for source, amounts in zip(sources, AMOUNTS, strict=True)],
        "level1": _first_levels(block, meaning),
        "level2": _second_levels(block, meaning),
        "name": ["养护河道条数", "清淤长度", "工程验收合格率", "防汛安全水平", "沿岸居民满意度"],
        "target_text": ["≥12条", "≥36.5公里", "100%", "有效提升", "≥90%"],
        "actual_text": ["12条", "35公里", "100%", "达成预期指标", "92%"],
        "weight": [D(20), D(15), D(15), D(30), D(10)],
        "score": [D(20), D(13), D(15), D(30), D(10)],
        "reason_text": [None, "汛期施工受阻。", None, None, None],
    }  # fmt: skip


def _first_levels(block: str, meaning: str) -> list[str]:
    is_cost = (block, meaning) == ("level1", "成本指标")
    return ["产出指标", "产出指标", "产出指标", "成本指标" if is_cost else "效益指标", "满意度指标"]


def _second_levels(block: str, meaning: str) -> list[str]:
    printed = ["数量指标", "数量指标", "质量指标", "社会效益指标", "服务对象满意度指标"]
    if (block, meaning) == ("level1", "成本指标"):
        printed[3] = "经济成本指标"
    if block == "level2":
        printed = [meaning if name == canonical(block, meaning) else name for name in printed]
    return printed


def canonical(block: str, meaning: str) -> str:
    """The level label of the plain form that another one can take the place of."""
    name = meaning.partition("=")[2] or meaning
    costs = ("成本指标", "社会成本指标")
    stands_for = "数量指标" if name in costs else "质量指标" if name == "时效指标" else "社会效益指标"
    return name if name in LEVELS[block] else stands_for if block == "level2" else "效益指标"


def _replaced(words: dict[str, str], *, last: bool = False) -> bytes:
    text = plain_page().decode()
    for printed, other in words.items():
        parts = text.split(f">{printed}<")
        at = -1 if last else 1
        text = f">{printed}<".join(parts[:at]) + f">{other}<" + f">{printed}<".join(parts[at:])
    return text.encode()


def _with_column(heading: str, *, funding: bool, values: list[str]) -> bytes:
    """The form with one more column behind the executed amounts, or behind the actual values."""

    def wide(rows: list[PlainRow]) -> list[PlainRow]:
        # What reaches to the right margin reaches over one column more.
        return [[*row[:-1], _wider(row[-1])] for row in rows]

    money: list[PlainRow] = [
        [("项目资金（万元）", 2, 5), "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        *FUNDING,
    ]
    heads: PlainRow = [("绩效指标", 1, 6), "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值",
                       "得分", "偏差原因分析及改进措施"]  # fmt: skip
    total: PlainRow = [("总分", 6, 1), "100", "97.7", ""]
    indicators: list[PlainRow] = [heads, *INDICATORS]
    if funding:
        at = [5, 4, 4, 4, 4]
        money = [[*row[:n], v, *row[n:]] for row, n, v in zip(money, at, [heading, *values], strict=True)]
        rows = [*wide(HEAD), *money, *wide(GOALS), *wide(indicators), *wide([total])]
    else:
        indicators = [[*row[:-3], value, *row[-3:]] for row, value in zip(indicators, [heading, *values], strict=True)]
        total = [("总分", 7, 1), "100", "97.7", ""]
        rows = [*wide(HEAD), *wide(money), *wide(GOALS), *indicators, total]
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    text = f"<html><body><h2>项目支出绩效自评表</h2><p>（2024年度）</p><table border=1>{body}</table></body></html>"
    return text.encode()


def _wider(cell: Any) -> Any:
    text, columns, rows = (cell, 1, 1) if isinstance(cell, str) else cell
    return (text, columns + 1, rows)


def _cell(cell: Any) -> str:
    text, columns, rows = (cell, 1, 1) if isinstance(cell, str) else cell
    return f'<td colspan="{columns}" rowspan="{rows}">{text}</td>'
