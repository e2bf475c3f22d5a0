"""Whether a web page, a mail archive or an old office file ends where it should or was cut off in the middle.

Belongs here: what shows that the end of a file is missing. Does not belong here: reading files, ZIP containers (which
say it themselves), PDF. Everything here looks at the markup alone, never at what a form should have.

A page may leave out the end tags of rows, cells, paragraphs and of the page itself (HTML standard, 13.1.2.4), and many
do. What it never leaves out is the end of a tag, of a comment, of a script, of a table.
"""

from __future__ import annotations

import io
import re
import struct
from collections import Counter

import olefile
from lxml import etree
from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.model.grid import Unreadable
from pipeline.readers.office.container import damaged, has_entities, unsafe

_MARK = "jixiao-end-of-page"
_END = re.compile(r"</(?:html|body)\b[^>]*>", re.IGNORECASE)
# What scripts and editors add behind the end of a page; text and tables there are still the page.
_BEHIND = re.compile(
    r"<script\b.*?(?:</script\s*>|$)|<style\b.*?(?:</style\s*>|$)|<!--.*?(?:-->|$)|<[^>]*>", re.IGNORECASE | re.DOTALL
)
_UNSEEN = re.compile(r"<script\b.*?</script\s*>|<style\b.*?</style\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_BEHIND_BLOCKS = re.compile(r"<(?:table|tr|td|p|div)\b", re.IGNORECASE)
_PAGE = re.compile(r"<(?:html|body)\b", re.IGNORECASE)
_WHOLE_BLOCK = re.compile(r"</(?:table|div|p|section|article|center)\s*>\s*$", re.IGNORECASE)
# Longer than anything that is added behind the end of a page.
_MOST_BEHIND = 200_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)\b")
# Elements that every writer closes: one of them open at the end of a page without an end is a page cut off.
_CLOSED = frozenset(
    {"table", "div", "section", "article", "main", "aside", "header", "footer", "nav", "form", "ul", "ol", "dl"}
    | {"fieldset", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "select", "textarea", "title", "script"}
    | {"style", "noscript", "iframe", "svg", "math", "object", "video", "audio", "button", "template"}
)
_CUT = (
    "The page ends in the middle{where}: it was cut off when it was saved or sent. Fetch it again from its publisher; "
    "until then nothing of it is published."
)


def cut_off(where: str = "") -> Unreadable:
    """What is said of a page of which the end is missing."""
    return Unreadable("cut_off", _CUT.format(where=where))


def check_page(text: str) -> bool:
    """Whether the page has an end of its own; one that leaves it out may be whole as well.

    Raises :class:`Unreadable` ``cut_off`` for a page without an end that stops within a tag, a comment, a script, a
    table or another element that is closed wherever else it stands.
    """
    if _has_end(text):
        return True
    tree = LexborHTMLParser(f"{text}<template id={_MARK}></template>")
    if tree.css_first("frameset") is not None:
        return True
    mark = tree.css_first(f"#{_MARK}")
    if mark is None or mark.tag != "template" or text.rstrip().endswith("<"):
        raise cut_off(" of a tag, a comment or a script")
    around = Counter(_tags_around(mark))
    opened, closed = _counts(_UNSEEN.sub("", text))
    # What a table holds outside of its cells moves out of it, and so does the end of the page behind that.
    if around["table"] or opened["table"] > closed["table"]:
        raise cut_off(" of a table")
    # A piece of a page that somebody took out of its frame may leave the frame's elements open behind a whole one.
    is_piece = _PAGE.search(text) is None and _WHOLE_BLOCK.search(text) is not None
    for tag in around.keys() - {"html", "body", "head"}:
        is_closed_elsewhere = closed[tag] > 0 and opened[tag] - closed[tag] <= around[tag] and not is_piece
        if is_closed_elsewhere or (tag in _CLOSED and opened[tag] > closed[tag] and not is_piece):
            raise cut_off(f" of an element <{tag}>")
    return False


def _has_end(text: str) -> bool:
    """Whether nothing that a person could see follows the last end tag of the page."""
    last = next(reversed(list(_END.finditer(text))), None)
    behind = text[last.end() :] if last is not None else ""
    if last is None or len(behind) > _MOST_BEHIND or _BEHIND_BLOCKS.search(behind) is not None:
        return False
    return not _BEHIND.sub("", behind).strip()


def _tags_around(node: LexborNode) -> list[str]:
    tags = []
    parent = node.parent
    while parent is not None:
        tags.append(parent.tag or "")
        parent = parent.parent
    return tags


def _counts(text: str) -> tuple[Counter[str], Counter[str]]:
    opened: Counter[str] = Counter()
    closed: Counter[str] = Counter()
    for match in _TAG.finditer(text):
        (closed if match.group(1) else opened)[match.group(2).lower()] += 1
    return opened, closed


# Files of old office programs.

_BOF, _EOF, _BOUNDSHEET = 0x0809, 0x000A, 0x0085


def check_records(data: bytes) -> None:
    """Nothing for an .xls workbook whose records follow each other to the end of every sheet ([MS-XLS] 2.1.4).

    The library passes over records that it does not know, and stops in silence where they stop. Raises
    :class:`Unreadable` ``damaged_office_file``.
    """
    with olefile.OleFileIO(data) as storage:
        name = next((n for n in ("Workbook", "Book") if storage.exists(n)), None)
        stream = storage.openstream(name).read() if name is not None else b""
    place, depth, sheets, ended = 0, 0, 0, 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        if kind == 0 and depth:
            raise damaged(ValueError())
        if kind == 0:
            break  # what fills the last sector
        depth += kind & 0xFF == _BOF & 0xFF and kind <= _BOF
        depth -= kind == _EOF
        ended += kind == _EOF and depth == 0
        sheets += kind == _BOUNDSHEET
        place += 4 + length
    if depth or place > len(stream) or (stream and ended <= sheets and _version(stream) == _BOF):
        raise damaged(EOFError())


def _version(stream: bytes) -> int:
    """The kind of the first record, which tells the version: only the newest keep all sheets in one stream."""
    return int(struct.unpack_from("<H", stream)[0]) if len(stream) > 1 else 0


def check_rtf(data: bytes) -> None:
    """Nothing for an RTF file that ends with the brace that it began with; raises ``cut_off`` else."""
    if not data.rstrip(b"\x00\r\n\t \x1a").endswith(b"}"):
        raise cut_off(" of the document")


def check_storage(data: bytes) -> None:
    """Nothing for an OLE file with all the sectors that it counts ([MS-CFB] 2.2); raises ``cut_off`` else."""
    shift = struct.unpack_from("<H", data, 30)[0]
    with olefile.OleFileIO(data) as storage:
        used = [number for number, following in enumerate(storage.fat) if following != 0xFFFFFFFF]
    size = 1 << shift
    # The last sector need not be filled.
    if used and len(data) <= (used[-1] + 1) * size:
        raise cut_off(" of the document")


def check_xml(data: bytes) -> None:
    """Nothing for an XML file that ends with its root. Raises ``cut_off`` else, and ``unsafe_xml`` for entities."""
    if has_entities(data):
        raise unsafe()
    try:
        for _, node in etree.iterparse(io.BytesIO(data), resolve_entities=False, no_network=True, load_dtd=False):
            node.clear()
    except etree.XMLSyntaxError as error:
        raise cut_off(" of the document") from error
