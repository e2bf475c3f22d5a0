"""Which forms are of one project, which of them counts, and what is in doubt."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pipeline.identity import duplicates
from tests.unit.identity.releases import FIVE, Form, counted, projects, release

FORM = Form("局/a.html")
LESS = (("培训1人数", "≥10人", "9人", "9"), *FIVE[1:])
"""The same indicators; one was reached less."""


def _doubts(*forms: Form) -> list[bool]:
    return ["duplicate_of" in names for names in release(*forms)["doubtful"]]


@pytest.mark.parametrize("other", [
    FORM.but("所/a.html"),
    FORM.but("局/a.xlsx"),
    FORM.but("局/a.pdf", project=" 教师培训 项目"),
    FORM.but("所/a.html", department="市教育局（本级）"),
    FORM.but("所/a.html", department=None),
    FORM.but("局/b.html", unit=None),
    FORM.but("所/a.html", department=FORM.unit),  # a unit that is its own department on its own site
    FORM.but("所/a.html", publisher="成都市教育科学研究院", got=date(2025, 6, 1)),
    FORM.but("所/a.html", project="2024年度教师培训"),
    FORM.but("所/a.html", measures=tuple((f" {n}", t.replace("≥", "≥ "), a, s) for n, t, a, s in FIVE)),
])  # fmt: skip
def test_a_form_that_was_published_twice_counts_once_and_without_doubt(other: Form) -> None:
    assert projects(FORM, other) == 1
    assert sorted(counted(FORM, other)) in (["-", FORM.path], ["-", other.path])
    assert _doubts(FORM, other) == [False, False]


def test_a_form_that_stands_in_a_collection_too_counts_once() -> None:
    others = [Form("局/合集.pdf", project=f"项目{n}", money=(n, n, n)) for n in range(1, 4)]
    assert counted(others[0], FORM.but("局/合集.pdf"), *others[1:], FORM.but("所/a.html")) == [
        "-", "-", "-", "-", "局/合集.pdf",
    ]  # fmt: skip


def test_of_equal_forms_the_fuller_one_counts() -> None:
    fuller = FORM.but("z.html", more={"expected_goal": "培训教师。", "actual_goal": "已培训。"})
    assert counted(FORM, fuller) == ["z.html", "-"]
    assert counted(fuller, FORM) == ["-", "z.html"]


def test_the_answer_does_not_depend_on_the_order_of_forms() -> None:
    forms = [FORM.but(f"{n}.html") for n in range(4)]
    assert counted(*forms) == ["-", "0.html", "0.html", "0.html"]
    assert counted(*reversed(forms)) == ["0.html", "0.html", "0.html", "-"]


@pytest.mark.parametrize("other", [
    FORM.but("b.html", unit="成都市教育考试院"),  # another unit
    FORM.but("b.html", department="成都市财政局"),
    FORM.but("b.html", project="教师培训（第二批）"),
    FORM.but("b.html", project="教师培训二期"),
    FORM.but("b.html", project="教师培训2"),
    FORM.but("b.html", division="510107", department="教育局", unit="教育科学研究院"),
    FORM.but("b.html", kind="transfer"),
    FORM.but("b.html", kind="department"),
])  # fmt: skip
def test_forms_of_two_projects_both_count(other: Form) -> None:
    assert projects(FORM, other) == 2
    assert counted(FORM, other) == ["-", "-"]


@pytest.mark.parametrize(("one", "other"), [("一", "二"), ("第一", "第二"), ("一期", "二期"), ("（1）", "（2）")])
def test_numbers_of_a_sequence_are_other_projects(one: str, other: str) -> None:
    forms = (FORM.but("a.html", project=f"河道整治{one}批"), FORM.but("b.html", project=f"河道整治{other}批"))
    assert projects(*forms) == 2


@pytest.mark.parametrize(("one", "other"), [
    ("教师培训", "教师培训"),
    ("2023年教师培训", "2024年教师培训"),
    ("2023年度教师培训项目", "2024年教师培训"),
    ("教师培训（2023）", "教师培训（2024年）"),
    ("二〇二三年教师培训", "二〇二四年教师培训"),
    ("2023-2024学年教师培训", "2024-2025学年教师培训"),
    ("成都市2023年教师培训", "成都市2024年教师培训"),
])  # fmt: skip
def test_a_project_has_one_key_over_years_and_counts_in_each(one: str, other: str) -> None:
    forms = (FORM.but("a.html", project=one, year=2023), FORM.but("b.html", project=other))
    assert projects(*forms) == 1
    assert counted(*forms) == ["-", "-"]


def test_phases_keep_their_keys_over_years() -> None:
    forms = [
        FORM.but(f"{year}{phase}.html", project=f"{year}年校舍改造{phase}期", year=year)
        for year in (2023, 2024)
        for phase in "一二"
    ]
    assert projects(*forms) == 2
    assert counted(*forms) == ["-"] * 4


def test_two_codes_of_one_year_are_two_projects_and_a_code_of_each_year_is_none() -> None:
    assert projects(FORM.but("a.html", code="51010024R001"), FORM.but("b.html", code="51010024R002")) == 2
    assert projects(FORM.but("a.html", code="51010023R001", year=2023), FORM.but("b.html", code="51010024R001")) == 1
    assert projects(FORM.but("a.html", code="5101-0024"), FORM.but("b.html", code="５１０１００２４")) == 1


@pytest.mark.parametrize("project", ["教师培训（2022年结转）", "2022年教师培训"])
def test_what_was_carried_over_is_apart_from_what_is_of_the_year(project: str) -> None:
    assert projects(FORM.but("a.html", project=project), FORM.but("b.html", project="2024年教师培训")) == 2


# Two versions.

SPENT = FORM.but("b.html", money=(1000, 1000, 950))


@pytest.mark.parametrize("other", [
    SPENT,
    FORM.but("b.html", measures=LESS),
    FORM.but("b.html", money=(1000, 1200, 900)),
    FORM.but("b.html", money=(1200, 1200, 900)),
    SPENT.but("b.html", measures=FIVE[:4]),
    SPENT.but("b.html", measures=(*FIVE[:4], ("培训5人数", "≥80人", "90人", "10"))),
])  # fmt: skip
def test_of_two_versions_one_counts_in_doubt(other: Form) -> None:
    assert projects(FORM, other) == 1
    assert sorted(counted(FORM, other)) in (["-", FORM.path], ["-", other.path])
    assert _doubts(FORM, other) == [True, True]


def test_the_version_that_was_got_later_counts() -> None:
    early, late = FORM.but("a.html", got=date(2025, 3, 1)), SPENT.but("b.html", got=date(2025, 9, 1))
    assert counted(early, late) == ["b.html", "-"]
    assert counted(late, early) == ["-", "b.html"]


@pytest.mark.parametrize("later", [
    SPENT.but("a_更正版.html"),
    SPENT.but("0.html", project="教师培训（更正）"),
    SPENT.but("0.html", project="教师培训（调整后）"),
    SPENT.but("修订稿/0.html", money=(1300, 1400, 1380)),
])  # fmt: skip
def test_a_version_that_its_name_calls_corrected_counts_without_doubt(later: Form) -> None:
    early = FORM.but("a.html", got=date(2025, 9, 1))
    assert projects(early, later) == 1
    assert counted(early, later) == [later.path, "-"]
    assert _doubts(early, later) == [False, False]


def test_a_version_without_results_gives_way_to_the_filled_one() -> None:
    draft = FORM.but("a.html", money=(1000, 1000, None), measures=tuple((n, t, "", "") for n, t, _, _ in FIVE))
    assert counted(draft, FORM.but("b.html")) == ["b.html", "-"]
    assert _doubts(draft, FORM.but("b.html")) == [False, False]


def test_of_three_versions_one_counts() -> None:
    forms = (FORM, SPENT, FORM.but("c.html", money=(1000, 1000, 990)))
    assert sorted(name == "-" for name in counted(*forms)) == [False, False, True]


def test_a_copy_of_a_version_that_does_not_count_leads_to_the_one_that_does() -> None:
    early, late = FORM.but("a.html", got=date(2025, 3, 1)), SPENT.but("b.html", got=date(2025, 9, 1))
    copy = early.but("c.html")
    assert counted(early, late, copy) == ["b.html", "-", "b.html"]
    assert _doubts(early, late, copy) == [True, True, True]


def test_a_form_of_unknown_year_is_never_a_version_that_does_not_count() -> None:
    early, late = FORM.but("a.html", got=date(2025, 3, 1)), SPENT.but("b.html", got=date(2025, 9, 1))
    undated = early.but("c.html", year=None)
    assert counted(early, late, undated) == ["b.html", "-", "b.html"]
    assert _doubts(early, late, undated) == [True, True, True]


# Money is never left out where two forms may be two.


@pytest.mark.parametrize("other", [
    FORM.but("局/a.html", money=(500, 500, 400)),
    FORM.but("局/b.html", money=(500, 500, 400)),
    FORM.but("局/b.html", money=(500, 500, 400), measures=LESS),
    FORM.but("局/b.html", measures=tuple((f"购置{n}", "≥1台", "1台", "5") for n in range(5))),
    FORM.but("局/b.html", measures=()),
])  # fmt: skip
def test_forms_of_one_name_that_say_other_things_both_count_in_doubt(other: Form) -> None:
    assert projects(FORM, other) == 1
    assert counted(FORM, other) == ["-", "-"]
    assert any(_doubts(FORM, other))


def test_forms_without_anything_in_common_count_without_doubt() -> None:
    other = FORM.but("b.html", money=(7, 7, 7), measures=tuple((f"购置{n}", "≥1台", "1台", "5") for n in range(5)))
    assert counted(FORM, other) == ["-", "-"]
    assert _doubts(FORM, other) == [False, False]


def test_a_form_without_money_and_indicators_counts() -> None:
    empty = FORM.but("a.html", money=(None, None, None), measures=())
    assert counted(empty, empty.but("b.html")) == ["-", "-"]
    assert counted(empty.but("a.html", project=None), empty.but("b.html", project=None)) == ["-", "-"]


def test_a_form_without_a_name_is_its_twin_in_another_document_in_doubt() -> None:
    nameless = FORM.but("b.html", project=None)
    assert counted(FORM, nameless) == ["-", FORM.path]
    assert _doubts(FORM, nameless) == [False, True]
    assert counted(nameless, nameless.but("c.html")) == ["-", "b.html"]
    for other in (
        nameless.but("c.html", money=(1, 1, 1)),
        nameless.but("c.html", measures=LESS),
        nameless.but("c.html", unit="成都市教育考试院"),
        nameless.but("c.html", year=2023),
        nameless.but("c.html", year=None),
        nameless,  # in the same document
    ):
        assert counted(nameless, other) == ["-", "-"]


def test_a_form_without_a_code_where_codes_tell_projects_apart_is_in_doubt() -> None:
    forms = (FORM.but("a.html", code="A1"), FORM.but("b.html", code="B2"), FORM.but("c.html"))
    assert projects(*forms) == 3
    assert ["project_key" in names for names in release(*forms)["doubtful"]] == [False, False, True]


def test_a_form_of_unknown_year_is_of_the_year_of_its_twin_in_doubt() -> None:
    assert counted(FORM, FORM.but("b.html", year=None)) == ["-", FORM.path]
    assert _doubts(FORM, FORM.but("b.html", year=None)) == [False, True]
    assert counted(FORM, FORM.but("b.html", year=None, money=(5, 5, 5))) == ["-", "-"]


def test_a_duplicate_rests_on_the_doubt_of_the_name() -> None:
    assert _doubts(FORM, FORM.but("z.html", doubtful=("project_name",))) == [True, False]
    assert _doubts(FORM, FORM.but("a.html", doubtful=("project_name",))) == [True, False]


def test_forms_of_a_whole_department_are_one_under_any_name() -> None:
    whole = FORM.but("a.html", kind="department", project="成都市教育局", unit=None)
    other = whole.but("b.html", project="部门整体支出", department="成都市教育局（本级）")
    assert projects(whole, other) == 1
    assert sorted(counted(whole, other)) == ["-", "a.html"]


def test_a_form_of_a_bureau_alone_may_be_its_own_or_that_of_its_school() -> None:
    bureau, school = FORM.but("a.html", unit=FORM.department), FORM.but("b.html", unit="成都市第一中学")
    alone = FORM.but("c.html", unit=None)
    assert projects(bureau, school) == 2
    assert projects(bureau, school, alone) == 3
    assert "project_key" in release(bureau, school, alone)["doubtful"][2]


def test_one_office_where_several_units_have_the_project_is_a_project_of_its_own_in_doubt() -> None:
    school = FORM.but("a.html", unit="成都市第一中学")
    forms = (school, school.but("b.html", unit="成都市第二中学"), school.but("c.html", unit=None))
    assert projects(*forms) == 3
    assert [("project_key" in names) for names in release(*forms)["doubtful"]] == [False, False, True]
    assert counted(*forms) == ["-", "-", "-"]


def test_many_forms_of_one_name_are_compared_with_a_limited_number_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = 0
    likeness = duplicates._likeness

    def counting(*args: Any) -> duplicates.Likeness:
        nonlocal calls
        calls += 1
        return likeness(*args)

    monkeypatch.setattr(duplicates, "_likeness", counting)
    number = 400
    forms = [FORM.but(f"{n}.html", money=(n, n, n), measures=((f"{n}", "1", "1", "1"),)) for n in range(1, number + 1)]
    assert counted(*forms) == ["-"] * number
    assert calls <= number * 2 * 60
