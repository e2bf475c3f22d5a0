"""A scanned page, with recognition and straightening."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from benchmarks.documents import ROOT, Timed
from benchmarks.parts import Measured, Size
from pipeline.curate.curate_document import curate_document
from pipeline.readers.scan.extra import has_ocr
from pipeline.sources.raw import RawDocument

SCANS = ROOT / "tests" / "data" / "scans"


def measure(size: Size, say: Callable[[str], object]) -> Measured:
    """Processor seconds a page of the committed scans, and by the clock in the note."""
    if not has_ocr():
        raise LookupError("text recognition is not installed (make ocr)")
    documents = [Timed(path) for path in sorted(SCANS.glob("*.pdf"))]
    pages = sum(document.pages for document in documents)
    rounds = []
    _read(documents[0])
    for number in range(size.rounds):
        clock, start = time.monotonic(), time.process_time()
        forms = sum(_read(document) for document in documents)
        rounds.append((time.process_time() - start, time.monotonic() - clock))
        say(f"  round {number + 1} of {size.rounds}\n")
    processor, clock = (statistics.median(one[k] for one in rounds) / pages for k in range(2))
    return Measured(
        {"scan": processor}, {"scan": f"{pages} pages, {forms} forms published; {clock:.1f} s by the clock"}
    )


def _read(document: Timed) -> int:
    data = document.data
    source = RawDocument("2024/a.pdf", "2024", "0" * 16, len(data), "application/pdf")
    return len(curate_document(source, data).forms)
