"""The grammar of grades: a word, a word behind its label, or the ticked one of several boxes.

Belongs here: the text of a cell, or of several cells to choose from, to a grade. Does not belong here: which cell holds
the grade (``totals_and_grade``), which band of points a grade stands for (``pipeline.audit``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache

from pipeline.families import vocabulary
from pipeline.model.grid import AnyCell
from pipeline.text.fold import fold_widths, squeeze

_TICKED, _EMPTY = "☑✓✔√■●◆☒✅▇", "□○◻☐◯◇▢"
_EMPTY_BRACKETS = re.compile(r"\(\)|\[\]|【】")
_TICKED_BRACKETS = re.compile(rf"[(\[【][{_TICKED}Vv][)\]】]")
# A word that heads a grade: 自评等级, 评价结果, 绩效评定等次.
_LABEL = re.compile(r"[^:]{0,12}(?:等级|等次|级别|档次|评级|结果|结论|评定)")
# A note behind a label says how to answer (在相应等级后打√); one around a whole text says nothing.
_NOTE = re.compile(r"\([^()]*\)$")
_OUTER_BRACKETS = re.compile(r"^[(\[【]([^()\[\]【】]*)[)\]】]$")
# Grades as letters. They stand in no list of words: a single letter ends many a text.
_LETTER = re.compile(r"[A-D]\+?(?=$|[级等(])")
# What a text beside the totals has in it that may be a grade of a scale that is not known: 基本合格, 一等, 完成较好.
_MAYBE = re.compile(r"优(?![化先惠])|良(?!性)|(?:^|较)[中差](?=$|[等级(])|好(?!转)|合格|达标|[一二三四甲乙丙丁]等")
_LONGEST_MAYBE = 8
# What may stand behind a grade: the band it is for (90-100分), or 等级 itself.
_TAIL = re.compile(r"(?:等级?|级|档)?(?:\([^()]*\))?")


@cache
def _words() -> tuple[str, ...]:
    return tuple(sorted(vocabulary().grades, key=len, reverse=True))


@lru_cache(maxsize=1 << 12)
def heads_grade(text: str) -> bool:
    """Whether a label is one of those under which a grade stands."""
    folded = _NOTE.sub("", squeeze(fold_widths(text)).rstrip(":")).rstrip(":")
    return len(folded) <= 16 and _LABEL.fullmatch(folded) is not None


@lru_cache(maxsize=1 << 12)
def read_grade(text: str) -> tuple[str | None, bool]:
    """The grade that a cell prints, and whether that is certain; a text that is no known grade stays as it is.

    >>> read_grade("自评等级：良"), read_grade("优□ 良☑ 中□ 差□"), read_grade("甲")
    (('良', True), ('良', True), ('甲', False))
    """
    folded = _OUTER_BRACKETS.sub(r"\1", squeeze(fold_widths(text)))
    if folded == "":
        return None, True
    label, colon, value = folded.rpartition(":")
    if colon and _LABEL.fullmatch(label):
        folded = value
    for word in _words():
        if folded.startswith(word) and _TAIL.fullmatch(folded[len(word) :]):
            return word, True
    if (letter := _LETTER.match(folded)) and _TAIL.fullmatch(folded[letter.end() :]):
        return letter.group(), True
    boxes = _boxes(folded)
    if boxes is not None:
        ticked = [word for word, is_ticked in boxes if is_ticked]
        return (ticked[0], True) if len(ticked) == 1 else (None, False)
    return (folded if colon else text), False


def is_grade(text: str) -> bool:
    """Whether a text is a grade beyond doubt."""
    grade, is_certain = read_grade(text)
    return grade is not None and is_certain


def may_be_grade(text: str) -> bool:
    """Whether a short text beside the totals may be a grade of a scale that is not known."""
    folded = squeeze(fold_widths(text))
    return len(folded) <= _LONGEST_MAYBE and _MAYBE.search(folded) is not None and not re.search(r"\d", folded)


def is_option(text: str) -> bool:
    """Whether a text is one of several grades to choose from, with or without a box or a tick."""
    bare = squeeze(fold_widths(text)).strip(_TICKED + _EMPTY + "()[]【】Vv")
    return bare in _words()


def grade_options(cells: Sequence[AnyCell]) -> AnyCell | None:
    """The chosen one of several grades that stand in cells of their own (优 | 良√ | 中 | 差), as one cell.

    Null where no such cells stand in the row; a row of them without one tick is in doubt.
    """
    options = [cell for cell in cells if is_option(cell.text)]
    if len(options) < 2:
        return None
    chosen = "".join(cell.text for cell in options)
    grade, is_certain = read_grade(chosen)
    if grade is None or not is_certain:
        return replace(options[0], text="").doubted("grade_not_chosen")
    named = next((cell for cell in options if grade in cell.text), options[0])
    return replace(named, text=grade)


def _boxes(text: str) -> list[tuple[str, bool]] | None:
    """The grades of a row of boxes, each with whether it is ticked; null for any other text.

    Boxes stand all before or all behind their words; a tick may stand without boxes (优 良√ 中 差).
    """
    marked = _TICKED_BRACKETS.sub("☑", _EMPTY_BRACKETS.sub("□", text))
    words = "|".join(map(re.escape, _words()))
    pieces = re.findall(rf"{words}|[{_TICKED}{_EMPTY}]|\([^()]*\)|[、,;/.]|.", marked)
    signs = [p for p in pieces if p in _words() or p in _TICKED + _EMPTY]
    others = [p for p in pieces if p not in signs and not re.fullmatch(r"\([^()]*\)|[、,;/.]", p)]
    named = [p for p in signs if p in _words()]
    if others or len(named) < 2 or len(set(named)) < len(named) or len(named) == len(signs):
        return None
    is_before = signs[0] not in _words()
    grades: list[tuple[str, bool]] = []
    for position, sign in enumerate(signs):
        if sign not in _words():
            continue
        beside = position - 1 if is_before else position + 1
        mark = signs[beside] if 0 <= beside < len(signs) else ""
        grades.append((sign, mark != "" and mark in _TICKED))
    marks = len(signs) - len(named)
    is_bare = all(p in _TICKED for p in signs if p not in _words())
    return grades if marks == len(named) or (is_bare and marks == 1) else None
