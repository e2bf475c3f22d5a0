"""Files whose bytes were looked at before and that nobody has touched since: their hash without reading them again.

Belongs here: when the status of a file proves that its bytes are the same. Does not belong here: where that knowledge
lies (``pipeline.cache.store``), what a document is (``raw``).

Size, inode, and both times (of the content, and of any change, which no program can set) have to be the same to the
nanosecond. A file that had been changed just before it was looked at is looked at again: a second change within the
same tick of the clock would not show.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

QUIET_SECONDS = 10.0

Seen = tuple[list[int], str, str]
"""Status, SHA-256 of the bytes and media type."""
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(slots=True)
class SeenFiles:
    """What is known of files by name, and what is found now; ``known`` is empty where everything is to be read."""

    known: Mapping[str, Seen] = field(default_factory=dict)
    found: dict[str, Seen] = field(default_factory=dict)
    now: float = field(default_factory=time.time)

    def identity(self, name: str, status: os.stat_result) -> tuple[str, str] | None:
        """SHA-256 and media type of an untouched file."""
        seen = self.known.get(name)
        if seen is None or seen[0] != _status(status):
            return None
        self.found[name] = seen
        return seen[1], seen[2]

    def note(self, name: str, status: os.stat_result, sha256: str, kind: str) -> None:
        """Remember a file whose bytes were read after its status was taken."""
        if self.now - max(status.st_mtime, status.st_ctime) > QUIET_SECONDS:
            self.found[name] = (_status(status), sha256, kind)

    def as_bytes(self) -> bytes:
        """What is known now, to be kept."""
        return json.dumps(self.found, separators=(",", ":")).encode("ascii")


def seen_files(kept: bytes | None) -> SeenFiles:
    """What was kept by an earlier scan; nothing known where that is missing or not what this code wrote."""
    try:
        content = json.loads(kept or b"{}")
        seen = {str(name): (list(status), str(a), str(b)) for name, (status, a, b) in content.items()}
    except (ValueError, TypeError, AttributeError):
        return SeenFiles()
    # An earlier version kept the start of the hash only.
    return SeenFiles({name: known for name, known in seen.items() if _HASH.fullmatch(known[1])})


def _status(status: os.stat_result) -> list[int]:
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]
