"""Long documents in ranges of pages, which several workers read ahead before one of them reads the document.

Belongs here: which documents are divided, how, and when all of one is back. Does not belong here: taking and keeping
pages (``pipeline.readers.pages_ahead``), what a task does and what its end means (``parallel``).

Whether a document is divided follows from its pages alone, and not from how many workers there are or have nothing to
do. A range that does not come back is no loss: its pages are read with the document, which fares as if undivided.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.curate.results import Cost
from pipeline.curate.worker_pool import Task
from pipeline.readers.pages_ahead import PagesAhead

# Pages of a range, more than half a second of reading, and how many of them a page to recognise weighs.
PAGES, PAGES_PER_SCAN = 100, 200
# A document with more of either is divided. With 513 and with 1,026 pages full of forms two workers were done no sooner
# than one, because what is made of all pages takes as long as reading them; with scans they are.
MOST_PAGES, MOST_SCANS = 1000, 1


class Part(NamedTuple):
    """A range of the pages of a document (1-based), by the number of the document."""

    document: int
    pages: range


@dataclass(slots=True)
class Awaited:
    """A document whose ranges are with workers: what it costs, how many are not back, and what those that are gave."""

    cost: Cost
    parts: int
    pages: PagesAhead = field(default_factory=dict)


Ranges = Callable[[Cost], list[range]]
"""The ranges in which the pages of a document are read; none for one that is read as a whole."""
Whole = Callable[[int, Cost | None, PagesAhead], Task]
"""The task for a document, by its number, with pages that were read ahead; it plans first where no cost is known."""
OfPart = Callable[[int, Part, Cost], Task]
"""The task for a range, by the number that the task shall have."""


class TaskQueue:
    """The tasks that wait for a worker. Tasks for ranges have numbers from ``first`` on, above all documents."""

    def __init__(self, ranges: Ranges, whole: Whole, of_part: OfPart, first: int) -> None:
        self.tasks: deque[Task] = deque()
        self._ranges, self._whole, self._of_part, self._next = ranges, whole, of_part, first
        self._parts: dict[int, Part] = {}
        self._awaited: dict[int, Awaited] = {}

    def add(self, number: int, cost: Cost | None) -> None:
        """A document behind all that waits, in ranges if its cost is known and high."""
        self.tasks += (self._divided(number, cost) if cost is not None else []) or [self._whole(number, cost, {})]

    def divide(self, number: int, cost: Cost) -> None:
        """A document in ranges, before all that waits."""
        self.tasks.extendleft(reversed(self._divided(number, cost)))

    def document_of(self, number: int) -> int:
        """The number of the document that the task with this number is for."""
        return self._parts[number].document if number in self._parts else number

    def takes(self, number: int, result: object) -> bool:
        """Whether a result is that of a range. With the last range of a document its task is put before all others.

        When a worker was lost with a range, those of its document that nobody was given are left to the document.
        """
        if number not in self._parts:
            return False
        document = self._parts[number].document
        awaited = self._awaited[document]
        awaited.parts -= 1
        if isinstance(result, dict):
            awaited.pages |= result
        else:  # one range of a document made to harm is enough
            for task in [task for task in self.tasks if self._is_part(task.number, document)]:
                self.tasks.remove(task)
                awaited.parts -= 1
        if not awaited.parts:
            self.tasks.appendleft(self._whole(document, awaited.cost, awaited.pages))
            del self._awaited[document]
        return True

    def _is_part(self, number: int, document: int) -> bool:
        return number in self._parts and self._parts[number].document == document

    def _divided(self, number: int, cost: Cost) -> list[Task]:
        tasks: list[Task] = []
        parts = [Part(number, pages) for pages in self._ranges(cost)]
        if parts:
            self._awaited[number] = Awaited(cost, len(parts))
        for part in parts:
            self._parts[self._next] = part
            tasks.append(self._of_part(self._next, part, cost))
            self._next += 1
        return tasks


def ranges(cost: Cost) -> list[range]:
    """All pages (1-based) of a long document in ranges of about the same weight, where it is not one page that weighs.

    Pages to recognise are taken to stand all over the document.
    """
    if cost.pages < 2 or (cost.pages <= MOST_PAGES and cost.pages_to_recognise <= MOST_SCANS):
        return []
    weight = cost.pages + PAGES_PER_SCAN * cost.pages_to_recognise
    size = math.ceil(cost.pages / math.ceil(weight / PAGES))
    return [range(first, min(first + size, cost.pages + 1)) for first in range(1, cost.pages + 1, size)]
