"""Signs that recognisers take for one another: the printed one where the text around it leaves no choice.

Belongs here: punctuation, brackets and Roman numerals of one text. Does not belong here: characters at a cut
(``cut_names``), figures (``cut_numbers``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from pipeline.model.doubts import CERTAIN, Doubts, with_doubt

_HAN = "\u3400-\u9fff"
# 丶 is a stroke and no word of its own; in running text it is the comma of enumerations.
_STROKE = re.compile("丶")
# A dot in the middle of the line, a degree sign or a point between two Chinese characters, or behind the last of a
# sentence. Units (元/人·天) and names of people (买买提·艾力) print the dot as well.
_UNIT = re.compile(rf"/[{_HAN}]{{1,4}}$")
_DOT = re.compile(rf"(?<=[{_HAN}”\"』」）)%])[·•‧・°˚º](?=[{_HAN}\d]|$)")
# What a new sentence of a reason or goal begins with.
_BEGINS = re.compile(
    r"(?:后续|下一步|今后|改进措施|整改措施|偏差原因|主要原因|原因|同时|其中|另外|此外|目前|将|一是|二是|三是|四是|五是"
    r"|[一二三四五六七八九十][、是]|\d{1,2}[.、．)）]|[（(]\d)"
)
_PAIRS = {"(": ")", "（": "）", "〔": "〕", "[": "]", "【": "】", "《": "》", "「": "」", "『": "』"}
# Brackets around the year of a document number (财预〔2020〕10号), of which one is often taken for its heavy sister.
_NUMBER = re.compile(r"[〔\[【](20\d\d|19\d\d)[〕\]】](?=\d{1,4}号)")
_ROMAN = {"I": "Ⅰ", "l": "Ⅰ", "II": "Ⅱ", "III": "Ⅲ", "IV": "Ⅳ", "V": "Ⅴ"}
_GRADED = re.compile(r"(?<![A-Za-z])([IVl]{1,3})(?=[-—~至、和]?[Ⅰ-Ⅻ])|(?<=[Ⅰ-Ⅻ])([-—~至、和])([IVl]{1,3})(?![A-Za-z])")
_GRADE = re.compile(r"(?<![A-Za-z0-9.])[IVl]{1,3}(?=(?:[-—~至][IVl]{1,3})?(?:类|级|期|型|标段))")


# What only a look-alike prints: the stroke, brackets of two kinds around a year, a dot that ends a sentence.
_SHOWN = re.compile(rf"(?m:丶|〔20\d\d[\]】]|\[20\d\d[〕】]|【20\d\d[〕\]]|(?<=.{{11}})[·°](?=[{_HAN}]|\d[.、]|$))")
_MANY = 2
# Without any of these a text has nothing to mend.
_TO_MEND = re.compile(rf"[丶·•‧・°˚ºIVlⅠ-Ⅻ{re.escape(''.join({*_PAIRS, *_PAIRS.values()}))}]")


def shows_lookalikes(texts: Iterable[str]) -> bool:
    """Whether the texts of a document show so many look-alike signs that others can be among them unseen."""
    return len(_SHOWN.findall("\n".join(texts))) >= _MANY


class MendedText(NamedTuple):
    """A text with its signs as printed, and the doubts that are left."""

    text: str
    doubts: Doubts = CERTAIN


def mend_signs(text: str, *, is_prose: bool) -> MendedText:
    """A text with look-alike signs replaced.

    ``is_prose`` says that sentences stand in it: then a dot in the middle of the line is a full stop. It is doubtful
    where no new sentence begins behind it. Brackets of two kinds that open and close each other are doubtful, except
    around the year of a document number.

    >>> mend_signs("应知尽知丶应享尽享·", is_prose=True)
    MendedText(text='应知尽知、应享尽享。', doubts=())
    >>> mend_signs("依据财预〔2020】10号", is_prose=True)
    MendedText(text='依据财预〔2020〕10号', doubts=())
    >>> mend_signs("地表水优良(I-Ⅲ类)比例", is_prose=False)
    MendedText(text='地表水优良(Ⅰ-Ⅲ类)比例', doubts=())
    """
    if _TO_MEND.search(text) is None:
        return MendedText(text)
    is_open = False
    text = _STROKE.sub("、", text)
    if is_prose:
        dots = [m for m in _DOT.finditer(text) if not _UNIT.search(text[: m.start()])]
        unsure = [m for m in dots if m.end() < len(text) and not _BEGINS.match(text, m.end())]
        is_open = bool(unsure)
        for dot in dots:
            text = f"{text[: dot.start()]}。{text[dot.end() :]}"
    text = _NUMBER.sub(r"〔\1〕" if "〔" in text or "〕" in text else r"[\1]", text)
    text = _GRADED.sub(_as_roman, text)
    is_open = is_open or _GRADE.search(text) is not None or _is_crossed(text)
    return MendedText(text, with_doubt(CERTAIN, "lookalike_sign") if is_open else CERTAIN)


def _as_roman(match: re.Match[str]) -> str:
    before, link, behind = match.groups()
    return _ROMAN.get(before, before) if before else link + _ROMAN.get(behind, behind)


def _is_crossed(text: str) -> bool:
    """Whether a bracket is closed by one of another kind; widths are alike."""
    opened: list[str] = []
    for char in _BRACKETS.findall(text):
        if char in _PAIRS:
            opened.append(_wide(_PAIRS[char]))
        elif _wide(char) in _CLOSING and (not opened or opened.pop() != _wide(char)):
            return True
    return False


def _wide(char: str) -> str:
    return _WIDE.get(char, char)


_WIDE = {")": "）", "]": "〕"}
_CLOSING = frozenset(map(_wide, _PAIRS.values()))
_BRACKETS = re.compile(f"[{re.escape(''.join({*_PAIRS, *_CLOSING, *_WIDE}))}]")
