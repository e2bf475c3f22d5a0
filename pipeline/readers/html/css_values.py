"""Values of CSS properties: what a declared value says, as far as it decides what text a person sees.

Belongs here: tokens of one value to a Python value. A value that its property does not know is null, because a browser
passes over it. Does not belong here: which properties are read (``style_sheets``), which declaration wins
(``cascade``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import tinycss2
from tinycss2.color4 import parse_color

_SHOWN = frozenset(
    {"inline", "inline-block", "inline-flex", "inline-grid", "inline-table", "contents", "run-in", "ruby"}
)
BLOCK_DISPLAYS = frozenset(
    {"block", "flex", "grid", "table", "list-item", "flow-root", "table-row", "table-cell", "table-row-group"}
    | {"table-header-group", "table-footer-group", "table-caption", "table-column", "table-column-group", "-webkit-box"}
)


def property_value(name: str, tokens: list[Any]) -> Any:
    """The value of a property; null where the property knows no such value."""
    if not tokens:
        return None
    words = [t.lower_value for t in tokens if t.type == "ident"]
    word = words[0] if len(tokens) == 1 and words else ""
    if word in ("inherit", "initial", "unset", "revert") and name not in ("visibility", "color"):
        return None
    if name == "display":
        word = words[0] if words else ""
        return word if word in _SHOWN or word in BLOCK_DISPLAYS or word == "none" else None
    if name == "visibility":
        return word if word in ("visible", "hidden", "collapse", "inherit") else None
    if name == "content":
        return tuple(tokens)
    if name in ("color", "-webkit-text-fill-color"):
        return None if word == "inherit" else is_white_colour(tokens[0])
    if name.startswith("background"):
        return is_dark_background(tokens)
    if name in ("text-decoration", "text-decoration-line"):
        return words or None
    if name in ("list-style", "list-style-type"):
        return "none" if "none" in words else "shown"
    if name == "font":
        # Of size and family the size stands first.
        return next((t for t in tokens if t.type in ("dimension", "percentage")), None)
    if name in ("text-transform", "white-space", "mso-hide", "position", "overflow", "overflow-y"):
        return word or None
    return tokens[0] if len(tokens) == 1 or name.startswith("clip") else None


def is_white_colour(token: Any) -> Any:
    """Whether a colour is white or transparent; null for what is no colour."""
    colour = parse_color(token)
    if colour is None:
        return None
    if isinstance(colour, str):  # currentcolor
        return False
    if colour.alpha <= 0.05:
        return True
    try:
        return min(colour.to("srgb").coordinates) >= 0.97
    except (
        NotImplementedError,  # raised by tinycss2 for a colour space that it cannot convert
        ValueError,  # the same, for values that it cannot
    ):
        return False  # such text counts as visible and is read: to call it white would drop it


def is_dark_background(tokens: list[Any]) -> bool | None:
    """Whether a background is drawn on which white text can be read; null where nothing says so."""
    is_drawn = None
    for token in tokens:
        if token.type in ("url", "function") and (token.type == "url" or "gradient" in token.lower_name):
            return True
        is_white = is_white_colour(token)
        if is_white is not None:
            is_drawn = not is_white
        elif token.type == "ident" and token.lower_value == "none":
            is_drawn = bool(is_drawn)
    return is_drawn


def pixels(token: Any) -> float | None:
    """A length in pixels, for a font of 16 pixels; null for units that are not known."""
    if token is None or token.type not in ("number", "dimension", "percentage"):
        return None
    if token.type == "number":
        return float(token.value) if token.value == 0 else None
    unit = token.lower_unit if token.type == "dimension" else "%"
    scale = {"px": 1, "pt": 4 / 3, "em": 16, "rem": 16, "%": 0.16, "cm": 37.8, "mm": 3.78, "in": 96, "ex": 8, "ch": 8}
    return float(token.value) * scale[unit] if unit in scale else None


def is_white_attribute(text: str) -> Any:
    """Whether the colour in an attribute is white; null where the attribute names no colour."""
    token = tinycss2.parse_one_component_value(text if not re.fullmatch(r"[0-9a-fA-F]{6}", text) else f"#{text}")
    return None if token.type == "error" else is_white_colour(token)


def added_text(tokens: Iterable[Any], attributes: dict[str, str | None]) -> tuple[str, bool]:
    """The text that a rule adds, and whether all of it is known: counters and quotation marks are not."""
    text, is_known = "", True
    for token in tokens:
        if token.type == "string":
            text += token.value
        elif token.type == "function" and token.lower_name == "attr" and token.arguments:
            text += attributes.get(getattr(token.arguments[0], "lower_value", "")) or ""
        elif token.type == "literal" and token.value == "/":
            break
        elif token.type != "url" and not (token.type == "ident" and token.lower_value in ("none", "normal")):
            is_known = False
    return text, is_known
