"""Pages that were read before their document is: ranges of a long one, by several workers at a time.

Belongs here: taking such a page in the place of reading it, and keeping pages for that. Does not belong here: which
pages are read ahead and by whom (``pipeline.curate.page_ranges``), the reading.

Whoever reads a document asks for each page under a key that names everything its reading rests on. A page that nobody
read ahead under that key, for whatever reason, is read there and then. So a document gives the same however its pages
were divided, and a page that crashes, hangs or takes too much does so to its document as if nothing had been divided.
"""

from __future__ import annotations

import pickle
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple, TypeVar

Key = tuple[str | int | bool, ...]
"""What the reading of a page rests on beside the bytes of its document: what is read, its number, how."""

T = TypeVar("T")


class PageAhead(NamedTuple):
    """What was read of a page, packed, and the processor time that it took."""

    body: bytes
    seconds: float


PagesAhead = dict[Key, PageAhead]


class _Given(NamedTuple):
    """Pages to be taken, and who is told what each took."""

    pages: PagesAhead
    spent: Callable[[float], None]


_given: ContextVar[_Given | None] = ContextVar("given", default=None)
_kept: ContextVar[PagesAhead | None] = ContextVar("kept", default=None)


@contextmanager
def taking(pages: PagesAhead, spent: Callable[[float], None]) -> Iterator[None]:
    """Pages are taken from these inside, where they are there; ``spent`` is told the processor time of each."""
    token = _given.set(_Given(pages, spent))
    try:
        yield
    finally:
        _given.reset(token)


@contextmanager
def keeping() -> Iterator[PagesAhead]:
    """Pages that are read inside are kept; what an exception left of them too."""
    pages: PagesAhead = {}
    token = _kept.set(pages)
    try:
        yield pages
    finally:
        _kept.reset(token)


def page(key: Key, read: Callable[[], T], fits: Callable[[T], bool] | None = None) -> T:
    """What was read ahead under a key, where it fits; what ``read`` gives, where there is none."""
    found = find(key)
    if found is not None and (fits is None or fits(found)):
        return found  # type: ignore[no-any-return]
    begun = time.process_time()
    result = read()
    keep(key, result, begun)
    return result


def find(key: Key) -> Any | None:
    """What was read ahead under a key; nothing of a page that was not."""
    given = _given.get()
    found = given.pages.get(key) if given is not None else None
    if given is None or found is None:
        return None
    given.spent(found.seconds)
    return pickle.loads(zlib.decompress(found.body))  # noqa: S301 - of a worker of this build, as all results are


def keep(key: Key, result: object, begun: float) -> None:
    """Keep what was read of a page, where pages are kept; ``begun`` is the processor time at which it was begun."""
    kept = _kept.get()
    if kept is not None:
        seconds = time.process_time() - begun
        kept[key] = PageAhead(zlib.compress(pickle.dumps(result, pickle.HIGHEST_PROTOCOL), 1), seconds)
