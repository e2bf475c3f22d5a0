"""Columns of the texts of reason columns: cause, measure, group of like texts, class of cause.

Belongs here: tables ``reason`` and ``reason_category``. Does not belong here: the reason as printed on an indicator
(``indicators``).
"""

from __future__ import annotations

from schemas.columns.types import CODE, integer, rate, text
from schemas.columns.vocabularies import REASON_CATEGORIES, REASON_SPLITS, REASON_STATES

CAUSE_TEXT = text(
    "cause_text", "偏差原因", "The part that says why; the whole text where the parts cannot be told apart."
)
MEASURE_TEXT = text("measure_text", "改进措施", "The part that says what will be done; null where not told apart.")
SPLIT_BY = text(
    "split_by",
    "拆分依据",
    "How cause and measure were told apart: labels in the text, opening words, or not at all.",
    is_nullable=False,
    vocabulary=REASON_SPLITS,
)
REASON_STATE = text(
    "state",
    "说明状态",
    "Whether the text states anything; 无, a dash and the like state nothing.",
    is_nullable=False,
    vocabulary=REASON_STATES,
)
REASON_KEY = text(
    "reason_key", "原因规范文本", "The cause without punctuation, blanks and width differences.", is_nullable=False
)
NEAR_GROUP = text(
    "reason_group",
    "近似文本组",
    "Number of the group of equal and nearly equal reasons, across forms, departments and years.",
    is_nullable=False,
)
GROUP_SIMILARITY = rate(
    "group_similarity", "近似度", "Similarity of the reason with the leading text of its group, 100 is equal."
)
REASON_CLASS = text(
    "category",
    "原因类别",
    "Class of the cause; unclassified when no pattern hits.",
    is_nullable=False,
    vocabulary=REASON_CATEGORIES,
    is_open=True,
    pattern=CODE,
)
PATTERN_ID = text(
    "pattern", "匹配规则", "Pattern of the taxonomy that hit; null for unclassified.", pattern=r"^[a-z][a-z0-9_.]*$"
)
MATCHED_TEXT = text("matched_text", "匹配文字", "The words of the cause that the pattern hit.")
MATCH_START = integer("match_start", "匹配起点", "First matched character in cause_text, from 0.", minimum=0)
MATCH_END = integer("match_end", "匹配终点", "Place after the last matched character in cause_text.", minimum=0)
