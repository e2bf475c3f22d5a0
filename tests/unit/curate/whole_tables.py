"""The tables that are made of documents, whole in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from pipeline.curate.kept_frames import Frames, tables_of
from pipeline.curate.packed_frames import frames_of
from pipeline.curate.packed_rows import Packed
from pipeline.curate.pieces import Pieces


def whole_tables(
    documents: Iterable[Packed], frames: Callable[[Sequence[Packed]], Frames] = frames_of
) -> dict[str, pl.DataFrame]:
    """Those of packed documents."""
    in_order = sorted(documents, key=lambda document: document[0])
    return collected(lambda folder: tables_of(in_order, folder, frames))


def collected(make: Callable[[Path], Mapping[str, Pieces]]) -> dict[str, pl.DataFrame]:
    """Tables that are written below a folder."""
    with TemporaryDirectory() as folder:
        return {name: pieces.whole() for name, pieces in make(Path(folder)).items()}
