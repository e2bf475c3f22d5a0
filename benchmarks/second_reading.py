"""What reading PDF pages twice catches and costs: ``make second-reading`` writes ``benchmarks/second_reading.md``.

Belongs here: misreadings planted in the first reading, one at a time, and whether their cell is doubted then; what each
rate of pages read twice costs. Does not belong here: how two readings are compared (``pipeline.readers.pdf``).

Only invented documents are used. What is planted where follows from a number, so that every run plants the same.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from pipeline.curate import confirmations
from pipeline.curate.confirmations import Parsed
from pipeline.families import load_families
from pipeline.forms import parse
from pipeline.forms.checked_figures import Place, place_of
from pipeline.forms.parted_tables import apart
from pipeline.model.grid import Cell, Grid, Reading
from pipeline.readers.pdf import second_opinion, text_layer
from tests.factory import documents, render

TARGET = Path(__file__).with_name("second_reading.md")
SAMPLES = Path(__file__).parents[1] / "tests" / "data" / "pdf"
LEFT_OUT = {"truncated", "scan_sh", "no_form"}
RATES = (0, 100, 50, 20, 10, 1)
"""One page in so many is read twice without a cause; none with 0."""
FAULTY = (10, 50, 200)
"""On so many pages stands the same fault of the first reader."""
ROUNDS = 5
_OTHER = dict(zip("0123456789", "6784982350", strict=True))


@dataclass(frozen=True, slots=True)
class Source:
    """A sound document with its first reading, and the places of its points and of its amounts and rates.

    ``asked`` are the pages that are read twice because the form contradicts itself.
    """

    name: str
    data: bytes
    reading: Reading
    points: frozenset[Place]
    money: frozenset[Place]
    asked: frozenset[int]


def sources(count: int) -> Iterator[Source]:
    """The sample files and so many documents of the factory."""
    files = [(path.stem, path.read_bytes()) for path in sorted(SAMPLES.glob("*.pdf")) if path.stem not in LEFT_OUT]
    made = [(f"rl_{n}", render.reportlab_pdf(documents.compose(f"second {n}"))) for n in range(count)]
    for name, data in (*files, *made):
        reading = text_layer.read(data)
        sound = parsed(data, reading)
        forms = sound.forms
        points = [value for f in forms for row in (*f.indicators, *f.funding) for value in (row.weight, row.score)]
        points += [value for f in forms for value in (f.head.total_weight, f.head.total_score)]
        rows = [row for form in forms for row in form.funding]
        money = [v for r in rows for v in (r.adjusted_budget_yuan, r.executed_yuan, r.execution_rate_pct)]
        asked = confirmations.contradicted_pages(sound)
        yield Source(name, data, reading, frozenset(_places(points)), frozenset(_places(money)), frozenset(asked))


def _places(values: Iterable[object]) -> Iterator[Place]:
    for value in values:
        source = getattr(value, "source", None)
        yield from map(place_of, source.evidence if source is not None else ())


def parsed(data: bytes, reading: Reading) -> Parsed:
    """The document of a reading, parsed as a build does it."""
    grids = apart(reading.grids, load_families())
    return Parsed(data, reading, grids, parse(grids, load_families()), load_families())


def _with_text(cell: Cell, text: str) -> Cell:
    return replace(cell, text=text, raw=text)


def _is_figure(cell: Cell) -> bool:
    return any(sign in _OTHER for sign in cell.text)


def _is_ideograph(sign: str) -> bool:
    return "一" <= sign <= "鿿"


def _stands_at(cell: Cell, places: frozenset[Place]) -> bool:
    return any(place_of(evidence) in places for evidence in cell.evidence)


def _digit_changed(cell: Cell, rng: random.Random) -> Cell:
    k = rng.choice([k for k, sign in enumerate(cell.text) if sign in _OTHER])
    return _with_text(cell, cell.text[:k] + _OTHER[cell.text[k]] + cell.text[k + 1 :])


def _ideograph_changed(cell: Cell, rng: random.Random) -> Cell:
    k = rng.choice([k for k, sign in enumerate(cell.text) if _is_ideograph(sign)])
    return _with_text(cell, cell.text[:k] + ("未" if cell.text[k] == "末" else "末") + cell.text[k + 1 :])


def _sign_lost(cell: Cell, rng: random.Random) -> Cell:
    k = rng.randrange(len(cell.text))
    return _with_text(cell, cell.text[:k] + cell.text[k + 1 :])


def _emptied(cell: Cell, rng: random.Random) -> Cell:
    return _with_text(cell, "")


Change = tuple[Callable[[Source, Cell], bool], Callable[[Cell, random.Random], Cell]]
"""Which cells a misreading can befall, and what it makes of one."""
KINDS: dict[str, Change] = {
    "a digit of a weight, a score, a total": (lambda s, c: _is_figure(c) and _stands_at(c, s.points), _digit_changed),
    "a digit of an amount or a rate": (lambda s, c: _is_figure(c) and _stands_at(c, s.money), _digit_changed),
    "a digit elsewhere": (
        lambda s, c: _is_figure(c) and not _stands_at(c, s.points | s.money),
        _digit_changed,
    ),
    "an ideograph": (lambda s, c: any(map(_is_ideograph, c.text)), _ideograph_changed),
    "one sign lost": (lambda s, c: len(c.text) > 1, _sign_lost),
    "a cell read as empty": (lambda s, c: bool(c.text), _emptied),
}
MOVED, JOINED = "a text one cell too far", "two cells read as one"


def planted(source: Source, kind: str, rng: random.Random) -> tuple[list[Grid], set[Place]] | None:
    """The grids with one misreading, and the places of which one has to be doubted; null where no cell fits."""
    grids = [replace(grid, cells=list(grid.cells)) for grid in source.reading.grids]
    if kind in KINDS:
        wanted, change = KINDS[kind]
        found = [(grid, n) for grid in grids for n, cell in enumerate(grid.cells) if wanted(source, cell)]
        if not found:
            return None
        grid, n = rng.choice(found)
        grid.cells[n] = change(grid.cells[n], rng)
        return grids, {place_of(grid.cells[n].evidence[0])}
    pairs = [
        (grid, k, n)
        for grid in grids
        for k, left in enumerate(grid.cells)
        for n, right in enumerate(grid.cells[k + 1 :], start=k + 1)
        if (right.row, right.row_span, right.column) == (left.row, left.row_span, left.column + left.column_span)
        if left.text and len(left.evidence) == len(right.evidence) == 1 and (kind == JOINED or not right.text)
    ]
    if not pairs:
        return None
    grid, k, n = rng.choice(pairs)
    left, right = grid.cells[k], grid.cells[n]
    if kind == MOVED:
        grid.cells[k], grid.cells[n] = _with_text(left, ""), _with_text(right, left.text)
        return grids, {place_of(left.evidence[0]), place_of(right.evidence[0])}
    both = replace(left.evidence[0], x1=right.evidence[0].x1)
    wide = replace(left, column_span=left.column_span + right.column_span, evidence=(both,))
    grid.cells[k] = _with_text(wide, left.text + right.text)
    del grid.cells[n]
    return grids, {place_of(both)}


@dataclass(slots=True)
class Caught:
    """Of the misreadings of one kind: how many were planted, led to by figures, and seen where the page is read."""

    planted: int = 0
    led: int = 0
    seen: int = 0

    def share(self, rate: int) -> float:
        """The share that is caught where one page in ``rate`` is read twice without a cause."""
        return (self.led + ((self.seen - self.led) / rate if rate else 0)) / max(self.planted, 1)


def is_doubted(grids: Iterable[Grid], places: set[Place]) -> bool:
    """Whether a cell at one of these places is in doubt."""
    return any(cell.doubts and place_of(e) in places for grid in grids for cell in grid.cells for e in cell.evidence)


def caught(all_sources: list[Source], each: int) -> dict[str, Caught]:
    """What is caught of each kind of misreading, ``each`` in every document."""
    found = {kind: Caught() for kind in (*KINDS, MOVED, JOINED)}
    for kind, tally in found.items():
        for source in all_sources:
            for number in range(each):
                # No secret hangs on the choice.
                made = planted(source, kind, random.Random(f"{kind} {source.name} {number}"))  # noqa: S311
                if made is None or is_doubted(*made) or source.asked & {place[0] for place in made[1]}:
                    continue
                grids, places = made
                tally.planted += 1
                led = confirmations.confirm_by_second_reader(
                    parsed(source.data, replace(source.reading, grids=list(grids)))
                )
                pages = {place[0] for place in places}
                read = second_opinion.confirm(source.data, pages, replace(source.reading, grids=grids))
                tally.led += is_doubted(led.reading.grids, places)
                tally.seen += is_doubted(read.grids, places)
    return found


def costs(all_sources: list[Source]) -> tuple[float, float]:
    """Processor milliseconds a page: of the first reading, and of the second where one page of a document is asked."""
    first, second = [], []
    pages = sum(source.reading.pages for source in all_sources)
    usual, text_layer.SAMPLE = text_layer.SAMPLE, sys.maxsize
    for _ in range(ROUNDS + 1):
        start = time.process_time()
        for source in all_sources:
            text_layer.read(source.data)
        middle = time.process_time()
        for source in all_sources:
            second_opinion.confirm(source.data, {1 + source.reading.pages // 2}, replace(source.reading))
        first.append((middle - start) / pages)
        second.append((time.process_time() - middle) / len(all_sources))
    text_layer.SAMPLE = usual
    return 1000 * statistics.median(first[1:]), 1000 * statistics.median(second[1:])


def table(all_sources: list[Source], each: int) -> str:
    """The whole report."""
    first, second = costs(all_sources)
    boxes = second_opinion.second_boxes
    kept = cache(lambda data, page: boxes(data, {page}))
    second_opinion.second_boxes = lambda data, pages: {k: v for page in pages for k, v in kept(data, page).items()}
    found = caught(all_sources, each)
    second_opinion.second_boxes = boxes
    pages = sum(source.reading.pages for source in all_sources)
    names = ["never" if rate == 0 else "every page" if rate == 1 else f"1 in {rate}" for rate in RATES]
    lines = [
        "# A second reading of PDF pages: what it catches, what it costs",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, `make second-reading`; {len(all_sources)} documents, {pages} pages. The first "
        f"reading takes {first:.1f} ms of processor time a page, the second {second:.1f} ms for each page asked.",
        "",
        "A misreading is planted in the first reading, one at a time, on a page that would be read once without it. "
        "Pages on which figures contradict each other are always read twice; the columns say which of the others are.",
        "",
        f"| Misread | Planted | {' | '.join(names)} |",
        f"|---|---:|{'---:|' * len(RATES)}",
    ]
    for kind, tally in found.items():
        shares = " | ".join(f"{100 * tally.share(rate):.0f} %" for rate in RATES)
        lines.append(f"| {kind} | {tally.planted} | {shares} |")
    for count in FAULTY:
        shares = " | ".join(f"{100 * (1 - (1 - 1 / rate) ** count if rate else 0):.0f} %" for rate in RATES)
        lines.append(f"| the same fault on {count} pages, noticed at least once (computed) | | {shares} |")
    spent = " | ".join(f"{second / rate if rate else 0:.1f}" for rate in RATES)
    lines.append(f"| **Cost, ms a page** | | {spent} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=40, help="documents of the factory")
    parser.add_argument("--each", type=int, default=2, help="misreadings of each kind in every document")
    arguments = parser.parse_args()
    report = table(list(sources(arguments.documents)), arguments.each)
    TARGET.write_text(report, encoding="utf-8")
    sys.stdout.write(report)


if __name__ == "__main__":
    main()
