"""Units: which text behind a number is a unit, and the form in which units are compared.

Belongs here: the families of ``units.yml`` and the rules that build units from them (万人次, 元/人·天, 个行政村,
台(套)). Does not belong here: the number before a unit and what follows it.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.package_yaml import package_yaml
from pipeline.text.fold import fold_widths, squeeze

# Multipliers before a unit. 百 and 千 are rare; they stand before persons, animals and money.
_MULTIPLIERS = ("十万", "百万", "千万", "百亿", "千亿", "万亿", "万", "亿", "千", "百", "十")
_BEHIND_COUNT = ("次", "份", "天", "日", "月", "年", "时", "课时", "套", "件", "户", "人", "户次")
_BEFORE_SHORT = frozenset("个家头只匹羽棵株条盏座所名位栋间口台辆根张片块处户眼艘架支面")
# Fixed units that take nouns and second counting words as counting words do: 人次, 个村.
_FIXED_THAT_COUNT = frozenset({"人", "个", "台套", "人次", "场次", "批次"})
# Units only in a column of units. Behind a number they mean other things: 3标段 may be the third, 12月 is a date.
_ALONE = {"月": "个月", "m": "米", "标段": "标段", "单元": "单元", "室": "室", "号": "号", "级": "级", "星": "星"}
_SEPARATORS = "/每·.・*×-"
_LONGEST_PHRASE = 16
_LETTER = re.compile(r"[A-Za-z]")


class _UnitVocabulary(NamedTuple):
    """The vocabulary of ``units.yml``; its keys are in lower case."""

    fixed: dict[str, str]
    letters: dict[str, str]
    counting: frozenset[str]
    nouns: frozenset[str]
    modifiers: frozenset[str]
    bare: frozenset[str]
    per: dict[str, str]


def _split(value: object) -> list[str]:
    return str(value).lower().split()


@cache
def _words() -> _UnitVocabulary:
    """The vocabulary, read once."""
    content = package_yaml(__package__, "units.yml")
    aliases = {other.lower(): unit for unit, others in content["aliases"].items() for other in others}
    fixed = {word: aliases.get(word, word) for family in content["families"].values() for word in _split(family)}
    fixed |= aliases | {unit.lower(): unit for unit in content["aliases"]}
    for word in ("元人民币", "万元人民币", "亿元人民币", "块钱"):
        fixed[word] = word.removesuffix("人民币").replace("块钱", "元")
    # 5G and 3D are names, so a single letter is a unit only in the case of the list (t, m, g); litres in both.
    letters = {word: unit for word, unit in fixed.items() if len(word) == 1 and _LETTER.match(word)}
    letters |= {"L": "升", "M": "M", "G": "G"}
    # 12月 is a date; only 个月 counts months.
    for word in (*letters, "月"):
        fixed.pop(word, None)
    count = {word for family in content["count"].values() for word in _split(family)}
    nouns = {word for family in content["nouns"].values() for word in _split(family)}
    per = {word: aliases.get(word, word) for word in _split(content["per"])} | {"月": "月", "个月": "月", "生": "人"}
    return _UnitVocabulary(
        fixed,
        letters,
        frozenset(count),
        frozenset(nouns),
        frozenset(_split(content["modifiers"])),
        frozenset(_split(content["bare"])),
        per,
    )


def nouns() -> frozenset[str]:
    """The nouns and modifiers of the vocabulary, for texts that name what is counted before the number."""
    words = _words()
    return words.nouns | words.modifiers | words.bare


@lru_cache(maxsize=1 << 14)
def units_at(text: str, start: int) -> tuple[tuple[int, str], ...]:
    """Where a unit that begins at ``start`` of a folded text can end, with its canonical form; the longest first."""
    units = dict(_simple(text, start))
    for end, canonical in list(units.items()):
        # 人/次 stands in the vocabulary and is not 人 per 次.
        units = _with_per(text, end, canonical) | units
    return tuple(sorted(units.items(), reverse=True))


def canonical_unit(text: str | None) -> str | None:
    """The form in which a printed unit is compared; null for a text that is no unit of the vocabulary.

    >>> canonical_unit("㎡"), canonical_unit("元/人.天"), canonical_unit("台（套）"), canonical_unit("家企业未通过验收")
    ('平方米', '元/人·天', '台套', None)
    """
    folded = squeeze(fold_widths(text or ""))
    folded = re.sub(r"^\((.+)\)$", r"\1", folded)
    if folded in _ALONE:
        return _ALONE[folded]
    return next((canonical for end, canonical in units_at(folded, 0) if end == len(folded)), None)


def with_period(canonical: str | None, period: str) -> str | None:
    """The canonical unit of a figure that counts per period or thing: 次 and 季度 give 次/季度.

    A form is about one year, so that 每年 adds nothing.
    """
    if canonical is None or period in ("年", ""):
        return canonical
    return f"{canonical}·{period}" if "/" in canonical else f"{canonical}/{period}"


@lru_cache(maxsize=1 << 14)
def per_at(text: str, start: int) -> tuple[tuple[int, str], ...]:
    """Where a word behind 每 (季度, 人, 标段) can end, with its canonical form; the longest first."""
    words = _words()
    ends = {}
    for size in range(1, min(8, len(text) - start) + 1):
        word = text[start : start + size].lower()
        if word in words.per or word in words.nouns:
            ends[start + size] = words.per.get(word, word)
    return tuple(sorted(ends.items(), reverse=True))


def _simple(text: str, start: int) -> dict[int, str]:
    """Where a unit without 每 or a slash can end, with its canonical form."""
    words = _words()
    units: dict[int, str] = {}
    lowered = text.lower()
    if (letter := words.letters.get(text[start : start + 1])) and not _is_letter(text, start + 1):
        units[start + 1] = letter
    for size in range(1, min(12, len(text) - start) + 1):
        canonical = words.fixed.get(lowered[start : start + size])
        if canonical and not (_is_letter(text, start + size - 1) and _is_letter(text, start + size)):
            units[start + size] = canonical
    units |= _counted(text, start)
    for sign in _MULTIPLIERS:
        if not text.startswith(sign, start):
            continue
        begin = start + len(sign)
        for end, canonical in {**_fixed_times(lowered, begin), **_counted(text, begin)}.items():
            units.setdefault(end, sign + canonical)
    return units


def _fixed_times(lowered: str, start: int) -> dict[int, str]:
    """Where a fixed unit behind 万 or 亿 can end; shares, points and money (万元 is a unit itself) are none."""
    words = _words()
    units = {}
    for size in range(1, min(10, len(lowered) - start) + 1):
        canonical = words.fixed.get(lowered[start : start + size])
        if canonical and canonical not in ("%", "‰", "个百分点", "分", "年", "天") and not canonical.endswith("元"):
            units[start + size] = canonical
    return units


def _counted(text: str, start: int) -> dict[int, str]:
    """Units of counting words and nouns: 场次, 台(套), 个行政村, 村."""
    words = _words()
    units: dict[int, str] = {}
    for size in range(1, min(5, len(text) - start) + 1):
        word, end = text[start : start + size].lower(), start + size
        if word in words.bare:
            units[end] = word
        if word in words.counting or (word in words.fixed and word in _FIXED_THAT_COUNT):
            units |= _by_counting_word(text, end, word)
    for size in range(4, min(8, len(text) - start) + 1):
        if text[start : start + size] in words.bare:
            units[start + size] = text[start : start + size]
    return units


def _by_counting_word(text: str, end: int, word: str) -> dict[int, str]:
    """Units that begin with a counting word: 场, 场次, 台(套), 台、套, 个行政村. ``end`` is where the word ends."""
    words = _words()
    units = {end: words.fixed.get(word, word)}
    for other in _BEHIND_COUNT:
        if not word.endswith("次") and other != word and text.startswith(other, end) and len(word) == 1:
            units[end + len(other)] = words.fixed.get(word + other, word + other)
    if match := re.match(r"\((.{1,3}?)\)", text[end:]):
        inner = match.group(1).lower()
        if inner in words.counting or inner in words.fixed or inner in words.bare or inner == "次":
            units[end + match.end()] = words.fixed.get(f"{word}({inner})", word + inner)
    if match := re.match(r"、([^\d、]{1,2})(?![^\d、(])", text[end:]):
        inner = match.group(1)
        if inner in words.counting:
            units[end + match.end()] = words.fixed.get(f"{word}、{inner}", f"{word}{inner}")
    for last in _phrase_ends(text, end):
        # A noun of one character stands behind few counting words: 个村, 头猪, but not 次省.
        if last - end > 1 or word in _BEFORE_SHORT:
            units[last] = word + text[end:last]
    return units


def _phrase_ends(text: str, start: int) -> list[int]:
    """Where a phrase of modifiers and nouns that begins at ``start`` can end: behind each of its nouns."""
    words = _words()
    reached, ends = {start}, []
    limit = min(len(text), start + _LONGEST_PHRASE)
    for begin in range(start, limit):
        if begin not in reached:
            continue
        for end in range(begin + 1, min(begin + 9, limit) + 1):
            word = text[begin:end].lower()
            if word in words.nouns and (len(word) > 1 or begin == start):
                ends.append(end)
                reached.add(end)
            elif word in words.modifiers:
                reached.add(end)
    return ends


def _with_per(text: str, end: int, canonical: str) -> dict[int, str]:
    """Where a unit with what it is per can end: 元/人·天, 次/年, 人次每年. In canonical form all are written alike."""
    units: dict[int, str] = {}
    stack = [(end, "", 0)]
    while stack:
        at, per, depth = stack.pop()
        if depth == 4 or at >= len(text):
            continue
        is_first = depth == 0
        if text[at] not in ("/每" if is_first else _SEPARATORS) and not (text.startswith("/每", at)):
            continue
        begin = at + (2 if text.startswith("/每", at) else 1)
        is_wrapped = text.startswith("(", begin)
        begin += is_wrapped
        for last, word in {**_counted(text, begin), **dict(per_at(text, begin)), **_per_fixed(text, begin)}.items():
            joined = f"{per}·{word}" if per else word
            name = f"{canonical}/{joined}".replace("人·次", "人次")
            if is_wrapped:
                if text.startswith(")", last):
                    units[last + 1] = name
                stack.append((last, joined, depth + 1))
                continue
            units[last] = name
            if text.startswith(")", last) and "(" in text[end:last]:
                units[last + 1] = name
            stack.append((last, joined, depth + 1))
    return units


def _per_fixed(text: str, start: int) -> dict[int, str]:
    """Where a fixed unit behind 每 or a slash can end, with its canonical form."""
    words = _words()
    lowered = text.lower()
    ends = {}
    for size in range(1, min(8, len(text) - start) + 1):
        word = lowered[start : start + size]
        canonical = words.fixed.get(word) or words.letters.get(word)
        if canonical:
            ends[start + size] = canonical
    return ends


def _is_letter(text: str, position: int) -> bool:
    return position < len(text) and _LETTER.match(text[position]) is not None
