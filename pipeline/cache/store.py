"""Entries by key in a folder: each whole or not there, checked when it is read, the ones unused for longest removed.

Belongs here: files, checksums, limits of size and age. Does not belong here: what an entry means.

An entry is one file, named by its key: a line with format, key and SHA-256 of the rest, then the rest. What does not
agree with its line (damaged, cut off, of another program) is no entry. Nothing here ever raises for a folder that
cannot be read or written: a cache that does not work costs time and nothing else. Files appear by a rename, so that any
number of builds may use one folder at once. A process that does not see the folder collects what it would put there,
for one that does.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

MOST_BYTES = 4 * 2**30
MOST_SECONDS = 180 * 24 * 3600.0
LEAST_FREE = 256 * 2**20
"""Space that is left to others: a release is worth more than what is kept for the next one."""
_FORMAT = b"jixiao-cache-1"
_PARTIAL = ".partial-"
# An entry counts as used on the day it was used, so that a build does not touch every file.
_DAY = 24 * 3600.0

Entry = tuple[Path, str, bytes]
"""The folder of a store, a key and what is to be kept under it."""

_collected: ContextVar[list[Entry] | None] = ContextVar("collected", default=None)
"""Where entries go instead of to the disk."""


@contextmanager
def collecting() -> Iterator[list[Entry]]:
    """Entries put inside, of whatever store, are in the list and not on the disk."""
    entries: list[Entry] = []
    token = _collected.set(entries)
    try:
        yield entries
    finally:
        _collected.reset(token)


@dataclass(frozen=True)
class Store:
    """The entries in a folder, which need not be there yet; ``None`` keeps nothing."""

    folder: Path | None

    def get(self, key: str) -> bytes | None:
        """What was put under a key, or nothing; an entry that is not what was written is removed."""
        if self.folder is None:
            return None
        path = _path(self.folder, key)
        try:
            content = path.read_bytes()
        except OSError:
            return None
        head, _, body = content.partition(b"\n")
        if head != _head(key, body):
            with contextlib.suppress(OSError):
                path.unlink()
            return None
        return body

    def is_full(self) -> bool:
        """Whether the disk has too little room for anything to be kept."""
        if self.folder is None:
            return False
        existing = next((folder for folder in (self.folder, *self.folder.parents) if folder.exists()), None)
        return existing is not None and shutil.disk_usage(existing).free < LEAST_FREE

    def put(self, key: str, body: bytes) -> bool:
        """Keep an entry; whether that worked."""
        if self.folder is None:
            return False
        if (entries := _collected.get()) is not None:
            entries.append((self.folder, key, body))
            return True
        path = _path(self.folder, key)
        partial = path.with_name(f"{_PARTIAL}{os.getpid()}-{path.name}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if shutil.disk_usage(path.parent).free < LEAST_FREE + len(body):
                return False
            partial.write_bytes(_head(key, body) + b"\n" + body)
            partial.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                partial.unlink()
            return False
        return True

    def use(self, keys: Iterable[str]) -> None:
        """Note that entries are in use, so that they are not the first to go."""
        if self.folder is None:
            return
        now = time.time()
        for key in keys:
            path = _path(self.folder, key)
            with contextlib.suppress(OSError):
                if now - path.stat().st_mtime > _DAY:
                    os.utime(path)

    def prune(self, most_bytes: int = MOST_BYTES, most_seconds: float = MOST_SECONDS) -> int:
        """Remove what was not used for long, then what was unused for longest until the rest fits; how many."""
        if self.folder is None:
            return 0
        now, removed, size = time.time(), 0, 0
        # The newest first; what begins to be too much and everything older goes.
        for path, status in sorted(_entries(self.folder), key=lambda entry: -entry[1].st_mtime):
            is_partial = path.name.startswith(_PARTIAL)
            age = now - status.st_mtime
            size += status.st_size
            if (age > _DAY if is_partial else age > most_seconds) or size > most_bytes:
                with contextlib.suppress(OSError):
                    path.unlink()
                    removed += 1
        return removed


def _path(folder: Path, key: str) -> Path:
    return Path(f"{folder}/{key[:2]}/{key}")  # in one step: a build asks for tens of thousands


def _head(key: str, body: bytes) -> bytes:
    return b" ".join((_FORMAT, key.encode("ascii"), hashlib.sha256(body).hexdigest().encode("ascii")))


def _entries(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Every file of the store; other files in its folder are somebody else's."""
    for group in folder.glob("[0-9a-f][0-9a-f]"):
        try:
            with os.scandir(group) as listing:
                for item in listing:
                    with contextlib.suppress(OSError):
                        if item.is_file(follow_symlinks=False):
                            yield Path(item.path), item.stat(follow_symlinks=False)
        except OSError:
            continue
