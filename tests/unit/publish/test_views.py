"""The views of the audit count what they say: three departments, a form without names, a report, by hand."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipeline.prose.reason_words import taxonomy
from pipeline.publish.parquet import write_parquet
from pipeline.warehouse.build import build_warehouse
from pipeline.warehouse.query import query
from schemas.catalog import TABLES
from schemas.columns import REASON_CATEGORIES
from schemas.table_frames import to_frame

CITY, COUNTY, REPORT = "a" * 16, "b" * 16, "c" * 16
SCHOOL, SECOND, AGAIN = (f"{CITY}-{n:03}" for n in (1, 2, 3))
RURAL, NAMELESS, WATER = (f"{COUNTY}-{n:03}" for n in (1, 2, 3))
GRADES = ["grade", "total_score"]
GRADE_CLASSES = {"优": "excellent", "优秀": "excellent", "良": "good", "合格": "poor"}
NUMBERS = ("weight", "score", "target_value", "actual_value")


def key_of(*parts: str | None) -> str:
    return hashlib.sha256("/".join(map(str, parts)).encode()).hexdigest()[:16]


def form(form_id: str, region: str | None, department: str | None, project: str | None, **more: Any) -> dict[str, Any]:
    return {
        "form_id": form_id, "document_id": form_id[:16], "ordinal": int(form_id[-3:]), "template": "mof_annex",
        "form_kind": "project", "outcome": "curated", "fiscal_year": department and 2023, "region": region,
        "department": department, "project_name": project, "first_page": 7,
        "department_normalized": department and f"{region}{department}",
        "department_id": department and key_of(region, department),
        "project_key": project and key_of(region, department, project), "total_weight": Decimal(100),
        "grade_class": GRADE_CLASSES.get(more.get("grade", "")),
        **more,
    }  # fmt: skip


def indicator(form_id: str, number: int, weight: Any, score: Any, target: Any, actual: Any, **more: Any) -> Any:
    """An indicator; a target that is a text has no value."""
    is_text = isinstance(target, str)
    numbers = (weight, score, None if is_text else target, actual)
    lost = None if weight is None or score is None else Decimal(weight) - Decimal(score)
    return {
        "form_id": form_id, "indicator_no": number, "name": f"指标{number}", "target_text": str(target),
        "shortfall": lost, "page": 8,
        **{name: value if value is None else Decimal(value) for name, value in zip(NUMBERS, numbers, strict=True)},
        **more,
    }  # fmt: skip


def expected(form_id: str, number: int, method: str, ratio: str | None = None, **more: Any) -> dict[str, Any]:
    achieved = None if ratio is None else Decimal(ratio)
    return {"form_id": form_id, "indicator_no": number, "method": method, "achieved_ratio": achieved, **more}


def budget(form_id: str, adjusted: int, executed: int, **more: Any) -> dict[str, Any]:
    return {
        "form_id": form_id, "line_no": 1, "is_total": True, "is_leaf": True, "funding_source": "total",
        "adjusted_budget_yuan": Decimal(adjusted), "executed_yuan": Decimal(executed), **more,
    }  # fmt: skip


def reason(form_id: str, table: str, number: int, key: str, group: str, **more: Any) -> dict[str, Any]:
    return {
        "form_id": form_id, "table_name": table, "row_no": number, "state": "stated", "reason_text": f"{key}。",
        "has_cause": more.get("state", "stated") == "stated",
        "field": "deviation_analysis" if table == "form" else "reason_text", "cause_text": f"{key}。",
        "split_by": "whole", "reason_key": key, "reason_group": group, "group_similarity": Decimal(100), **more,
    }  # fmt: skip


def category(form_id: str, table: str, number: int, name: str, start: int | None = 0) -> dict[str, Any]:
    return {
        "form_id": form_id, "table_name": table, "row_no": number, "category": name, "match_start": start,
        "field": "deviation_analysis" if table == "form" else "reason_text",
    }  # fmt: skip


def finding(number: int, rule: str, severity: str, form_id: str | None, **more: Any) -> dict[str, Any]:
    return {
        "finding_id": f"F{number}", "rule_id": rule, "severity": severity, "form_id": form_id, "kind": "form",
        "document_id": form_id and form_id[:16], "department": "教育局", "fiscal_year": 2023, "message": "…",
        "message_en": "…", **more,
    }  # fmt: skip


def rule(rule_id: str, subject: str) -> dict[str, Any]:
    texts = {"title_en": f"rule {rule_id}", "sentence": "…", "sentence_en": "…"}
    return {"rule_id": rule_id, "title": f"规则{rule_id}", "severity": "error", "subject": subject, **texts}


def result(subject: str, rule_id: str, outcome: str, why: str, times: int) -> dict[str, Any]:
    return {"subject_id": subject, "rule_id": rule_id, "result": outcome, "reason": why, "applications": times}


ROWS: dict[str, list[dict[str, Any]]] = {
    "document": [
        {
            "document_id": document_id, "path": f"批次/{document_id[0]}.pdf", "bytes": 1, "region": region,
            "forms": forms, "outcome": "curated" if forms else "no_form", "is_example": False, "parser_version": "1",
            "reason": None if forms else "report", "reason_text": None if forms else "…",
        }
        for document_id, forms, region in ((CITY, 3, "甲市"), (COUNTY, 3, None), (REPORT, 0, "甲市"))
    ],
    "form": [
        form(SCHOOL, "甲市", "教育局", "校舍修缮", grade="优", total_score=Decimal(98)),
        form(SECOND, "甲市", "教育局", "助学金", grade="优秀", total_score=Decimal(90)),
        # The same project, published a second time.
        form(
            AGAIN, "甲市", "教育局", "校舍修缮", grade="良", total_score=Decimal(85), duplicate_of=SCHOOL,
            doubtful=GRADES,
        ),
        form(RURAL, "乙县", "教育局", "营养餐", grade="合格", total_score=Decimal(70), doubtful=["department"]),
        form(NAMELESS, None, None, None),
        form(WATER, "丙区", "水利局", "清淤"),
    ],
    "budget_line": [
        budget(SCHOOL, 100, 80),
        budget(SECOND, 50, 50, weight=Decimal(10), score=Decimal(9), doubtful=["executed_yuan"]),
        budget(RURAL, 10, 10),
    ],
    "indicator": [
        indicator(SCHOOL, 1, 10, 10, 100, 100, level1="产出指标"),
        indicator(SCHOOL, 2, 10, 10, 10, 25),
        indicator(SCHOOL, 3, 10, 8, 50, 40, level1="产出指标", reason_text="雨天。"),
        indicator(SECOND, 1, 10, 9, "提高", None, target_kind="words", reason_text="无"),
        indicator(SECOND, 2, 10, 10, 10, 30, doubtful=["actual_value"]),
        indicator(AGAIN, 1, 10, 10, 5, 0, target_operator="le", reason_text="雨天。"),
        indicator(RURAL, 1, 10, 5, 10, 12, level1="产出指标", doubtful=["is_counted"]),
        indicator(RURAL, 2, None, None, 10, 5),
        indicator(NAMELESS, 1, 10, 10, 10, 13, reason_text="雨天。", doubtful=["reason_text"]),
    ],
    "expected_score": [
        expected(SCHOOL, 1, "met", "1", met_score=Decimal(10), score_difference=Decimal(0)),
        expected(SCHOOL, 2, "met", "2.5", met_score=Decimal(10), score_difference=Decimal(0)),
        expected(SCHOOL, 3, "proportional", "0.8", proportional_score=Decimal(8), score_difference=Decimal(0)),
        expected(SECOND, 1, "unchecked", unchecked_reason="no_target_number"),
        expected(SECOND, 2, "met", "3", score_difference=Decimal(0), doubted=["actual_value"]),
        expected(AGAIN, 1, "met", score_difference=Decimal(0)),
        expected(RURAL, 1, "met", "1.2", met_score=Decimal(10), score_difference=Decimal(-5)),
        expected(RURAL, 2, "unchecked", "0.5", unchecked_reason="no_weight"),
        expected(NAMELESS, 1, "met", "1.3", score_difference=Decimal(0)),
    ],
    "reason": [
        reason(SCHOOL, "indicator", 3, "雨天", "g1"),
        reason(SECOND, "budget_line", 1, "雨天影响", "g1", group_similarity=Decimal(88)),
        reason(SECOND, "indicator", 1, "无", "g3", state="not_stated"),
        reason(AGAIN, "indicator", 1, "雨天", "g1"),
        reason(RURAL, "form", 0, "无人报名", "g2"),
        reason(NAMELESS, "indicator", 1, "雨天", "g1", doubtful=["cause_text", "reason_key", "reason_text"]),
    ],
    "reason_category": [
        category(SCHOOL, "indicator", 3, "external", 0),
        category(SCHOOL, "indicator", 3, "capacity", 1),
        category(SECOND, "budget_line", 1, "external", 2),
        category(SECOND, "budget_line", 1, "demand", 2),
        category(AGAIN, "indicator", 1, "external"),
        category(RURAL, "form", 0, "unclassified", None),
        category(NAMELESS, "indicator", 1, "external"),
    ],
    "rule": [
        rule("Q03", "indicator"), rule("Q05", "indicator"), rule("S02", "form"), rule("T99", "form"),
        rule("X01", "report"), rule("X02", "department"),
    ],
    "rule_result": [
        result(SCHOOL, "Q05", "pass", "applied", 5),
        result(SCHOOL, "Q05", "fail", "applied", 1),
        result(SECOND, "Q05", "fail", "applied", 2),
        result(SCHOOL, "Q05", "not_applicable", "no_weight", 4),
        result(SCHOOL, "Q05", "not_applicable", "no_target", 3),
        result(RURAL, "Q05", "not_applicable", "no_target", 1),
    ],
    "finding": [
        finding(1, "Q03", "error", SCHOOL, table_name="indicator", row_no=3),
        finding(2, "Q05", "warning", SCHOOL, table_name="indicator", row_no=2),
        finding(3, "S02", "warning", SECOND, table_name="form", row_no=0, kind="reader", doubted=["score"]),
        finding(4, "X02", "info", None),
        finding(5, "X01", "error", None, document_id=REPORT, page=4, department_id=key_of("甲市", "教育局")),
        finding(6, "S02", "error", NAMELESS, department=None, fiscal_year=None, table_name="form", row_no=0),
        finding(7, "X02", "info", None, department="水利局", department_id=key_of("丙区", "水利局")),
        finding(8, "Q05", "warning", SCHOOL, table_name="indicator", row_no=1),
    ],
    "narrative": [
        {
            "narrative_id": f"{REPORT}-N00{number}", "document_id": REPORT, "sentence": "…", "department": "甲市教育局",
            "fiscal_year": 2023, "scope": scope, "projects": projects, "mean_score": Decimal(91), "doubtful": doubtful,
        }
        for number, scope, projects, doubtful in ((1, "part", 1, []), (2, "all", 30, ["projects"]), (3, "all", 3, []))
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse of these rows; not to be changed."""
    directory = tmp_path_factory.mktemp("views")
    for name in TABLES:
        write_parquet(name, to_frame(name, ROWS.get(name, [])), directory)
    build_warehouse(directory, directory / "warehouse.duckdb")
    return directory / "warehouse.duckdb"


def rows(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
    return query(warehouse, sql)[1]


def row(warehouse: Path, sql: str) -> dict[str, Any]:
    names, (found,) = query(warehouse, sql)
    return dict(zip(names, found, strict=True))


def test_findings_without_a_form_are_there_with_what_is_known(warehouse: Path) -> None:
    found = rows(
        warehouse,
        "SELECT finding_id, region, department, project_name, path, page FROM findings"
        " WHERE form_id IS NULL ORDER BY finding_id",
    )
    assert found == [
        ("F4", None, "教育局", None, None, None),  # which office it is about is not known
        ("F5", "甲市", "教育局", None, "批次/c.pdf", 4),
        ("F7", "丙区", "水利局", None, None, None),
    ]


def test_a_finding_about_a_form_has_its_indicator_its_rule_and_its_doubt(warehouse: Path) -> None:
    assert rows(warehouse, "SELECT name, title, subject FROM findings WHERE finding_id = 'F1'") == [
        ("指标3", "规则Q03", "indicator")
    ]
    assert rows(warehouse, "SELECT doubted, doubtful FROM findings WHERE finding_id = 'F3'") == [(["score"], [])]


def test_the_points_of_outputs_are_a_share_of_their_own_weights(warehouse: Path) -> None:
    found = rows(
        warehouse,
        "SELECT form_id, output_score_pct, list_contains(doubtful, 'output_score_pct') FROM projects"
        f" WHERE form_id IN ('{SCHOOL}', '{SECOND}', '{RURAL}') ORDER BY form_id",
    )
    # Indicators under another level do not count; without outputs there is no share.
    assert found == [(SCHOOL, Decimal(90), False), (SECOND, None, False), (RURAL, Decimal(50), True)]


def test_every_finding_is_in_the_view_once(warehouse: Path) -> None:
    found = rows(warehouse, "SELECT finding_id FROM findings ORDER BY finding_id")
    assert [identity for (identity,) in found] == [f"F{n}" for n in range(1, 9)]


def test_a_summary_of_findings_counts_forms_once_and_knows_how_many_there_are(warehouse: Path) -> None:
    found = row(warehouse, "SELECT * FROM finding_summary WHERE rule_id = 'Q05'")
    assert (found["region"], found["fiscal_year"], found["kind"], found["severity"]) == (
        "甲市",
        2023,
        "form",
        "warning",
    )
    # The form that was published a second time is counted once.
    assert (found["findings"], found["affected_forms"], found["forms"]) == (2, 1, 2)
    assert (found["affected_pct"], found["doubtful_rows"], found["doubtful_rows_pct"]) == (50, 0, 0)


def test_a_summary_of_findings_without_a_form_has_no_share_of_forms(warehouse: Path) -> None:
    found = row(warehouse, "SELECT * FROM finding_summary WHERE rule_id = 'X02' AND department = '教育局'")
    assert (found["findings"], found["affected_forms"], found["forms"], found["affected_pct"]) == (1, 0, 0, None)


def test_forms_without_a_department_have_a_row_of_their_own(warehouse: Path) -> None:
    found = row(warehouse, "SELECT * FROM finding_summary WHERE department IS NULL")
    assert (found["rule_id"], found["affected_forms"], found["forms"]) == ("S02", 1, 1)
    profile = row(warehouse, "SELECT * FROM department_profile WHERE department IS NULL")
    assert (profile["forms"], profile["errors"], profile["left_out_grades"]) == (1, 1, 1)
    assert (profile["top_grade_pct"], profile["peers_full_score_pct"]) == (None, None)


def test_a_rule_has_its_counts_and_its_most_frequent_excuse(warehouse: Path) -> None:
    found = row(warehouse, "SELECT * FROM rule_summary WHERE rule_id = 'Q05'")
    assert (found["applications"], found["passed"], found["failed"], found["not_applicable"]) == (16, 5, 3, 8)
    assert found["failed_pct"] == Decimal("37.5")
    # Four rows each: the first by name.
    assert (found["not_applicable_reason"], found["not_applicable_reason_rows"]) == ("no_target", 4)
    assert (found["form_findings"], found["reader_findings"]) == (2, 0)


def test_a_rule_that_was_never_applied_is_listed(warehouse: Path) -> None:
    found = row(warehouse, "SELECT * FROM rule_summary WHERE rule_id = 'T99'")
    assert (found["applications"], found["failed_pct"], found["not_applicable_reason"]) == (0, None, None)
    assert rows(warehouse, "SELECT count(*) FROM rule_summary") == [(6,)]


def test_a_score_stands_beside_the_scores_of_the_rules(warehouse: Path) -> None:
    found = row(warehouse, f"SELECT * FROM score_audit WHERE form_id = '{RURAL}' AND indicator_no = 1")
    assert (found["method"], found["met_score"], found["score"], found["score_difference"]) == ("met", 10, 5, -5)
    assert found["doubtful"] == ["department", "is_counted"]


def test_what_is_computed_from_a_doubtful_value_is_doubtful(warehouse: Path) -> None:
    where = f"WHERE form_id = '{SECOND}' AND indicator_no = 2"
    ((doubtful,),) = rows(warehouse, f"SELECT doubtful FROM score_audit {where}")
    assert {"actual_value", "achieved_ratio", "score_difference"} <= set(doubtful)
    ((doubtful,),) = rows(warehouse, f"SELECT doubtful FROM target_slack {where}")
    assert doubtful == ["achieved_ratio", "actual_value", "slack"]


def test_coverage_says_how_many_scores_no_rule_can_check_and_why(warehouse: Path) -> None:
    found = rows(
        warehouse,
        "SELECT method, unchecked_reason, indicators, share_pct, unchecked_pct, differing, doubtful_rows,"
        " doubtful_points_share_pct FROM score_audit_coverage WHERE region = '甲市'",
    )
    assert found == [
        ("met", None, 3, 60, 20, 0, 1, Decimal("33.3333")),
        ("proportional", None, 1, 20, 20, 0, 0, 0),
        ("unchecked", "no_target_number", 1, 20, 20, 0, 0, 0),
    ]


def test_slack_goes_from_missed_to_far_beyond_and_a_limit_of_zero_use_has_no_ratio(warehouse: Path) -> None:
    found = rows(warehouse, "SELECT form_id, indicator_no, slack, reason_state FROM target_slack ORDER BY 1, 2")
    assert found == [
        (SCHOOL, 1, "exact", "not_stated"),
        (SCHOOL, 2, "below_500", "not_stated"),
        (SCHOOL, 3, "missed", "stated"),
        (SECOND, 2, "below_500", "not_stated"),
        (AGAIN, 1, "no_ratio", "stated"),
        (RURAL, 1, "below_130", "not_stated"),
        (RURAL, 2, "missed", "not_stated"),  # no weight: no rule gives a score, yet the numbers compare
        (NAMELESS, 1, "below_200", "stated"),  # 1.3 times the target, the ratio from which a reason is due
    ]


def test_a_reason_has_its_classes_in_the_order_of_the_text(warehouse: Path) -> None:
    found = rows(
        warehouse, "SELECT form_id, table_name, category, categories FROM deviation_reasons ORDER BY 1, row_no"
    )
    assert found == [
        (SCHOOL, "indicator", "external", ["external", "capacity"]),
        (SECOND, "budget_line", "demand", ["demand", "external"]),  # both at one place: by name
        (AGAIN, "indicator", "external", ["external"]),
        (RURAL, "form", "unclassified", ["unclassified"]),
        (NAMELESS, "indicator", "external", ["external"]),
    ]


def test_a_reason_beside_no_indicator_has_the_points_of_its_own_row(warehouse: Path) -> None:
    found = rows(
        warehouse,
        "SELECT table_name, row_no, field, indicator_no, name, score, shortfall, page FROM deviation_reasons"
        " WHERE table_name <> 'indicator' ORDER BY 1",
    )
    assert found == [
        ("budget_line", 1, "reason_text", None, None, Decimal(9), Decimal(1), 7),
        ("form", 0, "deviation_analysis", None, None, None, None, 7),
    ]


def test_a_project_that_was_published_twice_shares_its_reason_with_nobody(warehouse: Path) -> None:
    found = row(warehouse, f"SELECT * FROM deviation_reasons WHERE form_id = '{SCHOOL}'")
    # Equal: the project and the form without names; nearly equal: another project as well.
    assert (found["projects_in_group"], found["projects_in_near_group"]) == (2, 3)
    # The form without names is not certain of its text, so nobody is certain of the count.
    assert found["doubtful"] == ["projects_in_group", "projects_in_near_group"]
    assert (found["is_doubtful"], found["doubtful_text"]) == (True, "projects_in_group、projects_in_near_group")
    assert found["categories_text"] == "external、capacity"


def test_reasons_by_category_count_a_reason_in_each_of_its_classes(warehouse: Path) -> None:
    found = rows(
        warehouse,
        "SELECT region, category, forms, reasons, shared_reasons, shortfall_indicators, shortfall"
        " FROM deviation_reason_by_category",
    )
    assert found == [
        ("乙县", "unclassified", 1, 1, 0, 0, None),  # the analysis of a whole form has no points
        ("甲市", "capacity", 1, 1, 1, 1, Decimal(2)),
        ("甲市", "demand", 1, 1, 0, 0, None),  # a funding row loses a point, no indicator does
        ("甲市", "external", 2, 2, 1, 1, Decimal(2)),
        (None, "external", 1, 1, 1, 0, Decimal(0)),
    ]


def test_every_department_has_its_own_causes(warehouse: Path) -> None:
    found = rows(
        warehouse,
        "SELECT department_normalized, category, category_label, reasons FROM deviation_reason_by_department_category"
        " WHERE region = '甲市'",
    )
    assert found == [
        ("甲市教育局", "capacity", REASON_CATEGORIES["capacity"], 1),
        ("甲市教育局", "demand", REASON_CATEGORIES["demand"], 1),
        ("甲市教育局", "external", REASON_CATEGORIES["external"], 2),
    ]


def test_reasons_by_level_are_those_of_indicators(warehouse: Path) -> None:
    assert rows(warehouse, "SELECT sum(reasons) FROM deviation_reason_by_level2") == [(2,)]
    assert rows(warehouse, "SELECT sum(reasons) FROM deviation_reason_by_department") == [(4,)]


def test_a_group_of_reasons_tells_how_far_it_spreads(warehouse: Path) -> None:
    first, second = (row(warehouse, f"SELECT * FROM reason_groups WHERE near_group = '{g}'") for g in ("g1", "g2"))
    assert (first["leading_text"], first["likeness"], first["lowest_similarity"]) == ("雨天。", "similar", Decimal(88))
    assert (first["wordings"], first["reasons"], first["forms"], first["projects"]) == (2, 3, 3, 3)
    assert (first["departments"], first["years"], first["regions"]) == (1, 1, 1)
    assert first["categories"] == ["capacity", "demand", "external"]
    assert (first["doubtful_rows"], first["doubtful_rows_pct"]) == (1, Decimal("33.3333"))
    assert (second["likeness"], second["projects"]) == ("identical", 1)
    assert rows(warehouse, "SELECT near_group FROM reason_groups") == [("g1",), ("g2",)]


def test_the_profile_of_a_department_has_all_sums_and_the_means_of_certain_values(warehouse: Path) -> None:
    found = row(warehouse, "SELECT * FROM department_profile WHERE region = '甲市'")
    assert {name: found[name] for name in list(found)[9:]} == {
        "forms": 2, "graded_forms": 2, "top_grade_pct": 100, "totalled_forms": 2, "mean_score_pct": 94,
        "lowest_score_pct": 90, "highest_score_pct": 98, "score_deviation_pct": 4, "indicators": 5,
        "scored_indicators": 5, "full_score_pct": 60, "peers_full_score_pct": 0, "compared_indicators": 3,
        "missed_pct": Decimal("33.3333"), "exact_pct": Decimal("33.3333"), "over_pct": Decimal("33.3333"),
        "qualitative_pct": 20, "unchecked_pct": 20, "shortfall_indicators": 2, "shortfalls_without_reason": 1,
        "shortfall": 3, "reasons": 2, "shared_reasons": 2, "initial_budget_yuan": None, "adjusted_budget_yuan": 150,
        "executed_yuan": 130, "rate_budget_yuan": 150, "rate_executed_yuan": 130,
        "computed_rate_pct": Decimal("86.6667"), "unspent_yuan": 20, "overspent_yuan": 0,
        "errors": 2, "warnings": 3, "infos": 0, "form_findings": 4, "reader_findings": 1, "stated_projects": 3,
        "stated_mean_score": 91, "left_out_grades": 0, "left_out_totals": 0, "left_out_indicators": 0,
        "left_out_targets": 1, "incomplete_rows": 0, "doubtful_names": 0, "doubtful_rows": 1,
        "doubtful_money_share_pct": Decimal("33.3333"), "doubtful_points_share_pct": 0,
    }  # fmt: skip


def test_peers_are_the_others_of_the_year_and_a_namesake_elsewhere_is_one(warehouse: Path) -> None:
    found = row(warehouse, "SELECT * FROM department_profile WHERE region = '乙县'")
    assert (found["full_score_pct"], found["peers_full_score_pct"]) == (0, 60)
    # The analysis of the whole form explains its shortfall; the weight of the other indicator is missing.
    assert (found["shortfall_indicators"], found["shortfalls_without_reason"]) == (1, 0)
    assert (found["left_out_indicators"], found["doubtful_names"], found["stated_projects"]) == (1, 1, None)


def test_a_department_without_indicators_has_counts_and_no_shares(warehouse: Path) -> None:
    found = row(warehouse, "SELECT * FROM department_profile WHERE department = '水利局'")
    assert (found["indicators"], found["full_score_pct"], found["peers_full_score_pct"]) == (
        0,
        None,
        Decimal(50),
    )
    assert (found["computed_rate_pct"], found["infos"], found["incomplete_rows"]) == (None, 1, 1)


def test_data_quality_counts_findings_and_statements_of_a_report(warehouse: Path) -> None:
    found = row(warehouse, f"SELECT * FROM data_quality WHERE document_id = '{REPORT}'")
    assert (found["forms"], found["statements"], found["form_findings"]) == (0, 3, 1)


def test_every_class_of_cause_has_a_chinese_name_and_it_is_that_of_the_taxonomy() -> None:
    titles = {category.id: category.title for category in taxonomy().categories}
    assert titles == {name: title for name, title in REASON_CATEGORIES.items() if name != "unclassified"}
