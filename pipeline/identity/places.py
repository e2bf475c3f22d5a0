"""Places as names of offices tell them: a division of the register, or a part of one that the register does not have.

Belongs here: the divisions around a form, one code for a division over all its names, and which of them the beginning
of a name tells. Does not belong here: reading the division of a form (``pipeline.facts``), the name behind the place
(``office_names``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.facts.division_register import Division, core_of, names_of, register
from pipeline.facts.named_divisions import division_of_office

# Behind 市, 区, 县 and 州: what shows that the character begins another word (市场, 市政工程, 区划, 县域).
_OTHER_WORD = re.compile(
    r"市(?:场|域|容|民(?:中心|服务|热线|学校|广场|卡|之家|大学|活动|健身|文化|公园|城|云)|郊|树|级|政(?:工程|公用|设施|建设|园林|养护|管|处|局))|区(?:域|块|划|间)|县(?:域|级)|州际|旗帜|镇(?:静|痛)|乡(?:土|村|愁)"
)
_GENERIC = re.compile(r"(?:本|全|我)?(自治区|自治州|自治县|地区|街道|省|市|州|盟|县|区|旗|镇|乡|村)")
_ZONES = ("开发区", "高新区", "经开区", "新区", "园区", "度假区", "风景区", "示范区", "试验区")
# A place that the register does not have: a development zone, a town, a place that is invented.
_UNLISTED = re.compile(
    rf"(?P<name>[\u4e00-\u9fff]{{1,9}}?(?:自治州|自治县|{'|'.join(_ZONES)}|街道|省|市|(?<=..)州|盟|县|区|旗|镇|乡))"
    rf"(?=[\u4e00-\u9fff]{{2}})"
)
_NO_PLACE = re.compile(
    r"(?:社|园|景|校|学|辖|灾|片|库|小|牧|病|战|军|厂|矿|院|科技园|产业园|保护|安置|居民|住宅|商业|主城|老城|中心城|城)区$"
    r"|[城超门都上夜集菜]市$|[城村小老古]镇$|[城]乡$|[民台同联加]盟$|.*[局厅院校所站馆会办部司]|^(?:本|全|我|各|跨|多|两|三|委)"
)
# The offices that a county sends into its towns: 武侯区|人民政府|浆洗街街道办事处.
_OF_GOVERNMENT = re.compile(r"^人民政府(?=.+街道办事处$)")

CENTRE = "000000"
"""The code of the place of offices of the state."""
TEXT, UNSURE = "text:", "text?"
"""Before the name of a place that is in no register; and of one that may be any of several."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place: a code that no other has, its name of today, and every name that a text may print for it."""

    code: str
    name: str
    names: tuple[str, ...]

    @property
    def kind(self) -> str:
        """The last character of its name: 省, 市, 区, 县."""
        return self.name[-1]


Places = tuple[Place, ...]
"""Places of which each lies in the one before; empty where nothing is known."""


@dataclass(frozen=True, slots=True)
class PlacedName:
    """A name apart from its place. ``last`` is null where the name tells none.

    ``kind`` is the kind of a place below all that are known, where the name tells no more of it (县教育局).
    """

    places: Places
    last: Place | None
    rest: str
    kind: str = ""


@lru_cache(maxsize=1 << 12)
def places_of(code: str | None, region: str | None) -> Places:
    """The places around a form: those of its division, then what its region names beside or below them."""
    known = places_of_division(code) if code else ()
    text = "".join((region or "").split())
    if not text:
        return known
    behind = _behind(text, known)[1] if known else text
    if not behind or (known and behind == text):
        return known
    # A region of batch.yml that is in no register, or a part of a division.
    return _within(behind, known)


@cache
def places_of_division(code: str) -> Places:
    """A division under its code of today and those above it."""
    division = _of_today(code)
    chain: list[Place] = []
    while division is not None:
        names = tuple(sorted(_all_names(division), key=lambda name: (-len(name), name)))
        chain.insert(0, Place(division.code, division.name, names))
        division = _of_today(division.parent_code) if division.parent_code else None
    return tuple(chain)


@cache
def _of_today(code: str) -> Division | None:
    """The division that a code stands for today; one that is no more counts as the one that it became."""
    seen: set[str] = set()
    while (rows := register().by_code.get(code)) and code not in seen:
        seen.add(code)
        last = max(rows, key=lambda row: row.last)
        if last.is_in_force or not last.successor_code:
            return last
        code = last.successor_code
    return None


@cache
def _former_codes() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for division in register().divisions:
        if not division.is_in_force and (today := _of_today(division.code)) is not None:
            found.setdefault(today.code, []).append(division.code)
    return found


def _all_names(today: Division) -> set[str]:
    """Every name that a division has or had; that of a division which became a part of it is none of them."""
    former = [one for code in _former_codes().get(today.code, ()) for one in register().by_code[code]]
    named = [*register().by_code[today.code], *(one for one in former if core_of(one.name) == core_of(today.name))]
    return {name for division in named for name in names_of(division)}


def _within(text: str, above: Places, *, is_known: bool = True) -> Places:
    """The places above a place that no register has, and that place: 成都高新区 is the 高新区 of 成都市."""
    rest = text
    for number, place in enumerate(above, start=1):
        core = core_of(place.name)
        if core and text.startswith(core) and len(text) > len(core) + 1:
            rest, above = text[len(core) :], above[:number]
            break
    if above:
        return (*above, Place(f"{above[-1].code}:{rest}", text, (text, rest)))
    return (Place(f"{TEXT if is_known else UNSURE}{text}", text, (text,)),)


def placed(text: str, around: Places) -> PlacedName:
    """A name apart from the place that its beginning tells, given the places around its form."""
    places = _with_own(text, around)
    last, rest = _behind(text, places)
    if not rest:
        return PlacedName(places, None, text)
    rest = _OF_GOVERNMENT.sub("", rest)
    if last is None:
        last, rest = _by_kind(text, places)
    elif (match := _GENERIC.match(rest)) and match.group(1)[-1] == last.kind and not _OTHER_WORD.match(rest):
        # The place, and its kind again: 成都市|市|教育局.
        rest = rest[match.end() :] or rest
    if (lower := _lower(rest, places, last)) is not None:
        return lower
    match = _GENERIC.match(text)
    if last is None and match is not None and not _OTHER_WORD.match(text[match.end() - 1 :]) and text[match.end() :]:
        return PlacedName(places, None, text[match.end() :], match.group())
    return PlacedName(places, last, rest)


def _lower(rest: str, places: Places, last: Place | None) -> PlacedName | None:
    """A name behind the place that tells a lower one; null where it does not. ``last`` is the place told so far."""
    match = _UNLISTED.match(rest)
    if match is None:
        return None
    name, behind = match.group("name"), rest[match.end("name") :]
    if _NO_PLACE.search(name) or _OTHER_WORD.match(rest[len(name) - 1 :]) or _GENERIC.fullmatch(name):
        return None
    if known := next((place for place in places if core_of(place.name) == name), None):
        # 津市|民政局 for 津市市.
        return PlacedName(places, known, behind)
    around = places[: places.index(last) + 1] if last in places else places
    lies_in = _listed_below(name, around)
    if not lies_in:
        # A town or a zone has its name from nobody; a county may share it (普陀区).
        is_alone = name[-1] in "镇乡" or name.endswith(("街道", *_ZONES)) or name in register().by_name
        lies_in = _within(name, around, is_known=not is_alone)
    return PlacedName(lies_in, lies_in[-1], behind)


def _listed_below(name: str, around: Places) -> Places:
    """The division of this name that lies in a place, where several have the name (城关区 on a form of 兰州市)."""
    codes = {
        today.code
        for division in register().by_name.get(name, ())
        if around and (today := _of_today(division.code)) is not None
        and register().is_within(today.code, around[-1].code)
    }  # fmt: skip
    return places_of_division(codes.pop()) if len(codes) == 1 else ()


def _with_own(text: str, around: Places) -> Places:
    """The places that a name itself tells where they are other or lower ones than those around its form."""
    own = division_of_office(text)
    if own.division is None:
        return around
    codes = {place.code for place in around}
    today = _of_today(own.division.code)
    return around if today is None or today.code in codes else places_of_division(own.division.code)


def _behind(text: str, places: Places) -> tuple[Place | None, str]:
    """The last of the places that are named one behind the other at the beginning of a text, and the text behind."""
    last, rest = None, text
    for number, place in enumerate(places):
        for name in (*place.names, *_short_of_province(place, rest)):
            if rest.startswith(name) and not _OTHER_WORD.match(rest[len(name) - 1 :]):
                last, rest = place, rest[len(name) :]
                break
        else:
            # Without its kind, before a place that lies in it: 成都|武侯区.
            core = core_of(place.name)
            below = tuple(name for lower in places[number + 1 :] for name in lower.names)
            if core and below and rest.startswith(core) and rest[len(core) :].startswith(below):
                rest = rest[len(core) :]
    return (last, rest) if last is not None else (None, text)


def _short_of_province(place: Place, text: str) -> tuple[str, ...]:
    """The name of a province without its kind, before what only a province has (宁夏|水利厅)."""
    return (core_of(place.name),) if place.code.endswith("0000") and text.endswith("厅") else ()


def _by_kind(text: str, places: Places) -> tuple[Place | None, str]:
    """The place that a name tells by its kind alone: 市教育局, 省财政厅. The lowest of that kind is meant."""
    match = _GENERIC.match(text)
    if match is None or _OTHER_WORD.match(text[match.end() - 1 :]):
        return None, text
    kind, rest = match.group(1), text[match.end() :]
    for place in reversed(places):
        if place.name.endswith(kind) or (len(kind) == 1 and place.kind == kind):
            return place, rest or text
    return None, text
