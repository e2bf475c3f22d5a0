"""The parts of an .xlsx workbook: which sheets it has, what their cells store, how these are formatted.

Belongs here: SpreadsheetML, read part by part as a stream, so that a sheet costs what it stores and not the range it
uses. Does not belong here: what a cell shows (``xlsx``, ``number_format``), which cells are a table
(``sheet_tables``).

Elements go by their local names, because strict workbooks (ISO/IEC 29500-1) use other namespaces than Excel's own.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import TypeVar

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from pipeline.model.doubts import CERTAIN, Doubts, with_doubt
from pipeline.model.messages import said
from pipeline.readers.office.container import parts_of, relations, xml
from pipeline.readers.office.number_format import CHINESE_FORMATS
from pipeline.readers.office.sheet import CellPosition, MergedRange, check_filled, too_large

_Item = TypeVar("_Item")

MAX_CELLS = 1_000_000
"""Stored cells of one workbook, empty ones with a format included; a book of 300 forms has 60,000."""
_MAX_MERGES = 100_000
_MAX_COLUMNS = 16_384
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Marks in print headers: for font, size, colour and underline, and for page, number of pages, date, time and file.
_HEADER_MARK = re.compile(r'&(?:"[^"]*"|\d+|K[0-9A-Fa-f]{6}|K\d\d[+-]\d{3}|[A-Z&])')
_MOVING = re.compile(r"&[PNDTFAZG]")
_READ = ("sheetFormatPr", "sheetView", "col", "row", "c", "mergeCell", "headerFooter", "drawing")


@dataclass(frozen=True, slots=True)
class Font:
    """What a font does to its text. ``size`` is in points."""

    is_struck: bool = False
    is_raised: bool = False
    is_white: bool = False
    size: float = 11.0


@dataclass(frozen=True, slots=True)
class Format:
    """How a cell is formatted. ``shrinks``: its text is made small enough for the column."""

    number_format: str = "General"
    font: Font = Font()
    is_bordered: bool = False
    is_filled: bool = False
    shrinks: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text; ``font`` is null where it has the cell's."""

    text: str
    font: Font | None = None


Stored = str | bool | int | float | date | datetime | time | timedelta | tuple[Run, ...] | None


@dataclass(slots=True)
class StoredCell:
    """One stored cell. ``doubts`` say why its value may not be what is shown (an error, a formula without a result)."""

    value: Stored
    format: Format
    doubts: Doubts = CERTAIN


@dataclass(slots=True)
class StoredSheet:
    """One sheet as stored, with rows and columns from 0.

    ``boxes`` are texts of shapes with the row in which each is anchored.
    """

    title: str
    is_hidden: bool = False
    cells: dict[CellPosition, StoredCell] = field(default_factory=dict)
    merged: list[MergedRange] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    widths: dict[int, float] = field(default_factory=dict)
    width: float | None = None
    shows_zeros: bool = True
    header: list[str] = field(default_factory=list)
    boxes: list[tuple[int, str]] = field(default_factory=list)


class Workbook:
    """A workbook whose sheets are read one by one."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self._part = parts_of(package, "officeDocument") or ["xl/workbook.xml"]
        self._tree = xml(package, self._part[0])
        self._relations = relations(package, self._part[0])
        self._stored = self._filled = 0

    def sheets(self) -> Iterator[StoredSheet]:
        """Every worksheet in the order of its tabs; charts and macro sheets are none."""
        for node in self._tree.iter("{*}sheet"):
            target = self._relations.get(_attribute(node, "id") or "")
            if target is None or target.kind != "worksheet":
                continue
            sheet = StoredSheet(node.get("name") or "", (node.get("state") or "visible") != "visible")
            self._fill(sheet, target.part)
            yield sheet

    @cached_property
    def _epoch(self) -> datetime:
        properties = next(self._tree.iter("{*}workbookPr"), None)
        is_mac = properties is not None and (properties.get("date1904") or "") in ("1", "true")
        return CALENDAR_MAC_1904 if is_mac else CALENDAR_WINDOWS_1900

    def _related(self, kind: str) -> str | None:
        part = next((r.part for r in self._relations.values() if r.kind == kind), None)
        return part if part in self._package.namelist() else None

    @cached_property
    def _texts(self) -> list[str | tuple[Run, ...]]:
        """The shared texts of the workbook by their number."""
        part = self._related("sharedStrings")
        if part is None:
            return []
        texts: list[str | tuple[Run, ...]] = []
        for _, node in _stream(self._package, part, ("si",)):
            texts.append(_plain(_runs(node)))
            _forget(node)
            if len(texts) > MAX_CELLS:
                raise too_large(MAX_CELLS, said("stored.texts"))
        return texts

    @cached_property
    def _formats(self) -> list[Format]:
        part = self._related("styles")
        return _formats(xml(self._package, part)) if part else []

    def _fill(self, sheet: StoredSheet, part: str) -> None:
        """Read the part of a sheet as a stream: rows and cells as they come, then merged ranges and the rest."""
        row = column = -1
        for event, node in _stream(self._package, part, _READ, ("start", "end")):
            tag = etree.QName(node).localname
            if event == "start":
                if tag == "row":
                    row, column = _index(node.get("r"), row), -1
                    _note_hidden_row(sheet, node, row)
            elif tag == "c":
                position = _position(node.get("r"))
                row, column = position if position is not None else (max(row, 0), column + 1)
                self._store(sheet, (row, column), node)
                _forget(node)
            elif tag == "row":
                _forget(node)
            elif tag == "mergeCell":
                _add_merged(sheet, node)
                _forget(node)
            elif tag == "drawing":
                sheet.boxes += self._boxes(part, _attribute(node, "id") or "")
            else:
                _set_property(sheet, tag, node)

    def _store(self, sheet: StoredSheet, position: CellPosition, node: etree._Element) -> None:
        """Put a cell into its sheet, where it stores anything, and count it."""
        self._count()
        cell = self._cell(node)
        if cell is not None:
            sheet.cells[position] = cell
            self._filled += cell.value is not None
            check_filled(self._filled)

    def _count(self) -> None:
        self._stored += 1
        if self._stored > MAX_CELLS:
            raise too_large(MAX_CELLS, said("stored.cells"))

    def _cell(self, node: etree._Element) -> StoredCell | None:
        """A cell as stored; null for one that stores nothing and has no border."""
        number = node.get("s") or "0"
        form = self._formats[int(number)] if number.isdigit() and int(number) < len(self._formats) else Format()
        stored = formula = inline = None
        for child in node:
            tag = etree.QName(child).localname
            if tag == "v":
                stored = child
            elif tag == "f":
                formula = child
            elif tag == "is":
                inline = child
        kind = node.get("t") or "n"
        if inline is not None and kind == "inlineStr":
            return StoredCell(_plain(_runs(inline)), form)
        text = stored.text if stored is not None else None
        if stored is None or (not text and kind != "str"):
            # The result of a formula is missing, so that nobody knows what the cell shows.
            if formula is not None:
                return StoredCell(None, form, with_doubt(CERTAIN, "formula_without_value"))
            return StoredCell(None, form) if form.is_bordered else None
        return self._valued(kind, text or "", form)

    def _valued(self, kind: str, text: str, form: Format) -> StoredCell:
        """A cell with the stored text as a value of its kind."""
        if kind == "s":
            number = int(text) if text.strip().isdigit() else -1
            if not 0 <= number < len(self._texts):
                return StoredCell(text, form, with_doubt(CERTAIN, "broken_reference"))
            return StoredCell(self._texts[number], form)
        if kind == "str":
            return StoredCell(_unescaped(text), form)
        if kind == "b":
            return StoredCell(text.strip() in ("1", "true"), form)
        if kind == "e":
            return StoredCell(text, form, with_doubt(CERTAIN, "error_value"))
        if kind == "d":
            try:
                return StoredCell(datetime.fromisoformat(text.strip()), form)
            except ValueError:
                return StoredCell(text, form, with_doubt(CERTAIN, "unsure_display"))
        value = _number(text)
        if value is None:
            return StoredCell(text, form, with_doubt(CERTAIN, "unsure_display"))
        if is_date_format(form.number_format):
            try:
                is_span = is_timedelta_format(form.number_format)
                return StoredCell(from_excel(value, self._epoch, timedelta=is_span), form)
            except (ValueError, OverflowError):
                # Excel shows ##### for a number that is no date of its calendar.
                return StoredCell(text, form, with_doubt(CERTAIN, "unsure_display"))
        return StoredCell(value, form)

    def _boxes(self, part: str, relation: str) -> Iterator[tuple[int, str]]:
        """The texts of the shapes in a drawing, each with the row in which it is anchored."""
        target = relations(self._package, part).get(relation)
        if target is None or target.part not in self._package.namelist():
            return
        for anchor in xml(self._package, target.part):
            if not isinstance(anchor.tag, str):
                continue
            first = next((node.text or "" for node in anchor.iter("{*}row")), "")
            row = int(first) if first.isdigit() and len(first) < 8 else 0
            for shape in anchor.iter("{*}sp"):
                hidden = next(shape.iter("{*}cNvPr"), None)
                if hidden is not None and hidden.get("hidden") in ("1", "true"):
                    continue
                for paragraph in shape.iter("{*}p"):
                    text = "".join(t.text or "" for t in paragraph.iter("{*}t")).strip()
                    if text:
                        yield row, text


def _stream(
    package: zipfile.ZipFile, part: str, names: tuple[str, ...], events: tuple[str, ...] = ("end",)
) -> Iterator[tuple[str, etree._Element]]:
    """The elements of a part with some names, one by one as they are read."""
    with package.open(part) as source:
        tags = [f"{{*}}{name}" for name in names]
        yield from etree.iterparse(
            source, events=events, tag=tags, resolve_entities=False, no_network=True, load_dtd=False
        )


def _forget(node: etree._Element) -> None:
    """Free the memory of an element that was read, and of those before it."""
    node.clear(keep_tail=True)
    parent = node.getparent()
    while parent is not None and node.getprevious() is not None:
        del parent[0]


def _runs(node: etree._Element) -> tuple[Run, ...]:
    """The text of a string item, without the phonetic hints beside it."""
    runs: list[Run] = []
    for child in node:
        tag = etree.QName(child).localname
        if tag == "t":
            runs.append(Run(_unescaped(child.text or "")))
        elif tag == "r":
            text = "".join(t.text or "" for t in child.iter("{*}t"))
            properties = next(child.iter("{*}rPr"), None)
            runs.append(Run(_unescaped(text), _font(properties) if properties is not None else None))
    return tuple(runs)


def _plain(runs: tuple[Run, ...]) -> str | tuple[Run, ...]:
    return "".join(run.text for run in runs) if all(run.font is None for run in runs) else runs


def _unescaped(text: str) -> str:
    """The text with characters that XML cannot hold, which files write as _x000D_ (ECMA-376 part 1, 22.9.2.19)."""
    return _ESCAPED.sub(lambda m: chr(int(m.group(1), 16)), text) if "_x" in text else text


def _formats(tree: etree._Element) -> list[Format]:
    """The formats of cells by their number."""
    own = {n.get("numFmtId"): n.get("formatCode") or "General" for n in tree.iter("{*}numFmt")}
    fonts = [_font(node) for node in _items(tree, "fonts")]
    fills = [_is_filled(node) for node in _items(tree, "fills")]
    borders = [any(side.get("style") not in (None, "none") for side in node) for node in _items(tree, "borders")]
    formats = []
    for node in _items(tree, "cellXfs"):
        key = node.get("numFmtId") or "0"
        number = int(key) if key.isdigit() else 0
        number_format = own.get(key) or BUILTIN_FORMATS.get(number) or CHINESE_FORMATS.get(number) or "General"
        alignment = next(node.iter("{*}alignment"), None)
        formats.append(
            Format(
                number_format,
                _at(fonts, node.get("fontId"), Font()),
                _at(borders, node.get("borderId"), default=False),
                _at(fills, node.get("fillId"), default=False),
                alignment is not None and alignment.get("shrinkToFit") in ("1", "true"),
            )
        )
    return formats


def _items(tree: etree._Element, name: str) -> list[etree._Element]:
    group = next(tree.iter(f"{{*}}{name}"), None)
    return [] if group is None else [node for node in group if isinstance(node.tag, str)]


def _at(items: list[_Item], number: str | None, default: _Item) -> _Item:
    return items[int(number)] if number is not None and number.isdigit() and int(number) < len(items) else default


def _font(node: etree._Element) -> Font:
    """A font, as far as it says how text is seen."""
    is_struck = is_raised = is_white = False
    size = 11.0
    for child in node:
        if not isinstance(child.tag, str):
            continue
        tag, value = etree.QName(child).localname, child.get("val")
        if tag == "strike":
            is_struck = value not in ("0", "false")
        elif tag == "vertAlign":
            is_raised = value == "superscript"
        elif tag == "sz":
            size = _float(value) or size
        elif tag == "color":
            # Theme colour 0 is that of the background; indexed colours 1 and 9 are white (ECMA-376 part 1, 18.8.27).
            is_theme = child.get("theme") == "0" and not child.get("tint")
            is_white = (
                (child.get("rgb") or "").upper().endswith("FFFFFF") or is_theme or child.get("indexed") in ("1", "9")
            )
    return Font(is_struck, is_raised, is_white, size)


def _is_filled(node: etree._Element) -> bool:
    for fill in node:
        if isinstance(fill.tag, str):
            kind = fill.get("patternType")
            return etree.QName(fill).localname == "gradientFill" or kind not in (None, "none")
    return False


def _note_hidden_row(sheet: StoredSheet, node: etree._Element, row: int) -> None:
    if node.get("hidden") in ("1", "true") or _float(node.get("ht")) == 0:
        sheet.hidden_rows.add(row)


def _add_merged(sheet: StoredSheet, node: etree._Element) -> None:
    if (merged := _range(node.get("ref") or "")) is not None:
        sheet.merged.append(merged)
    if len(sheet.merged) > _MAX_MERGES:
        raise too_large(_MAX_MERGES, said("stored.merges"))


def _set_property(sheet: StoredSheet, tag: str, node: etree._Element) -> None:
    """What an element says of the whole sheet or of its columns."""
    if tag == "col":
        _column(sheet, node)
    elif tag == "sheetFormatPr":
        sheet.width = _float(node.get("defaultColWidth"))
    elif tag == "sheetView":
        sheet.shows_zeros = node.get("showZeros") not in ("0", "false")
    elif tag == "headerFooter":
        sheet.header += _header(node)


def _column(sheet: StoredSheet, node: etree._Element) -> None:
    """Note the width of some columns, and whether they are hidden."""
    first, last = _integer(node.get("min")), _integer(node.get("max"))
    if first is None or not 1 <= first <= _MAX_COLUMNS:
        return
    width = _float(node.get("width"))
    is_hidden = node.get("hidden") in ("1", "true") or width == 0
    for index in range(first - 1, min(last or first, _MAX_COLUMNS)):
        if is_hidden:
            sheet.hidden_columns.add(index)
        if width:
            sheet.widths[index] = width


def _header(node: etree._Element) -> Iterator[str]:
    """The lines printed above every page of a sheet; lines with page numbers, dates and the like are left out."""
    for child in node:
        if isinstance(child.tag, str) and etree.QName(child).localname in ("oddHeader", "firstHeader"):
            for line in re.split(r"&[LCR]|\n", child.text or ""):
                text = _HEADER_MARK.sub("", line).strip()
                if text and not _MOVING.search(line):
                    yield text


def _attribute(node: etree._Element, name: str) -> str | None:
    """An attribute by its local name, because strict files use another namespace for relations."""
    return next((str(v) for k, v in node.attrib.items() if str(k).rpartition("}")[2] == name), None)


def _index(text: str | None, before: int) -> int:
    number = _integer(text)
    return number - 1 if number is not None and number > 0 else before + 1


def _position(reference: str | None) -> CellPosition | None:
    """The position that a reference such as ``B7`` names; null for anything else."""
    match = _REFERENCE.fullmatch(reference or "")
    if match is None:
        return None
    column = 0
    for letter in match.group(1):
        column = column * 26 + ord(letter) - 64
    return int(match.group(2)) - 1, column - 1


def _range(reference: str) -> MergedRange | None:
    first, _, last = reference.partition(":")
    begin, end = _position(first), _position(last or first)
    if begin is None or end is None:
        return None
    return min(begin[0], end[0]), max(begin[0], end[0]), min(begin[1], end[1]), max(begin[1], end[1])


def _number(text: str) -> int | float | None:
    try:
        return int(text) if text.lstrip("-").isdigit() and len(text) < 16 else float(text)
    except ValueError:
        return None


def _integer(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdigit() and len(text) < 9 else None


def _float(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None
