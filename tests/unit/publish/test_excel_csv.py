"""CSV for a spreadsheet: Chinese headings, and nothing in it that a spreadsheet would change."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.publish.workbook import Cut, write_csv
from pipeline.publish.workbook.excel_csv import BOM, Known, line


@pytest.mark.parametrize(
    "text",
    [
        "=1.00(份)", "+1", "-cmd|' /C calc'!A0", "@SUM(A1)", "＝1", " =1", "\t=1", "\n1",
        "0012", "123456789012345678", "1-2", "3/4", "2024年1月", "12月31日", "2024/12/31", "8:30", "1E5", "(5)", "100%",
        "￥5", "１２", "5 1/2", "TRUE", "false", "Mar-1", "5 May", "+", "-",
    ],
)  # fmt: skip
def test_a_text_that_would_be_changed_has_a_tabulator_before_it(text: str) -> None:
    (row,) = csv.reader(io.StringIO(line([text]), newline=""))
    assert row == [f"\t{text}"]


@pytest.mark.parametrize(
    "text",
    ["临澜市教育局", "≥95%", "5份", "完成100%", "4befd89bd8e4ea12-001", "第1页", "", "A1", "达成指标", 'a\nb;c"d'],
)
def test_any_other_text_stays_as_it_is(text: str) -> None:
    (row,) = csv.reader(io.StringIO(line([text, "x"]), newline=""))
    assert row == [text, "x"]


@pytest.mark.parametrize(
    ("value", "written"), [(Decimal("-60.000025"), "-60.000025"), (7, "7"), (None, ""), (0.5, "0.5")]
)
def test_a_number_stays_a_number(value: Decimal | int | None, written: str) -> None:
    assert line([value]) == f"{written}\r\n"


def test_an_id_that_reads_as_a_number_with_an_exponent_is_guarded() -> None:
    assert line(["12345678901234e5"]) == '"\t12345678901234e5"\r\n'


def test_a_sheet_is_written_with_chinese_headings_and_the_mark_of_utf_8(warehouse: Path, tmp_path: Path) -> None:
    write_csv(warehouse, tmp_path / "预算.csv", Cut(sheets=["预算执行"]), "元")
    data = (tmp_path / "预算.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == data.count(b"\n") == 5
    head, first, *_ = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    row = dict(zip(head, first, strict=True))
    assert row["全年执行数（元）"] == "600000.25"
    assert row["执行率（%）"] == "50.0000"
    assert row["资金来源"] == "年度资金总额"
    assert [path.name for path in tmp_path.iterdir()] == ["预算.csv"]


def test_an_answer_has_chinese_headings_where_its_columns_are_those_of_its_tables() -> None:
    known = Known(["executed_yuan", "computed_rate_pct", "is_leaf", "n", "score"], ["budget_line"])
    assert known.headings() == ["全年执行数（元）", "计算执行率（%）", "是否计入合计", "n", "得分"]
    assert list(known.values([Decimal("1.50"), Decimal(50), True, None, "8"])) == [Decimal("1.50"), 50, "是", None, "8"]


def test_a_name_that_tables_use_for_different_things_stays() -> None:
    assert Known(["reason_text"], ["data_quality", "indicators"]).headings() == ["reason_text"]
    assert Known(["score"], []).headings() == ["score"]
    assert BOM == "\ufeff"
