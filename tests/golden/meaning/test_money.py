"""Money is summed once, over the right rows, and its rate has the denominator of the form."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

pytestmark = pytest.mark.slow

CHECKED = {"B01", "B02", "B03", "B04", "B05", "B07"}  # rules on the arithmetic of the budget block


def _totals(published: Any, path: str) -> tuple[Any, ...]:
    row = published.row("SELECT * FROM budget_totals WHERE form_id = ?", published.form(path)["form_id"])
    return row["initial_budget_yuan"], row["adjusted_budget_yuan"], row["executed_yuan"]


def _leaves(published: Any, path: str) -> tuple[Any, ...]:
    row = published.row(
        "SELECT sum(initial_budget_yuan) AS i, sum(adjusted_budget_yuan) AS a, sum(executed_yuan) AS e"
        " FROM budget_line WHERE is_leaf AND form_id = ?",
        published.form(path)["form_id"],
    )
    return row["i"], row["a"], row["e"]


# ---- whole departments


def test_money_of_a_whole_department_is_not_in_the_sum_of_projects(cases: Any) -> None:
    row = cases.by_department("budget_execution_by_department", "乙市水务局")
    assert (row["forms"], row["adjusted_budget_yuan"], row["executed_yuan"]) == (1, 1000000, 1000000)
    kinds = cases.rows(
        "SELECT DISTINCT form_kind FROM budget_execution_by_department WHERE department_normalized = '乙市水务局'"
    )
    assert kinds == [{"form_kind": "project"}]


def test_two_projects_beside_the_form_of_their_department(siblings: Any) -> None:
    name = "湖州市文化广电旅游局"
    row = siblings.by_department("budget_execution_by_department", name)
    # 180 + 260 adjusted, 171 + 208 executed; 379 of 440 is 86.1364 %.
    assert (row["forms"], row["adjusted_budget_yuan"], row["executed_yuan"]) == (2, 4400000, 3790000)
    assert round(row["computed_rate_pct"], 4) == Decimal("86.1364")
    profile = siblings.by_department("department_profile", name)
    assert (profile["forms"], profile["adjusted_budget_yuan"]) == (2, 4400000)
    lost = siblings.by_department("shortfall_by_department", name)
    assert lost["forms"] == 2


def test_parallel_lists_never_add_up_to_more_than_the_total(cases: Any) -> None:
    # w03: 财政拨款 1000 by source; 基本支出 600 and 项目支出 400 by purpose.
    assert _totals(cases, "views2_w03/m") == (10000000, 10000000, 9000000)
    assert _leaves(cases, "views2_w03/m") == (10000000, 10000000, 9000000)
    assert _leaves(cases, "views_v02/whole") == (10000000, 10000000, 7000000)
    assert cases.errors("views2_w03/m") == []


def test_lists_by_income_and_by_purpose_are_one_money(siblings: Any) -> None:
    path = "whole_department/部门整体"
    assert siblings.form(path)["form_kind"] == "department"
    assert _totals(siblings, path) == (26000000, 24800000, 22320000)
    # By income 2400 + 80, by purpose 1800 + 680: either makes 2480.
    assert _leaves(siblings, path) == (26000000, 24800000, 22320000)
    assert siblings.errors(path) == []


def test_source_roll_up_leaves_whole_departments_out(siblings: Any) -> None:
    rows = siblings.rows(
        "SELECT funding_source, form_kind, executed_yuan FROM budget_execution_by_funding_source"
        " WHERE region = '浙江省湖州市'"
    )
    assert {row["form_kind"] for row in rows} == {"project"}
    assert sum(row["executed_yuan"] for row in rows if row["funding_source"] != "total") == 3790000


# ---- rows below rows


NESTED = [
    ("cases", "views_v11/a", "100", "100"),
    ("cases", "views_v11/b", "100", "100"),
    ("cases", "views3_u11/a", "100", "100"),
    ("cases", "views3_u11/b", "100", "100"),
    ("siblings", "nested_three_levels/a", "900", "810"),
    ("siblings", "nested_three_levels/b", "640", "640"),
    ("siblings", "nested_part_named/c", "300", "285"),
]


@pytest.mark.parametrize(("release", "path", "adjusted", "executed"), NESTED, ids=[case[1] for case in NESTED])
def test_rows_below_rows_are_summed_over_leaves(
    request: pytest.FixtureRequest, wan: Any, release: str, path: str, adjusted: str, executed: str
) -> None:
    published = request.getfixturevalue(release)
    assert _totals(published, path) == (wan(adjusted), wan(adjusted), wan(executed))
    assert _leaves(published, path) == (wan(adjusted), wan(adjusted), wan(executed))
    assert CHECKED.isdisjoint(published.fired(path))


def test_a_parent_names_its_children(siblings: Any) -> None:
    lines = siblings.rows(
        "SELECT line_no, parent_line_no, is_total, is_leaf, executed_yuan FROM budget_line WHERE form_id = ?"
        " ORDER BY line_no",
        siblings.form("nested_three_levels/a")["form_id"],
    )
    assert [line["is_total"] for line in lines] == [True] + [False] * 5
    assert [line["is_leaf"] for line in lines] == [False, False, True, True, True, True]
    assert [line["parent_line_no"] for line in lines] == [None, 1, 2, 2, 2, 1]


def test_money_by_source_makes_the_total(siblings: Any) -> None:
    rows = siblings.rows(
        "SELECT funding_source, executed_yuan FROM budget_execution_by_funding_source WHERE region = '江西省赣州市'"
    )
    # 810 + 640 万元, however the rows are named.
    assert sum(row["executed_yuan"] for row in rows if row["funding_source"] != "total") == 14500000


def test_children_that_do_not_make_their_parent_are_one_finding(siblings: Any) -> None:
    # 中央 160 and 省级 90 below 财政拨款 300: 50 are missing, in the budget and in the execution.
    assert siblings.fired("nested_not_adding/d") == ["B01"]


# ---- zero, missing, misleading


def test_nothing_of_nothing_has_no_rate_and_no_finding(cases: Any) -> None:
    for name in ("b", "c"):
        path = f"views_v06/{name}"
        line = cases.row("SELECT * FROM budget_totals WHERE form_id = ?", cases.form(path)["form_id"])
        assert line["computed_rate_pct"] is None
        assert CHECKED.isdisjoint(cases.fired(path))
    form_a = cases.row("SELECT * FROM budget_totals WHERE form_id = ?", cases.form("views_v06/a")["form_id"])
    assert (form_a["adjustment_pct"], form_a["computed_rate_pct"]) == (None, 100)


@pytest.mark.parametrize("path", ["zero_all/a", "zero_all/b", "audit_spent_nothing_outputs_full/clean"])
def test_no_budget_and_no_spending_is_no_finding(siblings: Any, path: str) -> None:
    line = siblings.row("SELECT * FROM budget_totals WHERE form_id = ?", siblings.form(path)["form_id"])
    assert (line["adjusted_budget_yuan"], line["executed_yuan"], line["computed_rate_pct"]) == (0, 0, None)
    assert CHECKED.isdisjoint(siblings.fired(path))


def test_nothing_spent_of_a_budget_is_a_finding(siblings: Any) -> None:
    fired = siblings.fired("zero_not/c")
    assert {"B04", "B07"} & set(fired)
    line = siblings.row("SELECT * FROM budget_totals WHERE form_id = ?", siblings.form("zero_not/c")["form_id"])
    assert line["computed_rate_pct"] == 0


def test_unspent_and_overspent_stand_apart(cases: Any) -> None:
    row = cases.by_department("budget_execution_by_department", "壬市林业局")
    # One project leaves 50 of 100, the other spends 150 of 100.
    assert (row["unspent_yuan"], row["overspent_yuan"]) == (500000, 500000)
    assert (row["adjusted_budget_yuan"], row["executed_yuan"]) == (2000000, 2000000)


def test_unspent_and_overspent_of_three_projects(siblings: Any) -> None:
    row = siblings.by_department("budget_execution_by_department", "景德镇市司法局")
    # 84 - 63 = 21 left, 58 - 40 = 18 too many, 26 of 26.
    assert (row["unspent_yuan"], row["overspent_yuan"]) == (210000, 180000)
    assert row["computed_rate_pct"] == 98  # 147 of 150


@pytest.mark.parametrize(("release", "department", "adjusted", "executed", "rate"), [
    # Of the second form alone: the first prints no adjusted budget, and what it spent has nothing to be divided by.
    ("cases", "未市环保局", "100", "100", "100"),
    ("siblings", "鹰潭市文化广电旅游局", "50", "47.5", "95"),
])  # fmt: skip
def test_both_sums_of_a_rate_are_over_the_same_forms(
    request: pytest.FixtureRequest, wan: Any, release: str, department: str, adjusted: str, executed: str, rate: str
) -> None:
    row = request.getfixturevalue(release).by_department("budget_execution_by_department", department)
    assert row["computed_rate_pct"] == Decimal(rate)
    assert row["forms"] == 2
    assert row["incomplete_rows"] == 1
    assert row["adjusted_budget_yuan"] == wan(adjusted)


@pytest.mark.parametrize(("release", "department", "year", "rate"), [
    ("cases", "辛市林业局", 2018, "93.3333"),  # (80 + 200) of (100 + 200)
    ("siblings", "新余市交通运输局", 2017, "91.7431"),  # (45.6 + 118 + 36.4) of (60 + 118 + 40) = 200 of 218
])  # fmt: skip
def test_a_form_without_adjusted_budget_is_measured_by_the_initial_one(
    request: pytest.FixtureRequest, release: str, department: str, year: int, rate: str
) -> None:
    row = request.getfixturevalue(release).by_department("budget_execution_by_department", department, year=year)
    assert round(row["computed_rate_pct"], 4) == Decimal(rate)


ROOTS = [
    # total row 0, child 90 / 89.974 / 89.974
    ("cases", "views4_y1/a", "90", "89.974", "89.974"),
    # total row blank, child 100 / 100 / 80, and the printed rate of 100 %
    ("cases", "views4_y1/b", "100", "100", "80"),
    # total row 0, children 66 + 14, 66 + 14, 64.02 + 13.58
    ("siblings", "total_row_zero/a", "80", "80", "77.6"),
]


@pytest.mark.parametrize(("release", "path", "initial", "adjusted", "executed"), ROOTS, ids=[case[1] for case in ROOTS])
def test_a_wrong_total_row_gives_way_to_its_parts_and_is_one_finding(
    request: pytest.FixtureRequest, wan: Any, release: str, path: str, initial: str, adjusted: str, executed: str
) -> None:
    published = request.getfixturevalue(release)
    assert _totals(published, path) == (wan(initial), wan(adjusted), wan(executed))
    row = published.row("SELECT * FROM budget_totals WHERE form_id = ?", published.form(path)["form_id"])
    assert row["is_doubtful"]
    assert len([rule for rule in published.fired(path) if rule.startswith("B")]) == 1


def test_a_department_with_wrong_total_rows_shows_its_money(cases: Any) -> None:
    row = cases.by_department("budget_execution_by_department", "池州市农业农村局")
    assert (row["adjusted_budget_yuan"], row["executed_yuan"]) == (1899740, 1699740)  # 89.974 + 100, 89.974 + 80
    assert row["doubtful_rows"] == 2


def test_a_blank_total_row_beside_one_part_is_no_contradiction(siblings: Any, wan: Any) -> None:
    assert _totals(siblings, "total_row_blank/b") == (wan("120"), wan("120"), wan("114"))
    assert CHECKED.isdisjoint(siblings.fired("total_row_blank/b"))


def test_a_total_printed_twice_counts_once(siblings: Any, wan: Any) -> None:
    assert _totals(siblings, "two_total_rows/c") == (wan("210"), wan("200"), wan("190"))
    assert _leaves(siblings, "two_total_rows/c") == (wan("210"), wan("200"), wan("190"))
    assert siblings.errors("two_total_rows/c") == []


def test_amounts_printed_in_yuan(cases: Any) -> None:
    assert _totals(cases, "views4_y13/a") == (1000000, 1000000, 900000)


def test_a_score_on_the_total_row_and_on_its_part_counts_once(cases: Any) -> None:
    # y6: total 99 = 9 + 50 + 30 + 10, although the part prints 8 of 10 as well.
    assert cases.form("views4_y6/a")["computed_score"] == 99
    assert {"S01", "S02"}.isdisjoint(cases.fired("views4_y6/a"))


def test_the_sums_of_doubt_stand_beside_the_sums_of_money(cases: Any) -> None:
    columns = cases.columns("budget_execution_by_department")
    assert "doubtful_rows" in columns
    assert any(name.startswith("doubtful") and name.endswith("_pct") for name in columns)
