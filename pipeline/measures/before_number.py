"""What stands before the number of a measure: operators, words for what is measured, what 每 refers to.

Belongs here: reading the text before a number, every character of it known or in doubt. Does not belong here: the
number itself, what stands behind it (``behind_number``), several figures in one text, dates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.measures.known_words import known_words
from pipeline.measures.measure import Operator
from pipeline.measures.operators import SIGNS, WORDS, pattern
from pipeline.measures.units import nouns, per_at, units_at

SIGN = re.compile(pattern(SIGNS))
WORD = re.compile(pattern(WORDS))
_LONGEST, _SHORT = 24, 6
_RATE = re.compile(r"(?:率|度|占比|比例|比率|比重)(?:为|达|达到)?:?$")
PERIOD = re.compile(r"每(?:个|一|1)?")
# An interval after which something comes back: 每2个月1次, 两年一次. 一季度 and 一月 may be the first of the year.
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
# Names that hold a figure themselves and may stand before a measure.
_NAMES = re.compile(
    r"pm2\.?5|pm10|3d|[345]g|[一二三特]等奖|[一二三]级|二次|一次性?(?=[一-鿿])|\d{1,2}-\d{1,2}(?:周?岁|月龄|个月)|\d{1,2}岁及?(?:以上|以下)?|h[pi]v|[345]a级?|110|119|120"
)
# Words that are operators only right before the figure. Elsewhere they are parts of names: 最大功率, 达标率.
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
# Behind these words stands a part of another figure (其中12件), or what something is done for (为解决12件).
_OF_OTHERS = re.compile(r"其中|为(?![:=≥≤<>]|$)")
# How the name of something measured ends, which may stand before a sign such as ≥.
_MEASURED = re.compile(r"(?:率|度|数|量|比例|占比|额|费|本|价|积|时间)(?:\([^()]*\))?:?$")


@dataclass(frozen=True, slots=True)
class BeforeNumber:
    """What stands before a number: operators, what 每 refers to, a unit in brackets.

    ``is_sure``: all of it is known. ``is_pure``: it holds nothing but operators and periods. ``is_rate``: it is an
    unknown name that ends with a word for a rate, so that a share fits behind it. ``is_joined``: a sign, a colon or 为
    joins the words to the figure. ``is_limit``: the words speak of keeping to a limit (控制在).
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


@lru_cache(maxsize=1 << 13)
def read_before(text: str) -> BeforeNumber | None:
    """What a text before a number says; null where the number is then no value of its own (part of a sentence)."""
    text = re.sub(r"(?:^|(?<=[≥≤<>=:]))-$", "", text)
    if text == "":
        return BeforeNumber()
    signs = list(SIGN.finditer(text))
    if len(signs) > 1:
        return None
    sign = signs[0] if signs else None
    operators = [SIGNS[sign.group()]] if sign else []
    words = text.lower()
    if sign:
        behind = _WordsBefore(words[sign.end() :].rstrip(":")).read()
        if not behind.is_known:
            return None
        operators += behind.operators
        words = words[: sign.start()]
    unit = canonical = None
    if match := re.match(r"\((.+?)\)", words):
        unit = match.group(1)
        canonical = next((name for end, name in units_at(unit, 0) if end == len(unit)), None)
        words = words[match.end() :]
    # 提高到95% is a level that was reached and no growth of 95 %.
    level = re.sub(rf"(?:{known_words().growth.pattern})(?:至|到|为)$", "", words)
    if known_words().growth.search(level) or known_words().approximate.search(without_known(level)):
        return None
    if _OF_OTHERS.match(words):
        return None
    # A year in front may be another one than that of the form, and 计划 says that the figure is a target.
    undated = re.sub(r"^计划|^(?:截[至止]到?)?(?:20\d\d年(?:度|底)?|(?:20\d\d年)?(?:1-)?1?\d月份?底?)(?=\D)", "", level)
    is_moved, words = undated != words, undated
    known = _WordsBefore(words.rstrip(":")).read()
    operators += known.operators
    period = known.period or (behind.period if sign else "")
    if known.is_known:
        is_joined = bool(sign) or words.endswith((":", "为", "是"))
        # Many words, as in a sentence, may say more than that the figure was reached.
        is_short = bool(sign) or len(WORD.sub("", words)) <= _SHORT or _RATE.search(words) is not None
        return BeforeNumber(
            tuple(operators), period, unit, canonical,
            is_sure=is_short and not is_moved,
            is_pure=WORD.sub("", words) == "",
            is_joined=is_joined,
            is_limit=re.search("控制[在为于]?:?$", words) is not None,
        )  # fmt: skip
    name = _NAMES.sub("", words)
    if len(words) > _LONGEST or re.search(r"[,;。!?+-]|\d", name) or (known_words().denied.search(name) and not sign):
        # The figure of a sentence, of a part, or of something that was not reached.
        return None
    is_sure = bool(sign) and (_MEASURED.search(name) is not None or known_words().denied.search(name) is None)
    is_rate = _RATE.search(name) is not None
    return BeforeNumber(
        tuple(operators), period, unit, canonical,
        is_sure=is_sure, is_pure=False, is_rate=is_rate, is_joined=bool(sign),
    )  # fmt: skip


def without_known(text: str) -> str:
    """A text before a number without the words in which 多, 近 and 来 mean no approximation."""
    return _WHOLE.sub("", WORD.sub("", text))


@dataclass(frozen=True, slots=True)
class _TakenApart:
    """Whether a text is known words from some position to its end, and what these say."""

    is_known: bool
    operators: tuple[Operator, ...] = ()
    period: str = ""


class _WordsBefore:
    """Takes a text before a number apart into known words. Each position is tried once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.seen: dict[int, _TakenApart] = {}

    def read(self) -> _TakenApart:
        """Whether the whole text is known, with its operators and what 每 refers to."""
        return self._from(0)

    def _from(self, position: int) -> _TakenApart:
        if position == len(self.text):
            return _TakenApart(is_known=True)
        if position not in self.seen:
            self.seen[position] = _TakenApart(is_known=False)
            self.seen[position] = self._at(position)
        return self.seen[position]

    def _at(self, position: int) -> _TakenApart:
        """What the text says from a position on, where a known word begins there."""
        text = self.text
        if text[position] == ":" and position > 0:
            return self._from(position + 1)
        if match := PERIOD.match(text, position):
            for end, word in per_at(text, match.end()):
                rest = self._from(end)
                if rest.is_known:
                    return replace(rest, period=f"{word}·{rest.period}" if rest.period else word)
        if (match := _INTERVAL.match(text, position)) and (position == 0 or match.group(1)):
            rest = self._from(match.end())
            if rest.is_known:
                every = f"{match.group(2)}{match.group(3)}"
                return replace(rest, period="年" if every in ("一年", "1年") else every)
        for word, thing in _MEAN.items():
            if text.startswith(word, position) and (rest := self._from(position + len(word))).is_known:
                return replace(rest, period=rest.period or thing)
        if (match := _NAMES.match(text, position)) and (rest := self._from(match.end())).is_known:
            return rest
        for end in range(min(len(text), position + 9), position, -1):
            word = text[position:end]
            is_near = word not in _NEAR or end == len(text)
            if word in WORDS and is_near and (rest := self._from(end)).is_known:
                return replace(rest, operators=(WORDS[word], *rest.operators))
            if _is_word_before(word) and (rest := self._from(end)).is_known:
                return rest
        return _TakenApart(is_known=False)


def _is_word_before(word: str) -> bool:
    known = known_words()
    return word in known.before or word in known.verbs or word in known.subjects or word in nouns()
