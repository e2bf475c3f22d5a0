"""One bad document costs only itself, whatever its reader does."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pipeline import sources
from pipeline.curate import engine, parallel
from pipeline.curate.routes import Cost
from pipeline.curate.worker_limits import limit_worker
from pipeline.families import FamilyError

# The reader of the worker processes: what a document says is what happens to it.
READER = """
import os, time
from pathlib import Path
from pipeline.curate.curate_document import refused
from pipeline.curate.routes import Cost
from pipeline.curate.worker_limits import limit_worker

def plan(data, media_type):
    return Cost(7 if data.startswith(b"scan") else 0)

def curate(source, data, announce):
    word, _, rest = data.decode().partition(" ")
    if word == "crash":
        os._exit(3)
    if word == "hang":
        time.sleep(600)
    if word == "spin":
        while True:
            pass
    if word == "wait":
        time.sleep(float(rest))
    if word == "pid":
        Path(rest).write_text(str(os.getpid()))
        time.sleep(60)
    if word == "hoard":
        bytearray(2**31)
    if word == "memory":
        raise MemoryError
    if word == "raise":
        raise KeyError("no such\\nheading")
    if word == "late":
        announce(int(rest))
        start = time.process_time()
        while time.process_time() < start + 3:
            pass
    if word == "once" and not Path(rest).exists():
        Path(rest).touch()
        os._exit(4)
    from pipeline.model.messages import Message

    return refused(source, Message("read_" + word, data.decode(), data.decode()))
"""


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A module that worker processes can import by name."""
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "reader_for_tests.py").write_text(READER)
    monkeypatch.syspath_prepend(tmp_path / "lib")
    # It needs nothing of what reading a document takes.
    monkeypatch.setattr(engine, "load_and_limit", limit_worker)
    return importlib.import_module("reader_for_tests")


def put(raw: Path, **texts: str) -> None:
    raw.mkdir(exist_ok=True)
    for name, text in texts.items():
        (raw / f"{name}.txt").write_text(text)


def test_each_document_has_one_outcome_in_order(tmp_path: Path, reader: ModuleType) -> None:
    raw = tmp_path / "raw"
    put(
        raw,
        a="crash",
        b="good b",
        d="memory",
        e="raise",
        i="spin",
        j="hoard",
        f=f"once {tmp_path / 'seen'}",
        h="good h",
    )
    (raw / "g.pdf").mkdir()
    documents = sources.scan(raw)
    (raw / "h.txt").write_text("good but changed")
    seen: list[tuple[int, int, str]] = []
    token = parallel.watcher.set(lambda done, total, path: seen.append((done, total, path)))
    try:
        results = parallel.curate_all(raw, documents, 2, curate=reader.curate, seconds=1.0)
    finally:
        parallel.watcher.reset(token)
    assert [(r.document["path"], r.document["reason"]) for r in results] == [
        ("a.txt", "reader_crashed"),
        ("b.txt", "read_good"),
        ("d.txt", "out_of_memory"),
        ("e.txt", "internal_error"),
        ("f.txt", "read_once"),
        ("g.pdf", "directory_named_like_document"),
        ("h.txt", "changed_while_read"),
        ("i.txt", "reader_timed_out"),
        ("j.txt", "out_of_memory"),
    ]
    assert "KeyError" in results[3].document["reason_text"]
    assert "\n" not in results[3].quarantine[0]["excerpt"]
    assert all(r.document["outcome"] == "quarantined" and len(r.quarantine) == 1 for r in results)
    assert list(dict.fromkeys((done, total) for done, total, _ in seen)) == [(done, 9) for done in range(1, 10)]
    assert {path for _, _, path in seen} - {""} == {result.document["path"] for result in results} - {"g.pdf"}


def test_a_document_that_hangs_is_stopped_by_the_clock(tmp_path: Path, reader: ModuleType) -> None:
    raw = tmp_path / "raw"
    put(raw, a="hang", b="good b")
    results = parallel.curate_all(raw, sources.scan(raw), 1, curate=reader.curate, seconds=2.0, patience=4.0)
    assert [r.document["reason"] for r in results] == ["reader_hung", "read_good"]
    assert "8 seconds" in results[0].document["reason_text_en"]


def test_a_mistake_in_a_family_ends_the_build_and_blames_no_document(
    tmp_path: Path, reader: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load_families() -> None:
        raise FamilyError(["families/a.yml, line 3: titel is no key."])

    monkeypatch.setattr(parallel, "load_families", load_families)
    (tmp_path / "form.txt").write_text("项目名称", "utf-8")
    with pytest.raises(FamilyError, match="titel is no key"):
        parallel.curate_all(tmp_path, sources.scan(tmp_path), curate=reader.curate)


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
    given: list[tuple[int, int, bool]] = []
    allowance = parallel._Work.allowance

    def spy(work: Any, number: int, cost: Cost) -> Any:
        has_time = allowance(work, number, cost) > 7 * parallel.SECONDS_PER_SCAN
        given.append((number, cost.pages_to_recognise, has_time))
        return allowance(work, number, cost)

    monkeypatch.setattr(parallel._Work, "allowance", spy)
    results = parallel.curate_all(raw, sources.scan(raw), workers=1, curate=reader.curate, plan=reader.plan)
    assert [r.document["reason"] for r in results] == ["read_scan", "read_good"]
    assert given == [(0, 0, False), (1, 0, False), (0, 7, True)]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such limit")
def test_pages_to_recognise_that_nobody_planned_lengthen_the_time_while_it_is_read(
    tmp_path: Path, reader: ModuleType
) -> None:
    raw = tmp_path / "raw"
    put(raw, a="late 1", b="late 0")
    results = parallel.curate_all(raw, sources.scan(raw), 1, curate=reader.curate, plan=reader.plan, seconds=1.0)
    assert [r.document["reason"] for r in results] == ["read_late", "reader_timed_out"]


def test_waiting_for_the_machine_costs_no_document_its_time(tmp_path: Path, reader: ModuleType) -> None:
    raw = tmp_path / "raw"
    put(raw, a="wait 3")
    (result,) = parallel.curate_all(raw, sources.scan(raw), 1, curate=reader.curate, seconds=1.0)
    assert result.document["reason"] == "read_wait"


def test_a_build_has_an_end(tmp_path: Path, reader: ModuleType) -> None:
    raw = tmp_path / "raw"
    put(raw, a="good a", b="hang 1", c="hang 2", d="good d")
    results = parallel.curate_all(raw, sources.scan(raw), 1, curate=reader.curate, build_seconds=6.0)
    assert [r.document["reason"] for r in results[1:]] == ["not_reached"] * 3
    assert len({r.document["path"] for r in results}) == 4
    assert "fewer documents" in results[3].document["reason_text_en"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such signal")
def test_workers_die_with_the_build(tmp_path: Path, reader: ModuleType) -> None:
    raw = tmp_path / "raw"
    put(raw, a=f"pid {tmp_path / 'pid'}")
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import reader_for_tests\nfrom pathlib import Path\nfrom pipeline import sources\n"
        "from pipeline.curate import parallel\n"
        "raw = Path(sys.argv[2])\n"
        "parallel.curate_all(raw, sources.scan(raw), 1, curate=reader_for_tests.curate)\n"
    )
    build = subprocess.Popen([sys.executable, "-c", program, str(tmp_path / "lib"), str(raw)], env=_with_path(tmp_path))
    try:
        worker = _wait_for(lambda: int((tmp_path / "pid").read_text() or 0) if (tmp_path / "pid").exists() else 0)
    finally:
        build.kill()
        build.wait()
    assert _wait_for(lambda: not _is_running(worker))


def _with_path(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path / "lib"), *sys.path])}


def _wait_for(question: Any) -> Any:
    for _ in range(300):
        if answer := question():
            return answer
        time.sleep(0.1)
    raise AssertionError("nothing happened for 30 seconds")


def _is_running(process: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
