"""Word-processor documents (.docx) to grids of cells.

Belongs here: what of WordprocessingML is seen (tracked changes, fields, hidden text, boxes), merged cells. Does not
belong here: the container (``ooxml``), other formats (``office`` turns them into .docx), spans (``tiling``).

Elements go by their local names, because strict documents (ISO/IEC 29500-1) use other namespaces than Word's own.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from pipeline.model.grid import Grid, Reading, TextLine, Unreadable
from pipeline.model.reading_notes import Note, NoteCode
from pipeline.readers.characters import Text
from pipeline.readers.html import web_archive, web_page
from pipeline.readers.office.container import Relation, damaged, open_package, parts_of, relations, xml
from pipeline.readers.tiling import Line, Piece, note_pictures, tile

# Around blocks or runs that are seen: content controls, inserted and moved text, smart tags, links.
_WRAPPERS = frozenset(
    {
        "sdt",
        "sdtContent",
        "ins",
        "moveTo",
        "smartTag",
        "customXml",
        "hyperlink",
        "fldSimple",
        "dir",
        "bdo",
        "ruby",
        "rubyBase",
    }
)
_BREAKS = frozenset({"br", "cr"})
# Characters of the font Symbol that stand in targets (Adobe Symbol encoding); any other symbol is a doubt.
_SYMBOL = {0xB3: "≥", 0xA3: "≤", 0xB1: "±", 0xB4: "×", 0xB0: "°", 0xB7: "·", 0x3D: "=", 0x3E: ">", 0x3C: "<"}
# A page that a document takes in; one of a hundred forms has 2 MB.
_MAX_EMBEDDED = 40 * 2**20
_OFF = frozenset({"0", "false", "off", "none"})


def read(data: bytes, route: str = "docx") -> Reading:
    """Grids and lines of a .docx file; what its pages print above and below the text is among the lines.

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
    part = (parts_of(package, "officeDocument") or ["word/document.xml"])[0]
    tree = xml(package, part)
    names = package.namelist()
    styles = parts_of(package, "styles", part) or [n for n in names if n == "word/styles.xml"]
    known = _styles(xml(package, styles[0]) if styles else None)
    related = relations(package, part)

    def embedded(relation: str) -> Reading | None:
        return _embedded(package, related.get(relation))

    document = _Document(known, embedded)
    heads, feet = _margins(package, part, known)
    document.start(heads)
    body = _child(tree, "body")
    if body is not None:
        document.blocks(body)
        document.end()
    reading = Reading(route, 1, document.grids, [(1, line) for line in (*document.lines, *feet)], document.notes)
    note_pictures(reading, document.pictures)
    return reading


def _margins(package: zipfile.ZipFile, part: str, known: dict[str, _Style]) -> tuple[list[str], list[str]]:
    """The lines printed above the text of pages, and those below it with the footnotes; each once."""
    found: dict[str, list[str]] = {}
    for kind in ("header", "footer", "footnotes", "endnotes"):
        lines: dict[str, None] = {}
        for name in parts_of(package, kind, part):
            document = _Document(known, lambda relation: None)
            notes = [n for n in _elements(xml(package, name)) if _tag(n) in ("footnote", "endnote")]
            for node in notes or [xml(package, name)]:
                if _value(node, "type") is None:
                    document.blocks(node)
            cells = [line for grid in document.grids for cell in grid for line in cell.raw.split("\n") if line]
            lines |= dict.fromkeys([*document.lines, *cells])
        found[kind] = list(lines)
    return found["header"], [*found["footer"], *found["footnotes"], *found["endnotes"]]


def _embedded(package: zipfile.ZipFile, relation: Relation | None) -> Reading | None:
    """A web page that the document takes in whole (altChunk), as programs write that make documents of pages."""
    if relation is None or relation.part not in package.namelist():
        return None
    if package.getinfo(relation.part).file_size > _MAX_EMBEDDED:
        return None
    data = package.read(relation.part)
    name = relation.part.lower()
    if name.endswith((".mht", ".mhtml")):
        return web_archive.read_archive(data)
    return web_page.read(data) if name.endswith((".htm", ".html", ".xhtml")) else None


@dataclass(slots=True)
class _Style:
    """What a style says of its text; null where it says nothing."""

    is_hidden: bool | None = None
    is_numbered: bool = False
    is_raised: bool | None = None
    is_struck: bool | None = None
    is_white: bool | None = None
    is_shaded: bool | None = None
    is_capital: bool | None = None

    def over(self, other: _Style) -> _Style:
        """The style where it says something, else the other one."""

        def one(name: str) -> bool | None:
            own: bool | None = getattr(self, name)
            return own if own is not None else getattr(other, name)

        return _Style(
            one("is_hidden"),
            self.is_numbered or other.is_numbered,
            one("is_raised"),
            one("is_struck"),
            one("is_white"),
            one("is_shaded"),
            one("is_capital"),
        )


@dataclass(slots=True)
class _Open:
    """A merged cell that the next row may continue: its piece, its columns."""

    piece: Piece
    columns: int


class _Document:
    """A document while it is read."""

    def __init__(self, styles: dict[str, _Style], embedded: Callable[[str], Reading | None]) -> None:
        self.grids: list[Grid] = []
        self.lines: list[str] = []
        self.pictures = 0
        self.notes: list[Note] = []
        self._styles = styles
        self._embedded = embedded
        self._above: list[TextLine] = []
        self._rows = 0
        # For each field that is open, whether its instruction is under way, which is not seen.
        self._fields: list[bool] = []
        # Whether the cell under way is drawn in a colour that white text stands out on.
        self._is_on_ground = False

    def start(self, lines: list[str]) -> None:
        """Lines printed above the text."""
        self._note(Text(lines))

    def blocks(self, parent: etree._Element) -> None:
        """Paragraphs and tables in their order."""
        for node in _elements(parent):
            tag = _tag(node)
            if tag == "p":
                text = Text()
                boxes = self._paragraph(node, text)
                self._note(text)
                for box in boxes:
                    self.blocks(box)
            elif tag == "tbl":
                self._table(node)
            elif tag == "altChunk":
                self._take_in(node)
            elif tag in _WRAPPERS:
                self.blocks(node)

    def _take_in(self, node: etree._Element) -> None:
        reading = self._embedded(_value(node, "id") or "")
        if reading is None:
            self.notes.append(Note(NoteCode.PART_NOT_READ))
            return
        if reading.grids and self._above:
            reading.grids[0].above[0] = [*self._above, *reading.grids[0].above.get(0, [])]
            self._above = []
        self.grids += reading.grids
        self.lines += [line for _, line in reading.text_lines]
        self.notes += reading.notes

    def end(self) -> None:
        """Lines behind the last table stand below it."""
        if self.grids and self._above:
            self.grids[-1].above[self.grids[-1].rows] = self._above

    def _note(self, text: Text) -> None:
        self._above += map(TextLine, text.lines)
        self.lines += text.lines

    def _table(self, table: etree._Element) -> None:
        if _is_layout(table):
            for row in _rows(table):
                for cell in () if _is_row_left_out(row) else _cells(row):
                    self.blocks(cell)
            return
        lines = self._table_lines(table)
        grid = tile(lines)
        if all(sum(1 for c in grid.row(r) if c.text) <= 1 for r in range(grid.rows)):
            self._note(Text([line for cell in grid for line in cell.raw.split("\n") if line]))
            return
        grid = Grid(grid.rows, grid.columns, grid.cells)
        if self._above:
            grid.above[0] = self._above
            self._above = []
        self.grids.append(grid)

    def _table_lines(self, table: etree._Element) -> list[Line]:
        rows = [row for row in _rows(table) if not _is_row_left_out(row)]
        lines: list[Line] = []
        merged: dict[int, _Open] = {}
        for row in rows:
            self._rows += 1
            properties = _child(row, "trPr")
            column = _number(_child(properties, "gridBefore"), 0)
            # Places that a row leaves free before and behind its cells.
            pieces = [Piece(columns=column, column=0)] if column else []
            still: dict[int, _Open] = {}
            for cell in _cells(row):
                piece, merge, is_wider = self._piece(cell, column)
                if is_wider and pieces:
                    # The old way to merge sideways.
                    pieces[-1].columns += piece.columns
                    column += piece.columns
                    continue
                above = merged.get(column)
                is_whole = above is not None and above.columns == piece.columns and not piece.lines
                if merge == "continue" and above is not None and is_whole:
                    above.piece.rows += 1
                    still[column] = above
                else:
                    if merge == "continue":
                        # Nothing to go on from, or a text of its own, which Word does not show.
                        piece.doubt("broken_merge")
                        if above is not None:
                            above.piece.doubt("broken_merge")
                    pieces.append(piece)
                    if merge:
                        still[column] = _Open(piece, piece.columns)
                column += piece.columns
            if behind := _number(_child(properties, "gridAfter"), 0):
                pieces.append(Piece(columns=behind, column=column))
            merged = still
            lines.append(Line(pieces, len(rows), self._rows))
        return lines

    def _piece(self, cell: etree._Element, column: int) -> tuple[Piece, str, bool]:
        """A cell, how it is merged downwards (restart, continue or nothing), and whether it widens the one before."""
        properties = _child(cell, "tcPr")
        text = Text()
        shade = _child(properties, "shd")
        self._is_on_ground = shade is not None and _is_ground(shade)
        self._cell(cell, text)
        self._is_on_ground = False
        if _child(properties, "cellDel") is not None or _child(properties, "cellMerge") is not None:
            text.doubt("tracked_cell")
        span = max(_number(_child(properties, "gridSpan"), 1), 1)
        down, sideways = _child(properties, "vMerge"), _child(properties, "hMerge")
        merge = "" if down is None else _value(down) or "continue"
        is_wider = sideways is not None and (_value(sideways) or "continue") == "continue"
        return Piece(text.read(), min(span, 1000), 1, text.doubts, column), merge, is_wider

    def _cell(self, parent: etree._Element, text: Text) -> None:
        for node in _elements(parent):
            tag = _tag(node)
            if tag == "p":
                before = self.pictures
                boxes = self._paragraph(node, text)
                if self.pictures > before:
                    text.doubt("picture_in_cell")
                for box in boxes:
                    text.doubt("text_box")
                    self._cell(box, text)
            elif tag == "tbl":
                inner = [cell for row in _rows(node) if not _is_row_left_out(row) for cell in _cells(row)]
                for cell in inner:
                    self._cell(cell, text)
                if _texts(node) > 1:
                    # One text in a table of its own is laid out by it; several have lost their columns.
                    text.doubt("nested_table")
            elif tag in _WRAPPERS:
                if tag == "sdt" and _is_placeholder(node):
                    text.doubt("placeholder")
                self._cell(node, text)

    # Paragraphs.

    def _paragraph(self, paragraph: etree._Element, text: Text) -> list[etree._Element]:
        """Gather the text of a paragraph; text boxes anchored in it are handed back."""
        boxes: list[etree._Element] = []
        properties = _child(paragraph, "pPr")
        style = self._styles.get(_value(_child(properties, "pStyle")) or "", self._styles.get("", _Style()))
        start = len(text.lines)
        self._inline(paragraph, text, boxes, style)
        text.end()
        number = _child(properties, "numPr")
        own = _value(_child(number, "numId"))
        is_numbered = own not in (None, "0") or (style.is_numbered and own != "0")
        if is_numbered and len(text.lines) > start:
            # Word prints a number before the text that stands nowhere in it.
            text.doubt("list_number")
        return boxes

    def _inline(self, parent: etree._Element, text: Text, boxes: list[etree._Element], style: _Style) -> None:
        for node in _elements(parent):
            tag = _tag(node)
            if tag == "r":
                self._run(node, text, boxes, style)
            elif tag in _WRAPPERS:
                if tag == "sdt" and _is_placeholder(node):
                    text.doubt("placeholder")
                self._inline(node, text, boxes, style)
            elif tag in ("oMath", "oMathPara"):
                text.add("".join(t.text or "" for t in node.iter() if _tag(t) == "t"))
                text.doubt("formula")

    def _run(self, run: etree._Element, text: Text, boxes: list[etree._Element], around: _Style) -> None:
        properties = _child(run, "rPr")
        if _child(properties, "del") is not None:
            return
        style = self._styles.get(_value(_child(properties, "rStyle")) or "", _Style()).over(around)
        style = _style_of(properties).over(style)
        is_hidden, is_raised = bool(style.is_hidden), bool(style.is_raised)
        is_white = style.is_white and not style.is_shaded and not self._is_on_ground
        doubt = "struck_out" if style.is_struck else "white_text" if is_white else ""
        for node in _elements(run):
            tag = _tag(node)
            if tag == "fldChar":
                self._field(node, text)
            elif tag == "AlternateContent":
                # The same thing twice, for new and for old programs.
                chosen = _child(node, "Choice")
                chosen = _child(node, "Fallback") if chosen is None else chosen
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

    def _field(self, node: etree._Element, text: Text) -> None:
        kind = _value(node, "fldCharType")
        if kind == "begin":
            self._fields.append(True)
            if any(_tag(n) == "checkBox" for n in node.iter()):
                text.doubt("form_control")
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _drawing(self, node: etree._Element, boxes: list[etree._Element]) -> None:
        found = [n for n in node.iter() if _tag(n) == "txbxContent"]
        boxes += [n for n in found if not any(_tag(a) == "txbxContent" for a in n.iterancestors())]
        if not found and (_tag(node) == "object" or any(_tag(n) in ("blip", "imagedata") for n in node.iter())):
            self.pictures += 1


def _styles(tree: etree._Element | None) -> dict[str, _Style]:
    """What every style says of its text, what it inherits included; the empty name has the document's defaults."""
    if tree is None:
        return {}
    defaults = _child(_child(_child(tree, "docDefaults"), "rPrDefault"), "rPr")
    found = {"": _style_of(defaults)}
    nodes = {_value(node, "styleId") or "": node for node in _elements(tree) if _tag(node) == "style"}
    for name, node in nodes.items():
        style, seen = _Style(), set()
        at: str | None = name
        while at in nodes and at not in seen:
            seen.add(at)
            one = _style_of(_child(nodes[at], "rPr"))
            one.is_numbered = _child(_child(nodes[at], "pPr"), "numPr") is not None
            style = style.over(one)
            at = _value(_child(nodes[at], "basedOn"))
        # A style for characters says nothing of what it leaves to the paragraph.
        found[name] = style if _value(node, "type") == "character" else style.over(found[""])
        if _value(node, "type") == "paragraph" and _value(node, "default") in ("1", "true"):
            found[""] = found[name]
    return found


def _style_of(properties: etree._Element | None) -> _Style:
    """What properties of a run say themselves."""
    style = _Style()
    if properties is None:
        return style
    for node in _elements(properties):
        tag, value = _tag(node), _value(node)
        if tag == "vanish":
            style.is_hidden = _is_on(node)
        elif tag in ("strike", "dstrike"):
            style.is_struck = bool(style.is_struck) or _is_on(node)
        elif tag == "vertAlign":
            style.is_raised = value == "superscript"
        elif tag == "position":
            # Half points above the line.
            is_up = (value or "").isdigit() and value != "0"
            style.is_raised = bool(style.is_raised) or is_up
        elif tag == "color":
            is_theme = (_value(node, "themeColor") or "") in ("background1", "light1")
            style.is_white = is_theme or (value or "").upper() == "FFFFFF"
        elif tag == "shd":
            style.is_shaded = _is_ground(node)
        elif tag == "highlight":
            style.is_shaded = value not in (None, "none", "white")
        elif tag == "caps":
            style.is_capital = _is_on(node)
    return style


def _is_ground(shade: etree._Element) -> bool:
    """Whether a shading is one that white text stands out on."""
    fill = (_value(shade, "fill") or "auto").lower()
    return fill not in ("auto", "ffffff") or (_value(shade) or "clear") not in ("clear", "nil")


def _symbol(node: etree._Element) -> str:
    """A character of a symbol font; one that is not known shows as lost, which is a doubt."""
    try:
        code = int(_value(node, "char") or "", 16) & 0xFF
    except ValueError:
        return "\ufffd"
    is_symbol = (_value(node, "font") or "").lower() == "symbol"
    return _SYMBOL.get(code, "\ufffd") if is_symbol else "\ufffd"


def _is_placeholder(control: etree._Element) -> bool:
    mark = _child(_child(control, "sdtPr"), "showingPlcHdr")
    return mark is not None and _is_on(mark)


def _is_layout(table: etree._Element) -> bool:
    """Whether a table only holds another one, which has more texts than it has itself."""
    own = _texts(table)
    return any(_texts(inner) > own for inner in table.iter() if inner is not table and _tag(inner) == "tbl")


def _texts(table: etree._Element) -> int:
    """Cells with a text of their own, those of tables inside left out."""
    cells = (cell for row in _rows(table) for cell in _cells(row))
    return sum(1 for cell in cells if any(t.text for p in _through(cell, "p") for t in p.iter() if _tag(t) == "t"))


def _is_row_left_out(row: etree._Element) -> bool:
    properties = _child(row, "trPr")
    hidden = _child(properties, "hidden")
    return _child(properties, "del") is not None or (hidden is not None and _is_on(hidden))


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    return _through(table, "tr")


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    return _through(row, "tc")


def _through(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Children of a kind, also inside content controls and marks of insertion."""
    for node in _elements(parent):
        if _tag(node) == tag:
            yield node
        elif _tag(node) in _WRAPPERS:
            yield from _through(node, tag)


def _elements(parent: etree._Element) -> Iterator[etree._Element]:
    return (node for node in parent if isinstance(node.tag, str))


def _tag(node: etree._Element) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _child(node: etree._Element | None, tag: str) -> etree._Element | None:
    return None if node is None else next((n for n in _elements(node) if _tag(n) == tag), None)


def _value(node: etree._Element | None, name: str = "val") -> str | None:
    if node is None:
        return None
    return next((str(v) for k, v in node.attrib.items() if str(k).rpartition("}")[2] == name), None)


def _number(node: etree._Element | None, default: int) -> int:
    text = _value(node) or ""
    return int(text) if text.isdigit() and len(text) < 6 else default


def _is_on(node: etree._Element) -> bool:
    return (_value(node) or "true").lower() not in _OFF
