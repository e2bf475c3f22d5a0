"""Which forms are the same form, which projects the same project, which offices the same office."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

pytestmark = pytest.mark.slow


def _one_counts(forms: list[dict[str, Any]]) -> dict[str, Any]:
    """All forms are one project; exactly one counts and the others name it."""
    assert len({form["project_key"] for form in forms}) == 1
    counted = [form for form in forms if form["duplicate_of"] is None]
    assert len(counted) == 1
    assert {form["duplicate_of"] for form in forms if form["duplicate_of"]} == {counted[0]["form_id"]}
    return counted[0]


def _all_count(forms: list[dict[str, Any]]) -> None:
    assert [form["path"] for form in forms if form["duplicate_of"]] == []


@pytest.mark.parametrize("folder", ["views_v01", "views2_w07"])
def test_a_project_on_two_sites_is_kept_twice_and_counted_once(cases: Any, folder: str) -> None:
    forms = cases.forms(folder)
    assert len(forms) == 2
    _one_counts(forms)


def test_money_of_a_project_on_two_sites_is_summed_once(cases: Any) -> None:
    row = cases.by_department("budget_execution_by_department", "甲市水务局")
    # v01 prints 100 and 90 万元 in both documents.
    assert (row["forms"], row["adjusted_budget_yuan"], row["executed_yuan"]) == (1, 1000000, 900000)


def test_points_and_reasons_of_a_project_on_two_sites_are_counted_once(cases: Any) -> None:
    # w07 loses 5 of 50 points on 接听率, in both documents.
    lost = cases.by_department("shortfall_by_department", "午市信访局")
    assert (lost["forms"], lost["shortfall_indicators"], lost["shortfall"]) == (1, 1, Decimal(5))
    reasons = cases.by_department("deviation_reason_by_department", "午市信访局")
    assert (reasons["reasons"], reasons["shared_reasons"]) == (1, 0)
    assert "T02" not in cases.fired("views2_w07/a") + cases.fired("views2_w07/b")


def test_three_publications_count_once(siblings: Any) -> None:
    forms = siblings.forms("twice_three_sites")
    assert len(forms) == 3
    _one_counts(forms)
    row = siblings.by_department("budget_execution_by_department", "绍兴市住房和城乡建设局")
    # 120.5 and 108.45 万元; 108.45 of 120.5 is 90 %.
    assert (row["forms"], row["adjusted_budget_yuan"], row["executed_yuan"]) == (1, 1205000, 1084500)
    assert row["computed_rate_pct"] == 90
    lost = siblings.by_department("shortfall_by_department", "绍兴市住房和城乡建设局")
    assert lost["shortfall"] == Decimal("2.61")  # 30 - 27.39
    for form in forms:
        assert "T02" not in siblings.fired(form["path"].removesuffix(".html"))


def test_two_phases_are_two_projects(siblings: Any) -> None:
    forms = siblings.forms("twice_not_phases")
    _all_count(forms)
    assert len({form["project_key"] for form in forms}) == 2
    row = siblings.by_department("budget_execution_by_department", "嘉兴市住房和城乡建设局")
    assert (row["forms"], row["adjusted_budget_yuan"], row["executed_yuan"]) == (
        2,
        7600000,
        7065000,
    )  # 310+450, 279+427.5


def test_two_units_with_one_project_name_are_two_projects(siblings: Any) -> None:
    # Amounts, texts and scores of the two schools are equal; only the school differs.
    forms = siblings.forms("twice_not_schools")
    _all_count(forms)
    assert len({form["project_key"] for form in forms}) == 2
    row = siblings.by_department("budget_execution_by_department", "衢州市教育局")
    assert (row["forms"], row["adjusted_budget_yuan"]) == (2, 1280000)


def test_two_codes_with_one_project_name_are_two_projects(siblings: Any) -> None:
    forms = siblings.forms("twice_not_codes")
    _all_count(forms)
    assert len({form["project_key"] for form in forms}) == 2


def test_two_years_of_a_project_both_count_under_one_key(siblings: Any) -> None:
    forms = siblings.forms("same_project_two_years")
    _all_count(forms)
    assert [form["fiscal_year"] for form in forms] == [2023, 2024]
    assert len({form["project_key"] for form in forms}) == 1


@pytest.mark.parametrize("folder", ["views_v32", "views4_y11"])
def test_schools_and_hospitals_with_one_project_name_are_two_projects(cases: Any, folder: str) -> None:
    forms = cases.forms(folder)
    _all_count(forms)
    assert len({form["project_key"] for form in forms}) == 2
    for form in forms:
        assert "T02" in cases.fired(form["path"].removesuffix(".html"))


def test_two_hospitals_with_one_reason_are_told(siblings: Any) -> None:
    forms = siblings.forms("two_hospitals_one_reason")
    _all_count(forms)
    assert len({form["project_key"] for form in forms}) == 2
    for form in forms:
        assert "T02" in siblings.fired(form["path"].removesuffix(".html"))


def test_two_versions_of_a_form_are_one_project_and_the_difference_is_told(cases: Any) -> None:
    forms = cases.forms("views4_y4")
    assert len(forms) == 2
    _one_counts(forms)
    row = cases.by_department("budget_execution_by_department", "阜阳市林业局")
    assert row["forms"] == 1
    # Version a spends 90, version b 100 万元; one of the two, never 190.
    assert row["executed_yuan"] in (900000, 1000000)
    told = [
        finding
        for form in forms
        for finding in cases.findings(form["path"].removesuffix(".html"))
        if "executed" in str(finding["message_en"]) or "执行" in finding["message"]
    ]
    assert told


def test_the_fuller_of_two_versions_counts(siblings: Any) -> None:
    # The first version has no score but one and no total; the second, headed 更正, has them all.
    forms = {form["path"].split("/")[1]: form for form in siblings.forms("version_fuller")}
    assert _one_counts(list(forms.values()))["form_id"] == forms["更正后.html"]["form_id"]
    row = siblings.by_department("budget_execution_by_department", "金华市城市管理局")
    assert (row["forms"], row["executed_yuan"]) == (1, 702000)
    about = siblings.findings("version_fuller/初稿") + siblings.findings("version_fuller/更正后")
    assert any("62.4" in f["message"] or "624000" in f["message"] or "624,000" in f["message"] for f in about)


def test_ten_spellings_are_one_bureau(cases: Any) -> None:
    forms = cases.forms("views_v03")
    assert len(forms) == 10
    assert {form["department_normalized"] for form in forms} == {"丙市水务局"}
    assert len({form["department_id"] for form in forms}) == 1
    assert len({form["department"] for form in forms}) >= 8  # kept as printed
    row = cases.by_department("budget_execution_by_department", "丙市水务局")
    assert (row["forms"], row["adjusted_budget_yuan"]) == (10, 10000000)


def test_eight_spellings_are_one_bureau(siblings: Any) -> None:
    forms = siblings.forms("names_one_bureau")
    assert {form["department_normalized"] for form in forms} == {"温州市水利局"}
    assert len({form["department_id"] for form in forms}) == 1
    row = siblings.by_department("budget_execution_by_department", "温州市水利局")
    assert (row["forms"], row["executed_yuan"]) == (8, 3480000)  # 40 + 41 + ... + 47 万元 = 348


def test_other_offices_of_the_place_stay_apart(siblings: Any) -> None:
    others = siblings.forms("names_other_bureaus")
    assert len({form["department_id"] for form in others}) == 3
    bureau = siblings.forms("names_one_bureau")[0]["department_id"]
    assert bureau not in {form["department_id"] for form in others}


def test_full_and_short_name_are_one_office(siblings: Any) -> None:
    forms = siblings.forms("names_full_and_short")
    ids = [form["department_id"] for form in forms]
    assert ids[0] == ids[1], "人力资源和社会保障局 and 人社局"
    assert ids[2] == ids[3], "卫生健康委员会 and 卫健委"
    assert ids[4] == ids[5], "发展和改革委员会 and 发改委"
    assert len(set(ids)) == 3
    assert [form["department"] for form in forms][1] == "舟山市人社局"  # as printed


@pytest.mark.parametrize(("release", "path", "unit"), [
    ("cases", "views4_y5/a", "六安市水利局"),
    ("siblings", "no_department/u", "舟山市海洋与渔业局"),
])  # fmt: skip
def test_the_unit_stands_in_where_no_department_is_printed(
    request: pytest.FixtureRequest, release: str, path: str, unit: str
) -> None:
    published = request.getfixturevalue(release)
    form = published.form(path)
    assert form["department"] is None
    assert (form["department_normalized"], form["department_basis"]) == (unit, "implementing_unit")
    assert published.by_department("budget_execution_by_department", unit)["forms"] == 1


def test_the_printed_department_says_so(siblings: Any) -> None:
    assert siblings.form("kinds/a")["department_basis"] == "department"


def test_generic_names_of_two_regions_are_two_offices(siblings: Any) -> None:
    rows = siblings.rows(
        "SELECT region, forms, adjusted_budget_yuan, executed_yuan FROM budget_execution_by_department"
        " WHERE department_normalized LIKE '%县卫生健康局' AND form_kind = 'project' ORDER BY region"
    )
    # 桃源县: 74 + 50 万元 adjusted; 织金县: 36 + 60.
    assert [(row["region"], row["forms"], row["adjusted_budget_yuan"]) for row in rows] == [
        ("湖南省常德市桃源县", 2, 1240000), ("贵州省毕节市织金县", 2, 960000),
    ]  # fmt: skip
    ids = {form["department_id"] for folder in ("generic_湖南", "generic_贵州") for form in siblings.forms(folder)}
    assert len(ids) == 2


@pytest.mark.parametrize("folder", ["generic_湖南", "generic_贵州"])
def test_budgets_of_two_regions_do_not_cancel(siblings: Any, folder: str) -> None:
    # +24 in one county and -24 in the other are no transfer between projects of one office.
    for form in siblings.forms(folder):
        assert "X04" not in siblings.fired(form["path"].removesuffix(".html"))


@pytest.mark.parametrize("path", ["views_v04河北/x", "views_v04山西/x"])
def test_budgets_of_two_invented_counties_do_not_cancel(cases: Any, path: str) -> None:
    assert "X04" not in cases.fired(path)


def test_county_offices_of_two_provinces_are_two_offices(cases: Any) -> None:
    for department, pair in (
        ("教育局", ("views_v04河北", "views_v04山西")),
        ("林业局", ("views4_y2河北", "views4_y2山西")),
    ):
        ids = [{form["department_id"] for form in cases.forms(folder)} for folder in pair]
        assert [len(found) for found in ids] == [1, 1], department
        assert ids[0] != ids[1], department
    rows = cases.rows("SELECT region, forms FROM department_profile WHERE department_normalized LIKE '%县林业局'")
    assert sorted(row["forms"] for row in rows) == [2, 2]


def test_a_form_without_a_year_is_in_no_year(cases: Any) -> None:
    assert [form["fiscal_year"] for form in cases.forms("views2_w06")] == [None, 2024]
    assert cases.by_department("budget_execution_by_department", "巳市环保局")["forms"] == 1


def test_three_names_of_a_bureau_keep_their_money(cases: Any) -> None:
    # 成都市水务局, 市水务局 and 水务局 of batch 成都市, 80 万元 each: one office or three, 240 in all.
    ids = {form["department_id"] for form in cases.forms("views2_w11")}
    assert None not in ids
    rows = cases.rows(
        "SELECT department_id, executed_yuan FROM budget_execution_by_department WHERE region = '四川省成都市'"
    )
    assert sum(row["executed_yuan"] for row in rows if row["department_id"] in ids) == 2400000
