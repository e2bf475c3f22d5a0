"""The workbook says what the warehouse says, in Chinese, and is safe to open."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from pipeline.publish.workbook import is_shown, write_workbook
from pipeline.warehouse.errors import WarehouseError
from pipeline.warehouse.query import query
from schemas.catalog import TABLES
from schemas.views import VIEWS
from tests.published_texts import english_cells

# The sheets that readers know, in the order in which they stand: table or view, and name.
SHEETS = {
    "projects": "项目",
    "budget_execution": "预算执行",
    "budget_totals": "项目预算合计",
    "project_years": "项目年度对比",
    "department_forms": "部门整体自评",
    "indicators": "绩效指标",
    "shortfall_indicators": "扣分指标",
    "deviation_reasons": "偏差原因",
    "reason_groups": "雷同原因",
    "department_profile": "部门画像",
    "budget_execution_by_department": "各部门预算执行",
    "budget_execution_by_funding_source": "各资金来源预算执行",
    "shortfall_by_department": "各部门扣分",
    "shortfall_by_level2": "各类指标扣分",
    "deviation_reason_by_category": "各类原因",
    "deviation_reason_by_department_category": "各部门各类原因",
    "findings": "核查发现",
    "finding_summary": "核查发现汇总",
    "rule_summary": "规则执行情况",
    "rule": "规则",
    "score_audit": "得分核算",
    "score_audit_coverage": "得分核算覆盖面",
    "target_slack": "目标松紧",
    "target_change": "指标值逐年变化",
    "narrative": "决算说明",
    "data_quality": "数据质量",
    "doubt_summary": "存疑汇总",
    "unknown_units": "未识别单位",
    "quarantine": "隔离",
    "correction": "人工更正",
}


@pytest.fixture(scope="module")
def workbook(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    target = tmp_path_factory.mktemp("workbook") / "自评表.xlsx"
    write_workbook(warehouse, target)
    assert [path.name for path in target.parent.iterdir()] == ["自评表.xlsx"]
    return openpyxl.load_workbook(target)


def test_the_guide_comes_first_and_names_the_release(workbook: Workbook) -> None:
    assert workbook.sheetnames == ["说明", *SHEETS.values()]
    texts = [cell.value for row in workbook["说明"].iter_rows() for cell in row]
    assert "b1" in texts
    assert "使用须知" in texts
    assert "adjusted_budget_yuan" in texts


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_has_chinese_headings_that_stay_and_every_row(workbook: Workbook, warehouse: Path, name: str) -> None:
    sheet = workbook[SHEETS[name]]
    columns = (VIEWS.get(name) or TABLES[name]).columns
    shown = [column.title for column in columns.values() if is_shown(column)]
    assert sorted(cell.value for cell in sheet[1]) == sorted(shown)
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref
    (count,) = query(warehouse, f'SELECT count(*) FROM "{name}"')[1][0]
    assert len([row for row in sheet.iter_rows(min_row=2) if any(cell.value is not None for cell in row)]) == count


@pytest.mark.parametrize("name", SHEETS)
def test_titles_of_a_sheet_differ(name: str) -> None:
    titles = [column.title for column in (VIEWS.get(name) or TABLES[name]).columns.values()]
    assert len(set(titles)) == len(titles)


def find(workbook: Workbook, sheet: str, title: str) -> list[object]:
    """Cells of a column below its heading."""
    (column,) = (cell.column for cell in workbook[sheet][1] if cell.value == title)
    return [row[column - 1] for row in workbook[sheet].iter_rows(min_row=2)]


def test_names_come_before_keys(workbook: Workbook) -> None:
    titles = [cell.value for cell in workbook["扣分指标"][1]]
    assert titles[1:3] == ["自评类型", "地区"]
    assert titles[-1] == "重复表指向"


def test_money_is_a_number_in_the_format_of_money(workbook: Workbook) -> None:
    cell = find(workbook, "预算执行", "全年执行数")[0]
    assert (cell.value, cell.number_format) == (600000.25, "#,##0.00")
    assert find(workbook, "预算执行", "执行率")[0].number_format == '0.00"%"'


def test_codes_are_chinese_words(workbook: Workbook) -> None:
    assert find(workbook, "预算执行", "资金来源")[0].value == "年度资金总额"
    assert {cell.value for cell in find(workbook, "数据质量", "处理结果")} == {"已整理", "已整理（有疑问）", "已隔离"}


def test_yes_and_no_are_words(workbook: Workbook) -> None:
    sheet = workbook["预算执行"]
    column = [cell.value for cell in sheet[1]].index("是否计入合计")
    assert {row[column].value for row in sheet.iter_rows(min_row=2)} <= {"是", "否"}


def test_a_list_of_codes_is_chinese_words_too(workbook: Workbook) -> None:
    assert {cell.value for cell in find(workbook, "偏差原因", "全部原因类别")} == {"资金"}


def test_a_column_of_another_sheet_is_named_in_chinese(workbook: Workbook) -> None:
    assert [cell.value for cell in find(workbook, "核查发现", "所依据的存疑字段")] == [None, "得分"]


def test_doubt_is_named_in_chinese_and_coloured(workbook: Workbook) -> None:
    assert find(workbook, "扣分指标", "存疑字段")[0].value == "项目名称、得分"
    for title, is_coloured in (("得分", True), ("项目名称", True), ("分值", False)):
        fill = find(workbook, "扣分指标", title)[0].fill
        assert (fill.fgColor.rgb == "FFFFF2AB") == is_coloured, title


def test_text_that_looks_like_a_formula_stays_text(workbook: Workbook) -> None:
    cell = find(workbook, "扣分指标", "偏差原因分析及改进措施")[0]
    assert (cell.value, cell.data_type) == ("=资金 拨付，滞后。加快１进度", "s")


def test_what_is_missing_is_blank(workbook: Workbook) -> None:
    assert find(workbook, "预算执行", "全年预算数")[3].value is None


def test_columns_are_wide_enough_for_chinese(workbook: Workbook) -> None:
    sheet = workbook["项目"]
    # Neighbours of one width are one entry, from its first to its last column.
    widths = {n: d.width for d in sheet.column_dimensions.values() for n in range(d.min, d.max + 1)}
    for cell in sheet[1]:
        assert widths[cell.column] >= 2 * len(cell.value)


def test_a_missing_warehouse_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="there is no warehouse"):
        write_workbook(tmp_path / "warehouse.duckdb", tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_no_cell_holds_an_english_sentence_or_a_code_without_its_label(warehouse: Path, tmp_path: Path) -> None:
    write_workbook(warehouse, tmp_path / "自评表.xlsx")
    assert list(english_cells(tmp_path / "自评表.xlsx")) == []


def test_codes_of_registers_have_their_labels_too(workbook: Workbook) -> None:
    assert {cell.value for cell in find(workbook, "核查发现汇总", "规则编号")} == {"B02"}
    assert {cell.value for cell in find(workbook, "项目", "表式")} == {"项目支出绩效自评表（财政部附件式）"}
