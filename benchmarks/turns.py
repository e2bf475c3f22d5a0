"""Readers that take turns on the same documents, and what their times say of each other.

Belongs here: the order of turns, times by round and document, ratios. Does not belong here: the readers.

One document after the other is read by every reader before the next one comes, round after round, so that what else
the machine does falls on all of them alike. Only ratios within a round are compared; the median of the rounds counts.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.documents import Timed

Clock = Callable[[], float]
Reader = Callable[[Timed], float]
"""Reads a document and gives the seconds that took; raises :class:`CannotRead`."""
Finish = tuple[str, Callable[[], float]]
"""A reader, and what is done once behind all documents of a round with what it read, which gives seconds."""
# Rounds that nothing is taken from: libraries load, caches fill.
WARM_UP = 1


class CannotRead(Exception):
    """A reader failed at a document, or is not there."""


@dataclass
class Times:
    """Seconds of each reader: by round, by document; and why a reader was left out, or a document of it."""

    rounds: dict[str, list[dict[str, float]]] = field(default_factory=dict)
    failed: dict[str, dict[str, str]] = field(default_factory=dict)

    def ratios(self, name: str, base: str) -> list[float]:
        """How many times as fast as another reader, round by round, on the documents that both could read."""
        ratios = []
        for own, other in zip(self.rounds[name], self.rounds[base], strict=True):
            aside = set(self.failed.get(name, {})) | set(self.failed.get(base, {}))
            ratios.append(_sum(other, aside) / _sum(own, aside))
        return ratios

    def ratio(self, name: str, base: str) -> float:
        """The median of :meth:`ratios`."""
        return statistics.median(self.ratios(name, base))

    def seconds(self, name: str) -> float:
        """The median of what a round took."""
        return statistics.median(_sum(one, set()) for one in self.rounds[name])


def _sum(seconds: Mapping[str, float], aside: set[str]) -> float:
    return sum(taken for name, taken in seconds.items() if name not in aside)


def timed(function: Callable[[bytes], object], clock: Clock = time.process_time) -> Reader:
    """A reader from a function of this process."""

    def read(document: Timed) -> float:
        data = document.data
        start = clock()
        function(data)
        return clock() - start

    return read


def in_turn(
    readers: Mapping[str, Reader],
    documents: Sequence[Timed],
    rounds: int,
    finish: Mapping[str, Finish] | None = None,
    say: Callable[[str], object] = sys.stdout.write,
) -> Times:
    """Every document by every reader, round by round after a warm-up.

    Each name of ``finish`` gets the times of its reader and those of what is done behind it.
    """
    ends = finish or {}
    # Sweeping looks only at what was made since.
    gc.freeze()
    times = Times({name: [] for name in (*readers, *ends)})
    for number in range(rounds + WARM_UP):
        taken: dict[str, dict[str, float]] = {name: {} for name in readers}
        for document in documents:
            for name, reader in readers.items():
                failed = times.failed.setdefault(name, {})
                if document.path.name in failed:
                    continue
                # Rubbish that one reader leaves is not swept up in the time of the next one.
                gc.collect()
                try:
                    taken[name][document.path.name] = reader(document)
                except CannotRead as error:
                    failed[document.path.name] = str(error)
        for name, (reader_name, end) in ends.items():
            taken[name] = {**taken[reader_name], "": end()}
        if number < WARM_UP:
            gc.collect()
            gc.freeze()
            continue
        for name in taken:
            times.rounds[name].append(taken[name])
        say(f"  round {number + 1 - WARM_UP} of {rounds}\n")
    gc.unfreeze()
    return times
