"""The audit of the fifteen real forms says what a person finds who reads them, and nothing else.

Every row of ``EXPECTED`` was checked by hand against the printed form.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipeline import sources
from pipeline.audit import audit_tables
from pipeline.curate.parallel import curate_all
from pipeline.curate.tables import tables
from schemas.table_checks import validate

REAL = Path(__file__).parents[2] / "data" / "raw" / "shanghai_fgj_2024" / "000_abc6290ce127bb5c.txt"

# Rule, then ordinal of the form and row; what rests on doubtful values stands in READER.
EXPECTED = {
    # A figure met, by number or by a class, with a reduced score and a reason.
    "Q11": "8/14 10/6 15/8 15/9",
    # 100000 against 2000, 300 against 100, 10 against 6, each at full score without a reason.
    "Q05": "5/7 5/8 13/8",
    # ">=100%" answered by 达成指标.
    "Q07": "8/4 8/5 8/6 8/7 8/9 8/13 8/14 15/3 15/4 15/5 15/6 15/7 15/8 15/9 15/10",
    # Targets in words or exactly 100 %.
    "Q10": "2/0 4/0 12/0",
    # Satisfaction under sustained effect; growth, mechanisms and knowledge under satisfaction; a count under quality.
    "Q12": "1/5 11/14 11/15 11/16 11/17 11/18 13/3 13/9",
    # 0.00 of 16.20 spent, 74 of 74 output points full; benefit at one point of 100.
    "B07": "14/1",
    "S06": "14/0",
    # 30 for output and 50 for benefit, where 50 and 30 are usual.
    "S08": "12/0",
    # 20 of 21 numeric targets other than 100 % met to the digit.
    "Q15": "9/0",
    # The target asks whether important work was furthered.
    "Q17": "14/2",
    # Two projects with the same reason word for word.
    "T02": "2/12 9/29",
    # A row at full score whose text says that the target was exceeded, beside 100 % of 100 %.
    "T03": "9/19",
    # 58.80 to 51.10 and 35.40 to 43.10: the same 7.70 in opposite directions.
    "X04": "12/1 13/1",
}
READER = {"T04": "5/0", "B06": "13/1", "Q10": "11/0", "S07": "13/0", "T01": "3/15"}


@pytest.fixture(scope="module")
def audited() -> dict[str, pl.DataFrame]:
    raw, source = sources.describe(REAL)
    frames = tables(curate_all(raw, [source]))
    return frames | audit_tables.audit(frames)


def places(finding: pl.DataFrame, kind: str) -> dict[str, str]:
    rows = finding.filter(pl.col("kind") == kind).sort("rule_id", "form_id", "row_no")
    found: dict[str, list[str]] = {}
    for row in rows.iter_rows(named=True):
        found.setdefault(row["rule_id"], []).append(f"{int(row['form_id'][-3:])}/{row['row_no']}")
    return {rule: " ".join(some) for rule, some in found.items()}


def test_the_forms_findings_are_those_of_a_careful_reader(audited: dict[str, pl.DataFrame]) -> None:
    assert places(audited["finding"], "form") == EXPECTED


def test_what_rests_on_doubtful_values_is_the_readers(audited: dict[str, pl.DataFrame]) -> None:
    assert places(audited["finding"], "reader") == READER


def test_no_form_is_called_wrong_and_every_table_keeps_its_schema(audited: dict[str, pl.DataFrame]) -> None:
    assert "error" not in set(audited["finding"]["severity"])
    for name in audit_tables.AUDIT_TABLES:
        validate(name, audited[name])


@pytest.mark.parametrize(
    ("rule", "form", "row", "page", "found", "said"),
    [
        ("Q05", 5, 7, 9, "100000.00(个)", "实际完成值100000.00(个)为指标值≥2000.00(个)的50倍，偏离极大"),
        ("B07", 14, 1, 28, "74", "预算162000元仅支出0元（执行率0%），产出指标共74分，得满分的却有74分。"),
        ("X04", 12, 1, 24, "-77000", "“房管业务对外宣传和社会宣传”的预算作等额反向变动"),
        ("X04", 13, 1, 26, "77000", "“房管信息科技业务管理”的预算作等额反向变动"),
        ("T02", 9, 29, 18, "考核机制不够健全", "2个项目所填原因一字不差"),
        ("Q11", 10, 6, 20, "8", "指标值“≥90(%)”已达成（实际完成值为“95.00(%)”），却扣了分，得8分（分值10分）"),
        ("T01", 3, 15, 5, "扩大", "得9分（分值10分），原因栏只写改进措施，未说明原因"),
    ],
)
def test_a_finding_names_page_and_both_values(
    audited: dict[str, pl.DataFrame], rule: str, form: int, row: int, page: int, found: str, said: str
) -> None:
    at = (pl.col("rule_id") == rule) & pl.col("form_id").str.ends_with(f"{form:03d}") & (pl.col("row_no") == row)
    (finding,) = audited["finding"].filter(at).iter_rows(named=True)
    assert finding["page"] == page
    assert found in finding["found"]
    assert said in finding["message"]
