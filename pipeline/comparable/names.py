"""Names of indicators without what differs between offices and years though nothing else is meant.

Belongs here: ``names.yml`` and the way it is applied. Does not belong here: the kind of an indicator (``kinds``),
names of projects and departments (``pipeline.identity``).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipeline.package_yaml import package_yaml
from pipeline.text.fold import fold_widths, squeeze

# 2024年度, 二〇二四年, 今年 …; a year within a longer number is none.
_YEARS = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?:[-~至—]+(?:(?:19|20)?\d\d))?年?度?(?!\d)|[二一][〇零○九][〇零○一二三四五六七八九]{2}年度?|(?:本|今|当|全)年度?"
)
# (一) 1. 1、 ① 指标1: 一、
_NUMBERING = re.compile(
    r"^(?:指标)?(?:\(?(?:\d{1,2}|[一二三四五六七八九十]{1,3})\)|(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.、:,](?!\d)|[①-⑳]|指标\d{0,2}:)+"
)
_SIGNS = re.compile(r"[^\w%‰]+|_+")


@cache
def _rewrites() -> tuple[tuple[re.Pattern[str], str], ...]:
    content = package_yaml(__package__, "names.yml")
    return tuple((re.compile(rule["from"]), rule["to"]) for rule in content["rewrites"])


@lru_cache(maxsize=1 << 15)
def normalized_name(name: str | None) -> str | None:
    """A name as it is compared; null where nothing of it is left.

    Kept apart is what may be another thing: 人数 and 人次, 完成率 and 及时率, bracketed words.

    >>> normalized_name("1.2024年度 群众满意率（%）"), normalized_name("群众满意度")
    ('群众满意度', '群众满意度')
    """
    if name is None:
        return None
    text = _YEARS.sub("", squeeze(fold_widths(name)))
    while (bare := _NUMBERING.sub("", text)) != text:
        text = bare
    # A unit in brackets at the end says what the target column says too.
    text = re.sub(r"\((?:%|‰|单位:[^()]*|百分比|百分率)\)$", "", text)
    text = _SIGNS.sub("", text).upper()
    for pattern, to in _rewrites():
        text = pattern.sub(to, text)
    return text or None
