"""One name for all spellings of a project, apart from the years in it.

Belongs here: what two names of one project may differ in. Does not belong here: which office it is of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.text.fold import fold_radicals, fold_widths, squeeze

LATER = "更正版?|更正后|调整后|调整版|修订版?|修订稿|修正版?|修改后|修改版|更新版?|最终版|终稿|定稿|第二版"
"""Words that say of a text that it came after another one, as parts of a pattern."""
_FIRST, _LAST = r"(?P<first>20[0-4]\d)", r"(?P<last>(?:20)?[0-4]\d)"
_TO = r"(?:年度?)?[-—－–_~～至/、]{1,2}"
# A year with 年 behind it anywhere; without it only where nothing else can be meant: at an end or in brackets.
_YEAR = re.compile(
    rf"(?<![\d.]){_FIRST}(?:{_TO}{_LAST})?(?:学年度?|财年|年度|年)"
    r"|(?P<chinese>二[〇零○][〇零○一二三四五六七八九]{2})年度?"
)
_BARE_YEAR = re.compile(
    rf"(?:^|(?<=[(\[]))(?<![\d.]){_FIRST}(?:{_TO}{_LAST})?(?=$|[)\]]|[-—_:、]|[\u4e00-\u9fff](?<![亩元万人户吨米公平个套台千名家栋辆张间座条处项次件例份期号]))"
    rf"|(?<![\d.]){_FIRST.replace('first', 'first_')}(?:{_TO}{_LAST.replace('last', 'last_')})?$"
)
# The number of a document keeps its year: 川财社〔2024〕12号.
_NUMBER = re.compile(r"[(\[〔【](20\d\d)[)\]〕】](?=第?\d+号)")
_ENDS = re.compile(r"(?<=.{2})(?:项目|\(项目\))$")
_CODE = re.compile(r"^(?:[\[(]\d{4,}[\dA-Za-z]*[\])][-—_:.、]*|\d{5,}[\dA-Za-z]*[-—_:.、]+|\d{10,}[\dA-Za-z]*)(?=.{2})")
_NUMERALS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_VERSION = re.compile(rf"[(\[](?:{LATER})[)\]]$")
_SIGNS = re.compile(r"[^\w+#%℃]|_")


@dataclass(frozen=True, slots=True)
class ProjectName:
    """The name that stands for all spellings, the years in the printed one, and whether that names a later version."""

    name: str
    years: tuple[int, ...]
    is_corrected: bool


@lru_cache(maxsize=1 << 16)
def project_name(printed: str) -> ProjectName:
    """The name without years, blanks, punctuation, 项目 at its end and what says that it is another version.

    Marks of a sequence stay: 一期, 第三批, (2).

    >>> project_name("2024年度 防汛物资采购（第二批）项目")
    ProjectName(name='防汛物资采购第二批', years=(2024,), is_corrected=False)
    """
    text = fold_widths(squeeze(fold_radicals(printed)))
    text = _NUMBER.sub(r"#\1#", _CODE.sub("", text))
    corrected = _VERSION.sub("", text) or text
    is_corrected, text = corrected != text, corrected
    years: set[int] = set()
    for pattern in (_YEAR, _BARE_YEAR):
        for match in pattern.finditer(text):
            years |= set(_years(match))
        text = pattern.sub("", text) or text
    name = _SIGNS.sub("", _ENDS.sub("", text)) or _SIGNS.sub("", text)
    return ProjectName(name.upper(), tuple(sorted(years)), is_corrected)


def _years(match: re.Match[str]) -> Iterator[int]:
    """The years that a match names: one, or the two ends of a period."""
    found = match.groupdict()
    if found.get("chinese"):
        yield int(found["chinese"].translate(_NUMERALS))
        return
    yield int(found["first"] or found["first_"])
    if last := found["last"] or found.get("last_"):
        yield 2000 + int(last[-2:])
