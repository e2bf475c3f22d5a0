"""One release, visible at once or not at all.

Belongs here: the switch to a new release, what a reader finds beside it, the end of old releases. Does not
belong here: where a release is made (``staging``), what is in it, except that it must be complete.

Layout below the output directory::

    releases/<build_id>/            complete releases, their files read-only
    current -> releases/<build_id>  replaced atomically
    latest.json                     the same for readers without symbolic links
    .publish.lock                   held while a release is being published

Every step leaves ``current`` whole: a crash before the switch leaves the old release, after it the new one.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.cache.code_version import publishing_version
from pipeline.language import say
from pipeline.publish.data_kind import description
from pipeline.publish.unchanged import has_same_content
from schemas.catalog import SCHEMA_VERSION, TABLES
from schemas.views import VIEWS

KEPT_RELEASES = 3
"""Releases that stay, the current one included."""

_BUILD_ID = re.compile(r"^[0-9A-Za-z][0-9A-Za-z._-]{0,99}$")


class PublicationError(Exception):
    """A release that cannot be published; what was published before is untouched."""


class PublicationBusyError(PublicationError):
    """Another process is publishing into the same directory."""


def publish(
    staging: Path, out: Path, build_id: str, facts: Mapping[str, Any] | None = None, *, unless_same: bool = False
) -> Path:
    """Make a staged release the current one and return its directory.

    ``facts`` is what the manifest says of the build itself. With ``unless_same`` nothing is published where the current
    release has the same content, and that one is returned: an identical release would only push an older one out.

    ``staging`` must hold the files of :func:`published_files`, ``warehouse.duckdb`` and ``datapackage.json``, lie on
    the same file system as ``out`` and be written by nobody any more; it is gone afterwards. Anything else in
    it is published too. Raises :class:`PublicationBusyError` when another process is publishing there, and
    :class:`PublicationError` for an incomplete staging directory or a build id that is no plain name or is
    taken; either leaves the current release as it was.
    """
    with publication_lock(out):
        _check_free(out, build_id)
        _check_complete(staging)
        sweep(out)
        previous = current_build(out)
        if unless_same and previous is not None and has_same_content(staging, _releases(out) / previous):
            return _releases(out) / previous
        about = {**(facts or {}), "publishing_version": publishing_version()}
        _write_json(staging / "manifest.json", about | manifest(staging, build_id, previous))
        _make_durable(staging)
        target = _releases(out) / build_id
        target.parent.mkdir(parents=True, exist_ok=True)
        staging.rename(target)
        _sync_directory(target.parent)
        _point_current(out, build_id)
        _write_json(out / "latest.json", {"build_id": build_id, "path": f"releases/{build_id}"})
        _sync_directory(out)
        prune(out, keep={build_id, previous} - {None})
    return target


def current_build(out: Path) -> str | None:
    """Build id of the current release; None when nothing was published yet."""
    link = out / "current"
    if link.is_symlink():
        return link.readlink().name
    try:
        return str(json.loads((out / "latest.json").read_text(encoding="utf-8"))["build_id"])
    except FileNotFoundError:
        return None


def published_files() -> dict[str, str]:
    """The Parquet file of every table and of every view by name, as its path in a release."""
    tables = {name: f"{name}.parquet" for name in TABLES}
    return tables | {name: f"views/{name}.parquet" for name in VIEWS}


def manifest(staging: Path, build_id: str, previous: str | None) -> dict[str, Any]:
    """What a release holds: whether it is real data, rows by table, size and SHA-256 by file, the release before it."""
    files = [path for path in _files(staging) if path.name != "manifest.json" or path.parent != staging]
    return {
        "build_id": build_id,
        "previous": previous,
        "schema_version": SCHEMA_VERSION,
        **description(staging),
        "rows": {name: _rows(staging / f"{name}.parquet") for name in TABLES},
        "files": [
            {"path": path.relative_to(staging).as_posix(), "bytes": path.stat().st_size, "sha256": sha256(path)}
            for path in files
        ],
    }


def sha256(file: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal digits."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def publication_lock(out: Path) -> Iterator[None]:
    """Hold the publication lock of an output directory; the system frees it when the process ends, however it ends.

    Raises :class:`PublicationBusyError` at once when another process holds it.
    """
    out.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(out / ".publish.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 64, 0).decode("ascii", "replace").strip() or "unknown"
            raise PublicationBusyError(say("publish.busy", out=out, holder=holder)) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
        yield
    finally:
        os.close(descriptor)


def sweep(out: Path) -> None:
    """Remove what a publication that was cut short left behind; only for the holder of the publication lock."""
    for path in _releases(out).glob(".removed-*"):
        shutil.rmtree(path)
    for path in (*out.glob(".current-*"), *out.glob(".latest.json-*")):
        path.unlink()


def prune(out: Path, keep: set[str | None], count: int = KEPT_RELEASES) -> list[str]:
    """Remove the oldest releases beyond ``count``, never one in ``keep`` or the current one; return their ids.

    Age is the time the manifest was written. A reader that has a removed file open keeps it until it closes it.
    """
    releases = [path for path in _releases(out).glob("[!.]*") if (path / "manifest.json").is_file()]
    releases.sort(key=lambda path: ((path / "manifest.json").stat().st_mtime_ns, path.name), reverse=True)
    protected = {*keep, current_build(out)}
    removed = []
    for path in releases[count:]:
        if path.name not in protected:
            # Out of sight first, so that a half-removed release is never taken for a whole one.
            doomed = path.with_name(f".removed-{path.name}")
            path.rename(doomed)
            shutil.rmtree(doomed)
            removed.append(path.name)
    return removed


def _releases(out: Path) -> Path:
    return out / "releases"


def _check_free(out: Path, build_id: str) -> None:
    if not _BUILD_ID.match(build_id):
        raise PublicationError(f"{build_id!r} is no build id: letters, digits, dot, hyphen and underscore only")
    if (_releases(out) / build_id).exists():
        raise PublicationError(say("publish.exists", build_id=build_id, out=out))


def _check_complete(staging: Path) -> None:
    due = [*published_files().values(), "warehouse.duckdb", "datapackage.json"]
    missing = [name for name in due if not (staging / name).exists()]
    if missing:
        raise PublicationError(f"{staging} is not complete: {', '.join(missing)} missing")
    if logs := [path.name for path in staging.rglob("*.wal")]:
        raise PublicationError(f"{staging} is still being written: {', '.join(logs)}")


def _files(directory: Path) -> list[Path]:
    return sorted(path for path in directory.rglob("*") if path.is_file())


def _rows(path: Path) -> int:
    source = f"{path}/**/*.parquet" if path.is_dir() else path
    return int(pl.scan_parquet(source).select(pl.len()).collect().item())


def _make_durable(staging: Path) -> None:
    """Every byte and every name of the directory on disk, and the files read-only."""
    for path in _files(staging):
        with path.open("rb") as stream:
            os.fsync(stream.fileno())
        path.chmod(0o444)
    for directory in (*(path for path in staging.rglob("*") if path.is_dir()), staging):
        _sync_directory(directory)


def _point_current(out: Path, build_id: str) -> None:
    link = out / f".current-{os.getpid()}"
    link.unlink(missing_ok=True)
    try:
        link.symlink_to(Path("releases") / build_id, target_is_directory=True)
    except (NotImplementedError, PermissionError):  # pathlib raises the first where a system has no links; FAT: EPERM
        # Readers use latest.json on such a system. Where ``current`` is a link already, links can be made.
        # Going on would then leave it at the previous release.
        if (out / "current").is_symlink():
            raise
        return
    link.replace(out / "current")
    _sync_directory(out)


def _write_json(path: Path, content: Any) -> None:
    unfinished = path.with_name(f".{path.name}-{os.getpid()}")
    with unfinished.open("w", encoding="utf-8") as stream:
        json.dump(content, stream, ensure_ascii=False, indent=1, sort_keys=True)
        stream.write("\n")
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.replace(path)


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
