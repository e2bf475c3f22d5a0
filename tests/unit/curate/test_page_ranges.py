"""Which documents are read in ranges of pages, and what becomes of them whatever becomes of a range."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pipeline import sources
from pipeline.curate import engine, parallel
from pipeline.curate.page_ranges import MOST_PAGES, MOST_SCANS, TaskQueue, ranges
from pipeline.curate.results import Cost
from pipeline.curate.worker_limits import limit_worker
from pipeline.curate.worker_pool import Died, Task

# A document is a line for each page. Reading a page does what its line says; the outcome tells who read each.
READER = """
import os, time
from pipeline.curate.results import Cost, refused
from pipeline.model.messages import Message
from pipeline.readers import pages_ahead

def plan(data, media_type):
    return Cost(0, data.count(b"\\n"))

def in_threes(cost):
    return [range(n, min(n + 3, cost.pages + 1)) for n in range(1, cost.pages + 1, 3)] if cost.pages > 3 else []

def read_page(data, number, who):
    word = data.decode().split("\\n")[number - 1].split()
    if who in word[1:]:
        if word[0] == "crash":
            os._exit(3)
        if word[0] == "raise":
            raise KeyError
    return who

def read_ahead(source, data, cost, numbers):
    with pages_ahead.keeping() as pages:
        for number in numbers:
            pages_ahead.page(("page", number), lambda: read_page(data, number, "ahead"))
    if data.startswith(b"slow"):  # as if each page had taken a second
        return {key: page._replace(seconds=1.0) for key, page in pages.items()}
    return pages

def curate(source, data, announce):
    whole = range(1, data.count(b"\\n") + 1)
    read = " ".join(pages_ahead.page(("page", number), lambda: read_page(data, number, "whole")) for number in whole)
    start = time.process_time()
    while data.startswith(b"slow") and time.process_time() < start + 1.2:
        pass
    return refused(source, Message("read", read, read))
"""


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A module that worker processes can import by name."""
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "paged_reader_for_tests.py").write_text(READER)
    monkeypatch.syspath_prepend(tmp_path / "lib")
    monkeypatch.setattr(engine, "load_and_limit", limit_worker)
    return importlib.import_module("paged_reader_for_tests")


@pytest.fixture
def read(tmp_path: Path, reader: ModuleType) -> Callable[..., list[tuple[str, str | None]]]:
    """Some documents read: the code of each and its sentence."""

    def read(workers: int, *documents: list[str], **options: Any) -> list[tuple[str, str | None]]:
        raw = tmp_path / "raw"
        raw.mkdir(exist_ok=True)
        for number, pages in enumerate(documents):
            (raw / f"{number}.txt").write_text("".join(f"{page}\n" for page in pages))
        options = {"read_ahead": reader.read_ahead, "divide": reader.in_threes} | options
        found = sources.scan(raw)
        results = parallel.curate_all(raw, found, workers, curate=reader.curate, plan=reader.plan, **options)
        return [(one.document["reason"], one.document["reason_text"]) for one in results]

    return read


def test_a_long_document_is_divided_by_its_pages_alone() -> None:
    assert ranges(Cost(MOST_SCANS, MOST_PAGES)) == ranges(Cost(1, 1)) == ranges(Cost()) == []
    assert len(ranges(Cost(2, 2))) == len(ranges(Cost(2, 5))) - 3 == 2
    assert [len(pages) for pages in ranges(Cost(0, 1050))] == [96] * 10 + [90]
    assert [len(pages) for pages in ranges(Cost(20, 20))] == [1] * 20
    for cost in (Cost(0, 1513), Cost(3, 100), Cost(100, 5000)):
        assert [number for pages in ranges(cost) for number in pages] == list(range(1, cost.pages + 1))


@pytest.mark.parametrize("workers", [1, 3])
def test_pages_are_taken_from_whoever_read_them_and_lost_ones_are_read_again(workers: int, read: Any) -> None:
    five = ["good"] * 5
    told = read(workers, five, ["good"], ["good", "crash ahead", *five], ["good", "raise ahead", *five])
    sentences = [sentence for _, sentence in told]
    assert sentences[0] == "ahead ahead ahead ahead ahead"
    assert sentences[1] == "whole"
    assert sentences[2].startswith("whole whole whole ")
    assert sentences[3] == "whole whole whole ahead ahead ahead ahead"


def test_a_page_that_always_does_harm_refuses_its_document_as_if_undivided(read: Any) -> None:
    five = ["good"] * 5
    documents = [["crash ahead whole", *five], ["raise ahead whole", *five], five]
    divided = read(2, *documents)
    assert [code for code, _ in divided] == ["reader_crashed", "internal_error", "read"]
    undivided = read(1, *documents, divide=_nothing)
    assert divided[:2] == undivided[:2]


def _nothing(cost: Cost) -> list[range]:
    return []


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such limit")
def test_what_a_document_takes_in_other_processes_counts(read: Any) -> None:
    assert [code for code, _ in read(1, ["slow"] * 5, ["slow"], seconds=4.0)] == ["reader_timed_out", "read"]


def test_a_document_in_ranges_that_is_not_reached_is_told_once(read: Any) -> None:
    assert [code for code, _ in read(2, ["good"] * 7, build_seconds=-1.0)] == ["not_reached"]


def test_a_document_comes_before_all_that_waits_once_its_ranges_are_back() -> None:
    given: list[tuple[int, int]] = []

    def whole(number: int, cost: Cost | None, pages: Any) -> Task:
        given.append((number, len(pages)))
        return Task(number, max, (), 1.0)

    queue = TaskQueue(ranges, whole, lambda number, part, cost: Task(number, max, (), 1.0), 10)
    queue.add(0, None)
    queue.add(1, Cost(0, 1001))
    assert [task.number for task in queue.tasks] == [0, *range(10, 21)]
    assert queue.document_of(12) == 1
    assert not queue.takes(0, "of a document")
    for _ in range(4):  # a worker has each of the first four
        queue.tasks.remove(queue.tasks[1])
    for number in (10, 11):
        assert queue.takes(number, {("page", number): b""})
    assert queue.takes(12, Died(3))
    assert [task.number for task in queue.tasks] == [0]
    assert queue.takes(13, {("page", 13): b""})
    assert [task.number for task in queue.tasks] == [1, 0]
    assert given == [(0, 0), (1, 3)]
