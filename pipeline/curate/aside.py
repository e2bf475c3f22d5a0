"""Packed rows of documents put aside until the tables are made, so that memory does not grow with them.

Belongs here: where they lie meanwhile. Does not belong here: what is kept for the next build (``pipeline.cache``).
"""

from __future__ import annotations

import weakref
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile

MOST_IN_MEMORY = 64 * 2**20
"""Bytes above which rows lie in a file; the system removes it when the process ends."""


class Aside:
    """Bytes put one behind the other, in memory while they are few."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=MOST_IN_MEMORY)  # noqa: SIM115
        # It lives as long as the documents that lie in it.
        weakref.finalize(self, self._file.close)

    def put(self, rows: bytes) -> Place:
        """Where the rows lie now."""
        begin = self._file.seek(0, 2)
        self._file.write(rows)
        return Place(self, begin, len(rows))

    def get(self, begin: int, length: int) -> bytes:
        """Bytes that were put there."""
        self._file.seek(begin)
        return self._file.read(length)


@dataclass(frozen=True, slots=True)
class Place:
    """Where some rows lie."""

    aside: Aside
    begin: int
    length: int

    def get(self) -> bytes:
        """The rows."""
        return self.aside.get(self.begin, self.length)
