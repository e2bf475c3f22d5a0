"""Whether speed was lost: ``make bench-check`` compares ratios with those in ``benchmarks/floors.json``.

Belongs here: a short run of what takes turns, the comparison. Does not belong here: the goals (``make bench``).

Only ratios count, never seconds, so that another machine or a busy one changes little: reading beside pdfplumber and
beside the floor of pdfium, raw text beside pdfplumber, the start of the command beside that of Python alone, rules
beside the same rules row by row. What seems lost is measured a second time, and is lost when both runs say so. A change
that makes something faster stores its ratios with ``make bench-check CHECK=--write``.
"""

from __future__ import annotations

import argparse
import json
import logging
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks import audit
from benchmarks.documents import Timed, invented
from benchmarks.parts import pdf, text
from benchmarks.processes import jixiao, run
from benchmarks.turns import Clock, in_turn

FLOORS = Path(__file__).with_name("floors.json")
# The rounds of one run lie up to 10 % apart, and so do their medians between runs on a busy machine.
TOLERANCE = 0.15
DOCUMENTS = 14
ROUNDS = 5
FORMS = 1_000
WHAT = {
    "cells": "PDF to cells, without the second reading, times as fast as pdfplumber",
    "cells_floor": "PDF to cells, without the second reading, as a part of the speed of the floor",
    "second": "PDF to cells, with the second reading, times as fast as pdfplumber",
    "rows": "PDF to validated rows, times as fast as pdfplumber",
    "tables": "PDF to validated tables, times as fast as pdfplumber",
    "text": "a form of raw text, times as fast as pdfplumber with a PDF of one form",
    "help": "`jixiao --help`, as a part of the speed of Python with its libraries for a help",
    "audit": "three rules, times as fast as row by row",
}

Ratios = Mapping[str, float]
Measure = Callable[[], dict[str, float]]
Say = Callable[[str], object]


def stored() -> dict[str, float]:
    """The ratios that must not be lost."""
    floors: dict[str, float] = json.loads(FLOORS.read_text("utf-8"))
    return floors


def reading(
    documents: Sequence[Timed], texts: Sequence[bytes], rounds: int, say: Say, clock: Clock = time.process_time
) -> dict[str, float]:
    """Ratios of reading; every document has its text, which is read in its turn."""
    turns, finish = pdf.readers(clock)
    by_name = {document.path.name: data for document, data in zip(documents, texts, strict=True)}

    def read_text(document: Timed) -> float:
        start = clock()
        text.read(by_name[document.path.name])
        return clock() - start

    times = in_turn({**turns, "text": read_text}, documents, rounds, finish, say)
    ratios = {name: times.ratio(name, pdf.PLUMBER) for name in ("cells", "second", "rows", "tables", "text")}
    return {**ratios, "cells_floor": times.ratio("cells", pdf.FLOOR)}


def start_of_command(rounds: int) -> float:
    """How fast the command starts beside Python with the library that it prints its help with."""
    alone = [sys.executable, "-c", "import click"]
    pairs = [(run(alone).processor, jixiao("--help").processor) for _ in range(rounds + 1)][1:]
    return statistics.median(bare / own for bare, own in pairs)


def measure(say: Say = sys.stdout.write) -> dict[str, float]:
    """Every ratio once; what cannot be measured is left out and said."""

    def of_reading() -> dict[str, float]:
        texts = [data for _, data in text.texts(DOCUMENTS)[1:]]
        return reading(list(invented(DOCUMENTS)), texts, ROUNDS, say)

    parts: tuple[Callable[[], dict[str, float]], ...] = (
        of_reading,
        lambda: {"help": start_of_command(ROUNDS)},
        lambda: {"audit": statistics.median(audit.alternative(FORMS)[0])},
    )
    ratios = {}
    for part in parts:
        try:
            ratios |= part()
        except Exception as error:  # the others are measured all the same
            say(f"  {type(error).__name__}: {str(error)[:300]}\n")
    return ratios


def lost(measured: Ratios, floors: Ratios) -> dict[str, str]:
    """A sentence for each ratio that lies below what it was, by more than the noise of a run."""
    sentences = {}
    for name, floor in floors.items():
        value = measured.get(name)
        if value is None:
            sentences[name] = f"{WHAT.get(name, name)}: not measured, it was {floor:.2f}"
        elif value < floor * (1 - TOLERANCE):
            sentences[name] = f"{WHAT.get(name, name)}: {value:.2f}, it was {floor:.2f}"
    return sentences


def check(measured_by: Measure, floors: Ratios, say: Say = sys.stdout.write) -> list[str]:
    """What is lost in two runs; there is a second one only where the first lost something."""
    sentences = lost(_told(measured_by(), floors, say), floors)
    if sentences:
        say("Something seems lost; a second run tells whether it is.\n")
        again = lost(_told(measured_by(), floors, say), floors)
        sentences = {name: sentence for name, sentence in again.items() if name in sentences}
    return list(sentences.values())


def _told(measured: dict[str, float], floors: Ratios, say: Say) -> dict[str, float]:
    for name, value in measured.items():
        beside = f", it was {floors[name]:.2f}" if name in floors else ""
        say(f"{value:8.2f}  {WHAT[name]}{beside}\n")
    return measured


def main(arguments: list[str] | None = None) -> int:
    """Compare, or store what is measured."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    parser = argparse.ArgumentParser(prog="python -m benchmarks.check", description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="store the ratios of this run instead of comparing")
    if parser.parse_args(arguments).write:
        ratios = {name: round(value, 3) for name, value in _told(measure(), {}, sys.stdout.write).items()}
        FLOORS.write_text(json.dumps(ratios, indent=1) + "\n", "utf-8")
        return 0
    found = check(measure, stored())
    sys.stdout.write("".join(f"lost: {sentence}\n" for sentence in found) or "No ratio is lost.\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
