"""Which sheets a workbook has, what stands first in each, and in which order its rows come.

Belongs here: choices about reading order. Does not belong here: titles and meanings of columns (``schemas``), fonts and
colours (``sheet``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.publish.workbook.values import is_shown
from schemas.catalog import TABLES, Entry
from schemas.columns import PATH as PATH_COLUMN
from schemas.columns import Column
from schemas.views import VIEWS, View

GUIDE = "说明"
DICTIONARY = "字段说明"

SHEETS: Mapping[str, str] = {
    "projects": "项目",
    "budget_execution": "预算执行",
    "shortfall_indicators": "扣分指标",
    "deviation_reasons": "偏差原因",
    "findings": "核查发现",
    "department_profile": "部门画像",
    "indicators": "绩效指标",
    "data_quality": "数据质量",
    "quarantine": "隔离",
    "budget_totals": "项目预算合计",
    "project_years": "项目年度对比",
    "department_forms": "部门整体自评",
    "reason_groups": "雷同原因",
    "budget_execution_by_department": "各部门预算执行",
    "budget_execution_by_funding_source": "各资金来源预算执行",
    "shortfall_by_department": "各部门扣分",
    "shortfall_by_level2": "各类指标扣分",
    "deviation_reason_by_category": "各类原因",
    "deviation_reason_by_department_category": "各部门各类原因",
    "finding_summary": "核查发现汇总",
    "rule_summary": "规则执行情况",
    "rule": "规则",
    "score_audit": "得分核算",
    "score_audit_coverage": "得分核算覆盖面",
    "target_slack": "目标松紧",
    "target_change": "指标值逐年变化",
    "narrative": "决算说明",
    "doubts": "存疑明细",
    "doubt_summary": "存疑汇总",
    "unknown_units": "未识别单位",
    "correction": "人工更正",
}
"""Tables and views to the titles of their sheets, in the order of the sheets."""

DEFAULT = tuple(SHEETS)[:9]
"""The sheets of a workbook for which nobody names any."""

MOST_DETAIL = frozenset({"cell", "repair", "rule_result", "code_label"})
"""Tables for programs: no sheet is made of them."""

PAGE_WIDTH = 215.0
"""Characters of one width that a line of landscape A4 holds in small but readable print."""

TEXT_WIDTH = 40
NAME_WIDTH = 26


@dataclass(frozen=True, slots=True)
class Layout:
    """What stands first in a sheet, each column with its greatest width; what rows are sorted by."""

    first: Mapping[str, int]
    order: tuple[str, ...] = ()


_BY_PROJECT = ("region", "department_normalized", "project_name", "fiscal_year")
_WHO = {"project_name": NAME_WIDTH, "department": 18, "fiscal_year": 8}
_INDICATOR = {
    **_WHO,
    "level1": 10,
    "level2": 10,
    "name": 20,
    "target_text": 16,
    "actual_text": 16,
    "weight": 8,
    "score": 8,
    "shortfall": 8,
    "is_counted": 8,
    "reason_text": TEXT_WIDTH,
}
LAYOUTS: Mapping[str, Layout] = {
    "projects": Layout(
        {
            **_WHO,
            "implementing_unit": 18,
            "adjusted_budget_yuan": 14,
            "executed_yuan": 14,
            "computed_rate_pct": 10,
            "total_weight": 8,
            "total_score": 8,
            "score_pct": 10,
            "grade": 8,
            "shortfall_indicators": 8,
            "shortfall": 8,
            "path": 26,
            "first_page": 7,
        },
        _BY_PROJECT,
    ),
    "budget_execution": Layout(
        {
            **_WHO,
            "label_text": 22,
            "funding_source": 12,
            "is_leaf": 8,
            "initial_budget_yuan": 14,
            "adjusted_budget_yuan": 14,
            "executed_yuan": 14,
            "execution_rate_pct": 10,
            "computed_rate_pct": 10,
            "unspent_yuan": 14,
            "weight": 8,
            "score": 8,
        },
        _BY_PROJECT,
    ),
    "shortfall_indicators": Layout(_INDICATOR, _BY_PROJECT),
    "indicators": Layout(_INDICATOR, _BY_PROJECT),
    "deviation_reasons": Layout(
        {
            **_WHO,
            "level2": 10,
            "name": 20,
            "cause_text": TEXT_WIDTH,
            "measure_text": TEXT_WIDTH,
            "category": 12,
            "projects_in_near_group": 8,
            "shortfall": 8,
            "is_counted": 8,
            "page": 6,
        },
        _BY_PROJECT,
    ),
    "findings": Layout(
        {
            **_WHO,
            "severity": 8,
            "kind": 10,
            "title": 18,
            "message": 46,
            "expected": 14,
            "found": 16,
            "action": 28,
            "page": 6,
        },
        ("CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END", *_BY_PROJECT),
    ),
    "department_profile": Layout(
        {
            "department_normalized": NAME_WIDTH,
            "region": 12,
            "fiscal_year": 8,
            "form_kind": 10,
            "forms": 8,
            "adjusted_budget_yuan": 14,
            "executed_yuan": 14,
            "computed_rate_pct": 10,
            "mean_score_pct": 10,
            "indicators": 8,
            "shortfall_indicators": 8,
            "shortfalls_without_reason": 9,
            "shortfall": 8,
            "errors": 7,
            "warnings": 7,
            "doubtful_rows": 8,
            "doubtful_money_share_pct": 10,
        },
        ("region", "department_normalized", "fiscal_year", "form_kind"),
    ),
    "data_quality": Layout(
        {
            "path": TEXT_WIDTH,
            "region": 12,
            "fiscal_year": 8,
            "pages": 6,
            "outcome": 14,
            "reason_text": TEXT_WIDTH,
            "forms": 8,
            "indicators": 8,
            "doubtful_values": 8,
            "doubts_by_code": 30,
            "reader_findings": 8,
            "form_findings": 8,
        },
        ("path",),
    ),
    "quarantine": Layout({"path": TEXT_WIDTH, "page": 6, "code": 18, "sentence": 60, "excerpt": 60}, ("path",)),
}

MUST_SHOW = {"form_kind": 10, "duplicate_of": 22, "is_example": 8}
"""Columns that decide which rows may be added, with their widths: in front as soon as rows differ in them."""

_NAMES = ("project_name", "department_normalized", "path")
"""What a row is called, the first that it has: stands first and stays when one scrolls."""

_TECHNICAL = frozenset({"ordinal", "is_example", "template", "route", "batch", "line_no", "indicator_no", "row_no"})
_TECHNICAL_ENDINGS = ("_id", "_key", "_origin", "_no", "_of", "_basis", "_code", "_granularity")


@dataclass(frozen=True, slots=True)
class Place:
    """One column of a sheet and its greatest width; in the part that is folded up, or not."""

    column: Column
    width: int
    is_folded: bool = False


def entry(name: str) -> Entry | View:
    """The table or the view of this name. Raises KeyError."""
    return VIEWS.get(name) or TABLES[name]


def title(name: str) -> str:
    """What the sheet of a table or view is called; short enough for a tab, and no two alike."""
    return SHEETS.get(name) or f"{entry(name).title[:20]}({name[:9]})"


def columns(name: str) -> Mapping[str, Column]:
    """Columns that the sheet of a table or view has, in the order of the schema.

    Where it names a file only by its number, the path is added.
    """
    shown = {column.name: column for column in entry(name).columns.values() if is_shown(column)}
    return shown | ({"path": PATH_COLUMN} if "document_id" in shown and "path" not in shown else {})


def order(name: str) -> Sequence[str]:
    """What the rows of a sheet are sorted by, as SQL; the place in its form last, so that rows never change places."""
    given = VIEWS[name].order if name in VIEWS else TABLES[name].primary_key
    return (*(LAYOUTS[name].order if name in LAYOUTS else ()), *given)


def places(name: str, varied: Sequence[str]) -> list[Place]:
    """The columns of a sheet in the order in which they stand.

    First what a reader needs, as far as a printed page is wide, the last of it which values are doubtful. Then, folded
    up, the rest, ids and codes last. ``varied`` are the columns of :data:`MUST_SHOW` whose rows are not all alike.
    """
    known = columns(name)
    needed = [column for column in MUST_SHOW if column in known and column in varied]
    last = [column for column in ("doubtful",) if column in known]
    if name in LAYOUTS:
        widths = dict(LAYOUTS[name].first)
    else:
        names = [column for column in _NAMES if column in known][:1]
        others = [c for c in known if c not in (*names, *needed, *last) and not _is_technical(known[c])]
        widths = dict.fromkeys((*names, *others), NAME_WIDTH)
    for column in needed:
        widths.setdefault(column, MUST_SHOW[column])
    first = [Place(known[column], width) for column, width in widths.items() if column not in last]
    front = [*first, *(Place(known[column], 20) for column in last)]
    taken = {place.column.name for place in front}
    rest = sorted((c for c in known.values() if c.name not in taken), key=_is_technical)
    return [*front, *(Place(column, 20, is_folded=True) for column in rest)]


def _is_technical(column: Column) -> bool:
    """Whether a column only links rows or tells where a fact came from."""
    return column.name in _TECHNICAL or column.name.endswith(_TECHNICAL_ENDINGS)
