"""Telling somebody that a build failed, refused documents or has not run for long: a command or a webhook.

Belongs here: what is told and how it gets there. Does not belong here: when (``pipeline.defs``), what a build writes
for programs (``journal``).

Off until one of them is set:

* ``JIXIAO_ALERT_COMMAND``: a program with its arguments, started without a shell, that gets the alert on its input;
* ``JIXIAO_ALERT_URL``: an http or https address to which the alert is sent by POST.

The alert is one JSON object: ``event`` (failed, killed, refused, stale), ``time``, ``out``, ``run_id``, ``sentence``,
``sentence_en`` and ``details``, a list of texts. ``JIXIAO_ALERT_REFUSED_SHARE`` (0: any refused document) and
``JIXIAO_ALERT_STALE_HOURS`` (36) say from when on documents and age are worth an alert.
"""

from __future__ import annotations

import http.client
import os
import shlex
import subprocess
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from pipeline.language import say_both
from pipeline.publish.json_line import json_line

COMMAND, URL = "JIXIAO_ALERT_COMMAND", "JIXIAO_ALERT_URL"
REFUSED_SHARE, STALE_HOURS = "JIXIAO_ALERT_REFUSED_SHARE", "JIXIAO_ALERT_STALE_HOURS"

_SECONDS = 30.0
# A list of every document would be no alert any more; the release has them all.
_MOST_DETAILS = 100


@dataclass(frozen=True)
class Alert:
    """What is told; ``details`` are paths with reasons, or the sentences of a failure."""

    event: str
    time: str
    out: str
    run_id: str
    sentence: str
    sentence_en: str
    details: list[str]


def alert(event: str, out: Path, run_id: str, details: Sequence[str] = (), **values: object) -> Alert:
    """An alert with its sentence in both languages."""
    chinese, english = say_both(f"alert.{event}", out=out, **values)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Alert(event, now, str(out), run_id, chinese, english, list(details[:_MOST_DETAILS]))


def refused(document: pl.DataFrame, out: Path, run_id: str) -> Alert | None:
    """The alert for documents that a build refused, each listed; none while their share is not above the limit.

    Copies of another document are not counted.
    """
    judged = document.filter(pl.col("reason").is_null() | (pl.col("reason") != "duplicate_of"))
    lost = judged.filter(outcome="quarantined").sort("path")
    if lost.is_empty() or lost.height / judged.height <= _number(REFUSED_SHARE, 0.0):
        return None
    details = [f"{row['path']}: {row['reason']}: {row['reason_text']}" for row in lost.iter_rows(named=True)]
    return alert("refused", out, run_id, details, count=lost.height, documents=judged.height)


def stale_hours() -> float:
    """How old the last build that succeeded may be before somebody is told."""
    return _number(STALE_HOURS, 36.0)


def send(told: Alert) -> list[str]:
    """Send an alert where it is wanted; what went wrong with that, in English, for the log. Never raises for that."""
    text = json_line(asdict(told))
    problems = []
    if command := os.environ.get(COMMAND):
        problems += _run(command, text)
    if url := os.environ.get(URL):
        problems += _post(url, text)
    return problems


def _run(command: str, text: str) -> list[str]:
    try:
        done = subprocess.run(  # noqa: S603  (named by who runs this installation)
            shlex.split(command), input=text.encode(), timeout=_SECONDS, check=False, capture_output=True
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        return [f"{COMMAND}: {type(error).__name__}: {error}"]
    said = " ".join(done.stderr.decode("utf-8", "replace").split())[-200:]
    return [f"{COMMAND}: exit code {done.returncode} {said}".rstrip()] if done.returncode else []


def _post(url: str, text: str) -> list[str]:
    if not url.lower().startswith(("http://", "https://")):
        return [f"{URL}: only http and https"]
    headers = {"Content-Type": "application/json; charset=utf-8"}
    try:
        request = urllib.request.Request(url, text.encode(), headers, method="POST")  # noqa: S310  (checked above)
        with urllib.request.urlopen(request, timeout=_SECONDS):  # noqa: S310
            return []
    except (OSError, ValueError, http.client.HTTPException) as error:
        return [f"{URL}: {type(error).__name__}: {error}"]


def _number(name: str, default: float) -> float:
    try:
        return float(os.environ.get(name, default))
    except ValueError:
        return default
