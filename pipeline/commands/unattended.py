"""Telling somebody that a build could not even begin: an office without the page hears of it in no other way.

Belongs here: when the command line sends an alert. Does not belong here: alerts about steps of a build
(``defs.hooks``), what is in an alert and how it gets there (``pipeline.publish.alerts``).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from pipeline.commands.terminal import one_line


@contextmanager
def told_of_failure(out: Path) -> Iterator[None]:
    """Send the alert ``failed`` for whatever ends the block, unless a person at a terminal sees it anyway."""
    try:
        yield
    except click.Abort:
        raise
    except Exception as error:
        if sys.stderr.isatty():
            raise
        from pipeline.publish import alerts

        for problem in alerts.send(alerts.alert("failed", out, "", _details(error))):
            click.echo(f"jixiao: {one_line(problem)}", err=True)
        raise


def _details(error: Exception) -> list[str]:
    """What was wrong, and every mistake that a file holds."""
    if not isinstance(error, click.ClickException):
        return [f"{type(error).__name__}: {error}"]
    return [error.format_message(), *(str(error.__cause__).splitlines() if error.__cause__ else ())]
