"""Columns of a funding row: which money it is about, the amounts and the rate.

Belongs here: table ``budget_line`` but for points. Does not belong here: the points of the row, which stand with
those of indicators.
"""

from __future__ import annotations

from schemas.columns.types import CODE, flag, integer, money, rate, text
from schemas.columns.vocabularies import FUNDING_SOURCES

LINE_NO = integer(
    "line_no", "预算行号", "Place of the funding row in the budget block, from 1.", is_nullable=False, minimum=1
)
PARENT_LINE_NO = integer(
    "parent_line_no",
    "上级预算行号",
    "The funding row that this one is a part of; null for the total row and where the form prints none.",
    minimum=1,
)
DIVISION_NO = integer(
    "division_no",
    "分类序号",
    "Which list of the same money the row is of, by source or by purpose: 1 for the first. Null for the total row and "
    "for a total that is printed again.",
    minimum=1,
)
IS_TOTAL = flag(
    "is_total",
    "是否总额行",
    "Whether the row holds the whole money of the form; at most one row of a form does.",
    is_nullable=False,
)
IS_LEAF = flag(
    "is_leaf",
    "是否计入合计",
    "Whether the row is added where the money of forms is summed: the rows that no others divide, each yuan once. A "
    "row below one that holds more than its parts (其中), and a further list of the same money, are not.",
    is_nullable=False,
)
FUNDING_SOURCE = text(
    "funding_source",
    "资金来源",
    "Which money the row is about; total is the row above its parts, never to be added to them.",
    vocabulary=FUNDING_SOURCES,
    is_open=True,
    is_nullable=False,
    pattern=CODE,
)
LABEL_TEXT = text(
    "label_text",
    "行标题",
    "Label of the funding row, as printed.",
    headings=("年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金"),
    is_printed=True,
)
INITIAL_BUDGET_YUAN = money(
    "initial_budget_yuan",
    "年初预算数",
    "Budget approved at the start of the year, in yuan.",
    headings=("年初预算数", "年初预算"),
    is_printed=True,
)
ADJUSTED_BUDGET_YUAN = money(
    "adjusted_budget_yuan",
    "全年预算数",
    "Budget of the whole year after adjustment, in yuan; the denominator of the execution rate.",
    headings=("全年预算数", "全年预算数(A)", "调整预算数", "调整后预算数", "预算数(A)"),
    is_printed=True,
)
EXECUTED_YUAN = money(
    "executed_yuan",
    "全年执行数",
    "Money spent in the year, in yuan.",
    headings=("全年执行数", "全年执行数(B)", "预算执行数", "执行数(B)"),
    is_printed=True,
)
EXECUTION_RATE_PCT = rate(
    "execution_rate_pct",
    "执行率",
    "Execution rate as printed, in percent.",
    headings=("执行率", "执行率(%)", "执行率(B/A)", "预算执行率"),
    is_printed=True,
)
COMPUTED_RATE_PCT = rate(
    "computed_rate_pct",
    "计算执行率",
    "Executed money over adjusted budget (initial budget where a family divides by it), in percent; else null.",
)
