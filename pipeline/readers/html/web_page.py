"""Web pages to grids of cells: saved from a site, or exported by Word, WPS and Excel.

Belongs here: bytes to text, what of a page is seen, which tables hold data and which only lay out. Does not belong
here: spans (``tiling``), which tables are parts of one form (``pipeline.forms.parted_tables``).

The tree is built as browsers build it (selectolax with Lexbor implements the HTML standard), because broken markup
has a meaning only there. What style sheets in the page say is seen (``styles``); nothing outside the file is read.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import CloseBoundaryNotFoundDefect
from email.message import EmailMessage

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.model.grid import Grid, Reading, TextLine, Unreadable
from pipeline.model.reading_notes import Note, NoteCode
from pipeline.readers.characters import Text
from pipeline.readers.completeness import check_page, cut_off
from pipeline.readers.html.holes import hole
from pipeline.readers.html.styles import Style, Styles
from pipeline.readers.tiling import Line, Piece, note_pictures, tile


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_BLOCKS = _tags(
    """address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hr legend li main menu nav ol optgroup p pre section summary table tbody td tfoot th thead
    tr ul"""
)
_UNSEEN = _tags("head script style template noscript title meta link datalist rp rt param source track area base")
_PICTURES = _tags("img svg canvas object embed iframe video picture math")
_DECORATION = 32  # pixels; a smaller picture is a bullet or a spacer
_NUMBER = re.compile(r"\s*\+?(\d{1,9})")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
# Lines that a site sets above an article: when it was published, by whom, how often it was read.
_PUBLISHED = re.compile(r"^.{0,40}20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?.{0,60}$")
_PUBLISHED_WORDS = re.compile(r"发布|时间|日期|来源|浏览|点击|阅读|字体|字号|作者|编辑|打印|分享")
_BOUNDARY = re.compile(rb"\bboundary\s*=", re.IGNORECASE)
# Levels that parts of an archive are nested in: a page and its pictures have one or two.
_MAX_NESTED = 50
# Tags of one page, counted before its tree is made; a page of 300 forms has 400,000.
_MOST_TAGS = 800_000
# The end of a tag whose beginning is lost, and the name of a character that is none.
_SCRAP = re.compile(r"[A-Za-z\"'/]>|&[A-Za-z]{2,8};")
# Pages in frames of pages.
_MOST_FRAMES = 3
_DATE = re.compile(r"[\[【(（]?20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s*\d{1,2}:\d\d(?::\d\d)?)?[\]】)）]?")


def read(data: bytes, page: int = 1) -> Reading:
    """Grids and lines of a web page, which are said to stand on ``page``.

    Raises :class:`Unreadable`: ``unknown_encoding``, ``nested_too_deeply``, ``table_too_large``, ``cut_off``,
    ``torn_page``.
    """
    text, is_cut = _decode(data)
    if text.count("<") > _MOST_TAGS:
        raise Unreadable(
            "table_too_large",
            f"The page has more than {_MOST_TAGS:,} tags. Save the part of it with the forms as a page of its own.",
        )
    tree = LexborHTMLParser(text)
    found = _Page(tree, page)
    try:
        found.read()
    except RecursionError:
        raise Unreadable(
            "nested_too_deeply", "The page nests its tables too deeply. Save it as PDF and put that into the folder."
        ) from None
    if is_cut:
        raise cut_off(" of a character")
    has_end = check_page(text)
    reading = Reading("html", 1, found.grids, [(page, line) for line in found.lines], hidden=found.hidden)
    reading.is_open_ended = not has_end
    reading.torn = hole(text)
    note_pictures(reading, found.pictures)
    frames = [n.attributes.get("src") or "" for n in tree.css("frame")]
    if frames and not found.grids:
        reading.notes.append(Note(NoteCode.FRAMES_NOT_IN_FILE, detail=", ".join(frames[:5])))
    return reading


def read_archive(data: bytes) -> Reading:
    """A web page saved as one file (MHTML), which Word, WPS and Excel also write under the names .doc and .xls.

    Every page in it is read: Excel writes one for each sheet, browsers one for each frame. Raises :class:`Unreadable`
    for what :func:`read` refuses, ``no_web_page``, ``cut_off``, ``nested_too_deeply``.
    """
    try:
        if len(_BOUNDARY.findall(data)) > _MAX_NESTED:
            raise RecursionError
        message = message_from_bytes(data, policy=policy.default)
        parts = list(message.walk())
    except RecursionError:
        raise Unreadable(
            "nested_too_deeply",
            "The web archive nests its parts too deeply. Open it in a browser and save the page as PDF in the folder.",
        ) from None
    if any(isinstance(defect, CloseBoundaryNotFoundDefect) for part in parts for defect in part.defects):
        raise cut_off(" of the archive")
    reading: Reading | None = None
    for part in parts:
        if part.get_content_type() != "text/html" or not isinstance(part, EmailMessage):
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            charset = part.get_content_charset()
            number = 1 if reading is None or not reading.grids else reading.pages + 1
            one = read(content if charset is None else _marked(content, charset), number)
            reading = one if reading is None else _with(reading, one)
    if reading is not None and reading.text_lines:
        # The frames of an archive are among its parts, and its own end tells that all of them are whole.
        reading.is_open_ended = False
        reading.notes = [note for note in reading.notes if note.code is not NoteCode.FRAMES_NOT_IN_FILE]
    if reading is None:
        raise Unreadable(
            "no_web_page",
            "The web archive holds no page. Open it in a browser and save the page as PDF into the folder.",
        )
    return reading


def _with(reading: Reading, more: Reading) -> Reading:
    """Two pages of one archive; pages without a table do not count as pages."""
    pages = reading.pages + (1 if reading.grids and more.grids else 0)
    lines, notes = [*reading.text_lines, *more.text_lines], [*reading.notes, *more.notes]
    hidden, torn = [*reading.hidden, *more.hidden], reading.torn or more.torn
    return Reading("html", pages, [*reading.grids, *more.grids], lines, notes, hidden, torn=torn)


def _marked(content: bytes, charset: str) -> bytes:
    """The page as UTF-8 where its archive says how it is encoded and that holds; else as it is."""
    try:
        return codecs.BOM_UTF8 + content.decode(_codec(charset)).encode()
    except (LookupError, UnicodeDecodeError):
        return content


def _codec(label: str) -> str:
    # Browsers read every GB label as its superset GB 18030 (WHATWG Encoding, 10.1).
    return "gb18030" if label.lower().replace("_", "-") in ("gb2312", "gbk", "x-gbk", "gb-2312-80", "cp936") else label


def _decode(data: bytes) -> tuple[str, bool]:
    """The text of a page, and whether it ends within a character.

    UTF-8 if it is that without fault, else as declared, else GB 18030. Long Chinese text of another encoding is never
    faultless UTF-8, while declarations survive a change of encoding.
    """
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            rest = data[len(mark) :]
            try:
                return _decoded(rest, codec)
            except UnicodeDecodeError:
                return rest.decode(codec, "replace"), False
    declared = _CHARSET.search(data[:4096])
    label = _codec(declared.group(1).decode("ascii")) if declared else ""
    # Labels of one byte a character fit any bytes, so they come last.
    is_wide = label.lower().startswith(("gb", "big5", "utf", "euc", "shift"))
    for codec in ("utf-8", label, "gb18030") if is_wide else ("utf-8", "gb18030", label):
        try:
            return _decoded(data, codec)
        except (LookupError, UnicodeDecodeError):
            continue
    # Single broken bytes: every cell that holds one is doubtful.
    texts = [data.decode(codec, "replace") for codec in ("utf-8", "gb18030")]
    text = min(texts, key=lambda t: t.count("\ufffd"))
    if text.count("\ufffd") > len(text) / 100:
        raise Unreadable(
            "unknown_encoding",
            "The page is neither UTF-8 nor GB 18030. Open it in a browser, check that it reads well, save it as PDF.",
        )
    return text, False


def _decoded(data: bytes, codec: str) -> tuple[str, bool]:
    """The text in an encoding, and whether its last character is incomplete."""
    b"".decode(codec)  # raises LookupError for codecs that are no encodings of text (zlib)
    decoder = codecs.getincrementaldecoder(codec)()
    text = decoder.decode(data)
    return text, bool(decoder.getstate()[0])


class _Page:
    """A page while it is read: its grids, its lines, what the lines before the next table are."""

    def __init__(self, tree: LexborHTMLParser, number: int = 1, depth: int = 0) -> None:
        self._number, self._depth = number, depth
        self.grids: list[Grid] = []
        self.lines: list[str] = []
        self.pictures = 0
        self.hidden: list[Grid] = []
        self._tree = tree
        self._rows = 0
        self._above: list[TextLine] = []
        self._styles = Styles(tree)
        self._layout = _layout_tables(tree)
        self._ordinals: dict[int, int] = {}

    def read(self) -> None:
        """Everything on the page, in its order."""
        title = self._tree.css_first("title")
        if title is not None and (text := " ".join(title.text().split())):
            self.lines.append(text)
        if self._tree.body is not None:
            self._page_flow(self._tree.body, "")
        if self.grids and self._above:
            self.grids[-1].above[self.grids[-1].rows] = self._above

    def _page_flow(self, node: LexborNode, doubt: str) -> None:
        """Text and tables outside of data tables."""
        text = Text()
        for table, its_doubt in self._flow(node, text, doubt):
            text.end()
            self._note(text)
            if table.mem_id in self._layout:
                for cell in _own_cells(table):
                    if not self._is_gone(cell):
                        self._page_flow(cell, its_doubt or self._unsure(cell))
            else:
                self._table(table, its_doubt)
        text.end()
        self._note(text)

    def _note(self, text: Text) -> None:
        lines = [line for line in text.lines if not _is_furniture(line)]
        self._above += map(TextLine, lines)
        self.lines += lines
        text.lines = []

    def _table(self, table: LexborNode, doubt: str) -> None:
        lines, caption = self._table_rows(table, doubt)
        self._note(caption)
        grid = tile(lines, self._number)
        if all(sum(1 for c in grid.row(r) if c.text) <= 1 for r in range(grid.rows)):
            # One text in each row: a heading, a note, a spacer.
            texts = Text([line for c in grid for line in c.raw.split("\n") if line])
            self._note(texts)
            return
        grid = Grid(grid.rows, grid.columns, grid.cells)
        if self._above:
            grid.above[0] = self._above
            self._above = []
        self.grids.append(grid)

    def _table_rows(self, table: LexborNode, doubt: str) -> tuple[list[Line], Text]:
        caption = Text()
        heads: list[list[LexborNode]] = []
        bodies: list[list[LexborNode]] = []
        feet: list[list[LexborNode]] = []
        for part in _children(table):
            if self._is_gone(part):
                continue
            if part.tag == "caption":
                self._cell_flow(part, caption)
                caption.end()
            # Only the first head and the first foot move to the ends of the table (CSS 2.2, 17.2).
            place = heads if part.tag == "thead" and not heads else feet if part.tag == "tfoot" and not feet else bodies
            if part.tag in ("thead", "tbody", "tfoot"):
                place.append([r for r in _children(part) if r.tag == "tr" and not self._is_gone(r)])
        lines: list[Line] = []
        for group in (*heads, *bodies, *feet):
            end = len(lines) + len(group)
            for row in group:
                self._rows += 1
                row_doubt = doubt or self._unsure(row) or self._unsure(row.parent)
                pieces = [
                    self._piece(c, row_doubt) for c in _children(row) if c.tag in ("td", "th") and not self._is_gone(c)
                ]
                lines.append(Line(pieces, end, self._rows))
        return lines, caption

    def _piece(self, cell: LexborNode, doubt: str) -> Piece:
        text = Text()
        text.doubt(doubt or self._unsure(cell))
        self._cell_flow(cell, text)
        text.end()
        attributes = cell.attributes
        columns = min(max(_integer(attributes.get("colspan"), 1), 1), 1000)
        rows = min(_integer(attributes.get("rowspan"), 1), 65534)
        return Piece(text.read(), columns, rows, text.doubts)

    def _cell_flow(self, cell: LexborNode, text: Text) -> None:
        """Text of a cell; a table in a data cell gives its text, doubtful, because its columns are lost."""
        for table, _ in self._flow(cell, text, "", is_cell=True):
            text.end()
            if sum(1 for c in _own_cells(table) if c.text(strip=True)) > 1:
                # One text in a table of its own is laid out by it; several have lost their columns.
                text.doubt("nested_table")
            for inner in _own_cells(table):
                if not self._is_gone(inner):
                    self._cell_flow(inner, text)
                    text.end()

    def _is_gone(self, node: LexborNode) -> bool:
        """Whether an element is surely not displayed."""
        style = self._styles.of(node)
        return (style.is_gone and not style.is_unsure) or (node.tag == "dialog" and "open" not in node.attributes)

    def _unsure(self, node: LexborNode | None) -> str:
        return "maybe_hidden" if self._styles.of(node).is_unsure else ""

    def _flow(
        self, root: LexborNode, text: Text, doubt: str, *, is_cell: bool = False
    ) -> Iterator[tuple[LexborNode, str]]:
        """Gather what an element shows; every table in it is handed out instead of gone into, with its doubt.

        A loop and no recursion: thousands of unclosed inline elements nest as deep. An entry of the stack is a node
        in the style around it, or the end of an element, whose style may add a text and end a line.
        """
        style = self._styles.of(root)
        _add(text, style.before, style)
        stack: list[tuple[LexborNode | None, Style, str, bool]] = [(None, style, doubt, False)]
        stack += [(n, style, doubt, False) for n in reversed(_nodes(root))]
        while stack:
            node, style, doubt, is_block = stack.pop()
            if node is None:
                _add(text, style.after, style)
                if is_block:
                    text.end()
                continue
            if node.is_text_node:
                _show(text, node.text_content or "", style, doubt)
                continue
            tag = node.tag or ""
            if not node.is_element_node or tag in _UNSEEN:
                continue
            inner = self._styles.of(node)
            if self._is_gone(node):
                if not is_cell:
                    self._keep_hidden(node)
                continue
            unsure = self._unsure(node)
            if tag == "table":
                yield node, doubt or unsure
                continue
            if tag == "iframe" and not is_cell and (content := node.attributes.get("srcdoc")):
                text.end()
                self._note(text)
                self._frame(content)
                continue
            if tag in _PICTURES:
                self._picture(node, text, is_cell=is_cell)
                continue
            if tag in ("input", "textarea", "select", "button"):
                if not inner.shows_nothing:
                    _control(node, text)
                continue
            if tag == "br":
                text.end()
                continue
            if is_cell and unsure:
                if node.text(strip=True):
                    text.doubt(unsure)
                continue
            is_block = tag in _BLOCKS or inner.is_block
            if is_block:
                text.end()
            if tag == "li" and inner.has_markers and node.parent is not None and node.parent.tag == "ol":
                text.add(f"{self._ordinal(node)}.")
                text.doubt("list_number")
            _add(text, inner.before, inner)
            if is_block or inner.after:
                stack.append((None, inner, doubt, is_block))
            stack += [(child, inner, doubt or unsure, False) for child in reversed(_nodes(node))]

    def _frame(self, content: str) -> None:
        """A page that stands in a frame of this one."""
        if self._depth >= _MOST_FRAMES:
            return
        page = _Page(LexborHTMLParser(content), self._number, self._depth + 1)
        page.read()
        if page.grids and self._above:
            page.grids[0].above[0] = [*self._above, *page.grids[0].above.get(0, [])]
            self._above = []
        self.grids += page.grids
        self.lines += page.lines
        self.hidden += page.hidden
        self.pictures += page.pictures
        if not page.grids:
            self._above += map(TextLine, page.lines)

    def _keep_hidden(self, node: LexborNode) -> None:
        """Read tables that are not displayed, so that a form among them is not passed over in silence."""
        for table in [node] if node.tag == "table" else node.css("table"):
            lines, _ = self._table_rows(table, "")
            if lines:
                self.hidden.append(tile(lines, self._number))

    def _ordinal(self, item: LexborNode) -> int:
        """The number before an item of a list. Numbers of a list are counted once, in the order of its items."""
        if item.mem_id not in self._ordinals and item.parent is not None:
            number = _integer(item.parent.attributes.get("start"), 1)
            for one in _children(item.parent):
                if one.tag == "li":
                    number = _integer(one.attributes.get("value"), number)
                    self._ordinals[one.mem_id] = number
                    number += 1
        return self._ordinals.get(item.mem_id, 1)

    def _picture(self, node: LexborNode, text: Text, *, is_cell: bool) -> None:
        sizes = [_integer(node.attributes.get(name), _DECORATION) for name in ("width", "height")]
        if min(sizes) < _DECORATION:
            return
        self.pictures += 1
        if is_cell:
            text.doubt("picture_in_cell")


def _children(node: LexborNode) -> list[LexborNode]:
    return [child for child in _nodes(node) if child.is_element_node]


def _nodes(node: LexborNode) -> list[LexborNode]:
    return list(node.iter(include_text=True))


def _own_cells(table: LexborNode) -> list[LexborNode]:
    """The cells of a table, those of tables inside it left out."""
    rows = [row for part in _children(table) for row in _children(part) if row.tag == "tr"]
    return [cell for row in rows for cell in _children(row) if cell.tag in ("td", "th")]


def _show(text: Text, content: str, style: Style, doubt: str) -> None:
    """Text directly in an element, as its style shows it."""
    if style.shows_nothing:
        return
    content = style.changed(content)
    for number, line in enumerate(content.split("\n") if style.is_preformatted else [content]):
        if number:
            text.end()
        text.add(line, is_raised=style.is_raised, is_struck=style.is_struck)
    if content.strip():
        text.doubt(style.doubt)
        text.doubt(doubt)
        text.doubt("broken_markup" if _SCRAP.search(content) else "")


def _add(text: Text, added: str, style: Style) -> None:
    """Text that a style sheet puts before or behind an element."""
    if added and not style.shows_nothing:
        text.add(style.changed(added), is_raised=style.is_raised, is_struck=style.is_struck)
    if style.is_added_unknown:
        text.doubt("added_by_style")


def _layout_tables(tree: LexborHTMLParser) -> frozenset[int]:
    """Tables around a table that holds more texts than they do themselves."""
    texts: dict[int, int] = {}
    outer: dict[int, LexborNode] = {}
    tables = tree.css("table")
    for table in tables:
        texts[table.mem_id] = sum(1 for cell in _own_cells(table) if _has_own_text(cell))
        parent = table.parent
        while parent is not None and parent.tag != "table":
            parent = parent.parent
        if parent is not None:
            outer[table.mem_id] = parent
    found: set[int] = set()
    for table in tables:
        around = outer.get(table.mem_id)
        while around is not None and texts[around.mem_id] < texts[table.mem_id]:
            found.add(around.mem_id)
            around = outer.get(around.mem_id)
    return frozenset(found)


def _has_own_text(cell: LexborNode) -> bool:
    stack = _nodes(cell)
    while stack:
        node = stack.pop()
        if node.is_text_node:
            if (node.text_content or "").strip():
                return True
        elif node.tag != "table" and node.tag not in _UNSEEN:
            stack += _nodes(node)
    return False


def _integer(text: str | None, default: int) -> int:
    """A number as the HTML standard reads an attribute: leading digits, the rest ignored."""
    match = _NUMBER.match(text or "")
    return int(match.group(1)) if match else default


def _control(node: LexborNode, text: Text) -> None:
    """What a form control shows; what it does not say in the markup is a doubt."""
    attributes = node.attributes
    kind = (attributes.get("type") or "text").lower()
    if node.tag == "select":
        options = node.css("option")
        chosen = next((o for o in options if "selected" in o.attributes), options[0] if options else None)
        text.add(chosen.text().strip() if chosen is not None else "")
    elif node.tag in ("textarea", "button"):
        for number, line in enumerate(node.text().split("\n")):
            if number:
                text.end()
            text.add(line)
    elif kind in ("checkbox", "radio"):
        text.doubt("form_control")
    elif kind not in ("hidden", "button", "submit", "reset", "image", "file"):
        text.add(attributes.get("value") or "")
        text.doubt("" if attributes.get("value") else "form_control")


def _is_furniture(line: str) -> bool:
    """Whether a line is a site's note of publication, whose date is not the year of a form."""
    return _DATE.fullmatch(line) is not None or (
        _PUBLISHED.match(line) is not None and _PUBLISHED_WORDS.search(line) is not None
    )
