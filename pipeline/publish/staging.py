"""The folder in which one build puts its files before they are published.

Belongs here: its layout, writing and reading a staged table, clearing away what broken builds left. Does not
belong here: publishing (``publish.release``), deciding what a table holds.

Layout: ``<out>/.staging/<run>/work`` for tables between the steps, ``<out>/.staging/<run>/release`` for
everything that will be published. It lies below ``out`` so that publishing is a rename on one file system.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

FOLDER = ".staging"
# Two builds may run at once; one that began a day ago is dead.
STALE_SECONDS = 24 * 3600.0


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
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:8]


def remove(out: Path, run_id: str) -> None:
    """Delete the staging folder of a run, if there is one."""
    shutil.rmtree(run_folder(out, run_id), ignore_errors=True)
    with contextlib.suppress(OSError):  # another build is staging there
        (out / FOLDER).rmdir()


def remove_stale(out: Path, now: float) -> list[str]:
    """Delete what builds left that began more than a day before ``now`` (seconds since 1970); their names."""
    folder = out / FOLDER
    if not folder.is_dir():
        return []
    stale = sorted(path for path in folder.iterdir() if now - path.stat().st_mtime > STALE_SECONDS)
    for path in stale:
        shutil.rmtree(path, ignore_errors=True)
    return [path.name for path in stale]
