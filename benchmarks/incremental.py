"""What a second build costs: ``make incremental`` builds many small documents and writes ``benchmarks/incremental.md``.

Belongs here: the documents, what is changed between two builds, seconds and documents read again. Does not belong here:
whether a build from what was kept equals one without it (``tests/integration/test_build.py``).

The documents are invented, a form of eight indicators in each: web pages, workbooks, texts of Word and PDF files. They
are made once and kept; every build is a process of its own, as a person starts it.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from tests.factory import fuzz

ROOT = Path(__file__).parents[1]
TARGET = Path(__file__).with_name("incremental.md")
PER_BATCH = 500
# Of ten documents.
PRODUCERS = ("page", "page", "page", "page", "page", "book", "book", "book", "word", "rl")
ENDINGS = {"page": "html", "book": "xlsx", "word": "docx", "rl": "pdf"}


@dataclass(frozen=True, slots=True)
class Measured:
    """One build: what was changed before it, how many documents there were and were read, and what it took.

    ``after_start`` are the seconds behind the start of Python and its libraries, from the first line of the journal on.
    """

    what: str
    documents: int
    read: int
    seconds: float
    after_start: float
    processor: float
    is_published: bool

    def row(self) -> str:
        """A row of the table."""
        published = "yes" if self.is_published else "no"
        seconds = f"{self.seconds:,.1f} | {self.after_start:,.1f} | {self.processor:,.1f}"
        return f"| {self.what} | {self.documents:,} | {self.read:,} | {seconds} | {published} |"


def make_documents(folder: Path, count: int) -> None:
    """Documents in batches below a folder; those that are there are left as they are."""
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        for _ in pool.imap_unordered(_make, [(folder, number) for number in range(count)], chunksize=50):
            pass


def _make(task: tuple[Path, int]) -> None:
    folder, number = task
    producer = PRODUCERS[number % len(PRODUCERS)]
    batch = folder / f"batch_{number // PER_BATCH:03d}"
    target = batch / f"{number:05d}.{ENDINGS[producer]}"
    if target.exists():
        return
    batch.mkdir(parents=True, exist_ok=True)
    (batch / "batch.yml").write_text("is_example: true\nfiscal_year: 2024\n", "utf-8")
    _, data = fuzz.draw(fuzz.Case(producer, number, frozenset(), indicators=8, count=1))
    target.write_bytes(data)


def build(what: str, raw: Path, out: Path, code: Path, corrections: Path) -> Measured:
    """One ``jixiao build`` in a process of its own; raises CalledProcessError when it fails."""
    command = [sys.executable, "-m", "pipeline.cli", "build", "--raw", str(raw), "--out", str(out), "--lang", "en"]
    command += ["--corrections", str(corrections)]
    surroundings = {**os.environ, "PYTHONPATH": str(code), "DAGSTER_HOME": str(out)}
    surroundings.pop("JIXIAO_CACHE", None)
    before, start, started = _processor(), time.monotonic(), time.time()
    ended = subprocess.run(  # noqa: S603  (our own command)
        command, cwd=code, env=surroundings, check=True, stdout=subprocess.PIPE, text=True
    )
    seconds = time.monotonic() - start
    journal = max((out / "log").glob("*.jsonl"), key=lambda path: path.stat().st_mtime_ns)
    begun = datetime.fromisoformat(json.loads(journal.read_text("utf-8").partition("\n")[0])["time"])
    after_start = seconds - max(0.0, begun.timestamp() - started)
    told = re.search(r"documents (\d+), (\d+) read again", ended.stdout)
    assert told is not None
    is_published = "nothing new was published" not in ended.stdout
    measured = Measured(what, int(told[1]), int(told[2]), seconds, after_start, _processor() - before, is_published)
    sys.stdout.write(measured.row() + "\n")
    sys.stdout.flush()
    return measured


def builds(raw: Path, beside: Path) -> Iterator[Measured]:
    """One change after the other on the same documents: what each reads again is a document, or everything."""
    out, code, records = beside / "out", beside / "code", beside / "corrections"
    batch = min(raw.glob("batch_*"))
    new, renamed = batch / "new.html", batch / "renamed.html"
    for path in (new, renamed):
        path.unlink(missing_ok=True)

    def measured(what: str, code: Path = ROOT) -> Measured:
        return build(what, raw, out, code, records)

    records.mkdir()
    yield measured("full build")
    yield measured("nothing new")
    new.write_bytes(_one_more())
    yield measured("one new document")
    new.rename(renamed)
    yield measured("a document renamed")
    renamed.write_bytes(_one_more() + b"<!-- -->")
    yield measured("a document with other bytes")
    renamed.unlink()
    yield measured("a document removed")
    _correct_a_name(records / f"{batch.name}.yml", out / "current")
    yield measured("a value corrected")
    for package in ("pipeline", "schemas"):
        shutil.copytree(ROOT / package, code / package)
    yield measured("the same code at another place", code)
    family = code / "pipeline" / "families" / "chongqing.yml"
    family.write_text(family.read_text("utf-8") + "# checked\n", "utf-8")
    yield measured("a family changed", code)


def _correct_a_name(file: Path, release: Path) -> None:
    """A record that puts another name in the place of the first project's."""
    names = pl.read_parquet(release / "cell.parquet").filter(field="project_name", piece=0)
    form_id, printed = names.select("form_id", "raw_value").row(0)
    document, ordinal = form_id.split("-")
    record = {
        "id": "name", "document": document, "form": int(ordinal), "table": "form", "row": 0, "field": "project_name",
        "action": "override", "expect": printed, "value": printed + "（更正）", "reason": "measured", "by": "reviewer",
        "on": "2026-01-01",
    }  # fmt: skip
    file.write_text(json.dumps([record], ensure_ascii=False), "utf-8")  # JSON is YAML


def _one_more() -> bytes:
    return fuzz.draw(fuzz.Case("page", 10**6, frozenset(), indicators=8, count=1))[1]


def main() -> None:
    """Make the documents, build, print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "incremental")
    options = parser.parse_args()
    folder: Path = options.folder.absolute()
    make_documents(folder / "raw", options.count)
    shutil.rmtree(folder / "beside", ignore_errors=True)
    for part in ("beside", "beside/out"):
        (folder / part).mkdir()
    load = os.getloadavg()[0]
    measured = list(builds(folder / "raw", folder / "beside"))
    lines = [
        "# Cost of a second build",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, `make incremental`: {options.count:,} invented documents, a form in",
        f"each (web pages, workbooks, Word, PDF), {os.cpu_count()} cores, load of the machine before it {load:.1f}.",
        "Each build is a process of its own and follows the one above it. Seconds: in all, and after the start of",
        "Python and its libraries; processor time is that of all processes of a build, the start included.",
        "",
        "| before the build | documents | read again | seconds | after start | processor s | new release |",
        "|---|---:|---:|---:|---:|---:|---|",
        *(one.row() for one in measured),
    ]
    TARGET.write_text("\n".join(lines) + "\n", "utf-8")


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
