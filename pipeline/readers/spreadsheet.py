"""Workbooks (.xlsx, .xls) to grids of cells, one or more for each sheet.

Belongs here: which cells a sheet shows, which rows are table and which are text around it. Does not belong here: number
formats (``display``), the container (``ooxml``), merged cells without overlap (``tiling``).

The value of a cell is what it shows. Hidden sheets, rows and columns are not read.
"""

from __future__ import annotations

import io
import posixpath
import re
import warnings
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import groupby

import xlrd
from lxml import etree
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText
from openpyxl.utils import column_index_from_string, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.readers.characters import raised, seen
from pipeline.readers.display import Value, shown
from pipeline.readers.grid import Cell, Grid, Reading, Unreadable
from pipeline.readers.ooxml import damaged, open_package, password_protected
from pipeline.readers.tiling import MAX_SLOTS, Line, Piece, note_pictures, tile

_DEFAULT_WIDTH, _DEFAULT_SIZE = 8.43, 11.0
_MERGES = re.compile(rb"<(?:\w+:)?mergeCells\b.*?</(?:\w+:)?mergeCells>", re.DOTALL)
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=[\"']([A-Z]{1,3}\d{1,7}(?::[A-Z]{1,3}\d{1,7})?)[\"']")
Place = tuple[int, int]
# First and last row, first and last column, from 0.
Merge = tuple[int, int, int, int]


@dataclass(slots=True)
class _Shown:
    """What one cell shows, whether it has a border, and whether it is a figure of ``size`` points (0 for words)."""

    text: str
    doubt: str = ""
    is_bordered: bool = False
    size: float = 0.0


@dataclass(slots=True)
class _Sheet:
    """One visible sheet: cells and merged ranges by row and column from 0."""

    number: int
    cells: dict[Place, _Shown] = field(default_factory=dict)
    merged: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    widths: dict[int, float] = field(default_factory=dict)
    width: float = _DEFAULT_WIDTH


def read_xlsx(data: bytes, route: str = "xlsx") -> Reading:
    """Grids of an .xlsx workbook; page numbers are those of the sheets.

    Raises :class:`Unreadable` for what :func:`open_package` refuses, and ``damaged_office_file``.
    """
    package = open_package(data)
    names = package.namelist()
    pictures = sum(1 for name in names if name.lower().startswith("xl/media/"))
    has_formulas = any(
        b"<f>" in (text := package.read(n)) or b"<f " in text for n in names if n.startswith("xl/worksheets/")
    )
    with warnings.catch_warnings():
        # openpyxl warns of extensions and styles that it leaves out, none of which changes a value.
        warnings.simplefilter("ignore")
        try:
            plain, merged = _without_merges(package)
            book = load_workbook(io.BytesIO(plain), data_only=True, rich_text=True, keep_links=False)
            formulas = load_workbook(io.BytesIO(plain), keep_links=False) if has_formulas else None
            sheets = [
                _xlsx_sheet(sheet, number, merged.get(sheet.title, []), formulas[sheet.title] if formulas else None)
                for number, sheet in enumerate(book.worksheets, 1)
                if sheet.sheet_state == "visible"
            ]
        except Exception as error:  # openpyxl raises whatever a broken part leads to
            raise damaged(error) from error
    return _reading(route, len(book.worksheets), sheets, pictures)


def read_xls(data: bytes) -> Reading:
    """Grids of an .xls workbook. Raises :class:`Unreadable`: ``password_protected``, ``damaged_office_file``."""
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise password_protected() from error
        raise damaged(error) from error
    except Exception as error:  # xlrd raises whatever a broken record leads to
        raise damaged(error) from error
    sheets = [_xls_sheet(book, sheet, n) for n, sheet in enumerate(book.sheets(), 1) if sheet.visibility == 0]
    return _reading("xls", book.nsheets, sheets, 0)


def _reading(route: str, count: int, sheets: Iterable[_Sheet], pictures: int) -> Reading:
    reading = Reading(route, count, [])
    for sheet in sheets:
        grids, lines = _grids(sheet)
        reading.grids += grids
        reading.text_lines += [(sheet.number, line) for line in lines]
    note_pictures(reading, pictures)
    return reading


# .xlsx


def _without_merges(package: zipfile.ZipFile) -> tuple[bytes, dict[str, list[Merge]]]:
    """The workbook without its merged ranges, and these by the title of their sheet.

    openpyxl draws the borders of merged cells anew, cell by cell, which takes a second for each form.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    relations = etree.fromstring(package.read("xl/_rels/workbook.xml.rels"), parser)
    targets = {node.get("Id"): node.get("Target") for node in relations}
    titles: dict[str, str] = {}
    for node in etree.fromstring(package.read("xl/workbook.xml"), parser).iter("{*}sheet"):
        target = next((targets.get(v) for k, v in node.attrib.items() if k.endswith("}id")), None) or ""
        titles[posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")] = node.get("name")
    merged: dict[str, list[Merge]] = {}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as plain:
        for name in package.namelist():
            if name.startswith("xl/media/"):
                continue
            part = package.read(name)
            if name in titles:
                merged[titles[name]] = [_range(ref.decode()) for ref in _MERGE.findall(part)]
                part = _MERGES.sub(b"", part)
            plain.writestr(name, part)
    return stream.getvalue(), merged


def _range(reference: str) -> Merge:
    first_column, first_row, last_column, last_row = (int(edge or 1) - 1 for edge in range_boundaries(reference))
    return first_row, last_row, first_column, last_column


def _xlsx_sheet(sheet: Worksheet, number: int, merged: list[Merge], formulas: Worksheet | None) -> _Sheet:
    found = _Sheet(number, merged=merged, width=sheet.sheet_format.defaultColWidth or _DEFAULT_WIDTH)
    for name, dimension in sheet.column_dimensions.items():
        first = dimension.min or column_index_from_string(name)
        for index in range(first - 1, min(dimension.max or first, first + 2000)):
            if dimension.hidden:
                found.hidden_columns.add(index)
            if dimension.width:
                found.widths[index] = dimension.width
    found.hidden_rows = {index - 1 for index, row in sheet.row_dimensions.items() if row.hidden}
    shows_zeros = sheet.sheet_view.showZeros is not False
    for row, cells in enumerate(sheet.iter_rows(min_row=1, min_col=1)):
        for column, cell in enumerate(cells):
            border = cell.border if cell.has_style else None
            is_bordered = border is not None and any(
                side is not None and side.style for side in (border.left, border.right, border.top, border.bottom)
            )
            value = getattr(cell, "value", None)
            formula = formulas is not None and formulas.cell(row + 1, column + 1).data_type == "f"
            if value is None and not is_bordered and not formula:
                continue
            one = _xlsx_cell(cell, value)
            if formula and value is None:
                one.doubt = "formula_without_value"
            if cell.data_type == "e":
                one.doubt = "error_value"
            if value == 0 and not isinstance(value, bool) and not shows_zeros:
                one = _Shown("", "hidden_zero")
            one.is_bordered = is_bordered
            found.cells[row, column] = one
    return found


def _xlsx_cell(cell: object, value: object) -> _Shown:
    font = getattr(cell, "font", None)
    number_format = getattr(cell, "number_format", "General")
    one = _Shown("")
    if isinstance(value, CellRichText):
        for run in value:
            style = None if isinstance(run, str) else run.font
            text = run if isinstance(run, str) else run.text
            if style is not None and style.vertAlign == "superscript":
                text, doubt = raised(text)
                one.doubt = one.doubt or doubt
            if style is not None and style.strike:
                one.doubt = one.doubt or "struck_text"
            one.text += text
    else:
        one.text, one.doubt = shown(value, number_format)  # type: ignore[arg-type]
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            shrinks = getattr(getattr(cell, "alignment", None), "shrink_to_fit", False)
            one.size = 0.0 if shrinks else float(getattr(font, "sz", None) or _DEFAULT_SIZE)
    if font is not None and value is not None:
        colour = getattr(font.color, "rgb", None) if font.color is not None else None
        fill = getattr(getattr(cell, "fill", None), "fill_type", None)
        if font.strike:
            one.doubt = one.doubt or "struck_text"
        elif isinstance(colour, str) and colour.upper().endswith("FFFFFF") and fill is None:
            one.doubt = one.doubt or "white_text"
        if font.vertAlign == "superscript":
            one.doubt = one.doubt or "raised_text"
    return one


# .xls


def _xls_sheet(book: xlrd.Book, sheet: xlrd.sheet.Sheet, number: int) -> _Sheet:
    found = _Sheet(number, width=float(sheet.defcolwidth or _DEFAULT_WIDTH))
    for index, column in sheet.colinfo_map.items():
        found.widths[index] = column.width / 256
        if column.hidden:
            found.hidden_columns.add(index)
    found.hidden_rows = {index for index, row in sheet.rowinfo_map.items() if row.hidden}
    found.merged = [(r0, r1 - 1, c0, c1 - 1) for r0, r1, c0, c1 in sheet.merged_cells]
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
            one = _xls_cell(book, cell, style)
            if runs := sheet.rich_text_runlist_map.get((row, column)):
                # Runs in other fonts: raised or struck text stays doubtful.
                fonts = [book.font_list[index] for _, index in runs]
                if any(f.escapement or f.struck_out for f in fonts):
                    one.doubt = one.doubt or "raised_text"
            if cell.ctype == xlrd.XL_CELL_NUMBER and cell.value == 0 and not sheet.show_zero_values:
                one = _Shown("", "hidden_zero")
            one.is_bordered = is_bordered
            found.cells[row, column] = one
    return found


def _xls_cell(book: xlrd.Book, cell: xlrd.sheet.Cell, style: xlrd.formatting.XF) -> _Shown:
    font = book.font_list[style.font_index]
    number_format = book.format_map[style.format_key].format_str if style.format_key in book.format_map else "General"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return _Shown(xlrd.error_text_from_code.get(cell.value, "#ERROR"), "error_value")
    value: Value = cell.value
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        value = bool(cell.value)
    elif cell.ctype == xlrd.XL_CELL_DATE:
        try:
            value = xlrd.xldate_as_datetime(cell.value, book.datemode)
        except (ValueError, OverflowError, xlrd.xldate.XLDateError):
            return _Shown(str(cell.value), "unsure_display")
    one = _Shown(*shown(value, number_format))
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        one.size = 0.0 if style.alignment.shrink_to_fit else font.height / 20
    if font.struck_out:
        one.doubt = one.doubt or "struck_text"
    elif font.escapement:
        one.doubt = one.doubt or "raised_text"
    elif font.colour_index in (1, 9) and one.text and style.background.fill_pattern == 0:
        one.doubt = one.doubt or "white_text"
    return one


# Sheets to grids.


def _grids(sheet: _Sheet) -> tuple[list[Grid], list[str]]:
    """The tables of a sheet and its lines of text outside of them.

    Where cells have borders, rows without any are text around the tables; else the rows with one text before the
    first row with two are.
    """
    covered = _covered(sheet)
    spans = {(r0, c0): (r1, c1) for r0, r1, c0, c1 in sheet.merged}
    # A cell whose text is doubtful takes its place even where it has none.
    texts = {
        p: c for p, c in sheet.cells.items() if (c.text or c.doubt) and p not in covered and _is_seen(sheet, p, spans)
    }
    if not texts:
        return [], []
    columns = _columns(sheet, texts, covered)
    rows = sorted({r for r, _ in texts} | {r for r, _ in covered if r not in sheet.hidden_rows})
    first, last = min(r for r, _ in texts), max(r for r, _ in texts)
    bordered = {r for (r, c), cell in sheet.cells.items() if cell.is_bordered and first <= r <= last}
    bordered |= {r for (r, _), owner in covered.items() if (a := sheet.cells.get(owner)) is not None and a.is_bordered}
    rows = sorted({r for r in {*rows, *bordered} if r not in sheet.hidden_rows and first <= r <= max(last, *rows)})
    if len(rows) * len(columns) > MAX_SLOTS:
        raise Unreadable(
            "table_too_large", "A sheet has more than a million cells. Save the sheets with the forms in a file alone."
        )
    in_table = _table_rows(sheet, texts, rows, bordered)
    grids: list[Grid] = []
    lines: list[str] = []
    above: list[str] = []
    for is_table, run in groupby(rows, key=in_table.__contains__):
        numbers = list(run)
        if is_table:
            # A gap of rows that show nothing parts two tables.
            for part in _parts(numbers, sheet.hidden_rows):
                grids.append(_grid(sheet, part, columns, covered))
                if above:
                    grids[-1].above[0] = above
                    above = []
        else:
            found = [texts[r, c].text for r in numbers for c in columns if (r, c) in texts and texts[r, c].text]
            above += found
            lines += found
    if grids and above:
        grids[-1].above[grids[-1].rows] = above
    return grids, lines


def _is_seen(sheet: _Sheet, place: Place, spans: dict[Place, Place]) -> bool:
    """Whether a cell has a row and a column that show; a merged one may lose its first and keep others."""
    last_row, last_column = spans.get(place, place)
    rows, columns = range(place[0], last_row + 1), range(place[1], last_column + 1)
    return any(r not in sheet.hidden_rows for r in rows) and any(c not in sheet.hidden_columns for c in columns)


def _covered(sheet: _Sheet) -> dict[Place, Place]:
    """Every place of a merged range but the first, by the range's first place; the first of two ranges has it."""
    covered: dict[Place, Place] = {}
    for r0, r1, c0, c1 in sheet.merged:
        if (r1 - r0 + 1) * (c1 - c0 + 1) + len(covered) > MAX_SLOTS:
            raise Unreadable("table_too_large", "A sheet merges more than a million cells. Save it as PDF.")
        for row in range(r0, r1 + 1):
            for column in range(c0, c1 + 1):
                if (row, column) != (r0, c0):
                    covered.setdefault((row, column), (r0, c0))
    return covered


def _columns(sheet: _Sheet, texts: dict[Place, _Shown], covered: dict[Place, Place]) -> list[int]:
    reach = {c for _, c in texts} | {c for (_, c), owner in covered.items() if owner in texts}
    return [c for c in range(min(reach), max(reach) + 1) if c not in sheet.hidden_columns]


def _table_rows(sheet: _Sheet, texts: dict[Place, _Shown], rows: list[int], bordered: set[int]) -> set[int]:
    counts: dict[int, int] = {}
    for row, _ in texts:
        counts[row] = counts.get(row, 0) + 1
    if len(bordered) < len(rows) / 2:
        start = next((r for r in rows if counts.get(r, 0) > 1), rows[-1] + 1)
        return {r for r in rows if r >= start}
    table = set(bordered)
    for run in _parts([r for r in rows if r not in bordered], sheet.hidden_rows):
        if run[0] - 1 in bordered and run[-1] + 1 in bordered:
            # Rows without borders between rows of a table, with no gap: nobody can say that they are not part of it.
            table |= set(run)
    return table


def _parts(rows: list[int], hidden: set[int]) -> list[list[int]]:
    """Rows in runs without a gap; hidden rows are no gap."""
    parts: list[list[int]] = []
    for row in rows:
        if parts and all(between in hidden for between in range(parts[-1][-1] + 1, row)):
            parts[-1].append(row)
        else:
            parts.append([row])
    return parts


def _grid(sheet: _Sheet, rows: list[int], columns: list[int], covered: dict[Place, Place]) -> Grid:
    place_of = {column: index for index, column in enumerate(columns)}
    spans = {(r0, c0): (r1, c1) for r0, r1, c0, c1 in sheet.merged}
    begun: set[Place] = set()
    lines: list[Line] = []
    for row in rows:
        pieces: list[Piece] = []
        for column in columns:
            owner = covered.get((row, column), (row, column))
            if owner in begun:
                continue
            begun.add(owner)
            last_row, last_column = spans.get(owner, owner)
            wide = [c for c in columns if column <= c <= last_column] if owner in spans else [column]
            high = [r for r in rows if row <= r <= last_row] if owner in spans else [row]
            pieces.append(_piece(sheet, owner, place_of[column], wide, len(high)))
            if owner in covered:
                pieces[-1].doubt = pieces[-1].doubt or "overlapping_spans"
        filled = [p for p in pieces if p.lines]
        if len(filled) == 1 and len(pieces) == len(columns) and filled[0].column == 0 and _is_bare(sheet, row, columns):
            # A text that stands alone in its row runs over the empty cells beside it.
            filled[0].columns = len(columns)
            pieces = filled
        lines.append(Line(pieces, len(rows), row + 1))
    grid = tile(lines, sheet.number)
    return Grid(grid.rows, grid.columns, [_placed(cell, columns) for cell in grid.cells])


def _is_bare(sheet: _Sheet, row: int, columns: list[int]) -> bool:
    return not any((cell := sheet.cells.get((row, c))) is not None and cell.is_bordered for c in columns)


def _piece(sheet: _Sheet, owner: Place, column: int, wide: list[int], rows: int) -> Piece:
    cell = sheet.cells.get(owner, _Shown(""))
    text, doubt = seen(cell.text)
    doubt = cell.doubt or doubt
    if cell.size:
        room = sum(sheet.widths.get(c, sheet.width) for c in wide) * _DEFAULT_SIZE / cell.size
        # A figure that is wider than its column shows as ### or, without a format, rounded.
        if len(text) > room * 1.15 + 0.5:
            doubt = doubt or "wider_than_column"
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line.strip()]
    return Piece(lines, len(wide), max(rows, 1), doubt, column)


def _placed(cell: Cell, columns: list[int]) -> Cell:
    """The cell with its columns in the sheet, where hidden ones count."""
    last = cell.column + cell.column_span - 1
    place = replace(cell.evidence[0], column_first=columns[cell.column], column_last=columns[last])
    return replace(cell, evidence=(place,))
