"""The bytes of one file of the raw folder, or why it is refused before any reader sees it.

Belongs here: opening and reading a file with care, refusing what is no ordinary file. Does not belong here: which files
are in the folder (``folder_entries``), what the bytes are (``media``).
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import NamedTuple

from pipeline.sources.media import DIRECTORY, SPECIAL, SYMLINK, UNKNOWN

# O_NONBLOCK: opening a FIFO would otherwise wait for a writer for ever.
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Problem(NamedTuple):
    """Why a file is refused before any reader sees it: machine code, sentence a person can act on."""

    code: str
    sentence: str


def read_file(file: Path, path: str, max_bytes: int) -> bytes | Problem:
    """The bytes of a regular file, or why they cannot be had; tried again once when it changes meanwhile."""
    for _ in range(2):
        try:
            descriptor = os.open(file, _FLAGS)
        except FileNotFoundError:
            raise
        except OSError as error:
            sentence = (
                f"The file cannot be opened ({error.strerror}): give the user who runs the build the right to it."
            )
            return Problem("unreadable_file", sentence)
        with os.fdopen(descriptor, "rb") as stream:
            before = os.fstat(descriptor)
            if not stat.S_ISREG(before.st_mode):
                return no_ordinary_file(before) or changed_while_read(path)
            if before.st_size > max_bytes:
                sentence = (
                    f"The file has {before.st_size / 2**20:.1f} MB, more than the {max_bytes / 2**20:.0f} MB that are "
                    "read: cut out the pages with the self-evaluation forms and put those into the folder."
                )
                return Problem("too_large", sentence)
            try:
                data = stream.read(max_bytes + 1)
            except OSError as error:
                return Problem("unreadable_file", f"Reading the file failed ({error.strerror}): check the disk.")
            after = os.fstat(descriptor)
        if (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns) and len(data) == after.st_size:
            return data
    return changed_while_read(path)


def changed_while_read(path: str) -> Problem:
    """What is said of a file that was changed while it was read."""
    return Problem("changed_while_read", f"{path} was changed while it was read: build again when it is complete.")


def no_ordinary_file(status: os.stat_result) -> Problem | None:
    """Why something is refused that is no regular file; ``None`` for a regular file."""
    mode = status.st_mode
    if stat.S_ISREG(mode):
        return None
    if stat.S_ISDIR(mode):
        return Problem(
            "directory_named_like_document",
            "This is a folder with the name of a document: rename it, or take the document out of it.",
        )
    if stat.S_ISLNK(mode):
        return Problem("link_refused", "This is a link, and links are not followed: put the file itself here.")
    return Problem("not_a_file", "This is no ordinary file (a pipe, socket or device): put the document itself here.")


def kind_without_bytes(status: os.stat_result) -> str:
    """The media type of what cannot be read: a folder, a link, something special, or an unknown file."""
    mode = status.st_mode
    if stat.S_ISREG(mode):
        return UNKNOWN
    if stat.S_ISDIR(mode):
        return DIRECTORY
    return SYMLINK if stat.S_ISLNK(mode) else SPECIAL
