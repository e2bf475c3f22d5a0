"""What every view, column and sentence of a release owes its readers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from schemas.views import VIEWS

pytestmark = pytest.mark.slow


def _chinese(text: str | None) -> bool:
    return bool(text) and any("一" <= character <= "鿿" for character in str(text))


def _views(published: Any) -> list[str]:
    rows = published.rows("SELECT table_name FROM information_schema.tables ORDER BY table_name")
    return [row["table_name"] for row in rows if row["table_name"] in VIEWS]


def test_every_list_of_doubt_has_its_twins(siblings: Any) -> None:
    for view in _views(siblings):
        columns = siblings.columns(view)
        if "doubtful" in columns:
            assert {"is_doubtful", "doubtful_text"} <= columns, view
            wrong = siblings.value(f"SELECT count(*) FROM {view} WHERE is_doubtful <> (len(doubtful) > 0)")
            assert wrong == 0, view


def test_every_view_is_a_parquet_file_too(siblings: Any) -> None:
    folder = Path(siblings.warehouse).parent / "views"
    for view in _views(siblings):
        here = siblings.value(f"SELECT count(*) FROM {view}")
        there = siblings.value(f"SELECT count(*) FROM read_parquet('{folder}/{view}.parquet')")
        assert here == there, view


def test_every_year_has_a_date_for_charts(siblings: Any) -> None:
    for view in _views(siblings):
        columns = siblings.columns(view)
        if "fiscal_year" in columns and view not in ("release",):
            assert "fiscal_year_start" in columns, view


VOCABULARIES = [
    ("form", "form_kind"), ("form", "grade_class"), ("form", "outcome"), ("form", "department_basis"),
    ("budget_line", "funding_source"), ("indicator", "indicator_kind"), ("indicator", "target_kind"),
    ("indicator", "target_operator"), ("indicator", "attainment"), ("finding", "severity"), ("finding", "kind"),
    ("document", "route"), ("document", "outcome"), ("reason_category", "category"), ("expected_score", "method"),
    ("expected_score", "unchecked_reason"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "column"), VOCABULARIES)
def test_every_code_has_a_label_in_both_languages(siblings: Any, table: str, column: str) -> None:
    labels = {row["code"]: row for row in siblings.rows("SELECT * FROM code_label WHERE column_name = ?", column)}
    for row in siblings.rows(f"SELECT DISTINCT {column} AS code FROM {table} WHERE {column} IS NOT NULL"):
        assert row["code"] in labels
        assert _chinese(labels[row["code"]]["label"])
        assert labels[row["code"]]["label_en"]


@pytest.mark.parametrize(("table", "column", "where"), [
    ("rule", "title", ""), ("rule", "sentence", ""), ("rule", "basis", "WHERE basis IS NOT NULL"),
    ("rule", "action", "WHERE action IS NOT NULL"), ("finding", "message", ""), ("doubt_code", "sentence", ""),
    ("doubt_code", "action", ""), ("document", "reason_text", "WHERE reason_text IS NOT NULL"),
    ("quarantine", "sentence", ""),
])  # fmt: skip
def test_every_sentence_is_chinese_and_has_its_english(cases: Any, table: str, column: str, where: str) -> None:
    rows = cases.rows(f"SELECT DISTINCT {column} AS chinese, {column}_en AS english FROM {table} {where}")
    assert rows
    for row in rows:
        assert _chinese(row["chinese"]), row
        assert row["english"], row
        assert any(character.isascii() and character.isalpha() for character in row["english"]), row


def test_no_message_is_half_english(cases: Any) -> None:
    """A Chinese sentence holds no English word of four letters or more but paths of files."""
    for row in cases.rows("SELECT DISTINCT rule_id, message FROM finding"):
        assert not re.search(r"[A-Za-z]{4,}", re.sub(r"[\w/]+\.html", "", row["message"])), row


def test_whole_departments_have_a_view_of_their_own(cases: Any) -> None:
    views = [view for view in _views(cases) if view.startswith("department_forms")]
    assert views
    (row,) = [
        row
        for view in views
        for row in cases.rows(f"SELECT * FROM {view} WHERE department_normalized = '乙市水务局'")
        if "executed_yuan" in row
    ][:1]
    assert row["executed_yuan"] == 7000000


@pytest.mark.parametrize("view", [
    "budget_execution_by_department", "shortfall_by_department", "deviation_reason_by_department",
    "department_profile", "finding_summary",
])  # fmt: skip
def test_a_department_has_region_and_number_in_its_key(cases: Any, view: str) -> None:
    assert {"region", "division_code", "department_id", "department_normalized", "form_kind"} <= cases.columns(view)
    counted = cases.value(f"SELECT count(*) FROM {view}")
    rule = ", rule_id, severity, kind" if view == "finding_summary" else ""
    keys = cases.value(
        f"SELECT count(*) FROM (SELECT DISTINCT department_id, region, form_kind, fiscal_year{rule} FROM {view})"
    )
    assert counted == keys


def test_money_of_departments_sources_and_forms_is_the_same_money(cases: Any, siblings: Any) -> None:
    """Three ways to the same sum: projects that count, by form, by department and by source."""
    for published in (cases, siblings):
        forms = published.value(
            "SELECT sum(executed_yuan) FROM budget_totals t JOIN form f USING (form_id)"
            " WHERE f.duplicate_of IS NULL AND f.form_kind <> 'department'"
        )
        departments = published.value("SELECT sum(executed_yuan) FROM budget_execution_by_department")
        assert forms == departments
        leaves = published.value(
            "SELECT sum(executed_yuan) FROM budget_line l JOIN form f USING (form_id)"
            " WHERE is_leaf AND f.duplicate_of IS NULL AND f.form_kind <> 'department'"
        )
        sources = published.value("SELECT sum(executed_yuan) FROM budget_execution_by_funding_source")
        assert sources == leaves


def test_indicators_of_departments_and_levels_are_the_same_points(siblings: Any) -> None:
    expected = siblings.value(
        "SELECT sum(greatest(shortfall, 0)) FROM indicator i JOIN form f USING (form_id)"
        " WHERE is_counted AND f.duplicate_of IS NULL AND f.form_kind <> 'department'"
    )
    assert siblings.value("SELECT sum(shortfall) FROM shortfall_by_department") == expected
    assert siblings.value("SELECT sum(shortfall) FROM shortfall_by_level2") == expected
