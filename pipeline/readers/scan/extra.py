"""The optional extra ``ocr``: whether it is installed, and how many pages it may be given.

Belongs here: these questions. Does not belong here: anything that needs the extra.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

from pipeline.model.grid import Unreadable
from pipeline.model.messages import said

_NEEDS = ("rapidocr", "onnxruntime", "cv2", "numpy")

MOST_PAGES = 100
"""Pages of one document that are recognised: a quarter of an hour of processor time."""

Announce = Callable[[int], None]
"""Called with the number of pages that are recognised now, before the first: each takes seconds."""


def no_announcement(pages: int) -> None:
    """For callers whom nobody has to tell how many pages are recognised."""


def has_ocr() -> bool:
    """Whether text recognition is installed."""
    return all(find_spec(name) is not None for name in _NEEDS)


def check_count(pages: int) -> None:
    """Nothing for as many pages as are recognised in one document; raises :class:`Unreadable` for more."""
    if pages > MOST_PAGES:
        raise Unreadable(said("too_many_scans", pages=pages, limit=MOST_PAGES))
