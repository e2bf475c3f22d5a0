"""PDF to cells and to rows, beside pdfplumber and the floor that pdfium sets."""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from unittest.mock import patch

import pdfplumber

from benchmarks import floor
from benchmarks.documents import Timed, checksum, invented, samples
from benchmarks.parts import Measured, Size
from benchmarks.turns import Clock, Finish, Reader, Times, in_turn, timed
from pipeline.curate.curate_document import CuratedDocument, curate_document
from pipeline.curate.tables import tables
from pipeline.model.grid import Reading
from pipeline.readers.pdf import text_layer
from pipeline.sources.media import media_type
from pipeline.sources.raw import RawDocument
from schemas.table_checks import validate

PLUMBER, FLOOR = "pdfplumber", "floor"


def extract_tables(data: bytes) -> None:
    """The alternative: pdfplumber's own tables, page by page."""
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            page.extract_tables()
            page.close()


def without_second_reading() -> AbstractContextManager[object]:
    """While this lasts, no page is read a second time."""

    def unconfirmed(_data: bytes, _unsure: set[int], reading: Reading) -> Reading:
        return reading

    return patch.object(text_layer, "confirm", unconfirmed)


def cells(data: bytes) -> None:
    """Bytes to grids, read once."""
    with without_second_reading():
        text_layer.read(data)


def cells_and_second_reading(data: bytes) -> None:
    """Bytes to grids as the product reads them."""
    text_layer.read(data)


class Rows:
    """Bytes to the rows of forms, each form checked as it is before it is published; then the tables of all of them."""

    def __init__(self, clock: Clock = time.process_time) -> None:
        self.clock = clock
        self._read: list[CuratedDocument] = []

    def __call__(self, document: Timed) -> float:
        """The seconds of one document."""
        data = document.data
        number = f"{len(self._read):016x}"
        start = self.clock()
        source = RawDocument(f"2024/{number}.pdf", "2024", number, len(data), media_type(data))
        self._read.append(curate_document(source, data))
        return self.clock() - start

    def finish(self) -> float:
        """The seconds of the published tables of a round, validated once more as a whole."""
        start = self.clock()
        for name, frame in tables(self._read).items():
            validate(name, frame)
        self._read.clear()
        return self.clock() - start


def readers(clock: Clock = time.process_time) -> tuple[dict[str, Reader], dict[str, Finish]]:
    """The readers that take turns."""
    rows = Rows(clock)
    return {
        PLUMBER: timed(extract_tables, clock),
        FLOOR: timed(floor.read, clock),
        "cells": timed(cells, clock),
        "second": timed(cells_and_second_reading, clock),
        "rows": rows,
    }, {"tables": ("rows", rows.finish)}


def figures(times: Times) -> dict[str, float]:
    """The figures from the times of a run."""
    return {
        **{name: times.ratio(name, PLUMBER) for name in ("cells", "second", "rows")},
        "cells_floor": 1 / times.ratio("cells", FLOOR),
    }


def measure(size: Size, say: Callable[[str], object]) -> Measured:
    """All four figures, and the milliseconds of each reader."""
    documents = [*invented(size.documents), *samples()]
    pages = sum(document.pages for document in documents)
    turns, finish = readers()
    times = in_turn(turns, documents, size.rounds, finish, say)
    found = Measured(figures(times))
    for name in found.figures:
        own, base = ("cells", FLOOR) if name == "cells_floor" else (name, PLUMBER)
        ratios = [1 / r for r in times.ratios(own, base)] if base == FLOOR else times.ratios(own, base)
        found.notes[name] = f"{min(ratios):.1f} to {max(ratios):.1f}"
    found.more = {
        "documents": len(documents),
        "pages": pages,
        "rounds": size.rounds,
        "checksum": checksum(documents),
        "ms_per_page": {name: 1000 * times.seconds(name) / pages for name in times.rounds},
        "spread_of_pdfplumber": _spread(times, PLUMBER),
    }
    return found


def _spread(times: Times, name: str) -> float:
    """How far the rounds of a reader lie apart, in per cent of their median: how quiet the machine was."""
    sums = [sum(one.values()) for one in times.rounds[name]]
    return 100 * (max(sums) - min(sums)) / statistics.median(sums)
