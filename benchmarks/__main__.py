"""Reading speed: ``make bench`` compares the readers pair by pair and writes ``benchmarks/reading.md``.

Belongs here: timings as ratios of processor time, both sides in turn in one process, because single timings on a shared
machine say nothing. Does not belong here: exactness (``tests/golden``).
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pdfplumber
import pypdfium2

from pipeline.families import load_families
from pipeline.forms import parse
from pipeline.readers.pdf import text_layer

FOLDER = Path(__file__).parents[1] / "tests" / "data" / "pdf"
TARGET = Path(__file__).with_name("reading.md")
ROUNDS = 7
LEFT_OUT = {"truncated", "scan_sh"}

Documents = list[bytes]


def extract_tables(documents: Documents) -> None:
    """The alternative: pdfplumber's own tables, page by page."""
    for data in documents:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            for page in pdf.pages:
                page.extract_tables()
                page.close()


def read(documents: Documents) -> None:
    """Bytes to grids."""
    for data in documents:
        text_layer.read(data)


def read_and_parse(documents: Documents) -> None:
    """Bytes to forms."""
    for data in documents:
        parse(text_layer.read(data).grids, load_families())


def seconds(task: Callable[[Documents], None], documents: Documents) -> float:
    """Processor seconds of one call."""
    start = time.process_time()
    task(documents)
    return time.process_time() - start


def main() -> None:
    """Measure, print and write the table."""
    documents = [path.read_bytes() for path in sorted(FOLDER.glob("*.pdf")) if path.stem not in LEFT_OUT]
    pages = sum(len(pypdfium2.PdfDocument(data)) for data in documents)
    tasks = {
        "pdfplumber extract_tables": extract_tables,
        "Jixiao, bytes to grids": read,
        "Jixiao, bytes to forms": read_and_parse,
    }
    rounds = [{name: seconds(task, documents) for name, task in tasks.items()} for _ in range(ROUNDS + 1)][1:]
    lines = [
        "# Reading speed",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, `make bench`; {len(documents)} documents, {pages} pages, {ROUNDS} rounds in "
        "turn after one warm-up, processor time, medians.",
        "",
        "| | ms per page | times as fast as extract_tables, round by round |",
        "|---|---:|---:|",
    ]
    for name in tasks:
        ratios = [r["pdfplumber extract_tables"] / r[name] for r in rounds]
        spread = f"{statistics.median(ratios):.1f} ({min(ratios):.1f} to {max(ratios):.1f})"
        lines.append(f"| {name} | {1000 * statistics.median(r[name] for r in rounds) / pages:.1f} | {spread} |")
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
