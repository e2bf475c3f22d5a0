"""What stops a release: each broken promise between tables is noticed, an intact release is not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pipeline.audit import invariants
from pipeline.sources import RawDocument
from pipeline.sources.source_table import to_frame as list_of
from schemas.table_frames import empty_frame, to_frame

ONE, TWO = "1" * 16, "2" * 16
FORM = f"{ONE}-001"


def document(document_id: str, path: str, outcome: str, forms: int = 0) -> dict[str, Any]:
    row = {"document_id": document_id, "path": path, "bytes": 1, "outcome": outcome, "forms": forms}
    return {**row, "is_example": False, "parser_version": "1"}


def raw() -> pl.DataFrame:
    return list_of([RawDocument(path, "", key, 1, "text/plain") for key, path in ((ONE, "a"), (TWO, "b"))])


def rows() -> dict[str, list[dict[str, Any]]]:
    place = {"form_id": FORM, "piece": 0, "origin": "printed", "state": "filled"}
    return {
        "document": [document(ONE, "a", "curated", 1), document(TWO, "b", "quarantined")],
        "form": [{"form_id": FORM, "document_id": ONE, "project_name": "项目", "outcome": "curated"}],
        "budget_line": [{"form_id": FORM, "line_no": 1, "score": Decimal(10)}],
        "indicator": [{"form_id": FORM, "indicator_no": 1, "name": "数量", "target_value": Decimal(1)}],
        "cell": [
            {**place, "table_name": "form", "row_no": 0, "field": "project_name"},
            {**place, "table_name": "budget_line", "row_no": 1, "field": "score"},
            {**place, "table_name": "indicator", "row_no": 1, "field": "name"},
            {**place, "table_name": "indicator", "row_no": 1, "field": "target_value"},
        ],
        "doubt": [],
        "quarantine": [{"quarantine_id": "q", "document_id": TWO, "code": "c", "sentence": "s"}],
        "finding": [],
        "rule": [],
        "rule_result": [],
    }


def frames(content: dict[str, list[dict[str, Any]]]) -> dict[str, pl.DataFrame]:
    return {name: to_frame(name, some) for name, some in content.items()}


def test_an_intact_release_has_no_problem() -> None:
    tables = frames(rows())
    assert invariants.outcome_problems(raw(), tables) == []
    assert invariants.trace_problems(tables) == []
    assert invariants.sum_problems(tables) == []


def test_empty_tables_have_no_problem() -> None:
    tables = {name: empty_frame(name) for name in rows()}
    assert invariants.outcome_problems(list_of([]), tables) == []
    assert invariants.trace_problems(tables) == []
    assert invariants.sum_problems(tables) == []
    assert invariants.refused_share(tables) == 0
    assert set(invariants.doubt_counts(tables).values()) == {(0, 0)}


@pytest.mark.parametrize(
    ("table", "change", "said"),
    [
        ("document", lambda some: some[:1], "no outcome: b"),
        ("document", lambda some: [*some, document("3" * 16, "c", "no_form")], "an outcome without a file: c"),
        ("document", lambda some: [*some, document(TWO, "b", "no_form")], "more than one outcome: b, b"),
        ("document", lambda some: [{**some[0], "forms": 2}, some[1]], "forms counted wrongly: a"),
        ("document", lambda some: [{**some[0], "outcome": "no_form"}, some[1]], "contradict: a"),
        ("form", lambda some: [], "contradict: a"),
        ("quarantine", lambda some: [], "quarantined without a row in quarantine: b"),
    ],
)
def test_every_document_has_exactly_one_outcome(table: str, change: Any, said: str) -> None:
    content = rows()
    content[table] = change(content[table])
    assert said in "; ".join(invariants.outcome_problems(raw(), frames(content)))


@pytest.mark.parametrize("lost", [0, 1, 2])
def test_a_printed_value_without_a_cell_is_noticed(lost: int) -> None:
    content = rows()
    cell = content["cell"].pop(lost)
    (problem,) = invariants.trace_problems(frames(content))
    assert problem == f"no cell: {FORM} {cell['table_name']} row {cell['row_no']} {cell['field']}"


def result(rule_id: str, outcome: str, applications: int = 1) -> dict[str, Any]:
    reason = "no_total_score" if outcome == "not_applicable" else "applied"
    return {
        "subject_id": FORM,
        "rule_id": rule_id,
        "result": outcome,
        "reason": reason,
        "applications": applications,
    }


def fired(rule_id: str, **change: Any) -> dict[str, Any]:
    base = {"form_id": FORM, "rule_id": rule_id, "kind": "form", "severity": "error", "message": "m"}
    base["message_en"] = "m"
    return {"finding_id": f"f-{rule_id}", "table_name": "form", "row_no": 0, **base, **change}


@pytest.mark.parametrize(("outcome", "problems"), [("pass", 0), ("fail", 0), ("not_applicable", 1), (None, 1)])
def test_two_totals_must_have_been_compared(outcome: str | None, problems: int) -> None:
    content = rows()
    content["form"][0].update(total_score=Decimal(90), computed_score=Decimal(80))
    content["rule_result"] = [result("S02", outcome)] if outcome else []
    assert len(invariants.sum_problems(frames(content))) == problems


@pytest.mark.parametrize(("reason", "problems"), [("a_score_is_missing", 0), ("no_scores", 1)])
def test_a_total_whose_slip_another_finding_tells_is_no_oversight(reason: str, problems: int) -> None:
    content = rows()
    content["form"][0].update(total_score=Decimal(90), computed_score=Decimal(80))
    content["rule_result"] = [{**result("S02", "not_applicable"), "reason": reason}]
    assert len(invariants.sum_problems(frames(content))) == problems


def test_a_rule_that_left_a_form_out_is_named() -> None:
    content = rows()
    rule = {"title": "t", "severity": "error", "sentence": "s"}
    content["rule"] = [
        {**rule, "rule_id": "S01", "subject": "form"},
        {**rule, "rule_id": "Q01", "subject": "indicator"},
    ]
    assert invariants.result_problems(frames(content)) == [f"no result: {FORM} S01"]
    content["rule_result"] = [result("S01", "not_applicable")]
    assert invariants.result_problems(frames(content)) == []


def test_failures_and_findings_are_as_many() -> None:
    content = rows()
    content["rule_result"] = [result("S01", "fail"), result("Q01", "pass", 3)]
    assert invariants.count_problems(frames(content)) == ["findings and failures differ: S01"]
    content["finding"] = [fired("S01")]
    assert invariants.count_problems(frames(content)) == []


def test_only_errors_of_the_forms_count_as_contradictions() -> None:
    content = rows()
    content["finding"] = [fired("S01", kind="reader", severity="warning"), fired("Q11", severity="info")]
    assert invariants.contradicted_share(frames(content)) == 0
    content["finding"] = [fired("S01")]
    assert invariants.contradicted_share(frames(content)) == 1


def test_shares() -> None:
    content = rows()
    content["indicator"][0]["doubtful"] = ["name"]
    assert invariants.doubt_counts(frames(content)) == {"form": (0, 1), "budget_line": (0, 1), "indicator": (1, 1)}
    assert invariants.refused_share(frames(content)) == 0.5


def test_examples_do_not_hide_how_much_of_the_real_documents_is_doubtful() -> None:
    content = rows()
    content["document"][1] |= {"is_example": True, "outcome": "curated", "forms": 1}
    content["form"].append({**content["form"][0], "form_id": f"{TWO}-001", "document_id": TWO})
    content["indicator"].append({**content["indicator"][0], "form_id": f"{TWO}-001"})
    content["indicator"][0]["doubtful"] = ["name"]
    mixed = frames(content)
    assert invariants.doubt_counts(mixed)["indicator"] == (1, 2)
    assert invariants.doubt_counts(invariants.of_real_documents(mixed))["indicator"] == (1, 1)
    assert invariants.mixture_problems(mixed) == [
        "1 invented documents stand beside 1 real ones: build them apart, or part them by is_example"
    ]
    # Where everything is invented, that is what is judged.
    content["document"][0]["is_example"] = True
    demo = frames(content)
    assert invariants.of_real_documents(demo) == demo
    assert invariants.mixture_problems(demo) == []


def test_a_long_list_is_cut() -> None:
    content = rows()
    content["document"] = []
    many = list_of([RawDocument(f"{number}", "", f"{number:016x}", 1, "text/plain") for number in range(9)])
    assert "no outcome: 0, 1, 2, 3, 4 and 4 more" in invariants.outcome_problems(many, frames(content))


@pytest.mark.parametrize(
    ("table", "field", "value"),
    [
        ("form", "deviation_analysis", "原因"),
        ("form", "adjusted_goal", "目标"),
        ("form", "remarks", "备注"),
        ("budget_line", "score_method", "按比例"),
        ("indicator", "target_value", Decimal(2)),
        ("indicator", "actual_unit", "个"),
    ],
)
def test_every_printed_column_needs_a_cell(table: str, field: str, value: object) -> None:
    content = rows()
    content[table][0][field] = value
    content["cell"] = [cell for cell in content["cell"] if cell["field"] != field]
    (problem,) = invariants.trace_problems(frames(content))
    assert f"{table} row {0 if table == 'form' else 1} {field}" in problem


def test_doubtful_and_the_doubts_say_the_same() -> None:
    content = rows()
    assert invariants.doubt_problems(frames(content)) == []
    content["indicator"][0]["doubtful"] = ["name"]
    assert invariants.doubt_problems(frames(content)) == [f"doubtful without a reason: {FORM} indicator row 1 name"]
    place = {"form_id": FORM, "table_name": "indicator", "row_no": 1, "code": "guessed"}
    content["doubt"] = [{**place, "field": "name"}]
    assert invariants.doubt_problems(frames(content)) == []
    content["doubt"].append({**place, "field": "score"})
    assert invariants.doubt_problems(frames(content)) == [
        f"a doubt that doubtful does not name: {FORM} indicator row 1 score"
    ]
