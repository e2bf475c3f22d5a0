"""The warehouse holds what the Parquet files hold, its views say what they promise, and reading is all it allows."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from pipeline.publish.parquet import write_parquet
from pipeline.warehouse import verify_views
from pipeline.warehouse.build import build_warehouse, view_query
from pipeline.warehouse.errors import QueryError, WarehouseError
from pipeline.warehouse.memory import within_memory
from pipeline.warehouse.query import open_readonly, query
from pipeline.warehouse.verify import header_version, verify_warehouse
from schemas.catalog import TABLES
from schemas.views import VIEWS
from schemas.warehouse_ddl import duckdb_type


def rows(warehouse: Path, sql: str) -> list[dict[str, Any]]:
    names, found = query(warehouse, sql)
    return [dict(zip(names, row, strict=True)) for row in found]


def test_verification_counts_the_rows_of_every_table(
    warehouse: Path, parquet_dir: Path, frames: dict[str, pl.DataFrame]
) -> None:
    assert verify_warehouse(parquet_dir, warehouse) == {name: frame.height for name, frame in frames.items()}
    assert sorted(path.name for path in warehouse.parent.iterdir()) == ["warehouse.duckdb"]


def test_the_file_is_in_the_format_that_old_clients_read(warehouse: Path) -> None:
    assert header_version(warehouse) == 64


@pytest.mark.parametrize("name", [*TABLES, *VIEWS])
def test_columns_and_types_are_as_documented(warehouse: Path, name: str) -> None:
    entry = {**TABLES, **VIEWS}[name]
    described = rows(warehouse, f'DESCRIBE "{name}"')
    assert [(row["column_name"], row["column_type"]) for row in described] == [
        (column.name, duckdb_type(column.dtype)) for column in entry.columns.values()
    ]


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_holds_exactly_the_rows_of_its_select(warehouse: Path, name: str) -> None:
    held, computed = f'SELECT * FROM "{name}"', f"SELECT * FROM ({view_query(name, 'b1')})"
    both_ways = f"(({held}) EXCEPT ALL ({computed})) UNION ALL (({computed}) EXCEPT ALL ({held}))"
    assert rows(warehouse, both_ways) == []
    assert rows(warehouse, f"SELECT count(*) AS n FROM ({computed})") == rows(
        warehouse, f"SELECT count(*) AS n FROM ({held})"
    )


def test_what_needs_more_memory_than_it_was_given_is_made_all_the_same(tmp_path: Path) -> None:
    given = []

    def work(connection: duckdb.DuckDBPyConnection) -> int:
        given.append(connection.execute("SELECT current_setting('memory_limit')").fetchall()[0][0])
        if len(given) == 1:
            raise duckdb.OutOfMemoryException("too little")
        return 1

    assert within_memory(tmp_path, work, "352 MiB") == 1
    assert given[0] == "352.0 MiB" != given[1]
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("name", VIEWS)
def test_a_column_documented_as_never_null_is_never_null(warehouse: Path, name: str) -> None:
    names = [column.name for column in VIEWS[name].columns.values() if not column.is_nullable]
    counts = ", ".join(f'count("{column}") AS "{column}"' for column in names)
    (found,) = rows(warehouse, f'SELECT {counts}, count(*) AS every_row FROM "{name}"')
    assert set(found.values()) == {found["every_row"]}


def test_budget_execution_measures_adjustment_and_what_is_left(warehouse: Path) -> None:
    first, *_ = rows(warehouse, "SELECT * FROM budget_execution ORDER BY form_id, line_no")
    assert first["adjustment_pct"] == Decimal("20.0001")  # 20.00005, rounded half up
    assert first["unspent_yuan"] == Decimal("600000.25")
    assert first["score_lost"] == Decimal(5)
    assert first["project_name"] == "项目1"


def test_a_budget_of_zero_has_no_adjustment_rate(warehouse: Path) -> None:
    found = rows(warehouse, "SELECT adjustment_pct FROM budget_execution WHERE initial_budget_yuan = 0")
    assert found == [{"adjustment_pct": None}]


def test_department_sums_take_total_rows_only_and_rates_come_from_sums(warehouse: Path) -> None:
    (row,) = rows(warehouse, "SELECT * FROM budget_execution_by_department")
    assert row["forms"] == 3
    assert row["executed_yuan"] == Decimal("900050.25")
    assert row["computed_rate_pct"] == Decimal(
        "60.0000"
    )  # 900,000.25 of 1,500,000.50; the row without a budget is left out
    assert row["unspent_yuan"] == Decimal("600000.25")
    assert row["incomplete_rows"] == 1
    assert row["doubtful_rows"] == 1


def test_the_money_of_a_form_stands_in_its_totals_once(warehouse: Path) -> None:
    found = rows(warehouse, "SELECT form_id, executed_yuan FROM budget_totals")
    assert len({row["form_id"] for row in found}) == len(found) == 3
    assert sum(row["executed_yuan"] for row in found) == Decimal("900050.25")


def test_sums_by_funding_source_hold_each_yuan_once(warehouse: Path) -> None:
    found = rows(warehouse, "SELECT funding_source, forms, executed_yuan FROM budget_execution_by_funding_source")
    assert found == [
        {"funding_source": "fiscal_current", "forms": 1, "executed_yuan": Decimal("600000.25")},
        {"funding_source": "total", "forms": 2, "executed_yuan": Decimal("300050.00")},
    ]


def test_shortfalls_are_the_indicators_below_their_weight_with_their_doubt(warehouse: Path) -> None:
    found = rows(warehouse, "SELECT * FROM shortfall_indicators ORDER BY form_id, indicator_no")
    assert [(row["form_id"][-3:], row["shortfall"]) for row in found] == [
        ("001", Decimal(2)),
        ("002", Decimal("0.5")),
        ("001", Decimal(3)),
    ]
    assert found[0]["doubtful"] == ["project_name", "score"]  # the name is the form's, the score the indicator's
    assert found[0]["path"].endswith("11.pdf")


def test_the_attainment_ratio_goes_in_the_direction_of_the_target(warehouse: Path) -> None:
    found = rows(warehouse, "SELECT attainment_ratio AS a FROM shortfall_indicators ORDER BY form_id, indicator_no")
    assert [row["a"] for row in found] == [Decimal("0.9474"), Decimal("0.5000"), None]


def test_shortfall_by_department_counts_what_cannot_be_counted(warehouse: Path) -> None:
    (row,) = rows(warehouse, "SELECT * FROM shortfall_by_department")
    assert (row["indicators"], row["shortfall_indicators"], row["unscored_indicators"]) == (5, 3, 1)
    assert row["unexplained_shortfalls"] == 1
    assert (row["weight"], row["score"], row["shortfall"]) == (Decimal(50), Decimal("44.5"), Decimal("5.5"))
    assert row["score_rate_pct"] == Decimal(89)
    assert row["doubtful_rows"] == 1


def test_shortfall_by_level2_adds_up_to_the_department(warehouse: Path) -> None:
    found = rows(warehouse, "SELECT level2, shortfall FROM shortfall_by_level2")
    assert found == [
        {"level2": "数量指标", "shortfall": Decimal(5)},
        {"level2": "质量指标", "shortfall": Decimal("0.5")},
    ]


def test_equal_reasons_are_found_whatever_their_punctuation_and_none_is_no_reason(warehouse: Path) -> None:
    found = rows(
        warehouse, "SELECT form_id, reason_group, projects_in_group, category FROM deviation_reasons ORDER BY 1"
    )
    assert [row["reason_group"] for row in found] == ["资金拨付滞后", "资金拨付滞后"]
    assert {row["projects_in_group"] for row in found} == {2}
    assert {row["category"] for row in found} == {"funding"}


def test_reasons_are_rolled_up(warehouse: Path) -> None:
    (row,) = rows(warehouse, "SELECT * FROM deviation_reason_by_department")
    assert (row["forms"], row["reasons"], row["reason_groups"], row["shared_reasons"]) == (2, 2, 1, 2)
    assert len(rows(warehouse, "SELECT * FROM deviation_reason_by_level2")) == 2


def test_findings_carry_rule_project_and_indicator(warehouse: Path) -> None:
    (row,) = rows(warehouse, "SELECT * FROM findings WHERE finding_id = 'F1'")
    assert (row["sentence"], row["project_name"], row["name"]) == ("执行率等于执行数除以预算数。", "项目1", "指标1")


def test_a_project_has_the_money_of_its_total_row(warehouse: Path) -> None:
    first, second, third = rows(warehouse, "SELECT * FROM projects ORDER BY form_id")
    assert first["executed_yuan"] == Decimal("600000.25")
    assert (first["indicators"], first["shortfall_indicators"], first["shortfall"]) == (2, 1, Decimal(2))
    assert first["doubtful"] == ["output_score_pct", "project_name", "shortfall", "shortfall_indicators"]
    assert second["doubtful"] == [
        "computed_rate_pct", "executed_yuan", "overspent_yuan", "rate_budget_yuan", "unspent_yuan"
    ]  # fmt: skip
    assert third["adjusted_budget_yuan"] is None


def test_whatever_a_row_doubts_is_a_column_of_its_view() -> None:
    assert set(TABLES["form"].columns) <= set(VIEWS["projects"].columns)
    assert set(TABLES["indicator"].columns) <= set(VIEWS["indicators"].columns)
    assert set(TABLES["budget_line"].columns) <= set(VIEWS["budget_execution"].columns)


@pytest.mark.parametrize("name", [name for name, view in VIEWS.items() if "doubtful" in view.columns])
def test_doubt_in_a_view_names_columns_of_that_view(warehouse: Path, name: str) -> None:
    doubted = {item for row in rows(warehouse, f"SELECT doubtful FROM {name}") for item in row["doubtful"]}
    assert doubted or name == "department_forms"  # none among these rows
    assert doubted <= set(VIEWS[name].columns)


def test_data_quality_has_one_row_per_document(warehouse: Path) -> None:
    first, second, empty = rows(warehouse, "SELECT * FROM data_quality")
    assert (first["forms"], first["budget_lines"], first["indicators"]) == (2, 3, 4)
    assert (first["doubtful_values"], first["repairs"], first["form_findings"]) == (3, 1, 1)
    assert second["doubtful_values"] == 0
    assert (empty["outcome"], empty["reason"], empty["forms"], empty["quarantined"]) == (
        "quarantined",
        "cut_off",
        0,
        1,
    )


def test_units_that_nobody_knows_are_counted_and_listed(warehouse: Path) -> None:
    counted = rows(warehouse, "SELECT sum(unknown_units) AS units FROM data_quality")
    listed = rows(warehouse, "SELECT unit, times, forms, documents, example_text FROM unknown_units")
    assert counted == [{"units": 1}]
    assert listed == [{"unit": "啷当", "times": 1, "forms": 1, "documents": 1, "example_text": "≥15啷当"}]


def test_the_release_names_its_build(warehouse: Path) -> None:
    assert rows(warehouse, "SELECT build_id FROM release") == [{"build_id": "b1"}]


def test_rows_keep_the_order_of_the_parquet_file(warehouse: Path, frames: dict[str, pl.DataFrame]) -> None:
    found = rows(warehouse, "SELECT form_id, indicator_no FROM indicator")
    assert [tuple(row.values()) for row in found] == frames["indicator"].select("form_id", "indicator_no").rows()


def test_parts_in_a_directory_are_read_as_one_table(
    parquet_dir: Path, frames: dict[str, pl.DataFrame], tmp_path: Path
) -> None:
    directory = tmp_path / "parts"
    shutil.copytree(parquet_dir, directory)
    (directory / "indicator.parquet").unlink()
    for number, part in enumerate(frames["indicator"].iter_slices(2)):
        written = write_parquet("indicator", part, tmp_path / "part")
        place = directory / "indicator.parquet" / f"year={number}"
        place.mkdir(parents=True)
        shutil.move(written, place / "part.parquet")
    target = tmp_path / "warehouse.duckdb"
    build_warehouse(directory, target)
    assert verify_warehouse(directory, target)["indicator"] == frames["indicator"].height


def test_a_missing_parquet_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="no Parquet file for document, form"):
        build_warehouse(tmp_path, tmp_path / "warehouse.duckdb")


def test_a_key_that_leads_nowhere_fails_and_leaves_the_old_file(
    warehouse: Path, parquet_dir: Path, frames: dict[str, pl.DataFrame], tmp_path: Path
) -> None:
    directory = tmp_path / "parquet"
    shutil.copytree(parquet_dir, directory)
    write_parquet("form", frames["form"].head(1), directory)
    target = tmp_path / "warehouse.duckdb"
    shutil.copyfile(warehouse, target)
    before = target.read_bytes()
    with pytest.raises(WarehouseError, match="cannot be built"):
        build_warehouse(directory, target)
    assert target.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["parquet", "warehouse.duckdb"]


def test_verification_names_other_values_and_lost_comments(warehouse: Path, parquet_dir: Path, tmp_path: Path) -> None:
    changed = tmp_path / "warehouse.duckdb"
    shutil.copyfile(warehouse, changed)
    with duckdb.connect(changed) as connection:
        connection.execute("UPDATE indicator SET name = 'x' WHERE indicator_no = 2")
        connection.execute("DELETE FROM repair")
        connection.execute("COMMENT ON COLUMN budget_execution.weight IS NULL")
        connection.execute("CREATE TABLE extra (a INTEGER)")
    with pytest.raises(WarehouseError) as caught:
        verify_warehouse(parquet_dir, changed)
    for words in (
        "indicator has other values",
        "repair has 0 rows, its Parquet file 1",
        "budget_execution.weight lacks its comment",
        "extra.a is not documented",
    ):
        assert words in str(caught.value)


@pytest.mark.parametrize("whole", [0, verify_views.WHOLE])
def test_a_view_that_holds_other_rows_than_its_select_is_found(
    warehouse: Path, parquet_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: int
) -> None:
    monkeypatch.setattr(verify_views, "WHOLE", whole)
    monkeypatch.setattr(verify_views, "COMPARED", len(VIEWS))
    verify_warehouse(parquet_dir, warehouse)
    changed = tmp_path / "warehouse.duckdb"
    shutil.copyfile(warehouse, changed)
    with duckdb.connect(changed) as connection:
        connection.execute("UPDATE shortfall_by_department SET shortfall = shortfall + 1")
        connection.execute("UPDATE projects SET project_name = 'x'")
        connection.execute("DELETE FROM shortfall_by_level2")
    with pytest.raises(WarehouseError) as caught:
        verify_warehouse(parquet_dir, changed)
    for name in ("shortfall_by_department", "projects", "shortfall_by_level2"):
        assert f"{name} has other rows than its SELECT gives" in str(caught.value)


def test_every_view_is_looked_at_in_some_build() -> None:
    seen = {view.name for number in range(60) for view in verify_views.chosen(f"build-{number}")}
    assert seen == {name for name, view in VIEWS.items() if view.is_table}
    assert all(len(verify_views.chosen(f"build-{number}")) == verify_views.COMPARED for number in range(9))


def test_the_default_file_format_is_refused(parquet_dir: Path, tmp_path: Path) -> None:
    with duckdb.connect(tmp_path / "new.duckdb") as connection:
        connection.execute("CREATE TABLE t (a INTEGER)")
    with pytest.raises(WarehouseError, match=r"clients before 2\.0 need 64"):
        verify_warehouse(parquet_dir, tmp_path / "new.duckdb")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_text('/etc/hostname')",
        "COPY form TO '{}/stolen.csv'",
        "EXPORT DATABASE '{}/stolen'",
        "ATTACH '{}/other.duckdb'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "CREATE TABLE t (a INTEGER)",
        "DELETE FROM form",
        "SELECT * FROM no_such_table",
        "SELEC 1",
    ],
)
def test_a_reader_can_only_read(warehouse: Path, tmp_path: Path, statement: str) -> None:
    with pytest.raises(QueryError):
        query(warehouse, statement.format(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_missing_or_foreign_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="there is no warehouse at"):
        query(tmp_path / "warehouse.duckdb", "SELECT 1")
    (tmp_path / "text.duckdb").write_text("not a database" * 1000)
    with pytest.raises(WarehouseError, match="cannot be opened"):
        open_readonly(tmp_path / "text.duckdb")


def test_a_path_with_a_quote_can_be_opened(warehouse: Path, tmp_path: Path) -> None:
    shutil.copyfile(warehouse, tmp_path / "it's.duckdb")
    assert query(tmp_path / "it's.duckdb", "SELECT count(*) FROM form") == (["count_star()"], [(3,)])


@pytest.mark.slow
@pytest.mark.download
def test_a_client_of_1_4_reads_tables_views_and_comments(warehouse: Path, tmp_path: Path) -> None:
    """Half a minute: fetches the older client into a directory of its own (``make clients``)."""
    side = tmp_path / "side"
    fetch = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(side), "duckdb==1.4.4"]
    subprocess.run(fetch, check=True)
    program = """
import sys, duckdb
assert duckdb.__version__ == "1.4.4"
con = duckdb.connect(sys.argv[1], read_only=True)
for name in sys.argv[2:]:
    con.execute(f'SELECT * FROM "{name}"').fetchall()
    plan = con.execute(f'EXPLAIN SELECT * FROM "{name}"').fetchall()
    assert "BLOCKWISE_NL_JOIN" not in str(plan), f"{name} compares all rows with all"
found = con.execute("SELECT count(*) FROM duckdb_columns() WHERE NOT internal AND comment IS NULL").fetchone()
assert found == (0,), found
groups = con.execute("SELECT DISTINCT reason_group, projects_in_group FROM deviation_reasons").fetchall()
assert groups == [("资金拨付滞后", 2)], groups
print("read")
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(warehouse), *TABLES, *VIEWS],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(side), "PYTHONUTF8": "1"},
    )
    assert done.stdout.strip() == "read", done.stderr


def test_a_slow_statement_prints_no_bar_among_what_a_command_prints(warehouse: Path, tmp_path: Path) -> None:
    ask = "SELECT current_setting('enable_progress_bar')"
    assert query(warehouse, ask)[1] == [(False,)]
    assert within_memory(tmp_path, lambda connection: connection.execute(ask).fetchall()) == [(False,)]
