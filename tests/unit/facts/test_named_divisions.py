"""Divisions are read from the names of offices of every kind, before and behind which something else may stand."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from pipeline.facts.named_divisions import OfficeDivision, division_of_office

FOLDER = Path(__file__).parents[2] / "data" / "wording"
DIVISIONS = {
    "上海市": "上海市",
    "四川省": "四川省",
    "广西壮族自治区": "广西壮族自治区",
    "盐城市": "江苏省盐城市",
    "延边朝鲜族自治州": "吉林省延边朝鲜族自治州",
    "凉山州": "四川省凉山彝族自治州",
    "阿里地区": "西藏自治区阿里地区",
    "锡林郭勒盟": "内蒙古自治区锡林郭勒盟",
    "东莞市": "广东省东莞市",
    "重庆市渝中区": "重庆市渝中区",
    "济南市市中区": "山东省济南市市中区",
    "永德县": "云南省临沧市永德县",
    "昆山市": "江苏省苏州市昆山市",
    "潜江市": "湖北省潜江市",
    "阿鲁科尔沁旗": "内蒙古自治区赤峰市阿鲁科尔沁旗",
    "鄂伦春自治旗": "内蒙古自治区呼伦贝尔市鄂伦春自治旗",
    "威宁彝族回族苗族自治县": "贵州省毕节市威宁彝族回族苗族自治县",
    "浙江省舟山市普陀区": "浙江省舟山市普陀区",
    "新疆阿克苏地区库车市": "新疆维吾尔自治区阿克苏地区库车市",
    "天津滨海新区": "天津市滨海新区",
}
# Written down from the lists of units of budgets, not from the reader.
BODIES = (FOLDER / "bodies.txt").read_text("utf-8").split()
AROUND = [line for line in (FOLDER / "around.txt").read_text("utf-8").split("\n") if line]


@pytest.mark.parametrize("division", DIVISIONS)
def test_every_body_of_a_division_tells_it(division: str) -> None:
    for body in BODIES:
        named = division_of_office(division + body, 2024)
        assert (named.division and named.division.name, named.is_sure) == (DIVISIONS[division], True), body


@pytest.mark.parametrize(("pattern", "division"), list(product(AROUND, DIVISIONS)))
def test_what_stands_before_and_behind_is_told_from_the_division(pattern: str, division: str) -> None:
    named = division_of_office(pattern.replace("{}", division), 2024)
    assert (named.division and named.division.name, named.is_sure) == (DIVISIONS[division], True)


@pytest.mark.parametrize("before", ["", "市", "区", "县", "省", "州", "本", "全", "各", "我", "镇"])
def test_a_body_without_a_division_tells_none(before: str) -> None:
    for body in BODIES:
        assert division_of_office(before + body, 2024) == OfficeDivision(), before + body


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("普陀区财政局", ["上海市普陀区", "浙江省舟山市普陀区"]),
        ("朝阳区教育局", ["北京市朝阳区", "吉林省长春市朝阳区"]),
        ("河北省桥西区教育局", ["河北省石家庄市桥西区", "河北省张家口市桥西区"]),
        ("成都市教育局、绵阳市教育局", ["四川省成都市", "四川省绵阳市"]),
        ("江北区教育局", ["浙江省宁波市江北区", "重庆市江北区"]),
    ],
)
def test_a_name_that_can_mean_several_gives_them_all_and_none(name: str, places: list[str]) -> None:
    named = division_of_office(name, 2024)
    assert (named.division, [place.name for place in named.candidates]) == (None, places)


@pytest.mark.parametrize(
    "name", ["盐城市望川区水务局", "江苏省望川市水务局", "江苏省盐城市停湖区水务局", "四川省成都监狱", "江苏省盐城中学"]
)
def test_a_lower_division_that_was_not_found_leaves_a_doubt(name: str) -> None:
    named = division_of_office(name, 2024)
    assert named.division is not None
    assert not named.is_sure
