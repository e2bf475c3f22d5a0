"""A workbook is read as its sheets show it: formats, merged ranges, hidden parts, text around the tables."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
import xlsxwriter
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Border, Font, Side

from pipeline.model.grid import Grid, Reading
from pipeline.readers.office import xlsx
from pipeline.sources import media
from tests.doubts import codes
from tests.lines import above

Book = xlsxwriter.Workbook
Sheet = xlsxwriter.workbook.Worksheet


def written(fill: Callable[[Book, Sheet], None]) -> bytes:
    stream = io.BytesIO()
    book = Book(stream, {"in_memory": True})
    fill(book, book.add_worksheet())
    book.close()
    return stream.getvalue()


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def rows(grid: Grid) -> list[list[str]]:
    return [[c.text for c in grid.row(r)] for r in range(grid.rows)]


def read(fill: Callable[[Book, Sheet], None]) -> Reading:
    return xlsx.read(written(fill))


def test_lines_without_borders_stand_outside_of_the_bordered_tables() -> None:
    def fill(book: Book, sheet: Sheet) -> None:
        line = book.add_format({"border": 1})
        sheet.merge_range("A1:C1", "自评表（2024年度）")
        sheet.write("C2", "单位：万元")
        for row in (2, 3, 6, 7):
            sheet.write_row(row, 0, ["a", "", f"r{row}"], line)
        sheet.write("A6", "第二张表")
        sheet.write("A9", "注：无")

    reading = read(fill)
    assert [above(g) for g in reading.grids] == [
        {0: ["自评表（2024年度）", "单位：万元"]},
        {0: ["第二张表"], 2: ["注：无"]},
    ]
    assert rows(reading.grids[1]) == [["a", "", "r6"], ["a", "", "r7"]]
    assert [line for _, line in reading.text_lines] == ["自评表（2024年度）", "单位：万元", "第二张表", "注：无"]


def test_merged_ranges_are_one_cell_over_what_shows_of_them() -> None:
    def fill(book: Book, sheet: Sheet) -> None:
        sheet.write_row(0, 0, ["a", "b", "c", "d"])
        sheet.merge_range("A2:C3", "m")
        sheet.write("D2", "x")
        sheet.write("D3", "y")
        sheet.set_column("B:B", None, None, {"hidden": True})

    (grid,) = read(fill).grids
    assert [(c.text, c.row, c.column, c.row_span, c.column_span) for c in grid][3:] == [
        ("m", 1, 0, 2, 2), ("x", 1, 2, 1, 1), ("y", 2, 2, 1, 1),
    ]  # fmt: skip
    merged = grid.row(1)[0].evidence[0]
    # Places are those of the sheet, where hidden columns count.
    assert (merged.page, merged.line_no, merged.column_first, merged.column_last) == (1, 2, 0, 2)


def test_a_merged_range_whose_first_row_is_hidden_keeps_its_text() -> None:
    def fill(book: Book, sheet: Sheet) -> None:
        sheet.write_row(0, 0, ["a", "b"])
        sheet.merge_range("A2:A3", "m")
        sheet.write("B2", "hidden")
        sheet.write("B3", "y")
        sheet.set_row(1, None, None, {"hidden": True})

    (grid,) = read(fill).grids
    assert rows(grid) == [["a", "b"], ["m", "y"]]


def test_every_sheet_is_a_page_and_hidden_ones_are_not_read() -> None:
    def fill(book: Book, sheet: Sheet) -> None:
        sheet.write_row(0, 0, ["old", "values"])
        sheet.hide()
        second = book.add_worksheet()
        second.write_row(0, 0, ["a", "b"])
        second.activate()
        second.set_first_sheet()

    reading = read(fill)
    assert reading.pages == 2
    assert [(rows(g), g.cells[0].page) for g in reading.grids] == [([["a", "b"]], 2)]


def test_a_formula_gives_its_value_and_is_doubtful_without_one() -> None:
    def fill(book: Book, sheet: Sheet) -> None:
        sheet.write_formula("A1", "=1+1", None, 2)
        sheet.write_row(0, 1, ["x", "y"])

    data = written(fill)
    (grid,) = xlsx.read(data).grids
    assert (grid.row(0)[0].text, codes(grid.row(0)[0])) == ("2", "")
    # openpyxl writes formulas and never values.
    (grid,) = xlsx.read(saved(load_workbook(io.BytesIO(data)))).grids
    assert (grid.row(0)[0].text, codes(grid.row(0)[0])) == ("", "formula_without_value")


def test_an_error_is_shown_and_doubtful() -> None:
    def fill(book: Book, sheet: Sheet) -> None:
        sheet.write_formula("A1", "=1/0", None, "#DIV/0!")
        sheet.write("B1", "x")

    (grid,) = read(fill).grids
    assert (grid.row(0)[0].text, codes(grid.row(0)[0])) == ("#DIV/0!", "error_value")


def test_a_figure_wider_than_its_column_is_doubtful() -> None:
    def fill(book: Book, sheet: Sheet) -> None:
        sheet.set_column("A:A", 4)
        two = book.add_format({"num_format": "#,##0.00"})
        sheet.write_number("A1", 1234567.5, two)
        sheet.write_number("B1", 12.5, two)

    (grid,) = read(fill).grids
    assert [codes(c) for c in grid] == ["wider_than_column", ""]


@pytest.mark.parametrize(
    ("font", "doubt"), [(Font(strike=True), "struck_out"), (Font(color="FFFFFFFF"), "white_text"), (Font(), "")]
)
def test_struck_and_white_text_is_doubtful(font: Font, doubt: str) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["12", "b"])
    sheet["A1"].font = font
    (grid,) = xlsx.read(saved(book)).grids
    assert codes(grid.row(0)[0]) == doubt


def test_raised_characters_stay_apart_from_the_figure_before_them() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([CellRichText("≥10", TextBlock(InlineFont(vertAlign="superscript"), "2")), "b"])
    (grid,) = xlsx.read(saved(book)).grids
    assert grid.row(0)[0].text == "≥10²"


def test_struck_out_characters_are_no_part_of_the_text_beside_them() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([CellRichText(TextBlock(InlineFont(strike=True), "≥40公里"), "≥36.5公里"), "b"])
    (grid,) = xlsx.read(saved(book)).grids
    assert (grid.row(0)[0].text, codes(grid.row(0)[0])) == ("≥36.5公里", "struck_out")


def test_zeros_that_the_sheet_does_not_show_are_blank_and_doubtful() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["a", 0, "b"])
    sheet.sheet_view.showZeros = False
    (grid,) = xlsx.read(saved(book)).grids
    assert (grid.row(0)[1].text, codes(grid.row(0)[1])) == ("", "hidden_zero")


def test_a_row_without_borders_inside_a_table_belongs_to_it() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    side = Side(style="thin")
    for number in range(5):
        sheet.append([f"a{number}", "b", "c"])
        for cell in sheet[number + 1] if number != 2 else ():
            cell.border = Border(top=side, bottom=side, left=side, right=side)
    (grid,) = xlsx.read(saved(book)).grids
    assert [row[0] for row in rows(grid)] == ["a0", "a1", "a2", "a3", "a4"]


@pytest.mark.parametrize(
    ("number", "text"), [(31, "2024年3月5日"), (57, "2024年3月"), (58, "3月5日"), (14, "2024/3/5")]
)
def test_formats_that_chinese_programs_have_by_number(number: int, text: str) -> None:
    def fill(book: Book, sheet: Sheet) -> None:
        sheet.write_number("A1", 45356, book.add_format({"num_format": number}))
        sheet.write("B1", "x")

    (grid,) = read(fill).grids
    assert grid.row(0)[0].text == text


def test_text_boxes_and_print_headers_are_lines_of_the_sheet() -> None:
    def fill(book: Book, sheet: Sheet) -> None:
        sheet.set_header('&L&"宋体,Bold"&14附件2&C自评表（2024年度）&R第&P页')
        sheet.insert_textbox(0, 0, "河道养护项目\n单位：万元")
        sheet.insert_textbox(40, 0, "审核人意见")
        sheet.write_row(5, 0, ["a", "b"])
        sheet.write_row(6, 0, ["c", "d"])

    reading = read(fill)
    lines = ["附件2", "自评表（2024年度）", "河道养护项目", "单位：万元"]
    assert above(reading.grids[0]) == {0: lines}
    assert [line for _, line in reading.text_lines] == [*lines, "审核人意见"]


def test_rows_without_height_are_hidden() -> None:
    def fill(book: Book, sheet: Sheet) -> None:
        sheet.write_column("A1", ["a", "b", "c"])
        sheet.write_column("B1", ["a", "b", "c"])
        sheet.set_row(1, 0)

    assert [r[0] for r in rows(read(fill).grids[0])] == ["a", "c"]


def test_a_workbook_is_told_by_its_content() -> None:
    assert media.media_type(written(lambda book, sheet: None)) == media.XLSX
