"""An element of a page as compiled selectors ask for it, with every step to another element counted.

Belongs here: the interface of ``cssselect2.ElementWrapper`` over a selectolax node, and the limit on steps. Does not
belong here: rules and selectors themselves (``selector_rules``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from selectolax.lexbor import LexborNode

from pipeline.model.grid import Unreadable
from pipeline.model.messages import said

# Most steps from element to element and tries of a selector for one page. They take one to five seconds.
MOST_STEPS = 2_000_000


class StepCount:
    """How many steps the style sheets of one page have taken."""

    def __init__(self) -> None:
        self._steps = 0

    def add(self, steps: int = 1) -> None:
        """Count steps. Raises :class:`Unreadable` ``too_many_styles`` beyond :data:`MOST_STEPS`."""
        self._steps += steps
        if self._steps > MOST_STEPS:
            raise Unreadable(said("too_many_styles"))


class _Siblings(list["SelectorElement"]):
    """The elements of one parent; going through them is counted."""

    steps: StepCount

    def __iter__(self) -> Iterator[SelectorElement]:
        self.steps.add(len(self))
        return super().__iter__()

    def __getitem__(self, key: Any) -> Any:
        self.steps.add(len(self) if isinstance(key, slice) else 1)
        return super().__getitem__(key)


class SelectorElement:
    """An element with the interface of ``cssselect2.ElementWrapper``, which compiled selectors are tested on."""

    __slots__ = ("_children", "_classes", "_node", "_steps", "index", "parent", "path", "path_number", "previous")
    in_html_document = True
    namespace_url = ""
    in_disabled_fieldset = False
    lang = ""

    def __init__(
        self,
        steps: StepCount,
        node: LexborNode,
        parent: SelectorElement | None,
        index: int,
        previous: SelectorElement | None,
    ) -> None:
        self._steps, self._node, self.parent, self.index, self.previous = steps, node, parent, index, previous
        self._children: _Siblings | None = None
        self._classes: set[str] | None = None
        self.path: Any = None
        self.path_number = 0

    @property
    def local_name(self) -> str:
        """The tag."""
        return self._node.tag or ""

    tag = local_name

    @property
    def id(self) -> str | None:
        """The attribute ``id``."""
        return self._node.attributes.get("id")

    @property
    def classes(self) -> set[str]:
        """The names in the attribute ``class``."""
        if self._classes is None:
            self._classes = set((self._node.attributes.get("class") or "").split())
        return self._classes

    @property
    def etree_element(self) -> SelectorElement:
        """The element that holds the attributes: itself."""
        return self

    @property
    def attrib(self) -> dict[str, str | None]:
        """All attributes."""
        return self._node.attributes

    @property
    def text(self) -> str:
        """The text directly in the element."""
        return self._node.text(deep=False) or ""

    def get(self, name: str, default: str | None = None) -> str | None:
        """One attribute; empty where it has no value."""
        attributes = self._node.attributes
        return (attributes[name] or "") if name in attributes else default

    @property
    def ancestors(self) -> Iterator[SelectorElement]:
        """The elements around it, the nearest first."""
        at = self.parent
        while at is not None:
            self._steps.add()
            yield at
            at = at.parent

    @property
    def previous_siblings(self) -> Iterator[SelectorElement]:
        """The elements before it in its parent, the nearest first."""
        at = self.previous
        while at is not None:
            self._steps.add()
            yield at
            at = at.previous

    @property
    def etree_children(self) -> _Siblings:
        """The elements directly in it."""
        if self._children is None:
            self._children = _Siblings()
            self._children.steps = self._steps
            before = None
            for number, node in enumerate(n for n in self._node.iter(include_text=False) if n.is_element_node):
                before = SelectorElement(self._steps, node, self, number, before)
                self._children.append(before)
        return self._children

    @property
    def etree_siblings(self) -> Sequence[SelectorElement]:
        """The elements of its parent, itself included."""
        return self.parent.etree_children if self.parent is not None else [self]

    def iter_children(self) -> Iterable[SelectorElement]:
        """The elements directly in it."""
        return self.etree_children

    def iter_siblings(self) -> Iterable[SelectorElement]:
        """The elements of its parent, itself included."""
        return self.etree_siblings

    def iter_next_siblings(self) -> Iterable[SelectorElement]:
        """The elements behind it in its parent."""
        return self.etree_siblings[self.index + 1 :]

    def iter_subtree(self) -> Iterator[SelectorElement]:
        """The element and all elements in it, in the order of the page."""
        stack = [self]
        while stack:
            at = stack.pop()
            yield at
            stack += reversed(at.etree_children)
