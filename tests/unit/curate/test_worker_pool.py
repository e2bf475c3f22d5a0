"""Workers may die at any moment; only the task that one had is lost."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from pipeline.curate import worker_pool
from pipeline.curate.worker_pool import Died, Hung, NotReached, Task

_Worker: Any = worker_pool._Worker


def results(tasks: list[Task], workers: int = 1, tasks_per_worker: int = 100, seconds: float = 120.0) -> dict[int, Any]:
    ends = time.monotonic() + seconds
    outcomes = list(worker_pool.run(tasks, workers, os.getpid, tasks_per_worker, ends))
    assert len(outcomes) == len(dict(outcomes)) == len(tasks)
    return dict(outcomes)


def test_every_task_has_its_result_and_a_worker_is_replaced_in_time() -> None:
    found = results([Task(number, os.getpid, (), 60.0) for number in range(5)], tasks_per_worker=2)
    assert len(set(found.values())) == 3
    assert os.getpid() not in found.values()
    assert results([]) == {}


def test_a_worker_started_ahead_is_taken_by_the_first_run_and_ended_where_there_is_none() -> None:
    with worker_pool.ahead(os.getpid):
        (worker,) = worker_pool._ahead.get() or []
        pid = worker.process.pid
        assert results([Task(0, os.getpid, (), 60.0)]) == {0: pid}
        assert results([Task(0, os.getpid, (), 60.0)])[0] != pid
    with worker_pool.ahead(os.getpid):
        (worker,) = worker_pool._ahead.get() or []
        worker.process.kill()
        worker.process.join()
        assert results([Task(0, abs, (-2,), 60.0)]) == {0: 2}
    with worker_pool.ahead(os.getpid):
        (worker,) = worker_pool._ahead.get() or []
        pid = worker.process.pid
    assert worker_pool._ahead.get() is None
    assert not Path(f"/proc/{pid}").exists()


def test_workers_that_are_killed_at_any_moment_are_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """One dies before it is ready, one while it waits for a task, one with a task, one by its task."""
    start, give, killed = _Worker.__init__, _Worker.give, []

    def started(worker: Any, prepare: Any) -> None:
        start(worker, prepare)
        if not killed:
            killed.append("at start")
            worker.process.kill()

    def given(worker: Any, waiting: Any) -> None:
        if killed == ["at start"]:
            killed.append("waiting")
            worker.process.kill()
            worker.process.join()
        give(worker, waiting)
        if len(killed) == 2 and worker.task is not None:
            killed.append("with a task")
            worker.process.kill()

    monkeypatch.setattr(_Worker, "__init__", started)
    monkeypatch.setattr(_Worker, "give", given)
    tasks = [Task(0, time.sleep, (60.0,), 120.0), Task(1, os._exit, (7,), 60.0), Task(2, abs, (-2,), 60.0)]
    assert results(tasks) == {0: Died(-signal.SIGKILL), 1: Died(7), 2: 2}
    assert killed == ["at start", "waiting", "with a task"]


def test_what_takes_too_long_is_ended_by_itself_and_in_the_end_everything() -> None:
    assert results([Task(0, time.sleep, (600.0,), 0.2), Task(1, abs, (-1,), 60.0)]) == {0: Hung(), 1: 1}
    started = time.monotonic()
    tasks = [Task(number, time.sleep, (600.0,), 600.0) for number in range(3)]
    assert results(tasks, seconds=1.0) == dict.fromkeys(range(3), NotReached())
    assert time.monotonic() - started < 60.0


def test_setting_the_clock_ends_no_task(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert results([Task(0, abs, (-1,), 60.0)]) == {0: 1}


def test_where_no_worker_lives_the_build_ends_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    start = _Worker.__init__

    def started(worker: Any, prepare: Any) -> None:
        start(worker, prepare)
        worker.process.kill()

    monkeypatch.setattr(_Worker, "__init__", started)
    monkeypatch.setattr(worker_pool, "_MOST_FALSE_STARTS", 3)
    with pytest.raises(worker_pool.NoWorkerError, match="3 reading processes"):
        results([Task(0, abs, (-1,), 60.0)])


def test_no_worker_is_left_when_nobody_wants_the_rest(tmp_path: Path) -> None:
    tasks = [Task(0, os.getpid, (), 60.0), Task(1, time.sleep, (600.0,), 600.0)]
    outcomes = worker_pool.run(tasks, 1, os.getpid, 100, time.monotonic() + 600.0)
    _, process = next(outcomes)
    assert isinstance(process, int)
    outcomes.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
