"""Everything in the raw folder that may be a document, as names with their status.

Belongs here: walking the folder, names that are ignored or hidden, names that are no valid Unicode. Does not belong
here: the bytes of a file (``file_bytes``), documents (``raw``). Links are never followed.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from pipeline.model.messages import Message, said
from pipeline.sources.batch import FILE_NAME
from pipeline.sources.file_bytes import name_of

_IGNORED = ("*.part", "*.crdownload")
# Names of files that are no documents. Where the content of such a file is a document, it is refused with a sentence.
_HIDDEN = (".*", "~$*", "README*")
_DOCUMENT_SUFFIXES = frozenset(
    {".pdf", ".txt", ".html", ".htm", ".mht", ".doc", ".docx", ".wps", ".xls", ".xlsx", ".et", ".ofd"}
    | {".csv", ".tsv", ".rtf", ".png", ".jpg", ".jpeg", ".tif", ".tiff"}
)


class FolderEntry(NamedTuple):
    """One thing found in the raw folder: its name relative to it, and its status, links not followed."""

    name: str
    status: os.stat_result
    problem: Message | None = None
    is_hidden: bool = False

    @property
    def batch(self) -> str:
        """The first folder below the raw folder in which it lies; empty for a file directly in the raw folder."""
        return self.name.partition("/")[0] if "/" in self.name else ""

    @property
    def is_batch(self) -> bool:
        """Whether it states facts about a batch."""
        return PurePosixPath(self.name).name == FILE_NAME


def unicode_names(entries: list[FolderEntry]) -> dict[str, str]:
    """Names on disk as valid Unicode, no two alike; bytes that are no UTF-8 are written as escapes."""
    paths = {entry.name: printable_name(entry.name) for entry in entries}
    times = Counter(paths.values())
    for name, path in paths.items():
        if times[path] > 1 and path != name:
            # A file may have a name that is spelled like such an escape.
            paths[name] = f"{path} ({hashlib.sha256(os.fsencode(name)).hexdigest()[:8]})"
    return paths


def printable_name(name: str) -> str:
    """A name on disk as valid Unicode, with bytes that are no UTF-8 written as escapes."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def entries_of(raw: Path) -> list[FolderEntry]:
    """Everything in the raw folder that is a document, a ``batch.yml`` or stands in the place of one, sorted."""
    if not raw.is_dir():
        raise NotADirectoryError(f"{raw} is no folder")
    return sorted(_walk(raw), key=lambda entry: (unicodedata.normalize("NFC", entry.name), entry.name))


def _walk(raw: Path) -> Iterator[FolderEntry]:
    """Everything in the raw folder that may be a document, folder by folder; links are not followed."""
    folders = [("", raw.lstat())]
    while folders:
        folder, own = folders.pop()
        try:
            with os.scandir(raw / folder) as listing:
                items = list(listing)
        except FileNotFoundError:
            continue
        except OSError as error:
            yield FolderEntry(folder, own, _closed(error))
            continue
        for item in items:
            name = f"{folder}/{item.name}" if folder else item.name
            is_hidden = any(fnmatchcase(item.name, pattern) for pattern in _HIDDEN)
            if any(fnmatchcase(item.name, pattern) for pattern in _IGNORED):
                continue
            try:
                status = item.stat(follow_symlinks=False)
            except FileNotFoundError:  # gone between listing and looking
                continue
            except OSError as error:  # a path that is too long for the system
                yield FolderEntry(name, own, _closed(error))
                continue
            is_folder = stat.S_ISDIR(status.st_mode)
            if is_hidden:
                if stat.S_ISREG(status.st_mode) and status.st_size:
                    yield FolderEntry(name, status, is_hidden=True)
            elif is_folder and item.name != FILE_NAME and Path(item.name).suffix.lower() not in _DOCUMENT_SUFFIXES:
                folders.append((name, status))
            else:
                yield FolderEntry(name, status)


def _closed(error: OSError) -> Message:
    if error.errno == errno.ENAMETOOLONG:
        return said("path_too_long")
    return said("unreadable_folder", error=name_of(error))
