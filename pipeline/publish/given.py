"""The current release copied to a store by its address, so that a reader there never finds half a release.

Belongs here: the order in which files arrive, and what proves that they did. Does not belong here: publishing, which is
done on this disk (``release``).

A release lies below ``releases/`` under its build id. Its manifest comes after all its other files, and
``current.json`` after that: a store replaces one file in one step, so who follows ``current.json`` finds the release
before or this one, whole. A copy that was cut short leaves files that nothing names, and is done again. Nothing is
ever removed there.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from pipeline.language import say
from pipeline.publish import kept
from pipeline.publish.archive import listed_files
from pipeline.publish.errors import PublicationError
from pipeline.sources.url_folder import UrlFolder, told_as_os_error

POINTER = "current.json"
_RELEASES = "releases"
# Small files travel together, large ones in pieces from the disk.
_SMALL = 8 * 2**20
_TOGETHER = 64 * 2**20


def give(out: Path, url: str) -> bool:
    """Copy the current release of a folder to an address; whether anything had to be copied.

    Raises :class:`PublicationError` where the release is not as its manifest says or did not arrive so, and OSError
    where the store cannot be reached; the store then names the release that it named before.
    """
    release = kept.find(out, "current")
    manifest = (release.path / "manifest.json").read_bytes()
    store, root = UrlFolder(url.rstrip("/")).store()
    folder = f"{root}/{_RELEASES}/{release.build_id}"
    pointer = {
        "build_id": release.build_id,
        "manifest": f"{_RELEASES}/{release.build_id}/manifest.json",
        "manifest_sha256": hashlib.sha256(manifest).hexdigest(),
    }
    with told_as_os_error(url, PublicationError):
        store.invalidate_cache()
        if _named(store, f"{root}/{POINTER}") == pointer:
            return False
        _copy(store, release, folder)
        store.pipe_file(f"{folder}/manifest.json", manifest)
        store.pipe_file(f"{root}/{POINTER}", (json.dumps(pointer, indent=1) + "\n").encode())
    return True


def _copy(store: Any, release: kept.Release, folder: str) -> None:
    """All files but the manifest, each as the manifest has it, and proof that the store has them."""
    files = listed_files(release)
    together: dict[str, bytes] = {}
    room = _TOGETHER
    for name, file in sorted(files.items()):
        path, target = release.path / name, f"{folder}/{name}"
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
        if found != file["sha256"]:
            raise PublicationError(say("archive.damaged", release=release.build_id, files=name))
        if file["bytes"] > _SMALL:
            store.put_file(str(path), target)
            continue
        together[target] = path.read_bytes()
        room -= file["bytes"]
        if room < 0:
            store.pipe(together)
            together, room = {}, _TOGETHER
    if together:
        store.pipe(together)
    store.invalidate_cache()
    arrived = store.find(folder, detail=True)
    lost = [name for name, file in files.items() if arrived.get(f"{folder}/{name}", {}).get("size") != file["bytes"]]
    if lost:
        raise PublicationError(say("give.not_arrived", release=release.build_id, files=", ".join(lost[:5])))


def _named(store: Any, pointer: str) -> Any:
    """What the store names as current; nothing where that cannot be read."""
    try:
        return json.loads(store.cat_file(pointer))
    except (FileNotFoundError, ValueError):
        return None
