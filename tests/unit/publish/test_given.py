"""A release in a store is whole or not named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from pipeline.publish.datapackage import write_datapackage
from pipeline.publish.errors import PublicationError
from pipeline.publish.given import give
from pipeline.publish.inputs import write_inputs
from pipeline.publish.kept import find
from pipeline.publish.release import publish
from pipeline.sources import RawDocument
from pipeline.warehouse.view_files import write_view_files

URL = "memory://given/project"


@pytest.fixture(scope="module")
def published(parquet_dir: Path, warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of releases with one release in it."""
    out = tmp_path_factory.mktemp("given") / "out"
    staging = shutil.copytree(parquet_dir, out / ".staging" / "b1")
    shutil.copyfile(warehouse, staging / "warehouse.duckdb")
    write_view_files(warehouse, staging, "b1")
    write_inputs(staging, [RawDocument("a/b.pdf", "a", "1" * 16, 10, "application/pdf", sha256="1" * 64)])
    write_datapackage(staging, "b1")
    (staging / "site").mkdir()
    (staging / "site" / "index.html").write_text("b1")
    publish(staging, out, "b1")
    return out


@pytest.fixture
def store() -> Iterator[Any]:
    memory = fsspec.filesystem("memory")
    yield memory
    if memory.exists("/given"):
        memory.rm("/given", recursive=True)


def named(store: Any) -> str:
    return str(json.loads(store.cat("/given/project/current.json"))["build_id"])


def test_a_release_is_copied_whole_and_once(published: Path, store: Any) -> None:
    release = find(published, "current")
    assert give(published, URL)
    assert named(store) == release.build_id
    for file in release.manifest["files"]:
        there = store.cat(f"/given/project/releases/{release.build_id}/{file['path']}")
        assert there == (release.path / file["path"]).read_bytes()
    assert not give(published, URL)


def test_a_copy_that_is_cut_short_names_nothing(published: Path, store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Any, path: str, value: bytes, **more: Any) -> None:
        if path.endswith("manifest.json"):
            raise ConnectionError("the store is away")
        put(self, path, value, **more)

    put = MemoryFileSystem.pipe_file
    monkeypatch.setattr(MemoryFileSystem, "pipe_file", fail)
    with pytest.raises(OSError, match="the store is away"):
        give(published, URL)
    assert not store.exists("/given/project/current.json")
    monkeypatch.undo()
    assert give(published, URL)


def test_what_did_not_arrive_is_told(published: Path, store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    put = MemoryFileSystem.pipe_file
    monkeypatch.setattr(
        MemoryFileSystem,
        "pipe_file",
        lambda self, path, value, **more: put(self, path, value[:-1] if path.endswith("form.parquet") else value),
    )
    with pytest.raises(PublicationError, match=r"form\.parquet"):
        give(published, URL)
    assert not store.exists("/given/project/current.json")


def test_a_damaged_release_is_not_copied(published: Path, store: Any, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(published, out, symlinks=True)
    file = find(out, "current").path / "form.parquet"
    file.chmod(0o644)
    file.write_bytes(bytes(file.stat().st_size))
    with pytest.raises(PublicationError, match=r"form\.parquet"):
        give(out, URL)
    assert not store.exists("/given/project/current.json")
