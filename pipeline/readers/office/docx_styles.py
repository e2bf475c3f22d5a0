"""Styles of a document: what they say of the text of a run.

Belongs here: hidden, raised, struck out, white and capital text, and what a style takes from another one. Does not
belong here: which style a run has (``docx``).
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from pipeline.readers.office.docx_elements import child_of, elements, is_on, tag_of, value_of


@dataclass(slots=True)
class RunStyle:
    """What a style says of its text; null where it says nothing. ``is_shaded``: it has a background of its own."""

    is_hidden: bool | None = None
    is_numbered: bool = False
    is_raised: bool | None = None
    is_struck: bool | None = None
    is_white: bool | None = None
    is_shaded: bool | None = None
    is_capital: bool | None = None

    def over(self, other: RunStyle) -> RunStyle:
        """Both styles as one: where this one says nothing, what the other one says."""

        def said(name: str) -> bool | None:
            own: bool | None = getattr(self, name)
            return own if own is not None else getattr(other, name)

        return RunStyle(
            said("is_hidden"),
            self.is_numbered or other.is_numbered,
            said("is_raised"),
            said("is_struck"),
            said("is_white"),
            said("is_shaded"),
            said("is_capital"),
        )


def styles_of(tree: etree._Element | None) -> dict[str, RunStyle]:
    """Every style by its name, with what it inherits; the empty name stands for the document's defaults."""
    if tree is None:
        return {}
    defaults = child_of(child_of(child_of(tree, "docDefaults"), "rPrDefault"), "rPr")
    styles = {"": style_of(defaults)}
    nodes = {value_of(node, "styleId") or "": node for node in elements(tree) if tag_of(node) == "style"}
    for name, node in nodes.items():
        style, seen = RunStyle(), set()
        at: str | None = name
        while at in nodes and at not in seen:
            seen.add(at)
            own = style_of(child_of(nodes[at], "rPr"))
            own.is_numbered = child_of(child_of(nodes[at], "pPr"), "numPr") is not None
            style = style.over(own)
            at = value_of(child_of(nodes[at], "basedOn"))
        # What a character style does not say, the style of the paragraph decides and not the defaults.
        styles[name] = style if value_of(node, "type") == "character" else style.over(styles[""])
        if value_of(node, "type") == "paragraph" and value_of(node, "default") in ("1", "true"):
            styles[""] = styles[name]
    return styles


def style_of(properties: etree._Element | None) -> RunStyle:
    """What the properties of a run say, without the styles that they name."""
    style = RunStyle()
    if properties is None:
        return style
    for node in elements(properties):
        tag, value = tag_of(node), value_of(node)
        if tag == "vanish":
            style.is_hidden = is_on(node)
        elif tag in ("strike", "dstrike"):
            style.is_struck = bool(style.is_struck) or is_on(node)
        elif tag == "vertAlign":
            style.is_raised = value == "superscript"
        elif tag == "position":
            # The value is how far above the line the text stands, in half points.
            is_up = (value or "").isdigit() and value != "0"
            style.is_raised = bool(style.is_raised) or is_up
        elif tag == "color":
            is_theme = (value_of(node, "themeColor") or "") in ("background1", "light1")
            style.is_white = is_theme or (value or "").upper() == "FFFFFF"
        elif tag == "shd":
            style.is_shaded = is_ground(node)
        elif tag == "highlight":
            style.is_shaded = value not in (None, "none", "white")
        elif tag == "caps":
            style.is_capital = is_on(node)
    return style


def is_ground(shade: etree._Element) -> bool:
    """Whether white text can be read on a shading."""
    fill = (value_of(shade, "fill") or "auto").lower()
    return fill not in ("auto", "ffffff") or (value_of(shade) or "clear") not in ("clear", "nil")
