"""What the styles in a web page make of its elements: hidden, raised, struck out, white, changed or added text.

Belongs here: the walk from the root of a page to every element, and the rules that hold for each (CSS 2.2 and Selectors
4, as far as they decide what text a person sees). Does not belong here: gathering text (``web_page``), layout. No sheet
outside the page is read.

Selectors that ask only for tags, ids and classes hold for all elements with the same path of these names from the root.
They are tried once for each different path and not for each element. For all other selectors the steps are counted.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cssselect2 import SelectorError, parser
from cssselect2.compiler import CompiledSelector
from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.readers.html.cascade import cascaded_style
from pipeline.readers.html.selector_element import MOST_STEPS, SelectorElement, StepCount
from pipeline.readers.html.selector_rules import (
    MOST_COMBINATORS,
    RuleIndex,
    SelectorRule,
    count_combinators,
    path_names,
)
from pipeline.readers.html.style import PLAIN, Style
from pipeline.readers.html.style_sheets import (
    Declaration,
    has_sheets_outside,
    holds_on_screen,
    rules_of_sheet,
    sets_own_display,
)

# Text of all style sheets of a page; a framework has 200 KB.
_MOST_CSS = 2_000_000


class Styles:
    """The styles of every element of a page. Raises :class:`Unreadable` ``too_many_styles``."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._steps = StepCount()
        self._plain, self._other = RuleIndex(), RuleIndex()
        self._has_more = has_sheets_outside(tree)
        self._styles: dict[int, Style] = {}
        self._read_sheets(tree)
        self._paths: dict[Any, int] = {}
        self._matched: dict[Any, tuple[SelectorRule, ...]] = {}
        self._computed: dict[Any, Style] = {}
        if tree.root is not None:
            self._walk(tree.root)

    def of(self, node: LexborNode | None) -> Style:
        """The style of an element."""
        return self._styles.get(node.mem_id, PLAIN) if node is not None else PLAIN

    def _read_sheets(self, tree: LexborHTMLParser) -> None:
        """Take in the rules of all style sheets in the page."""
        seen: set[str] = set()
        order = 0
        sheets = [n.text() or "" for n in tree.css("style") if holds_on_screen(n.attributes.get("media") or "")]
        if sum(map(len, sheets)) > _MOST_CSS:
            self._steps.add(MOST_STEPS + 1)
        for sheet in sheets:
            try:
                for rule, prelude, declarations in rules_of_sheet(sheet):
                    # A rule that stands twice is taken once, although a rule between the two may win by that.
                    if rule in seen:
                        continue
                    seen.add(rule)
                    order += 1
                    self._add(prelude, declarations, order)
            except RecursionError:
                # Brackets nested thousands deep.
                self._steps.add(MOST_STEPS + 1)

    def _add(self, prelude: str, declarations: tuple[Declaration, ...], order: int) -> None:
        """Take in a rule of a sheet, once for each of its selectors; those that nobody can test are passed over."""
        try:
            selectors = list(parser.parse(prelude))
            compiled = [
                (CompiledSelector(s), s) for s in selectors if count_combinators(s.parsed_tree) <= MOST_COMBINATORS
            ]
        except (
            SelectorError,  # no selector: browsers pass over its rule
            NotImplementedError,  # raised by cssselect2 for a selector it does not know: nobody can test that rule
            ValueError,  # a number too long to be one
            SyntaxError,  # the expression that cssselect2 makes of deep nesting is more than Python takes
            RecursionError,  # the same, met while the selector is parsed
            MemoryError,  # the same, met by Python's own parser
        ):
            return
        for selector, source in compiled:
            if selector.never_matches or selector.pseudo_element not in (None, "before", "after"):
                continue
            names = path_names(source.parsed_tree)
            index = self._plain if names is not None else self._other
            index.add(
                SelectorRule(selector.test, selector.specificity, order, selector.pseudo_element, declarations),
                selector,
                names,
            )

    def _walk(self, root: LexborNode) -> None:
        """Compute the style of every element, from the root down.

        A loop and no recursion, because broken pages nest thousands deep.
        """
        stack: list[tuple[LexborNode, Style, SelectorElement | None, int, SelectorElement | None]] = [
            (root, PLAIN, None, 0, None)
        ]
        while stack:
            node, outer, parent, index, previous = stack.pop()
            element = SelectorElement(self._steps, node, parent, index, previous)
            style = self._compute(node, outer, self._rules_for(element))
            self._styles[node.mem_id] = style
            before: SelectorElement | None = None
            children = []
            for number, child in enumerate(n for n in node.iter(include_text=False) if n.is_element_node):
                # For selectors of the next element only; it is made anew when its own turn comes.
                children.append((child, style, element, number, before))
                before = SelectorElement(self._steps, child, element, number, before) if self._other.rules else None
            stack += reversed(children)

    def _rules_for(self, element: SelectorElement) -> tuple[SelectorRule, ...]:
        """The rules that hold for an element, looked up once for each path of names."""
        parent = element.parent
        ids = element.id if element.id in self._plain.ids else None
        classes = frozenset(element.classes & self._plain.class_names) if element.classes else frozenset()
        element.path = (parent.path_number if parent is not None else 0, element.local_name, ids, classes)
        element.path_number = self._paths.setdefault(element.path, len(self._paths) + 1)
        rules = self._matched.get(element.path)
        if rules is None:
            rules = self._matched[element.path] = tuple(self._plain.matching(element, self._steps))
        if not self._other.rules:
            return rules
        return (*rules, *self._other.matching(element, self._steps))

    def _compute(self, node: LexborNode, outer: Style, rules: tuple[SelectorRule, ...]) -> Style:
        """The style of an element, made once for elements in the same style with the same rules and attributes."""
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
        style = cascaded_style(tag, dict(hints), outer, rules, inline, attributes)
        if style.is_gone and self._has_more and not sets_own_display(inline) and "hidden" not in attributes:
            style = replace(style, is_unsure=True)
        if is_fixed:
            self._computed[key] = style
        return style
