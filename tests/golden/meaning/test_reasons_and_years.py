"""Reasons are grouped by their cause; indicators are the same indicator under other names and in other years."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

pytestmark = pytest.mark.slow


def _groups(published: Any, folder: str) -> list[dict[str, Any]]:
    rows = published.rows(
        "SELECT r.* FROM deviation_reasons r JOIN form f USING (form_id) JOIN document d USING (document_id)"
        " WHERE starts_with(d.path, ?) ORDER BY d.path",
        folder + "/",
    )
    assert len(rows) == 2
    return rows


@pytest.mark.parametrize(("release", "folder"), [("cases", "views3_u3"), ("siblings", "cause_same_measure_other")])
def test_one_cause_with_two_measures_is_one_group(request: pytest.FixtureRequest, release: str, folder: str) -> None:
    rows = _groups(request.getfixturevalue(release), folder)
    assert len({row["near_group"] for row in rows}) == 1
    assert {row["projects_in_near_group"] for row in rows} == {2}


def test_two_causes_with_one_measure_are_two_groups(siblings: Any) -> None:
    rows = _groups(siblings, "cause_other_measure_same")
    assert len({row["near_group"] for row in rows}) == 2
    for name in "ab":
        assert "T02" not in siblings.fired(f"cause_other_measure_same/{name}")


# ---- year on year


def _change(published: Any, department: str) -> list[dict[str, Any]]:
    return published.rows("SELECT * FROM target_change WHERE department_normalized = ?", department)


def test_the_pair_of_two_years_is_found(cases: Any) -> None:
    # 2023年就业培训 and 2024年就业培训: 500 again, although 800 were reached.
    assert "X03" in cases.fired("views2_w04/2024")
    keys = {form["path"].split("/")[1]: form["project_key"] for form in cases.forms("views2_w04")}
    assert keys["2023.html"] == keys["2024.html"]
    assert keys["b2023.html"] == keys["b2024.html"]
    assert keys["2023.html"] != keys["b2023.html"]


def test_a_form_copied_from_last_year_is_a_finding(cases: Any) -> None:
    assert _copy_found(cases, "views2_w15/2024")


def _copy_found(published: Any, path: str) -> list[str]:
    """Findings that speak of a copy; X03, T02 and findings on single figures do not."""
    return [
        finding["rule_id"]
        for finding in published.findings(path)
        if any(word in finding["message"] for word in ("相同", "一致", "照搬", "沿用", "复制", "雷同"))
        and finding["rule_id"] not in ("T02", "X03")
    ]


def test_another_form_copied_from_last_year(siblings: Any) -> None:
    assert _copy_found(siblings, "copied_last_year/2024")


def test_a_form_with_new_figures_is_no_copy(siblings: Any) -> None:
    assert _copy_found(siblings, "same_project_two_years/2024") == []


def test_a_form_copied_from_another_project(siblings: Any) -> None:
    # 教师培训经费 prints goal and indicators of 中小学操场改造.
    copies = [_copy_found(siblings, f"audit_copied_from_other_project/{name}") for name in ("hit1", "hit2")]
    assert any(copies)
    assert _copy_found(siblings, "audit_copied_from_other_project/clean") == []


def test_a_target_lowered_under_a_renamed_bureau(siblings: Any) -> None:
    # 2023: ≥600, 910 reached; 2024: ≥520, which is below 80 % of 910.
    assert "X03" in siblings.fired("target_lowered/2024")
    changes = _change(siblings, siblings.form("target_lowered/2024")["department_normalized"])
    assert [row["target_change"] for row in changes].count("lowered") == 1


def test_a_target_raised(siblings: Any) -> None:
    assert "X03" not in siblings.fired("target_raised/2024")
    changes = [row["target_change"] for row in _change(siblings, "宣城市民政局")]
    assert changes.count("raised") == 1  # 4000 to 4500
    assert changes.count("same") == 1  # satisfaction ≥88 %


def test_working_days_and_days_are_not_compared(siblings: Any) -> None:
    # ≤10 工作日 and ≤9 天: nobody can say whether that is lower.
    assert "X03" not in siblings.fired("target_other_unit/2024")
    changes = [row["target_change"] for row in _change(siblings, "宣城市生态环境局")]
    assert None in changes
    assert not {"lowered", "raised"} & set(changes)


def test_yi_and_wan_are_one_unit(siblings: Any) -> None:
    # ≥1.2 亿元 to ≥9500 万元 is lowered; 9500 of 13000 reached is below 80 %.
    assert "X03" in siblings.fired("target_money_units/2024")
    assert [row["target_change"] for row in _change(siblings, "宣城市商务局")].count("lowered") == 1


# ---- one kind per indicator


def test_satisfaction_under_four_names(cases: Any) -> None:
    kinds = set()
    for city in ("芜湖", "蚌埠", "淮南", "安庆"):
        last = cases.indicators(f"views4_y15/{city}市卫健委")[-1]
        kinds.add(last["indicator_kind"])
        assert last["name"]
        assert last["name_normalized"]
    assert kinds == {"satisfaction"}


def test_the_same_indicator_of_four_offices_has_one_kind(cases: Any) -> None:
    first = [cases.indicators(f"views4_y15/{city}市卫健委")[0] for city in ("芜湖", "蚌埠", "淮南", "安庆")]
    assert len({row["indicator_kind"] for row in first}) == 1
    assert {row["name_normalized"] for row in first} == {first[0]["name_normalized"]}


@pytest.mark.parametrize(("number", "kind"), [
    (1, {"quantity"}),  # 服务企业户数
    (2, {"coverage_rate"}),  # 社区覆盖率
    (3, {"pass_rate"}),  # 抽检合格率
    (4, {"completion_rate"}),  # 整改任务完成率
    (5, {"timeliness"}),  # 信息报送及时率
    (6, {"cost"}),  # 单次检测成本
    (7, {"growth"}),  # 小微企业营收增长率
    (9, {"satisfaction"}),  # 经营户满意率
    (10, {"satisfaction"}),  # 服务对象满意度：消费者满意程度
])  # fmt: skip
def test_kind_of_an_indicator(siblings: Any, number: int, kind: set[str]) -> None:
    assert siblings.indicators("kinds/a")[number - 1]["indicator_kind"] in kind


def test_satisfaction_that_is_always_full(siblings: Any) -> None:
    row = siblings.row(
        "SELECT count(*) AS n, min(score / weight) AS least FROM indicator i JOIN form f USING (form_id)"
        " WHERE indicator_kind = 'satisfaction' AND f.department = '马鞍山市市场监督管理局'"
    )
    assert (row["n"], row["least"]) == (2, Decimal(1))
