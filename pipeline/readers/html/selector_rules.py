"""Rules of style sheets with their selectors, indexed so that few are tried on each element.

Belongs here: one selector with its declarations, the index by id, class and tag, and which selectors ask only for the
names on an element's path. Does not belong here: parsing sheets (``style_sheets``), which declaration wins
(``cascade``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from cssselect2 import parser

from pipeline.readers.html.selector_element import SelectorElement, StepCount
from pipeline.readers.html.style_sheets import Declaration

MOST_COMBINATORS = 12


class SelectorRule(NamedTuple):
    """One selector with what it declares; ``order`` decides between rules of the same specificity."""

    test: Any
    specificity: tuple[int, int, int]
    order: int
    pseudo: str | None
    declarations: tuple[Declaration, ...]


class RuleIndex:
    """Rules by the id, class or tag that the last part of their selector asks for."""

    def __init__(self) -> None:
        self.rules = 0
        self.ids: set[str | None] = set()
        self.class_names: set[str] = set()
        self._by_id: dict[str, list[SelectorRule]] = {}
        self._by_class: dict[str, list[SelectorRule]] = {}
        self._by_tag: dict[str, list[SelectorRule]] = {}
        self._any: list[SelectorRule] = []

    def add(self, rule: SelectorRule, selector: Any, names: tuple[set[str], set[str]] | None) -> None:
        """Take in a rule. ``names`` are the ids and classes it asks for where :func:`path_names` knows them."""
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

    def matching(self, element: SelectorElement, steps: StepCount) -> Iterator[SelectorRule]:
        """The rules that hold for an element."""
        chosen = [self._any, self._by_tag.get(element.local_name, ())]
        chosen += [self._by_class.get(name, ()) for name in element.classes]
        if element.id is not None:
            chosen.append(self._by_id.get(element.id, ()))
        for rules in chosen:
            steps.add(len(rules))
            yield from (rule for rule in rules if rule.test(element))


def count_combinators(node: Any) -> int:
    """How many combinators (blank, ``>``, ``+``, ``~``) a selector has."""
    count = 0
    while isinstance(node, parser.CombinedSelector):
        count += 1
        node = node.left
    return count


def path_names(node: Any) -> tuple[set[str], set[str]] | None:
    """Ids and classes that a selector asks for; null for one that asks for more than tags, ids and classes.

    A selector with a result asks only for names on the path from the root to the element.
    """
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
