"""One bad document costs only itself, whatever its reader does."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pipeline import sources
from pipeline.curate import parallel

# The reader of the worker processes: what a document says is what happens to it.
READER = """
import os, time
from pathlib import Path
from pipeline.curate.document import refused
from pipeline.readers import extra

def curate(source, data):
    word, _, rest = data.decode().partition(" ")
    if word == "crash":
        os._exit(3)
    if word == "hang":
        time.sleep(600)
    if word == "memory":
        raise MemoryError
    if word == "raise":
        raise KeyError("no such\\nheading")
    if word == "scan":
        extra.ask_for_time(7)
    if word == "once" and not Path(rest).exists():
        Path(rest).touch()
        os._exit(4)
    return refused(source, "read_" + word, data.decode())
"""


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A module that worker processes can import by name."""
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "reader_for_tests.py").write_text(READER)
    monkeypatch.syspath_prepend(tmp_path / "lib")
    return importlib.import_module("reader_for_tests")


def put(raw: Path, **texts: str) -> None:
    raw.mkdir(exist_ok=True)
    for name, text in texts.items():
        (raw / f"{name}.txt").write_text(text)


def test_each_document_has_one_outcome_in_order(tmp_path: Path, reader: ModuleType) -> None:
    raw = tmp_path / "raw"
    put(raw, a="crash", b="good b", c="hang", d="memory", e="raise", f=f"once {tmp_path / 'seen'}", h="good h")
    (raw / "g.pdf").mkdir()
    documents = sources.scan(raw)
    (raw / "h.txt").write_text("good but changed")
    seen: list[tuple[int, int]] = []
    token = parallel.watcher.set(lambda done, total: seen.append((done, total)))
    try:
        results = parallel.curate_all(raw, documents, 2, curate=reader.curate, seconds=2.0)
    finally:
        parallel.watcher.reset(token)
    assert [(r.document["path"], r.document["reason"]) for r in results] == [
        ("a.txt", "reader_crashed"),
        ("b.txt", "read_good"),
        ("c.txt", "reader_timed_out"),
        ("d.txt", "out_of_memory"),
        ("e.txt", "internal_error"),
        ("f.txt", "read_once"),
        ("g.pdf", "directory_named_like_document"),
        ("h.txt", "changed_while_read"),
    ]
    assert "KeyError" in results[4].document["reason_text"]
    assert "\n" not in results[4].document["reason_text"]
    assert all(r.document["outcome"] == "quarantined" and len(r.quarantine) == 1 for r in results)
    assert seen == [(done, 8) for done in range(1, 9)]


def test_no_document_starts_no_process(tmp_path: Path) -> None:
    assert parallel.curate_all(tmp_path, [], 4) == []


def test_the_number_of_workers_does_not_change_the_result(tmp_path: Path, reader: ModuleType) -> None:
    raw = tmp_path / "raw"
    put(raw, **{f"n{number:02}": f"good {number}" for number in range(12)})
    documents = sources.scan(raw)
    one, three = (parallel.curate_all(raw, documents, workers, curate=reader.curate) for workers in (1, 3))
    assert one == three


def test_default_workers_are_few() -> None:
    assert 1 <= parallel.default_workers() <= 4


def test_a_scan_gets_its_time_by_its_pages(tmp_path: Path, reader: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = tmp_path / "raw"
    put(raw, a="scan a", b="good b")
    given: list[dict[int, int]] = []
    inner = parallel._in_processes

    def spy(*arguments: Any) -> Any:
        given.append(dict(arguments[5]) if len(arguments) > 5 else {})
        return inner(*arguments)

    monkeypatch.setattr(parallel, "_in_processes", spy)
    results = parallel.curate_all(raw, sources.scan(raw), workers=1, curate=reader.curate)
    assert [r.document["reason"] for r in results] == ["read_scan", "read_good"]
    assert given == [{}, {0: 7}, {0: 7}]
