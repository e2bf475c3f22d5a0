"""Whether a web page ends where it should or was cut off in the middle.

Belongs here: what shows that the end of a page is missing. Does not belong here: pieces missing in the middle
(``holes``), reading the page. Everything here looks at the markup alone, never at what a form should have.

A page may leave out the end tags of rows, cells, paragraphs and of the page itself (HTML standard, 13.1.2.4), and many
do. What it never leaves out is the end of a tag, of a comment, of a script, of a table.
"""

from __future__ import annotations

import re
from collections import Counter

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.model.messages import said
from pipeline.readers.refused_files import cut_off

_MARK = "jixiao-end-of-page"
_END = re.compile(r"</(?:html|body)\b[^>]*>", re.IGNORECASE)
# What scripts and editors add behind the end of a page. Text and tables there belong to the page still.
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
# Elements that every writer closes. Where one is open at the end of a page without an end tag, the page is cut off.
_CLOSED = frozenset(
    {"table", "div", "section", "article", "main", "aside", "header", "footer", "nav", "form", "ul", "ol", "dl"}
    | {"fieldset", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "select", "textarea", "title", "script"}
    | {"style", "noscript", "iframe", "svg", "math", "object", "video", "audio", "button", "template"}
)


def check_page(text: str) -> bool:
    """Whether the page has an end tag of its own; one that leaves it out may be whole as well.

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
        raise cut_off(said("where.tag"))
    around = Counter(_tags_around(mark))
    opened, closed = _counts(_UNSEEN.sub("", text))
    # The parser moves what stands in a table outside of its cells out of the table, the mark included. Then only the
    # counts of tags show that the table is open.
    if around["table"] or opened["table"] > closed["table"]:
        raise cut_off(said("where.table"))
    # A part of a page, saved without the page around it, may leave elements open behind a last one that is whole.
    is_piece = _PAGE.search(text) is None and _WHOLE_BLOCK.search(text) is not None
    for tag in around.keys() - {"html", "body", "head"}:
        is_closed_elsewhere = closed[tag] > 0 and opened[tag] - closed[tag] <= around[tag] and not is_piece
        if is_closed_elsewhere or (tag in _CLOSED and opened[tag] > closed[tag] and not is_piece):
            raise cut_off(said("where.element", tag=tag))
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
