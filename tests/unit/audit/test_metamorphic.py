"""What must not matter to the audit: the order of rows, other forms, the unit of money; and a release of nothing."""

from __future__ import annotations

import polars as pl
import pytest

from pipeline.audit import audit_tables
from schemas.table_checks import validate
from schemas.table_frames import empty_frame
from tests.factory.clean import Sheet, clean_sheets, planted, tables

SHOWN = ("form_id", "table_name", "row_no", "rule_id", "kind", "severity", "message", "message_en", "expected", "found")
ACROSS = ("T02", "X01", "X02", "X03", "X04", "X05", "X06")


@pytest.fixture(scope="module")
def broken() -> list[Sheet]:
    return [sheet for error in planted(clean_sheets(200, 5), 5, 2) for sheet in error.sheets]


@pytest.fixture(scope="module")
def found(broken: list[Sheet]) -> pl.DataFrame:
    return audit_tables.findings(tables(broken))


def _shown(found: pl.DataFrame) -> list[tuple[object, ...]]:
    return sorted(found.select(SHOWN).rows(), key=str)


def test_a_release_without_forms_has_no_findings() -> None:
    nothing = {name: empty_frame(name) for name in audit_tables.AUDITED}
    given = audit_tables.audit(nothing)
    assert {name: frame.height for name, frame in given.items() if name not in ("rule", "rule_layer")} == {
        name: 0 for name in given if name not in ("rule", "rule_layer")
    }


def test_every_table_of_the_audit_is_as_published(broken: list[Sheet]) -> None:
    for name, frame in audit_tables.audit(tables(broken)).items():
        validate(name, frame)


def test_a_finding_without_the_text_it_would_quote_has_a_message(broken: list[Sheet]) -> None:
    frames = tables(broken)
    frames["indicator"] = frames["indicator"].with_columns(target_text=pl.lit(None, pl.String))
    found = validate("finding", audit_tables.findings(frames))
    assert found.select("message", "message_en").null_count().row(0) == (0, 0)


def test_the_order_of_rows_does_not_matter(broken: list[Sheet], found: pl.DataFrame) -> None:
    shuffled = {name: frame.sample(fraction=1, shuffle=True, seed=1) for name, frame in tables(broken).items()}
    assert _shown(audit_tables.findings(shuffled)) == _shown(found)


def test_the_same_tables_give_the_same_findings_in_the_same_order(broken: list[Sheet], found: pl.DataFrame) -> None:
    assert audit_tables.findings(tables(broken)).equals(found)


def test_a_form_alone_has_the_findings_it_has_among_others(broken: list[Sheet], found: pl.DataFrame) -> None:
    for half in (broken[::2], broken[1::2]):
        ids = [sheet.form_id for sheet in half]
        alone = audit_tables.findings(tables(half)).filter(~pl.col("rule_id").is_in(ACROSS))
        among = found.filter(pl.col("form_id").is_in(ids) & ~pl.col("rule_id").is_in(ACROSS))
        assert _shown(alone) == _shown(among)


def test_a_doubt_never_adds_an_error(broken: list[Sheet], found: pl.DataFrame) -> None:
    """Every value of every row doubtful: nothing is an error, and nothing new is found."""
    doubtful = [sheet.copy() for sheet in broken]
    for sheet in doubtful:
        for number in range(1, len(sheet.rows) + 1):
            sheet.doubts[("indicator", number)] = {"weight", "score", "target_value", "actual_value", "reason_text"}
        for number in range(1, len(sheet.lines) + 1):
            sheet.doubts[("budget_line", number)] = {"executed_yuan", "execution_rate_pct", "score", "weight"}
        sheet.doubts[("form", 0)] = {"total_score", "total_weight", "grade"}
    given = audit_tables.findings(tables(doubtful))
    errors = given.filter(severity="error")
    assert errors.filter(pl.col("rule_id").is_in(["S01", "S02", "S03", "S04", "B02", "B03", "Q01", "Q02"])).rows() == []
    keys = ["form_id", "rule_id", "table_name", "row_no"]
    among = given.filter(~pl.col("rule_id").is_in(ACROSS))
    assert among.join(found, on=keys, how="anti", nulls_equal=True).select(*keys, "message").rows() == []
