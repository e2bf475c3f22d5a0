"""All documents of a folder, each read in a worker process, so that one bad document costs only itself.

Belongs here: processes, limits and the outcome of a document whose reader failed. Does not belong here: how
a document is read (``curate.document``), tables (``curate.tables``).

A worker that is killed, hangs or eats memory loses its one document; that document is tried once more alone
and then refused. ``pebble`` is used because the pools of the standard library give up every waiting document
when one worker dies.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import TimeoutError as DeadlineError
from contextvars import ContextVar
from functools import partial
from multiprocessing.context import SpawnContext, SpawnProcess
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pebble import ProcessExpired, ProcessPool

from pipeline import sources
from pipeline.curate.document import CuratedDocument, curate_document, refused
from pipeline.readers import extra
from pipeline.sources import CannotLoad, Problem, RawDocument

Curate = Callable[[RawDocument, bytes], CuratedDocument]

# Measured: the slowest harmless document took 13 s, a hostile 3 KB one never ends.
SECONDS = 60.0
SECONDS_PER_MEGABYTE = 20.0
# Measured: a page takes 6 to 12 s of processor time, a minute on a busy machine, and more when it lies on its side.
SECONDS_PER_SCAN = 180.0
# Address space, of which the libraries alone reserve 1 GiB; hostile documents were seen to ask for 10 GiB.
MEMORY_BYTES = 4 * 2**30
# pdfplumber keeps memory after a document is closed (github.com/jsvine/pdfplumber/issues/1339).
DOCUMENTS_PER_WORKER = 100

watcher: ContextVar[Callable[[int, int], None] | None] = ContextVar("watcher", default=None)
"""Called with (documents done, documents in all) while :func:`curate_all` works; set by who shows progress."""


def default_workers() -> int:
    """As many workers as processors, at most four: more only wait for memory."""
    return max(1, min(os.cpu_count() or 1, 4))


def curate_all(
    raw: Path,
    documents: Sequence[RawDocument],
    workers: int = 1,
    *,
    curate: Curate = curate_document,
    seconds: float = SECONDS,
) -> list[CuratedDocument]:
    """The documents curated, in the order given, exactly one result for each.

    ``seconds`` is the time one document may take, before the allowance for its size; the second try of a
    document has three times as much. ``curate`` has to be importable by the worker processes.
    """
    results: dict[int, CuratedDocument] = {}
    waiting = []
    for number, document in enumerate(documents):
        if document.problem is None:
            waiting.append(number)
        else:
            results[number] = refused(document, *document.problem)
    quick, task = partial(_curate_one, raw, curate, False), partial(_curate_one, raw, curate, True)
    watch = watcher.get() or (lambda done, total: None)
    watch(len(results), len(documents))
    failed = []
    scans: dict[int, int] = {}
    for number, outcome in _in_processes(quick, documents, waiting, workers, seconds):
        if isinstance(outcome, Problem):
            failed.append(number)
        elif isinstance(outcome, int):
            scans[number] = outcome
        else:
            results[number] = outcome
            watch(len(results), len(documents))
    for number, outcome in _in_processes(task, documents, sorted(scans), workers, seconds, scans):
        if isinstance(outcome, CuratedDocument):
            results[number] = outcome
            watch(len(results), len(documents))
        else:
            failed.append(number)
    for number, outcome in _in_processes(task, documents, failed, 1, 3 * seconds, scans):
        assert not isinstance(outcome, int)
        results[number] = refused(documents[number], *outcome) if isinstance(outcome, Problem) else outcome
        watch(len(results), len(documents))
    return [results[number] for number in range(len(documents))]


def _in_processes(
    task: Callable[[RawDocument], CuratedDocument | int],
    documents: Sequence[RawDocument],
    numbers: Sequence[int],
    workers: int,
    seconds: float,
    scans: Mapping[int, int] = MappingProxyType({}),
) -> Iterator[tuple[int, CuratedDocument | Problem | int]]:
    """Results by number of the document, in that order; a problem where the worker did not come back.

    ``scans`` says how many pages of a document are to be recognised; a number of pages as result asks for that time.
    """
    if not numbers:
        return
    with ProcessPool(
        min(workers, len(numbers)), DOCUMENTS_PER_WORKER, _limit_worker, [MEMORY_BYTES], _Context()
    ) as pool:
        waiting = []
        for number in numbers:
            deadline = seconds + SECONDS_PER_MEGABYTE * documents[number].size / 2**20
            deadline += SECONDS_PER_SCAN * scans.get(number, 0)
            waiting.append((number, deadline, pool.schedule(task, [documents[number]], timeout=deadline)))
        try:
            for number, deadline, future in waiting:
                yield number, _outcome(future, deadline)
        except BaseException:
            pool.stop()  # type: ignore[no-untyped-call]  # pebble types all but this
            raise


def _outcome(future: Any, deadline: float) -> CuratedDocument | Problem | int:
    try:
        result: CuratedDocument | int = future.result()
    except DeadlineError:
        sentence = (
            f"Reading was stopped after {deadline:.0f} seconds: the document is damaged or far larger than a form. "
            "Cut out the pages with the self-evaluation forms and put those into the folder."
        )
        return Problem("reader_timed_out", sentence)
    except ProcessExpired as error:
        sentence = (
            f"The reader crashed on this document (exit code {error.exitcode}): print it to a new PDF, or report it."
        )
        return Problem("reader_crashed", sentence)
    return result


def _curate_one(raw: Path, curate: Curate, has_time: bool, source: RawDocument) -> CuratedDocument | int:
    """One document in a worker: its bytes loaded once and curated, or refused with a reason.

    Without time for it, the number of pages that are to be recognised first.
    """
    extra.may_recognise.set(has_time)
    try:
        return curate(source, sources.load(raw, source))
    except extra.NeedsTime as need:
        return need.pages
    except CannotLoad as error:
        return refused(source, error.code, error.sentence)
    except MemoryError:
        sentence = (
            f"Reading needs more than {MEMORY_BYTES / 2**30:.0f} GB of memory: cut out the pages with the "
            "self-evaluation forms and put those into the folder."
        )
        return refused(source, "out_of_memory", sentence)
    except Exception as error:  # whatever a reader did not foresee must not cost the other documents
        sentence = f"The reader failed unexpectedly ({type(error).__name__}: {error}): report this document."
        return refused(source, "internal_error", " ".join(sentence.split()))


class _Process(SpawnProcess):
    """A spawned process that does not run the program of its parent again, be it ``dg`` or somebody's script."""

    def start(self) -> None:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = types.ModuleType("__main__")
        try:
            super().start()
        finally:
            sys.modules["__main__"] = main


class _Context(SpawnContext):
    """Processes are spawned: fork would copy locks that threads of Dagster and polars hold at that moment."""

    Process = _Process


def _limit_worker(memory_bytes: int) -> None:
    """Set the limits of a worker process; systems without them (Windows) have only the deadline."""
    logging.disable(logging.WARNING)  # the PDF libraries warn of every oddity of a file
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
