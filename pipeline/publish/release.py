"""One release, visible at once or not at all.

Belongs here: the switch to a release and back, what a reader finds beside it, mending what a crash left.

Does not belong here: where a release is made (``staging``), which files it has (``contents``), which ones stay
(``kept``), whether it may follow the one before (``falls``).

Layout below the output directory::

    releases/<build_id>/            complete releases, their files read-only
    current -> releases/<build_id>  replaced atomically
    latest.json                     the same for readers without symbolic links
    releases.json                   pins and a rollback, what people decided
    .publish.lock                   held while anything of this changes
    .switching.json                 the release that is being made current; gone when that is done

Every step leaves ``current`` whole: a crash before the switch leaves the old release, after it the new one. A switch
that was cut short is finished by whoever holds the lock next, so that ``current`` and ``latest.json`` agree again.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.cache.code_version import publishing_version
from pipeline.cache.same_files import Known
from pipeline.language import say
from pipeline.publish import changes, citation, falls, kept
from pipeline.publish.changes import Before
from pipeline.publish.contents import check_staged, published_files
from pipeline.publish.data_kind import description
from pipeline.publish.difference import difference
from pipeline.publish.disk import files_below, make_durable, sha256, sync_directory, write_json, write_text
from pipeline.publish.errors import PublicationBusyError, PublicationError, RolledBackError
from pipeline.publish.inputs import code_version, inputs_digest
from pipeline.publish.kept import current_build
from pipeline.publish.parquet import count_rows
from pipeline.publish.partitions import linked
from pipeline.publish.unchanged import has_same_content
from schemas.catalog import SCHEMA_VERSION, TABLES

__all__ = [
    "PublicationBusyError",
    "PublicationError",
    "check_not_rolled_back",
    "current_build",
    "heal",
    "manifest",
    "pin",
    "prune",
    "publication_lock",
    "publish",
    "published_files",
    "roll_back",
    "sha256",
    "unpin",
]

_BUILD_ID = re.compile(r"^[0-9A-Za-z][0-9A-Za-z._-]{0,99}$")
_SWITCH = ".switching.json"


def publish(
    staging: Path,
    out: Path,
    build_id: str,
    facts: Mapping[str, Any] | None = None,
    *,
    unless_same: bool = False,
    accept_fall: str | None = None,
    known: Mapping[str, Known] | None = None,
) -> Path:
    """Make a staged release the current one and return its directory.

    ``facts`` is what the manifest says of the build itself. With ``unless_same`` nothing is published where the current
    release has the same content, and that one is returned: an identical release would only push an older one out.

    ``staging`` must hold the files that ``contents`` lists and no others, lie on the same file system as ``out`` and
    be written by nobody any more; it is gone afterwards. A release that holds much less than the current one needs
    ``accept_fall``, the reason why that is right. What an earlier attempt with this build id published is returned
    as it is. ``known`` has files whose hash this build knows, by their paths.

    Raises :class:`PublicationBusyError` when another process is publishing there, :class:`RolledBackError` after a
    rollback, :class:`pipeline.publish.falls.SharpFallError` for a fall, and :class:`PublicationError` for a staging
    directory that is not as it should be or a build id that is no plain name or is taken; each leaves the current
    release as it was.
    """
    with publication_lock(out):
        current = heal(out)
        target = kept.folder(out) / build_id
        if not staging.exists() and _BUILD_ID.match(build_id) and (target / "manifest.json").is_file():
            return target
        _check_free(out, build_id)
        check_staged(staging)
        if unless_same and current is not None and has_same_content(staging, kept.folder(out) / current):
            return kept.folder(out) / current
        check_not_rolled_back(out)
        kept_releases = kept.retention()
        before = _before(out, current, staging, accept_fall)
        of_links = linked(staging, kept.folder(out) / current) if current is not None else {}
        _describe(staging, out, build_id, before, facts or {}, {**of_links, **(known or {})})
        make_durable(staging)
        _make_current(staging, out, build_id)
        # It is published now, whatever becomes of old ones; the next publication tries again.
        with suppress(OSError, PublicationError):
            prune(out, {build_id, before.build_id}, kept_releases)
    return target


def heal(out: Path) -> str | None:
    """Finish or forget what was cut short; only for the holder of the publication lock. The current release.

    A switch whose release is whole is finished. Where ``current`` and ``latest.json`` differ for another reason, the
    link is right if it leads to a release, else the file, else the newest release.
    """
    sweep(out)
    begun = out / _SWITCH
    wanted = None
    if begun.is_file():
        try:
            wanted = str(json.loads(begun.read_text(encoding="utf-8"))["build_id"])
        except (ValueError, TypeError, KeyError):
            wanted = None
    linked, named = current_build(out) if (out / "current").is_symlink() else None, kept.latest_build(out)
    newest = next((release.build_id for release in kept.releases(out)), None)
    whole = next((name for name in (wanted, linked, named, newest) if name and _is_whole(out, name)), None)
    if whole is not None and not (whole == linked == named):
        _switch(out, whole)
    begun.unlink(missing_ok=True)
    return whole


def roll_back(out: Path, release: kept.Release, why: str, now: datetime | None = None) -> None:
    """Make an earlier release the current one and let no build publish until that is lifted.

    The newest release of all lifts it. Raises :class:`PublicationBusyError`.
    """
    with publication_lock(out):
        heal(out)
        held = kept.state(out)
        newest = kept.releases(out)[0]
        rollback = None
        if release.build_id != newest.build_id:
            moment = (now or datetime.now(UTC)).isoformat(timespec="seconds")
            rollback = {"from": current_build(out) or "", "to": release.build_id, "on": moment, "why": why}
        # The hold comes first: a crash in between must not let a build undo the rollback.
        kept.State(held.pinned, rollback).write(out)
        write_json(out / _SWITCH, {"build_id": release.build_id})
        _switch(out, release.build_id)


def lift_rollback(out: Path) -> None:
    """Let builds publish again; the current release stays until one does. Raises :class:`PublicationBusyError`."""
    with publication_lock(out):
        heal(out)
        kept.State(kept.state(out).pinned, None).write(out)


def pin(out: Path, release: kept.Release, why: str, now: datetime | None = None) -> None:
    """Keep a release whatever its age until it is unpinned. Raises :class:`PublicationBusyError`."""
    with publication_lock(out):
        held = kept.state(out)
        moment = (now or datetime.now(UTC)).isoformat(timespec="seconds")
        kept.State({**held.pinned, release.build_id: {"on": moment, "why": why}}, held.rollback).write(out)


def unpin(out: Path, release: kept.Release) -> None:
    """Let a release go when it is its turn. Raises :class:`PublicationBusyError`."""
    with publication_lock(out):
        held = kept.state(out)
        pinned = {name: facts for name, facts in held.pinned.items() if name != release.build_id}
        kept.State(pinned, held.rollback).write(out)


def prune(
    out: Path, keep: set[str | None], retention: kept.Retention, now: datetime | None = None, only_tell: bool = False
) -> list[str]:
    """Remove the releases that may go, and return their ids; only for the holder of the publication lock."""
    doomed = kept.surplus(out, retention, keep, now or datetime.now(UTC))
    if not only_tell:
        for release in doomed:
            kept.remove(release)
    return [release.build_id for release in doomed]


def manifest(
    staging: Path, build_id: str, sequence: int, before: Before, known: Mapping[str, Known] | None = None
) -> dict[str, Any]:
    """What a release holds: real data or not, rows by table, size and hash by file; what it follows and comes from."""
    files = [path for path in files_below(staging) if path != staging / "manifest.json"]
    return {
        "build_id": build_id,
        "sequence": sequence,
        "published_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "previous": before.build_id,
        "schema_version": SCHEMA_VERSION,
        "code": code_version(),
        "inputs": inputs_digest(staging),
        "changes": before.difference.summary() if before.difference else None,
        "changes_unreadable": before.unreadable,
        "accepted_fall": before.accepted_fall,
        **citation.manifest_fields(staging),
        **description(staging),
        "rows": {name: count_rows(name, staging) for name in TABLES},
        "files": [_file(path, str(path).removeprefix(f"{staging}/"), known or {}) for path in files],
    }


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
    for path in kept.folder(out).glob(".removed-*"):
        shutil.rmtree(path)
    unfinished = (".current-*", ".latest.json-*", f".{kept.STATE}-*", f".{_SWITCH}-*", "..latest.json-*")
    for path in (found for pattern in unfinished for found in out.glob(pattern)):
        path.unlink()


def _before(out: Path, current: str | None, staging: Path, accept_fall: str | None) -> Before:
    """What the staged release follows. Raises :class:`pipeline.publish.falls.SharpFallError`."""
    if current is None:
        return Before(None, None, None)
    folder = kept.folder(out) / current
    accepted = falls.accepted(falls.falls(folder, staging), current, accept_fall)
    try:
        return Before(current, difference(folder, staging), accepted)
    except (OSError, pl.exceptions.PolarsError) as error:
        return Before(current, None, accepted, str(error))


def _file(path: Path, name: str, known: Mapping[str, Known]) -> dict[str, Any]:
    """What the manifest says of a file."""
    status, told = path.stat(), known.get(name)
    is_known = told is not None and (told.bytes, told.time) == (status.st_size, status.st_mtime_ns)
    return {"path": name, "bytes": status.st_size, "sha256": told.sha256 if told and is_known else sha256(path)}


def _describe(
    staging: Path, out: Path, build_id: str, before: Before, facts: Mapping[str, Any], known: Mapping[str, Known]
) -> None:
    """The files that say what this release is and follows; the manifest last, since it lists the others."""
    sequence = kept.next_sequence(out)
    write_text(staging / "CHANGES.md", changes.text(build_id, sequence, before))
    write_text(staging / "CITATION.md", citation.text(staging, build_id))
    write_text(staging / "CITATION.cff", citation.cff(staging, build_id, datetime.now(UTC).date()))
    about = {**facts, "publishing_version": publishing_version()}
    write_json(staging / "manifest.json", about | manifest(staging, build_id, sequence, before, known))


def _make_current(staging: Path, out: Path, build_id: str) -> None:
    """A finished folder as the current release; what is cut short from here on is finished by :func:`heal`."""
    target = kept.folder(out) / build_id
    target.parent.mkdir(parents=True, exist_ok=True)
    write_json(out / _SWITCH, {"build_id": build_id})
    staging.rename(target)
    sync_directory(target.parent)
    _switch(out, build_id)


def _switch(out: Path, build_id: str) -> None:
    """Both pointers to one release, and the note that this was begun away.

    Both are made beside the old ones first: a full disk is met before anything changes.
    """
    link, file = _new_link(out, build_id), out / f".latest.json-{os.getpid()}"
    write_json(file, {"build_id": build_id, "path": f"releases/{build_id}"})
    if link is not None:
        link.replace(out / "current")
    file.replace(out / "latest.json")
    (out / _SWITCH).unlink(missing_ok=True)
    sync_directory(out)


def _is_whole(out: Path, build_id: str) -> bool:
    return (kept.folder(out) / build_id / "manifest.json").is_file()


def _check_free(out: Path, build_id: str) -> None:
    if not _BUILD_ID.match(build_id):
        raise PublicationError(f"{build_id!r} is no build id: letters, digits, dot, hyphen and underscore only")
    if (kept.folder(out) / build_id).exists():
        raise PublicationError(say("publish.exists", build_id=build_id, out=out))


def check_not_rolled_back(out: Path) -> None:
    """Raise :class:`RolledBackError` where a person went back to an earlier release and nobody has lifted that."""
    rollback = kept.state(out).rollback
    if rollback is not None:
        raise RolledBackError(say("publish.rolled_back", **{**rollback, "begun": rollback["from"]}))


def _new_link(out: Path, build_id: str) -> Path | None:
    """The next ``current`` under another name; None on a system without links, whose readers use ``latest.json``."""
    link = out / f".current-{os.getpid()}"
    link.unlink(missing_ok=True)
    try:
        link.symlink_to(Path("releases") / build_id, target_is_directory=True)
    except (
        NotImplementedError,  # raised by pathlib where the system has no symbolic links; ``latest.json`` says the same
        PermissionError,  # the file system (FAT) or the rights of the user do not allow one
    ):
        # Where ``current`` is a link already, links can be made. Going on would leave it at the previous release.
        if (out / "current").is_symlink():
            raise
        return None
    return link
