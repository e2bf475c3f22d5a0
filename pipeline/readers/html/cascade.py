"""The cascade: from the rules that hold for an element to what a person sees of its text.

Belongs here: which declaration wins (CSS 2.2, 6.4), what an element inherits, and what hides, raises, strikes out or
whitens text. Does not belong here: which rules hold for an element (``styles``), single values (``css_values``).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pipeline.readers.html.css_values import BLOCK_DISPLAYS, added_text, is_white_attribute, pixels
from pipeline.readers.html.selector_rules import SelectorRule
from pipeline.readers.html.style import Style
from pipeline.readers.html.style_sheets import inline_declarations

# A position this many pixels left of the window or above it: text there is not meant to be seen.
_FAR = -400
_STRUCK_TAGS, _PRE_TAGS = frozenset({"s", "strike", "del"}), frozenset({"pre", "listing", "xmp", "textarea"})
_CELLS = frozenset({"td", "th", "tr", "tbody", "thead", "tfoot", "table", "caption", "img"})
_SMALL = frozenset({"smaller", "small", "x-small", "xx-small"})


def cascaded_style(
    tag: str,
    hints: dict[str, str | None],
    outer: Style,
    rules: tuple[SelectorRule, ...],
    inline: str,
    attributes: dict[str, str | None],
) -> Style:
    """The style of an element.

    ``outer`` is the style of the element around it. ``hints`` are the attributes that set a style as a rule does
    (``hidden``, ``color``, ``bgcolor``), ``inline`` is its style attribute.
    """
    own = [r for r in rules if r.pseudo is None]
    values = _winning(own, inline)
    style = _inherited(outer)
    style = _shown(style, tag, hints, values)
    style = _seen(style, tag, hints, values)
    for name in ("before", "after"):
        added = [r for r in rules if r.pseudo == name]
        if not added:
            continue
        texts = _winning(added, "")
        if texts.get("display") == "none" or texts.get("visibility") in ("hidden", "collapse"):
            continue
        text, is_known = added_text(texts.get("content") or (), attributes)
        style = replace(style, is_added_unknown=style.is_added_unknown or not is_known)
        style = replace(style, before=text) if name == "before" else replace(style, after=text)
    return style


def _inherited(outer: Style) -> Style:
    return replace(outer, is_gone=False, is_unsure=False, is_block=False, before="", after="", is_added_unknown=False)


def _winning(rules: list[SelectorRule], inline: str) -> dict[str, Any]:
    """The declared values that hold: important ones last, then by specificity, then by order."""
    ranked = [
        ((d.is_important, 0, r.specificity, r.order, n), d)
        for r in rules
        for n, d in enumerate(r.declarations)
    ]  # fmt: skip
    ranked += [((d.is_important, 1, (0, 0, 0), 0, n), d) for n, d in enumerate(inline_declarations(inline))]
    values: dict[str, Any] = {}
    for _, declaration in sorted(ranked, key=lambda entry: entry[0]):
        name = {"background-color": "background", "text-decoration-line": "text-decoration", "font": "font-size"}.get(
            declaration.name, declaration.name
        )
        values[{"list-style-type": "list-style"}.get(name, name)] = declaration.value
    return values


def _shown(style: Style, tag: str, hints: dict[str, str | None], values: dict[str, Any]) -> Style:
    """The style with what its values say of whether the element is displayed and can be seen."""
    display = values.get("display") or ("none" if "hidden" in hints else "")
    is_gone = display == "none" or values.get("mso-hide") == "all"
    visibility = values.get("visibility")
    is_invisible = style.is_invisible if visibility in (None, "inherit") else visibility != "visible"
    size = values.get("font-size")
    length = pixels(size) if size is not None else None
    if length is not None or size is None:
        has_no_size = style.has_no_size if length is None else length == 0
    else:
        has_no_size = False
    return replace(
        style,
        is_gone=is_gone,
        is_invisible=is_invisible,
        has_no_size=has_no_size,
        is_unseeable=style.is_unseeable or _is_unseeable(tag, values),
        is_block=display in BLOCK_DISPLAYS,
    )


def _is_unseeable(tag: str, values: dict[str, Any]) -> bool:
    """Whether an element is made transparent, clipped away, moved out of the window or given no height or width."""
    opacity = values.get("opacity")
    if opacity is not None and opacity.type in ("number", "percentage") and opacity.value <= 0.01:
        return True
    if values.get("position") in ("absolute", "fixed"):
        clip = values.get("clip")
        if clip is not None and clip.type == "function" and clip.lower_name == "rect":
            edges = [pixels(t) for t in clip.arguments if t.type in ("number", "dimension")]
            if edges and all(e is not None and e <= 1 for e in edges):
                return True
        if any((p := pixels(values.get(side))) is not None and p < _FAR for side in ("left", "top")):
            return True
    indent = pixels(values.get("text-indent"))
    if indent is not None and indent < _FAR:
        return True
    if values.get("overflow") == "hidden" or values.get("overflow-y") == "hidden":
        return tag not in _CELLS and any(pixels(values.get(side)) == 0 for side in ("height", "max-height", "width"))
    return False


def _seen(style: Style, tag: str, hints: dict[str, str | None], values: dict[str, Any]) -> Style:
    """The style with what its values say of how the text looks: struck out, raised, white, preformatted."""
    lines = values.get("text-decoration")
    is_struck = style.is_struck or ("line-through" in lines if lines is not None else tag in _STRUCK_TAGS)
    align = values.get("vertical-align")
    is_raised = style.is_raised or (tag == "sup" if align is None else _is_raised(tag, align, values))
    lift = pixels(values.get("mso-text-raise"))
    is_raised = is_raised or (lift is not None and lift > 0)
    top = pixels(values.get("top"))
    if values.get("position") == "relative" and top is not None and top < 0 and _is_small(values):
        is_raised = True
    colour = values.get("-webkit-text-fill-color", values.get("color"))
    if colour is None and hints.get("color"):
        colour = is_white_attribute(hints["color"] or "")
    ground = values.get("background")
    if values.get("background-image"):
        ground = True
    if ground is None and (hints.get("bgcolor") or hints.get("background")):
        ground = bool(hints.get("background")) or is_white_attribute(hints.get("bgcolor") or "") is False
    white_space = values.get("white-space")
    return replace(
        style,
        is_struck=is_struck,
        is_raised=is_raised,
        is_pale=style.is_pale if colour is None else colour,
        has_background=style.has_background if ground is None else ground,
        transform=values.get("text-transform", style.transform),
        has_markers=style.has_markers if "list-style" not in values else values["list-style"] != "none",
        is_preformatted=(
            white_space in ("pre", "pre-wrap", "pre-line", "break-spaces")
            if white_space is not None
            else style.is_preformatted or tag in _PRE_TAGS
        ),
    )


def _is_raised(tag: str, align: Any, values: dict[str, Any]) -> bool:
    """Whether ``vertical-align`` raises the text of an element."""
    if tag in _CELLS:
        # For a cell the property says whether its text stands at the top or at the bottom of the cell.
        return False
    if align.type == "ident":
        is_top = align.lower_value in ("top", "text-top")
        return align.lower_value == "super" or (is_top and _is_small(values))
    lift = pixels(align)
    return lift is not None and lift > 0


def _is_small(values: dict[str, Any]) -> bool:
    """Whether the text of an element is smaller than 12 pixels."""
    size = values.get("font-size")
    if size is None:
        return False
    if size.type == "ident":
        return size.lower_value in _SMALL
    length = pixels(size)
    return length is not None and length < 12
