"""Processes that do one task at a time, of which any may die at any moment and cost at most its task.

Belongs here: starting, feeding, watching and replacing worker processes. Does not belong here: what a task is, limits
of a worker and what its death means for a document (``parallel``).

Every worker has a pipe of its own. The pools that share one between all workers (``concurrent.futures``, ``pebble``)
guard it with a lock, and a worker that is killed while it waits for a task dies with that lock in its hand: 6 kills
lost 60 documents of 60. Time is measured by the monotonic clock, so that setting the clock of the machine ends no task.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
import types
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any

from pipeline.language import say

# Workers that die one after the other before they could take a task: something is wrong with the machine.
_MOST_FALSE_STARTS = 20
# A worker that has nothing to do any more ends by itself; one that does not is killed.
_SECONDS_TO_LEAVE = 5.0


@dataclass(frozen=True, slots=True)
class Task:
    """A call that a worker makes: its number, the function and its arguments, and how long it may take by the clock.

    ``is_large`` says that it is not handed out together with others where tasks are.
    """

    number: int
    function: Callable[..., object]
    arguments: tuple[object, ...]
    seconds: float
    is_large: bool = False


@dataclass(frozen=True, slots=True)
class Died:
    """The result of a task whose worker died; negative exit codes are signals."""

    exitcode: int


@dataclass(frozen=True, slots=True)
class Hung:
    """The result of a task that was ended by the clock."""


@dataclass(frozen=True, slots=True)
class NotReached:
    """The result of a task that was not finished when everything had to end."""


_ahead: ContextVar[list[_Worker] | None] = ContextVar("ahead", default=None)
"""Workers that were started before there was a task for them."""


class NoWorkerError(Exception):
    """Worker processes cannot be started, one after the other."""


@contextmanager
def ahead(prepare: Callable[[], None]) -> Iterator[None]:
    """A worker that is started now and taken by the first :func:`run` inside, so that it loads meanwhile what it needs.

    ``prepare`` has to do at least what that of the run does. A worker that nobody takes is ended.
    """
    workers = [_Worker(prepare)]
    token = _ahead.set(workers)
    try:
        yield
    finally:
        _ahead.reset(token)
        for worker in workers:
            worker.kill()


def run(
    tasks: Sequence[Task],
    workers: int,
    prepare: Callable[[], None],
    tasks_per_worker: int,
    ends: float,
    begun: Callable[[int], None] = lambda number: None,
) -> Iterator[tuple[int, object]]:
    """Numbers and results of all tasks, each once, in the order in which they are finished.

    Tasks that are put into a deque of ``tasks`` while results are taken are done too. ``prepare`` is called once in
    every worker; functions, arguments and results have to be picklable. ``ends`` is when everything ends, by
    ``time.monotonic``. ``begun`` is called with the number of each task that a worker was given. Raises
    :class:`NoWorkerError` when no worker lives long enough to be given a task. Every worker is gone when the iterator
    is finished or closed.
    """
    pool = Pool(workers, prepare, tasks_per_worker)
    try:
        yield from pool.results(tasks, ends, begun)
        pool.dismiss()
    finally:
        pool.kill()


class Pool:
    """Workers that live, for one lot of tasks after the other, and the tasks that nobody has yet."""

    def __init__(self, workers: int, prepare: Callable[[], None], tasks_per_worker: int) -> None:
        self._waiting: deque[Task] = deque()
        self._living: list[_Worker] = []
        self._workers = workers
        self._prepare = prepare
        self._tasks_per_worker = tasks_per_worker
        self._false_starts = 0

    def results(
        self, tasks: Sequence[Task], ends: float, begun: Callable[[int], None] = lambda number: None
    ) -> Iterator[tuple[int, object]]:
        """What :func:`run` gives; the workers that are left stay for the next tasks."""
        self._waiting = tasks if isinstance(tasks, deque) else deque(tasks)
        self._ends, self._begun = ends, begun
        while self.has_work():
            self.start_workers()
            self.give_tasks()
            yield from self.heard()
            yield from self.late()

    def has_work(self) -> bool:
        """Whether a task has no result yet."""
        return bool(self._waiting or self._busy())

    def start_workers(self) -> None:
        """As many workers as there are tasks, up to the number that may be."""
        wanted = min(self._workers, len(self._busy()) + len(self._waiting))
        started = _ahead.get()
        for _ in range(wanted - len(self._living)):
            self._living.append(started.pop() if started else _Worker(self._prepare))

    def give_tasks(self) -> None:
        """A task to every worker that is ready for one."""
        for worker in self._living:
            if worker.is_ready and worker.task is None and self._waiting:
                worker.give(self._waiting)
                if worker.task is not None:
                    self._begun(worker.task.number)

    def heard(self) -> Iterator[tuple[int, object]]:
        """Results of the workers that said something, or died, until the next moment at which one is late."""
        deadline = min([self._ends, *(worker.deadline for worker in self._busy())])
        handles: dict[Any, _Worker] = {}
        for worker in self._living:
            handles |= {worker.pipe: worker, worker.process.sentinel: worker}
        ripe = wait(list(handles), max(0.0, deadline - time.monotonic()))
        for worker in dict.fromkeys(handles[handle] for handle in ripe):
            task = worker.task
            outcome = worker.heard(self._tasks_per_worker)
            if worker.is_gone:
                self._living.remove(worker)
            self._false_starts = 0 if worker.is_ready else self._false_starts + 1
            if self._false_starts >= _MOST_FALSE_STARTS:
                raise NoWorkerError(say("no_worker", count=self._false_starts))
            if task is not None:
                yield task.number, outcome

    def late(self) -> Iterator[tuple[int, object]]:
        """Tasks that are ended because they take too long, or because everything ends."""
        now = time.monotonic()
        is_over = now >= self._ends
        for worker in self._busy():
            if worker.task is not None and (is_over or now >= worker.deadline):
                self._living.remove(worker)
                worker.kill()
                yield worker.task.number, NotReached() if is_over else Hung()
        while is_over and self._waiting:
            yield self._waiting.popleft().number, NotReached()

    def dismiss(self) -> None:
        """Let every worker end by itself, for a while."""
        for worker in self._living:
            worker.dismiss()
        leave_by = time.monotonic() + _SECONDS_TO_LEAVE
        for worker in self._living:
            worker.process.join(max(0.0, leave_by - time.monotonic()))

    def kill(self) -> None:
        """End every worker."""
        for worker in self._living:
            worker.kill()

    def _busy(self) -> list[_Worker]:
        return [worker for worker in self._living if worker.task is not None]


class _Worker:
    """One process, the task that it has, and the pipe to it."""

    def __init__(self, prepare: Callable[[], None]) -> None:
        self.pipe, other = Pipe()
        self.process = _Process(target=_work, args=(other, prepare), daemon=True)
        self.process.start()
        # Only the worker holds its end now, so that its death closes the pipe.
        other.close()
        self.is_ready = False
        self.is_gone = False
        self.task: Task | None = None
        self.deadline = 0.0
        self._done = 0

    def give(self, waiting: deque[Task]) -> None:
        """Hand it the next task; one that just died is given none."""
        try:
            self.pipe.send((waiting[0].function, waiting[0].arguments))
        except OSError:
            return
        self.task = waiting.popleft()
        self.deadline = time.monotonic() + self.task.seconds

    def heard(self, tasks_per_worker: int) -> object:
        """What it sent: that it is ready, or the result of its task; :class:`Died` when it is no more."""
        try:
            answer = self.pipe.recv() if self.pipe.poll() else None
        except (EOFError, OSError):
            answer = None
        if answer is None:
            self.process.join(_SECONDS_TO_LEAVE)
            code = self.process.exitcode
            self.kill()
            return Died(-signal.SIGKILL if code is None else code)
        (outcome,) = answer
        if not self.is_ready:
            self.is_ready = True
            return None
        self.task = None
        self._done += 1
        if self._done >= tasks_per_worker:
            self.dismiss()
            self.process.join(_SECONDS_TO_LEAVE)
            self.kill()
        return outcome

    def dismiss(self) -> None:
        """Tell it that there is nothing more to do."""
        self.pipe.close()

    def kill(self) -> None:
        """End it, whatever it does; harmless when it is gone."""
        self.is_gone = True
        self.process.kill()
        self.process.join()
        self.pipe.close()
        with contextlib.suppress(ValueError):
            self.process.close()


class _Process(SpawnProcess):
    """A spawned process that does not run the program of its parent again, be it ``dg`` or somebody's script.

    It is spawned: fork would copy locks that threads of Dagster and polars hold at that moment.
    """

    def start(self) -> None:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = types.ModuleType("__main__")
        try:
            super().start()
        finally:
            sys.modules["__main__"] = main


def _work(pipe: Connection[Any, Any], prepare: Callable[[], None]) -> None:
    """The life of a worker: take a task, send its result, until nobody is at the other end."""
    # Who interrupts a build at a terminal interrupts its workers too; the build ends them.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    prepare()
    with contextlib.suppress(EOFError, OSError):
        pipe.send((None,))
        while True:
            function, arguments = pipe.recv()
            pipe.send((function(*arguments),))
    os._exit(0)  # taking apart what was loaded takes as long as some documents, and somebody waits for it
