"""Further folders: money in two units, gaps between years, one name for two things, growth and complaints."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

pytestmark = pytest.mark.slow


def _money(published: Any, path: str) -> tuple[Any, ...]:
    row = published.row("SELECT * FROM budget_totals WHERE form_id = ?", published.form(path)["form_id"])
    return row["adjusted_budget_yuan"], row["executed_yuan"]


def _told(path: str, published: Any, *rows: int) -> list[str]:
    """What is told of some rows, information left out."""
    return [f["message"] for row in rows for f in published.findings(path, row=row) if f["severity"] != "info"]


# ---- money


def test_parts_in_another_unit_are_told_once_and_never_summed_with_the_total(siblings: Any, wan: Any) -> None:
    # The total says 350 万元, its parts 3,000,000 and 500,000 as if in 万元: ten thousand times too much.
    path = "more_parts_in_yuan/hit"
    assert _money(siblings, path) == (wan("350"), wan("336"))
    budget = [f for f in siblings.findings(path) if f["table_name"] == "budget_line" or f["rule_id"].startswith("B")]
    assert len(budget) == 1, [f["message"] for f in budget]
    row = siblings.by_department("budget_execution_by_department", "郴州市农业农村局")
    assert (row["forms"], row["adjusted_budget_yuan"], row["executed_yuan"]) == (2, wan("700"), wan("672"))


def test_a_form_wholly_in_yuan_is_no_slip(siblings: Any, wan: Any) -> None:
    path = "more_parts_in_yuan/clean"
    assert _money(siblings, path) == (wan("350"), wan("336"))
    assert [r for r in siblings.fired(path) if r.startswith("B")] == []


def test_a_total_below_its_parts_is_the_money_of_the_form(siblings: Any, wan: Any) -> None:
    assert _money(siblings, "more_total_below/a") == (wan("90"), wan("81"))
    form_id = siblings.form("more_total_below/a")["form_id"]
    leaves = siblings.row(
        "SELECT count(*) n, sum(executed_yuan) e FROM budget_line WHERE is_leaf AND NOT is_total AND form_id = ?",
        form_id,
    )
    assert (leaves["n"], leaves["e"]) == (3, wan("81"))
    assert not {"B01", "B02", "B03"} & {*siblings.fired("more_total_below/a")}


def test_money_given_back_lessens_the_sum(siblings: Any, wan: Any) -> None:
    # 215 - 15 of the budget, 205 - 15 spent: 200 and 190.
    path = "more_given_back/a"
    assert _money(siblings, path) == (wan("200"), wan("190"))
    sums = siblings.row(
        "SELECT sum(adjusted_budget_yuan) a, sum(executed_yuan) e FROM budget_line WHERE is_leaf AND form_id = ?",
        siblings.form(path)["form_id"],
    )
    assert (sums["a"], sums["e"]) == (wan("200"), wan("190"))
    assert "B01" not in siblings.fired(path)


def test_a_transfer_payment_and_a_project_of_one_name_are_never_one_row(siblings: Any, wan: Any) -> None:
    assert [form["duplicate_of"] for form in siblings.forms("more_transfer_and_project")] == [None, None]
    rows = siblings.rows(
        "SELECT form_kind, adjusted_budget_yuan a FROM budget_execution_by_department"
        " WHERE department_normalized = '娄底市住房保障服务中心' ORDER BY form_kind"
    )
    assert rows == [{"form_kind": "project", "a": wan("260")}, {"form_kind": "transfer", "a": wan("900")}]


def test_a_whole_department_on_two_sites_counts_once_and_apart(siblings: Any, wan: Any) -> None:
    row = siblings.row("SELECT * FROM department_forms WHERE department_normalized = '株洲市市场监督管理局'")
    assert (row["adjusted_budget_yuan"], row["executed_yuan"]) == (wan("1600"), wan("1520"))
    project = siblings.by_department("budget_execution_by_department", "株洲市市场监督管理局")
    assert (project["forms"], project["adjusted_budget_yuan"]) == (1, wan("310"))


# ---- years, offices


def test_a_year_without_a_form_is_no_year_before(siblings: Any, wan: Any) -> None:
    forms = siblings.forms("more_years_gap")
    assert len({form["project_key"] for form in forms}) == 1
    rows = siblings.rows(
        "SELECT * FROM project_years WHERE project_key = ? ORDER BY fiscal_year", forms[0]["project_key"]
    )
    assert [row["fiscal_year"] for row in rows] == [2021, 2023, 2024]
    assert [row["previous_executed_yuan"] for row in rows] == [None, None, wan("90")]
    # 117 after 90.
    assert [row["executed_change_pct"] for row in rows] == [None, None, Decimal("30.0000")]


def test_a_district_name_of_two_cities(siblings: Any) -> None:
    kaifu, beijing, changchun, bare, liaoning = siblings.forms("more_same_district")
    assert kaifu["division_code"] == "430105"
    assert (beijing["division_code"], changchun["division_code"], liaoning["division_code"]) == (
        "110105",
        "220104",
        "211300",
    )
    assert bare["division_code"] is None
    assert len({form["department_id"] for form in (beijing, changchun, bare, liaoning)}) == 4


def test_codes_around_the_name_of_a_department(siblings: Any) -> None:
    forms = siblings.forms("more_codes")
    assert {form["department_normalized"] for form in forms} == {"宜春市统计局"}
    assert len({form["department_id"] for form in forms}) == 1


def test_two_budgets_of_one_report_are_two_statements(siblings: Any, wan: Any) -> None:
    rows = siblings.rows(
        "SELECT scope, projects, amount_yuan a FROM narrative n JOIN document d USING (document_id)"
        " WHERE starts_with(d.path, 'more_two_scopes/') ORDER BY scope"
    )
    assert rows == [
        {"scope": "general_budget", "projects": 12, "a": wan("1860.5")},
        {"scope": "government_fund", "projects": 3, "a": wan("920")},
    ]


# ---- rules


def test_growth_that_became_a_fall_is_missed(siblings: Any) -> None:
    path = "more_growth_fell/hit"
    assert siblings.fired(path, row=4) != []
    ratio = siblings.value(
        "SELECT attainment_ratio FROM indicators WHERE form_id = ? AND indicator_no = 4",
        siblings.form(path)["form_id"],
    )
    assert ratio is None or ratio <= 0


def test_a_fall_that_was_asked_for_is_no_fault(siblings: Any) -> None:
    assert _told("more_growth_fell/clean", siblings, 4, 5) == []


def test_one_cell_beside_three_indicators_is_no_copied_reason(siblings: Any) -> None:
    path = "more_shared_cell/a"
    rows = siblings.indicators(path)[:3]
    assert len({row["reason_text"] for row in rows}) == 1
    assert all(row["is_shared_reason"] for row in rows)
    # 54 of 60, 27 of 30 and 8100 of 9000 with 18, 18 and 9 points: in proportion, and explained.
    assert [r for no in (1, 2, 3) for r in siblings.fired(path, row=no)] == []
    assert not [f for f in siblings.findings(path) if f["rule_id"].startswith("T")]
    (row,) = siblings.rows(
        "SELECT unexplained_shortfalls u, shortfall s FROM shortfall_by_department"
        " WHERE department_normalized = '衡阳市教育技术装备站'"
    )
    assert (row["u"], row["s"]) == (0, Decimal("5.0000"))


def test_complaints_beyond_their_limit_at_full_score(siblings: Any) -> None:
    path = "more_complaints/hit"
    assert {"Q01", "Q02"} & {*siblings.fired(path, row=2)}
    ratio = siblings.value(
        "SELECT attainment_ratio FROM indicators WHERE form_id = ? AND indicator_no = 2",
        siblings.form(path)["form_id"],
    )
    # 3 over 7: a limit that is exceeded is below 1.
    assert ratio is None or abs(ratio - Decimal("0.4286")) < Decimal("0.0001")


def test_complaints_dealt_with_and_within_their_limit(siblings: Any) -> None:
    assert _told("more_complaints/clean", siblings, 1, 2, 3) == []


def test_a_deadline_at_the_end_of_the_year(siblings: Any) -> None:
    assert siblings.fired("more_year_end/hit", row=2) != []
    assert siblings.fired("more_year_end/clean", row=2) == []
    assert siblings.fired("more_year_end/clean", row=3) == []


def test_a_goal_that_promises_more_than_the_indicator_asks(siblings: Any) -> None:
    found = [f for f in siblings.findings("more_goal_percent/hit") if "98" in f["message"] and "85" in f["message"]]
    assert found, [f["message"] for f in siblings.findings("more_goal_percent/hit")]
    assert not [f for f in siblings.findings("more_goal_percent/clean") if "90" in f["message"]]
