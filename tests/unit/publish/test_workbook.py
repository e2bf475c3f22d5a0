"""The workbook says what the warehouse says, in Chinese, and a person finds it where it is looked for."""

from __future__ import annotations

import shutil
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from pipeline.publish.workbook import MONEY, Cut, CutError, TooManyRowsError, write_workbook
from pipeline.publish.workbook import sheet as sheets
from pipeline.publish.workbook.layout import DEFAULT, LAYOUTS, SHEETS, columns, entry, places, title
from pipeline.publish.workbook.values import heading, safe, shown
from pipeline.warehouse.errors import WarehouseError
from pipeline.warehouse.query import query
from schemas import columns as c
from schemas.columns import Column
from tests.published_texts import english_cells
from tests.unit.publish.conftest import FORMS

# The titles that readers know.
KNOWN = {
    "projects": "项目",
    "budget_execution": "预算执行",
    "shortfall_indicators": "扣分指标",
    "deviation_reasons": "偏差原因",
    "findings": "核查发现",
    "department_profile": "部门画像",
    "indicators": "绩效指标",
    "data_quality": "数据质量",
    "quarantine": "隔离",
}
FRONT = {
    "项目": ["项目名称", "主管部门", "预算年度", "实施单位", "全年预算数（万元）", "全年执行数（万元）", "计算执行率"],
    "预算执行": ["项目名称", "主管部门", "预算年度", "行标题", "资金来源", "是否计入合计", "年初预算数（万元）"],
    "扣分指标": ["项目名称", "主管部门", "预算年度", "一级指标", "二级指标", "三级指标", "年度指标值"],
    "偏差原因": ["项目名称", "主管部门", "预算年度", "二级指标", "三级指标", "原因部分", "措施部分"],
    "核查发现": ["项目名称", "主管部门", "预算年度", "严重程度", "发现类别", "规则名称", "发现内容"],
}


def written(warehouse: Path, folder: Path, cut: Cut | None = None, money: str = "万元") -> Workbook:
    target = folder / "自评表.xlsx"
    write_workbook(warehouse, target, cut, money)
    assert [path.name for path in folder.iterdir() if path.suffix == ".xlsx" or "." in path.name[:1]] == ["自评表.xlsx"]
    return openpyxl.load_workbook(target)


@pytest.fixture(scope="module")
def workbook(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    return written(warehouse, tmp_path_factory.mktemp("workbook"))


@pytest.fixture(scope="module")
def everything_file(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("workbook") / "自评表.xlsx"
    write_workbook(warehouse, target, Cut(sheets=list(SHEETS)))
    return target


@pytest.fixture(scope="module")
def everything(everything_file: Path) -> Workbook:
    return openpyxl.load_workbook(everything_file)


def find(workbook: Workbook, sheet: str, head: str) -> list[Any]:
    """Cells of a column below its heading."""
    (column,) = (cell.column for cell in workbook[sheet][1] if cell.value == head)
    return [row[column - 1] for row in workbook[sheet].iter_rows(min_row=2)]


def test_few_sheets_stand_in_front_and_the_explanation_first(workbook: Workbook) -> None:
    assert [title(name) for name in DEFAULT] == list(KNOWN.values())
    assert workbook.sheetnames == ["说明", *KNOWN.values(), "字段说明"]
    assert workbook.worksheets[0]["A1"].value == "项目支出绩效自评表数据集"


def test_the_guide_says_what_when_whose_and_what_may_be_added(workbook: Workbook) -> None:
    texts = [str(cell.value) for row in workbook["说明"].iter_rows() for cell in row if cell.value]
    for head in ("发布编号", "数据许可", "引用", "黄色单元格是什么意思", "核查发现能说明什么", "哪些数可以相加"):
        assert head in texts
    assert "b1" in texts
    assert any("不是审计结论" in text for text in texts)
    assert not any("{" in text or "duplicate_of" in text for text in texts)


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_has_chinese_headings_that_stay_and_every_row(everything: Workbook, warehouse: Path, name: str) -> None:
    sheet = everything[title(name)]
    wanted = [heading(column, "万元") for column in columns(name).values()]
    heads = [cell.value for cell in sheet[1]]
    assert sorted(head for head in heads if head != sheets.ROW_LINK) == sorted(wanted)
    assert len(set(heads)) == len(heads)
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref
    (count,) = query(warehouse, f'SELECT count(*) FROM "{name}"')[1][0]
    assert len([row for row in sheet.iter_rows(min_row=2) if any(cell.value is not None for cell in row)]) == count


def test_names_of_sheets_fit_a_tab_and_differ() -> None:
    from schemas.catalog import TABLES
    from schemas.views import VIEWS

    titles = [title(name) for name in (*TABLES, *VIEWS)]
    assert all(0 < len(text) <= 31 and not set(text) & set("[]:*?/\\'") for text in titles)
    assert len({text.lower() for text in titles}) == len(titles)


@pytest.mark.parametrize("sheet", FRONT)
def test_what_a_reader_needs_first_stands_first(workbook: Workbook, sheet: str) -> None:
    assert [cell.value for cell in workbook[sheet][1]][:7] == FRONT[sheet]


def test_ids_are_folded_up_behind(workbook: Workbook) -> None:
    sheet = workbook["扣分指标"]
    heads = [cell.value for cell in sheet[1]]
    folded = {
        heads[number - 1]
        for dimension in sheet.column_dimensions.values()
        for number in range(dimension.min, dimension.max + 1)
        if dimension.hidden and number <= len(heads)
    }
    assert {"自评表编号", "部门标识", "项目标识", "指标序号", "行政区划代码"} <= folded
    assert not folded & {"项目名称", "扣分", "存疑字段"}
    assert heads[-1] in folded


def test_layouts_name_columns_that_are_there() -> None:
    for name, known in LAYOUTS.items():
        assert known.first.keys() <= columns(name).keys(), name


def test_what_decides_a_sum_comes_to_the_front_where_rows_differ() -> None:
    assert "duplicate_of" in [p.column.name for p in places("projects", ["duplicate_of"]) if not p.is_folded]
    assert "duplicate_of" in [p.column.name for p in places("projects", []) if p.is_folded]


def test_a_sheet_prints_across_one_page_with_its_headings_on_each(workbook: Workbook) -> None:
    for name in KNOWN.values():
        sheet = workbook[name]
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        # A header beginning with a digit would be taken for the size of its font.
        assert sheet.oddHeader.right.text.lstrip().startswith("b1")


def test_a_page_is_wide_enough_for_its_columns() -> None:
    rows = [[None] * len(places(name, list(columns(name)))) for name in ("projects",)]
    look = sheets.Look("projects", "项目", places("projects", []), "万元", "", None, None)  # type: ignore[arg-type]
    front = sum(not place.is_folded for place in look.places)
    assert sum(sheets._widths(look, {}, rows, front)[:front]) <= sheets.PAGE_WIDTH


def test_money_is_a_number_in_the_unit_of_its_heading(workbook: Workbook, warehouse: Path, tmp_path: Path) -> None:
    cell = find(workbook, "预算执行", "全年执行数（万元）")[0]
    assert (cell.value, cell.number_format) == (60.000025, "#,##0.00####")
    in_yuan = written(warehouse, tmp_path, Cut(sheets=["预算执行"]), "元")
    assert find(in_yuan, "预算执行", "全年执行数（元）")[0].value == 600000.25
    assert list(MONEY) == ["万元", "元"]


def test_the_dictionary_names_the_unit_of_this_workbook(workbook: Workbook) -> None:
    texts = {row[0].value: row for row in workbook["字段说明"].iter_rows()}
    row = texts["全年执行数（万元）"]
    assert (row[1].value, row[2].value) == ("万元", "全年支出数，单位为万元。")
    assert not [cell.value for row in workbook["字段说明"].iter_rows() for cell in row if "为元" in str(cell.value)]


def test_a_rate_is_a_share_shown_in_percent(workbook: Workbook) -> None:
    cell = find(workbook, "预算执行", "执行率")[0]
    assert (cell.value, cell.number_format) == (0.5, "0.00##%")


def test_codes_are_chinese_words(workbook: Workbook) -> None:
    assert find(workbook, "预算执行", "资金来源")[0].value == "年度资金总额"
    assert {cell.value for cell in find(workbook, "数据质量", "处理结果")} == {"已整理", "已整理（有疑问）", "已隔离"}
    assert {cell.value for cell in find(workbook, "项目", "表式")} == {"项目支出绩效自评表（财政部附件式）"}
    assert {cell.value for cell in find(workbook, "预算执行", "是否计入合计")} <= {"是", "否"}
    assert {cell.value for cell in find(workbook, "偏差原因", "全部原因类别")} == {"资金"}
    assert {cell.value for cell in find(workbook, "核查发现", "所依据的存疑字段")} == {None, "得分"}


def test_codes_of_registers_have_their_labels_too(everything: Workbook) -> None:
    assert {cell.value for cell in find(everything, "核查发现汇总", "规则编号")} == {"B02"}


def test_a_refused_file_is_named_by_its_path(workbook: Workbook) -> None:
    assert [cell.value for cell in find(workbook, "隔离", "文件路径")] == ["批次/33.pdf"]


def test_doubt_is_coloured_and_its_reason_is_a_note(workbook: Workbook) -> None:
    assert find(workbook, "扣分指标", "存疑字段")[0].value == "项目名称、得分"
    # What is coloured in front comes first.
    assert find(workbook, "项目", "存疑字段")[0].value == "项目名称、扣分指标数、扣分合计、产出指标得分率"
    for head, is_coloured in (("得分", True), ("项目名称", True), ("分值", False)):
        cell = find(workbook, "扣分指标", head)[0]
        assert (cell.fill.fgColor.rgb == "FFFFF2AB") == is_coloured, head
        assert (cell.comment is not None) == is_coloured, head
    note = find(workbook, "扣分指标", "得分")[0].comment.text
    assert note.startswith("存疑\n")
    assert "补出" in note
    assert "表上所印：8" in note
    assert "原件第1页" in note


def test_notes_beyond_what_a_sheet_bears_are_counted(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MOST_NOTES", 1)
    book = written(warehouse, tmp_path, Cut(sheets=["扣分指标"]))
    texts = [str(cell.value) for row in book["说明"].iter_rows() for cell in row if cell.value]
    assert len([row for row in book["扣分指标"].iter_rows() for cell in row if cell.comment]) == 1
    assert any("只着色、无批注" in text for text in texts)


def test_a_finding_leads_to_its_row(workbook: Workbook) -> None:
    cells = find(workbook, "核查发现", sheets.ROW_LINK)
    linked = [cell for cell in cells if cell.hyperlink]
    assert [cell.hyperlink.location for cell in linked] == ["'扣分指标'!A2"]
    assert [cell.value for cell in linked] == ["扣分指标第2行"]
    assert find(workbook, "扣分指标", "自评表编号")[0].value == find(workbook, "核查发现", "自评表编号")[0].value
    assert find(workbook, "扣分指标", "指标序号")[0].value == find(workbook, "核查发现", "行号")[0].value


def test_a_row_leads_to_the_page_image_where_the_release_has_a_site(warehouse: Path, tmp_path: Path) -> None:
    release = tmp_path / "release 一"
    (release / "site").mkdir(parents=True)
    shutil.copy(warehouse, release / "warehouse.duckdb")
    (release / "site" / "index.html").touch()
    (tmp_path / "out").mkdir()
    book = written(release / "warehouse.duckdb", tmp_path / "out", Cut(sheets=["扣分指标", "核查发现"]))
    link = find(book, "扣分指标", sheets.SITE_LINK)[0].hyperlink
    assert link.target == "../release%20%E4%B8%80/site/index.html"
    assert link.location == f"/evidence/{FORMS[0]}/indicator/1/score"
    assert find(book, "核查发现", sheets.SITE_LINK)[0].hyperlink.location == link.location
    assert find(book, "扣分指标", sheets.SITE_LINK)[1].hyperlink is None


def test_links_beyond_what_a_sheet_takes_are_told(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MOST", 0)
    book = written(warehouse, tmp_path, Cut(sheets=["扣分指标", "核查发现"]))
    (cell,) = (cell for cell in find(book, "核查发现", sheets.ROW_LINK) if cell.value)
    assert (cell.value, cell.hyperlink) == ("扣分指标第2行", None)
    texts = [str(cell.value) for row in book["说明"].iter_rows() for cell in row if cell.value]
    assert any("未加链接" in text for text in texts)


def test_text_that_looks_like_a_formula_stays_text(workbook: Workbook) -> None:
    cell = find(workbook, "扣分指标", "偏差原因分析及改进措施")[0]
    assert (cell.value, cell.data_type, cell.number_format) == ("=资金 拨付，滞后。加快１进度", "s", "@")


def test_a_long_text_has_no_format_that_older_spreadsheets_show_as_signs() -> None:
    import xlsxwriter

    formats = sheets.Formats(xlsxwriter.Workbook("nowhere.xlsx"))
    column = entry("indicators").columns["reason_text"]
    kept = [formats.cell(column, is_doubtful=False, is_folded=False, is_long=is_long) for is_long in (False, True)]
    assert [made.num_format for made in kept] == ["@", "General"]


def test_what_is_missing_is_blank(workbook: Workbook) -> None:
    cells = {cell.value for cell in find(workbook, "预算执行", "全年预算数（万元）")}
    assert cells == {120.00005, 30, None}


def test_rows_are_high_enough_for_their_text() -> None:
    assert sheets.height_of([("一" * 20, 40.0)]) < sheets.height_of([("一" * 22, 40.0)])
    assert sheets.height_of([("一\n二\n三", 40.0)]) == 3 * 14 + 2
    assert sheets.height_of([("一" * 99999, 10.0)]) == 409


def test_columns_are_wide_enough_for_chinese(workbook: Workbook) -> None:
    sheet = workbook["项目"]
    # Neighbours of one width are one entry, from its first to its last column.
    widths = {n: d.width for d in sheet.column_dimensions.values() for n in range(d.min, d.max + 1)}
    for cell in sheet[1]:
        # A heading may break once.
        assert widths[cell.column] >= len(cell.value)
    for cell in find(workbook, "项目", "全年执行数（万元）"):
        assert widths[cell.column] > len(f"{cell.value:,.6f}".rstrip("0"))


def test_a_cut_keeps_the_rows_asked_for_and_says_so(warehouse: Path, tmp_path: Path) -> None:
    book = written(warehouse, tmp_path, Cut(["项目", "隔离"], ["市房屋管理局"], [2024]))
    texts = [str(cell.value) for row in book["说明"].iter_rows() for cell in row if cell.value]
    assert any("部门：市房屋管理局；预算年度：2024" in text for text in texts)
    assert any("没有读出自评表的文件" in text for text in texts)
    assert {cell.value for cell in find(book, "项目", "预算年度")} == {2024}


@pytest.mark.parametrize(
    ("cut", "told"),
    [
        (Cut(sheets=["扣分指"]), "扣分指标"),
        (Cut(departments=["房屋管理"]), "市房屋管理局"),
        (Cut(years=[2019]), "2024"),
        (Cut(sheets=["各类指标扣分"], departments=["市房屋管理局"]), "department"),
    ],
)
def test_what_is_not_there_is_answered_with_what_comes_near(
    warehouse: Path, tmp_path: Path, cut: Cut, told: str
) -> None:
    with pytest.raises(CutError, match=told):
        write_workbook(warehouse, tmp_path / "a.xlsx", cut)
    assert list(tmp_path.iterdir()) == []


def test_more_rows_than_a_sheet_takes_are_refused(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.publish.workbook.book.MAX_ROWS", 2)
    with pytest.raises(TooManyRowsError, match="项目: 3 > 2"):
        write_workbook(warehouse, tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_warehouse_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="there is no warehouse"):
        write_workbook(tmp_path / "warehouse.duckdb", tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_the_same_release_gives_the_same_bytes(warehouse: Path, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(warehouse, tmp_path / name, Cut(sheets=["核查发现"]))
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").properties.created == datetime(2000, 1, 1)  # noqa: DTZ001


def test_no_cell_holds_an_english_sentence_or_a_code_without_its_label(everything_file: Path) -> None:
    assert list(english_cells(everything_file)) == []


MONEY_COLUMN = entry("budget_execution").columns["executed_yuan"]
QUANTITY = c.TARGET_VALUE


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        (MONEY_COLUMN, Decimal("600000.25"), Decimal("60.000025")),
        (MONEY_COLUMN, Decimal("-0.01"), Decimal("-0.000001")),
        # A spreadsheet keeps fifteen digits and makes zeros of the others.
        (QUANTITY, Decimal("1234567890123456.000000"), "1234567890123456"),
        (QUANTITY, Decimal("123456789012345.000000"), Decimal("123456789012345")),
    ],
)
def test_a_number_keeps_every_digit(column: Column, value: Decimal, expected: object) -> None:
    assert shown(column, value, {}, "万元") == expected


def test_a_text_holds_nothing_that_a_cell_refuses() -> None:
    assert safe("a\x00\x0b\ud800\uffffb\n\u202ec") == "ab\nc"
    assert len(safe("一" * 40_000)) == 32_767
