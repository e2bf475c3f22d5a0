"""What a build did, for programs: JSON, one line for each document and each step.

Belongs here: the file and its lines. Does not belong here: what is told to people (``summary``, ``alerts``), Dagster's
own records of runs.

The file is ``<out>/log/<time of its start>-<start of the run's id>.jsonl``, or the one that ``JIXIAO_LOG`` names, to
which all builds append. Every line has ``time``, ``run_id`` and ``event``: ``build_started``, ``dead_builds_swept``,
``step_done``, ``step_failed``, ``document``, ``alert``, ``build_ended``. A line is written at once, so that a build
that is killed leaves what it did until then. The newest 50 files stay.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from pipeline.publish.json_line import json_line

FOLDER = "log"
KEPT_FILES = 50
FILE = "JIXIAO_LOG"

_OF_DOCUMENT = ("path", "document_id", "batch", "route", "outcome", "reason", "reason_text", "reason_text_en", "forms")


class Journal:
    """The journal of one build."""

    def __init__(self, out: Path, run_id: str) -> None:
        """Open nothing yet: what cannot be written must not keep a build from being made."""
        self._out = out
        self._run_id = run_id
        self._file: Path | None = None

    def write(self, event: str, **values: object) -> None:
        """Append one line; a file that cannot be written is no fault of the build."""
        now = datetime.now(UTC)
        line = {"time": now.isoformat(timespec="milliseconds"), "run_id": self._run_id, "event": event, **values}
        try:
            if self._file is None:
                self._file = self._open(now)
            with self._file.open("a", encoding="utf-8") as stream:
                stream.write(json_line(line) + "\n")
        except OSError:
            return

    def documents(self, document: pl.DataFrame) -> None:
        """One line for each document, with its outcome and the reason for it."""
        for row in document.select(_OF_DOCUMENT).iter_rows(named=True):
            self.write("document", **row)

    def _open(self, now: datetime) -> Path:
        if named := os.environ.get(FILE):
            return Path(named)
        folder = self._out / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        found = sorted(folder.glob(f"*-{self._run_id[:8]}.jsonl"))
        if found:
            return found[-1]
        for old in sorted(folder.glob("*.jsonl"))[: -(KEPT_FILES - 1)]:
            old.unlink(missing_ok=True)
        return folder / f"{now:%Y%m%dT%H%M%SZ}-{self._run_id[:8]}.jsonl"
