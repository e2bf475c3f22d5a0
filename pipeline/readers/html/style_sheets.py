"""Style sheets and style attributes to the declarations that hold on a screen.

Belongs here: the rules of a sheet in their order, ``@media`` and the other blocks around rules, the properties that are
read, sheets that the page names and that are not in it. Does not belong here: values (``css_values``), which elements
a rule is for (``selector_rules``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import tinycss2
from selectolax.lexbor import LexborHTMLParser

from pipeline.readers.html.css_values import property_value

_MOST_NESTED = 8
# The width of a window in which a person looks at the page, in pixels.
_WIDTH = 1280
_PROPERTIES = frozenset(
    {"display", "visibility", "opacity", "font-size", "vertical-align", "text-decoration", "text-decoration-line"}
    | {"text-transform", "color", "background", "background-color", "background-image", "white-space", "list-style"}
    | {"list-style-type", "content", "mso-hide", "mso-text-raise", "position", "left", "top", "text-indent", "clip"}
    | {"clip-path", "height", "max-height", "width", "overflow", "overflow-y", "-webkit-text-fill-color", "font"}
)
_FEATURE = re.compile(r"\(\s*(min|max)-(?:device-)?width\s*:\s*([\d.]+)\s*(px|em|rem)?\s*\)")


class Declaration(NamedTuple):
    """One property with its value, as ``css_values`` gives it."""

    name: str
    value: Any
    is_important: bool


def has_sheets_outside(tree: LexborHTMLParser) -> bool:
    """Whether a page names sheets for the screen that are not in it."""
    links = (n.attributes for n in tree.css("link"))
    is_named = any(
        "stylesheet" in (a.get("rel") or "").lower() and holds_on_screen(a.get("media") or "") for a in links
    )
    return is_named or any("@import" in (n.text() or "") for n in tree.css("style"))


def rules_of_sheet(sheet: str) -> Iterator[tuple[str, str, tuple[Declaration, ...]]]:
    """Text, selectors and declarations of every rule that holds on a screen and sets a property that is read."""
    pending = [(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True), 0)]
    while pending:
        nodes, depth = pending.pop()
        for number, node in enumerate(nodes):
            if node.type == "qualified-rule":
                if declarations := _declarations(node.content):
                    prelude = tinycss2.serialize(node.prelude).strip()
                    yield f"{prelude}{{{tinycss2.serialize(node.content)}", prelude, declarations
            elif node.type == "at-rule" and node.content is not None and depth < _MOST_NESTED:
                name = node.lower_at_keyword
                if name in ("supports", "layer") or (
                    name == "media" and holds_on_screen(tinycss2.serialize(node.prelude))
                ):
                    # The rest of the list is read after the block.
                    pending.append((nodes[number + 1 :], depth))
                    inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
                    pending.append((inner, depth + 1))
                    break


def holds_on_screen(query: str) -> bool:
    """Whether a media query holds on a screen."""
    return not query.strip() or any(_holds_one_query(" ".join(part.lower().split())) for part in query.split(","))


def _holds_one_query(query: str) -> bool:
    """Whether one of the queries between commas holds on a screen."""
    is_negated = query.startswith("not ")
    query = query.removeprefix("not ").removeprefix("only ")
    kind, *features = re.split(r"\s+and\s+", query)
    if kind.startswith("("):
        kind, features = "all", [kind, *features]
    holds = kind in ("all", "screen") and all(map(_has_feature, features))
    return holds != is_negated


def _has_feature(feature: str) -> bool:
    """Whether the window of a person on a computer has a feature that a media query asks for."""
    match = _FEATURE.fullmatch(feature)
    if match is None:
        return feature in (
            "(orientation: landscape)",
            "(orientation:landscape)",
            "(hover)",
            "(hover: hover)",
            "(color)",
        )
    width = float(match.group(2)) * (16 if match.group(3) in ("em", "rem") else 1)
    return width <= _WIDTH if match.group(1) == "min" else width >= _WIDTH


def _declarations(content: Any) -> tuple[Declaration, ...]:
    """The declarations of a block for the properties that are read."""
    declarations = []
    for node in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if node.type == "declaration" and node.lower_name in _PROPERTIES:
            value = property_value(node.lower_name, [t for t in node.value if t.type not in ("whitespace", "comment")])
            if value is not None:
                declarations.append(Declaration(node.lower_name, value, node.important))
    return tuple(declarations)


@lru_cache(maxsize=1 << 12)
def inline_declarations(style: str) -> tuple[Declaration, ...]:
    """The declarations of a style attribute."""
    return _declarations(style)


def sets_own_display(style: str) -> bool:
    """Whether a style attribute sets ``display`` itself, so that no sheet outside the page can change it."""
    return any(d.name in ("display", "mso-hide") for d in inline_declarations(style))
