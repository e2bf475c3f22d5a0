"""Other readers of tables beside ours on the same invented documents: how fast, and how many rows are right."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

from benchmarks.documents import ROOT, Timed, checksum, invented
from benchmarks.parts import Measured, Size
from benchmarks.parts.pdf import cells_and_second_reading
from benchmarks.peer import READERS
from benchmarks.rows_right import Right, compare, rows_of_grids
from benchmarks.turns import CannotRead, Reader, in_turn, timed
from pipeline.readers.pdf import text_layer

PYTHON = ROOT / ".venv-peers" / "bin" / "python"
OURS, BASE = "Jixiao", "pdfplumber"
# By the clock for one document; a reader that hangs is ended.
SECONDS = 120


class Peer:
    """A reader in a process of its own, in the environment of the peers."""

    def __init__(self, name: str, python: Path) -> None:
        around = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        self._process = subprocess.Popen(  # noqa: S603  (our own script)
            [str(python), str(ROOT / "benchmarks" / "peer.py"), name], env=around, text=True, encoding="utf-8",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.rows: dict[str, list[list[str]] | None] = {}
        self.version = self._answer()["version"]

    def _answer(self) -> dict[str, object]:
        assert self._process.stdout is not None
        watch = threading.Timer(SECONDS, self._process.kill)
        watch.start()
        line = self._process.stdout.readline()
        watch.cancel()
        answer: dict[str, object] = (
            json.loads(line) if line else {"error": "its process ended, or was ended after two minutes"}
        )
        if "error" in answer:
            raise CannotRead(str(answer["error"])[:200])
        return answer

    def __call__(self, document: Timed) -> float:
        """The seconds that it took; its rows are kept of the first time."""
        name = document.path.name
        request = {"path": str(document.path), "rows": name not in self.rows}
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
        except OSError as error:
            raise CannotRead("its process ended") from error
        answer = self._answer()
        self.rows.setdefault(name, answer["rows"])  # type: ignore[arg-type]
        return float(str(answer["seconds"]))

    def close(self) -> None:
        """End its process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()


def measure(size: Size, say: Callable[[str], object]) -> Measured:
    """Times and right rows of every reader that can be used."""
    peers: dict[str, Peer] = {}
    absent: dict[str, str] = {}
    for name in READERS:
        try:
            if not PYTHON.exists():
                raise CannotRead("not installed")
            peers[name] = Peer(name, PYTHON)
        except (CannotRead, OSError) as error:
            absent[name] = "not installed" if "No module named" in str(error) else str(error)
    documents = list(invented(size.peer_documents))
    readers: dict[str, Reader] = {OURS: timed(cells_and_second_reading), **peers}
    try:
        times = in_turn(readers, documents, size.rounds, say=say)
    finally:
        for peer in peers.values():
            peer.close()
    pages = sum(document.pages for document in documents)
    table = {}
    for name in readers:
        failed = times.failed.get(name, {})
        if len(failed) == len(documents):
            absent[name] = f"failed at every document: {next(iter(failed.values()))}"
            continue
        read = {
            document.path.name: rows_of_grids(text_layer.read(document.data).grids) if name == OURS
            else peers[name].rows.get(document.path.name, [])
            for document in documents
        }  # fmt: skip
        table[name] = {
            "version": "" if name == OURS else peers[name].version,
            "ms_per_page": 1000 * times.seconds(name) / pages,
            "ratio": times.ratio(name, BASE) if BASE in times.rounds and times.rounds[BASE][0] else None,
            "failed": len(failed),
            **_right(documents, read),
        }
    return Measured(more={
        "readers": table, "absent": absent, "documents": len(documents), "pages": pages,
        "rounds": size.rounds, "checksum": checksum(documents),
    })  # fmt: skip


def _right(documents: list[Timed], read: dict[str, list[list[str]] | None]) -> dict[str, float | None]:
    """Shares of right rows and cells in per cent, rows apart for documents without and with hazards."""
    plain, hard = Right(), Right()
    for document in documents:
        rows = read[document.path.name]
        if rows is None:
            return dict.fromkeys(("rows", "rows_plain", "rows_hard", "cells"))
        assert document.invented is not None
        one = compare(document.invented, rows)
        plain, hard = (plain + one, hard) if document.is_plain else (plain, hard + one)
    whole = plain + hard
    return {
        "rows": _share(whole.right_rows, whole.rows),
        "rows_plain": _share(plain.right_rows, plain.rows),
        "rows_hard": _share(hard.right_rows, hard.rows),
        "cells": _share(whole.right_cells, whole.cells),
    }


def _share(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None
