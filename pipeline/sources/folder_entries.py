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

from pipeline.language import say
from pipeline.model.messages import Message, said
from pipeline.sources.batch import FILE_NAME
from pipeline.sources.file_bytes import name_of
from pipeline.sources.url_folder import RawFolder, UrlFolder

_ARRIVING = ("*.part", "*.crdownload")
# Names of what is no document. Where the content of such a file is a document, it is refused with a sentence.
_HIDDEN = (".*", "~$*", "README*", *_ARRIVING)
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
    def is_arriving(self) -> bool:
        """Whether a program is still fetching it and will give it another name."""
        return any(fnmatchcase(PurePosixPath(self.name).name, pattern) for pattern in _ARRIVING)

    @property
    def is_batch(self) -> bool:
        """Whether it states facts about a batch."""
        return PurePosixPath(self.name).name == FILE_NAME


def unicode_names(entries: list[FolderEntry]) -> dict[str, str]:
    """Names on disk as valid Unicode, no two alike; bytes that are no UTF-8 are written as escapes.

    A name may be spelled like such an escape of another, a folder's too. Each folder within a folder is named once, so
    that all documents of a batch have the same name of it.
    """
    names = [entry.name for entry in entries]
    if all(printable_name(name) == name for name in names):
        return {name: name for name in names}
    within: dict[str, list[str]] = {}
    known = {""}
    for name in names:
        while name not in known:
            known.add(name)
            folder, _, last = name.rpartition("/")
            within.setdefault(folder, []).append(last)
            name = folder
    published = {"": ""}
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        for last, told in _told_apart(within.pop(folder, [])).items():
            name = f"{folder}/{last}" if folder else last
            published[name] = f"{published[folder]}/{told}" if folder else told
            waiting.append(name)
    return {name: published[name] for name in names}


def _told_apart(names: list[str]) -> dict[str, str]:
    """Names of one folder as valid Unicode: those that would be another's get the start of a hash as well."""
    told = {name: printable_name(name) for name in names}
    times = Counter(told.values())
    taken = {name for name in names if told[name] == name}
    for name in sorted(set(names) - taken):
        own, digest, digits = told[name], hashlib.sha256(os.fsencode(name)).hexdigest(), 8
        if times[own] > 1 or own in taken:
            told[name] = f"{own} ({digest[:digits]})"
            while told[name] in taken:
                digits += 1
                told[name] = f"{own} ({digest[:digits]})"
        taken.add(told[name])
    return told


def printable_name(name: str) -> str:
    """A name on disk as valid Unicode, with bytes that are no UTF-8 written as escapes."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def entries_of(raw: RawFolder) -> list[FolderEntry]:
    """Everything in the raw folder that is a document, a ``batch.yml`` or stands in the place of one, sorted.

    What is passed over by its name is in the list as hidden. Raises ``OSError`` when the raw folder itself cannot be
    listed: an empty list would look like an empty folder.
    """
    if not raw.is_dir():
        raise NotADirectoryError(f"{raw} is no folder")
    found = _walk_store(raw) if isinstance(raw, UrlFolder) else _walk(raw)
    return sorted(found, key=lambda entry: (unicodedata.normalize("NFC", entry.name), entry.name))


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
            if not folder:
                raise OSError(error.errno, say("folder_closed", folder=raw, error=name_of(error))) from error
            yield FolderEntry(folder, own, _closed(error))
            continue
        for item in items:
            name = f"{folder}/{item.name}" if folder else item.name
            is_hidden = _is_hidden(item.name)
            try:
                status = item.stat(follow_symlinks=False)
            except FileNotFoundError:  # gone between listing and looking
                continue
            except OSError as error:  # a path that is too long for the system
                yield FolderEntry(name, own, _closed(error))
                continue
            if is_hidden:
                yield FolderEntry(name, status, is_hidden=True)
            elif stat.S_ISDIR(status.st_mode) and not _is_named_like_document(item.name):
                folders.append((name, status))
            else:
                yield FolderEntry(name, status)


def _walk_store(raw: UrlFolder) -> Iterator[FolderEntry]:
    """The same of a store, which lists files only: a folder is what their names have in common."""
    told: set[str] = set()
    for name, status in raw.walk():
        *folders, last = name.split("/")
        within = ""
        for folder in folders:
            within = f"{within}/{folder}" if within else folder
            if _is_hidden(folder) or _is_named_like_document(folder):
                if within not in told:
                    told.add(within)
                    as_folder = os.stat_result((stat.S_IFDIR | 0o555, *status[1:]))
                    yield FolderEntry(within, as_folder, is_hidden=_is_hidden(folder))
                break
        else:
            yield FolderEntry(name, status, is_hidden=_is_hidden(last))


def _is_hidden(name: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in _HIDDEN)


def _is_named_like_document(name: str) -> bool:
    return name == FILE_NAME or PurePosixPath(name).suffix.lower() in _DOCUMENT_SUFFIXES


def _closed(error: OSError) -> Message:
    if error.errno == errno.ENAMETOOLONG:
        return said("path_too_long")
    return said("unreadable_folder", error=name_of(error))
