"""Regions come from the official list of divisions, or they are null: a text that is no division is never one."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.slow

CASES = [
    ("views_v05/r0", "成都市武侯区水务局", "510107"),
    ("views_v05/r1", "南宁市水务局", "450100"),
    ("views_v05/r2", "上海市普陀区水务局", "310107"),
    ("views_v05/r3", "普陀区水务局: of Shanghai or of 舟山", None),
    ("views_v05/r4", "四川省水利厅", "510000"),
    ("views_v05/r5", "武侯区水务局: there is one 武侯区", "510107"),
    ("views_v05/r6", "内蒙古自治区水利厅", "150000"),
    ("views_v05/r8", "恩施土家族苗族自治州水利局", "422800"),
    ("views_v05/r9", "浦东新区水务局", "310115"),
    ("views_v05/r10", "国家税务总局成都市税务局", "510100"),
    ("views_v05/r11", "中国共产党甲市委员会宣传部", None),
    ("views_v05/r12", "中共甲市委宣传部", None),
    ("views_v05/r13", "共青团甲市委员会", None),
    ("views_v05/r14", "甲市第一中学", None),
    ("views2_w12/r0", "中共合肥市委宣传部", "340100"),
    ("views2_w12/r1", "共青团合肥市委员会", "340100"),
    ("views2_w12/r2", "政协合肥市委员会办公室", "340100"),
    ("views2_w12/r3", "中国民主同盟合肥市委员会", "340100"),
    ("views2_w12/r4", "成都市武侯区教育局", "510107"),
    ("views2_w12/r5", "济南市市中区教育局", "370103"),
    ("views2_w12/r6", "讷河市水务局", "230281"),
    ("views2_w12/r7", "开发区教育局", None),
    ("views2_w12/r8", "昌都市水利局: not 都市", "540300"),
]

SIBLINGS = [
    ("divisions_1/d00", "中国农工民主党温州市委员会", "330300"),
    ("divisions_1/d01", "延边朝鲜族自治州水利局", "222400"),
    ("divisions_1/d02", "锡林郭勒盟水利局", "152500"),
    ("divisions_1/d03", "阿拉善左旗水务局", "152921"),
    ("divisions_1/d04", "城关区教育局: of 兰州 or of 拉萨", None),
    ("divisions_1/d05", "鼓楼区民政局: of four cities", None),
    ("divisions_1/d06", "福州市鼓楼区民政局", "350102"),
    ("divisions_1/d07", "吉林市水务局", "220200"),
    ("divisions_2/d08", "吉林省水利厅", "220000"),
    ("divisions_2/d09", "青海省海南藏族自治州民政局", "632500"),
    ("divisions_2/d10", "海南省民政厅", "460000"),
    ("divisions_2/d11", "高新区管委会", None),
    ("divisions_2/d12", "长春市朝阳区城市管理局", "220104"),
    ("divisions_2/d13", "北京市朝阳区城市管理委员会", "110105"),
    ("divisions_2/d14", "朝阳市城市管理局", "211300"),
    ("divisions_2/d15", "中共张家界市永定区委组织部", "430802"),
    ("divisions_3/d16", "政协龙岩市永定区委员会", "350803"),
    ("divisions_3/d17", "国家税务总局北京市税务局", "110000"),
    ("divisions_3/d18", "共青团山东省委员会", "370000"),
    ("divisions_3/d19", "西藏自治区那曲市农业农村局", "540600"),
    ("divisions_3/d20", "团结乡人民政府", None),
    ("divisions_3/d21", "东方市教育局: of 海南", "469007"),
    ("transfer_title_region/t", "转移支付区域（项目） in the title is no region", None),
]


def _is(form: dict[str, Any], code: str | None) -> None:
    assert form["division_code"] == code
    assert (form["region"] is None) == (code is None)
    assert (form["province"] is None) == (code is None)


@pytest.mark.parametrize(("path", "office", "code"), CASES, ids=[case[1] for case in CASES])
def test_division_of_a_case(cases: Any, path: str, office: str, code: str | None) -> None:
    _is(cases.form(path), code)


@pytest.mark.parametrize(("path", "office", "code"), SIBLINGS, ids=[case[1] for case in SIBLINGS])
def test_division_of_a_sibling(siblings: Any, path: str, office: str, code: str | None) -> None:
    _is(siblings.form(path), code)


def test_a_city_that_is_a_district_today_is_not_another_place(cases: Any) -> None:
    # 江都市 is 扬州市江都区 since 2011: null, or that district; never 成都 or a text.
    assert cases.form("views2_w12/r9")["division_code"] in (None, "321012", "321088")


def test_the_corps_of_xinjiang_is_no_invented_division(cases: Any) -> None:
    assert cases.form("views_v05/r7")["division_code"] in (None, "650000")


def test_a_title_with_the_word_region_is_none(cases: Any) -> None:
    _is(cases.form("views3_u1/t"), None)
