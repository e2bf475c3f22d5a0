"""A raw folder that has a URL (``s3://bucket/raw``): its files with their status, and the bytes of one.

Belongs here: what fsspec says, in the words of a folder on the disk. Does not belong here: which files are documents
(``folder_entries``, ``raw``), and folders on the disk, which need more care: a store has neither links nor pipes.

The name of a file is its key below the folder. A store that knows no times has digests: whatever it tells of a file
stands in the status, so that a file that was replaced has another.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.language import say
from pipeline.model.messages import Message, said

# What an address may hold before the host (key:secret@, a secret may have a slash) and behind a question mark.
_SIGNED = re.compile(r"://(?:[^/\s]*@|[^/@\s:]*:(?!\d*(?:[/?#\s]|$))\S*@)")
_ASKED = re.compile(r"(://[^\s?]*)\?[^\s'\")>]+")
_TIMES = ("LastModified", "last_modified", "updated", "mtime", "modified", "created")


@dataclass(frozen=True)
class UrlFolder:
    """A folder of documents in a store."""

    url: str = field(repr=False)

    def __str__(self) -> str:
        return without_secrets(self.url)

    def __fspath__(self) -> str:
        return self.url

    def __truediv__(self, name: str) -> UrlFile:
        return UrlFile(self, name)

    def absolute(self) -> UrlFolder:
        """Itself: an address is the same from everywhere."""
        return self

    def is_dir(self) -> bool:
        """Whether there is anything below the address. Raises OSError where nobody can tell."""
        files, root = self.store()
        with told_as_os_error(str(self)):
            return bool(files.isdir(root))

    def walk(self) -> Iterator[tuple[str, os.stat_result]]:
        """Names of all files below the folder with their status, in no order. Raises OSError."""
        files, root = self.store()
        with told_as_os_error(str(self)):
            files.invalidate_cache()  # a daemon would see what was there when it started
            found = files.find(root, detail=True)
        for path, info in found.items():
            name = path[len(root) :].removeprefix("/")
            # A store marks an empty folder by a file whose name ends so.
            if name and not name.endswith("/"):
                yield name, _status(info)

    def store(self) -> tuple[Any, str]:
        """The store, and the path of the folder in it. Raises OSError where no library knows such a store."""
        import fsspec

        with told_as_os_error(str(self)):
            files, root = fsspec.core.url_to_fs(self.url)
        return files, str(root).rstrip("/")


@dataclass(frozen=True)
class UrlFile:
    """One file of such a folder."""

    folder: UrlFolder
    name: str

    def __str__(self) -> str:
        return f"{str(self.folder).rstrip('/')}/{self.name}"

    def read(self, most: int) -> bytes:
        """Its bytes, or the first ``most`` and one more. Raises FileNotFoundError and OSError."""
        files, root = self.folder.store()
        with told_as_os_error(str(self)), files.open(f"{root}/{self.name}", "rb", cache_type="none") as stream:
            return bytes(stream.read(most + 1))

    def content(self, most: int) -> bytes | Message:
        """Its bytes, or why they cannot be had."""
        try:
            data = self.read(most)
        except FileNotFoundError:
            raise
        except OSError as error:
            return said("unreadable_file", error=type(error.__cause__ or error).__name__)
        if len(data) > most:
            return said("too_large", size=f"> {most / 2**20:.0f}", limit=f"{most / 2**20:.0f}")
        return data


RawFolder = Path | UrlFolder
"""Where documents lie."""


def raw_folder(named: str | os.PathLike[str]) -> RawFolder:
    """The folder of a name: an address where it has a scheme, else one on the disk."""
    name = os.fspath(named)
    scheme, mark, rest = name.partition("://")
    if not mark or scheme in ("file", "local"):  # links are looked at on the disk only
        return Path(rest if mark else name)
    return UrlFolder(name.rstrip("/"))


def without_secrets(text: str) -> str:
    """A text with addresses as a person may see them: without a key or password in them, and without what signs them.

    Every address that is shown or written down goes through here.
    """
    return _ASKED.sub(r"\1?***", _SIGNED.sub("://***@", text))


class told_as_os_error:  # noqa: N801  (used like a function)
    """What a store raises, as an OSError with a sentence; each has errors of its own. Those in ``but`` stay."""

    def __init__(self, place: str, *but: type[Exception]) -> None:
        self._place = place
        self._but: tuple[type[Exception], ...] = (FileNotFoundError, *but)

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if not isinstance(error, Exception):
            return
        said_there = " ".join(str(error).split())
        told = without_secrets(said_there)
        if isinstance(error, self._but):
            if told != said_there:
                raise type(error)(told) from None
            return
        sentence = say("store_closed", place=without_secrets(self._place), error=told or type(error).__name__)
        # What an error names stands in the trace that is kept of it.
        raise OSError(sentence) from (error if told == said_there else None)


def _status(info: Mapping[str, Any]) -> os.stat_result:
    """What a store tells of a file, as the system would tell it."""
    told = repr(sorted((str(key), str(value)) for key, value in info.items()))
    number = int.from_bytes(hashlib.sha256(told.encode()).digest()[:7], "big")
    size = int(info.get("size") or 0)
    nanoseconds = next((_nanoseconds(info[name]) for name in _TIMES if info.get(name)), 0)
    seconds = nanoseconds // 10**9
    fields = (stat.S_IFREG | 0o444, number, 0, 1, 0, 0, size, seconds, seconds, seconds)
    exact = dict.fromkeys(("st_atime", "st_mtime", "st_ctime"), nanoseconds / 10**9)
    return os.stat_result(fields, {**exact, "st_mtime_ns": nanoseconds, "st_ctime_ns": nanoseconds})


def _nanoseconds(time: object) -> int:
    """A time as a store gives it; 0 where it is in no known form."""
    if isinstance(time, str):
        try:
            time = datetime.fromisoformat(time)
        except ValueError:
            return 0
    if isinstance(time, datetime):
        time = (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()
    return int(time * 10**6) * 1000 if isinstance(time, int | float) else 0
