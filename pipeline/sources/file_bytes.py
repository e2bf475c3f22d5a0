"""The bytes of one file of the raw folder, or why it is refused before any reader sees it.

Belongs here: opening and reading a file with care, refusing what is no ordinary file. Does not belong here: which files
are in the folder (``folder_entries``), what the bytes are (``media``).
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from pipeline.model.messages import Message, said
from pipeline.sources.media import DIRECTORY, SPECIAL, SYMLINK, UNKNOWN
from pipeline.sources.url_folder import UrlFile

# O_NONBLOCK: opening a FIFO would otherwise wait for a writer for ever.
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_file(file: Path | UrlFile, path: str, max_bytes: int) -> bytes | Message:
    """The bytes of a regular file, or why they cannot be had; tried again once when it changes meanwhile."""
    if isinstance(file, UrlFile):
        return file.content(max_bytes)
    for _ in range(2):
        try:
            descriptor = os.open(file, _FLAGS)
        except FileNotFoundError:
            raise
        except OSError as error:
            return said("unreadable_file", error=name_of(error))
        with os.fdopen(descriptor, "rb") as stream:
            before = os.fstat(descriptor)
            if not stat.S_ISREG(before.st_mode):
                return no_ordinary_file(before) or changed_while_read(path)
            if before.st_size > max_bytes:
                size, limit = f"{before.st_size / 2**20:.1f}", f"{max_bytes / 2**20:.0f}"
                return said("too_large", size=size, limit=limit)
            try:
                data = stream.read(max_bytes + 1)
            except OSError as error:
                return said("unreadable_file.disk", error=name_of(error))
            after = os.fstat(descriptor)
        if (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns) and len(data) == after.st_size:
            return data
    return changed_while_read(path)


def name_of(error: OSError) -> str:
    """The name of an error of the system, the same in every language: ``EACCES``."""
    return errno.errorcode.get(error.errno or 0, type(error).__name__)


def changed_while_read(path: str) -> Message:
    """What is said of a file that was changed while it was read."""
    return said("changed_while_read", file=path)


def no_ordinary_file(status: os.stat_result) -> Message | None:
    """Why something is refused that is no regular file; ``None`` for a regular file."""
    mode = status.st_mode
    if stat.S_ISREG(mode):
        return None
    if stat.S_ISDIR(mode):
        return said("directory_named_like_document")
    if stat.S_ISLNK(mode):
        return said("link_refused")
    return said("not_a_file")


def kind_without_bytes(status: os.stat_result) -> str:
    """The media type of what cannot be read: a folder, a link, something special, or an unknown file."""
    mode = status.st_mode
    if stat.S_ISREG(mode):
        return UNKNOWN
    if stat.S_ISDIR(mode):
        return DIRECTORY
    return SYMLINK if stat.S_ISLNK(mode) else SPECIAL
