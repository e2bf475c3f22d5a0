"""The register of divisions: every province, prefecture and county since 2000, by code and by name.

Belongs here: reading ``divisions.tsv``, other names of a division, and which division lies in which at what time.
Does not belong here: finding a name in a text (``named_divisions``). Source, licence and date: ``README.md``.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from pipeline.facts.word_lists import words

Level = Literal["province", "prefecture", "county"]

# First and last year of a name where the register has none.
_ALWAYS, _STILL = 0, 9999
_PEOPLES = words()["peoples"]
_PEOPLE = re.compile(f"(?:{'|'.join(sorted(_PEOPLES, key=len, reverse=True))})+$")
_AUTONOMOUS = re.compile(r"(.+?)自治(州|县|旗|区)$")
# Short names in official use that are not the first part of the name.
_SHORT = {"652700": "博州", "652800": "巴州", "653000": "克州"}
# Prefectures that are administered by an autonomous prefecture of their province.
_ILI = "654000"
_UNDER_ILI = ("654200", "654300")


@dataclass(frozen=True, slots=True)
class Division:
    """One row of the register. The name was in force at the ends of the years from ``first`` to ``last``."""

    code: str
    name: str
    level: Level
    parent_code: str
    first: int
    last: int
    successor_code: str

    @property
    def is_in_force(self) -> bool:
        """Whether the name holds today."""
        return self.last == _STILL

    def holds(self, year: int | None) -> bool:
        """Whether the name was in force at the end of a year; null asks for today."""
        return self.is_in_force if year is None else self.first <= year <= self.last


@dataclass(frozen=True, slots=True)
class LocatedDivision:
    """A division with those above it, under the names of one time; null where it has none at a level."""

    code: str
    province: str
    prefecture: str | None = None
    county: str | None = None

    @property
    def name(self) -> str:
        """The full name, from the province down."""
        return "".join(part for part in (self.province, self.prefecture, self.county) if part)


@dataclass(frozen=True)
class Register:
    """All divisions, and indexes to find them by full or short name, by name without its kind (core), and by code."""

    divisions: tuple[Division, ...]
    by_name: Mapping[str, tuple[Division, ...]]
    by_core: Mapping[str, tuple[Division, ...]]
    by_code: Mapping[str, tuple[Division, ...]]

    def is_within(self, code: str, above: str) -> bool:
        """Whether the division of a code lies in another one, or is it."""
        if code == above:
            return True
        if code in _UNDER_ILI and above == _ILI:
            return True
        return any(d.parent_code and self.is_within(d.parent_code, above) for d in self.by_code.get(code, ()))

    def located(self, division: Division, year: int | None) -> LocatedDivision:
        """The division with those above it, named as in ``year``, or as last known while the division had its name."""
        chain = [division]
        while chain[0].parent_code:
            above = self.by_code[chain[0].parent_code]
            when = year if year is not None and division.holds(year) else min(division.last, max(d.last for d in above))
            chain.insert(0, next((d for d in above if d.first <= when <= d.last), above[-1]))
        names = {d.level: d.name for d in chain}
        return LocatedDivision(division.code, names["province"], names.get("prefecture"), names.get("county"))


def core_of(name: str) -> str:
    """The name of a division without its kind: 四川, 合肥, 凉山, 武侯.

    >>> core_of("内蒙古自治区"), core_of("凉山彝族自治州"), core_of("合肥市"), core_of("喀什地区")
    ('内蒙古', '凉山', '合肥', '喀什')
    """
    if match := _AUTONOMOUS.match(name):
        rest = match.group(1)
        if match.group(2) == "区":
            return re.sub("(?:壮族|回族|维吾尔)$", "", rest)
        return _PEOPLE.sub("", rest) or rest.removesuffix("族")
    return re.sub(r"(?:特别行政区|地区|林区|特区|新区|[省市区县旗盟])$", "", name)


def names_of(division: Division) -> Iterable[str]:
    """The name, and the short forms that offices write in its place: 凉山州, 湘西自治州, 北川县, 鄂伦春旗, 喀什地委."""
    yield division.name
    core = core_of(division.name)
    if (match := _AUTONOMOUS.match(division.name)) and match.group(2) != "区" and core:
        yield core + match.group(2)
        yield f"{core}自治{match.group(2)}"
    if division.name.endswith("地区"):
        yield core + "地委"
        yield core + "行署"
    if division.code in _SHORT:
        yield _SHORT[division.code]


@cache
def register() -> Register:
    """The register, read once."""
    text = (files(__package__) / "divisions.tsv").read_text("utf-8")
    divisions = tuple(map(_division, csv.DictReader(text.splitlines(), delimiter="\t")))
    by_name: dict[str, list[Division]] = defaultdict(list)
    by_core: dict[str, list[Division]] = defaultdict(list)
    by_code: dict[str, list[Division]] = defaultdict(list)
    for division in divisions:
        by_code[division.code].append(division)
        by_core[core_of(division.name)].append(division)
        for name in names_of(division):
            by_name[name].append(division)
    return Register(
        divisions, *({key: tuple(of) for key, of in index.items()} for index in (by_name, by_core, by_code))
    )


def _division(row: Mapping[str, str]) -> Division:
    """A row of the register."""
    level: Level = (
        "county" if row["level"] == "county" else "prefecture" if row["level"] == "prefecture" else "province"
    )
    first, last = (
        int(row[key]) if row[key] else other for key, other in (("valid_from", _ALWAYS), ("valid_to", _STILL))
    )
    return Division(row["code"], row["name"], level, row["parent_code"], first, last, row["successor_code"])
