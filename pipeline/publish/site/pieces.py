"""A large site is written in pieces that are loaded as they are asked for, in bounded memory.

Belongs here: which site is large, rows brought together in files of their own, work side by side. Does not belong here:
which pieces there are (``table_pieces``, ``forms``, ``departments``, ``names``).

What the pages load first holds sums alone, whose size does not follow that of the release. Everything else is some
hundred kilobytes at a time, packed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import polars as pl

from pipeline.publish.parquet import count_rows, scan_view

LARGE = 20_000
"""Forms from which a site is large: its sums by department alone would be some megabytes."""
ILLUSTRATED = 100_000
"""Documents up to which a site shows drawn pages: a page takes 0.1 s and 30 kB, a document several files."""
ROWS_AT_ONCE = 1_000_000
TO = "@to"
"""The column that says with which others a row is brought together."""
_DIGITS = 8
_MOST = 0xFFFFFFFF
_T = TypeVar("_T")
_R = TypeVar("_R")


def is_large(release: Path) -> bool:
    """Whether the site of a release is written in pieces."""
    return count_rows("form", release) > LARGE


def is_illustrated(release: Path) -> bool:
    """Whether the site of a release shows drawn pages of its documents."""
    return count_rows("document", release) <= ILLUSTRATED


def part_of(identity: str, files: int) -> int:
    """Which of so many files an id lies in; ``static/forms.js`` counts the same.

    Both ends of an id count, so that ids that begin alike do not lie together.
    """
    number = int(identity[:_DIGITS], 16) + int(identity[_DIGITS : 2 * _DIGITS], 16)
    # A product of so many digits and the number of files is exact as a number of JavaScript.
    return (number & _MOST) * files >> 4 * _DIGITS


def part_of_column(name: str, files: int) -> pl.Expr:
    """The same for a column of ids; null for null."""
    first, second = (pl.col(name).str.slice(at, _DIGITS).str.to_integer(base=16, dtype=pl.Int64) for at in (0, _DIGITS))
    number: pl.Expr = (first + second) % (_MOST + 1) * files // (_MOST + 1)
    return number.cast(pl.Int32)


def slices(files: Iterable[Path], dtypes: Mapping[str, pl.DataType]) -> Iterator[pl.LazyFrame]:
    """The rows of the files of a table, at most so many at a time."""
    for file in files:
        yield from _slices(pl.scan_parquet(file, schema=dtypes, hive_partitioning=False), ROWS_AT_ONCE)


def slices_of_view(view: str, release: Path, most: int = ROWS_AT_ONCE) -> Iterator[pl.LazyFrame]:
    """The rows of a view, so many at a time wherever a file of it ends."""
    return _slices(scan_view(view, release), most)


def _slices(rows: pl.LazyFrame, most: int) -> Iterator[pl.LazyFrame]:
    count = rows.select(pl.len()).collect().item()
    return (rows.slice(first, most) for first in range(0, max(count, 1), most))


def spill(slices_of_rows: Iterable[pl.DataFrame], folder: Path) -> None:
    """Bring rows with the same number in ``@to`` together, in files below a folder."""
    folder.mkdir(parents=True)
    for number, rows in enumerate(slices_of_rows):
        for (to,), some in rows.partition_by(TO, as_dict=True, include_key=False, maintain_order=True).items():
            some.write_ipc(folder / f"{to}-{number:06d}.arrow", compression="lz4")


def brought(folder: Path, to: int) -> pl.DataFrame | None:
    """The rows that were brought together under a number, in their order; None where there are none."""
    files = sorted(folder.glob(f"{to}-*.arrow"))
    return pl.concat([pl.read_ipc(file) for file in files]) if files else None


def side_by_side(work: Callable[[_T], _R], items: Iterable[_T], workers: int) -> Iterator[_R]:
    """What work makes of each item, in order; as many at a time as there are workers."""
    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(work, items)


def digest(parts: Mapping[str, pl.DataFrame]) -> str:
    """A digest of everything that a file is made from."""
    found = hashlib.sha256()
    for name, frame in parts.items():
        found.update(f"{name} {frame.height}\n".encode())
        buffer = BytesIO()
        # Equal frames give equal bytes in this format: what stands in memory where a value is null does not count.
        frame.write_parquet(buffer, compression="uncompressed", statistics=False)
        found.update(buffer.getbuffer())
    return found.hexdigest()
