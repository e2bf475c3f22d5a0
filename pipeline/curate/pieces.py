"""A table on its way from documents to a release: its rows in files of a bounded number of rows, in their order.

Belongs here: writing such files, reading them again. Does not belong here: which rows there are (``curate.tables``),
how a release keeps a table (``pipeline.publish.parquet``). The files are for the next steps of one build.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from schemas.table_frames import empty_frame

ROWS_AT_ONCE = 500_000
"""Rows of a file at least, where more come; a table of fewer rows is one file."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """The rows of a table that were written with :class:`PieceWriter`."""

    table: str
    folder: Path

    def __iter__(self) -> Iterator[pl.DataFrame]:
        """Some rows at a time, in their order."""
        for file in self._files():
            yield pl.read_parquet(file)

    def lazy(self) -> pl.LazyFrame:
        """The rows, to be read as far as they are asked for."""
        return pl.scan_parquet(self._files())

    def whole(self) -> pl.DataFrame:
        """All rows in memory."""
        return pl.concat(self, rechunk=True)

    def count(self) -> int:
        """How many rows there are."""
        return int(self.lazy().select(pl.len()).collect().item())

    def head(self, rows: int) -> pl.DataFrame:
        """The first rows."""
        return self.lazy().head(rows).collect()

    def _files(self) -> list[Path]:
        files = sorted(self.folder.glob("*.parquet"))
        if not files:
            raise FileNotFoundError(self.folder)
        return files


def write_piece(rows: pl.DataFrame, file: Path) -> None:
    """Write rows for the next steps of a build; such a file is read once or twice and then gone."""
    rows.write_parquet(file, compression="lz4", statistics=False)


class PieceWriter:
    """Takes frames of a table one after the other; in memory are only those that do not fill a file yet."""

    def __init__(self, table: str, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self._pieces = Pieces(table, folder)
        self._waiting = [empty_frame(table)]
        self._rows = self._written = 0

    def add(self, frame: pl.DataFrame) -> None:
        """The next rows."""
        self._waiting.append(frame)
        self._rows += frame.height
        if self._rows >= ROWS_AT_ONCE:
            self._write()

    def end(self) -> Pieces:
        """The table, when all rows were added."""
        if self._rows or not self._written:
            self._write()
        return self._pieces

    def _write(self) -> None:
        piece = pl.concat(self._waiting, rechunk=True)
        write_piece(piece, self._pieces.folder / f"{self._written:06d}.parquet")
        self._waiting, self._rows = [empty_frame(self._pieces.table)], 0
        self._written += 1
