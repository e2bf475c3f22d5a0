"""Everything hostile, one by one: what became of it, what it took: ``python -m tests.hostile``.

Belongs here: running each in a process of its own within the limits of a worker, the table. Does not belong here: what
is tried (``documents``, ``folders``).

Exit status 1 when one took more than 30 seconds of processor time or 1 GiB, ended a process, or came out without a
sentence; ``--only WORD`` tries those whose name has it, ``--every N`` each Nth.
"""

from __future__ import annotations

import argparse
import os
import pickle
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.hostile.documents import documents
from tests.hostile.folders import NAMES, READ, batches

SECONDS, MEGABYTES = 30.0, 1024
WALL_SECONDS = 1200
# The reader gave up without knowing why.
UNKNOWN = frozenset({"internal_error", "reader_failed", "reader_crashed", "reader_hung", "reader_timed_out"})


class Tried(NamedTuple):
    """One row of the table; ``fault`` says what is wrong with it."""

    name: str
    outcome: str
    seconds: float
    megabytes: float
    fault: str


def main() -> int:
    """Try everything and print the table."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--only", default="")
    options.add_argument("--every", type=int, default=1)
    chosen = options.parse_args()
    rows = []
    for number, (name, run) in enumerate(everything()):
        if chosen.only in name and number % chosen.every == 0:
            rows.append(tried(name, run))
            row = rows[-1]
            sys.stdout.write(
                f"{row.name[:62]:62} {row.outcome[:34]:34} {row.seconds:6.1f} s {row.megabytes:6.0f} MB  {row.fault}\n"
            )
            sys.stdout.flush()
    wrong = [row for row in rows if row.fault]
    slowest, largest = max(row.seconds for row in rows), max(row.megabytes for row in rows)
    sys.stdout.write(f"{len(rows)} tried, {len(wrong)} wrong; at most {slowest:.1f} s and {largest:.0f} MB\n")
    return 1 if wrong else 0


def everything() -> Iterator[tuple[str, Callable[[Path], str]]]:
    """All cases: their names, and what is done in a folder of its own."""
    for name, make in documents():
        yield f"document: {name}", lambda folder, make=make: _document(folder, make)  # type: ignore[misc]
    for name, becomes, data in batches():
        yield f"batch.yml: {name}", lambda folder, b=becomes, d=data: _batch(folder, b, d)  # type: ignore[misc]
    for name, put in NAMES.items():
        yield f"names: {name}", lambda folder, put=put: _names(folder, put)  # type: ignore[misc]


def tried(name: str, run: Callable[[Path], str]) -> Tried:
    """One case in a process of its own; what it made is removed."""
    folder = Path(tempfile.mkdtemp(prefix="jixiao-hostile-"))
    reader, writer = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            os.close(reader)
            answer: Any = run(folder)
        except BaseException as error:
            answer = f"raised {type(error).__name__}: {error}"
        with os.fdopen(writer, "wb") as stream:
            pickle.dump((str(answer), _seconds(), _megabytes()), stream)
        os._exit(0)
    os.close(writer)
    ends = time.monotonic() + WALL_SECONDS
    outcome, seconds, megabytes, fault = "", 0.0, 0.0, ""
    with os.fdopen(reader, "rb") as stream:
        os.set_blocking(stream.fileno(), True)
        import select

        if not select.select([stream], [], [], ends - time.monotonic())[0]:
            os.kill(process, signal.SIGKILL)
        said = stream.read()
    _, status, used = os.wait4(process, 0)
    if said:
        outcome, seconds, megabytes = pickle.loads(said)
    else:
        # A library aborts where it gets no more memory. A build refuses such a document as one that crashed its reader.
        code, seconds = os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime
        outcome = f"ended by its limits ({code})"
        fault = "" if code in (-signal.SIGABRT, -signal.SIGXCPU) else "the process ended"
    if outcome.startswith("raised"):
        fault = outcome[:100]
    elif outcome.split()[0] in UNKNOWN:
        fault = "no reason is known"
    elif outcome.startswith("wrong"):
        fault = outcome
    if seconds > SECONDS or megabytes > MEGABYTES:
        fault = f"{fault} too much".strip()
    _remove(folder)
    return Tried(name, outcome, seconds, megabytes, fault)


def _document(folder: Path, make: Callable[[], bytes]) -> str:
    """What becomes of one document, in the limits of a worker."""
    from pipeline import sources
    from pipeline.curate import parallel
    from pipeline.curate.curate_document import curate_document
    from pipeline.curate.page_ranges import ranges
    from pipeline.curate.routes import plan
    from pipeline.curate.worker_limits import limit_worker

    (folder / "a").write_bytes(make())
    _start_counting()
    (document,) = sources.scan(folder)
    if document.problem is not None:
        return document.problem.code
    limit_worker(os.getppid())
    allowance = parallel.SECONDS + parallel.SECONDS_PER_MEGABYTE * document.size / 2**20
    result = parallel._curate_one(folder, curate_document, plan, ranges, None, allowance, {}, document)
    if not hasattr(result, "document"):
        result = parallel._curate_one(folder, curate_document, plan, ranges, result, allowance, {}, document)
    found = result.document  # type: ignore[union-attr]
    return f"{found['reason'] or found['outcome']} {found['forms'] or ''}"


def _batch(folder: Path, becomes: str, data: bytes) -> str:
    """What becomes of the document of a batch with this batch file."""
    from pipeline import sources

    (folder / "b").mkdir()
    (folder / "b" / "a.pdf").write_bytes(b"%PDF-1.7")
    (folder / "b" / "batch.yml").write_bytes(data)
    _start_counting()
    found = {document.path: document for document in sources.scan(folder)}
    problem = found["b/a.pdf"].problem
    if (problem is None) is not (becomes == READ):
        return f"wrong: {problem.code if problem else 'read'}"
    if problem is None:
        return "read"
    is_one_line = "\n" not in problem.sentence + problem.sentence_en and len(problem.sentence) < 500
    if not is_one_line or "b/batch.yml" not in problem.sentence or "b/batch.yml" not in problem.sentence_en:
        return "wrong: the sentence is not one line that names the file"
    return problem.code


def _names(folder: Path, put: Callable[[Path], None]) -> str:
    """What becomes of a folder with such names: every document told apart, the table of documents made."""
    from pipeline import sources
    from pipeline.sources.source_table import from_frame, to_frame

    put(folder)
    _start_counting()
    documents = sources.scan(folder)
    sources.fingerprint(folder)
    passed = sources.passed_over(folder, documents)
    if len({d.path for d in documents}) != len(documents) or len({d.document_id for d in documents}) != len(documents):
        return "wrong: two documents are one"
    if from_frame(to_frame(documents)) != documents:
        return "wrong: the table of documents lost something"
    for document in documents:
        document.path.encode()
        if document.problem is None:
            sources.load(folder, document)
    reasons = sorted({d.problem.code if d.problem else "read" for d in documents})
    return f"{', '.join(reasons) or 'nothing'}" + (f" ({len(passed)} passed over)" if passed else "")


_before = [0.0]


def _start_counting() -> None:
    """What making the case took is not counted."""
    _before[0] = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    Path("/proc/self/clear_refs").write_text("5")


def _seconds() -> float:
    return sum(resource.getrusage(resource.RUSAGE_SELF)[:2]) - _before[0]


def _megabytes() -> float:
    """The most that this process had in memory since it began to count."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _remove(folder: Path) -> None:
    """Remove folders within folders from the outermost on, so that no path becomes too long."""
    for name in ("d", "n" * 255):
        while (folder / name / name).exists():
            (folder / name / name).rename(folder / "inner")
            shutil.rmtree(folder / name)
            (folder / "inner").rename(folder / name)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    import pipeline.curate.parallel
    import pipeline.sources.source_table  # noqa: F401  (imported once, before the first fork)

    sys.exit(main())
