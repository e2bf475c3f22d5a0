"""A database in memory that takes no more of it than it was given.

Belongs here: how much, and where the rest goes meanwhile. Does not belong here: what is asked, and the limits of a
person's own statement (``query``).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import duckdb

T = TypeVar("T")

MEMORY = "1 GiB"
"""Enough to build a warehouse of a million indicators; with a third of it their joins fail and begin anew."""
MUCH = "4 GiB"
"""Of a million forms: with less of it most of the time goes into what lies aside."""
MANY_FORMS = 200_000
"""Forms of the largest release that is built with the smaller one of both."""
LITTLE = "320 MiB"
"""Enough to read every table once, however many rows it has."""


def within_memory(folder: Path, work: Callable[[duckdb.DuckDBPyConnection], T], memory: str = MEMORY) -> T:
    """What the work gives on a connection of so much memory; more lies in a folder below the one given, until the end.

    What cannot do with so little begins anew with as much as the machine has.
    """
    try:
        return _connected(folder, work, {"memory_limit": memory})
    except duckdb.OutOfMemoryException:
        return _connected(folder, work, {})


def _connected(folder: Path, work: Callable[[duckdb.DuckDBPyConnection], T], settings: dict[str, str]) -> T:
    with (
        TemporaryDirectory(dir=folder, prefix=".duckdb-") as aside,
        duckdb.connect(":memory:", config={**settings, "temp_directory": aside}) as connection,
    ):
        # It would stand among what a command prints.
        connection.execute("SET enable_progress_bar = false")
        return work(connection)
