"""Columns of pairs of indicators: the same one in two years, and how its target moved.

Belongs here: table ``indicator_pair``, and what view ``target_change`` shows of the earlier year. Does not belong here:
columns of one indicator (``indicators``).
"""

from __future__ import annotations

from dataclasses import replace

from schemas.columns.audit import DOUBTED
from schemas.columns.identity import FORM_ID
from schemas.columns.indicators import INDICATOR_NO
from schemas.columns.types import CODE, QUANTITY, RATIO, Column, text
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
CHANGE_UNCHECKED_REASON = text(
    "unchecked_reason",
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
LOWERED_BY_PCT = Column(
    "lowered_by_pct",
    RATIO,
    "目标降低比例",
    "lowered_by in percent of the earlier target; null where that is zero.",
    unit="%",
)
PAIR_DOUBTED = replace(
    DOUBTED,
    description="What the comparison rests on that is not certain: columns of either target, name_match or "
    "project_match; empty when there is none, never null.",
)
