"""Questions to elements of WordprocessingML: children, values, rows and cells.

Belongs here: what one element or its children say, looking through the elements that only wrap others. Does not belong
here: what an element shows (``docx``), styles (``docx_styles``).

Elements go by their local names, because strict documents (ISO/IEC 29500-1) use other namespaces than Word's own.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

# Elements around blocks or runs that are shown: content controls, inserted and moved text, smart tags, links.
WRAPPERS = frozenset(
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
_OFF = frozenset({"0", "false", "off", "none"})


def is_row_left_out(row: etree._Element) -> bool:
    """Whether a row is hidden or was deleted by a tracked change."""
    properties = child_of(row, "trPr")
    hidden = child_of(properties, "hidden")
    return child_of(properties, "del") is not None or (hidden is not None and is_on(hidden))


def rows_of(table: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table, those of tables inside left out."""
    return children_through(table, "tr")


def cells_of(row: etree._Element) -> Iterator[etree._Element]:
    """The cells of a row, those of tables inside left out."""
    return children_through(row, "tc")


def children_through(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Children of a kind, also those inside of :data:`WRAPPERS`."""
    for node in elements(parent):
        if tag_of(node) == tag:
            yield node
        elif tag_of(node) in WRAPPERS:
            yield from children_through(node, tag)


def elements(parent: etree._Element) -> Iterator[etree._Element]:
    """The elements directly in an element; comments are none."""
    return (node for node in parent if isinstance(node.tag, str))


def tag_of(node: etree._Element) -> str:
    """The local name of an element; empty for a comment."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def child_of(node: etree._Element | None, tag: str) -> etree._Element | None:
    """The first child of a kind; null where there is none."""
    return None if node is None else next((n for n in elements(node) if tag_of(n) == tag), None)


def value_of(node: etree._Element | None, name: str = "val") -> str | None:
    """An attribute by its local name; null where there is none."""
    if node is None:
        return None
    return next((str(v) for k, v in node.attrib.items() if str(k).rpartition("}")[2] == name), None)


def number_of(node: etree._Element | None, default: int) -> int:
    """The value of an element as a whole number; the default where it is none."""
    text = value_of(node) or ""
    return int(text) if text.isdigit() and len(text) < 6 else default


def is_on(node: etree._Element) -> bool:
    """Whether a property is on; it is where it has no value."""
    return (value_of(node) or "true").lower() not in _OFF
