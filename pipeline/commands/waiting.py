"""What is said while documents are read: a bar on a terminal, now and then a line where there is none.

Belongs here: how far it is, how long it may still take, which document is being read. Does not belong here: reading
(``pipeline.curate.parallel``, which tells :data:`~pipeline.curate.parallel.watcher`).

Everything goes to stderr. A build that is over within :data:`SECONDS` says nothing where there is no terminal;
``JIXIAO_PROGRESS_SECONDS`` is another number for a program that shows the lines.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from typing import Any

import click

from pipeline.commands.terminal import one_line
from pipeline.language import say

SECONDS = 30.0
"""Between two lines where there is no terminal."""

_NAME = 40
"""Columns for the name of a document beside the bar; the end of a path tells documents apart."""


class Lines:
    """A line on stderr every :data:`SECONDS` while it takes long: for logs, schedulers and files."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, seconds: float = SECONDS) -> None:
        self._clock = clock
        self._seconds = seconds
        self._begun = self._told = clock()
        self._before: int | None = None

    def __call__(self, done: int, total: int, path: str) -> None:
        """Take note, and say so when it is time."""
        now = self._clock()
        if self._before is None:
            # What was refused before anything was read cost no time.
            self._before, self._begun, self._told = done, now, now
        if done == total or now - self._told < self._seconds:
            return
        self._told = now
        left = seconds_left(done - self._before, total - done, now - self._begun)
        click.echo(one_line(told(done, total, path, left)), err=True)


def _seconds() -> float:
    try:
        return float(os.environ.get("JIXIAO_PROGRESS_SECONDS") or SECONDS)
    except ValueError:
        return SECONDS


def seconds_left(done: int, left: int, seconds: float) -> float | None:
    """How long as many documents as are left may take; null as long as nothing tells."""
    return seconds / done * left if done > 0 else None


def told(done: int, total: int, path: str, seconds: float | None) -> str:
    """How far reading is, as one sentence."""
    left = say("progress.unknown") if seconds is None else say("progress.left", time=duration(seconds))
    return say("progress.line", done=f"{done:,}", total=f"{total:,}", left=left, path=path or "-")


def duration(seconds: float) -> str:
    """A stretch of time as a person says it: seconds below two minutes, then minutes, then hours and minutes."""
    if seconds < 120:
        return say("progress.seconds", seconds=max(1, round(seconds)))
    if seconds < 7200:
        return say("progress.minutes", minutes=round(seconds / 60))
    return say("progress.hours", hours=int(seconds // 3600), minutes=int(seconds % 3600 // 60))


def end_of(path: str, columns: int = _NAME) -> str:
    """The end of a path in at most so many columns of a terminal."""
    from rich.cells import cell_len

    path = one_line(path)
    if cell_len(path) <= columns:
        return path
    while cell_len(path) > columns - 1:
        path = path[1:]
    return f"…{path}"


class Waiting:
    """While documents are read: how far it is. Nothing of its own where Dagster's log is shown."""

    def __init__(self, verbose: bool) -> None:
        self._is_shown = not verbose
        self._progress: Any = None
        self._token: Any = None

    def __enter__(self) -> None:
        if not self._is_shown:
            return
        if sys.stderr.isatty():
            self._show_bar()
        else:
            self._watch(Lines(seconds=_seconds()))

    def __exit__(self, *_: object) -> None:
        if self._progress is not None:
            self._progress.stop()
        if self._token is not None:
            from pipeline.curate.parallel import watcher

            watcher.reset(self._token)

    def _watch(self, watch: Callable[[int, int, str], None]) -> None:
        from pipeline.curate.parallel import watcher

        self._token = watcher.set(watch)

    def _show_bar(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            SpinnerColumn,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[path]}", markup=False),
            console=Console(stderr=True),
            transient=True,
            expand=True,
        )
        self._progress.start()
        task = self._progress.add_task(say("starting"), total=None, path="")

        def watch(done: int, total: int, path: str) -> None:
            is_over = done == total
            columns = max(12, min(_NAME, self._progress.console.width - 60))
            self._progress.update(
                task,
                completed=done,
                total=total,
                description=say("publishing" if is_over else "reading"),
                path="" if is_over else end_of(path, columns),
            )

        self._watch(watch)
