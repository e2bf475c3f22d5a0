"""Printed labels reduced to the form in which they are compared.

Belongs here: what is ignored when two labels are compared. Does not belong here: which labels exist
(``pipeline.families``).
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.text.fold import fold_radicals, fold_widths, squeeze
from pipeline.text.furniture import SEAL_WORDS
from pipeline.text.numbers import MONEY_UNIT
from pipeline.text.synonyms import canonical

# Notes in brackets that say how a column is measured, not what it is: (A), (B/A×100%), (20分*执行率), (万元), (盖章),
# or how much it weighs: (40%).
_NOTE = re.compile(
    r"\((?:[A-Z](?:[/=][A-Z/]+)?(?:[×xX*]100%?)?|\d+分[×xX*]执行率|执行数/预算数(?:[×xX*]100%?)?"
    r"|%|(?:满分|共|占|分值|权重|总分|合计)?:?\d+(?:\.\d+)?[分%]?|分|(?:单位:?)?(?:人民币)?(?:亿|万|千|百万)?元|人民币元"
    rf"|(?:加盖|单位)?(?:{SEAL_WORDS})|\d+字(?:以内|左右)?|必填|选填|包含数字及文字描述|数字及文字描述)\)"
)
_NUMBERING = re.compile(
    r"^(?:\d{1,2}[.、](?!\d)|\d{1,2}\)|\(\d{1,2}\)|\(?[一二三四五六七八九十]{1,3}[、)]|[一二三四五六七八九十]{1,2}\.|[①-⑳]|[*★☆※●■◆])(?=.)"
)
_OF_WHICH = re.compile(r"^其中[:,，]?")


@lru_cache(maxsize=1 << 14)
def plain_label(text: str) -> str:
    """A label without blanks, widths, numbering, notes in brackets, 其中 and a closing colon.

    >>> plain_label("（一）项目 主管部门（盖章）："), plain_label("其中：中央补助"), plain_label("产出指标（40%）")
    ('项目主管部门', '中央补助', '产出指标')
    """
    label = squeeze(fold_widths(fold_radicals(text)))
    label = _NOTE.sub("", label)
    label = _OF_WHICH.sub("", _NUMBERING.sub("", label))
    return _NUMBERING.sub("", label).rstrip(":").strip()


@lru_cache(maxsize=1 << 14)
def normalise_label(text: str) -> str:
    """The label in the form in which labels are compared: plain, and the one that stands for all its synonyms."""
    return canonical(plain_label(text))


def money_unit(text: str) -> str | None:
    """The unit of money that a label or a note prints (元, 千元, 万元, 亿元), or null.

    >>> money_unit("项目资金（万元）"), money_unit("金额单位：元"), money_unit("主管部门")
    ('万元', '元', None)
    """
    folded = squeeze(fold_widths(text))
    match = re.search(rf"(?:单位:?|\()(?:人民币)?({MONEY_UNIT})", folded)
    return match.group(1) if match else None


def undouble(text: str) -> str:
    """The label where every character is printed twice to look bold; any other text as it is.

    >>> undouble("三三级级指指标标"), undouble("一级指标")
    ('三级指标', '一级指标')
    """
    squeezed = squeeze(text)
    if len(squeezed) >= 4 and squeezed[::2] == squeezed[1::2]:
        return squeezed[::2]
    return text
