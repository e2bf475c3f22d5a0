"""Web pages to grids of cells: saved from a site, or exported by Word, WPS and Excel.

Belongs here: what of a page is seen, in its order, and which tables hold data and which only lay out. Does not belong
here: bytes to text (``page_encoding``), archives of pages (``web_archive``), spans (``tiling``), which tables are parts
of one form (``pipeline.forms.parted_tables``).

The tree is built as browsers build it (selectolax with Lexbor implements the HTML standard), because only the standard
says what broken markup means. Style sheets in the page are followed (``styles``); nothing outside the file is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.model.grid import Grid, Reading, Unreadable
from pipeline.model.messages import said
from pipeline.model.reading_notes import Note, NoteCode
from pipeline.readers.gathered_text import GatheredText
from pipeline.readers.html.holes import hole
from pipeline.readers.html.page_elements import (
    UNSEEN,
    child_elements,
    child_nodes,
    integer_attribute,
    layout_tables,
    own_cells,
    tags,
)
from pipeline.readers.html.page_encoding import decode_page
from pipeline.readers.html.page_end import check_page
from pipeline.readers.html.page_text import add_control, add_from_style, add_shown, is_publication_note
from pipeline.readers.html.style import Style
from pipeline.readers.html.styles import Styles
from pipeline.readers.refused_files import cut_off
from pipeline.readers.text_and_tables import TextAndTables
from pipeline.readers.tiling import MarkedCell, MarkedRow, tile
from pipeline.readers.unread_pictures import note_pictures

_BLOCKS = tags(
    """address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hr legend li main menu nav ol optgroup p pre section summary table tbody td tfoot th thead
    tr ul"""
)
_CONTROLS = tags("input textarea select button")
_PICTURES = tags("img svg canvas object embed iframe video picture math")
_DECORATION = 32  # pixels; a smaller picture is a bullet or a spacer
# Tags of one page, counted before its tree is made; a page of 300 forms has 400,000.
_MOST_TAGS = 800_000
# How deep frames may stand in frames.
_MOST_FRAMES = 3


def read(data: bytes, page: int = 1) -> Reading:
    """Grids and lines of a web page; ``page`` is the page number in their evidence.

    Raises :class:`Unreadable`: ``unknown_encoding``, ``nested_too_deeply``, ``table_too_large``, ``cut_off``,
    ``torn_page``.
    """
    text, is_cut = decode_page(data)
    if text.count("<") > _MOST_TAGS:
        raise Unreadable(said("table_too_large.tags", limit=f"{_MOST_TAGS:,}"))
    tree = LexborHTMLParser(text)
    content = _Page(tree, page)
    try:
        content.read()
    except RecursionError:
        raise Unreadable(said("nested_too_deeply")) from None
    if is_cut:
        raise cut_off(said("where.text"))
    has_end = check_page(text)
    reading = Reading("html", 1, content.grids, [(page, line) for line in content.lines], hidden=content.hidden)
    reading.is_open_ended = not has_end
    reading.torn = hole(text)
    note_pictures(reading, content.pictures)
    frames = [n.attributes.get("src") or "" for n in tree.css("frame")]
    if frames and not content.grids:
        reading.notes.append(Note(NoteCode.FRAMES_NOT_IN_FILE, detail=", ".join(frames[:5])))
    return reading


class _Visit(NamedTuple):
    """A node to be read, with the style and the doubt around it; without a node the end of an element."""

    node: LexborNode | None
    style: Style
    doubt: str
    is_block: bool = False


class _Page(TextAndTables):
    """A page while it is read."""

    def __init__(self, tree: LexborHTMLParser, number: int = 1, depth: int = 0) -> None:
        super().__init__()
        self._number, self._depth = number, depth
        self.pictures = 0
        self.hidden: list[Grid] = []
        self._tree = tree
        self._row_number = 0
        self._styles = Styles(tree)
        self._layout = layout_tables(tree)
        self._ordinals: dict[int, int] = {}

    def read(self) -> None:
        """Everything on the page, in its order."""
        title = self._tree.css_first("title")
        if title is not None and (text := " ".join(title.text().split())):
            self.lines.append(text)
        if self._tree.body is not None:
            self._page_flow(self._tree.body, "")
        self.end()

    def _page_flow(self, node: LexborNode, doubt: str) -> None:
        """Text and tables outside of data tables."""
        text = GatheredText()
        for table, its_doubt in self._flow(node, text, doubt):
            text.end()
            self._note(text)
            if table.mem_id in self._layout:
                for cell in own_cells(table):
                    if not self._is_gone(cell):
                        self._page_flow(cell, its_doubt or self._unsure(cell))
            else:
                self._table(table, its_doubt)
        text.end()
        self._note(text)

    def _note(self, text: GatheredText) -> None:
        self.add_lines(line for line in text.lines if not is_publication_note(line))
        text.lines = []

    def _table(self, table: LexborNode, doubt: str) -> None:
        rows, caption = self._table_rows(table, doubt)
        self._note(caption)
        self._note(GatheredText(self.add_table(tile(rows, self._number))))

    def _table_rows(self, table: LexborNode, doubt: str) -> tuple[list[MarkedRow], GatheredText]:
        """The rows of a table, and the lines of its caption."""
        caption = GatheredText()
        heads: list[list[LexborNode]] = []
        bodies: list[list[LexborNode]] = []
        feet: list[list[LexborNode]] = []
        for part in child_elements(table):
            if self._is_gone(part):
                continue
            if part.tag == "caption":
                self._cell_flow(part, caption)
                caption.end()
            # Only the first head and the first foot move to the ends of the table (CSS 2.2, 17.2).
            section = (
                heads if part.tag == "thead" and not heads else feet if part.tag == "tfoot" and not feet else bodies
            )
            if part.tag in ("thead", "tbody", "tfoot"):
                section.append([r for r in child_elements(part) if r.tag == "tr" and not self._is_gone(r)])
        rows: list[MarkedRow] = []
        for group in (*heads, *bodies, *feet):
            end = len(rows) + len(group)
            for row in group:
                self._row_number += 1
                row_doubt = doubt or self._unsure(row) or self._unsure(row.parent)
                cells = [
                    self._marked_cell(c, row_doubt)
                    for c in child_elements(row)
                    if c.tag in ("td", "th") and not self._is_gone(c)
                ]
                rows.append(MarkedRow(cells, end, self._row_number))
        return rows, caption

    def _marked_cell(self, cell: LexborNode, doubt: str) -> MarkedCell:
        """A cell of a table with its spans and its text."""
        text = GatheredText()
        text.doubt(doubt or self._unsure(cell))
        self._cell_flow(cell, text)
        text.end()
        attributes = cell.attributes
        columns = min(max(integer_attribute(attributes.get("colspan"), 1), 1), 1000)
        rows = min(integer_attribute(attributes.get("rowspan"), 1), 65534)
        return MarkedCell(text.read(), columns, rows, text.doubts)

    def _cell_flow(self, cell: LexborNode, text: GatheredText) -> None:
        """Gather the text of a cell. A table in it gives its text, in doubt where its columns are lost by that."""
        for table, _ in self._flow(cell, text, "", is_cell=True):
            text.end()
            if sum(1 for c in own_cells(table) if c.text(strip=True)) > 1:
                # A table around one text only lays it out. Several texts have lost their columns.
                text.doubt("nested_table")
            for inner in own_cells(table):
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
        self, root: LexborNode, text: GatheredText, doubt: str, *, is_cell: bool = False
    ) -> Iterator[tuple[LexborNode, str]]:
        """Gather the text that an element shows. Each table in it is handed out, with its doubt, instead of being read.

        A loop and no recursion, because unclosed inline elements nest thousands deep.
        """
        style = self._styles.of(root)
        add_from_style(text, style.before, style)
        stack = [_Visit(None, style, doubt)]
        stack += [_Visit(node, style, doubt) for node in reversed(child_nodes(root))]
        while stack:
            visit = stack.pop()
            node = visit.node
            if node is None:
                add_from_style(text, visit.style.after, visit.style)
                if visit.is_block:
                    text.end()
            elif node.is_text_node:
                add_shown(text, node.text_content or "", visit.style, visit.doubt)
            elif not node.is_element_node or node.tag in UNSEEN:
                continue
            elif self._is_gone(node):
                if not is_cell:
                    self._keep_hidden(node)
            elif node.tag == "table":
                yield node, visit.doubt or self._unsure(node)
            elif not self._takes_no_children(node, text, is_cell=is_cell):
                stack += self._enter(node, text, visit.doubt)

    def _takes_no_children(self, node: LexborNode, text: GatheredText, *, is_cell: bool) -> bool:
        """Whether the children of an element are not visited; then what the element itself shows is added.

        That holds for frames, pictures, form controls and line ends, and in cells for what may be hidden.
        """
        tag = node.tag or ""
        if tag == "iframe" and not is_cell and (content := node.attributes.get("srcdoc")):
            text.end()
            self._note(text)
            self._frame(content)
            return True
        if tag in _PICTURES:
            self._picture(node, text, is_cell=is_cell)
            return True
        if tag in _CONTROLS:
            if not self._styles.of(node).shows_nothing:
                add_control(node, text)
            return True
        if tag == "br":
            text.end()
            return True
        if is_cell and (unsure := self._unsure(node)):
            if node.text(strip=True):
                text.doubt(unsure)
            return True
        return False

    def _enter(self, node: LexborNode, text: GatheredText, doubt: str) -> list[_Visit]:
        """Add what an element shows before its children; the visits to its end and to its children, last one first."""
        style = self._styles.of(node)
        is_block = node.tag in _BLOCKS or style.is_block
        if is_block:
            text.end()
        if node.tag == "li" and style.has_markers and node.parent is not None and node.parent.tag == "ol":
            text.add(f"{self._ordinal(node)}.")
            text.doubt("list_number")
        add_from_style(text, style.before, style)
        end = [_Visit(None, style, doubt, is_block)] if is_block or style.after else []
        inner_doubt = doubt or self._unsure(node)
        return [*end, *(_Visit(child, style, inner_doubt) for child in reversed(child_nodes(node)))]

    def _frame(self, content: str) -> None:
        """Read a page that stands in a frame of this one, at the position of the frame."""
        if self._depth >= _MOST_FRAMES:
            return
        page = _Page(LexborHTMLParser(content), self._number, self._depth + 1)
        page.read()
        self.add_part(page.grids, page.lines)
        self.hidden += page.hidden
        self.pictures += page.pictures

    def _keep_hidden(self, node: LexborNode) -> None:
        """Read tables that are not displayed, so that a form among them is not passed over in silence."""
        for table in [node] if node.tag == "table" else node.css("table"):
            rows, _ = self._table_rows(table, "")
            if rows:
                self.hidden.append(tile(rows, self._number))

    def _ordinal(self, item: LexborNode) -> int:
        """The number before an item of a list. Numbers of a list are counted once, in the order of its items."""
        if item.mem_id not in self._ordinals and item.parent is not None:
            number = integer_attribute(item.parent.attributes.get("start"), 1)
            for sibling in child_elements(item.parent):
                if sibling.tag == "li":
                    number = integer_attribute(sibling.attributes.get("value"), number)
                    self._ordinals[sibling.mem_id] = number
                    number += 1
        return self._ordinals.get(item.mem_id, 1)

    def _picture(self, node: LexborNode, text: GatheredText, *, is_cell: bool) -> None:
        sizes = [integer_attribute(node.attributes.get(name), _DECORATION) for name in ("width", "height")]
        if min(sizes) < _DECORATION:
            return
        self.pictures += 1
        if is_cell:
            text.doubt("picture_in_cell")
