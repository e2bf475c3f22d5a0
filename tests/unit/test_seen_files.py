"""A file is looked at again as soon as anything about it changed, or might have."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from pipeline import sources
from pipeline.sources import raw as module
from pipeline.sources.seen_files import SeenFiles, seen_files


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """One text in a batch."""
    (tmp_path / "raw" / "a").mkdir(parents=True)
    (tmp_path / "raw" / "a" / "one.txt").write_text("甲\t乙\n", encoding="utf-8")
    return tmp_path / "raw"


def scanned(raw: Path, kept: bytes | None, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], bytes, int]:
    """The identities of a scan, what it keeps, and how many files it read. An hour is over since they were written."""
    reads: list[Path] = []
    read = module.read_file

    def counted(file: Path, path: str, most: int) -> object:
        reads.append(file)
        return read(file, path, most)

    seen = seen_files(kept)
    seen.now = time.time() + 3600
    with monkeypatch.context() as patch:
        patch.setattr(module, "read_file", counted)
        documents = sources.scan(raw, seen=seen)
    return [document.document_id for document in documents], seen.as_bytes(), len(reads)


def test_an_untouched_file_is_not_read_again(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, kept, reads = scanned(raw, None, monkeypatch)
    assert reads == 1
    again, kept, reads = scanned(raw, kept, monkeypatch)
    assert (again, reads) == (first, 0)
    assert sources.scan(raw, seen=seen_files(kept)) == sources.scan(raw)


def test_a_rewritten_file_with_the_same_size_and_time_is_read_again(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, kept, _ = scanned(raw, None, monkeypatch)
    file = raw / "a" / "one.txt"
    before = file.stat()
    file.write_text("甲\t丙\n", encoding="utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (file.stat().st_size, file.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    again, _, reads = scanned(raw, kept, monkeypatch)
    assert (again != first, reads) == (True, 1)


def test_a_file_that_was_changed_a_moment_ago_is_not_trusted(raw: Path) -> None:
    seen = SeenFiles()
    sources.scan(raw, seen=seen)
    assert seen.found == {}


def test_what_was_kept_and_is_no_such_list_is_nothing(raw: Path) -> None:
    for kept in (None, b"", b"[]", b"{", b'{"a": 1}', b'{"a": [1, 2]}', b"\xff"):
        assert seen_files(kept).known == {}


def test_the_start_of_a_hash_which_an_earlier_version_kept_is_not_taken_for_all_of_it() -> None:
    kept = {"a": [[1, 2, 3, 4], "f" * 16, "text/plain"], "b": [[1, 2, 3, 4], "f" * 64, "text/plain"]}
    assert seen_files(json.dumps(kept).encode()).known.keys() == {"b"}


def test_a_name_that_is_no_unicode_is_remembered(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (raw / "a" / os.fsdecode(b"\xb1\xed.txt")).write_text("丙\t丁\n", encoding="utf-8")
    first, kept, _ = scanned(raw, None, monkeypatch)
    again, _, reads = scanned(raw, kept, monkeypatch)
    assert (again, reads) == (first, 0)
