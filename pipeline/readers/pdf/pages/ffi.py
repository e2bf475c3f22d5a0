"""The foreign functions of pdfium that are called for each glyph, object or segment.

Belongs here: their declaration, what they take and write to, calls for many things at once. Does not belong here: what
is asked of them. Functions that are called once for each page are called through ``pypdfium2.raw``.

A call costs a tenth of a microsecond when :func:`map` makes it, several times that in a loop of Python. So a function
is asked about all things in one go, and what it writes lies in a :class:`Column` that numpy reads as it is.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Iterable, Sequence
from itertools import repeat
from types import SimpleNamespace
from typing import Any

import numpy as np
import pypdfium2.raw as c
from numpy.typing import NDArray


class Handle(ctypes.c_void_p):
    """Address of an object of pdfium; a class of its own comes back from a call as it is and goes into the next."""


# Room that is made at first, and how much is not kept for the next page (things).
_USUAL, _LARGE = 512, 1 << 15
_RESULTS = {"h": Handle, "a": ctypes.c_size_t, "i": ctypes.c_int, "u": ctypes.c_uint, "d": ctypes.c_double}
# Result of every function called for each glyph, object or segment: handle, address, int, unsigned, double.
_SIGNATURES = {
    "FPDFText_CountChars": "i",
    "FPDFText_GetText": "i",
    "FPDFText_GetUnicode": "u",
    "FPDFText_HasUnicodeMapError": "i",
    "FPDFText_GetTextObject": "a",
    "FPDFText_GetLooseCharBox": "i",
    "FPDFText_GetCharOrigin": "i",
    "FPDFText_GetMatrix": "i",
    "FPDFText_GetFontSize": "d",
    "FPDFTextObj_GetTextRenderMode": "i",
    "FPDFTextObj_GetFont": "a",
    "FPDFFont_GetIsEmbedded": "i",
    "FPDFPage_CountObjects": "i",
    "FPDFPage_GetObject": "h",
    "FPDFPageObj_GetType": "i",
    "FPDFPageObj_GetBounds": "i",
    "FPDFPageObj_GetMatrix": "i",
    "FPDFPageObj_GetFillColor": "i",
    "FPDFPageObj_GetStrokeColor": "i",
    "FPDFPageObj_GetClipPath": "h",
    "FPDFPageObj_HasTransparency": "i",
    "FPDFFormObj_CountObjects": "i",
    "FPDFFormObj_GetObject": "h",
    "FPDFPath_GetDrawMode": "i",
    "FPDFPath_CountSegments": "i",
    "FPDFPath_GetPathSegment": "h",
    "FPDFPathSegment_GetPoint": "i",
    "FPDFPathSegment_GetType": "i",
    "FPDFPathSegment_GetClose": "i",
    "FPDFClipPath_CountPaths": "i",
    "FPDFClipPath_CountPathSegments": "i",
    "FPDFClipPath_GetPathSegment": "h",
}


def _bare(name: str, result: str) -> Any:
    """The same foreign function without argument types, which take longer to check than most calls themselves.

    Every argument has to be a handle, a reference or an int of 32 bits.
    """
    address = ctypes.cast(getattr(c, name), ctypes.c_void_p).value
    assert address is not None
    return ctypes.PYFUNCTYPE(_RESULTS[result])(address)


# The same where its result is only compared.
segment_address = _bare("FPDFClipPath_GetPathSegment", "a")
bare = SimpleNamespace(**{name: _bare(name, result) for name, result in _SIGNATURES.items()})


def handle_of(pointer: Any) -> Handle:
    """The handle behind a typed pointer of pypdfium2."""
    return Handle(ctypes.cast(pointer, ctypes.c_void_p).value)


def handles(function: Any, *arguments: Iterable[Any]) -> list[Handle]:
    """What a function gives for each set of arguments, where that is a handle."""
    return list(map(function, *arguments))


def numbers(function: Any, *arguments: Iterable[Any], kind: Any = np.int64) -> NDArray[Any]:
    """What a function gives for each set of arguments, where that is a number."""
    return np.fromiter(map(function, *arguments), kind)


class Column:
    """Room for what a function of pdfium writes about many things: ``width`` numbers of one kind about each.

    The room and the references into it are kept from page to page. A function takes one reference to all numbers of a
    thing, or with ``is_apart`` one to each. pdfium serves one thread of a process, and so does this.
    """

    def __init__(self, kind: Any, width: int, *, is_apart: bool) -> None:
        self._kind, self._width, self._is_apart = kind, width, is_apart
        self._room: Any = None
        self._references: list[list[Any]] = []
        self._grow(_USUAL)

    def _grow(self, count: int) -> None:
        size = ctypes.sizeof(self._kind)
        self._room = (self._kind * (self._width * count))()
        self._references = [
            [ctypes.byref(self._room, (row * self._width + place) * size) for row in range(count)]
            for place in range(self._width if self._is_apart else 1)
        ]
        self._values = np.frombuffer(self._room, np.dtype(self._kind)).reshape(count, self._width)

    def ask(
        self, function: Any, count: int, *arguments: Iterable[Any], otherwise: Sequence[float] | None = None
    ) -> NDArray[Any]:
        """What a function writes about each of ``count`` things, given by its arguments; a row for each.

        Where it gives no answer the row is ``otherwise``, if that is given.
        """
        if count > len(self._values):
            self._grow(max(count, 2 * len(self._values)))
        calls = map(function, *arguments, *self._references)
        is_answered = list(calls) if otherwise is not None else deque(calls, maxlen=0)
        values: NDArray[Any] = self._values[:count].copy()
        if 0 in is_answered:
            values[np.array(is_answered) == 0] = otherwise
        if len(self._values) > _LARGE:
            self._grow(_USUAL)
        return values


boxes = Column(ctypes.c_float, 4, is_apart=False)
edges = Column(ctypes.c_float, 4, is_apart=True)
matrices = Column(ctypes.c_float, 6, is_apart=False)
colours = Column(ctypes.c_uint, 4, is_apart=True)
points = Column(ctypes.c_float, 2, is_apart=True)
origins = Column(ctypes.c_double, 2, is_apart=True)
modes = Column(ctypes.c_int, 2, is_apart=True)


def matrices_of(objects: list[Handle]) -> NDArray[np.float64]:
    """The matrix of each object itself."""
    return matrices.ask(bare.FPDFPageObj_GetMatrix, len(objects), objects).astype(np.float64)


def every(thing: Any) -> repeat[Any]:
    """The same argument for every call."""
    return repeat(thing)
