"""What a blank form prints for the person who fills it in: beginnings, fillers, and sentences that say what to write.

Belongs here: telling such texts from answers. Does not belong here: what follows for a value (``pipeline.forms``).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from pipeline.text.fold import fold_widths, squeeze

# 指标1：, 指标2：/, ……, XX, ≥**人, （据实填写）
_STUB = re.compile(
    r"(?:指标(?:\d{1,2}[:：]?|[一二三四五六七八九十]?[:：])(?:[-—–―/\\*]+|[.…。·]{2,}|[XxＸ×]{2,4})?"
    r"|[.…。·•]{2,}"
    r"|[≥≤><=]?(?:[*＊]{1,6}|[XxＸ×]{2,4})(?:\.[*＊XxＸ×]{1,4})?"
    r"(?:\(?(?:万?人次|[万亿千]?元|万?[个人次项家户场期份台套件条座处所名位天月年日吨米亩度批篇]|平方米|公里|小时|个百分点|[%％㎡])(?:/[人年月日天次])?\)?)?"
    r"|[(（](?=[^()（）]*(?:填写|填列|填报))[^()（）]*[)）])"
)
_CLAUSES = re.compile(r"[;；。\n]+|(?<=[^\d.、])(?=\d{1,2}[.、](?!\d))")
_NUMBERING = re.compile(r"^(?:\d{1,2}[.、]|\(?[一二三四五六七八九十\d]{1,2}[)、]|[①-⑳])")
_LENGTH = re.compile(r"(?:限|不超过)\d+字(?:以内)?")
_NOTES = re.compile(rf"\(([^()]*)\)|{_LENGTH.pattern}")
# What a note in brackets asks for, and how long the answer may be.
_ASKS = re.compile(r"填写|填列|填报|不填|说明原因|说明理由|(?<!\d)\d+字(?:以内|左右|以下|以上|之内)?$")
# 未达到90%的需说明原因, 应单独说明理由, 请简要描述完成情况, 若无偏差则不填
_ASKED = re.compile(
    r"(?:需|须|应|请|应当|则|可|必须)(?:要|在此|此处|据|如实|单独|逐项|逐条|详细|简要|简单|具体|分别|一并|予以|对)*"
    r"(?:未[^,，。;；]{1,6}|偏差[^,，。;；]{0,6}|完成情况)?(?:进行)?"
    r"(?:(?:说明|填写|填列|填报|注明|写明|阐述|描述|概述|不填)"
    r"(?:其|具体|相关|有关|未完成|产生|偏差|调整|的)*(?:原因|理由|情况|内容|依据|清楚|措施|及|和|与|、|改进)*|分析原因)$"
)
_DEFINED = re.compile(r"^[^=,，]{2,20}=[^=]{3,}$|^.{2,16}(?:包括|包含|是指|指)[:：]?.{2,}$|口径|计算公式")
_HEADING = re.compile(r"^.{0,14}(?:原因|措施|情况|说明|分析|目标|内容|结论|问题|综述|概述)$")
_SIGNS = ".、:,，"
# A text without any of these asks for nothing.
_TOLD = re.compile(r"[填写说明描概阐述字析]")
_Kind = Literal["asked", "defined", "answer"]


@lru_cache(maxsize=1 << 13)
def is_instruction(text: str) -> bool:
    """Whether a text is nothing but what a blank form prints.

    >>> is_instruction("指标1：/"), is_instruction("未达到90%的需说明原因（100字以内）"), is_instruction("需加强管理")
    (True, True, False)
    """
    tight = squeeze(text)
    if _STUB.fullmatch(fold_widths(tight)):
        return True
    kinds = _kinds(tight)
    return "asked" in kinds and "answer" not in kinds


def has_instruction(text: str) -> bool:
    """Whether a text prints an instruction beside what may be an answer."""
    kinds = _kinds(squeeze(text))
    return "asked" in kinds and "answer" in kinds


def _kinds(text: str) -> set[_Kind]:
    folded = fold_widths(text)
    if not _TOLD.search(folded):
        return {"answer"}
    return {kind for clause in _CLAUSES.split(folded) if clause.strip(_SIGNS) for kind in _kind(clause)}


def _kind(clause: str) -> set[_Kind]:
    body = _NUMBERING.sub("", clause).strip(_SIGNS)
    rest = _NOTES.sub(_unless_asked, body).strip(_SIGNS)
    is_noted = rest != body
    if _ASKED.search(rest) or (is_noted and (rest == "" or _HEADING.match(rest))):
        return {"asked"}
    if is_noted:
        return {"asked", "answer"}
    return {"defined"} if _DEFINED.search(rest) else {"answer"}


def _unless_asked(note: re.Match[str]) -> str:
    """An empty text for a note in brackets that asks for an answer or tells its length; any other note as it is."""
    is_asked = note[1] is None or _ASKS.search(note[1])
    return "" if is_asked else _LENGTH.sub("", note[0])
