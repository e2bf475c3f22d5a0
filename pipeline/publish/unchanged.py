"""Whether a build would give what is published already, told before it is made and once more before it is published.

Belongs here: the digest of what a release is made from, comparing it and the content with the current release. Does not
belong here: what a single document rests on (``pipeline.curate.kept``), publishing (``release``).

There are two answers. Early: the same documents, facts, code and libraries, and the current release lies there whole;
then nothing has to be made. Late: the tables came out byte for byte alike and the code that makes the other files from
them is the same; then publishing would only push an older release out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.cache.code_version import build_version, publishing_version
from pipeline.cache.store import Store
from pipeline.publish.disk import sha256
from pipeline.publish.parquet import files_of
from pipeline.sources import RawDocument
from schemas.catalog import TABLES


def inputs_digest(documents: Sequence[RawDocument], reading: str) -> str:
    """A digest of everything that a release rests on; ``reading`` is the version of what reads documents."""
    digest = hashlib.sha256(f"{build_version()} {reading}".encode())
    for document in documents:
        # Every field counts, those included that will be added: path, batch, identity, size, facts, problem.
        digest.update(f"\n{document!r}".encode())
    return digest.hexdigest()


def release_of_inputs(out: Path, inputs: str, store: Store) -> Path | None:
    """The current release where it was made from these inputs and lies there whole; nothing otherwise."""
    release = _current(out)
    manifest = _manifest(release) if release is not None else None
    if release is None or manifest is None:
        return None
    is_of_inputs = manifest.get("inputs_digest") == inputs or store.get(_key(release.name, inputs)) is not None
    return release if is_of_inputs and is_whole(release, manifest) else None


def note_same(store: Store, release: Path, inputs: str) -> None:
    """Remember that other inputs gave the content of a release, so that they are not tried again."""
    store.put(_key(release.name, inputs), b"")


def has_same_content(staged: Path, release: Path) -> bool:
    """Whether a release holds the staged tables, byte for byte, and was completed by the same code."""
    manifest = _manifest(release)
    if manifest is None or manifest.get("publishing_version") != publishing_version():
        return False
    published = {str(file["path"]): str(file["sha256"]) for file in manifest["files"]}
    files = {str(file.relative_to(staged)): file for name in TABLES for file in files_of(name, staged)}
    # A file of a table that is a directory may have gone.
    due = {name for name in published if name.partition("/")[0].removesuffix(".parquet") in TABLES}
    is_same = due == files.keys() and all(published[name] == sha256(file) for name, file in files.items())
    return is_same and is_whole(release, manifest)


def is_whole(release: Path, manifest: Mapping[str, Any]) -> bool:
    """Whether every file of a release is there as it was published."""
    try:
        return all(
            (path := release / str(file["path"])).stat().st_size == file["bytes"] and sha256(path) == file["sha256"]
            for file in manifest["files"]
        )
    except OSError:
        return False


def _current(out: Path) -> Path | None:
    """The release that readers see, where both ways to it agree."""
    try:
        told = json.loads((out / "latest.json").read_text(encoding="utf-8"))["build_id"]
        link = out / "current"
        if link.is_symlink() and link.readlink().name != told:
            return None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return out / "releases" / str(told)


def _manifest(release: Path) -> dict[str, Any] | None:
    try:
        content = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) and isinstance(content.get("files"), list) else None


def _key(build_id: str, inputs: str) -> str:
    return hashlib.sha256(f"same {build_id} {inputs}".encode()).hexdigest()
