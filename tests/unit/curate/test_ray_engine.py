"""What a cluster is given and what becomes of it; Ray itself is needed for the last test only."""

from __future__ import annotations

import math
import os
import signal
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import sources
from pipeline.cache.store import Store
from pipeline.curate import ray_engine
from pipeline.curate.engine import EngineError
from pipeline.curate.kept import keeping_in
from pipeline.curate.packed_frames import frames_of
from pipeline.curate.parallel import curate_all
from pipeline.curate.ray_engine import LEAST, MOST, RayEngine, lots, read_lot
from pipeline.curate.results import Cost
from pipeline.curate.worker_limits import limit_worker
from pipeline.curate.worker_pool import Died, Hung, NotReached, Task

EXAMPLES = Path(__file__).parents[3] / "data" / "examples"


def task(number: int, function: Any = math.sqrt, *arguments: Any, seconds: float = 60.0) -> Task:
    return Task(number, function, arguments or (float(number),), seconds)


@given(st.integers(1, 3000), st.integers(1, 64))
def test_every_task_is_in_one_lot_in_its_order(count: int, processors: int) -> None:
    made = lots([task(number) for number in range(count)], processors)
    assert [one.number for lot in made for one in lot] == list(range(count))
    assert all(len(lot) <= MOST for lot in made)
    assert all(len(lot) >= LEAST for lot in made[:-1])


def test_tasks_that_take_long_are_in_small_lots() -> None:
    made = lots([task(number, seconds=60.0 if number < 30 else 900.0) for number in range(40)], 1)
    assert [len(lot) for lot in made] == [10, 10, 10] + [1] * 9 + [1]


@pytest.fixture
def guarded(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Workers of a lot in this process, which need nothing of what reading a document takes."""
    monkeypatch.setattr(ray_engine, "load_and_limit", limit_worker)
    yield
    ray_engine._pool().kill()
    ray_engine._pool.cache_clear()


@pytest.mark.usefixtures("guarded")
def test_a_document_that_kills_its_worker_costs_its_lot_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path)
    lot = [task(0), task(1, os._exit, 3), task(2, time.sleep, 60, seconds=0.5), task(3, store.put, "ab", b"kept")]
    answer = {number: (outcome, entries) for number, outcome, entries in read_lot(lot, 60.0, ray_engine._version())}
    assert answer == {
        0: (0.0, []),
        1: (Died(3), []),
        2: (Hung(), []),
        # A worker elsewhere writes nothing: what is to be kept comes back.
        3: (True, [(tmp_path, "ab", b"kept")]),
    }
    assert store.get("ab") is None
    assert read_lot([task(4)], 60.0, ray_engine._version()) == [(4, 2.0, [])]
    assert read_lot([task(5, time.sleep, 60)], 0.2, ray_engine._version()) == [(5, NotReached(), [])]


def test_a_machine_with_other_code_reads_nothing() -> None:
    with pytest.raises(EngineError, match="other code or libraries"):
        read_lot([task(0)], 60.0, "of another release")


class Lost(Exception):
    """Stands for what Ray raises when a lot is lost."""


class FakeRay:
    """Ray as far as the engine uses it; a lot with a number in ``lose`` is lost so many times."""

    def __init__(self, lose: dict[int, int]) -> None:
        self.lose = lose
        self.exceptions = SimpleNamespace(RayError=Lost, RayTaskError=type("RayTaskError", (Lost,), {}))
        self.cancelled: list[Any] = []

    def cluster_resources(self) -> dict[str, float]:
        return {"CPU": 2.0}

    def remote(self, **options: Any) -> Any:
        return lambda function: SimpleNamespace(remote=lambda lot, seconds, version: tuple(t.number for t in lot))

    def wait(self, asked: list[Any], timeout: float) -> tuple[list[Any], list[Any]]:
        return ([], asked) if timeout == 0.0 else (asked[:1], asked[1:])

    def get(self, ref: tuple[int, ...]) -> Any:
        for number in ref:
            if self.lose.get(number):
                self.lose[number] -= 1
                raise Lost
        return [(number, number, []) for number in ref]

    def cancel(self, ref: Any, force: bool) -> None:
        self.cancelled.append(ref)


def engine_with(fake: FakeRay) -> RayEngine:
    engine = RayEngine(None, 2)
    engine._ray = fake
    return engine


def test_what_a_lost_lot_held_is_told_as_lost_and_nothing_twice() -> None:
    tasks = deque(task(number) for number in range(40))
    begun: list[int] = []
    outcomes = list(engine_with(FakeRay({13: 1})).run(tasks, time.monotonic() + 60, begun.append))
    assert begun == [0, 10, 20, 30]
    assert sorted(number for number, _ in outcomes) == list(range(40))
    assert {number for number, outcome in outcomes if outcome == Died(-signal.SIGKILL)} == set(range(10, 20))


def test_tasks_that_are_added_while_results_are_taken_come_first() -> None:
    tasks = deque(task(number) for number in range(20))
    begun: list[int] = []
    seen = []
    for number, _ in engine_with(FakeRay({})).run(tasks, time.monotonic() + 60, begun.append):
        seen.append(number)
        if number == 0:
            tasks += [replace(task(number), is_large=True) for number in (30, 31)]
    assert begun == [0, 10, 30, 31]
    assert sorted(seen) == [*range(20), 30, 31]


def test_a_large_task_is_a_lot_by_itself() -> None:
    tasks = [task(0), replace(task(1), is_large=True), task(2), task(3)]
    assert [[one.number for one in lot] for lot in lots(tasks, 2)] == [[0], [1], [2, 3]]
    assert lots([], 2) == []


def test_a_document_alone_cannot_lose_a_machine() -> None:
    outcomes = engine_with(FakeRay({1: 1})).run(
        deque([task(0), task(1)]), time.monotonic() + 60, lambda _: None, alone=True
    )
    assert next(outcomes) == (0, 0)
    with pytest.raises(EngineError, match="machines of the cluster are lost"):
        next(outcomes)


def test_what_was_not_reached_is_told_and_called_off() -> None:
    fake = FakeRay({})
    outcomes = list(engine_with(fake).run(deque([task(0), task(1)]), time.monotonic() - 1, lambda _: None))
    assert outcomes == [(0, NotReached()), (1, NotReached())]
    assert fake.cancelled == [(0, 1)]


def test_a_cluster_that_stays_without_processors_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakeRay({})
    monkeypatch.setattr(fake, "cluster_resources", dict)
    monkeypatch.setattr(fake, "wait", lambda asked, timeout: ([], asked))
    monkeypatch.setattr(ray_engine, "_SECONDS_WITHOUT_PROCESSOR", -1.0)
    with pytest.raises(EngineError, match="machines of the cluster are lost"):
        list(engine_with(fake).run(deque([task(0)]), time.monotonic() + 60, lambda _: None))
    assert fake.cancelled == [(0,)]


def test_a_document_that_only_the_cluster_does_not_see_stops_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("text")
    documents = sources.scan(tmp_path)
    gone = keeping_in(Store(None))

    def run(self: RayEngine, tasks: list[Task], *_: Any, **__: Any) -> Any:
        from pipeline.curate.results import refused
        from pipeline.model.messages import said

        return [(0, refused(documents[0], said("vanished", file="a.txt")))] if tasks else []

    monkeypatch.setattr(RayEngine, "run", run)
    with pytest.raises(EngineError, match=r"does not see a\.txt"):
        curate_all(tmp_path, documents, engine=RayEngine(None, 1), curate=gone)
    (tmp_path / "a.txt").unlink()
    (result,) = curate_all(tmp_path, documents, engine=RayEngine(None, 1), curate=gone)
    assert result.document["reason"] == "vanished"


def test_without_ray_the_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ray", None)
    monkeypatch.setattr(os, "environ", dict(os.environ))
    with pytest.raises(EngineError, match=r"requirements-ray\.lock"):
        next(RayEngine(None, 1).run(deque([task(0)]), time.monotonic() + 60, lambda _: None))


def _by_page(cost: Cost) -> list[range]:
    return [range(number, number + 1) for number in range(1, cost.pages + 1)]


@pytest.mark.skipif(find_spec("ray") is None, reason="the extra ray is not installed (requirements-ray.lock)")
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # those of Ray are not ours
def test_tables_and_cache_of_a_cluster_are_those_of_one_machine(tmp_path: Path) -> None:
    """Also where it reads every document in ranges of pages."""
    documents = sources.scan(EXAMPLES)
    kept = {}
    frames = {}
    engine = RayEngine(None, 2)
    try:
        for name, options in (("local", {"workers": 2}), ("ray", {"engine": engine, "divide": _by_page})):
            curated = curate_all(EXAMPLES, documents, curate=keeping_in(Store(tmp_path / name)), **options)
            frames[name] = frames_of([(one.document["path"], one.document["batch"], one.rows) for one in curated])
            kept[name] = {file.name: file.read_bytes() for file in (tmp_path / name).rglob("*") if file.is_file()}
    finally:
        engine.close()
    assert kept["ray"] == kept["local"]
    assert len(kept["local"]) > 10
    for table, frame in frames["local"].items():
        assert frame.equals(frames["ray"][table], null_equal=True), table
