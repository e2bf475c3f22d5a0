"""Who runs the calls that read documents: worker processes of this machine, or those of a cluster.

Belongs here: what every engine promises, and the engine of one machine. Does not belong here: the cluster
(``ray_engine``), what a call does and what the death of its worker means for a document (``parallel``).

An engine only dispatches. Limits, refusals, the second try and the order of results are the same under each, because
they stand outside of it.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from pipeline.curate import worker_pool
from pipeline.curate.worker_limits import load_and_limit
from pipeline.curate.worker_pool import Task

# A start takes as long as thirty documents. Memory hardly grows from one to the next: 157 MiB after 50 files, 165 MiB
# after 600; that of a library that keeps some would be let go here.
DOCUMENTS_PER_WORKER = 500

ENGINES = ("local", "ray")


class EngineError(Exception):
    """The engine cannot do its work. No document is at fault, so that none may be refused for it."""


class Engine(Protocol):
    """Makes calls in guarded worker processes."""

    @property
    def is_elsewhere(self) -> bool:
        """Whether workers are on other machines and may see other files than this process."""

    def run(
        self, tasks: deque[Task], ends: float, begun: Callable[[int], None], *, alone: bool = False
    ) -> Iterator[tuple[int, object]]:
        """Numbers and results of all tasks, each once, in the order in which they are finished.

        Whoever takes results may put more into ``tasks``, from which they are taken in their order. A result is what
        the call returned, or :class:`pipeline.curate.worker_pool.Died`, ``Hung`` or ``NotReached``. ``ends`` is when
        everything ends, by ``time.monotonic`` of this process. ``begun`` is told tasks that are begun, at least one of
        those that are handed out together. ``alone``: one task at a time. Raises :class:`EngineError`.
        """


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """Worker processes of this machine."""

    workers: int

    @property
    def is_elsewhere(self) -> bool:
        """They see what this process sees."""
        return False

    def run(
        self, tasks: deque[Task], ends: float, begun: Callable[[int], None], *, alone: bool = False
    ) -> Iterator[tuple[int, object]]:
        """See :meth:`Engine.run`."""
        workers = 1 if alone else self.workers
        prepare = partial(load_and_limit, os.getpid())
        return worker_pool.run(tasks, workers, prepare, DOCUMENTS_PER_WORKER, ends, begun)


@contextmanager
def opened(name: str, workers: int, address: str | None) -> Iterator[Engine]:
    """The engine of a name, one of :data:`ENGINES`; a cluster is left in the end. ``address`` is that of a cluster."""
    if name == "local":
        yield LocalEngine(workers)
        return
    from pipeline.curate.ray_engine import RayEngine

    engine = RayEngine(address, workers)
    try:
        yield engine
    finally:
        engine.close()
