"""Questions to the tree of a page: children, the cells of a table, tables that only lay out other tables.

Belongs here: what the tree alone answers. Does not belong here: styles, text as it is seen (``page_text``).
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode


def tags(names: str) -> frozenset[str]:
    """The tags named in a text."""
    return frozenset(names.split())


UNSEEN = tags("head script style template noscript title meta link datalist rp rt param source track area base")
_NUMBER = re.compile(r"\s*\+?(\d{1,9})")


def child_elements(node: LexborNode) -> list[LexborNode]:
    """The elements directly in an element."""
    return [child for child in child_nodes(node) if child.is_element_node]


def child_nodes(node: LexborNode) -> list[LexborNode]:
    """Elements and texts directly in an element."""
    return list(node.iter(include_text=True))


def own_cells(table: LexborNode) -> list[LexborNode]:
    """The cells of a table, those of tables inside it left out."""
    rows = [row for part in child_elements(table) for row in child_elements(part) if row.tag == "tr"]
    return [cell for row in rows for cell in child_elements(row) if cell.tag in ("td", "th")]


def layout_tables(tree: LexborHTMLParser) -> frozenset[int]:
    """The tables that only lay out: around a table which has more cells with a text than they have themselves."""
    texts: dict[int, int] = {}
    outer: dict[int, LexborNode] = {}
    tables = tree.css("table")
    for table in tables:
        texts[table.mem_id] = sum(1 for cell in own_cells(table) if _has_own_text(cell))
        parent = table.parent
        while parent is not None and parent.tag != "table":
            parent = parent.parent
        if parent is not None:
            outer[table.mem_id] = parent
    layouts: set[int] = set()
    for table in tables:
        around = outer.get(table.mem_id)
        while around is not None and texts[around.mem_id] < texts[table.mem_id]:
            layouts.add(around.mem_id)
            around = outer.get(around.mem_id)
    return frozenset(layouts)


def _has_own_text(cell: LexborNode) -> bool:
    """Whether a cell holds text outside of the tables in it."""
    stack = child_nodes(cell)
    while stack:
        node = stack.pop()
        if node.is_text_node:
            if (node.text_content or "").strip():
                return True
        elif node.tag != "table" and node.tag not in UNSEEN:
            stack += child_nodes(node)
    return False


def integer_attribute(text: str | None, default: int) -> int:
    """A number as the HTML standard reads an attribute: leading digits, the rest ignored."""
    match = _NUMBER.match(text or "")
    return int(match.group(1)) if match else default
