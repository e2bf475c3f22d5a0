"""Files that are whole and on disk, or not there.

Belongs here: writing a file in one step, making a folder durable, the hash of a file. Does not belong here: what
stands in them.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_READ_ONLY = 0o444


def write_json(path: Path, content: Any) -> None:
    """Write JSON so that a reader finds the old file or the new one, both whole."""
    write_text(path, json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a text in UTF-8 so that a reader finds the old file or the new one, both whole."""
    unfinished = path.with_name(f".{path.name}-{os.getpid()}")
    # Half a character, which no file in UTF-8 can hold, stands as its escape: in JSON that is the same.
    with unfinished.open("w", encoding="utf-8", errors="backslashreplace") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.replace(path)


def make_durable(folder: Path) -> None:
    """Every byte and every name of a folder on disk, and its files read-only.

    A file that is read-only went through here for an earlier release, which it is linked from: it is on disk, and
    nothing of that release is touched. Nothing else makes files read-only, and copies do not take the mode along.
    """
    for root, _, names in walk(folder):
        for name in names:
            path = f"{root}/{name}"
            if stat.S_IMODE(os.lstat(path).st_mode) == _READ_ONLY:
                continue
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            try:
                os.fsync(descriptor)
                os.fchmod(descriptor, _READ_ONLY)
            finally:
                os.close(descriptor)
    for root, _, _ in walk(folder):
        sync_directory(Path(root))


def walk(folder: Path) -> Iterator[tuple[str, list[str], list[str]]]:
    """Every folder from here on, with the names of folders and files in it; raises OSError for one that is not read."""

    def fail(error: OSError) -> None:
        raise error

    return os.walk(folder, onerror=fail)


def files_below(folder: Path) -> list[Path]:
    """Every file below a folder, in the order of their paths."""
    found = (f"{root}/{name}" for root, _, names in walk(folder) for name in names)
    # In the order that paths have, which compares folder by folder; comparing paths themselves takes far longer.
    return [path for path in map(Path, sorted(found, key=lambda path: path.split("/"))) if path.is_file()]


def sync_directory(directory: Path) -> None:
    """The names in a directory on disk."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256(file: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal digits."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def replaced(target: Path) -> Iterator[Path]:
    """A file beside the target that takes its place when all went well, and is gone otherwise."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        yield unfinished
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
