"""Rows put aside on the disk by place, so that no table of a large release is ever whole in memory.

Belongs here: bringing rows to their places and reading one place after the other. Does not belong here: what a place is
(a part, a stretch of forms, a key), what becomes of the rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

_MOST_BYTES = 64 * 2**20
"""So much is kept in memory before it goes to the files of its places."""
_PLACE = "_place"


class Aside:
    """Takes frames of one kind, and gives them back place by place: those of a place as one, in the order they came.

    Rows of one place only stay in memory.
    """

    def __init__(self, folder: Path, places: int) -> None:
        self._folder = folder
        self._places = places
        self._waiting: list[pl.DataFrame] = []
        self._bytes = self._written = 0
        self._empty: pl.DataFrame | None = None

    def add(self, rows: pl.DataFrame, place: pl.Series) -> None:
        """The next rows; ``place`` is the number of the place of each."""
        if self._empty is None:
            self._empty = rows.clear()
        if self._places == 1:
            self._waiting.append(rows)
            return
        self._waiting.append(rows.with_columns(place.cast(pl.UInt32).alias(_PLACE)))
        self._bytes += int(self._waiting[-1].estimated_size())
        if self._bytes > _MOST_BYTES:
            self._write()

    def __iter__(self) -> Iterator[pl.DataFrame]:
        """The rows of each place; what was given is gone."""
        if self._empty is None:
            raise RuntimeError("nothing was put aside, not even a frame without rows")
        if self._places == 1:
            waiting, self._waiting = self._waiting, []
            yield pl.concat(waiting)
            return
        if self._waiting:
            self._write()
        for place in range(self._places):
            files = sorted((self._folder / str(place)).glob("*.arrow"))
            yield pl.concat([self._empty, *(pl.read_ipc(file) for file in files)])
            for file in files:
                file.unlink()

    def _write(self) -> None:
        rows = pl.concat(self._waiting)
        self._waiting, self._bytes = [], 0
        for (place,), of_place in rows.partition_by(_PLACE, as_dict=True, include_key=False).items():
            target = self._folder / str(place)
            target.mkdir(parents=True, exist_ok=True)
            of_place.write_ipc(target / f"{self._written:06d}.arrow", compression="lz4")
        self._written += 1


def put_aside(rows: pl.LazyFrame, folder: Path, place: str) -> None:
    """Bring the rows of a query, which have an order, to files by the number of their place."""
    rows.sink_ipc(pl.PartitionBy(folder, key=place, include_key=False), compression="lz4", mkdir=True)


def files_of_place(folder: Path, place: str, number: int) -> list[Path]:
    """The files of one place that :func:`put_aside` wrote, in the order of their rows."""
    return sorted((folder / f"{place}={number}").glob("*.ipc"))
