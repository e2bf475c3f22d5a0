"""The store: an entry is whole or not there, and a folder that does not work costs nothing but the entries."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest

from pipeline.cache import store as module
from pipeline.cache.store import Store

KEY = hashlib.sha256(b"key").hexdigest()
OTHER = hashlib.sha256(b"other").hexdigest()


def only_file(folder: Path) -> Path:
    (path,) = (path for path in folder.rglob("*") if path.is_file())
    return path


def age(store: Store, key: str, days: float) -> None:
    assert store.folder is not None
    then = time.time() - days * 24 * 3600
    os.utime(store.folder / key[:2] / key, (then, then))


def test_an_entry_comes_back_as_it_was_put(tmp_path: Path) -> None:
    store = Store(tmp_path / "not there yet")
    assert store.get(KEY) is None
    assert store.put(KEY, b"a\nb\0")
    assert store.get(KEY) == b"a\nb\0"
    assert store.put(KEY, b"")
    assert Store(tmp_path / "not there yet").get(KEY) == b""
    assert store.get(OTHER) is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-1],
        lambda content: content[: len(content) // 2],
        lambda content: b"",
        lambda content: content + b"x",
        lambda content: content.replace(b"value", b"valve"),
        lambda content: content.replace(b"jixiao-cache-1", b"jixiao-cache-0"),
        lambda content: b"PK\x03\x04 somebody else's file",
    ],
)
def test_a_damaged_cut_off_or_foreign_entry_is_none_and_goes(tmp_path: Path, damage: object) -> None:
    store = Store(tmp_path)
    store.put(KEY, b"value")
    path = only_file(tmp_path)
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    assert store.get(KEY) is None
    assert not path.exists()
    store.put(KEY, b"again")
    assert store.get(KEY) == b"again"


def test_the_entry_of_another_key_under_this_name_is_none(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put(OTHER, b"value")
    target = tmp_path / KEY[:2] / KEY
    target.parent.mkdir(exist_ok=True)
    only_file(tmp_path).rename(target)
    assert store.get(KEY) is None


def test_a_folder_that_cannot_be_used_only_costs_the_entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(b"")
    for store in (Store(tmp_path / "file"), Store(None)):
        assert not store.put(KEY, b"value")
        assert store.get(KEY) is None
        store.use([KEY])
        assert store.prune() == 0
    store = Store(tmp_path / "full")
    monkeypatch.setattr(module, "LEAST_FREE", 2**62)
    assert not store.put(KEY, b"value")
    monkeypatch.setattr(module, "LEAST_FREE", 0)

    def full(path: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    assert not store.put(KEY, b"value")
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "file"]


def test_what_was_unused_for_longest_goes_first_and_what_is_in_use_stays(tmp_path: Path) -> None:
    store = Store(tmp_path)
    keys = [hashlib.sha256(bytes([number])).hexdigest() for number in range(4)]
    for number, key in enumerate(keys):
        store.put(key, bytes(1000))
        age(store, key, days=10 + number)
    store.use([keys[3]])
    assert store.prune(most_bytes=2500) == 2
    assert [store.get(key) is not None for key in keys] == [True, False, False, True]
    assert store.prune(most_bytes=2500, most_seconds=5 * 24 * 3600) == 1
    assert [store.get(key) is not None for key in keys] == [False, False, False, True]


def test_what_a_killed_build_left_goes_after_a_day_and_other_files_stay(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put(KEY, b"value")
    partial = tmp_path / KEY[:2] / f".partial-1-{KEY}"
    partial.write_bytes(b"val")
    (tmp_path / "note.txt").write_bytes(b"mine")
    assert store.prune() == 0
    then = time.time() - 2 * 24 * 3600
    os.utime(partial, (then, then))
    assert store.prune() == 1
    assert not partial.exists()
    assert (tmp_path / "note.txt").exists()
    assert store.get(KEY) == b"value"
