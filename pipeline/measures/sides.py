"""What stands before and behind a number, each side accounted for as a whole.

Belongs here: operators in words, what 每 refers to, units, harmless and harmful words of one side. Does not belong
here: numbers, several figures in one text, dates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from pipeline.measures.model import Operator, Part
from pipeline.measures.operators import SIGNS, SUFFIXES, WORDS, pattern
from pipeline.measures.units import canonical_unit, nouns, per_at, units_at
from pipeline.measures.words import is_made_of, lists, says_share

BOTH = frozenset[Part]({"value", "unit"})
"""The parts that a text puts in doubt when nobody knows what stands beside the figure."""

SIGN = re.compile(pattern(SIGNS))
WORD = re.compile(pattern(WORDS))
_SUFFIX = re.compile(pattern(SUFFIXES))
_LONGEST, _SHORT = 24, 6
_RATE = re.compile(r"(?:率|度|占比|比例|比率|比重)(?:为|达|达到)?:?$")
_DIGIT = re.compile(r"\d")
_PERIOD = re.compile(r"每(?:个|一|1)?")
_PER_MANY = re.compile(r"[人例件起个]?/每?(?:1?0?万|十万|百万|千|万|亿)(?:人口?|活产|新生儿|孕产妇|辆|车|户|头)?")
# What comes back after several months or years: 每2个月1次, 两年一次. 一季度 and 一月 may be the first of the year.
_INTERVAL = re.compile(
    r"(每)?(半|一(?![季月])|[两二三四五六](?!季|月)|两(?=个?月)|\d+(?!月))(个?(?:年|月|周|天|日|季度|学期|学年|小时))"
)
_MEAN = {
    "人均": "人",
    "户均": "户",
    "亩均": "亩",
    "日均": "天",
    "月均": "月",
    "季均": "季度",
    "周均": "周",
    "生均": "人",
}
# Names with figures in them that may stand before a measure.
_NAMES = re.compile(
    r"pm2\.?5|pm10|3d|[345]g|[一二三特]等奖|[一二三]级|二次|一次性?(?=[一-鿿])|\d{1,2}-\d{1,2}(?:周?岁|月龄|个月)|\d{1,2}岁及?(?:以上|以下)?|h[pi]v|[345]a级?|110|119|120"
)
# Words that compare only right before the figure: 最大功率 and 达标率 are names.
_NEAR = frozenset(
    {
        "最大",
        "最高",
        "最低",
        "最长",
        "最少",
        "满",
        "超",
        "达",
        "下限",
        "上限",
        "限额",
        "限价",
        "优于",
        "长于",
        "短于",
        "突破",
    }
)
# Words in which 约, 余, 多, 近, 来, 几 and 许 mean no approximation.
_WHOLE = re.compile(
    r"节约|约束|预约|合约|签约|违约|履约|条约|集约|契约|约谈|余热|余额|结余|盈余|业余|剩余|多媒体|多样|多功能|多发|多数|许多|多式|最近|附近|近视|近海|"
    r"近零|来访|来信|来源|来电|外来|未来|往来|从来|几何|许可|多于"
)
# The figure behind these is a part of another one, or what something is done for (其中12件, 为解决12件).
_OF_OTHERS = re.compile(r"其中|为(?![:=≥≤<>]|$)")
# What a sign compares is the figure behind it; a name before it ends with a word for what is measured.
_MEASURED = re.compile(r"(?:率|度|数|量|比例|占比|额|费|本|价|积|时间)(?:\([^()]*\))?:?$")
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
class Head:
    """What stands before a number: operators, what 每 refers to, a unit in brackets.

    ``is_sure`` when all of it is known, ``is_pure`` when it holds nothing but operators and periods, ``is_rate`` when a
    name that nobody knows ends with a word for a rate, which a share behind it is. ``is_joined`` when a sign, a colon
    or 为 joins the words to the figure, ``is_limit`` when they speak of keeping to it (控制在).
    """

    operators: tuple[Operator, ...] = ()
    period: str = ""
    unit: str | None = None
    canonical: str | None = None
    is_sure: bool = True
    is_pure: bool = True
    is_rate: bool = False
    is_joined: bool = False
    is_limit: bool = False


@dataclass(frozen=True, slots=True)
class Tail:
    """What stands behind a number; ``doubts`` names what it leaves open."""

    operators: tuple[Operator, ...] = ()
    period: str = ""
    unit: str | None = None
    canonical: str | None = None
    doubts: frozenset[Part] = frozenset()


@lru_cache(maxsize=1 << 13)
def read_head(text: str) -> Head | None:
    """What stands before a number; null where it keeps the number from being a value of its own."""
    text = re.sub(r"(?:^|(?<=[≥≤<>=:]))-$", "", text)
    if text == "":
        return Head()
    signs = list(SIGN.finditer(text))
    if len(signs) > 1:
        return None
    sign = signs[0] if signs else None
    operators = [SIGNS[sign.group()]] if sign else []
    words = text.lower()
    if sign:
        behind = _Words(words[sign.end() :].rstrip(":")).read()
        if not behind.is_known:
            return None
        operators += behind.operators
        words = words[: sign.start()]
    unit = canonical = None
    if match := re.match(r"\((.+?)\)", words):
        unit = match.group(1)
        canonical = next((name for end, name in units_at(unit, 0) if end == len(unit)), None)
        words = words[match.end() :]
    # What was raised to a level is no growth by it (提高到95%), and no plain level either.
    level = re.sub(rf"(?:{lists().growth.pattern})(?:至|到|为)$", "", words)
    if lists().growth.search(level) or lists().approximate.search(without_known(level)):
        return None
    if _OF_OTHERS.match(words):
        return None
    # A year or the end of a period in front may be that of the form, or another one; what was planned is a target only.
    undated = re.sub(r"^计划|^(?:截[至止]到?)?(?:20\d\d年(?:度|底)?|(?:20\d\d年)?(?:1-)?1?\d月份?底?)(?=\D)", "", level)
    is_moved, words = undated != words, undated
    found = _Words(words.rstrip(":")).read()
    operators += found.operators
    period = found.period or (behind.period if sign else "")
    if found.is_known:
        is_joined = bool(sign) or words.endswith((":", "为", "是"))
        # As many words as a sentence has may say more than that the figure was reached.
        is_short = bool(sign) or len(WORD.sub("", words)) <= _SHORT or _RATE.search(words) is not None
        return Head(
            tuple(operators), period, unit, canonical,
            is_sure=is_short and not is_moved,
            is_pure=WORD.sub("", words) == "",
            is_joined=is_joined,
            is_limit=re.search("控制[在为于]?:?$", words) is not None,
        )  # fmt: skip
    name = _NAMES.sub("", words)
    if len(words) > _LONGEST or re.search(r"[,;。!?+-]|\d", name) or (lists().denied.search(name) and not sign):
        # The figure of a sentence, of a part, or of something that was not reached.
        return None
    is_sure = bool(sign) and (_MEASURED.search(name) is not None or lists().denied.search(name) is None)
    is_rate = _RATE.search(name) is not None
    return Head(
        tuple(operators), period, unit, canonical,
        is_sure=is_sure, is_pure=False, is_rate=is_rate, is_joined=bool(sign),
    )  # fmt: skip


def without_known(text: str) -> str:
    """A head without the words in which 多, 近 and 来 mean no approximation."""
    return _WHOLE.sub("", WORD.sub("", text))


@dataclass(frozen=True, slots=True)
class _Known:
    is_known: bool
    operators: tuple[Operator, ...] = ()
    period: str = ""


class _Words:
    """A text before a number taken apart into known words."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.seen: dict[int, _Known] = {}

    def read(self) -> _Known:
        """Whether the whole text is known, with its operators and what 每 refers to."""
        return self._from(0)

    def _from(self, place: int) -> _Known:
        if place == len(self.text):
            return _Known(is_known=True)
        if place not in self.seen:
            self.seen[place] = _Known(is_known=False)
            self.seen[place] = self._at(place)
        return self.seen[place]

    def _at(self, place: int) -> _Known:
        text = self.text
        if text[place] == ":" and place > 0:
            return self._from(place + 1)
        if match := _PERIOD.match(text, place):
            for end, word in per_at(text, match.end()):
                rest = self._from(end)
                if rest.is_known:
                    return replace(rest, period=f"{word}·{rest.period}" if rest.period else word)
        if (match := _INTERVAL.match(text, place)) and (place == 0 or match.group(1)):
            rest = self._from(match.end())
            if rest.is_known:
                every = f"{match.group(2)}{match.group(3)}"
                return replace(rest, period="年" if every in ("一年", "1年") else every)
        for word, thing in _MEAN.items():
            if text.startswith(word, place) and (rest := self._from(place + len(word))).is_known:
                return replace(rest, period=rest.period or thing)
        if (match := _NAMES.match(text, place)) and (rest := self._from(match.end())).is_known:
            return rest
        for end in range(min(len(text), place + 9), place, -1):
            word = text[place:end]
            is_near = word not in _NEAR or end == len(text)
            if word in WORDS and is_near and (rest := self._from(end)).is_known:
                return replace(rest, operators=(WORDS[word], *rest.operators))
            if _is_head_word(word) and (rest := self._from(end)).is_known:
                return rest
        return _Known(is_known=False)


def _is_head_word(word: str) -> bool:
    known = lists()
    return word in known.before or word in known.verbs or word in known.subjects or word in nouns()


@lru_cache(maxsize=1 << 13)
def read_tail(text: str, own: str | None, is_chinese: bool) -> Tail | None:
    """What stands behind a number; null where it keeps the number from being a value of its own.

    ``own`` is the unit that the number itself names (百分之五), ``is_chinese`` says that it stands in Chinese numerals.
    """
    if own is not None:
        return _behind(text, Tail(unit=own, canonical=own))
    if is_chinese and (text == "" or text[0] in _NAMED):
        return None
    if text == "":
        return Tail()
    if match := re.match(r"\(([^()]+)\)", text):
        inside = match.group(1)
        canonical = canonical_unit(inside)
        doubts = frozenset[Part]() if canonical else frozenset[Part]({"unit"})
        return _behind(text[match.end() :], Tail(unit=inside, canonical=canonical, doubts=doubts))
    best: Tail | None = None
    for end, canonical in units_at(text, 0):
        found = _behind(text[end:], Tail(unit=text[:end], canonical=canonical))
        if found is not None and (best is None or len(found.doubts) < len(best.doubts)):
            best = found
        if best is not None and not best.doubts:
            return best
    if best is None and (rate := _PER_MANY.match(text)):
        # Deaths per 100 000 are printed as 10/10万, which may also be read as a ratio.
        best = _behind(text[rate.end() :], Tail(unit=rate.group(), canonical=rate.group(), doubts=BOTH))
    if best is None and re.match(r"[万亿]", text):
        best = _behind(text[1:], Tail(unit=text[0], canonical=text[0]))
    if is_chinese:
        # 一户一档 and 两会 are words.
        return best if best is not None and not best.doubts else None
    return best or _behind(text, Tail()) or _unknown(text)


def _behind(text: str, tail: Tail) -> Tail | None:
    """A number and its unit with what follows them; null where that is not known."""
    if text == "":
        return tail
    if match := _SUFFIX.match(text):
        return _behind_suffix(text[match.end() :], match.group(), tail)
    if match := _PERIOD.match(text):
        for end, word in per_at(text, match.end()):
            if found := _behind(text[end:], replace(tail, period=word)):
                return found
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
    return frozenset(word for word in nouns() if len(word) > 1 and not any(one.search(word) for one in changing))


def _behind_suffix(rest: str, suffix: str, tail: Tail) -> Tail | None:
    """What follows 以上, 以内 and the like: that it is done, or what is done within a limit."""
    is_within = suffix.endswith("内")
    found = replace(tail, operators=(*tail.operators, SUFFIXES[suffix]))
    if rest == "" or rest in lists().behind or (is_within and rest in lists().within):
        return found
    if tail.canonical in ("%", "‰") and says_share(rest, _holders()):
        return found
    if is_within and re.fullmatch(r"[一-鿿]{2,6}", rest) and not lists().denied.search(rest):
        return replace(found, doubts=tail.doubts | BOTH)
    return None


def _unknown(text: str) -> Tail | None:
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
    return Tail((SUFFIXES[suffix],) if suffix else (), unit=unit, doubts=BOTH)


def is_note_of_period(note: str) -> str:
    """What a note in brackets says that the figure is per (每季度, /人); empty for any other note."""
    match = re.match(r"每个?|/", note)
    if match is None:
        return ""
    return next((word for end, word in per_at(note, match.end()) if end == len(note)), "")


def has_digit(text: str) -> bool:
    """Whether a text holds a digit."""
    return _DIGIT.search(text) is not None
