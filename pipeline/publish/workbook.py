"""A release as one workbook for people who work in a spreadsheet.

Belongs here: which tables and views become sheets, how cells look, what the first sheet says. Does not belong
here: what the columns mean and are called (``schemas``), what the views compute (``pipeline.warehouse``).
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipeline.publish.code_labels import labels_by_column
from pipeline.publish.data_kind import SENTENCES
from pipeline.warehouse.query import query
from schemas.catalog import TABLES
from schemas.columns import UNITS, Column
from schemas.meanings import chinese
from schemas.views import VIEWS
from schemas.views.view import LABEL_SUFFIX

GUIDE = "说明"
SHEETS: Mapping[str, str] = {
    "projects": "项目",
    "budget_execution": "预算执行",
    "budget_totals": "项目预算合计",
    "project_years": "项目年度对比",
    "department_forms": "部门整体自评",
    "indicators": "绩效指标",
    "shortfall_indicators": "扣分指标",
    "deviation_reasons": "偏差原因",
    "reason_groups": "雷同原因",
    "department_profile": "部门画像",
    "budget_execution_by_department": "各部门预算执行",
    "budget_execution_by_funding_source": "各资金来源预算执行",
    "shortfall_by_department": "各部门扣分",
    "shortfall_by_level2": "各类指标扣分",
    "deviation_reason_by_category": "各类原因",
    "deviation_reason_by_department_category": "各部门各类原因",
    "findings": "核查发现",
    "finding_summary": "核查发现汇总",
    "rule_summary": "规则执行情况",
    "rule": "规则",
    "score_audit": "得分核算",
    "score_audit_coverage": "得分核算覆盖面",
    "target_slack": "目标松紧",
    "target_change": "指标值逐年变化",
    "narrative": "决算说明",
    "data_quality": "数据质量",
    "doubt_summary": "存疑汇总",
    "unknown_units": "未识别单位",
    "quarantine": "隔离",
    "correction": "人工更正",
}
"""Table or view to the title of its sheet, in the order of the sheets."""

CAVEATS = (
    "金额一律为元，表上以万元填报的已乘以10000；“金额单位”列为表上所印单位。",
    "空白表示表上没有填写或无法辨认，不等于零。",
    "黄色底色的单元格存疑：截断、推断修复、无法辨认或与表内计算不符。“存疑字段”列出这一行的存疑列，使用前请核对原文件。",
    "“执行率”为表上所印，“计算执行率”由执行数除以全年预算数得出；汇总表的比率由合计数计算，不是比率的平均。",
    "“年度资金总额”行已包含其下各行，求和请用“项目预算合计”；指标的分值和得分只加“是否计入合计”为“是”的行。",
    "“重复表指向”有值的行是同一项目的重复发布，汇总表不再计入；部门整体支出自评表含其项目的资金，单列于“部门整体自评”。",
    "目标或实际值是区间的，见上下限两列；是日期或期限的，见日期列；比例关系、增减幅度、约数和等级不取数值。",
    "“未收录栏目”列出表上印有而本数据集没有对应列的栏目。",
    "核查发现分两类：“读取疑问”是读取程序自身没有把握，“表格问题”是表格自相矛盾或不合规则；发现只是线索，不是结论。",
    "“得分核算”列出各项规则给出的分数及允许区间；“无法核算”的指标未作核算，不等于得分正确。",
    "“部门画像”的合计和计数与其他汇总表一致，含存疑值；评级、平均数和指标占比只取没有疑问的值，未计入的数量另列；“雷同原因”按文字相近归组，是否照抄须核对原文。",
    "数据取自自评表，自评得分由填报单位自行给出，本数据集只作整理，不作评价。",
)

_TITLES = {name: column.title for entry in TABLES.values() for name, column in entry.columns.items()}
"""Titles of columns that a cell may name though its own sheet does not have them."""

_LINKS = ("form_id", "document_id", "ordinal", "department_id", "project_key", "duplicate_of", "is_example")
FOR_OTHER_TOOLS = ("fiscal_year_start", "doubtful_text", "doubted_text", "categories_text", "left_out_text")
"""Columns that say once more, for tools without lists or years, what another column says; no sheet has them, nor the
labels of codes: a sheet shows the label in place of the code."""
CODES_IN_TEXT = {"profile": ("layer_id", "+"), "doubts_by_code": ("code", ", ")}
"""Columns whose text lists codes: the column whose labels they have, and what stands between them."""

MAX_ROWS = 1_048_575
"""Rows that fit below the heading of a sheet."""
MAX_TEXT = 32_767
"""Characters that fit into a cell."""
WIDTHS = (8, 48)
"""Narrowest and widest column, in characters of the standard font; a Chinese character takes two."""
MEASURED_ROWS = 500
"""Rows of a sheet that decide how wide its columns are."""

# Controls that a spreadsheet refuses and marks that turn text around; tab, line feed and return stay.
_UNSAFE = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))


def write_workbook(warehouse: Path, target: Path) -> None:
    """Write a warehouse as a workbook, replacing ``target`` when it is whole.

    First a sheet that explains the others, then one sheet for each name in :data:`SHEETS`. Text is written as text
    whatever it begins with. Raises :class:`pipeline.warehouse.errors.WarehouseError` when the warehouse cannot
    be read, and ValueError when a table has more rows than a sheet takes.
    """
    contents = {name: _read(warehouse, name) for name in SHEETS}
    for name, rows in contents.items():
        if len(rows) > MAX_ROWS:
            raise ValueError(f"{name} has {len(rows)} rows, a sheet takes {MAX_ROWS}: use the Parquet files instead")
    build_id, kind = query(warehouse, "SELECT build_id, data_kind FROM release")[1][0]
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    # constant_memory: every row leaves memory when the next one is begun, so rows are written in order.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    try:
        with xlsxwriter.Workbook(unfinished, options) as workbook:
            workbook.set_properties({"title": "项目支出绩效自评表数据集", "comments": build_id})
            formats = _Formats(workbook)
            head = {"发布编号": build_id, "数据性质": SENTENCES[kind][0]}
            _guide(workbook.add_worksheet(GUIDE), formats, head, {n: len(rows) for n, rows in contents.items()})
            for name, title in SHEETS.items():
                _sheet(workbook.add_worksheet(title), formats, _columns(name), contents[name])
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def is_shown(column: Column) -> bool:
    """Whether a sheet has the column: not the English beside a Chinese text, and nothing twice."""
    return not column.name.endswith(("_en", LABEL_SUFFIX)) and column.name not in FOR_OTHER_TOOLS


def _columns(name: str) -> list[Column]:
    """Columns of a table or view; what only links rows or tells where a fact came from stands last."""
    columns = (VIEWS.get(name) or TABLES[name]).columns.values()
    return sorted(filter(is_shown, columns), key=lambda c: c.name in _LINKS or c.name.endswith("_origin"))


def _read(warehouse: Path, name: str) -> list[tuple[Any, ...]]:
    names = ", ".join(f'"{column.name}"' for column in _columns(name))
    order = VIEWS[name].order if name in VIEWS else ()
    sorted_by = f" ORDER BY {', '.join(order)}" if order else ""
    return query(warehouse, f'SELECT {names} FROM "{name}"{sorted_by}')[1]  # noqa: S608  (names come from the catalog)


class _Formats:
    """The formats of a workbook: one for each kind of column, each also with the colour of doubt."""

    NUMBERS: Mapping[str, str] = {
        "yuan": "#,##0.00",
        "%": '0.00"%"',
        "points": "0.00##",
        "ratio": "0.00##",
        "": "0.######",
    }

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[str, bool], Format] = {}
        self.heading: Format = workbook.add_format(
            {"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True, "valign": "vcenter"}
        )
        self.title: Format = workbook.add_format({"bold": True, "font_size": 16})
        self.strong: Format = workbook.add_format({"bold": True})
        self.wrapped: Format = workbook.add_format({"text_wrap": True, "valign": "top"})

    def of(self, column: Column, is_doubtful: bool) -> Format:
        """Format of a cell of a column."""
        pattern = self.NUMBERS[column.unit] if isinstance(column.dtype, pl.Decimal) else ""
        key = (pattern, is_doubtful)
        if key not in self._made:
            properties: dict[str, Any] = {"num_format": pattern} if pattern else {}
            if is_doubtful:
                properties["bg_color"] = "#FFF2AB"
            self._made[key] = self._workbook.add_format(properties)
        return self._made[key]


def _guide(sheet: Worksheet, formats: _Formats, head: Mapping[str, str], counts: Mapping[str, int]) -> None:
    """The first sheet: what this is, how to read it, what is where, what every column means."""
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 26)
    sheet.set_column(2, 2, 24)
    sheet.set_column(3, 3, 10)
    sheet.set_column(4, 5, 80)
    sheet.write_string(0, 0, "项目支出绩效自评表数据集", formats.title)
    for row, (label, text) in enumerate(head.items(), start=1):
        sheet.write_string(row, 0, label)
        sheet.write_string(row, 1, text)
    row = len(head) + 2
    sheet.write_string(row, 0, "使用须知", formats.strong)
    for caveat in CAVEATS:
        row += 1
        sheet.merge_range(row, 0, row, 4, caveat, formats.wrapped)
    row += 2
    row = _block(sheet, formats, row, ("工作表", "数据表或视图", "", "行数", "一行是什么"))
    for name, title in SHEETS.items():
        entry = VIEWS.get(name) or TABLES[name]
        sheet.write_url(row, 0, f"internal:'{title}'!A1", string=title)
        sheet.write_string(row, 1, name)
        sheet.write_number(row, 3, counts[name])
        sheet.write_string(row, 4, f"{chinese(entry.description)}{chinese(entry.grain)}")
        row += 1
    row = _block(sheet, formats, row + 1, ("工作表", "列", "字段名", "单位", "含义", "取值；表上的标题"))
    for name, title in SHEETS.items():
        for column in _columns(name):
            values = "、".join(f"{label} {value}" for value, label in column.vocabulary.items())
            headings = "、".join(column.headings)
            texts = (title, column.title, column.name, UNITS[column.unit], chinese(column.description))
            for number, text in enumerate((*texts, "；".join(filter(None, (values, headings))))):
                sheet.write_string(row, number, text)
            row += 1


def _block(sheet: Worksheet, formats: _Formats, row: int, headings: Sequence[str]) -> int:
    for number, heading in enumerate(headings):
        sheet.write_string(row, number, heading, formats.heading)
    return row + 1


def _sheet(sheet: Worksheet, formats: _Formats, columns: Sequence[Column], rows: Sequence[tuple[Any, ...]]) -> None:
    """One table: Chinese headings that stay in view, a filter, and the colour of doubt."""
    titles = {column.name: column.title for column in columns}
    doubt = next((number for number, column in enumerate(columns) if column.name == "doubtful"), None)
    for number, column in enumerate(columns):
        sheet.write_string(0, number, column.title, formats.heading)
        shown = (_shown(column, row[number], titles) for row in rows[:MEASURED_ROWS])
        sheet.set_column(number, number, _width(column.title, shown))
    plain = [formats.of(column, False) for column in columns]
    coloured = [formats.of(column, True) for column in columns]
    for line, row in enumerate(rows, start=1):
        doubtful = row[doubt] if doubt is not None else ()
        for number, column in enumerate(columns):
            value = _shown(column, row[number], titles)
            form = coloured[number] if column.name in doubtful else plain[number]
            if isinstance(value, str):
                sheet.write_string(line, number, value, form)
            elif value is not None:
                sheet.write_number(line, number, value, form)
            elif form is coloured[number]:
                sheet.write_blank(line, number, None, form)
    sheet.freeze_panes(1, 0)
    if columns:
        sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)


def _shown(column: Column, value: Any, titles: Mapping[str, str]) -> str | int | float | Decimal | None:
    """A value as a person reads it: Chinese words for codes, titles for the names of doubtful columns."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        words: dict[str, str] = {**_TITLES, **titles, **column.vocabulary}
        return "、".join(words.get(str(name), str(name)) for name in value) or None
    if isinstance(value, str):
        text = column.vocabulary.get(value) or _labelled(column.name, value)
        if not text.isprintable():
            text = text.translate(_UNSAFE)
        return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"
    return value  # type: ignore[no-any-return]  # the warehouse gives numbers for every other type


def _labelled(name: str, value: str) -> str:
    """The Chinese labels of a code, or of the codes that a text lists; numbers of rules and other texts as they are."""
    if name == "rule_id":
        return value
    if name not in CODES_IN_TEXT:
        label = labels_by_column().get(name, {}).get(value)
        return value if label is None else label[0]
    owner, between = CODES_IN_TEXT[name]
    labels = labels_by_column()[owner]
    parts = value.split(between)
    return "、".join(re.sub(r"[a-z]\w*", lambda code: labels.get(code[0], (code[0], ""))[0], part) for part in parts)


def _width(title: str, values: Any) -> float:
    """Width of a column; a text longer than the widest column is cut on screen only."""
    longest = max((_columns_of(str(value)) for value in values if value is not None), default=0)
    low, high = WIDTHS
    return min(max(longest + 2, _columns_of(title) + 4, low), high)


def _columns_of(text: str) -> int:
    """How many columns of a fixed-width font the longest line of a text takes."""
    lines = text.splitlines() or [""]
    return max(sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in line) for line in lines)
