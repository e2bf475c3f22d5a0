"""What the audit says of the documents of `tests/data/meaning`, and what it must not say."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.slow

# (document, row of the indicator or None for the form, rules of which one must fire)
FIRES = [
    ("audit/c10", 1, {"Q05"}, "≥50 % answered by 98 %"),
    ("audit/c12", 1, {"Q05"}, "nine times the target, and the reason says 已完成年度目标任务"),
    ("audit/c18", None, {"B04"}, "30 % spent; the only reason speaks of students on leave"),
    ("audit/c19", None, {"B04"}, "30 % spent; the only reason speaks of a target set too low"),
    ("audit/c25", 1, {"Q01", "Q02"}, "two accidents where none are allowed"),
    ("audit/c27", 1, {"Q01"}, "70 % outside 80 to 90 %"),
    ("audit/c28", 1, {"Q01"}, "80,000 元 of ≥10 万元"),
    ("audit/c30", 1, {"Q01"}, "90 名 of ≥100 人"),
    ("audit/c31", 1, {"Q01"}, "90 of 不少于 100"),
    ("audit/c33", 1, {"Q01"}, "900 of ≥1,000"),
    ("audit/c36", None, {"S04"}, "良 at 100 of 100"),
    ("audit/c48", 1, {"Q01"}, "999 of ≥1000"),
    ("audit/c49", 1, {"Q01"}, "97.96 % of ≥98 %"),
    ("views3_u9/a", 2, {"Q06"}, "部分达成 at 29 of 30"),
    ("views3_u10/a", 1, {"Q01", "Q02"}, "due 30 November, done 20 December, full points"),
    ("views3_u10/a", 2, {"Q01", "Q02"}, "due December, done January of the next year, full points"),
]

# Nothing may be said about this row, or by these rules about the form.
SILENT = [
    ("audit/c01", None, {"Q08"}, "clearing up what is bad is good"),
    ("audit/c03", None, {"Q08"}, "upper limits that make sense"),
    ("audit/c06", 1, {"Q07"}, "a date answered by 按时完成"),
    ("audit/c07", 1, {"Q01", "Q02", "Q07"}, "November is before ≤12月"),
    ("audit/c13", 1, {"Q04", "Q05", "Q11", "T01"}, "over-achieved, reduced and explained"),
    ("audit/c21", None, {"B02", "B03"}, "100.5 % capped at the weight"),
    ("audit/c22", None, {"B06"}, "the goal text explains the adjustment"),
    ("audit/c24", 1, {"Q01", "Q03", "T01"}, "stricter than proportion, with a reason"),
    ("views2_w05/a", None, {"Q01", "Q02"}, "≥5 % on a complaint rate has no direction"),
    ("views3_u5/a", 2, {"Q04", "Q11", "T01"}, "达成 at 26 of 30 with its reason"),
    ("views3_u6/a", 1, {"Q04", "Q05", "Q11", "T01"}, "reduced for a target set too low, as the regulation asks"),
    ("views3_u13/a", None, {"B04"}, "the reason stands in 实际完成情况"),
]


@pytest.mark.parametrize(("path", "row", "rules", "why"), FIRES, ids=[f"{c[0]}-{c[3]}" for c in FIRES])
def test_fires(cases: Any, path: str, row: int | None, rules: set[str], why: str) -> None:
    assert rules & set(cases.fired(path, row)), why


@pytest.mark.parametrize(("path", "row", "rules", "why"), SILENT, ids=[f"{c[0]}-{c[3]}" for c in SILENT])
def test_is_silent(cases: Any, path: str, row: int | None, rules: set[str], why: str) -> None:
    assert rules.isdisjoint(cases.fired(path, row)), why


# Each is a finding on its row, whatever the rule is called.
SOMETHING = [
    ("audit/c15", 1, "the reason gives a measure and no cause"),
    ("audit/c16", 1, "the reason says that all went well"),
    ("audit/c37", 1, "the actual value repeats ≥100 个"),
    ("audit/c45", 1, "an epidemic in 2024"),
    ("audit/c46", 1, "money did not come, and all of it was spent"),
    ("views2_w05/a", 1, "the sign does not fit a complaint rate"),
    ("views3_u9/e", 2, "否 for 是 at full score"),
    ("views3_u9/f", 1, "未完成 of ≥10 个 at full score"),
    ("views3_u9/f", 2, "未达成 at full score"),
]


@pytest.mark.parametrize(("path", "row", "why"), SOMETHING, ids=[f"{c[0]}-{c[2]}" for c in SOMETHING])
def test_something_is_found_on_the_row(cases: Any, path: str, row: int, why: str) -> None:
    assert cases.fired(path, row), why


def test_the_same_indicator_twice_is_found(cases: Any) -> None:
    assert [f for f in cases.findings("audit/c39") if "巡查次数" in f["message"] or "重复" in f["message"]]


def test_a_goal_that_names_another_number_is_found(cases: Any) -> None:
    # 完成巡查200次 in the goal, ≥100 次 in the indicator.
    assert [f for f in cases.findings("audit/c43") if "200" in f["message"]]


def test_unusual_level_weights_are_found(cases: Any) -> None:
    # 75, 10 and 5 where 50, 30 and 10 are usual.
    assert [f for f in cases.findings("views3_u8/a") if f["table_name"] == "form" and "75" in f["message"]]
    assert cases.errors("views3_u8/a") == []


def test_a_ceiling_kept_by_far_is_information(cases: Any) -> None:
    about = cases.findings("audit/c09", row=1)
    assert [f["rule_id"] for f in about] in ([], ["Q05"])
    assert {f["severity"] for f in about} <= {"info"}


def test_a_fraction_is_never_an_error(cases: Any) -> None:
    # 0.9 of ≥95 %: 90 % missed, or a slip of the unit.
    assert "error" not in {f["severity"] for f in cases.findings("audit/c34", row=1)}


def test_a_word_answered_by_all_of_it_is_no_warning(cases: Any) -> None:
    # 合格 answered by 100 %.
    assert "error" not in {f["severity"] for f in cases.findings("audit/c04", row=1)}


def test_one_shortfall_without_a_reason_is_one_finding(cases: Any) -> None:
    assert len(cases.fired("views3_u5/b", 2)) == 1


def test_a_form_without_satisfaction_is_information(cases: Any) -> None:
    about = cases.findings("views3_u7/a", "S06")
    assert {f["severity"] for f in about} <= {"info"}


def test_an_overspending_is_one_finding(cases: Any) -> None:
    assert cases.fired("views_v26/b").count("B05") == 1


@pytest.mark.parametrize("path", ["audit/c40", "audit/c42", "audit/c06", "audit/c07", "audit/c21"])
def test_nothing_is_wrong_with_a_clean_form(cases: Any, path: str) -> None:
    assert [f for f in cases.findings(path) if f["severity"] != "info" and f["rule_id"] != "B05"] == []


def test_two_low_executions_are_told_and_the_explained_one_is_not(cases: Any) -> None:
    told = {path for path in ("views_v26/a", "views_v08/a", "views3_u13/a") if "B04" in cases.fired(path)}
    assert told == {"views_v26/a", "views_v08/a"}
