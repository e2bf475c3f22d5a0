"""One name and one key for all spellings of an office.

Belongs here: codes, additions and short names that say nothing of which office is meant. Does not belong here: the
place in a name (``places``), which of the names on a form counts (``identified``).

Only what is certain is taken away or written out. An office under another name, such as one that was renamed, is
another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.facts.division_register import core_of
from pipeline.facts.named_divisions import is_central
from pipeline.identity.office_ends import comparable, full_end
from pipeline.identity.places import CENTRE, Place, Places, placed
from pipeline.package_yaml import package_yaml
from pipeline.text.fold import fold_radicals, fold_widths, squeeze

# Codes of the budget system before a name: [155], 155-, 001001_, (155).
_CODE = re.compile(r"(?:[\[(【〔]\d[\dA-Za-z]*[\])】〕][-—－–_:.、·]*|\d[\dA-Za-z]*[-—－–_:.、·]+)+")
_BARE_CODE = re.compile(r"\d{3,}(?=[\u4e00-\u9fff])")
_CODE_BEHIND = re.compile(r"[-—－–_:]*[\[(【〔]?\d{3,}[\])】〕]?$")
_HEAD_OFFICE = "(?:机关|部门|单位|行政|[局委厅院办会])?本级(?:机关|行政)?|行政本级|[局委厅]?机关|本部"
_SUMS = (
    "汇总|部门汇总|本级汇总|部门|单位|预算单位|主管部门|部门预算|一级预算单位|二级预算单位|实施单位|盖章|公章|签章|章"
)
_ADDITION = re.compile(rf"[(\[](?:{_HEAD_OFFICE}|{_SUMS})[)\]]$")
_STAMP = re.compile(r"^[(\[](?:单位)?(?:盖章|公章|签章)[)\]]")
_BARE_ADDITION = re.compile(
    r"(?<=[局会委厅办室部院府所心社队校处站馆团])(?:机关本级|本级机关|部门本级|本级|机关|部门汇总|汇总)$"
)
_AROUND = re.compile(r"[《》“”\"'‘’.。·*#:]|\(\)")
_OFFICE_END = re.compile(r"(?:局|委员会|厅|办公室|人民政府|法院|检察院|政府)$")
_EMERGENCY = (
    "110",
    "114",
    "119",
    "120",
    "122",
    "12315",
    "12320",
    "12333",
    "12345",
    "12348",
    "12355",
    "12366",
    "12369",
    "12388",
)
_HAS_PLACE = re.compile(r"[\u4e00-\u9fff]{2,8}?[省市县区州旗]")
# A town or a street that stands for its office.
_OF_TOWN = re.compile(r"(?<=..)(?:(?<=街道)办?|(?<=[^小古老集城][镇乡])(?<![城水茶侨]乡))$")
_ENDS = (("局", "局"), ("厅", "厅"), ("委员会", "委员会"), ("委", "委员会"))
_PARTY = re.compile(r"^(?:中国共产党|中共|中华人民共和国)(?=.)")
_TAXES = re.compile(r"^国家税务总局(?=.)")
# What stands for the committee of a body: 团市委, 市政协, 成都市政协办.
_SHORT_LEAGUE = re.compile(r"(?P<before>.*?)团(?P<kind>[省市区县州旗盟])委(?:员会)?$")
_SHORT_CONFERENCE = re.compile(r"(?P<before>.+?)政协(?:委员会)?(?P<office>办公[室厅]|办)?$")


@dataclass(frozen=True, slots=True)
class Office:
    """An office: the name that stands for all its spellings, and what tells it from others.

    ``place`` is the code of its place, null where nothing tells it; ``core`` its name without the place, ``places`` the
    places in which what belongs to it lies.
    """

    name: str
    place: str | None
    core: str
    places: Places


@dataclass(frozen=True, slots=True)
class _Lists:
    """``offices.yml``.

    ``full``: whole names by every way to write them; ``loose``: ways that may stand for several; ``characters`` by
    their other forms.
    """

    full: dict[str, str]
    loose: frozenset[str]
    characters: dict[int, str]
    bodies: dict[str, str]
    body: re.Pattern[str]


@cache
def _lists() -> _Lists:
    entries = package_yaml(__package__, "offices.yml")
    full = dict(_of_stems(entries["stems"]))
    for name, others in entries["names"].items():
        full |= dict.fromkeys([name, *others], name)
    pairs = "".join(entries["traditional"].split())
    bodies = {other: body for body, others in entries["bodies"].items() for other in (body, *others)}
    names = "|".join(sorted(bodies, key=len, reverse=True))
    body = re.compile(rf"(?P<body>{names})(?P<place>.+?)(?:委员会|委)(?P<office>办公[室厅]|办)?$")
    ends = ("", *(end for end, _ in _ENDS))
    loose = frozenset(short + end for short in entries["loose"] for end in ends)
    return _Lists(full, loose, {ord(pairs[i]): pairs[i + 1] for i in range(0, len(pairs), 2)}, bodies, body)


def _of_stems(stems: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    for stem, others in stems.items():
        for other in (stem, *others):
            for end, whole in _ENDS:
                yield other + end, stem + whole


def cleaned(name: str) -> str:
    """The name without codes, blanks and additions; the same name however it is printed.

    >>> cleaned("［155］丙市水务局（本级）")
    '丙市水务局'
    """
    text = fold_widths(squeeze(fold_radicals(name))).translate(_lists().characters)
    text = _AROUND.sub("", text.replace("【", "[").replace("】", "]").replace("〔", "(").replace("〕", ")"))
    before = None
    while text != before:
        before = text
        text = _without(_STAMP, text)
        text = _without(_CODE_BEHIND, _without(_ADDITION, _without(_BARE_ADDITION, text)))
        if (match := _CODE.match(text)) or (match := _bare_code(text)):
            text = text[match.end() :] or text
    return text


def _without(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub("", text) or text


def _bare_code(text: str) -> re.Match[str] | None:
    """Digits right before a name, which are a code unless they may be a part of it (119指挥中心)."""
    match = _BARE_CODE.match(text)
    if match is None:
        return None
    rest = text[match.end() :]
    is_code = match.end() >= 6 or _OFFICE_END.search(rest) or _HAS_PLACE.match(rest)
    return match if is_code and match.group() not in _EMERGENCY else None


@lru_cache(maxsize=1 << 16)
def office(printed: str, around: Places) -> Office | None:
    """The office of a printed name, given the places around its form; null when the name is empty."""
    text = cleaned(printed)
    if not text:
        return None
    text, body = _body_behind(_TAXES.sub("", _PARTY.sub("", text)))
    if is_central(text):
        return Office(text, CENTRE, comparable(text), around)
    if _OF_TOWN.search(text):
        text = _OF_TOWN.sub("人民政府" if text[-1] in "镇乡" else "办事处", text)
    found = placed(text, around)
    full, shown = _written_out(found.rest)
    full, shown = found.kind + full, found.kind + shown
    if found.last is not None:
        place: Place | None = found.last
    else:
        place = None if found.kind or not found.places else found.places[-1]
    is_told = found.last is not None or (_is_organ(full) and not full.startswith("中国"))
    name = _shown(shown, body, found.places, place) if place is not None and is_told else shown
    return Office(name, place.code if place else None, comparable(full), found.places)


def _written_out(rest: str) -> tuple[str, str]:
    """A name without its place under its full name, and as it is shown: written out only where that is certain."""
    lists = _lists()
    # 人民政府外事办公室 is 外事办公室, but 人民政府办公室 stands in the list itself.
    bare = rest if rest in lists.full else rest.removeprefix("人民政府")
    full = lists.full.get(bare)
    if full is None:
        full = f"委{rest[3:]}" if rest.startswith("委员会") else rest
        return full, full_end(full)
    if bare in lists.loose:
        return full, bare
    # What differs in a word that may be left out is shown as it is printed.
    return full, full_end(bare) if comparable(bare) == comparable(full) else full


def _is_organ(core: str) -> bool:
    """Whether a name without its place is that of an organ of a place, so that the place may stand before it."""
    return core in _lists().full.values() or _OFFICE_END.search(core) is not None


def _body_behind(text: str) -> tuple[str, str]:
    """A name whose place stands behind its body, in the usual order, and the body: 民盟成都市委, 民盟."""
    lists = _lists()
    if match := lists.body.match(text):
        body, place, behind = lists.bodies[match["body"]], match["place"], match["office"]
    elif match := _SHORT_LEAGUE.fullmatch(text):
        body, place, behind = "共青团", match["before"] + match["kind"], None
    elif match := _SHORT_CONFERENCE.fullmatch(text):
        body, place, behind = "政协", match["before"], match["office"]
    else:
        return text, ""
    return f"{place}{body}委员会{'办公室' if behind == '办' else behind or ''}", body


def _shown(core: str, body: str, places: Places, place: Place) -> str:
    """The name for a person: with its place in front, or behind the body that it belongs to."""
    if place.name not in core and core.startswith(core_of(place.name)):
        # 上海海事法院, 朝阳法院.
        return core
    number = places.index(place)
    # A part of a division has the name of that division in front.
    above = places[number - 1].name if ":" in place.code and number else ""
    shown = place.name if not above or place.name.startswith(core_of(above)) else f"{above}{place.name}"
    behind = core.removeprefix(body)
    return f"{body}{shown}{behind}" if body and behind != core and behind else f"{shown}{core}"
