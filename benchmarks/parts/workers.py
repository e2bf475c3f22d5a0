"""Many files with two workers beside one: ``python -m benchmarks.parts.workers FOLDER WORKERS``."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.parts import Measured, Size
from benchmarks.processes import module


def make_files(count: int) -> Path:
    """A raw folder with one batch of invented files: web pages, workbooks and PDFs."""
    from benchmarks.documents import FILES, FIRST_SEED
    from tests.factory import fuzz

    folder = FILES / "raw"
    shutil.rmtree(folder, ignore_errors=True)
    batch = folder / "batch"
    batch.mkdir(parents=True)
    (batch / "batch.yml").write_text("is_example: true\nfiscal_year: 2024\n", "utf-8")
    endings = {"page": "html", "book": "xlsx", "rl": "pdf"}
    for number in range(count):
        producer = ("rl", "rl", "page", "book")[number % 4]
        case = fuzz.Case(producer, FIRST_SEED + number, frozenset(), count=1)
        (batch / f"{number:04d}.{endings[producer]}").write_bytes(fuzz.draw(case)[1])
    return folder


def measure(size: Size, say: Callable[[str], object]) -> Measured:
    """How many times as fast two workers are, start of the workers included, by the clock."""
    if (os.cpu_count() or 1) < 2:
        raise LookupError("this machine has one processor")
    folder = make_files(size.files)
    say("  the files are made\n")
    ratios, ones = [], []
    for number in range(size.rounds):
        one, two = (json.loads(module("benchmarks.parts.workers", str(folder), str(k)).printed) for k in (1, 2))
        ratios.append(one / two)
        ones.append(one)
        say(f"  round {number + 1} of {size.rounds}\n")
    note = f"{min(ratios):.2f} to {max(ratios):.2f}, by the clock; one worker {statistics.median(ones):.1f} s"
    return Measured({"workers": statistics.median(ratios)}, {"workers": note})


def main() -> None:
    """Read the folder with so many workers, as a build does it; print the seconds by the clock."""
    from pipeline.cache.store import Store
    from pipeline.curate.kept import keeping_in
    from pipeline.curate.parallel import curate_all
    from pipeline.sources.raw import scan

    folder = Path(sys.argv[1])
    documents = scan(folder)
    start = time.monotonic()
    results = curate_all(folder, documents, int(sys.argv[2]), curate=keeping_in(Store(None)))
    seconds = time.monotonic() - start
    if any(result.document["outcome"] not in ("curated", "curated_with_issues") for result in results):
        raise SystemExit("a file was refused")
    sys.stdout.write(json.dumps(seconds))


if __name__ == "__main__":
    main()
