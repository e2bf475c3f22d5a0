"""All documents of a folder, each read in a worker process, so that one bad document costs only itself.

Belongs here: limits and the outcome of a document whose reader failed. Does not belong here: where the workers are
(``engine``), processes (``worker_pool``), how a document is read (``curate_document``), tables (``tables``).

The limits count processor time and memory, which are the same on a busy machine. The limit by the clock is much
longer and only ends what hangs. A worker that crashes, or is killed, loses its one document; that document is tried
once more alone and then refused. What used up its time or its memory would do so again.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial

from pipeline import sources
from pipeline.curate import worker_pool
from pipeline.curate.engine import Engine, EngineError, LocalEngine
from pipeline.curate.page_ranges import Part, Ranges, TaskQueue, ranges
from pipeline.curate.results import Cost, CuratedDocument, refused
from pipeline.curate.worker_limits import (
    MEMORY_BYTES,
    SECONDS_PER_SCAN,
    allow_recognising,
    limit_processor,
    spent_elsewhere,
)
from pipeline.families import load_families
from pipeline.language import say
from pipeline.model.messages import Message, said
from pipeline.readers import pages_ahead
from pipeline.readers.pages_ahead import PagesAhead
from pipeline.readers.scan import extra
from pipeline.sources import CannotLoad, RawDocument, RawFolder

Curate = Callable[[RawDocument, bytes, extra.Announce], CuratedDocument]
Plan = Callable[[bytes, str], Cost]
ReadAhead = Callable[[RawDocument, bytes, Cost, range], PagesAhead]

# Processor time. Chosen several times above what a document with hundreds of forms takes; a hostile one never ends.
SECONDS = 60.0
SECONDS_PER_MEGABYTE = 20.0
# What a range of pages may take of the time of its document, beside that of its scans. One that takes more is no loss.
_SHARE_OF_RANGE = 0.25
# By the clock a document may take so many times its processor time: on a busy machine many others wait.
PATIENCE = 30.0
# A build that Dagster runs is ended after four hours (``.dagster/dagster.yaml``).
BUILD_SECONDS = 3.5 * 3600

Watch = Callable[[int, int, str], None]

watcher: ContextVar[Watch | None] = ContextVar("watcher", default=None)
"""Called with (documents done, documents in all, path of the document begun last) while :func:`curate_all` works.

Set by who shows progress; the path is empty until the first document is begun.
"""


def read_and_judge(source: RawDocument, data: bytes, announce: extra.Announce) -> CuratedDocument:
    """:func:`curate_document`, loaded by the worker that needs it and not by who hands out documents."""
    from pipeline.curate.curate_document import curate_document

    return curate_document(source, data, announce)


def planned(data: bytes, media_type: str) -> Cost:
    """:func:`plan`, loaded likewise."""
    from pipeline.curate.routes import plan

    return plan(data, media_type)


def pages_read_ahead(source: RawDocument, data: bytes, cost: Cost, numbers: range) -> PagesAhead:
    """:func:`read_ahead`, loaded likewise."""
    from pipeline.curate.routes import read_ahead

    return read_ahead(source, data, cost, numbers)


def default_workers() -> int:
    """As many workers as processors, at most four: more only wait for memory."""
    return max(1, min(os.cpu_count() or 1, 4))


def curate_all(
    raw: RawFolder,
    documents: Sequence[RawDocument],
    workers: int = 1,
    *,
    engine: Engine | None = None,
    curate: Curate = read_and_judge,
    plan: Plan = planned,
    read_ahead: ReadAhead = pages_read_ahead,
    divide: Ranges = ranges,
    arrived: Callable[[CuratedDocument], CuratedDocument] = lambda document: document,
    seconds: float = SECONDS,
    patience: float = PATIENCE,
    build_seconds: float = BUILD_SECONDS,
) -> list[CuratedDocument]:
    """The documents curated, in the order given, exactly one result for each.

    ``engine`` says where; without one, ``workers`` processes of this machine read.
    ``seconds`` is the processor time that one document may take, before the allowance for its size and its scanned
    pages; by the clock it may take ``patience`` times as long. Documents that were not reached after ``build_seconds``
    are refused. Each result waits for the others as ``arrived`` gives it. What is given to make calls of has to be
    importable by the worker processes. Raises :class:`pipeline.families.FamilyError` before any document is read: a
    mistake in a family is no fault of a document. Raises :class:`pipeline.curate.engine.EngineError` where the engine
    is at fault.
    """
    load_families()
    engine = engine or LocalEngine(workers)
    results: dict[int, CuratedDocument] = {}
    waiting = []
    for number, document in enumerate(documents):
        if document.problem is None:
            waiting.append(number)
        else:
            results[number] = refused(document, document.problem)
    # So that no worker has a large one left when the others have nothing more to do.
    waiting.sort(key=lambda number: -documents[number].size)
    watch = watcher.get() or (lambda done, total, path: None)
    begun = [""]

    def told() -> None:
        watch(len(results), len(documents), begun[-1])

    def begin(number: int) -> None:
        begun[:] = [documents[number].path]
        told()

    ends = time.monotonic() + build_seconds
    work = _Work(engine, raw, curate, plan, read_ahead, divide, documents, seconds, patience, ends, begin)
    told()
    failed = []
    costs: dict[int, Cost] = {}

    def take(number: int, outcome: CuratedDocument | Message) -> None:
        one = refused(documents[number], outcome) if isinstance(outcome, Message) else outcome
        results[number] = arrived(one)
        if engine.is_elsewhere and results[number].document["reason"] == "vanished":
            _check_gone(raw, documents[number])
        told()

    for number, outcome in _in_workers(work, waiting, None):
        if isinstance(outcome, Cost):
            costs[number] = outcome
        elif isinstance(outcome, Message) and outcome.code in _AGAIN:
            failed.append(number)
        else:
            take(number, outcome)
    # Documents with pages to recognise come last, with the time that these take.
    for number, outcome in _in_workers(work, sorted(costs), costs):
        assert not isinstance(outcome, Cost)
        if isinstance(outcome, Message) and outcome.code in _AGAIN:
            failed.append(number)
        else:
            take(number, outcome)
    for number, outcome in _in_workers(work, failed, costs, alone=True):
        assert not isinstance(outcome, Cost)
        take(number, outcome)
    return [results[number] for number in range(len(documents))]


# What a second try of a document, alone, can mend.
_AGAIN = frozenset({"reader_crashed"})


@dataclass(frozen=True, slots=True)
class _Work:
    """What all documents of a build share.

    ``ends`` is when the build gives up, by ``time.monotonic``; ``begun`` is told the number of each document that a
    worker is given.
    """

    engine: Engine
    raw: RawFolder
    curate: Curate
    plan: Plan
    read_ahead: ReadAhead
    divide: Ranges
    documents: Sequence[RawDocument]
    seconds: float
    patience: float
    ends: float
    begun: Callable[[int], None]

    def allowance(self, number: int, cost: Cost) -> float:
        """Processor seconds for a document of which so many pages are to be recognised."""
        megabytes = self.documents[number].size / 2**20
        return self.seconds + SECONDS_PER_MEGABYTE * megabytes + SECONDS_PER_SCAN * cost.pages_to_recognise


def _in_workers(
    work: _Work, numbers: Sequence[int], costs: Mapping[int, Cost] | None, *, alone: bool = False
) -> Iterator[tuple[int, CuratedDocument | Message | Cost]]:
    """Results by number of the document, as they come; a problem where the worker did not come back.

    ``costs`` says what each document takes. Without it they are planned first, and what one takes beyond the time of
    every document is its result instead of being read. With ``alone`` no document is read in ranges.
    """
    allowances: dict[int, float] = {}

    def whole(number: int, cost: Cost | None, pages: PagesAhead) -> worker_pool.Task:
        allowance = allowances[number] = work.allowance(number, cost or Cost())
        call = partial(_curate_one, work.raw, work.curate, work.plan, work.divide, cost, allowance, pages)
        return worker_pool.Task(number, call, (work.documents[number],), work.patience * allowance, bool(pages))

    def of_part(number: int, part: Part, cost: Cost) -> worker_pool.Task:
        scans = min(len(part.pages), cost.pages_to_recognise)
        allowance = _SHARE_OF_RANGE * work.allowance(part.document, Cost()) + SECONDS_PER_SCAN * scans
        call = partial(_read_ahead, work.raw, work.read_ahead, cost, allowance)
        arguments = work.documents[part.document], part.pages
        return worker_pool.Task(number, call, arguments, work.patience * allowance, is_large=True)

    queue = TaskQueue(work.divide, whole, of_part, len(work.documents))
    for number in numbers:
        if alone:
            queue.tasks.append(whole(number, (costs or {}).get(number, Cost()), {}))
        else:
            queue.add(number, None if costs is None else costs.get(number, Cost()))

    def begun(number: int) -> None:
        work.begun(queue.document_of(number))

    for number, result in work.engine.run(queue.tasks, work.ends, begun, alone=alone):
        if queue.takes(number, result):
            continue
        if isinstance(result, Cost) and not result.pages_to_recognise:
            queue.divide(number, result)
            continue
        yield number, _outcome(result, allowances[number], work)


def _check_gone(raw: RawFolder, document: RawDocument) -> None:
    """Raises :class:`EngineError` where a document that a worker elsewhere did not find can still be read here."""
    try:
        sources.load(raw, document)
    except CannotLoad:
        return
    raise EngineError(say("engine.not_seen", folder=raw, document=document.path))


def _outcome(result: object, allowance: float, work: _Work) -> CuratedDocument | Message | Cost:
    advice = said("advice.fewer_pages")
    if isinstance(result, worker_pool.NotReached):
        return said("not_reached")
    if isinstance(result, worker_pool.Hung):
        return said("reader_hung", seconds=round(work.patience * allowance), advice=advice)
    if isinstance(result, worker_pool.Died):
        if result.exitcode == -getattr(signal, "SIGXCPU", 0):
            return said("reader_timed_out", seconds=round(allowance), advice=advice)
        return said("reader_crashed", number=str(result.exitcode))
    assert isinstance(result, CuratedDocument | Cost)
    return result


def _curate_one(
    raw: RawFolder,
    curate: Curate,
    plan: Plan,
    divide: Ranges,
    cost: Cost | None,
    allowance: float,
    pages: PagesAhead,
    source: RawDocument,
) -> CuratedDocument | Cost:
    """One document in a worker: its bytes loaded once and curated, or refused with a reason.

    ``cost`` is what ``allowance`` has time for. Without it the document is planned first, and where it takes more than
    that, or is read in ranges, its cost is the result. ``pages`` were read ahead, and what they took counts.
    """
    limit_processor(allowance)
    try:
        data = sources.load(raw, source)
        if cost is None:
            cost = plan(data, source.media_type)
            if cost.pages_to_recognise or divide(cost):
                return cost
        with pages_ahead.taking(pages, spent_elsewhere()):
            return curate(source, data, partial(allow_recognising, cost.pages_to_recognise))
    except CannotLoad as error:
        return refused(source, error.message)
    except MemoryError:
        return refused(source, said("out_of_memory", limit=round(MEMORY_BYTES / 2**30)))
    except Exception as error:  # whatever a reader did not foresee must not cost the other documents
        told = said("internal_error", error=type(error).__name__)
        return refused(source, told, excerpt=" ".join(f"{type(error).__name__}: {error}".split()))


def _read_ahead(
    raw: RawFolder, read_ahead: ReadAhead, cost: Cost, allowance: float, source: RawDocument, numbers: range
) -> PagesAhead:
    """A range of pages in a worker; what is wrong with it shows again, and is said, when its document is read."""
    limit_processor(allowance)
    try:
        return read_ahead(source, sources.load(raw, source), cost, numbers)
    except Exception:
        return {}
