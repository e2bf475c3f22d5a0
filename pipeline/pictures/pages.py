"""The pages of many documents, drawn in worker processes under limits, as files of a site.

Belongs here: which pages are drawn anew, limits, what becomes of a page whose drawing fails. Does not belong here:
drawing (``shown``), what is kept (``kept``), which pages something refers to.

A page that kills or hangs its worker costs its own picture: the document is tried once more page by page, unless it
killed too many workers by then.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from pipeline import sources
from pipeline.cache.code_version import drawing_version
from pipeline.cache.same_files import SameFiles
from pipeline.cache.store import Store
from pipeline.curate import worker_limits, worker_pool
from pipeline.pictures.kept import FOLDER, Contents, KeptPages, is_settled
from pipeline.pictures.page import Page, missing
from pipeline.pictures.shown import is_drawn, pages_of
from pipeline.readers.scan import extra
from pipeline.sources import CannotLoad, RawDocument, RawFolder

# Processor time for a task of some pages; a page of a report takes a tenth of a second.
_SECONDS, _SECONDS_PER_PAGE = 15.0, 3.0
_PAGES_PER_TASK = 16
_PATIENCE = 10.0
_MOST_DEATHS = 3
# A start takes some seconds, as long as drawing dozens of pages; its memory is limited, whatever it keeps.
_TASKS_PER_WORKER = 500
# Bytes of all documents together that are small.
_SMALL = 2 * 2**20
DRAWING_SECONDS = 3600.0
"""After so long no more pages are begun; the next build goes on where this one ended."""

Write = Callable[[str, Any], Path]
"""Writes what the pages of the site load under a name."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The pages of a document that something refers to. ``is_recognised``: it was read by text recognition."""

    source: RawDocument
    numbers: tuple[int, ...]
    is_recognised: bool = False

    @property
    def group(self) -> str:
        """The name of the script file, and of all files of the document together."""
        return f"{FOLDER}/{self.source.document_id}"

    def rests_on(self) -> str:
        """A digest of everything that these files are made from, beside the code that writes them."""
        of_source = [self.source.document_id, self.source.size, self.source.media_type]
        made_from = [drawing_version(), *of_source, self.numbers, self.is_recognised]
        return hashlib.sha256(json.dumps(made_from).encode()).hexdigest()


@dataclass(slots=True)
class Drawn:
    """What became of the pages: how many there are, how many were drawn now, how many are not shown."""

    pages: int = 0
    drawn: int = 0
    missing: int = 0


@dataclass(slots=True)
class _State:
    """A document while its pages come in."""

    wanted: Wanted
    have: Contents = field(default_factory=dict)
    deaths: int = 0

    def lacking(self) -> list[int]:
        """The pages that are still to be drawn."""
        return [number for number in self.wanted.numbers if number not in self.have]

    def pages(self) -> Contents:
        """What the site is told of every page, in order."""
        return {number: self.have.get(number, missing("later").content) for number in sorted(self.wanted.numbers)}

    def give_up(self, numbers: Sequence[int]) -> None:
        """Pages that are not shown because drawing them takes too much."""
        self.have |= {number: missing("too_long").content for number in numbers}


def write_pages(
    raw: RawFolder,
    wanted: Sequence[Wanted],
    site: Path,
    store: Store,
    write: Write,
    same: SameFiles,
    workers: int = 1,
    *,
    seconds: float = DRAWING_SECONDS,
) -> Drawn:
    """Write ``pages/<document_id>`` and its pictures for every document.

    The files of the release before and the pages in the store are not drawn again.
    """
    kept, told = KeptPages(store, site), Drawn(pages=sum(len(one.numbers) for one in wanted))

    def finish(state: _State) -> None:
        of_document, pages = state.wanted, state.pages()
        path = write(of_document.group, {"media_type": of_document.source.media_type, "pages": pages})
        not_shown = sum(1 for page in pages.values() if page["kind"] == "missing")
        told.missing += not_shown
        if all(is_settled(of_document.source, page) for page in pages.values()):
            pictures = [site / page["src"] for page in pages.values() if "src" in page]
            same.note(of_document.group, of_document.rests_on(), [path, *pictures], not_shown)

    states, made = [], 0
    for one in wanted:
        not_shown = same.take(one.group, one.rests_on())
        if not_shown is not None:
            told.missing += not_shown
            continue
        state, made = _State(one, kept.get(one.source, one.numbers)), made + 1
        # What is whole is written at once: the pages of all documents together take gigabytes.
        if state.lacking():
            states.append(state)
        else:
            finish(state)
    told.drawn = _show_small(raw, states, kept)
    ends = time.monotonic() + seconds
    # First some pages at a time, then one by one where a worker died.
    for size in (_PAGES_PER_TASK, 1):
        told.drawn += _draw(raw, states, size, workers, ends, kept)
    for state in states:
        finish(state)
    if made:  # reading keeps pages as well
        kept.prune()
    return told


def _show_small(raw: RawFolder, states: Sequence[_State], kept: KeptPages) -> int:
    """Show some small documents that are not drawn in this process: starting another one takes longer than that.

    Their reader read them before within its limits. How many pages were shown.
    """
    small = [state for state in states if state.lacking() and not is_drawn(state.wanted.source)]
    if sum(state.wanted.source.size for state in small) > _SMALL:
        return 0
    shown = 0
    for state in small:
        numbers = tuple(state.lacking())
        pages = _loaded_pages(raw, state.wanted, numbers, extra.no_announcement)
        if pages is not None:
            state.have |= kept.put(state.wanted.source, pages)
            shown += len(numbers)
    return shown


def _draw(raw: RawFolder, states: Sequence[_State], size: int, workers: int, ends: float, kept: KeptPages) -> int:
    """Draw what is lacking in tasks of ``size`` pages, and keep it; how many pages were drawn."""
    tasks: list[worker_pool.Task] = []
    parts: list[tuple[_State, list[int]]] = []
    for state in states:
        lacking = state.lacking()
        most = size if is_drawn(state.wanted.source) else len(lacking)
        for begin in range(0, len(lacking), most or 1):
            part = lacking[begin : begin + most]
            allowance = _SECONDS + _SECONDS_PER_PAGE * len(part)
            call = partial(_pages_of, raw, allowance)
            tasks.append(worker_pool.Task(len(tasks), call, (state.wanted, tuple(part)), _PATIENCE * allowance))
            parts.append((state, part))
    drawn = 0
    prepare = partial(worker_limits.limit_worker, os.getpid())
    for number, outcome in worker_pool.run(tasks, workers, prepare, _TASKS_PER_WORKER, ends):
        state, part = parts[number]
        if isinstance(outcome, dict):
            state.have |= kept.put(state.wanted.source, outcome)
            drawn += len(part)
        elif not isinstance(outcome, worker_pool.NotReached):
            state.deaths += 1
            if size == 1 or not is_drawn(state.wanted.source):
                state.give_up(part)
            elif state.deaths >= _MOST_DEATHS:
                state.give_up(state.lacking())
    return drawn


def _pages_of(raw: RawFolder, allowance: float, wanted: Wanted, numbers: tuple[int, ...]) -> dict[int, Page] | None:
    """Pages of one document in a worker; nothing where they need more memory than there is."""
    worker_limits.limit_processor(allowance)
    # Each page to be recognised moves the limit of this process.
    return _loaded_pages(raw, wanted, numbers, partial(worker_limits.allow_recognising, 0))


def _loaded_pages(
    raw: RawFolder, wanted: Wanted, numbers: tuple[int, ...], announce: extra.Announce
) -> dict[int, Page] | None:
    try:
        data = sources.load(raw, wanted.source)
        return pages_of(wanted.source, data, numbers, announce, is_recognised=wanted.is_recognised)
    except CannotLoad:
        return dict.fromkeys(numbers, missing("not_there"))
    except MemoryError:
        return None
