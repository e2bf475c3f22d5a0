"""Means, shortfalls, attainment and grades mean the same wherever they stand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

pytestmark = pytest.mark.slow


def _mean(row: dict[str, Any]) -> Decimal:
    names = [name for name in row if name.startswith("mean_score")]
    assert len(names) == 1, names
    return Decimal(row[names[0]])


def test_means_are_over_percent_of_the_total_weight(cases: Any) -> None:
    # 92 of 100 and 50 of 50.
    assert _mean(cases.by_department("department_profile", "庚市林业局")) == 96


def test_mean_of_three_scales(siblings: Any) -> None:
    # 114 of 120 = 95, 87 of 100 = 87, 60 of 80 = 75: 257 / 3.
    assert round(_mean(siblings.by_department("department_profile", "萍乡市体育局")), 4) == Decimal("85.6667")


def test_children_that_carry_points_are_not_summed_with_their_parent(cases: Any) -> None:
    path = "views2_w01/a"
    assert {"S01", "S02"}.isdisjoint(cases.fired(path))
    counted = [row for row in cases.indicators(path) if row["is_counted"]]
    assert sum(row["weight"] for row in counted) == 90
    assert cases.form(path)["computed_score"] == 100
    lost = cases.by_department("shortfall_by_department", "子市水务局")
    assert (lost["weight"], lost["score"], lost["shortfall"]) == (90, 90, 0)


def test_points_lost_by_a_child_are_lost_once(siblings: Any) -> None:
    path = "children_with_points/a"
    assert siblings.errors(path) == []
    # 30 - 27 on the parent is the same 20 - 17 on its second child.
    row = siblings.row(
        "SELECT sum(shortfall) AS lost FROM indicator WHERE is_counted AND form_id = ?",
        siblings.form(path)["form_id"],
    )
    assert row["lost"] == 3
    assert siblings.form(path)["computed_score"] == Decimal("96.5")  # 9.5 + 27 + 20 + 30 + 10


def test_a_numbered_list_without_a_parent_counts_every_line(siblings: Any) -> None:
    path = "children_not_numbered_list/b"
    assert all(row["is_counted"] for row in siblings.indicators(path))
    assert siblings.form(path)["computed_score"] == 100
    assert siblings.errors(path) == []


@pytest.mark.parametrize(("release", "department", "unexplained"), [
    ("cases", "己市林业局", 2),  # 无 and a blank
    ("siblings", "上饶市农业农村局", 4),  # 无, a dash, a blank, 无 with a full stop; the fifth loss has its reason
])  # fmt: skip
def test_no_reason_has_one_definition(
    request: pytest.FixtureRequest, release: str, department: str, unexplained: int
) -> None:
    published = request.getfixturevalue(release)
    lost = published.by_department("shortfall_by_department", department)
    profile = published.by_department("department_profile", department)
    told = published.rows(
        "SELECT DISTINCT form_id, row_no FROM findings WHERE rule_id = 'T01' AND department = ?", department
    )
    assert (lost["unexplained_shortfalls"], profile["shortfalls_without_reason"], len(told)) == (unexplained,) * 3


def test_a_reason_that_says_nothing_is_no_reason_of_the_department(siblings: Any) -> None:
    row = siblings.by_department("deviation_reason_by_department", "上饶市农业农村局")
    assert row["reasons"] == 1


@pytest.mark.parametrize(("release", "department"), [("cases", "丑市交通局"), ("siblings", "黄山市交通运输局")])
def test_points_of_forms_without_points_are_null(request: pytest.FixtureRequest, release: str, department: str) -> None:
    published = request.getfixturevalue(release)
    transfer = published.by_department("shortfall_by_department", department, kind="transfer")
    assert (transfer["weight"], transfer["score"], transfer["shortfall"]) == (None, None, None)


def test_points_of_the_project_beside_the_transfer(siblings: Any) -> None:
    project = siblings.by_department("shortfall_by_department", "黄山市交通运输局")
    assert (project["forms"], project["weight"], project["shortfall"]) == (1, 90, 5)
    money = siblings.by_department("budget_execution_by_department", "黄山市交通运输局", kind="transfer")
    assert (money["adjusted_budget_yuan"], money["executed_yuan"]) == (7000000, 6300000)


# ---- the ratio of attainment


def _ratios(published: Any, path: str) -> dict[str, Any]:
    """By name of the indicator, the same in every view that has one."""
    form_id = published.form(path)["form_id"]
    found: dict[str, Any] = {}
    for view in ("indicators", "score_audit", "target_slack"):
        for column in sorted(published.columns(view) & {"attainment_ratio", "achieved_ratio"}):
            for row in published.rows(f"SELECT name, {column} AS ratio FROM {view} WHERE form_id = ?", form_id):
                assert found.setdefault(row["name"], row["ratio"]) == row["ratio"], (view, column, row["name"])
    return found


def test_ratio_of_a_complaint_and_of_a_fraction(cases: Any) -> None:
    ratio = _ratios(cases, "views4_y3/a")
    # 4 complaints where 2 were foreseen are no 200 %.
    assert ratio["有效投诉次数"] in (None, Decimal("0.5"))
    # 0.96 of ≥95 % is 96 %: 1.0105, or nothing as no unit is printed, and never 0.0101.
    assert ratio["合格率"] is None or round(ratio["合格率"], 4) == Decimal("1.0105")
    assert ratio["事故数"] in (None, 1)


def test_ratio_respects_direction_and_units(siblings: Any) -> None:
    ratio = _ratios(siblings, "ratios/a")
    assert ratio["受理诉求件数"] == Decimal("1.05")  # 63,000 of 60,000
    assert ratio["诉求办结率"] is None or round(ratio["诉求办结率"], 4) == Decimal("1.0051")  # 98.5 of 98
    assert ratio["重复投诉件数"] == Decimal("1.25")  # 50 allowed, 40 came: target over actual
    assert ratio["平均办结天数"] == Decimal("1.25")
    assert ratio["人均外包成本"] == 1  # 65,000 元 of 6.5 万元
    assert ratio["重大舆情事件"] in (None, 1)
    assert siblings.errors("ratios/a") == []


def test_a_ratio_below_one_is_a_target_missed(siblings: Any) -> None:
    assert _ratios(siblings, "transfer_without_weights/t")["整治农村公路里程"] == Decimal("0.9")  # 63 of 70


# ---- grades


GRADES = [
    ("views2_w14/g0", {"excellent"}),  # 优
    ("views2_w14/g1", {"excellent"}),  # 优秀
    ("views2_w14/g2", {"excellent", None}),  # A
    ("views2_w14/g3", {"good", None}),  # 较好
    ("views2_w14/g4", {"good"}),  # 良好
    ("views2_w14/g5", {"fair"}),  # 合格
    ("views2_w14/g6", {"fair", None}),  # 基本合格
    ("views2_w14/g7", {"excellent", None}),  # 一等
    ("views2_w14/g8", {"good", None}),  # 完成较好
    ("grades/grade_1722", {"good", None}),  # 较好
    ("grades/grade_3459", {"excellent", None}),  # A
    ("grades/grade_8132", {"good"}),  # 等级：良
]


@pytest.mark.parametrize(("path", "classes"), GRADES)
def test_a_grade_is_read_or_doubtful(cases: Any, path: str, classes: set[str | None]) -> None:
    form = cases.form(path)
    assert form["grade"] is not None or "grade" in form["doubtful"]
    assert form["grade_class"] in classes


@pytest.mark.parametrize(("file", "printed", "grade_class"), [
    ("一", "优", "excellent"),  # 自评等级：优
    ("二", "优", "excellent"),  # 优（100分）
    ("三", "良", "good"),  # 自评等级：良
    ("四", "中", "fair"),
    ("五", "差", "poor"),
    ("六", "良", "good"),  # in a row of its own
    ("七", "良", "good"),  # 良（86分）
    ("八", "不合格", "poor"),
])  # fmt: skip
def test_grades_in_other_words_and_places(siblings: Any, file: str, printed: str, grade_class: str) -> None:
    path = f"grade_wordings/{file}"
    form = siblings.form(path)
    assert printed in form["grade"]
    assert form["grade_class"] == grade_class
    assert form["doubtful"] == []
    assert "S04" not in siblings.fired(path)


def test_share_of_top_grades_of_a_department(siblings: Any) -> None:
    row = siblings.by_department("department_profile", "阜阳市城市管理局")
    assert (row["graded_forms"], row["top_grade_pct"]) == (8, 25)  # two of eight
