"""Workbooks (.xlsx) to sheets as they are shown, and these to grids.

Belongs here: what a stored cell shows, with its doubts. Does not belong here: what the file stores (``xlsx_parts``),
number formats (``number_format``), which cells of a sheet are tables (``sheet_tables``).
"""

from __future__ import annotations

from pipeline.model.doubts import CERTAIN, with_doubt
from pipeline.model.grid import Reading, Unreadable
from pipeline.readers.characters import raised
from pipeline.readers.office.container import open_package
from pipeline.readers.office.number_format import shown
from pipeline.readers.office.sheet import DEFAULT_WIDTH, ShownCell, ShownSheet
from pipeline.readers.office.sheet_tables import reading_of
from pipeline.readers.office.xlsx_parts import StoredCell, StoredSheet, Workbook
from pipeline.readers.refused_files import damaged


def read(data: bytes, route: str = "xlsx") -> Reading:
    """Grids of an .xlsx workbook; page numbers are those of the sheets.

    Raises :class:`Unreadable` for what :func:`open_package` refuses, ``damaged_office_file``, ``no_sheet_read``.
    """
    package = open_package(data)
    pictures = sum(1 for name in package.namelist() if name.lower().startswith("xl/media/"))
    try:
        sheets = [_shown_sheet(sheet, number) for number, sheet in enumerate(Workbook(package).sheets(), 1)]
    except Unreadable:
        raise
    except Exception as error:  # lxml and zipfile raise whatever a broken part leads to
        raise damaged(error) from error
    return reading_of(route, sheets, pictures)


def _shown_sheet(sheet: StoredSheet, number: int) -> ShownSheet:
    """A stored sheet as it is shown."""
    shown_sheet = ShownSheet(number, merged=sheet.merged, width=sheet.width or DEFAULT_WIDTH, is_hidden=sheet.is_hidden)
    shown_sheet.hidden_rows, shown_sheet.hidden_columns, shown_sheet.widths = (
        sheet.hidden_rows,
        sheet.hidden_columns,
        sheet.widths,
    )
    shown_sheet.header, shown_sheet.boxes = sheet.header, sheet.boxes
    for position, cell in sheet.cells.items():
        is_zero = isinstance(cell.value, (int, float)) and not isinstance(cell.value, bool) and cell.value == 0
        shown_cell = (
            ShownCell("", with_doubt(CERTAIN, "hidden_zero"))
            if is_zero and not sheet.shows_zeros
            else _shown_cell(cell)
        )
        shown_cell.is_bordered = cell.format.is_bordered
        if shown_cell.text or shown_cell.doubts or shown_cell.is_bordered:
            shown_sheet.cells[position] = shown_cell
    return shown_sheet


def _shown_cell(cell: StoredCell) -> ShownCell:
    """A stored cell as it is shown."""
    font = cell.format.font
    shown_cell = ShownCell("", cell.doubts)
    if isinstance(cell.value, tuple):
        stands = any(run.text.strip() and not (run.font or font).is_struck for run in cell.value)
        for run in cell.value:
            style, text = run.font or font, run.text
            if style.is_raised:
                text, doubt = raised(text)
                shown_cell.doubt(doubt)
            if style.is_struck and text.strip():
                shown_cell.doubt("struck_out")
            elif style.is_white and not cell.format.is_filled and text.strip():
                shown_cell.doubt("white_text")
            if not (style.is_struck and stands):
                # Where only a part of the text is struck out, that part is left out.
                shown_cell.text += text
        return shown_cell
    if cell.value is None:
        return shown_cell
    if cell.doubts and isinstance(cell.value, str):
        shown_cell.text = cell.value
        return shown_cell
    shown_cell.text, doubt = shown(cell.value, cell.format.number_format)
    shown_cell.doubt(doubt)
    if isinstance(cell.value, (int, float)) and not isinstance(cell.value, bool):
        shown_cell.size = 0.0 if cell.format.shrinks else font.size
    if font.is_struck:
        shown_cell.doubt("struck_out")
    elif font.is_white and not cell.format.is_filled:
        shown_cell.doubt("white_text")
    elif font.is_raised:
        shown_cell.doubt("raised_text")
    return shown_cell
