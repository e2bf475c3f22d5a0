"""Whether two versions of the code read the same from PDFs: ``make same-grids BASE=<commit>``.

Belongs here: which PDFs are read, what is written down of each reading, the comparison of two of them. Does not belong
here: what is published of a reading (``tests.same``), whether a reading is right (``tests.truth``).

Each tree reads the same bytes in a process of its own and writes one line of JSON for each document: every grid with
its cells, raw lines, doubts and rectangles, the lines outside tables, notes, refusals; what faint rulings and looks at
digits change; the cells as the second reader sees them; what is covered on pictures of pages; the tables in the drawing
of each scan. Every figure counts to its last bit. Exit status 1 where anything differs. ``--keep FOLDER`` keeps the
documents and what BASE read of them, so that a second run with the same folder reads with the new tree alone.
``python -m tests.same_grids --write`` writes the digests that ``tests.golden.test_pdf_grids`` compares.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, nullcontext
from itertools import islice
from pathlib import Path
from typing import Any

from tests.same import ROOT, TooLong, checked_out, find, plain

READ = ("pipeline.readers.pdf.text_layer:read",)
SHOWN = ("pipeline.readers.pdf.text_layer:shown_lines",)
SECOND = ("pipeline.readers.pdf.second_opinion:second_boxes", "pipeline.readers.pdf.second_opinion:_second_boxes")
COVERS = ("pipeline.pictures.page_covers:of_text_page",)
OPEN = ("pipeline.readers.pdf.pages.first_reader:open_document",)
PAGE = ("pipeline.readers.pdf.pages.first_reader:read_page",)
SCAN = ("pipeline.readers.scan.scanned_page:_Scan",)
HAS_OCR = ("pipeline.readers.scan.extra:has_ocr", "pipeline.readers.extra:has_ocr")
# What the committed PDFs of these folders read as, in digests; the larger ones take too long for every run of tests.
SAMPLE, SAMPLED, LARGEST = ROOT / "tests/data/pdf_grids.json", ("pdf", "layouts", "hazards"), 100_000
# Processor time (seconds) for one document, and the pages of one that are read in every way.
SECONDS, PAGES = 60, 16
# Of documents of one producer every so many are read in every way.
EVERY = 4
# Producers of the factory, and how many of a hundred documents each makes; programs take a second for each.
SHARES = {"rl": 79, "html": 7, "docx": 7, "xlsx": 7}
_BOX = ("row", "column", "last_row", "last_column", "x0", "top", "x1", "bottom", "is_fragment", "begins", "ends")


def reading(data: bytes, **options: Any) -> Any:
    """What the reader gives for a document, as JSON holds it; a refusal as its code and page."""
    try:
        return plain(find(READ)(data, **options))
    except Exception as error:
        return [type(error).__name__, getattr(error, "code", None), getattr(error, "page", None)]


def other_ways(data: bytes) -> Iterator[tuple[str, Any]]:
    """What else is read of a document: each way with its name."""
    try:
        document = find(OPEN)(data)
    except Exception:
        return
    with closing(document):
        numbers = set(range(1, min(len(document), PAGES) + 1))
        yield "faint", reading(data, faint=numbers)
        yield "digits", reading(data, digit_looks=2)
        for name, places in (("shown", SHOWN), ("second", SECOND)):
            try:
                yield name, plain(find(places)(data, numbers))
            except Exception as error:
                yield name, type(error).__name__
        for number in sorted(numbers):
            try:
                page = find(PAGE)(document, number - 1, has_layers=True, is_plain_enough=False)
                yield f"covers {number}", page and plain(find(COVERS)(page))
                if page is not None and page.image_share >= 0.5:
                    yield f"scan {number}", scan(document, number)
            except Exception as error:
                yield f"covers {number}", type(error).__name__


def scan(document: Any, number: int) -> Any:
    """The tables in the drawing of a page, without their text; nothing where recognition is not installed."""
    try:
        pixels, unit = drawn(document, number)
    except ImportError:
        return None
    tables = find(SCAN)(pixels, unit, number, 0).tables
    return plain([[one.xs, one.ys, [[getattr(box, name) for name in _BOX] for box in one.boxes]] for one in tables])


def drawn(document: Any, number: int) -> tuple[Any, float]:
    """A page as pixels, and how many of them a point has."""
    import numpy as np

    unit = 150 / 72
    with closing(document[number - 1]) as page:
        return np.ascontiguousarray(page.render(scale=unit, may_draw_forms=False).to_numpy()[:, :, :3]), unit


def _end(*_: Any) -> None:
    raise TooLong


def dump(task: Path, target: Path) -> None:
    """Read every document of a task with the tree that is the current folder, and write what it gives."""
    logging.disable(logging.ERROR)
    if not Path(sys.modules[find(READ).__module__].__file__ or "").is_relative_to(Path.cwd()):
        raise SystemExit("The code was not imported from its own tree.")
    sys.modules[find(HAS_OCR).__module__].has_ocr = lambda: False  # type: ignore[attr-defined]
    signal.signal(signal.SIGPROF, _end)
    with target.open("w", encoding="utf-8") as lines:
        for label, path, is_whole in json.loads(task.read_text("utf-8")):
            data, found = Path(path).read_bytes(), {}
            signal.setitimer(signal.ITIMER_PROF, SECONDS)
            try:
                found["read"] = reading(data)
                found.update(other_ways(data) if is_whole else ())
            except TooLong:
                found["time"] = "too long"
            signal.setitimer(signal.ITIMER_PROF, 0)
            lines.write(json.dumps([label, found], ensure_ascii=False) + "\n")


def differences(old: Any, new: Any, place: str = "") -> Iterator[str]:
    """Where two readings differ, deepest places first named."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            yield from differences(old.get(key), new.get(key), f"{place}.{key}")
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from differences(one, other, f"{place}[{number}]")
    elif old != new:
        yield f"{place}: {json.dumps(old, ensure_ascii=False)[:150]} -> {json.dumps(new, ensure_ascii=False)[:150]}"


def digest(found: Any) -> str:
    """A few signs that stand for a reading; figures count to a thousandth of a point."""

    def rounded(value: Any) -> Any:
        if isinstance(value, float):
            return round(value, 3)
        if isinstance(value, dict):
            return {key: rounded(one) for key, one in value.items()}
        return [rounded(one) for one in value] if isinstance(value, list) else value

    return hashlib.sha256(json.dumps(rounded(found), sort_keys=True).encode()).hexdigest()[:16]


def sample() -> dict[str, str]:
    """A digest of what the sampled PDFs read as, by their paths."""
    paths = [path for name in SAMPLED for path in sorted((ROOT / "tests/data" / name).glob("*.pdf"))]
    small = [path for path in paths if path.stat().st_size < LARGEST]
    return {path.relative_to(ROOT).as_posix(): digest(reading(path.read_bytes())) for path in small}


def documents(folder: Path, more: list[Path], seeds: int, damaged: int) -> list[tuple[str, str, bool]]:
    """Label and path of every PDF, and whether it is read in every way; those that are invented go into a folder."""
    from tests import damage  # it imports the code that is compared: not in a process that dumps
    from tests.factory import fuzz

    own = [ROOT / "data/raw", ROOT / "data/examples", ROOT / "tests/data", *more]
    paths = [path for one in own for path in sorted(one.rglob("*.pdf"))]
    found = [(str(path), str(path.resolve()), path.stat().st_size < 1_000_000) for path in paths]
    folder.mkdir(parents=True, exist_ok=True)

    def add(name: str, number: int, data: bytes) -> None:
        path = folder / f"{name}_{number}.pdf"
        path.write_bytes(data)
        found.append((path.name, str(path), number % EVERY == 0))

    for producer, share in SHARES.items():
        for seed in range(seeds * share // 100 if fuzz.is_possible(producer) else 0):
            add(producer, seed, fuzz.draw(fuzz.Case(producer, seed, fuzz.choose(producer, seed)))[1])
    for group, count in (("pdf", damaged), ("open", damaged // 3)):
        for number in range(count):
            add(f"damaged_{group}", number, damage.draw(group, number).data)
    return found


def _read_in(tree: Path, task: Path, target: Path) -> subprocess.Popen[bytes]:
    """A process that reads with the code of one tree; ``-P`` keeps the folder of this file off the path."""
    home = {"PYTHONPATH": str(tree), "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-P", __file__, "--dump", str(task), str(target)]
    return subprocess.Popen(command, cwd=tree, env=os.environ | home)


def _compare(old: Path, new: Path) -> int:
    count = wrong = 0
    for before, after in zip(old.open(encoding="utf-8"), new.open(encoding="utf-8"), strict=True):
        count += 1
        if before != after:
            wrong += 1
            (label, one), (_, other) = json.loads(before), json.loads(after)
            sys.stdout.write("\n    ".join([label, *islice(differences(one, other), 6)]) + "\n")
    sys.stdout.write(f"{count} documents read by both, {wrong} differ\n")
    return wrong


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.same_grids", description=__doc__.splitlines()[0])
    parser.add_argument("base", help="commit to compare the working tree with")
    parser.add_argument("folders", nargs="*", type=Path, help="more folders with PDFs")
    parser.add_argument("--seeds", type=int, default=400, help="invented documents")
    parser.add_argument("--damaged", type=int, default=300, help="damaged documents")
    parser.add_argument("--keep", type=Path, help="folder for the documents and for what BASE read of them")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() if options.keep is None else nullcontext(options.keep) as name:
        folder = Path(name)
        task, old, new = folder / "task.json", folder / "old.jsonl", folder / "new.jsonl"
        if not task.exists():
            listed = documents(folder / "documents", options.folders, options.seeds, options.damaged)
            task.write_text(json.dumps(listed), "utf-8")
        if not old.exists():
            with checked_out(options.base, folder / "base") as base:
                status = _read_in(base, task, folder / "old.part").wait()
            if status:
                raise SystemExit("BASE could not read the documents: see above.")
            (folder / "old.part").replace(old)
        if _read_in(ROOT, task, new).wait():
            raise SystemExit("The working tree could not read the documents: see above.")
        return min(_compare(old, new), 1)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--dump"]:
        dump(Path(sys.argv[2]), Path(sys.argv[3]))
    elif sys.argv[1:] == ["--write"]:
        SAMPLE.write_text(json.dumps(sample(), indent=0) + "\n", "utf-8")
    else:
        sys.exit(main())
