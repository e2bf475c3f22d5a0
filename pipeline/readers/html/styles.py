"""What the styles in a web page make of its elements: hidden, raised, struck out, white, changed or added text.

Belongs here: style sheets in the page, style attributes, the cascade (CSS 2.2 and Selectors 4, as far as they decide
what text a person sees). Does not belong here: gathering text (``html``), layout. No sheet outside the page is read.

Elements with the same path of tags, ids and classes get the same rules, so that the cost of plain selectors goes with
the number of different paths and not with the number of elements; for all others the steps are counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

import tinycss2
from cssselect2 import SelectorError, parser
from cssselect2.compiler import CompiledSelector
from selectolax.lexbor import LexborHTMLParser, LexborNode
from tinycss2.color4 import parse_color

from pipeline.model.grid import Unreadable

# Steps to elements around or before an element, and tries of a selector, for one page; one to five seconds.
MOST_STEPS = 2_000_000
# Text of all style sheets of a page; a framework has 200 KB.
_MOST_CSS = 2_000_000
_MOST_COMBINATORS = 12
_MOST_NESTED = 8
# The width of a window in which a person looks at the page, in pixels.
_WIDTH = 1280
# What stands this many pixels outside of the window is not meant to be seen.
_FAR = -400

_SHOWN = frozenset(
    {"inline", "inline-block", "inline-flex", "inline-grid", "inline-table", "contents", "run-in", "ruby"}
)
_BLOCK = frozenset(
    {"block", "flex", "grid", "table", "list-item", "flow-root", "table-row", "table-cell", "table-row-group"}
    | {"table-header-group", "table-footer-group", "table-caption", "table-column", "table-column-group", "-webkit-box"}
)
_STRUCK_TAGS, _PRE_TAGS = frozenset({"s", "strike", "del"}), frozenset({"pre", "listing", "xmp", "textarea"})
_CELLS = frozenset({"td", "th", "tr", "tbody", "thead", "tfoot", "table", "caption", "img"})
_PROPERTIES = frozenset(
    {"display", "visibility", "opacity", "font-size", "vertical-align", "text-decoration", "text-decoration-line"}
    | {"text-transform", "color", "background", "background-color", "background-image", "white-space", "list-style"}
    | {"list-style-type", "content", "mso-hide", "mso-text-raise", "position", "left", "top", "text-indent", "clip"}
    | {"clip-path", "height", "max-height", "width", "overflow", "overflow-y", "-webkit-text-fill-color", "font"}
)
_SMALL = frozenset({"smaller", "small", "x-small", "xx-small"})
_FEATURE = re.compile(r"\(\s*(min|max)-(?:device-)?width\s*:\s*([\d.]+)\s*(px|em|rem)?\s*\)")


@dataclass(frozen=True, slots=True)
class Style:
    """What a person sees of the text in an element; everything but ``is_gone`` and the added texts is inherited.

    ``is_unsure`` says that a sheet hides the element while the page names further sheets that are not at hand.
    """

    is_gone: bool = False
    is_unsure: bool = False
    is_invisible: bool = False
    is_unseeable: bool = False
    is_raised: bool = False
    is_struck: bool = False
    is_pale: bool = False
    has_background: bool = False
    has_no_size: bool = False
    is_preformatted: bool = False
    has_markers: bool = True
    is_block: bool = False
    transform: str = ""
    before: str = ""
    after: str = ""
    is_added_unknown: bool = False

    @property
    def shows_nothing(self) -> bool:
        """Whether text directly in the element takes its place and cannot be seen."""
        return self.is_invisible or self.is_unseeable or self.has_no_size

    @property
    def doubt(self) -> str:
        """Why text directly in the element may not be seen as it is written."""
        return "struck_out" if self.is_struck else "white_text" if self.is_pale and not self.has_background else ""

    def changed(self, text: str) -> str:
        """The text in the letters that it is shown in."""
        change = {"uppercase": str.upper, "lowercase": str.lower, "capitalize": str.title}.get(self.transform)
        return change(text) if change is not None else text


class _Declaration(NamedTuple):
    name: str
    value: Any
    is_important: bool


class _Rule(NamedTuple):
    """One selector with what it declares; ``order`` decides between rules of the same specificity."""

    test: Any
    specificity: tuple[int, int, int]
    order: int
    pseudo: str | None
    declarations: tuple[_Declaration, ...]


class Styles:
    """The styles of every element of a page. Raises :class:`Unreadable` ``too_many_styles``."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._steps = StepCount()
        self._plain, self._other = _Index(), _Index()
        self._has_more = _has_sheets_outside(tree)
        self._styles: dict[int, Style] = {}
        self._read_sheets(tree)
        self._paths: dict[Any, int] = {}
        self._matched: dict[Any, tuple[_Rule, ...]] = {}
        self._computed: dict[Any, Style] = {}
        if tree.root is not None:
            self._walk(tree.root)

    def of(self, node: LexborNode | None) -> Style:
        """The style of an element."""
        return self._styles.get(node.mem_id, _PLAIN) if node is not None else _PLAIN

    def _read_sheets(self, tree: LexborHTMLParser) -> None:
        seen: set[str] = set()
        order = 0
        sheets = [n.text() or "" for n in tree.css("style") if _fits(n.attributes.get("media") or "")]
        if sum(map(len, sheets)) > _MOST_CSS:
            self._steps.add(MOST_STEPS + 1)
        for sheet in sheets:
            try:
                for rule, prelude, declarations in _rules(sheet):
                    # The same rule again changes nothing but what stands between the two, which is not worth its cost.
                    if rule in seen:
                        continue
                    seen.add(rule)
                    order += 1
                    self._add(prelude, declarations, order)
            except RecursionError:
                # Brackets nested thousands deep.
                self._steps.add(MOST_STEPS + 1)

    def _add(self, prelude: str, declarations: tuple[_Declaration, ...], order: int) -> None:
        try:
            selectors = list(parser.parse(prelude))
            compiled = [(CompiledSelector(s), s) for s in selectors if _combinators(s.parsed_tree) <= _MOST_COMBINATORS]
        except (
            SelectorError,  # no selector: browsers pass over its rule
            NotImplementedError,  # cssselect2 has some selectors still to do; their rules are passed over
            ValueError,  # a number too long to be one
            SyntaxError,  # the expression that cssselect2 makes of deep nesting is more than Python takes
            RecursionError,  # the same, met while the selector is parsed
            MemoryError,  # the same, met by Python's own parser
        ):
            return
        for selector, source in compiled:
            if selector.never_matches or selector.pseudo_element not in (None, "before", "after"):
                continue
            names = _plain_names(source.parsed_tree)
            index = self._plain if names is not None else self._other
            index.add(
                _Rule(selector.test, selector.specificity, order, selector.pseudo_element, declarations),
                selector,
                names,
            )

    def _walk(self, root: LexborNode) -> None:
        """Every element from the root down. A loop and no recursion: broken pages nest thousands deep."""
        stack: list[tuple[LexborNode, Style, _Element | None, int, _Element | None]] = [(root, _PLAIN, None, 0, None)]
        while stack:
            node, outer, parent, index, previous = stack.pop()
            element = _Element(self._steps, node, parent, index, previous)
            style = self._compute(node, outer, self._rules_for(element))
            self._styles[node.mem_id] = style
            before: _Element | None = None
            children = []
            for number, child in enumerate(n for n in node.iter(include_text=False) if n.is_element_node):
                # The element before is made anew when its turn comes; selectors ask for its tag and classes only.
                children.append((child, style, element, number, before))
                before = _Element(self._steps, child, element, number, before) if self._other.rules else None
            stack += reversed(children)

    def _rules_for(self, element: _Element) -> tuple[_Rule, ...]:
        parent = element.parent
        ids = element.id if element.id in self._plain.ids else None
        classes = frozenset(element.classes & self._plain.class_names) if element.classes else frozenset()
        element.path = (parent.path_number if parent is not None else 0, element.local_name, ids, classes)
        element.path_number = self._paths.setdefault(element.path, len(self._paths) + 1)
        found = self._matched.get(element.path)
        if found is None:
            found = self._matched[element.path] = tuple(self._plain.matching(element, self._steps))
        if not self._other.rules:
            return found
        return (*found, *self._other.matching(element, self._steps))

    def _compute(self, node: LexborNode, outer: Style, rules: tuple[_Rule, ...]) -> Style:
        attributes = node.attributes
        tag = node.tag or ""
        inline = attributes.get("style") or ""
        hints = tuple(
            (name, attributes[name]) for name in ("hidden", "color", "bgcolor", "background") if name in attributes
        )
        key = (id(outer), tuple(r.order for r in rules), tuple(r.pseudo for r in rules), tag, inline, hints)
        is_fixed = not any(r.pseudo for r in rules)
        if is_fixed and key in self._computed:
            return self._computed[key]
        style = _cascaded(tag, dict(hints), outer, rules, inline, attributes)
        if style.is_gone and self._has_more and not _own_display(inline) and "hidden" not in attributes:
            style = replace(style, is_unsure=True)
        if is_fixed:
            self._computed[key] = style
        return style


class _Index:
    """Rules by the id, class or tag that their last part asks for."""

    def __init__(self) -> None:
        self.rules = 0
        self.ids: set[str | None] = set()
        self.class_names: set[str] = set()
        self._by_id: dict[str, list[_Rule]] = {}
        self._by_class: dict[str, list[_Rule]] = {}
        self._by_tag: dict[str, list[_Rule]] = {}
        self._any: list[_Rule] = []

    def add(self, rule: _Rule, selector: Any, names: tuple[set[str], set[str]] | None) -> None:
        self.rules += 1
        if names is not None:
            self.ids |= names[0]
            self.class_names |= names[1]
        if selector.id is not None:
            self._by_id.setdefault(selector.id, []).append(rule)
        elif selector.class_name is not None:
            self._by_class.setdefault(selector.class_name, []).append(rule)
        elif selector.local_name is not None:
            self._by_tag.setdefault(selector.lower_local_name, []).append(rule)
        else:
            self._any.append(rule)

    def matching(self, element: _Element, steps: StepCount) -> Iterator[_Rule]:
        """The rules that hold for an element."""
        chosen = [self._any, self._by_tag.get(element.local_name, ())]
        chosen += [self._by_class.get(name, ()) for name in element.classes]
        if element.id is not None:
            chosen.append(self._by_id.get(element.id, ()))
        for rules in chosen:
            steps.add(len(rules))
            yield from (rule for rule in rules if rule.test(element))


class StepCount:
    """How many steps the style sheets of one page have taken."""

    def __init__(self) -> None:
        self._steps = 0

    def add(self, steps: int = 1) -> None:
        """Count steps. Raises :class:`Unreadable` ``too_many_styles`` beyond :data:`MOST_STEPS`."""
        self._steps += steps
        if self._steps > MOST_STEPS:
            raise Unreadable(
                "too_many_styles",
                "The page has too many style rules for its size. Save it as PDF and put that into the folder.",
            )


class _Siblings(list["_Element"]):
    """The elements of one parent; going through them is counted."""

    steps: StepCount

    def __iter__(self) -> Iterator[_Element]:
        self.steps.add(len(self))
        return super().__iter__()

    def __getitem__(self, key: Any) -> Any:
        self.steps.add(len(self) if isinstance(key, slice) else 1)
        return super().__getitem__(key)


class _Element:
    """An element as the tests of compiled selectors ask for it (the interface of ``cssselect2.ElementWrapper``)."""

    __slots__ = ("_children", "_classes", "_node", "_steps", "index", "parent", "path", "path_number", "previous")
    in_html_document = True
    namespace_url = ""
    in_disabled_fieldset = False
    lang = ""

    def __init__(
        self, steps: StepCount, node: LexborNode, parent: _Element | None, index: int, previous: _Element | None
    ) -> None:
        self._steps, self._node, self.parent, self.index, self.previous = steps, node, parent, index, previous
        self._children: _Siblings | None = None
        self._classes: set[str] | None = None
        self.path: Any = None
        self.path_number = 0

    @property
    def local_name(self) -> str:
        return self._node.tag or ""

    tag = local_name

    @property
    def id(self) -> str | None:
        return self._node.attributes.get("id")

    @property
    def classes(self) -> set[str]:
        if self._classes is None:
            self._classes = set((self._node.attributes.get("class") or "").split())
        return self._classes

    @property
    def etree_element(self) -> _Element:
        return self

    @property
    def attrib(self) -> dict[str, str | None]:
        return self._node.attributes

    @property
    def text(self) -> str:
        return self._node.text(deep=False) or ""

    def get(self, name: str, default: str | None = None) -> str | None:
        attributes = self._node.attributes
        return (attributes[name] or "") if name in attributes else default

    @property
    def ancestors(self) -> Iterator[_Element]:
        at = self.parent
        while at is not None:
            self._steps.add()
            yield at
            at = at.parent

    @property
    def previous_siblings(self) -> Iterator[_Element]:
        at = self.previous
        while at is not None:
            self._steps.add()
            yield at
            at = at.previous

    @property
    def etree_children(self) -> _Siblings:
        if self._children is None:
            self._children = _Siblings()
            self._children.steps = self._steps
            before = None
            for number, node in enumerate(n for n in self._node.iter(include_text=False) if n.is_element_node):
                before = _Element(self._steps, node, self, number, before)
                self._children.append(before)
        return self._children

    @property
    def etree_siblings(self) -> Sequence[_Element]:
        return self.parent.etree_children if self.parent is not None else [self]

    def iter_children(self) -> Iterable[_Element]:
        return self.etree_children

    def iter_siblings(self) -> Iterable[_Element]:
        return self.etree_siblings

    def iter_next_siblings(self) -> Iterable[_Element]:
        return self.etree_siblings[self.index + 1 :]

    def iter_subtree(self) -> Iterator[_Element]:
        stack = [self]
        while stack:
            at = stack.pop()
            yield at
            stack += reversed(at.etree_children)


_PLAIN = Style()


# Sheets.


def _has_sheets_outside(tree: LexborHTMLParser) -> bool:
    links = (n.attributes for n in tree.css("link"))
    is_named = any("stylesheet" in (a.get("rel") or "").lower() and _fits(a.get("media") or "") for a in links)
    return is_named or any("@import" in (n.text() or "") for n in tree.css("style"))


def _rules(sheet: str) -> Iterator[tuple[str, str, tuple[_Declaration, ...]]]:
    """Text, selectors and declarations of every rule that holds on a screen and says something of what is seen."""
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
                if name in ("supports", "layer") or (name == "media" and _fits(tinycss2.serialize(node.prelude))):
                    # What follows the block comes behind it.
                    pending.append((nodes[number + 1 :], depth))
                    inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
                    pending.append((inner, depth + 1))
                    break


def _fits(query: str) -> bool:
    """Whether a media query holds on a screen."""
    return not query.strip() or any(_fits_one(" ".join(one.lower().split())) for one in query.split(","))


def _fits_one(query: str) -> bool:
    is_negated = query.startswith("not ")
    query = query.removeprefix("not ").removeprefix("only ")
    kind, *features = re.split(r"\s+and\s+", query)
    if kind.startswith("("):
        kind, features = "all", [kind, *features]
    holds = kind in ("all", "screen") and all(map(_has_feature, features))
    return holds != is_negated


def _has_feature(feature: str) -> bool:
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


def _declarations(content: Any) -> tuple[_Declaration, ...]:
    found = []
    for node in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if node.type == "declaration" and node.lower_name in _PROPERTIES:
            value = _value(node.lower_name, [t for t in node.value if t.type not in ("whitespace", "comment")])
            if value is not None:
                found.append(_Declaration(node.lower_name, value, node.important))
    return tuple(found)


@lru_cache(maxsize=1 << 12)
def _inline(style: str) -> tuple[_Declaration, ...]:
    return _declarations(style)


def _own_display(style: str) -> bool:
    return any(d.name in ("display", "mso-hide") for d in _inline(style))


def _combinators(node: Any) -> int:
    count = 0
    while isinstance(node, parser.CombinedSelector):
        count += 1
        node = node.left
    return count


def _plain_names(node: Any) -> tuple[set[str], set[str]] | None:
    """Ids and classes that a selector asks for; null for one that asks for more than an element's path of names."""
    ids: set[str] = set()
    classes: set[str] = set()
    compounds = []
    while isinstance(node, parser.CombinedSelector):
        if node.combinator not in (" ", ">"):
            return None
        compounds.append(node.right)
        node = node.left
    for compound in (*compounds, node):
        for simple in compound.simple_selectors:
            if isinstance(simple, parser.IDSelector):
                ids.add(simple.ident)
            elif isinstance(simple, parser.ClassSelector):
                classes.add(simple.class_name)
            elif not isinstance(simple, parser.LocalNameSelector):
                return None
    return ids, classes


# Values. A value that a property does not know is null: a browser passes over it.


def _value(name: str, tokens: list[Any]) -> Any:
    if not tokens:
        return None
    words = [t.lower_value for t in tokens if t.type == "ident"]
    word = words[0] if len(tokens) == 1 and words else ""
    if word in ("inherit", "initial", "unset", "revert") and name not in ("visibility", "color"):
        return None
    if name == "display":
        word = words[0] if words else ""
        return word if word in _SHOWN or word in _BLOCK or word == "none" else None
    if name == "visibility":
        return word if word in ("visible", "hidden", "collapse", "inherit") else None
    if name == "content":
        return tuple(tokens)
    if name in ("color", "-webkit-text-fill-color"):
        return None if word == "inherit" else _colour(tokens[0])
    if name.startswith("background"):
        return _background(tokens)
    if name in ("text-decoration", "text-decoration-line"):
        return words or None
    if name in ("list-style", "list-style-type"):
        return "none" if "none" in words else "shown"
    if name == "font":
        # The size stands before the family.
        return next((t for t in tokens if t.type in ("dimension", "percentage")), None)
    if name in ("text-transform", "white-space", "mso-hide", "position", "overflow", "overflow-y"):
        return word or None
    return tokens[0] if len(tokens) == 1 or name.startswith("clip") else None


def _colour(token: Any) -> Any:
    """Whether a colour is white or clear; null for what is no colour."""
    colour = parse_color(token)
    if colour is None:
        return None
    if isinstance(colour, str):  # currentcolor
        return False
    if colour.alpha <= 0.05:
        return True
    try:
        return min(colour.to("srgb").coordinates) >= 0.97
    except (NotImplementedError, ValueError):  # tinycss2 converts only some colour spaces: others are not called white
        return False


def _background(tokens: list[Any]) -> bool | None:
    """Whether a background is drawn that white text stands out on."""
    found = None
    for token in tokens:
        if token.type in ("url", "function") and (token.type == "url" or "gradient" in token.lower_name):
            return True
        is_white = _colour(token)
        if is_white is not None:
            found = not is_white
        elif token.type == "ident" and token.lower_value == "none":
            found = bool(found)
    return found


def _pixels(token: Any) -> float | None:
    """A length in pixels as far as that needs no other; percentages and font-relative units by the usual size."""
    if token is None or token.type not in ("number", "dimension", "percentage"):
        return None
    if token.type == "number":
        return float(token.value) if token.value == 0 else None
    unit = token.lower_unit if token.type == "dimension" else "%"
    scale = {"px": 1, "pt": 4 / 3, "em": 16, "rem": 16, "%": 0.16, "cm": 37.8, "mm": 3.78, "in": 96, "ex": 8, "ch": 8}
    return float(token.value) * scale[unit] if unit in scale else None


# The cascade.


def _cascaded(
    tag: str,
    hints: dict[str, str | None],
    outer: Style,
    rules: tuple[_Rule, ...],
    inline: str,
    attributes: dict[str, str | None],
) -> Style:
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
        text, is_known = _content(texts.get("content") or (), attributes)
        style = replace(style, is_added_unknown=style.is_added_unknown or not is_known)
        style = replace(style, before=text) if name == "before" else replace(style, after=text)
    return style


def _inherited(outer: Style) -> Style:
    return replace(outer, is_gone=False, is_unsure=False, is_block=False, before="", after="", is_added_unknown=False)


def _winning(rules: list[_Rule], inline: str) -> dict[str, Any]:
    """The declared values that hold: important ones last, then by specificity, then by order."""
    ranked = [
        ((d.is_important, 0, r.specificity, r.order, n), d)
        for r in rules
        for n, d in enumerate(r.declarations)
    ]  # fmt: skip
    ranked += [((d.is_important, 1, (0, 0, 0), 0, n), d) for n, d in enumerate(_inline(inline))]
    values: dict[str, Any] = {}
    for _, one in sorted(ranked, key=lambda entry: entry[0]):
        name = {"background-color": "background", "text-decoration-line": "text-decoration", "font": "font-size"}.get(
            one.name, one.name
        )
        values[{"list-style-type": "list-style"}.get(name, name)] = one.value
    return values


def _shown(style: Style, tag: str, hints: dict[str, str | None], values: dict[str, Any]) -> Style:
    """Whether the element is there at all, and whether it can be seen."""
    display = values.get("display") or ("none" if "hidden" in hints else "")
    is_gone = display == "none" or values.get("mso-hide") == "all"
    visibility = values.get("visibility")
    is_invisible = style.is_invisible if visibility in (None, "inherit") else visibility != "visible"
    size = values.get("font-size")
    length = _pixels(size) if size is not None else None
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
        is_block=display in _BLOCK,
    )


def _is_unseeable(tag: str, values: dict[str, Any]) -> bool:
    """Whether an element is made clear, clipped away, moved out of the window or folded to nothing."""
    opacity = values.get("opacity")
    if opacity is not None and opacity.type in ("number", "percentage") and opacity.value <= 0.01:
        return True
    if values.get("position") in ("absolute", "fixed"):
        clip = values.get("clip")
        if clip is not None and clip.type == "function" and clip.lower_name == "rect":
            edges = [_pixels(t) for t in clip.arguments if t.type in ("number", "dimension")]
            if edges and all(e is not None and e <= 1 for e in edges):
                return True
        if any((p := _pixels(values.get(side))) is not None and p < _FAR for side in ("left", "top")):
            return True
    indent = _pixels(values.get("text-indent"))
    if indent is not None and indent < _FAR:
        return True
    if values.get("overflow") == "hidden" or values.get("overflow-y") == "hidden":
        return tag not in _CELLS and any(_pixels(values.get(side)) == 0 for side in ("height", "max-height", "width"))
    return False


def _seen(style: Style, tag: str, hints: dict[str, str | None], values: dict[str, Any]) -> Style:
    """How the text of an element looks."""
    lines = values.get("text-decoration")
    is_struck = style.is_struck or ("line-through" in lines if lines is not None else tag in _STRUCK_TAGS)
    align = values.get("vertical-align")
    is_raised = style.is_raised or (tag == "sup" if align is None else _is_raised(tag, align, values))
    lift = _pixels(values.get("mso-text-raise"))
    is_raised = is_raised or (lift is not None and lift > 0)
    top = _pixels(values.get("top"))
    if values.get("position") == "relative" and top is not None and top < 0 and _is_small(values):
        is_raised = True
    colour = values.get("-webkit-text-fill-color", values.get("color"))
    if colour is None and hints.get("color"):
        colour = _hint(hints["color"] or "")
    ground = values.get("background")
    if values.get("background-image"):
        ground = True
    if ground is None and (hints.get("bgcolor") or hints.get("background")):
        ground = bool(hints.get("background")) or _hint(hints.get("bgcolor") or "") is False
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
    if tag in _CELLS:
        # In a cell the property says where the text stands in it.
        return False
    if align.type == "ident":
        is_top = align.lower_value in ("top", "text-top")
        return align.lower_value == "super" or (is_top and _is_small(values))
    lift = _pixels(align)
    return lift is not None and lift > 0


def _is_small(values: dict[str, Any]) -> bool:
    size = values.get("font-size")
    if size is None:
        return False
    if size.type == "ident":
        return size.lower_value in _SMALL
    length = _pixels(size)
    return length is not None and length < 12


def _hint(text: str) -> Any:
    """Whether the colour in an attribute is white; null for none."""
    token = tinycss2.parse_one_component_value(text if not re.fullmatch(r"[0-9a-fA-F]{6}", text) else f"#{text}")
    return None if token.type == "error" else _colour(token)


def _content(tokens: Iterable[Any], attributes: dict[str, str | None]) -> tuple[str, bool]:
    """The text that a rule adds, and whether all of it is known; counters and quotation marks are not."""
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
