"""Whether words name a sum: the total of a form, or the sum of some of its rows.

Belongs here: labels and sentences. Does not belong here: where a total stands and whether it is right
(``pipeline.forms``), labels that a family prints (``pipeline.families``).
"""

from __future__ import annotations

import re

# A label made of the words for the whole and for points: 综合得分, 得分合计, 自评总得分, 绩效自评总分值.
_TOTAL = re.compile(
    r"(?:绩效|项目|预算|自评|自我评价|评价|评分|指标|综合|最终|最后|总体|总|得分|分值)*"
    r"(?:总分值?|总得分|总评分|合计分?|总计|综合得分|综合评分|最终得分|得分|评分)"
)
_WHOLE = re.compile(r"总|合计|综合|最终|最后|自评得分|评价得分")
_LONGEST_TOTAL = 12
_STATED_TOTAL = re.compile(r"(?:总分|总得分|自评得分|综合得分|评价得分|得分合计|合计得分|最终得分)\D{0,6}\d")
_SUM = re.compile(r"(?:小计|合计)(?:\([^()]*\))?$")


def is_total_of_points(label: str) -> bool:
    """Whether a label (normalised) is made of the words for the whole and for points.

    >>> is_total_of_points("绩效自评总得分"), is_total_of_points("得分"), is_total_of_points("项目总投资")
    (True, False, False)
    """
    return len(label) <= _LONGEST_TOTAL and _TOTAL.fullmatch(label) is not None and _WHOLE.search(label) is not None


def states_total(text: str) -> bool:
    """Whether a text gives the total score of a form in its words: 自评总分为97.5分."""
    return _STATED_TOTAL.search(text) is not None


def is_sum(label: str) -> bool:
    """Whether a label names the sum of some rows: 小计, 财政拨款合计."""
    return _SUM.search(label) is not None


def group_of_sum(label: str) -> str:
    """The rows that a label names the sum of; empty for 小计 alone, the label itself where it names no sum.

    >>> group_of_sum("财政拨款小计"), group_of_sum("小计"), group_of_sum("财政拨款")
    ('财政拨款', '', '财政拨款')
    """
    return _SUM.sub("", label)
