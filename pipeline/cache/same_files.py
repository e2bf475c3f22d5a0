"""Files of a release that rest on the same as those of the release before: linked, not made again.

Belongs here: what each group of files rests on, hard links to the files before, hashes that need not be taken twice.
Does not belong here: how files are made, what they rest on (``pipeline.publish.site``, ``pipeline.pictures``).

A linked file is one file with two names: whoever changed it would change the older release. So nothing is ever written
into a file that stands there; a name is taken away first (:func:`fresh`). Each file is read before it counts as the
same, and made anew where its bytes are not those that were published. What is known of a release lies in the cache;
deleting it costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.cache.store import Store


class Known(NamedTuple):
    """What is known of a file, as long as its size and its time are these."""

    bytes: int
    time: int
    sha256: str


class _Group(NamedTuple):
    rests_on: str
    told: Any
    files: dict[str, Known]


@dataclass(slots=True)
class SameFiles:
    """The files of a folder that is being made; ``before`` is the same folder of an earlier release, if there is one.

    Files come in groups: those that are made at once and rest on the same.
    """

    folder: Path
    before: Path | None = None
    _before: Mapping[str, _Group] = field(default_factory=dict)
    _now: dict[str, _Group] = field(default_factory=dict)

    @classmethod
    def since(cls, release: Path | None, folder: Path, store: Store, version: str) -> SameFiles:
        """A folder that follows the one of a release, if there is one; ``version`` is that of the code."""
        if release is None:
            return cls(folder)
        return cls(folder, release / folder.name, _read(store.get(_key(release.name)), version))

    def take(self, group: str, rests_on: str) -> Any:
        """Link the files of a group where they rest on the same as before, and say what :meth:`note` was told of them.

        None where they have to be made.
        """
        known = self._before.get(group)
        if self.before is None or known is None or known.rests_on != rests_on:
            return None
        if not all(self._is_linked(name, file) for name, file in known.files.items()):
            for name in known.files:
                (self.folder / name).unlink(missing_ok=True)
            return None
        self._now[group] = known
        return known.told

    def note(self, group: str, rests_on: str, paths: Sequence[Path], told: Any) -> None:
        """Remember what files of a group were made from, with anything but None that is told of them."""
        files = {path.relative_to(self.folder).as_posix(): _known(path) for path in paths}
        self._now[group] = _Group(rests_on, told, files)

    def keep(self, store: Store, build_id: str, version: str) -> None:
        """Keep what is known of the files for the release that they will be part of."""
        store.put(_key(build_id), json.dumps([version, self.folder.name, self._now]).encode())

    def _is_linked(self, name: str, known: Known) -> bool:
        """Whether a file of the release before is whole and stands in the folder now."""
        assert self.before is not None
        target = self.folder / name
        try:
            try:
                os.link(self.before / name, target)
            except FileNotFoundError:
                target.parent.mkdir(parents=True, exist_ok=True)
                os.link(self.before / name, target)
            return _known(target) == known
        except OSError:  # it is gone, has too many links, lies on another file system
            return False


def known_files(store: Store, build_id: str) -> dict[str, Known]:
    """What is known of files of a release that is about to be published, by their paths in it."""
    folder, groups = _loaded(store.get(_key(build_id)))[1:]
    return {f"{folder}/{name}": Known(*file) for _, _, files in groups.values() for name, file in files.items()}


def fresh(path: Path) -> Path:
    """A path at which no file stands, so that what is written there is a file of its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileNotFoundError):
        path.unlink()
    return path


def _known(path: Path) -> Known:
    """Raises OSError where an ordinary file cannot be read."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(f"{path} is no ordinary file")
        with os.fdopen(descriptor, "rb", closefd=False) as stream:
            return Known(status.st_size, status.st_mtime_ns, hashlib.sha256(stream.read()).hexdigest())
    finally:
        os.close(descriptor)


def _key(build_id: str) -> str:
    return hashlib.sha256(f"files of {build_id}".encode()).hexdigest()


def _loaded(entry: bytes | None) -> list[Any]:
    return ["", "", {}] if entry is None else list(json.loads(entry))


def _read(entry: bytes | None, version: str) -> dict[str, _Group]:
    made_by, _, groups = _loaded(entry)
    if made_by != version:
        return {}
    return {
        name: _Group(rests_on, told, {path: Known(*file) for path, file in files.items()})
        for name, (rests_on, told, files) in groups.items()
    }
