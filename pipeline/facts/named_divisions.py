"""The division that the name of an office tells: 盐城市亭湖区水务局 lies in 江苏省盐城市亭湖区.

Belongs here: what stands before the division (codes, 中共, 共青团, 国家税务总局), the division itself, what may follow.
Does not belong here: the register (``division_register``), which of the names in a form is asked (``region``).

A name is read from its beginning only. A division that stands further back is that of a branch, a road or a school.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from pipeline.facts.division_register import Division, LocatedDivision, core_of, register
from pipeline.facts.word_lists import words
from pipeline.text.fold import fold_radicals, fold_widths, squeeze

# What stands before a name: codes of the budget system (219-, [155], 314002-, 301_), or a year (2024年).
_CODE = re.compile(r"20\d\d年度?|(?:[\[(【〔]?(?:\d[0-9A-Z]*|[A-Z]\d+)[\])】〕]?[-—－–_:.、·]*)+")
_PARTIES = words()["parties"]
_PARTY = re.compile("|".join(sorted(_PARTIES, key=len, reverse=True)))
# The name of a division (师) of the production corps stands before that of its city.
_CORPS = re.compile(r"(?:新疆生产建设兵团)?第?[一二三四五六七八九十]{1,3}师|新疆生产建设兵团")
_CENTRAL = re.compile(
    r"国家[\u4e00-\u9fff]{1,12}?(?:总局|局|署|委员会)|中国(?:气象|地震|民用航空)局|中国(?:人民银行|银保监会|证监会)"
    r"|中国(?:银行保险|证券)监督管理委员会|审计署驻?|海关总署|(?:财政|水利|交通运输|农业农村|自然资源|生态环境|商务|工业和信息化|公安|民政)部"
)
_MINISTRY = re.compile(
    r"国家(?:发展改革|卫生健康|民族事务)委|国务院|(?:教育|科学技术|人力资源和社会保障|住房和城乡建设|文化和旅游|退役军人事务|应急管理|司法|外交)部(?![门队位])"
)
# A branch of a central body is named after the province without its kind: 财政部安徽监管局.
_BRANCH = re.compile(r"(?:监管局|监察局|监督局|调查总队|管理局|通信管理局|税务局)")
_PROVINCIAL = re.compile(r"[^省市区县]*厅|高级人民法院|人民检察院")
_ZONE = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{0,8}?)(?:高新技术(?:产业)?(?:开发区|园区)|高新区|开发区|经开区|新区|新城|工业园区?|产业园区?|工业区|保税港?区|综保区"
    r"|自贸区|自由贸易(?:试验|港)区|示范区|试验区|实验区|度假区|风景名胜区|风景区|生态区|管理区|合作区|集聚区|科学城|港区)"
)
_NOT_IN_ZONE = re.compile(r"[局厅院校]|大学|学校|公司|集团|中心|委员会|政府|海关|银行|铁路|市|县")
_WORDS = frozenset(words()["common_words"])
# Behind 市, 区 or 县: what shows that this character begins another word (上海|市场, 和平|区域, 东方|市政工程).
_OTHER_WORD = {
    "市": re.compile("场|域|政(?:工程|公用|设施|建设|园林|养护|管|处|局)"),
    "区": re.compile("域|块"),
    "县": re.compile("域"),
}
# A text that may be the name of a division which the register does not have; and those which are no division.
_UNKNOWN = re.compile(r"[^局委院厅心队校处站所部会馆府街镇乡村]{1,5}?[区县市旗]")
_NO_DIVISION = re.compile(
    r"(?:[城山湖港滩塘]区|.*(?:[社园景库灌林矿校院辖片街小厂市郊新军战牧专特地学发护业能理态贸税验作游示假合名块]区|新技术区|心城区|老城区|主城区)"
    r"|.*[城门超都县上]市|[各全本我该]县|[本市县区]?[市县区旗])$"
)
_BREAK = re.compile(r"[、，,；;/]")
_AROUND = re.compile(r"[《》“”\"'.。·]")


@dataclass(frozen=True, slots=True)
class OfficeDivision:
    """What the name of an office tells: one division, or several that it can mean.

    ``is_sure`` is false where the name may tell a lower division that the register does not know, or where its division
    was in force at another time only.
    """

    division: LocatedDivision | None = None
    candidates: tuple[LocatedDivision, ...] = ()
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class _Chain:
    """Divisions named one within the other at the beginning of a text: the last one, and the text behind it.

    ``is_alone``: a county is named without the division above it.
    """

    last: Division
    rest: str
    is_alone: bool


def division_of_office(name: str, year: int | None = None) -> OfficeDivision:
    """The division that the name of one or several offices tells, under the names of a year (null: of today).

    Offices of different divisions give the candidates and no division.

    >>> division_of_office("219-盐城市亭湖区水务局").division.name
    '江苏省盐城市亭湖区'
    """
    text = _AROUND.sub("", squeeze(fold_widths(fold_radicals(name))))
    readings = [
        reading
        for part in _BREAK.split(text)
        if part and (reading := _division_of_one_office(part, year)) != OfficeDivision()
    ]
    if not readings:
        return OfficeDivision()
    if len(readings) == 1 or all(reading == readings[0] for reading in readings):
        return readings[0]
    divisions = {
        division
        for reading in readings
        for division in ((reading.division,) if reading.division else reading.candidates)
    }
    return OfficeDivision(candidates=tuple(sorted(divisions, key=lambda division: division.code)))


@lru_cache(maxsize=1 << 12)
def _division_of_one_office(name: str, year: int | None) -> OfficeDivision:
    """The division of one office, by the names of its year and of those around it, then by those of any time."""
    text = name
    if match := _CODE.match(text):
        text = text[match.end() :]
    best = OfficeDivision()
    for when in _years_of_names(year):
        best = _lower_of(best, _read_name(text, when, year))
        if best != OfficeDivision() and best.is_sure:
            break
    # A name that was in force at another time only, such as a division 城区 that is none today.
    at_any_time = _read_name(text, None, year, is_any_time=True)
    better = _lower_of(best, at_any_time)
    return best if better == best else replace(better, is_sure=better.is_sure and year is None)


def _lower_of(first: OfficeDivision, second: OfficeDivision) -> OfficeDivision:
    """The second reading where the first has no division, or only a division around that of the second."""
    if first == OfficeDivision():
        return second
    is_lower = first.division and second.division and _is_below(second.division, first.division)
    return second if is_lower else first


def _is_below(division: LocatedDivision, above: LocatedDivision) -> bool:
    return division.code != above.code and register().is_within(division.code, above.code)


def _years_of_names(year: int | None) -> tuple[int | None, ...]:
    """The years whose names a form of a year can print, the likeliest first. It is written in the year after."""
    return (None,) if year is None else (year, year + 1, year + 2, year - 1)


def _read_name(text: str, when: int | None, year: int | None, *, is_any_time: bool = False) -> OfficeDivision:
    """The division by the names that were in force at the end of the year ``when``, or at any time."""
    if match := _PARTY.match(text):
        rest = text[match.end() :]
        return _by_chain(rest, when, year, is_any_time) or _by_zone(rest, when, year) or OfficeDivision()
    if match := _CORPS.match(text):
        return _by_chain(text[match.end() :], when, year, is_any_time) or OfficeDivision()
    if match := _CENTRAL.match(text):
        rest = text[match.end() :]
        return _by_chain(rest, when, year, is_any_time) or _by_province(rest, _BRANCH, when) or OfficeDivision()
    return (
        _by_chain(text, when, year, is_any_time)
        or _by_zone(text, when, year)
        or _by_province(text, _PROVINCIAL, when)
        or OfficeDivision()
    )


def _by_chain(text: str, when: int | None, year: int | None, is_any_time: bool) -> OfficeDivision | None:
    """The lowest of divisions named one within the other; the reading that leaves the shortest rest counts."""
    chains = [c for c in _chains(text, None, when, is_any_time) if not (c.is_alone and c.last.name in _WORDS)]
    if not chains:
        return None
    shortest = min(len(c.rest) for c in chains)
    best = {_located(c.last, when, year): c for c in chains if len(c.rest) == shortest}
    if len(best) > 1:
        return OfficeDivision(candidates=tuple(sorted(best, key=lambda p: p.code)))
    division, chain = next(iter(best.items()))
    if chain.last.level == "province" and (city := _prefecture_before_zone(chain.last, chain.rest, when)) is not None:
        return OfficeDivision(_located(city, when, year))
    return OfficeDivision(division, is_sure=not _may_name_lower_division(chain))


def _located(division: Division, when: int | None, year: int | None) -> LocatedDivision:
    return register().located(division, when if when is not None else year)


def _chains(text: str, above: Division | None, when: int | None, is_any_time: bool) -> Iterator[_Chain]:
    """Every way to read the beginning of a text as divisions of which each lies in the one before."""
    known = register()
    for length in range(2, min(len(text), 16) + 1):
        name, rest = text[:length], text[length:]
        for division in known.by_name.get(name, ()):
            if not (is_any_time or division.holds(when)) or (above and not _lies_in(division, above)):
                continue
            other = _OTHER_WORD.get(name[-1])
            if other is None or other.match(rest) is None:
                yield _Chain(division, rest, above is None and division.level == "county")
                yield from _chains(rest, division, when, is_any_time)
        # A name without its kind counts only before a division that lies in it: 内蒙古|巴彦淖尔市, 天津|滨海新区.
        for division in known.by_core.get(name, ()):
            is_upper = division.level != "county" and (is_any_time or division.holds(when))
            if is_upper and (above is None or _lies_in(division, above)):
                yield from (c for c in _chains(rest, division, when, is_any_time) if c.last != division)


def _lies_in(division: Division, above: Division) -> bool:
    return division.code != above.code and register().is_within(division.code, above.code)


def _may_name_lower_division(chain: _Chain) -> bool:
    """Whether the rest of a name may tell a lower division that was not read: 成都市望川区…, 四川省成都监狱."""
    if chain.rest[:1] in ("市", "区", "县", "州", "盟") or _begins_with_zone(chain.rest):
        return False
    for match in (_UNKNOWN.match(chain.rest, 0, end) for end in range(2, min(len(chain.rest), 6) + 1)):
        if match is None or _NO_DIVISION.match(match.group()) or _ZONE.match(chain.rest):
            continue
        # Below counties, only those that are cities are said to have districts (区). A town may be named 周市镇.
        is_possible = chain.last.level != "county" or (chain.last.name[-1] == "市" and match.group()[-1] == "区")
        if not is_possible or chain.rest[match.end() : match.end() + 1] in ("镇", "乡", "街", "村", "社"):
            continue
        other = _OTHER_WORD.get(match.group()[-1])
        if other is None or other.match(chain.rest[match.end() :]) is None:
            return True
    if chain.last.level == "county":
        return False
    known = register()
    cores = (chain.rest[:length] for length in range(2, 5))
    return any(_lies_in(d, chain.last) and d.is_in_force for core in cores for d in known.by_core.get(core, ()))


def _by_zone(text: str, when: int | None, year: int | None) -> OfficeDivision | None:
    """The city that a development zone is named after (成都高新区, 苏州工业园区); the zone itself is no division."""
    known = register()
    cities: set[LocatedDivision] = set()
    for length in range(2, 5):
        rest = text[length:]
        if not _begins_with_zone(rest):
            continue
        named = [d for d in known.by_core.get(text[:length], ()) if d.holds(when) and text[:length] not in _WORDS]
        upper = [d for d in named if d.level != "county"]
        for division in upper or [d for d in named if d.name.endswith("市")]:
            cities.add(_located(_prefecture_before_zone(division, rest, when) or division, when, year))
    if len(cities) > 1:
        return OfficeDivision(candidates=tuple(sorted(cities, key=lambda p: p.code)))
    return OfficeDivision(cities.pop()) if cities else None


def _begins_with_zone(text: str) -> bool:
    """Whether a text begins with a zone: its kind alone, or behind 东西南北中 or a name of two characters and more.

    Behind a name of one character the text is cut wrongly: 临沧浦新区 is no zone of 临沧.
    """
    zone = _ZONE.match(text)
    if zone is None or _NOT_IN_ZONE.search(zone.group()):
        return False
    return len(zone.group("name")) != 1 or zone.group("name") in "东西南北中"


def _prefecture_before_zone(division: Division, rest: str, when: int | None) -> Division | None:
    """The prefecture of a province whose name stands between the province and a zone: 甘肃|兰州|新区."""
    cores = [
        d
        for length in (2, 3, 4)
        for d in register().by_core.get(rest[:length], ())
        if d.level == "prefecture" and d.holds(when) and _lies_in(d, division) and _begins_with_zone(rest[length:])
    ]
    return cores[0] if len({d.code for d in cores}) == 1 else None


def _by_province(text: str, behind: re.Pattern[str], when: int | None) -> OfficeDivision | None:
    """A province without its kind before the name of a body that only a province has."""
    for length in (2, 3):
        divisions = [d for d in register().by_core.get(text[:length], ()) if d.holds(when)]
        if len(divisions) == 1 and divisions[0].level == "province" and behind.match(text[length:]):
            return OfficeDivision(_located(divisions[0], when, None))
    return None


def is_central(name: str) -> bool:
    """Whether an office is one of the state, which lies in no division: 水利部淮河水利委员会."""
    return not name.startswith("国家级") and (_CENTRAL.match(name) or _MINISTRY.match(name)) is not None


def is_within(division: LocatedDivision, above: LocatedDivision) -> bool:
    """Whether a division is another one or lies in it."""
    return register().is_within(division.code, above.code)


def mentions(text: str, division: LocatedDivision) -> bool:
    """Whether a text holds the name of a division together with the one above it, which no other division shares."""
    parts = [part for part in (division.province, division.prefecture, division.county) if part]
    return any(f"{above}{below}" in text for above, below in pairwise(parts)) or (
        len(parts) > 1 and f"{core_of(parts[-2])}{parts[-1]}" in text
    )
