"""What is published is documented, under the names that readers were promised."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.publish.parquet import write_parquet
from pipeline.warehouse.build import build_warehouse
from pipeline.warehouse.query import query
from schemas.catalog import TABLES
from schemas.descriptions import data_dictionary
from schemas.table_frames import empty_frame
from schemas.views import VIEWS
from schemas.warehouse_ddl import duckdb_type

ROOT = Path(__file__).parents[2]

# Names and types that queries of other people rest on: a table may gain columns, it may not lose one.
PROMISED = {
    "document": "document_id path media_type bytes pages route outcome reason reason_text reason_text_en forms batch"
    " region fiscal_year parser_version",
    "form": "form_id document_id ordinal template fiscal_year region project_code project_name department"
    " implementing_unit money_unit expected_goal actual_goal total_weight total_score computed_score grade"
    " first_page last_page outcome doubtful",
    "budget_line": "form_id line_no funding_source label_text initial_budget_yuan adjusted_budget_yuan"
    " executed_yuan weight execution_rate_pct computed_rate_pct score reason_text doubtful",
    "indicator": "form_id indicator_no level1 level2 name target_text target_operator target_value target_unit"
    " actual_text actual_value actual_unit attainment weight score shortfall reason_text deviation_reason"
    " improvement_measure page doubtful",
    "cell": "form_id table_name row_no field raw_value value origin state page x0 top x1 bottom",
    "finding": "finding_id form_id table_name row_no rule_id kind severity message expected found page",
    "rule": "rule_id severity sentence basis action title subject",
    "rule_layer": "layer_id layer_title applies_to settings basis",
    "form_profile": "form_id profile profile_origin",
    "expected_score": "form_id indicator_no method unchecked_reason achieved_ratio allowed_low allowed_high"
    " score_difference doubted",
    "indicator_pair": "form_id indicator_no earlier_form_id earlier_indicator_no project_match name_match direction"
    " target_change uncompared_reason lowered_by lowered_by_pct doubted",
    "reason": "form_id table_name row_no field reason_text state cause_text measure_text split_by reason_key"
    " reason_group group_similarity doubtful",
    "reason_category": "form_id table_name row_no field category pattern matched_text match_start match_end",
    "rule_result": "subject_id rule_id result reason applications",
    "narrative": "narrative_id document_id page sentence department fiscal_year scope projects amount_yuan money_unit"
    " mean_score excellent good fair poor doubtful",
    "doubt": "form_id table_name row_no field code detail",
    "code_label": "column_name code label label_en",
    "doubt_code": "code sentence sentence_en action action_en",
    "repair": "form_id table_name row_no field rule before after",
    "correction": "form_id table_name row_no field before after reason",
    "quarantine": "document_id code sentence sentence_en excerpt page",
}
PROMISED_VIEWS = (
    "budget_execution", "shortfall_indicators", "deviation_reasons", "findings", "data_quality", "finding_summary",
    "rule_summary", "score_audit", "score_audit_coverage", "reason_groups", "target_slack", "target_change",
    "department_profile",
)  # fmt: skip
PROMISED_TYPES = {
    "_yuan": "DECIMAL(18,2)",
    "_pct": "DECIMAL(9,4)",
    "weight": "DECIMAL(9,4)",
    "score": "DECIMAL(9,4)",
    "shortfall": "DECIMAL(9,4)",
    "target_value": "DECIMAL(24,6)",
    "actual_value": "DECIMAL(24,6)",
    "doubtful": "VARCHAR[]",
}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built warehouse without rows."""
    directory = tmp_path_factory.mktemp("empty")
    for name in TABLES:
        write_parquet(name, empty_frame(name), directory)
    build_warehouse(directory, directory / "warehouse.duckdb")
    return directory / "warehouse.duckdb"


@pytest.fixture(scope="module")
def comments(warehouse: Path) -> dict[tuple[str, str], str | None]:
    """Comment of every table, view and column (name "" for the table itself)."""
    _, found = query(
        warehouse,
        "SELECT table_name, '', comment FROM duckdb_tables()"
        " UNION ALL SELECT view_name, '', comment FROM duckdb_views() WHERE NOT internal"
        " UNION ALL SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal",
    )
    return {(table, column): comment for table, column, comment in found}


@pytest.mark.parametrize("table", PROMISED)
def test_promised_columns_are_there(table: str) -> None:
    assert set(PROMISED[table].split()) <= set(TABLES[table].columns)


def test_promised_tables_and_views_are_there() -> None:
    assert set(PROMISED) == set(TABLES)
    assert set(PROMISED_VIEWS) <= set(VIEWS)


@pytest.mark.parametrize("table", PROMISED)
def test_promised_types_are_kept(table: str) -> None:
    for column in TABLES[table].columns.values():
        for ending, promised in PROMISED_TYPES.items():
            if column.name.endswith(ending):
                assert duckdb_type(column.dtype) == promised, column.name


def test_nothing_in_the_warehouse_is_undocumented(comments: dict[tuple[str, str], str | None]) -> None:
    documented = {(entry.name, "") for entry in (*TABLES.values(), *VIEWS.values())}
    documented |= {(entry.name, column) for entry in (*TABLES.values(), *VIEWS.values()) for column in entry.columns}
    assert set(comments) == documented


def test_every_comment_is_a_chinese_title_and_an_english_sentence(
    comments: dict[tuple[str, str], str | None],
) -> None:
    for place, comment in comments.items():
        assert comment, place
        title, _, sentence = comment.partition(": ")
        assert any("\u4e00" <= letter <= "\u9fff" for letter in title), place
        assert sentence.isascii() or any("\u4e00" <= letter <= "\u9fff" for letter in sentence), place
        assert sentence.endswith("."), place


def test_the_data_dictionary_is_not_stale() -> None:
    """`make docs` writes it anew."""
    assert (ROOT / "docs" / "data_dictionary.md").read_text(encoding="utf-8") == data_dictionary()


def test_the_questions_of_the_page_on_querying_can_be_asked(warehouse: Path) -> None:
    page = (ROOT / "docs" / "querying.md").read_text(encoding="utf-8")
    inline = re.findall(r"`(SELECT [^`]+)`", page)
    asked = [sql for sql in (*inline, *re.findall(r"```sql\n(.+?)```", page, re.DOTALL)) if not sql.endswith("…")]
    assert len(asked) > 5
    for sql in asked:
        query(warehouse, sql)


def test_every_view_is_on_the_page_on_querying() -> None:
    page = (ROOT / "docs" / "querying.md").read_text(encoding="utf-8")
    named = re.findall(r"`(\w+)(…?)`", page)
    for name in VIEWS.keys() - {"release"}:
        assert any(name == text or (dots and name.startswith(text)) for text, dots in named), name


def test_what_the_runbook_quotes_is_what_the_program_says() -> None:
    """Whoever is paged looks a sentence up by its words."""
    symptoms = (ROOT / "docs" / "runbook.md").read_text("utf-8").partition("## By check")[0]
    quoted = [
        part.strip() for cell in re.findall(r"^\|([^|]*)\|", symptoms, re.M) for part in re.findall(r'"(.*?)"', cell)
    ]
    says = "\n".join(file.read_text("utf-8") for file in (ROOT / "pipeline").rglob("*.yml"))
    modules = [*(ROOT / "pipeline" / "defs").glob("*.py"), ROOT / "pipeline" / "loopback.py"]
    says += "\n".join(file.read_text("utf-8") for file in modules)
    of_the_system = {"Permission denied", "No space left on device", "cannot be opened"}
    parts = {part.strip() for one in quoted if one not in of_the_system for part in one.split("…") if part.strip()}
    assert len(parts) > 8
    assert [part for part in sorted(parts) if part not in says] == []
