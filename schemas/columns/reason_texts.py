"""Columns of the texts of reason columns: cause, measure, group of like texts, class of cause.

Belongs here: tables ``reason`` and ``reason_category``. Does not belong here: the reason as printed on an indicator
(``indicators``).
"""

from __future__ import annotations

from schemas.columns.types import CODE, POINTS, Column, flag, integer, rate, text
from schemas.columns.vocabularies import (
    REASON_CATEGORIES,
    REASON_SPLITS,
    REASON_STATES,
    SUGGESTED_CATEGORIES,
    UNSTATED_KINDS,
)

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
    "Whether the text states anything: the one definition of a stated reason. 无, a dash, 不涉及 and the like state"
    " nothing, and 详见附件 states nothing on this form.",
    is_nullable=False,
    vocabulary=REASON_STATES,
)
UNSTATED_KIND = text(
    "unstated_kind",
    "未说明类型",
    "What stands in place of a reason: words for nothing (无), or only where else to look (详见附件, 同上); null where"
    " the text states something.",
    vocabulary=UNSTATED_KINDS,
)
HAS_CAUSE = flag(
    "has_cause",
    "是否说明原因",
    "Whether the text states a cause; false where it states nothing and where all of it is a measure.",
    is_nullable=False,
)
REASON_KEY = text(
    "reason_key",
    "原因规范文本",
    "The cause (the whole text where none is told apart) without punctuation, blanks and width differences; measures"
    " are left out, so that one cause with different measures is one key.",
    is_nullable=False,
)
NEAR_GROUP = text(
    "reason_group",
    "近似文本组",
    "Number of the group of equal and nearly equal reasons, across forms, departments and years.",
    is_nullable=False,
)
GROUP_SIMILARITY = rate(
    "group_similarity",
    "近似度（%）",
    "Similarity of the reason with the leading text of its group, in percent, 100 is equal.",
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
SUGGESTED_CATEGORY = text(
    "suggested_category",
    "推测类别（仅供参考）",
    "The likeliest class of a cause that no pattern hit, told by a small trained model from the characters of the"
    " text; null where a pattern hit, where no class is likely enough, and where no cause is stated or its text may be"
    " misread. A suggestion and no reading: it is always doubtful, stands apart from category, and no sum by class"
    " counts it.",
    vocabulary=SUGGESTED_CATEGORIES,
)
SUGGESTED_PROBABILITY = Column(
    "suggested_probability",
    POINTS,
    "推测概率（0至1）",
    "What the model gives for the suggested class, 0 to 1; on texts that it had not seen more of the suggestions were"
    " right than this says (benchmarks/reasons.md).",
    minimum=0,
    maximum=1,
)
PATTERN_ID = text(
    "pattern", "匹配规则", "Pattern of the taxonomy that hit; null for unclassified.", pattern=r"^[a-z][a-z0-9_.]*$"
)
MATCHED_TEXT = text("matched_text", "匹配文字", "The words of the cause that the pattern hit.")
MATCH_START = integer("match_start", "匹配起点", "First matched character in cause_text, from 0.", minimum=0)
MATCH_END = integer("match_end", "匹配终点", "Place after the last matched character in cause_text.", minimum=0)
