"""What stands behind the number of a measure: its unit, suffixes such as 以上, and that it was reached.

Belongs here: reading the text behind a number, every character of it known or in doubt. Does not belong here: the
number itself, what stands before it (``before_number``), several figures in one text, dates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from pipeline.measures.before_number import PERIOD
from pipeline.measures.known_words import is_made_of, lists, says_share
from pipeline.measures.measure import BOTH, Operator, Part
from pipeline.measures.operators import SUFFIXES, pattern
from pipeline.measures.units import canonical_unit, nouns, per_at, units_at

_SUFFIX = re.compile(pattern(SUFFIXES))
_DIGIT = re.compile(r"\d")
_PER_MANY = re.compile(r"[人例件起个]?/每?(?:1?0?万|十万|百万|千|万|亿)(?:人口?|活产|新生儿|孕产妇|辆|车|户|头)?")
# Chinese numerals before these characters name one thing and count nothing: 一类, 二期, 三中, 一线.
_NAMED = frozenset("类级等档流期线区路号层队组村班院中所连部科社点桥套般致把手性季届方面代胎带道排直条体")
_OF_A_PART = re.compile(r"合格|满意|通过|有效|准确|真实|正常|符合|无误|^达标|[均已]达标|标准|水平")
# Limits within which something is done (10分钟到达).
_TIMES = frozenset({"秒", "分钟", "小时", "天", "工作日", "周", "个月"})
# What begins like a date, a version, a rank or a model is no unit; neither is a word for a manner or a class.
_NO_UNIT = re.compile(
    r"[年月日号版代后强楼.]|[A-Za-z](?![A-Za-z/²³])|.*[性式型级等类]$|.*次性|.*[的了在是为及和与或以已将被]"
)
# A power behind a figure (10²) is no unit.
_LIKE_A_UNIT = re.compile(r"(?![²³])[一-鿿A-Za-z℃/·.²³()]{1,8}")


@dataclass(frozen=True, slots=True)
class BehindNumber:
    """What stands behind a number; ``doubts`` names what it leaves open."""

    operators: tuple[Operator, ...] = ()
    period: str = ""
    unit: str | None = None
    canonical: str | None = None
    doubts: frozenset[Part] = frozenset()


@lru_cache(maxsize=1 << 13)
def read_behind(text: str, own: str | None, is_chinese: bool) -> BehindNumber | None:
    """What stands behind a number; null where it keeps the number from being a value of its own.

    ``own`` is the unit that the number itself names (百分之五), ``is_chinese`` says that it stands in Chinese numerals.
    """
    if own is not None:
        return _behind(text, BehindNumber(unit=own, canonical=own))
    if is_chinese and (text == "" or text[0] in _NAMED):
        return None
    if text == "":
        return BehindNumber()
    if match := re.match(r"\(([^()]+)\)", text):
        inside = match.group(1)
        canonical = canonical_unit(inside)
        doubts = frozenset[Part]() if canonical else frozenset[Part]({"unit"})
        return _behind(text[match.end() :], BehindNumber(unit=inside, canonical=canonical, doubts=doubts))
    best: BehindNumber | None = None
    for end, canonical in units_at(text, 0):
        reading = _behind(text[end:], BehindNumber(unit=text[:end], canonical=canonical))
        if reading is not None and (best is None or len(reading.doubts) < len(best.doubts)):
            best = reading
        if best is not None and not best.doubts:
            return best
    if best is None and (rate := _PER_MANY.match(text)):
        # Deaths per 100 000 are printed as 10/10万, which may also be read as a ratio.
        best = _behind(text[rate.end() :], BehindNumber(unit=rate.group(), canonical=rate.group(), doubts=BOTH))
    if best is None and re.match(r"[万亿]", text):
        best = _behind(text[1:], BehindNumber(unit=text[0], canonical=text[0]))
    if is_chinese:
        # 一户一档 and 两会 are words.
        return best if best is not None and not best.doubts else None
    return best or _behind(text, BehindNumber()) or _unknown(text)


def _behind(text: str, tail: BehindNumber) -> BehindNumber | None:
    """A number and its unit with what follows them; null where that is not known."""
    if text == "":
        return tail
    if match := _SUFFIX.match(text):
        return _behind_suffix(text[match.end() :], match.group(), tail)
    if match := PERIOD.match(text):
        for end, word in per_at(text, match.end()):
            if reading := _behind(text[end:], replace(tail, period=word)):
                return reading
    if tail.canonical in ("%", "‰") and says_share(text, _holders()):
        return tail
    if text in lists().behind:
        # So many may be those that passed, of more (2家企业达标).
        is_part = tail.canonical != "分" and _OF_A_PART.search(text) is not None
        return replace(tail, doubts=tail.doubts | BOTH) if is_part else tail
    if tail.canonical in _TIMES and text in lists().within:
        return tail
    is_twice = bool(tail.unit) and text == (tail.unit or "")[-len(text) :]
    # Reached and remarked on, or the number of those that are not done: nobody can tell (8场未完成).
    is_denied = re.fullmatch(r"(?:全部|均|已)*未(?:全部|能)?(?:完成|达标|通过|到位|实现|达到)?", text) is not None
    is_deed = re.fullmatch(r"[一-鿿]{1,4}", text) is not None and is_made_of(text, lists().verbs | lists().before)
    if tail.unit and (is_twice or is_denied or is_deed):
        return replace(tail, doubts=tail.doubts | BOTH)
    return None


@cache
def _holders() -> frozenset[str]:
    """Nouns that a share can be of (95%群众满意); none that holds a word of denial or estimation."""
    known = lists()
    changing = (known.denied, known.approximate, known.growth)
    return frozenset(word for word in nouns() if len(word) > 1 and not any(words.search(word) for words in changing))


def _behind_suffix(rest: str, suffix: str, tail: BehindNumber) -> BehindNumber | None:
    """What follows 以上, 以内 and the like: that it is done, or what is done within a limit."""
    is_within = suffix.endswith("内")
    with_suffix = replace(tail, operators=(*tail.operators, SUFFIXES[suffix]))
    if rest == "" or rest in lists().behind or (is_within and rest in lists().within):
        return with_suffix
    if tail.canonical in ("%", "‰") and says_share(rest, _holders()):
        return with_suffix
    if is_within and re.fullmatch(r"[一-鿿]{2,6}", rest) and not lists().denied.search(rest):
        return replace(with_suffix, doubts=tail.doubts | BOTH)
    return None


def _unknown(text: str) -> BehindNumber | None:
    """A short word behind a number that is no known unit: published, and in doubt as unit and as value.

    One that denies, estimates, or goes on like a sentence is no unit, and the number no value.
    """
    longest = sorted(SUFFIXES, key=len, reverse=True)
    suffix = next((word for word in longest if len(word) > 1 and text.endswith(word) and word != text), "")
    unit = re.sub(r"^\((.*)\)$", r"\1", text.removesuffix(suffix))
    if _LIKE_A_UNIT.fullmatch(unit) is None or _NO_UNIT.match(unit):
        return None
    known = lists()
    if known.denied.search(unit) or known.approximate.search(unit) or known.growth.search(unit):
        return None
    words = known.verbs | known.behind | known.before
    if any(is_made_of(unit[end:], words) for end, _ in units_at(unit, 0)):
        return None
    return BehindNumber((SUFFIXES[suffix],) if suffix else (), unit=unit, doubts=BOTH)


def is_note_of_period(note: str) -> str:
    """What a note in brackets says that the figure is per (每季度, /人); empty for any other note."""
    match = re.match(r"每个?|/", note)
    if match is None:
        return ""
    return next((word for end, word in per_at(note, match.end()) if end == len(note)), "")


def has_digit(text: str) -> bool:
    """Whether a text holds a digit."""
    return _DIGIT.search(text) is not None
