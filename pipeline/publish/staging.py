"""The folder in which one build puts its files before they are published.

Belongs here: its layout, writing and reading a staged table, clearing away what broken builds left. Does not
belong here: publishing (``publish.release``), deciding what a table holds.

Layout: ``<out>/.staging/<run>/work`` for tables between the steps, ``<out>/.staging/<run>/release`` for
everything that will be published. It lies below ``out`` so that publishing is a rename on one file system. A build
holds a lock on ``<out>/.staging/<run>/.lock`` as long as it lives; a folder whose lock is free was left by a dead one.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.publish.disk import sha256

FOLDER = ".staging"
_FACTS = "facts.json"
_LOCK = ".lock"
_FLAGS = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC


def run_folder(out: Path, run_id: str) -> Path:
    """The staging folder of one run; not created here."""
    return out / FOLDER / run_id


def release_folder(out: Path, run_id: str) -> Path:
    """The folder whose whole content one run will publish; not created here."""
    return run_folder(out, run_id) / "release"


def work_folder(out: Path, run_id: str) -> Path:
    """The folder for what only the steps of one run need; not created here."""
    return run_folder(out, run_id) / "work"


def write_frame(path: Path, frame: pl.DataFrame) -> None:
    """Write a Parquet file for the next steps, whole or not at all; published tables go through ``parquet``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    frame.write_parquet(partial)
    partial.replace(path)


def read_frame(path: Path) -> pl.DataFrame:
    """A staged Parquet file as a collected frame."""
    return pl.read_parquet(path)


def note(out: Path, run_id: str, **facts: Any) -> None:
    """Note what one step of a run knows and a later one publishes in the manifest; a later note wins."""
    path = work_folder(out, run_id) / _FACTS
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(json.dumps(noted(out, run_id) | facts, ensure_ascii=False), encoding="utf-8")
    partial.replace(path)


def noted(out: Path, run_id: str) -> dict[str, Any]:
    """What the steps of a run noted."""
    path = work_folder(out, run_id) / _FACTS
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def build_id(out: Path, run_id: str, now: datetime) -> str:
    """The name of the release that a run makes; the first call decides, later ones give the same.

    It is the time in UTC to the millisecond and the start of a SHA-256 over the Parquet files, which have to be
    complete: two builds of the same documents differ in the time only.
    """
    note = work_folder(out, run_id) / "build_id.txt"
    if not note.is_file():
        utc = now.astimezone(UTC)
        note.parent.mkdir(parents=True, exist_ok=True)
        content = content_hash(release_folder(out, run_id))
        note.write_text(f"{utc:%Y%m%dT%H%M%S}{utc.microsecond // 1000:03d}Z-{content}", encoding="ascii")
    return note.read_text(encoding="ascii")


def content_hash(folder: Path) -> str:
    """First 8 hexadecimal digits of a SHA-256 over the names and bytes of the Parquet files of a folder."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.parquet")):
        for file in sorted(path.rglob("*.parquet")) if path.is_dir() else [path]:
            name = file.relative_to(folder).as_posix()
            digest.update(name.encode() + b"\0" + bytes.fromhex(sha256(file)))
    return digest.hexdigest()[:8]


@contextmanager
def claimed(out: Path, run_id: str) -> Iterator[None]:
    """A staging folder for one run, empty at first and gone afterwards, that no :func:`sweep` touches meanwhile."""
    remove(out, run_id)
    descriptor = _claim(run_folder(out, run_id))
    try:
        yield
    finally:
        remove(out, run_id)
        os.close(descriptor)


def remove(out: Path, run_id: str) -> None:
    """Delete the staging folder of a run, if there is one."""
    shutil.rmtree(run_folder(out, run_id), ignore_errors=True)
    with contextlib.suppress(OSError):  # another build is staging there
        (out / FOLDER).rmdir()


def sweep(out: Path) -> list[str]:
    """Delete what builds left whose process is gone; the names of their folders."""
    try:
        folders = sorted(path for path in (out / FOLDER).iterdir() if path.is_dir())
    except FileNotFoundError:
        return []
    swept = []
    for folder in folders:
        with contextlib.suppress(FileNotFoundError):
            descriptor = os.open(folder / _LOCK, _FLAGS, 0o644)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
                swept.append(folder.name)
            except BlockingIOError:  # that build is alive
                pass
            finally:
                os.close(descriptor)
    with contextlib.suppress(OSError):
        (out / FOLDER).rmdir()
    return swept


def _claim(folder: Path) -> int:
    """The lock of a folder that is made for it, held until it is closed or the process ends."""
    while True:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(folder / _LOCK, _FLAGS, 0o644)
        except FileNotFoundError:  # swept between two steps
            continue
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat((folder / _LOCK).stat(), os.fstat(descriptor)):
                return descriptor
        os.close(descriptor)
