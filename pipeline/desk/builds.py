"""A build in a process of its own, started from the desk.

Belongs here: starting it, what it said, how it ended. Does not belong here: building (``jixiao build``); that no two
builds publish into one folder is for the build itself.

The build writes into a file and not to us, and goes on when the desk ends.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_LINES = 12
_MOST_BYTES = 64 * 1024
PROGRESS_SECONDS = "2"


def command(raw: Path, out: Path, corrections: Path | None, language: str) -> list[str]:
    """``jixiao build`` of these folders with the Python that runs here."""
    named = ["--corrections", str(corrections)] if corrections is not None and corrections.is_dir() else []
    folders = ["--raw", str(raw), "--out", str(out), *named]
    return [sys.executable, "-m", "pipeline.cli", "build", *folders, "--lang", language]


class Builds:
    """At most one build at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._log: Path | None = None
        self._begun = 0.0
        self._ended: float | None = None

    def start(self, arguments: Sequence[str]) -> bool:
        """Start a build; ``False`` where one runs already. Raises OSError where no process can be started."""
        with self._lock:
            if self._process is not None and self._process.poll() is None:
                return False
            self._forget_log()
            descriptor, name = tempfile.mkstemp(prefix="jixiao-build-", suffix=".log")
            self._log = Path(name)
            try:
                self._process = subprocess.Popen(  # noqa: S603  (our own command)
                    list(arguments),
                    stdin=subprocess.DEVNULL,
                    stdout=descriptor,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    env={**os.environ, "PYTHONIOENCODING": "utf-8", "JIXIAO_PROGRESS_SECONDS": PROGRESS_SECONDS},
                )
            finally:
                os.close(descriptor)
            self._begun, self._ended = time.monotonic(), None
            return True

    def state(self) -> dict[str, Any]:
        """Whether a build runs, its code when it ended, its seconds and its last lines."""
        with self._lock:
            if self._process is None:
                return {"is_running": False, "code": None, "seconds": 0, "lines": []}
            code = self._process.poll()
            if code is not None and self._ended is None:
                self._ended = time.monotonic()
            seconds = round((self._ended or time.monotonic()) - self._begun)
            return {"is_running": code is None, "code": code, "seconds": seconds, "lines": self._lines()}

    @property
    def is_running(self) -> bool:
        """Whether a build that was started here still runs."""
        return bool(self.state()["is_running"])

    def close(self) -> None:
        """Forget what the last build said; one that runs goes on."""
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._forget_log()

    def _lines(self) -> list[str]:
        if self._log is None or not self._log.exists():
            return []
        with self._log.open("rb") as stream:
            stream.seek(max(0, self._log.stat().st_size - _MOST_BYTES))
            text = stream.read().decode("utf-8", "replace")
        lines = [line.rstrip() for line in text.splitlines() if line.strip()]
        return lines[-_LINES:]

    def _forget_log(self) -> None:
        if self._log is not None:
            self._log.unlink(missing_ok=True)
            self._log = None
