"""Raw text to rows: the 15 real forms, and invented extracts with noise."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from benchmarks.documents import FIRST_SEED, ROOT
from benchmarks.parts import Measured, Size
from pipeline.curate.curate_document import curate_document
from pipeline.sources.raw import RawDocument
from tests.factory.forms import invent
from tests.noise import KINDS, extract

REAL = ROOT / "data" / "raw" / "shanghai_fgj_2024"
REAL_FORMS = 15


def texts(count: int) -> list[tuple[int, bytes]]:
    """Forms in a text, and its bytes: the real one first, then invented ones, every kind of noise in turn."""
    kinds = list(KINDS.values())
    found = [(REAL_FORMS, next(REAL.glob("*.txt")).read_bytes())]
    for number in range(count):
        seed, kind = FIRST_SEED + number, kinds[number % len(kinds)]
        found.append((1, extract(invent(seed, family=kind.family).table.rows, seed, kind).encode()))
    return found


def read(data: bytes) -> int:
    """One text as the product reads it: how many forms were published."""
    return len(curate_document(RawDocument("2024/a.txt", "2024", "0" * 16, len(data), "text/plain"), data).forms)


def measure(size: Size, say: Callable[[str], object]) -> Measured:
    """Forms a second, the real forms and the invented ones apart in the note."""
    given = texts(size.texts)
    rounds, published = [], 0
    for number in range(size.rounds + 1):
        taken, published = [], 0
        for _, data in given:
            start = time.process_time()
            published += read(data)
            taken.append(time.process_time() - start)
        if number:
            rounds.append(taken)
            say(f"  round {number} of {size.rounds}\n")
    forms = sum(count for count, _ in given)
    real = REAL_FORMS / statistics.median(one[0] for one in rounds)
    invented = (forms - REAL_FORMS) / statistics.median(sum(one[1:]) for one in rounds)
    note = f"the real forms {real:.0f}, invented extracts {invented:.0f}; {published} of {forms} forms published"
    return Measured({"text": forms / statistics.median(map(sum, rounds))}, {"text": note})
