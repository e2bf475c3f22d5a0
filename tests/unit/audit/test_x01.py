"""X01 says which figures of a report its department's forms bear out, contradict, or cannot speak to."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from itertools import groupby
from typing import Any

import polars as pl
import pytest

from pipeline.audit.frames import facts
from pipeline.audit.statement_rules import FIELDS, GRADES, compared_forms, narrative_against_forms
from tests.factory.clean import Sheet, clean_sheets, tables
from tests.factory.clean.invent import statement

D = Decimal
FULL = "南岭市林业局"


@cache
def _invented() -> list[Sheet]:
    groups = (list(g) for _, g in groupby(clean_sheets(600, 5), key=lambda s: s.document))
    return next(g for g in groups if len(g) >= 4 and g[0].style.template == "shanghai" and g[0].style.grades)


def forms(count: int) -> list[Sheet]:
    """So many graded project forms of one department and year, in one file."""
    chosen = [sheet.copy() for sheet in _invented()[:count]]
    for number, sheet in enumerate(chosen):
        sheet.head |= {"department": FULL, "implementing_unit": "南岭市林业局", "fiscal_year": 2024}
        sheet.head["project_name"] = f"护林项目{number}"
        sheet.head["region"] = "上海市"
    return chosen


def compared(sheets: list[Sheet], *said: dict[str, Any]) -> dict[str, dict[str, Any]]:
    frames = tables(sheets, list(said))
    return {
        row["field"]: row
        for row in narrative_against_forms(frames, compared_forms(facts(frames), frames["document"])).iter_rows(
            named=True
        )
    }


def results(sheets: list[Sheet], *said: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {field: (row["result"], row["reason"]) for field, row in compared(sheets, *said).items()}


@pytest.fixture
def four() -> list[Sheet]:
    return forms(4)


@pytest.fixture
def said(four: list[Sheet]) -> dict[str, Any]:
    return statement(four)


def test_every_figure_that_the_forms_bear_out_passes(four: list[Sheet], said: dict[str, Any]) -> None:
    assert results(four, said) == dict.fromkeys(FIELDS, ("pass", "applied"))


@pytest.mark.parametrize("field", FIELDS)
def test_a_figure_of_its_own_fails_alone(field: str, four: list[Sheet], said: dict[str, Any]) -> None:
    wrong = {"amount_yuan": 10_000_000, "mean_score": D("0.05")}.get(field, 1)
    said[field] += wrong
    if field == "projects":
        said |= dict.fromkeys(GRADES)
    found = results(four, said)
    assert found[field] == ("fail", "applied")
    assert not [f for f, (result, _) in found.items() if result == "fail" and f != field]


@pytest.mark.parametrize("field", FIELDS)
def test_a_figure_that_is_not_stated_is_not_applicable(field: str, four: list[Sheet], said: dict[str, Any]) -> None:
    said[field] = None
    assert results(four, said)[field] == ("not_applicable", "not_stated")


def test_fewer_forms_than_projects_are_the_finding_and_the_rest_is_not_compared(
    four: list[Sheet], said: dict[str, Any]
) -> None:
    found = results(four[:3], said)
    assert found.pop("projects") == ("fail", "applied")
    assert set(found.values()) == {("not_applicable", "forms_incomplete")}


def test_more_forms_than_projects_are_the_finding_and_the_rest_is_not_compared(four: list[Sheet]) -> None:
    found = results(four, statement(four[:3]))
    assert found.pop("projects") == ("fail", "applied")
    assert set(found.values()) == {("not_applicable", "more_forms_than_stated")}


def test_a_statement_about_a_part_of_the_projects_may_count_fewer(four: list[Sheet], said: dict[str, Any]) -> None:
    assert results(four, said | {"scope": "government_fund", "projects": 2})["projects"] == (
        "not_applicable",
        "part_of_projects",
    )
    assert results(four, said | {"scope": "government_fund"})["projects"] == ("pass", "applied")


@pytest.mark.parametrize(
    "department", ["林业局", "市林业局", "中共南岭市林业局", "[155]南岭市林业局", "南岭市林业局（本级）"]
)
def test_short_and_full_names_of_a_department_are_one(department: str, four: list[Sheet], said: dict[str, Any]) -> None:
    assert results(four, said | {"department": department})["projects"] == ("pass", "applied")


@pytest.mark.parametrize("department", ["南岭市林业局种苗站", "北岭市林业局", "农业局", "局"])
def test_another_office_has_no_forms(department: str, four: list[Sheet], said: dict[str, Any]) -> None:
    assert results(four, said | {"department": department})["projects"] == ("not_applicable", "no_forms")


def test_another_year_has_no_forms(four: list[Sheet], said: dict[str, Any]) -> None:
    assert results(four, said | {"fiscal_year": 2023})["projects"] == ("not_applicable", "no_forms")


@pytest.mark.parametrize("column", ["department", "fiscal_year"])
def test_without_department_or_year_nothing_is_compared(column: str, four: list[Sheet], said: dict[str, Any]) -> None:
    assert results(four, said | {column: None})["projects"] == ("not_applicable", "no_department_or_year")


def test_a_short_name_that_fits_two_offices_is_ambiguous(four: list[Sheet], said: dict[str, Any]) -> None:
    four[3].head |= {"department": "北岭市林业局", "implementing_unit": "北岭市林业局"}
    assert results(four, said | {"department": "林业局"})["projects"] == ("not_applicable", "department_ambiguous")


def test_forms_of_another_region_are_of_another_office(four: list[Sheet], said: dict[str, Any]) -> None:
    others = [sheet.copy() for sheet in four]
    for sheet in others:
        sheet.document = "f" * 16
    for sheet in (*four, *others):
        sheet.head |= {"department": "林业局", "implementing_unit": "林业局"}
        sheet.head["region"] = "江西省" if sheet in others else "上海市"
    own = statement(four) | {"department": "林业局"}
    assert results([*four, *others], own) == results(four, own)
    assert results([*four, *others], own)["projects"] == ("pass", "applied")
    # A report of no known region fits both.
    unknown = own | {"document_id": "e" * 16}
    assert results([*four, *others], unknown)["projects"] == ("not_applicable", "department_ambiguous")


def test_a_units_own_report_is_compared_with_the_forms_of_the_unit(four: list[Sheet]) -> None:
    for sheet in four[2:]:
        sheet.head["implementing_unit"] = "南岭市种苗站"
    of_unit = statement(four[2:]) | {"department": "南岭市种苗站"}
    assert results(four, of_unit)["mean_score"] == ("pass", "applied")
    assert results(four, statement(four[:2]))["mean_score"] == ("pass", "applied")


def test_a_form_that_two_files_print_counts_once(four: list[Sheet], said: dict[str, Any]) -> None:
    again = four[0].copy()
    again.document = "f" * 16
    assert results([*four, again], said)["projects"] == ("pass", "applied")


def test_forms_of_whole_departments_do_not_count(four: list[Sheet], said: dict[str, Any]) -> None:
    frames = tables(four, [said])
    is_first = pl.int_range(pl.len()) == 0
    frames["form"] = frames["form"].with_columns(
        form_kind=pl.when(is_first).then(pl.lit("department")).otherwise("form_kind")
    )
    found = (
        narrative_against_forms(frames, compared_forms(facts(frames), frames["document"]))
        .filter(field="projects")
        .row(0, named=True)
    )
    assert (found["result"], found["expected"], found["found"]) == ("fail", "3", "4")


def kinds(sheets: list[Sheet], kind: str, count: int, *said: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Results where the first forms are of another kind than projects."""
    frames = tables(sheets, list(said))
    is_first = pl.int_range(pl.len()) < count
    frames["form"] = frames["form"].with_columns(form_kind=pl.when(is_first).then(pl.lit(kind)).otherwise("form_kind"))
    rows = narrative_against_forms(frames, compared_forms(facts(frames), frames["document"])).iter_rows(named=True)
    return {row["field"]: (row["result"], row["reason"]) for row in rows}


def test_transfer_payments_are_compared_with_the_forms_of_transfer_payments(four: list[Sheet]) -> None:
    own, three = statement(four[:1]) | {"scope": "transfer"}, statement(four[1:])
    assert set(kinds(four, "transfer", 1, own).values()) == {("pass", "applied")}
    assert set(kinds(four, "transfer", 1, three).values()) == {("pass", "applied")}
    # Transfers may be counted among the projects or not.
    assert set(kinds(four, "transfer", 1, statement(four)).values()) == {("pass", "applied")}
    # As many as there are projects, and still no statement about those.
    assert kinds(four, "transfer", 1, three | {"scope": "transfer"})["projects"] == ("fail", "applied")
    assert results(four, statement(four) | {"scope": "transfer"})["projects"] == ("not_applicable", "no_forms")


@pytest.mark.parametrize("scope", ["government_fund", "state_capital", "part"])
def test_figures_of_a_part_that_no_form_tells_are_not_compared(
    scope: str, four: list[Sheet], said: dict[str, Any]
) -> None:
    found = results(four, said | {"scope": scope, "mean_score": D(1)})
    assert found.pop("projects") == ("pass", "applied")
    assert set(found.values()) == {("not_applicable", "part_of_projects")}


def test_a_stated_nothing_fails_where_there_are_forms(four: list[Sheet]) -> None:
    nothing = statement(four) | dict.fromkeys(FIELDS) | {"projects": 0}
    assert results(four, nothing)["projects"] == ("fail", "applied")


def test_a_mean_may_differ_by_what_its_digits_allow_and_no_more(four: list[Sheet], said: dict[str, Any]) -> None:
    scores = [sheet.head["total_score"] for sheet in four]
    exact = sum(scores, D(0)) / 4
    one_digit = exact.quantize(D("0.1"))
    assert results(four, said | {"mean_score": one_digit, "mean_score_text": f"{one_digit}"})["mean_score"][0] == "pass"
    beyond = one_digit + D("0.2")
    assert results(four, said | {"mean_score": beyond, "mean_score_text": f"{beyond}"})["mean_score"][0] == "fail"


@pytest.mark.parametrize("column", ["initial_budget_yuan", "adjusted_budget_yuan", "executed_yuan"])
def test_any_of_the_three_budgets_bears_an_amount_out(column: str, four: list[Sheet], said: dict[str, Any]) -> None:
    frames = tables(four, [said])
    total = frames["budget_line"].filter(funding_source="total")[column].sum()
    stated = said | {"amount_yuan": total, "amount_text": f"{total}元", "money_unit": "元"}
    assert results(four, stated)["amount_yuan"] == ("pass", "applied")


def test_an_amount_that_fails_names_all_three_sums(four: list[Sheet], said: dict[str, Any]) -> None:
    row = compared(four, said | {"amount_yuan": D(1), "amount_text": "1元", "money_unit": "元"})["amount_yuan"]
    assert row["result"] == "fail"
    assert all(word in row["expected"] for word in ("年初预算数", "全年预算数", "全年执行数"))
    assert all(word in row["expected_en"] for word in ("initial", "adjusted", "executed"))


def test_grades_that_no_form_prints_follow_from_the_scores(four: list[Sheet]) -> None:
    for sheet, score in zip(four, ("95", "89.5", "85", "59.9"), strict=True):
        sheet.head |= {"grade": None, "total_score": D(score), "total_weight": D(100)}
    said = statement_of_grades(four, excellent=2, good=1, fair=0, poor=1)
    assert {results(four, said)[name][0] for name in GRADES} == {"pass"}
    # 89.5 lies between the bands of whole numbers: either grade is borne out.
    said = statement_of_grades(four, excellent=1, good=2, fair=0, poor=1)
    assert {results(four, said)[name][0] for name in GRADES} == {"pass"}
    said = statement_of_grades(four, excellent=3, good=0, fair=0, poor=1)
    assert [name for name in GRADES if results(four, said)[name][0] == "fail"] == ["excellent", "good"]


def statement_of_grades(sheets: list[Sheet], **grades: int) -> dict[str, Any]:
    return {
        "narrative_id": f"{sheets[0].document}-N001",
        "document_id": sheets[0].document,
        "page": 3,
        "sentence": "绩效自评。",
        "scope": "all",
        "department": FULL,
        "fiscal_year": 2024,
        "projects": len(sheets),
        "doubtful": [],
        **grades,
    }


def test_an_unknown_grade_word_leaves_grades_undecided(four: list[Sheet], said: dict[str, Any]) -> None:
    four[0].head["grade"] = "甲"
    assert results(four, said)["excellent"] == ("not_applicable", "grade_unknown")


def test_what_rests_on_a_doubtful_value_names_it(four: list[Sheet], said: dict[str, Any]) -> None:
    four[1].doubts[("form", 0)] = {"total_score"}
    found = compared(four, said | {"doubtful": ["excellent"]})
    assert found["mean_score"]["doubted"] == ["total_score"]
    assert found["excellent"]["doubted"] == ["excellent"]
    assert not found["projects"]["is_doubtful"]


def test_a_department_without_any_form_is_named_so(said: dict[str, Any], four: list[Sheet]) -> None:
    frames = tables(four, [said])
    for name in ("form", "budget_line", "indicator", "cell"):
        frames[name] = frames[name].clear()
    found = narrative_against_forms(frames, compared_forms(facts(frames), frames["document"]))
    assert set(found["reason"]) == {"no_forms"}


def test_a_release_without_statements_has_nothing_to_compare(four: list[Sheet]) -> None:
    frames = tables(four, [])
    found = narrative_against_forms(frames, compared_forms(facts(frames), frames["document"]))
    assert found.is_empty()
    assert set(found.columns) >= {"subject", "field", "result", "reason", "doubted", "expected_en"}
