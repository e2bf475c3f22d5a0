"""Columns of pairs of indicators: the same one in two years, and how its target moved.

Belongs here: table ``indicator_pair``, and what view ``target_change`` shows of the earlier year. Does not belong here:
columns of one indicator (``indicators``).
"""

from __future__ import annotations

from dataclasses import replace

from schemas.columns.forms import DEPARTMENT, PROJECT_NAME
from schemas.columns.identity import FISCAL_YEAR, FORM_ID
from schemas.columns.indicators import (
    ACTUAL_BASE_UNIT,
    ACTUAL_OPERATOR,
    ACTUAL_TEXT,
    ACTUAL_UNIT,
    ACTUAL_VALUE,
    ACTUAL_VALUE_BASE,
    INDICATOR_NO,
    NAME,
    TARGET_BASE_UNIT,
    TARGET_OPERATOR,
    TARGET_TEXT,
    TARGET_UNIT,
    TARGET_VALUE,
    TARGET_VALUE_BASE,
)
from schemas.columns.types import CODE, QUANTITY, Column, rate, text
from schemas.columns.vocabularies import DIRECTIONS, NAME_MATCHES, PROJECT_MATCHES, TARGET_CHANGES

EARLIER_FORM_ID = replace(
    FORM_ID, name="earlier_form_id", title="上年自评表编号", description="The form of the year before."
)
EARLIER_INDICATOR_NO = replace(
    INDICATOR_NO,
    name="earlier_indicator_no",
    title="上年指标序号",
    description="Place of the same indicator on the form of the year before.",
)
PROJECT_MATCH = text(
    "project_match",
    "项目配对依据",
    "How the project of the year before was found: by its project_key, or under an office that was renamed since.",
    is_nullable=False,
    vocabulary=PROJECT_MATCHES,
)
NAME_MATCH = text(
    "name_match",
    "指标配对依据",
    "How the indicator was found: by its normalised name, or by one that differs in words that change nothing.",
    is_nullable=False,
    vocabulary=NAME_MATCHES,
)
DIRECTION = text(
    "direction",
    "指标方向",
    "Which way is better in both years; null where nothing says so or the two years differ.",
    vocabulary=DIRECTIONS,
)
TARGET_CHANGE = text(
    "target_change",
    "目标变化",
    "Whether the target became easier to reach (lowered), harder (raised) or stayed; null where they do not compare.",
    vocabulary=TARGET_CHANGES,
)
UNCOMPARED_REASON = text(
    "uncompared_reason",
    "无法比较原因",
    "Machine code of why the two targets do not compare; null when they do.",
    pattern=CODE,
)
LOWERED_BY = Column(
    "lowered_by",
    QUANTITY,
    "目标降低幅度",
    "By how much the target became easier, in target_base_unit; below zero where it was raised.",
)
LOWERED_BY_PCT = rate(
    "lowered_by_pct",
    "目标降低比例",
    "By how much the target became easier, in percent of the earlier one; null where that is zero or very small.",
)


def _earlier(column: Column) -> Column:
    return replace(
        column,
        name=f"earlier_{column.name}",
        title=f"上年{column.title}",
        description=f"The same of the year before: {column.name} of the earlier form.",
        headings=(),
    )


EARLIER_FISCAL_YEAR, EARLIER_DEPARTMENT, EARLIER_PROJECT_NAME = map(_earlier, (FISCAL_YEAR, DEPARTMENT, PROJECT_NAME))
EARLIER_NAME = _earlier(NAME)
EARLIER_TARGET_TEXT, EARLIER_TARGET_OPERATOR = _earlier(TARGET_TEXT), _earlier(TARGET_OPERATOR)
EARLIER_TARGET_VALUE, EARLIER_TARGET_UNIT = _earlier(TARGET_VALUE), _earlier(TARGET_UNIT)
EARLIER_TARGET_VALUE_BASE, EARLIER_TARGET_BASE_UNIT = _earlier(TARGET_VALUE_BASE), _earlier(TARGET_BASE_UNIT)
EARLIER_ACTUAL_TEXT, EARLIER_ACTUAL_OPERATOR = _earlier(ACTUAL_TEXT), _earlier(ACTUAL_OPERATOR)
EARLIER_ACTUAL_VALUE, EARLIER_ACTUAL_UNIT = _earlier(ACTUAL_VALUE), _earlier(ACTUAL_UNIT)
EARLIER_ACTUAL_VALUE_BASE, EARLIER_ACTUAL_BASE_UNIT = _earlier(ACTUAL_VALUE_BASE), _earlier(ACTUAL_BASE_UNIT)
