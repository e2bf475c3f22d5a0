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
from importlib.resources import files

import yaml

from pipeline.identity.places import Place, Places, placed
from pipeline.text.fold import fold_radicals, fold_widths, squeeze

# Codes of the budget system before a name: [155], 155-, 001001_, (155).
_CODE = re.compile(r"(?:[\[(【〔]\d[\dA-Za-z]*[\])】〕][-—－–_:.、·]*|\d[\dA-Za-z]*[-—－–_:.、·]+)+")
_BARE_CODE = re.compile(r"\d{3,}(?=[\u4e00-\u9fff])")
_CODE_BEHIND = re.compile(r"[-—－–_:]*[\[(【〔]?\d{3,}[\])】〕]?$")
_HEAD_OFFICE = "(?:机关|部门|单位|行政|[局委厅院办会])?本级|本级机关|[局委厅]?机关|本部"
_SUMS = (
    "汇总|部门汇总|本级汇总|部门|单位|预算单位|主管部门|部门预算|一级预算单位|二级预算单位|实施单位|盖章|公章|签章|章"
)
_ADDITION = re.compile(rf"\((?:{_HEAD_OFFICE}|{_SUMS})\)$")
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
_PARTY = re.compile(r"^(?:中国共产党|中共)(?=.)")
_TAXES = re.compile(r"^国家税务总局(?=.)")
# What stands for the committee of a body: 团市委, 市政协, 成都市政协办.
_SHORT_LEAGUE = re.compile(r"(?P<before>.*?)团(?P<kind>[省市区县州旗盟])委(?:员会)?$")
_SHORT_CONFERENCE = re.compile(r"(?P<before>.+?)政协(?:委员会)?(?P<office>办公室|办)?$")


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
    """``offices.yml``: whole names by every way to write them, characters by their other forms, bodies."""

    full: dict[str, str]
    characters: dict[int, str]
    bodies: dict[str, str]
    body: re.Pattern[str]


@cache
def _lists() -> _Lists:
    entries = yaml.safe_load((files(__package__) / "offices.yml").read_text("utf-8"))
    full = dict(_of_stems(entries["stems"]))
    for name, others in entries["names"].items():
        full |= dict.fromkeys([name, *others], name)
    pairs = "".join(entries["traditional"].split())
    bodies = {other: body for body, others in entries["bodies"].items() for other in (body, *others)}
    names = "|".join(sorted(bodies, key=len, reverse=True))
    body = re.compile(rf"(?P<body>{names})(?P<place>.+?)(?:委员会|委)(?P<office>办公室|办)?$")
    return _Lists(full, {ord(pairs[i]): pairs[i + 1] for i in range(0, len(pairs), 2)}, bodies, body)


def _of_stems(stems: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    for stem, others in stems.items():
        for other in (stem, *others):
            for end, full_end in (("局", "局"), ("厅", "厅"), ("委员会", "委员会"), ("委", "委员会")):
                yield other + end, stem + full_end


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
    found = placed(text, around)
    full = _lists().full
    # 人民政府外事办公室 is 外事办公室, but 人民政府办公室 stands in the list itself.
    bare = found.rest if found.rest in full else found.rest.removeprefix("人民政府")
    core = full.get(bare, found.rest)
    if core.startswith("委员会"):
        core = f"委{core[3:]}"
    core = found.kind + core
    if found.last is not None:
        place: Place | None = found.last
    else:
        place = None if found.kind or not found.places else found.places[-1]
    has_place = place is not None and (found.last is not None or _is_organ(core))
    name = _shown(core, body, found.places, place) if place is not None and has_place else core
    return Office(name, place.code if place else None, core, found.places)


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
    return f"{place}{body}委员会{'办公室' if behind else ''}", body


def _shown(core: str, body: str, places: Places, place: Place) -> str:
    """The name for a person: with its place in front, or behind the body that it belongs to."""
    number = places.index(place)
    # A part of a division has the name of that division in front.
    shown = f"{places[number - 1].name}{place.name}" if ":" in place.code and number else place.name
    return f"{body}{shown}{core.removeprefix(body)}" if body and core.startswith(body) else f"{shown}{core}"
