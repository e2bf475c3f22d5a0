"""The register of divisions is consistent, and the names in it are read as what they are."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.facts.division_register import Division, register
from pipeline.facts.named_divisions import OfficeDivision, division_of_office

DIVISIONS = register().divisions
TODAY = [d for d in DIVISIONS if d.is_in_force]
LEVELS = ("province", "prefecture", "county")
# Kinds of division that a name can end in.
KIND = re.compile(r"(?:省|市|自治区|特别行政区|自治州|地区|盟|区|县|旗)$")


def test_the_register_is_as_large_as_the_country() -> None:
    counted = Counter(d.level for d in TODAY)
    assert (counted["province"], counted["prefecture"]) == (34, 333)
    assert 2800 < counted["county"] < 2900


def test_codes_are_unique_at_every_time() -> None:
    for year in (2005, 2010, 2015, 2020, 2024, None):
        codes = Counter(d.code for d in DIVISIONS if d.holds(year))
        assert [code for code, times in codes.items() if times > 1] == [], year


def test_every_division_lies_in_one_of_the_level_above_that_shares_its_code() -> None:
    by_code = register().by_code
    for division in DIVISIONS:
        assert re.fullmatch(r"\d{6}", division.code)
        assert KIND.search(division.name), division
        assert division.first <= division.last
        assert (division.parent_code == "") == (division.level == "province")
        for above in by_code.get(division.parent_code, ()):
            assert LEVELS.index(above.level) < LEVELS.index(division.level)
            assert division.code[:2] == above.code[:2]
        assert not division.parent_code or any(
            above.first <= division.last and division.first <= above.last for above in by_code[division.parent_code]
        ), division


def test_a_former_division_has_a_successor_in_force_or_none() -> None:
    codes = {d.code for d in TODAY}
    assert {d.successor_code for d in DIVISIONS} - {""} <= codes
    assert all(not d.successor_code for d in TODAY)


@pytest.mark.parametrize("office", ["教育局", "人民政府办公室", "残疾人联合会", ""])
def test_every_division_is_read_from_the_name_of_its_office_or_is_one_of_several(office: str) -> None:
    known = register()
    for division in TODAY:
        named = division_of_office(division.name + office)
        own = known.located(division, None)
        assert named.division == own or own in named.candidates or named == OfficeDivision(), division
        if division.level != "county":
            assert named == OfficeDivision(own), division


def test_every_division_is_read_from_its_full_name_for_certain() -> None:
    for division in TODAY:
        place = register().located(division, None)
        assert division_of_office(f"{place.name}财政局") == OfficeDivision(place), place
        if place.prefecture and place.county:
            assert division_of_office(f"{place.prefecture}{place.county}财政局") == OfficeDivision(place), place


def test_names_of_today_that_two_divisions_share_give_neither() -> None:
    names = Counter(d.name for d in TODAY)
    shared = {name for name, times in names.items() if times > 1}
    assert len(shared) > 20
    for name in shared:
        assert division_of_office(f"{name}财政局").division is None, name


def test_former_names_are_read_in_their_years_and_in_doubt_after_them() -> None:
    former: list[Division] = [d for d in DIVISIONS if not d.is_in_force and d.first < 2012 <= d.last]
    assert len(former) > 200
    for division in former:
        place = register().located(division, 2012)
        assert division_of_office(f"{place.name}教育局", 2012) == OfficeDivision(place), place
    late = division_of_office("重庆市梁平县教育局", 2024)
    assert (late.division and late.division.name, late.is_sure) == ("重庆市梁平县", False)


SIGNS = "望川溪口青屏云朔澜柳鹭栖霞梧泉岚玉桥漾沙棠浦岭南清"
MADE_UP = st.text(alphabet=SIGNS, min_size=2, max_size=4)
NAMES = {d.name for d in DIVISIONS}


# The register is read within the first example; a busy machine takes its time.
@settings(deadline=None)
@given(MADE_UP, st.sampled_from("省市区县州旗盟镇乡"), st.sampled_from(["教育局", "人民政府", "财政局（本级）", ""]))
def test_a_name_that_is_in_no_register_is_never_a_division(core: str, kind: str, office: str) -> None:
    name = core + kind
    if name in register().by_name or any(name.startswith(known) for known in NAMES if len(known) < len(name)):
        return
    assert division_of_office(name + office) in (OfficeDivision(), division_of_office(name)), name
    assert division_of_office(name + office).division is None, name


@settings(deadline=None)
@given(MADE_UP, st.sampled_from(["区", "县", "市"]))
def test_a_county_that_is_in_no_register_leaves_its_city_in_doubt(core: str, kind: str) -> None:
    name = f"盐城市{core}{kind}水务局"
    named = division_of_office(name)
    if f"{core}{kind}" in register().by_name:
        return
    assert named.division is None or (named.division.name == "江苏省盐城市" and not named.is_sure), name
