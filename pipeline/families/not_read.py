"""Tables and texts that are known and not read: families without a reader, forms and reports of another kind.

Belongs here: how they are recognised (``shared/other_tables.yml``, ``shared/other_texts.yml``) and what they are
called. Does not belong here: families that are read (``family``), what is said of a document (``pipeline.forms``).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, cached_property

from pydantic import Field

from pipeline.families.keys import Label, Labels, Strict
from pipeline.families.yaml_file import checked_list, shared_file
from pipeline.model.messages import Message, words
from pipeline.text.labels import normalise_label, plain_label


class OtherTable(Strict):
    """A table that is known and not read: a family without a reader, or no self-evaluation at all.

    It is recognised when every group of ``has`` shows one of its labels and no label of ``lacks`` is there. ``is_form``
    says that it is a self-evaluation, which is refused by name; anything else is passed over by name. The labels of a
    self-evaluation are compared as printed: its words are what tells it from the families that are read.
    """

    id: str
    title: str
    title_en: str = ""
    is_form: bool
    has: list[Labels]
    lacks: list[Label] = Field(default=[])

    @property
    def named(self) -> Message:
        """What such a table is called."""
        return words(self.title, self.title_en)

    @cached_property
    def _compared(self) -> tuple[list[set[str]], set[str]]:
        """The groups of ``has`` and the labels of ``lacks``, as labels are compared."""
        form = plain_label if self.is_form else normalise_label
        return [set(map(form, group)) for group in self.has], set(map(form, self.lacks))

    def _matches(self, shown: set[str]) -> bool:
        groups, lacks = self._compared
        return not any(map(shown.isdisjoint, groups)) and shown.isdisjoint(lacks)


class OtherText(Strict):
    """A document without a form, known by lines of text: at least ``at_least`` of them match ``lines``."""

    id: str
    title: str
    title_en: str = ""
    lines: str
    at_least: int = 1

    @property
    def named(self) -> Message:
        """What such a document is called."""
        return words(self.title, self.title_en)


@cache
def other_tables() -> tuple[OtherTable, ...]:
    """Tables that are known and not read, in the order in which they are tried."""
    return checked_list(OtherTable, shared_file("other_tables.yml"))


def matching(labels: set[str]) -> Iterator[OtherTable]:
    """The tables that are known and not read, of which labels, as printed in cells, are those."""
    plain, same = set(map(plain_label, labels)), set(map(normalise_label, labels))
    return (table for table in other_tables() if table._matches(plain if table.is_form else same))


@cache
def other_texts() -> tuple[OtherText, ...]:
    """Documents that are known by their text, in the order in which they are tried."""
    return checked_list(OtherText, shared_file("other_texts.yml"))
