"""Documents read on a cluster of Ray: the same guarded workers, started by Ray's tasks wherever Ray has a processor.

Belongs here: handing out lots of tasks, what becomes of a lot whose machine dies. Does not belong here: limits and
refusals (``parallel``), worker processes (``worker_pool``). Only this module knows Ray, and only when it is used.

A task of Ray gets a lot of documents and gives it to one guarded worker process, which it keeps for its next lot: a
document that crashes, hangs or takes too much costs itself alone there too. A machine that dies costs the lots it had,
which Ray gives to others; results count when they arrive here, so that nothing is lost and nothing doubled.

Workers write nothing. What they would keep for the next build comes with the results and is kept by this process: no
disk has to be shared, and only the code that began the build writes into the cache.
"""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import signal
import socket
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

from pipeline.cache.code_version import office_program, reading_version
from pipeline.cache.store import Entry, Store, collecting
from pipeline.curate.engine import DOCUMENTS_PER_WORKER, EngineError
from pipeline.curate.worker_limits import load_and_limit
from pipeline.curate.worker_pool import Died, NotReached, Pool, Task
from pipeline.language import say

# Documents in a task of Ray: one of ten costs 1 % in dispatch, more than fifty leave processors idle at the end.
LEAST, MOST = 10, 50
# Lots that Ray knows at a time. A cluster that grows by demand has to see the demand.
_MOST_ASKED = 1000
# A cluster without any processor may be about to grow; one that stays so would be waited for until the build ends.
_SECONDS_WITHOUT_PROCESSOR = 900.0
_LOOK_EVERY = 60.0
# Machines that die one after the other under the same lot.
_RETRIES = 5
# Results pass through this memory of a Ray that is started here; a lot has far below a megabyte.
_OBJECT_BYTES = 128 * 2**20

Lot = list[Task]
Answer = list[tuple[int, object, list[Entry]]]


@dataclass(slots=True)
class RayEngine:
    """A cluster by its address, joined at the first task; without one, a Ray of this machine with so many workers."""

    address: str | None
    workers: int
    _ray: Any = field(default=None, init=False)
    _is_own: bool = field(default=False, init=False)

    @property
    def is_elsewhere(self) -> bool:
        """Workers may be on any machine of the cluster."""
        return True

    def run(
        self, tasks: deque[Task], ends: float, begun: Callable[[int], None], *, alone: bool = False
    ) -> Iterator[tuple[int, object]]:
        """See :meth:`pipeline.curate.engine.Engine.run`."""
        if not tasks:
            return
        ray = self._joined()
        processors = int(ray.cluster_resources().get("CPU", 1))
        waiting: deque[Lot] = deque()
        call = ray.remote(num_cpus=1, max_retries=_RETRIES)(read_lot)
        asked: dict[Any, Lot] = {}
        heard = time.monotonic()
        try:
            while tasks or waiting or asked:
                made = [[task] for task in tasks] if alone else lots(tasks, processors)
                tasks.clear()
                waiting.extendleft(reversed(made))
                while waiting and len(asked) < (1 if alone else _MOST_ASKED):
                    lot = waiting.popleft()
                    asked[call.remote(lot, ends - time.monotonic(), _version())] = lot
                    begun(lot[0].number)
                ready, _ = ray.wait(list(asked), timeout=min(_LOOK_EVERY, max(0.0, ends - time.monotonic())))
                for ref in ready:
                    yield from self._answer(ref, asked.pop(ref), alone)
                heard = time.monotonic() if ready or ray.cluster_resources().get("CPU") else heard
                if time.monotonic() - heard > _SECONDS_WITHOUT_PROCESSOR:
                    raise EngineError(say("engine.lost", error="no processor"))
                if time.monotonic() >= ends:
                    for lot in [*asked.values(), *waiting]:
                        yield from ((task.number, NotReached()) for task in lot)
                    while tasks:
                        yield tasks.popleft().number, NotReached()
                    return
        finally:
            for ref in asked:
                with contextlib.suppress(Exception):
                    ray.cancel(ref, force=True)

    def close(self) -> None:
        """Leave the cluster where it was joined here; a Ray that was started here ends."""
        if self._is_own:
            self._ray.shutdown()
        self._ray, self._is_own = None, False

    def _answer(self, ref: Any, lot: Lot, alone: bool) -> Iterator[tuple[int, object]]:
        """The results of a lot, with what it kept put into the cache of this process."""
        try:
            answer: Answer = self._ray.get(ref)
        except self._ray.exceptions.RayTaskError as error:
            raise EngineError(" ".join(str(error.cause).split())) from error
        except self._ray.exceptions.RayError as error:
            if alone:  # a document cannot do this: it is read by a guarded process of its own
                raise EngineError(say("engine.lost", error=type(error).__name__)) from error
            yield from ((task.number, Died(-signal.SIGKILL)) for task in lot)
            return
        for number, outcome, entries in answer:
            for folder, key, body in entries:
                Store(folder).put(key, body)
            yield number, outcome

    def _joined(self) -> Any:
        """Ray, joined."""
        if self._ray is not None:
            return self._ray
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # it would tell its makers that it is used
        os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")  # else it warns of a change to come
        if self.address is None:
            # Its name is of other systems, what it does is the same on each: every part listens on 127.0.0.1.
            os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
            # Else it makes a token itself and leaves it in the home of the user.
            os.environ.setdefault("RAY_AUTH_MODE", "token")
            os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))
        try:
            import ray
        except ImportError as error:
            raise EngineError(say("engine.no_ray")) from error
        logging.getLogger("ray").setLevel(logging.ERROR)
        if not ray.is_initialized():
            place: dict[str, Any] = {"address": self.address}
            if self.address is None:
                place = {
                    "address": "local",
                    "num_cpus": self.workers,
                    "include_dashboard": False,
                    "object_store_memory": _OBJECT_BYTES,
                }
            try:
                ray.init(log_to_driver=False, configure_logging=False, logging_level="ERROR", **place)
            except (ConnectionError, RuntimeError, ValueError) as error:
                told = say("engine.not_joined", address=place["address"], error=" ".join(str(error).split()))
                raise EngineError(told) from error
            self._is_own = True
        self._ray = ray
        return ray


def lots(tasks: Sequence[Task], processors: int) -> list[Lot]:
    """Tasks in lots, in their order: several for each processor, of 10 to 50; fewer where tasks take long."""
    if not tasks:
        return []
    most = min(MOST, max(LEAST, len(tasks) // (4 * processors)))
    seconds = most * min(task.seconds for task in tasks)
    made: list[Lot] = []
    left, room = 0.0, 0
    for task in tasks:
        if not made or not room or task.seconds > left or task.is_large:
            made.append([])
            left, room = seconds, most
        made[-1].append(task)
        left, room = left - task.seconds, 0 if task.is_large else room - 1
    return made


def read_lot(lot: Lot, seconds: float, version: str) -> Answer:
    """The task of Ray: every call of a lot made in the guarded worker of this process, within so many seconds.

    Raises :class:`EngineError` on a machine with other code, whose results could be others.
    """
    if _version() != version:
        raise EngineError(say("engine.other_code", node=socket.gethostname()))
    guarded = [Task(task.number, _collected, (task.function, task.arguments), task.seconds) for task in lot]
    answer: Answer = []
    for number, outcome in _pool().results(guarded, time.monotonic() + seconds):
        result, entries = outcome if isinstance(outcome, tuple) else (outcome, [])
        answer.append((number, result, entries))
    return answer


def _collected(function: Callable[..., object], arguments: tuple[object, ...]) -> tuple[object, list[Entry]]:
    """A call with the entries that it would have kept on the disk."""
    with collecting() as entries:
        return function(*arguments), entries


@cache
def _pool() -> Pool:
    """The guarded worker of this process of Ray, which ends with it."""
    return Pool(1, partial(load_and_limit, os.getpid()), DOCUMENTS_PER_WORKER)


@cache
def _version() -> str:
    """What has to be the same on every machine, so that each document is read as it would be here."""
    return f"{reading_version()} {office_program()}"
