"""Word-processor documents (.docx) to grids of cells.

Belongs here: what of WordprocessingML is seen (tracked changes, fields, hidden text, boxes), merged cells. Does not
belong here: the container (``container``), styles (``docx_styles``), single elements (``docx_elements``), other
formats, which LibreOffice turns into .docx (``converted``), cells without overlap (``tiling``).
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from typing import NamedTuple

from lxml import etree

from pipeline.model.grid import Reading, Unreadable
from pipeline.model.reading_notes import Note, NoteCode
from pipeline.readers.gathered_text import GatheredText
from pipeline.readers.html import web_archive, web_page
from pipeline.readers.office.container import Relation, open_package, parts_of, relations, xml
from pipeline.readers.office.docx_elements import (
    WRAPPERS,
    cells_of,
    child_of,
    children_through,
    elements,
    is_on,
    is_row_left_out,
    number_of,
    rows_of,
    tag_of,
    value_of,
)
from pipeline.readers.office.docx_styles import RunStyle, is_ground, style_of, styles_of
from pipeline.readers.refused_files import damaged
from pipeline.readers.text_and_tables import TextAndTables
from pipeline.readers.tiling import MarkedCell, MarkedRow, tile
from pipeline.readers.unread_pictures import note_pictures

_BREAKS = frozenset({"br", "cr"})
# Characters of the font Symbol that targets hold (Adobe Symbol encoding). Any other symbol is a doubt.
_SYMBOL = {0xB3: "≥", 0xA3: "≤", 0xB1: "±", 0xB4: "×", 0xB0: "°", 0xB7: "·", 0x3D: "=", 0x3E: ">", 0x3C: "<"}
# Size of a web page that a document holds as a part of its text; one of a hundred forms has 2 MB.
_MAX_EMBEDDED = 40 * 2**20


def read(data: bytes, route: str = "docx") -> Reading:
    """Grids and lines of a .docx file. Headers, footers and notes are among the lines.

    Raises :class:`Unreadable` for what :func:`open_package` refuses, ``damaged_office_file``.
    """
    package = open_package(data)
    try:
        return _read(package, route)
    except Unreadable:
        raise
    except (etree.XMLSyntaxError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise damaged(error) from error


def _read(package: zipfile.ZipFile, route: str) -> Reading:
    """The reading of an opened file: its main part with the parts that belong to it."""
    part = (parts_of(package, "officeDocument") or ["word/document.xml"])[0]
    tree = xml(package, part)
    names = package.namelist()
    styles = parts_of(package, "styles", part) or [n for n in names if n == "word/styles.xml"]
    known = styles_of(xml(package, styles[0]) if styles else None)
    related = relations(package, part)

    def embedded(relation: str) -> Reading | None:
        return _embedded(package, related.get(relation))

    document = _Document(known, embedded)
    heads, feet = _margins(package, part, known)
    document.start(heads)
    body = child_of(tree, "body")
    if body is not None:
        document.blocks(body)
        document.end()
    reading = Reading(route, 1, document.grids, [(1, line) for line in (*document.lines, *feet)], document.notes)
    note_pictures(reading, document.pictures)
    return reading


def _margins(package: zipfile.ZipFile, part: str, known: dict[str, RunStyle]) -> tuple[list[str], list[str]]:
    """The lines of page headers, and those of footers, footnotes and endnotes; each line once."""
    lines_by_kind: dict[str, list[str]] = {}
    for kind in ("header", "footer", "footnotes", "endnotes"):
        lines: dict[str, None] = {}
        for name in parts_of(package, kind, part):
            document = _Document(known, lambda relation: None)
            notes = [n for n in elements(xml(package, name)) if tag_of(n) in ("footnote", "endnote")]
            for node in notes or [xml(package, name)]:
                if value_of(node, "type") is None:
                    document.blocks(node)
            cells = [line for grid in document.grids for cell in grid for line in cell.raw.split("\n") if line]
            lines |= dict.fromkeys([*document.lines, *cells])
        lines_by_kind[kind] = list(lines)
    return lines_by_kind["header"], [*lines_by_kind["footer"], *lines_by_kind["footnotes"], *lines_by_kind["endnotes"]]


def _embedded(package: zipfile.ZipFile, relation: Relation | None) -> Reading | None:
    """The reading of a web page that stands as a part in the text (altChunk), or null where it is none."""
    if relation is None or relation.part not in package.namelist():
        return None
    if package.getinfo(relation.part).file_size > _MAX_EMBEDDED:
        return None
    data = package.read(relation.part)
    name = relation.part.lower()
    if name.endswith((".mht", ".mhtml")):
        return web_archive.read_archive(data)
    return web_page.read(data) if name.endswith((".htm", ".html", ".xhtml")) else None


class _Merge(NamedTuple):
    """A merged cell that the next row may continue, and how many columns it had before it was merged sideways."""

    cell: MarkedCell
    columns: int


class _Document(TextAndTables):
    """A document while it is read."""

    def __init__(self, styles: dict[str, RunStyle], embedded: Callable[[str], Reading | None]) -> None:
        super().__init__()
        self.pictures = 0
        self.notes: list[Note] = []
        self._styles = styles
        self._embedded = embedded
        self._row_number = 0
        # For each open field (date, link, form control) whether its instruction is being read, which is not shown.
        self._fields: list[bool] = []
        # Whether the cell being read has a background on which white text can be read.
        self._is_on_ground = False

    def start(self, lines: list[str]) -> None:
        """Take the lines of page headers as the first lines above the text."""
        self.add_lines(lines)

    def blocks(self, parent: etree._Element) -> None:
        """Read paragraphs and tables in their order."""
        for node in elements(parent):
            tag = tag_of(node)
            if tag == "p":
                text = GatheredText()
                boxes = self._paragraph(node, text)
                self.add_lines(text.lines)
                for box in boxes:
                    self.blocks(box)
            elif tag == "tbl":
                self._table(node)
            elif tag == "altChunk":
                self._take_in(node)
            elif tag in WRAPPERS:
                self.blocks(node)

    def _take_in(self, node: etree._Element) -> None:
        reading = self._embedded(value_of(node, "id") or "")
        if reading is None:
            self.notes.append(Note(NoteCode.PART_NOT_READ))
            return
        self.add_part(reading.grids, [line for _, line in reading.text_lines])
        self.notes += reading.notes

    def _table(self, table: etree._Element) -> None:
        if _is_layout(table):
            for row in rows_of(table):
                for cell in () if is_row_left_out(row) else cells_of(row):
                    self.blocks(cell)
            return
        self.add_lines(self.add_table(tile(self._marked_rows(table))))

    def _marked_rows(self, table: etree._Element) -> list[MarkedRow]:
        """The rows of a table, with cells that are merged over several rows in the first of them."""
        rows = [row for row in rows_of(table) if not is_row_left_out(row)]
        marked_rows: list[MarkedRow] = []
        above: dict[int, _Merge] = {}
        for row in rows:
            self._row_number += 1
            cells, above = self._marked_cells(row, above)
            marked_rows.append(MarkedRow(cells, len(rows), self._row_number))
        return marked_rows

    def _marked_cells(
        self, row: etree._Element, above: dict[int, _Merge]
    ) -> tuple[list[MarkedCell], dict[int, _Merge]]:
        """The cells that begin in a row, and by column those that the next row may continue.

        ``above`` are the cells that this row may continue.
        """
        properties = child_of(row, "trPr")
        column = number_of(child_of(properties, "gridBefore"), 0)
        # Columns that a row leaves free before and behind its cells.
        cells = [MarkedCell(column_span=column, column=0)] if column else []
        open_below: dict[int, _Merge] = {}
        for node in cells_of(row):
            cell, merge, is_wider = self._marked_cell(node, column)
            span = cell.column_span
            if is_wider and cells:
                # hMerge: the way in which old programs merge cells sideways.
                cells[-1].column_span += span
            elif merge == "continue" and _continues(above.get(column), cell):
                above[column].cell.row_span += 1
                open_below[column] = above[column]
            else:
                if merge == "continue":
                    # There is no cell to continue, or the cell has a text of its own, which Word does not show.
                    cell.doubt("broken_merge")
                    if column in above:
                        above[column].cell.doubt("broken_merge")
                cells.append(cell)
                if merge:
                    open_below[column] = _Merge(cell, span)
            column += span
        if behind := number_of(child_of(properties, "gridAfter"), 0):
            cells.append(MarkedCell(column_span=behind, column=column))
        return cells, open_below

    def _marked_cell(self, cell: etree._Element, column: int) -> tuple[MarkedCell, str, bool]:
        """A cell, how it is merged downwards (restart, continue or nothing), and whether it widens the one before."""
        properties = child_of(cell, "tcPr")
        text = GatheredText()
        shade = child_of(properties, "shd")
        self._is_on_ground = shade is not None and is_ground(shade)
        self._cell(cell, text)
        self._is_on_ground = False
        if child_of(properties, "cellDel") is not None or child_of(properties, "cellMerge") is not None:
            text.doubt("tracked_cell")
        span = max(number_of(child_of(properties, "gridSpan"), 1), 1)
        down, sideways = child_of(properties, "vMerge"), child_of(properties, "hMerge")
        merge = "" if down is None else value_of(down) or "continue"
        is_wider = sideways is not None and (value_of(sideways) or "continue") == "continue"
        return MarkedCell(text.read(), min(span, 1000), 1, text.doubts, column), merge, is_wider

    def _cell(self, parent: etree._Element, text: GatheredText) -> None:
        """Gather the text of a cell."""
        for node in elements(parent):
            tag = tag_of(node)
            if tag == "p":
                before = self.pictures
                boxes = self._paragraph(node, text)
                if self.pictures > before:
                    text.doubt("picture_in_cell")
                for box in boxes:
                    text.doubt("text_box")
                    self._cell(box, text)
            elif tag == "tbl":
                inner = [cell for row in rows_of(node) if not is_row_left_out(row) for cell in cells_of(row)]
                for cell in inner:
                    self._cell(cell, text)
                if _texts(node) > 1:
                    # A table around one text only lays it out. Several texts have lost their columns.
                    text.doubt("nested_table")
            elif tag in WRAPPERS:
                if tag == "sdt" and _is_placeholder(node):
                    text.doubt("placeholder")
                self._cell(node, text)

    # Paragraphs.

    def _paragraph(self, paragraph: etree._Element, text: GatheredText) -> list[etree._Element]:
        """Gather the text of a paragraph; the text boxes anchored in it are the result."""
        boxes: list[etree._Element] = []
        properties = child_of(paragraph, "pPr")
        style = self._styles.get(value_of(child_of(properties, "pStyle")) or "", self._styles.get("", RunStyle()))
        start = len(text.lines)
        self._inline(paragraph, text, boxes, style)
        text.end()
        number = child_of(properties, "numPr")
        own = value_of(child_of(number, "numId"))
        is_numbered = own not in (None, "0") or (style.is_numbered and own != "0")
        if is_numbered and len(text.lines) > start:
            # Word prints a number before the text, which is not part of it in the file.
            text.doubt("list_number")
        return boxes

    def _inline(self, parent: etree._Element, text: GatheredText, boxes: list[etree._Element], style: RunStyle) -> None:
        """Gather the text of runs, of elements that wrap runs, and of formulas."""
        for node in elements(parent):
            tag = tag_of(node)
            if tag == "r":
                self._run(node, text, boxes, style)
            elif tag in WRAPPERS:
                if tag == "sdt" and _is_placeholder(node):
                    text.doubt("placeholder")
                self._inline(node, text, boxes, style)
            elif tag in ("oMath", "oMathPara"):
                text.add("".join(t.text or "" for t in node.iter() if tag_of(t) == "t"))
                text.doubt("formula")

    def _run(self, run: etree._Element, text: GatheredText, boxes: list[etree._Element], around: RunStyle) -> None:
        """Gather the text of a run in its style; drawings in it give text boxes and pictures."""
        properties = child_of(run, "rPr")
        if child_of(properties, "del") is not None:
            return
        style = self._styles.get(value_of(child_of(properties, "rStyle")) or "", RunStyle()).over(around)
        style = style_of(properties).over(style)
        is_hidden, is_raised = bool(style.is_hidden), bool(style.is_raised)
        is_white = style.is_white and not style.is_shaded and not self._is_on_ground
        doubt = "struck_out" if style.is_struck else "white_text" if is_white else ""
        for node in elements(run):
            tag = tag_of(node)
            if tag == "fldChar":
                self._field(node, text)
            elif tag == "AlternateContent":
                # The same drawing twice: for new programs (Choice) and for old ones (Fallback).
                chosen = child_of(node, "Choice")
                chosen = child_of(node, "Fallback") if chosen is None else chosen
                if chosen is not None:
                    self._drawing(chosen, boxes)
            elif tag in ("drawing", "pict", "object"):
                self._drawing(node, boxes)
            elif is_hidden or any(self._fields):
                continue
            elif tag == "t":
                shown = (node.text or "").upper() if style.is_capital else node.text or ""
                text.add(shown, is_raised=is_raised, is_struck=bool(style.is_struck))
                text.doubt(doubt if (node.text or "").strip() else "")
            elif tag == "tab":
                text.add(" ")
            elif tag in _BREAKS:
                text.end()
            elif tag == "noBreakHyphen":
                text.add("-")
            elif tag == "sym":
                text.add(_symbol(node))

    def _field(self, node: etree._Element, text: GatheredText) -> None:
        """Note where the instruction of a field begins and ends."""
        kind = value_of(node, "fldCharType")
        if kind == "begin":
            self._fields.append(True)
            if any(tag_of(n) == "checkBox" for n in node.iter()):
                text.doubt("form_control")
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _drawing(self, node: etree._Element, boxes: list[etree._Element]) -> None:
        contents = [n for n in node.iter() if tag_of(n) == "txbxContent"]
        boxes += [n for n in contents if not any(tag_of(a) == "txbxContent" for a in n.iterancestors())]
        if not contents and (tag_of(node) == "object" or any(tag_of(n) in ("blip", "imagedata") for n in node.iter())):
            self.pictures += 1


def _continues(above: _Merge | None, cell: MarkedCell) -> bool:
    """Whether a cell goes on with the one above it: it is as wide and has no text of its own."""
    return above is not None and above.columns == cell.column_span and not cell.lines


def _symbol(node: etree._Element) -> str:
    """A character of a symbol font. An unknown one becomes U+FFFD, which is a doubt."""
    try:
        code = int(value_of(node, "char") or "", 16) & 0xFF
    except ValueError:
        return "\ufffd"
    is_symbol = (value_of(node, "font") or "").lower() == "symbol"
    return _SYMBOL.get(code, "\ufffd") if is_symbol else "\ufffd"


def _is_placeholder(control: etree._Element) -> bool:
    mark = child_of(child_of(control, "sdtPr"), "showingPlcHdr")
    return mark is not None and is_on(mark)


def _is_layout(table: etree._Element) -> bool:
    """Whether a table only holds another one, which has more texts than it has itself."""
    own = _texts(table)
    return any(_texts(inner) > own for inner in table.iter() if inner is not table and tag_of(inner) == "tbl")


def _texts(table: etree._Element) -> int:
    """Cells with a text of their own, those of tables inside left out."""
    cells = (cell for row in rows_of(table) for cell in cells_of(row))
    return sum(
        1 for cell in cells if any(t.text for p in children_through(cell, "p") for t in p.iter() if tag_of(t) == "t")
    )
