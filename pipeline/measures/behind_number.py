"""What stands behind the number of a measure: its unit, suffixes such as 以上, and that it was reached.

Belongs here: reading the text behind a number, every character of it known or in doubt. Does not belong here: the
number itself, what stands before it (``before_number``), several figures in one text, dates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from pipeline.measures.before_number import PERIOD
from pipeline.measures.known_words import is_made_of, known_words, says_share
from pipeline.measures.measure import BOTH, Operator, Part
from pipeline.measures.operators import SUFFIXES, pattern
from pipeline.measures.units import canonical_unit, nouns, per_at, units_at

_SUFFIX = re.compile(pattern(SUFFIXES))
_DIGIT = re.compile(r"\d")
_PER_MANY = re.compile(r"[人例件起个]?/每?(?:1?0?万|十万|百万|千|万|亿)(?:人口?|活产|新生儿|孕产妇|辆|车|户|头)?")
# Before these characters a Chinese numeral is part of a name and counts nothing: 一类, 二期, 三中, 一线.
_NAMED = frozenset("类级等档流期线区路号层队组村班院中所连部科社点桥套般致把手性季届方面代胎带道排直条体")
_OF_A_PART = re.compile(r"合格|满意|通过|有效|准确|真实|正常|符合|无误|^达标|[均已]达标|标准|水平")
# Units of time that may be a limit within which something is done (10分钟到达).
_TIMES = frozenset({"秒", "分钟", "小时", "天", "工作日", "周", "个月"})
# No units: beginnings of dates, versions, ranks and models, and words for a manner or a class.
_NO_UNIT = re.compile(
    r"[年月日号版代后强楼.]|[A-Za-z](?![A-Za-z/²³])|.*[性式型级等类]$|.*次性|.*[的了在是为及和与或以已将被]"
)
# A power behind a figure (10²) is no unit.
_LIKE_A_UNIT = re.compile(r"(?![²³])[一-鿿A-Za-z℃/·.²³()]{1,8}")


@dataclass(frozen=True, slots=True)
class BehindNumber:
    """What stands behind a number; ``doubts`` names the parts of the measure that it leaves open."""

    operators: tuple[Operator, ...] = ()
    period: str = ""
    unit: str | None = None
    canonical: str | None = None
    doubts: frozenset[Part] = frozenset()


@lru_cache(maxsize=1 << 13)
def read_behind(text: str, own: str | None, is_chinese: bool) -> BehindNumber | None:
    """What a text behind a number says; null where the number is then no value of its own.

    ``own`` is the unit that the number itself names (百分之五), ``is_chinese`` says that it stands in Chinese numerals.
    """
    if own is not None:
        return _with_text_behind(text, BehindNumber(unit=own, canonical=own))
    if is_chinese and (text == "" or text[0] in _NAMED):
        return None
    if text == "":
        return BehindNumber()
    if match := re.match(r"\(([^()]+)\)", text):
        inside = match.group(1)
        canonical = canonical_unit(inside)
        doubts = frozenset[Part]() if canonical else frozenset[Part]({"unit"})
        return _with_text_behind(text[match.end() :], BehindNumber(unit=inside, canonical=canonical, doubts=doubts))
    best: BehindNumber | None = None
    for end, canonical in units_at(text, 0):
        reading = _with_text_behind(text[end:], BehindNumber(unit=text[:end], canonical=canonical))
        if reading is not None and (best is None or len(reading.doubts) < len(best.doubts)):
            best = reading
        if best is not None and not best.doubts:
            return best
    if best is None and (rate := _PER_MANY.match(text)):
        # Deaths per 100 000 are printed as 10/10万, which may also be read as a ratio.
        best = _with_text_behind(
            text[rate.end() :], BehindNumber(unit=rate.group(), canonical=rate.group(), doubts=BOTH)
        )
    if best is None and re.match(r"[万亿]", text):
        best = _with_text_behind(text[1:], BehindNumber(unit=text[0], canonical=text[0]))
    if is_chinese:
        # 一户一档 and 两会 are words.
        return best if best is not None and not best.doubts else None
    return best or _with_text_behind(text, BehindNumber()) or _unknown_unit(text)


def _with_text_behind(text: str, tail: BehindNumber) -> BehindNumber | None:
    """A unit together with the text that follows it; null where that text is not known."""
    if text == "":
        return tail
    if match := _SUFFIX.match(text):
        return _behind_suffix(text[match.end() :], match.group(), tail)
    if match := PERIOD.match(text):
        for end, word in per_at(text, match.end()):
            if reading := _with_text_behind(text[end:], replace(tail, period=word)):
                return reading
    if tail.canonical in ("%", "‰") and says_share(text, _holders()):
        return tail
    if text in known_words().behind:
        # 2家企业达标: the two may be those of many that passed.
        is_part = tail.canonical != "分" and _OF_A_PART.search(text) is not None
        return replace(tail, doubts=tail.doubts | BOTH) if is_part else tail
    if tail.canonical in _TIMES and text in known_words().within:
        return tail
    is_twice = bool(tail.unit) and text == (tail.unit or "")[-len(text) :]
    # 8场未完成 may say that 8 were held and not all, or that 8 were not held.
    is_denied = re.fullmatch(r"(?:全部|均|已)*未(?:全部|能)?(?:完成|达标|通过|到位|实现|达到)?", text) is not None
    is_deed = re.fullmatch(r"[一-鿿]{1,4}", text) is not None and is_made_of(
        text, known_words().verbs | known_words().before
    )
    if tail.unit and (is_twice or is_denied or is_deed):
        return replace(tail, doubts=tail.doubts | BOTH)
    return None


@cache
def _holders() -> frozenset[str]:
    """Nouns of which a share can be given (95%群众满意), without those that hold a word of denial or estimation."""
    known = known_words()
    changing = (known.denied, known.approximate, known.growth)
    return frozenset(word for word in nouns() if len(word) > 1 and not any(words.search(word) for words in changing))


def _behind_suffix(rest: str, suffix: str, tail: BehindNumber) -> BehindNumber | None:
    """A unit with 以上, 以内 and the like, and with the text behind these: that it is done, or what is done in time."""
    is_within = suffix.endswith("内")
    with_suffix = replace(tail, operators=(*tail.operators, SUFFIXES[suffix]))
    if rest == "" or rest in known_words().behind or (is_within and rest in known_words().within):
        return with_suffix
    if tail.canonical in ("%", "‰") and says_share(rest, _holders()):
        return with_suffix
    if is_within and re.fullmatch(r"[一-鿿]{2,6}", rest) and not known_words().denied.search(rest):
        return replace(with_suffix, doubts=tail.doubts | BOTH)
    return None


def _unknown_unit(text: str) -> BehindNumber | None:
    """A short unknown word behind a number, taken as its unit; unit and value are in doubt.

    Null for a word that denies, estimates, or goes on like a sentence: it is no unit, and the number no value.
    """
    longest = sorted(SUFFIXES, key=len, reverse=True)
    suffix = next((word for word in longest if len(word) > 1 and text.endswith(word) and word != text), "")
    unit = re.sub(r"^\((.*)\)$", r"\1", text.removesuffix(suffix))
    if _LIKE_A_UNIT.fullmatch(unit) is None or _NO_UNIT.match(unit):
        return None
    known = known_words()
    if known.denied.search(unit) or known.approximate.search(unit) or known.growth.search(unit):
        return None
    words = known.verbs | known.behind | known.before
    if any(is_made_of(unit[end:], words) for end, _ in units_at(unit, 0)):
        return None
    return BehindNumber((SUFFIXES[suffix],) if suffix else (), unit=unit, doubts=BOTH)


def is_note_of_period(note: str) -> str:
    """The period or thing for which a note in brackets gives the figure (每季度, /人); empty for any other note."""
    match = re.match(r"每个?|/", note)
    if match is None:
        return ""
    return next((word for end, word in per_at(note, match.end()) if end == len(note)), "")


def has_digit(text: str) -> bool:
    """Whether a text holds a digit."""
    return _DIGIT.search(text) is not None
