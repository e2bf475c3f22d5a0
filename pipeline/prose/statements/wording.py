"""A sentence made ready for reading: figures and marks of one kind, grades and bands of scores as single signs.

Belongs here: how the same thing is written in different ways. Does not belong here: what a figure is about.
"""

from __future__ import annotations

import re
from functools import cache

from pipeline.model.rows import GradeName
from pipeline.package_yaml import package_yaml

# Signs of the private use area stand for a grade, for a band of scores that usually is one, for another band, for
# several grades at once, and for a figure that is there and cannot be read exactly (about 500, 5 to 6, XX).
GRADE: dict[str, GradeName] = {"\ue001": "excellent", "\ue002": "good", "\ue003": "fair", "\ue004": "poor"}
BAND: dict[str, GradeName] = {"\ue011": "excellent", "\ue012": "good", "\ue013": "fair", "\ue014": "poor"}
OTHER_BAND, SEVERAL, VAGUE = "\ue015", "\ue010", "\ue020"
SIGNS = "\ue001-\ue015"
NO_SHAPE = "\ufffd"
ANY_GRADE, ANY_BAND = "[\ue001-\ue004]", "[\ue011-\ue015]"

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
TENS = {"十": 10, "百": 100}
CHINESE = "".join((*DIGITS, *TENS))
NUMBER = r"(?<![\d.])\d+(?:\.\d+)?(?![\d.])"
COUNT = (
    rf"(?:(?<![\d.\-第每])\d+|(?<![{CHINESE}第每])[{CHINESE}]+|{VAGUE})(?:个|项)"
    r"(?!月|百分点|工作日|小时|方面|环节|步骤)"
)

_FULL_DIGITS = {chr(0xFF10 + i): chr(0x30 + i) for i in range(10)}
_WIDTHS = str.maketrans(
    _FULL_DIGITS
    | {"．": ".", "％": "%", "（": "(", "）": ")", "－": "-", "～": "-", "~": "-", "—": "-", "＜": "<", "﹤": "<"}
)
_MARKS = str.maketrans(
    {",": "，", ";": "；", ":": "：", "!": "。", "！": "。", "？": "。", "?": "。", "[": "(", "]": ")"}
)

_OWN_SIGNS = re.compile("[\ue000-\uf8ff]")
_UNIT = r"(?=[个项分万千亿元])"
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")
# A separator of the wrong width or at the wrong place may be one, or the end of a clause.
_ODD_GROUPS = re.compile(rf"(?<![\d，,.])\d+(?:[，,]\d+)+(?:\.\d+)?{_UNIT}")
_VAGUE_FIGURES = re.compile(
    rf"\d+(?:\.\d+)?-\d+(?:\.\d+)?{_UNIT}|(?:\d+|[{CHINESE}]+)[余多几]{_UNIT}|[数几]十?{_UNIT}"
    rf"|(?:大约|约|近|逾|超过|超|不足|不少于)\d+(?:\.\d+)?{_UNIT}|[XxＸ×*_]+(?:\.[XxＸ×*]+)?{_UNIT}"
)
_SHARE = re.compile(r"\([^()个项]*(?:%|占)[^()个项]*\)")
_ASIDE = re.compile(r"\((?:含|不含|包括|包含)[^()\d个项]*\)")
_BAND_BEHIND = re.compile(rf"({ANY_GRADE})\(得?分?{ANY_BAND}\)")
_COUNT_IN_BRACKETS = re.compile(rf"\(((?:共|计|共计)?{COUNT}(?:项目)?)\)")
# 项目数为12 is a count without its unit.
_BARE_COUNT = re.compile(r"(项目(?:总|个)?数(?:量|目)?(?:共计?|总计|合计|为|是|：|有)*)(\d+)(?=[，；。、)(]|$)")
_JOIN = r"(?:[、和及与或/]|以及)"
_SEVERAL = re.compile(rf"{ANY_GRADE}(?:{_JOIN}?{ANY_GRADE})+|{ANY_GRADE}(?:等级|等次)?(?:及|或)?以上")
_ITEM = rf"(?:\d+|[{CHINESE}]+)(?:个|项)?(?:项目)?"
_LISTS = re.compile(
    rf"(?P<grades>{ANY_GRADE}(?:{_JOIN}?{ANY_GRADE})+)[^，；。\d{CHINESE}]{{0,12}}?分别(?:为|有|是|：)*"
    rf"(?P<counts>{_ITEM}(?:(?:[、，/和及]|以及){_ITEM})+)"
)


WordList = dict[str, "str | list[str] | WordList"]


@cache
def words() -> WordList:
    """The word list: patterns, lists of them, or entries of both by name."""
    loaded: WordList = package_yaml(__package__, "words.yml")
    return loaded


def letter(grade: GradeName) -> str:
    """The letter that stands for a grade, as a pattern."""
    letters = words()["letters"]
    assert isinstance(letters, dict)
    of_grade = letters[grade]
    assert isinstance(of_grade, str)
    return of_grade


@cache
def pattern(*names: str) -> re.Pattern[str]:
    """The expression of an entry of the word list, named by its keys."""
    entry: WordList | list[str] | str = words()
    for name in names:
        assert isinstance(entry, dict)
        entry = entry[name]
    return re.compile("|".join(f"(?:{part})" for part in ([entry] if isinstance(entry, str) else entry)))


def prepared(text: str) -> str:
    """The sentence with signs for grades and bands. A figure that cannot be read exactly becomes ``VAGUE``."""
    # A font's own signs must not pass for ours.
    text = _OWN_SIGNS.sub(NO_SHAPE, text).translate(_WIDTHS)
    text = _GROUPED.sub(lambda m: m.group().replace(",", ""), text)
    text = _ODD_GROUPS.sub(VAGUE, text).translate(_MARKS)
    text = _VAGUE_FIGURES.sub(VAGUE, _banded(text))
    text = _SHARE.sub("", _graded(_ASIDE.sub("", text)))
    text = _COUNT_IN_BRACKETS.sub(r"\1", _BAND_BEHIND.sub(r"\1", text))
    text = _BARE_COUNT.sub(r"\1\2个", text)
    return _SEVERAL.sub(SEVERAL, _LISTS.sub(_pairs, text))


# Bands of scores.

_INCLUDED = r"(?:\(不?含(?:\d+分?)?\))?"
_RANGE = re.compile(
    rf"(\d{{1,3}})(分?){_INCLUDED}(分?)(?:以上)?(?:-|至|到)(\d{{1,3}})(分?){_INCLUDED}(分?){_INCLUDED}(?:以下)?(?:之间|区间)?"
)
_FROM = re.compile(
    rf"(\d{{1,3}})(分?){_INCLUDED}(分?)(?:及|含)?以上(?!年)|(?:高于|不低于|大于等于|大于|≥)(\d{{1,3}})(分)"
)
_BELOW = re.compile(rf"(\d{{1,3}})(分?){_INCLUDED}(分?){_INCLUDED}以下|(?:低于|小于|<)(\d{{1,3}})(分)")
# Half-open bands, and those of whole points; the places are those of BAND.
_PLACES = {(90, 100): 0, (80, 90): 1, (80, 89): 1, (60, 80): 2, (60, 79): 2, (0, 60): 3, (0, 59): 3}


def _banded(text: str) -> str:
    def sign(low: int, high: int) -> str:
        return list(BAND)[_PLACES[low, high]] if (low, high) in _PLACES else OTHER_BAND

    def of_range(m: re.Match[str]) -> str:
        return sign(int(m[1]), int(m[4])) if any(m.group(2, 3, 5, 6)) else m.group()

    def of_limit(m: re.Match[str]) -> str:
        if not any(m.group(2, 3, 5)):
            return m.group()
        limit = int(m[1] or m[4])
        return sign(limit, 100) if m.re is _FROM else sign(0, limit)

    return _BELOW.sub(of_limit, _FROM.sub(of_limit, _RANGE.sub(of_range, text)))


# Grades.

_BEFORE = (
    r"(?:(?<=^)|(?<=[为是达：，、；(的和及与/])|(?<=其中)|(?<=等级)|(?<=等次)|(?<=评级)|(?<=结果)|(?<=\d个)|(?<=\d项)"
    rf"|(?<={ANY_GRADE}))"
)
_BEHIND = rf"(?=等|级|的|项目|\d|[：、，；()。/]|$|和|及|与|以上|有|共|分别|[优良中差]|[{CHINESE}]+[个项]|{ANY_GRADE})"


def _graded(text: str) -> str:
    """Words and letters for grades as signs, their quotes removed."""
    for sign, name in GRADE.items():
        text = re.sub(rf"[“\"'‘「]?(?:{pattern('grades', name).pattern})[”\"'’」]?", sign, text)
        text = re.sub(rf"[“\"'‘「]{letter(name)}[”\"'’」]", sign, text)
    for sign, name in GRADE.items():
        one = letter(name)
        # 其中, 5个中 and 之中 are no grades; 优 and 良 behind a count are.
        before = r"(?:(?<=[、：，；(和及与/为])|(?<=[优良差])|" + rf"(?<={ANY_GRADE}))" if one == "中" else _BEFORE
        text = re.sub(rf"{before}{one}{_BEHIND}", sign, text)
    return text


def _pairs(m: re.Match[str]) -> str:
    """A list of grades and a list of as many counts (分别为) as pairs; other lists stay as they are."""
    grades, counts = re.findall(ANY_GRADE, m["grades"]), re.findall(rf"\d+|[{CHINESE}]+", m["counts"])
    if len(grades) != len(counts):
        return m.group()
    return "、".join(f"{grade}{count}个" for grade, count in zip(grades, counts, strict=True))
