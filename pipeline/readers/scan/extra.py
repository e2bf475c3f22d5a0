"""The optional extra ``ocr``: whether it is installed, what to say where it is missing, and how long it may work.

Belongs here: these questions. Does not belong here: anything that needs the extra.
"""

from __future__ import annotations

from contextvars import ContextVar
from importlib.util import find_spec

from pipeline.model.grid import Reading, Unreadable
from pipeline.model.reading_notes import INSTALL_ADVICE

_NEEDS = ("rapidocr", "onnxruntime", "cv2", "numpy")

MOST_PAGES = 100
"""Pages of one document that are recognised: a quarter of an hour of processor time."""

may_recognise: ContextVar[bool] = ContextVar("may_recognise", default=True)
"""False while a document has only the time that reading its text takes; see :class:`NeedsTime`."""


class NeedsTime(Exception):
    """Pages have to be recognised, which takes seconds each: whoever set :data:`may_recognise` gives the time."""

    def __init__(self, pages: int) -> None:
        super().__init__(f"{pages} pages are to be recognised")
        self.pages = pages


def has_ocr() -> bool:
    """Whether text recognition is installed."""
    return all(find_spec(name) is not None for name in _NEEDS)


def ask_for_time(pages: int) -> None:
    """Raise :class:`NeedsTime` unless pages may be recognised now, :class:`Unreadable` where they are too many."""
    if pages > MOST_PAGES:
        sentence = (
            f"{pages} pages are pictures, more than the {MOST_PAGES} that are recognised in one document: cut out the "
            "pages with the self-evaluation forms and put those into the folder."
        )
        raise Unreadable("too_many_scans", sentence)
    if not may_recognise.get():
        raise NeedsTime(pages)


def read_image(data: bytes) -> Reading:
    """Grids and lines of an image file. Raises :class:`Unreadable` ``needs_ocr`` where the extra is missing."""
    if not has_ocr():
        raise Unreadable("needs_ocr", f"The file is an image. {INSTALL_ADVICE}")
    from pipeline.readers.scan import pictures  # everything else works without the extra

    return pictures.read_image(data)
