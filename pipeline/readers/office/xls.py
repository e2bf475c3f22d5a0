"""Workbooks of Excel 97 to 2003 (.xls) to sheets as they are shown, and these to grids.

Belongs here: what a stored cell shows, with its doubts. Does not belong here: records that are missing
(``file_end``), number formats (``number_format``), which cells of a sheet are tables (``sheet_tables``).
"""

from __future__ import annotations

import io

import xlrd

from pipeline.model.doubts import CERTAIN, with_doubt
from pipeline.model.grid import Reading, Unreadable
from pipeline.readers.characters import raised
from pipeline.readers.office.file_end import check_records
from pipeline.readers.office.number_format import CHINESE_FORMATS, Value, shown
from pipeline.readers.office.sheet import DEFAULT_WIDTH, ShownCell, ShownSheet, check_filled
from pipeline.readers.office.sheet_tables import reading_of
from pipeline.readers.refused_files import damaged, password_protected


def read(data: bytes) -> Reading:
    """Grids of an .xls workbook.

    Raises :class:`Unreadable`: ``password_protected``, ``damaged_office_file``, ``no_sheet_read``.
    """
    try:
        check_records(data)
        # Without ragged rows, every row would be filled up to the last used column.
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
        sheets = [_shown_sheet(book, sheet, number) for number, sheet in enumerate(book.sheets(), 1)]
    except Unreadable:
        raise
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise password_protected() from error
        raise damaged(error) from error
    except Exception as error:  # xlrd raises whatever a broken record leads to
        raise damaged(error) from error
    return reading_of("xls", sheets, 0)


def _shown_sheet(book: xlrd.Book, sheet: xlrd.sheet.Sheet, number: int) -> ShownSheet:
    """A sheet of the library as it is shown."""
    shown_sheet = ShownSheet(number, width=float(sheet.defcolwidth or DEFAULT_WIDTH), is_hidden=sheet.visibility != 0)
    for index, column in sheet.colinfo_map.items():
        shown_sheet.widths[index] = column.width / 256
        if column.hidden:
            shown_sheet.hidden_columns.add(index)
    shown_sheet.hidden_rows = {index for index, row in sheet.rowinfo_map.items() if row.hidden}
    shown_sheet.merged = [(r0, r1 - 1, c0, c1 - 1) for r0, r1, c0, c1 in sheet.merged_cells]
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            cell = sheet.cell(row, column)
            style = book.xf_list[cell.xf_index]
            border = style.border
            is_bordered = bool(
                border.left_line_style or border.right_line_style or border.top_line_style or border.bottom_line_style
            )
            if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) and not is_bordered:
                continue
            shown_cell = _shown_cell(book, cell, style)
            if runs := sheet.rich_text_runlist_map.get((row, column)):
                shown_cell = _shown_runs(book, str(cell.value), style, runs)
            if cell.ctype == xlrd.XL_CELL_NUMBER and cell.value == 0 and not sheet.show_zero_values:
                shown_cell = ShownCell("", with_doubt(CERTAIN, "hidden_zero"))
            shown_cell.is_bordered = is_bordered
            shown_sheet.cells[row, column] = shown_cell
            check_filled(len(shown_sheet.cells))
    return shown_sheet


def _shown_runs(book: xlrd.Book, value: str, style: xlrd.formatting.XF, runs: list[tuple[int, int]]) -> ShownCell:
    """A text in several fonts; each run begins at a character and goes on to the next one."""
    shown_cell = ShownCell("")
    starts, ends = [(0, style.font_index), *runs], [*(start for start, _ in runs), len(value)]
    parts = [(book.font_list[index], value[start:end]) for (start, index), end in zip(starts, ends, strict=True)]
    stands = any(text.strip() and not font.struck_out for font, text in parts)
    for font, text in parts:
        # 1 is superscript, 2 subscript.
        if font.escapement == 1:
            text, doubt = raised(text)
            shown_cell.doubt(doubt)
        if font.struck_out and text.strip():
            shown_cell.doubt("struck_out")
        elif font.colour_index in (1, 9) and text.strip() and style.background.fill_pattern == 0:
            shown_cell.doubt("white_text")
        if not (font.struck_out and stands):
            shown_cell.text += text
    return shown_cell


def _shown_cell(book: xlrd.Book, cell: xlrd.sheet.Cell, style: xlrd.formatting.XF) -> ShownCell:
    """A cell of the library as it is shown."""
    font = book.font_list[style.font_index]
    known = book.format_map.get(style.format_key)
    number_format = known.format_str if known is not None else "General"
    if number_format == "General":
        number_format = CHINESE_FORMATS.get(style.format_key, number_format)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return ShownCell(xlrd.error_text_from_code.get(cell.value, "#ERROR"), with_doubt(CERTAIN, "error_value"))
    value: Value = cell.value
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        value = bool(cell.value)
    elif cell.ctype == xlrd.XL_CELL_DATE:
        try:
            value = xlrd.xldate_as_datetime(cell.value, book.datemode)
        except (ValueError, OverflowError, xlrd.xldate.XLDateError):
            return ShownCell(str(cell.value), with_doubt(CERTAIN, "unsure_display"))
    text, doubt = shown(value, number_format)
    shown_cell = ShownCell(text)
    shown_cell.doubt(doubt)
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        shown_cell.size = 0.0 if style.alignment.shrink_to_fit else font.height / 20
    if font.struck_out:
        shown_cell.doubt("struck_out")
    elif font.escapement:
        shown_cell.doubt("raised_text")
    elif font.colour_index in (1, 9) and shown_cell.text and style.background.fill_pattern == 0:
        shown_cell.doubt("white_text")
    return shown_cell
