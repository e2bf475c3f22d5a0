"""The foreign functions of pdfium that are called for each glyph, object or segment.

Belongs here: their declaration, what they take and write to, calls about many things at once. Does not belong here:
what is asked of them. Functions that are called once for each page are called through ``pypdfium2.raw``.

A call costs a tenth of a microsecond when :func:`map` makes it, several times that in a loop of Python, and next to
nothing in the compiled loop (``compiled_calls``). So a function is asked about all things in one go: things are columns
of addresses or of numbers, and so is what comes back.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Sequence
from itertools import repeat
from types import SimpleNamespace
from typing import Any

import numpy as np
import pypdfium2.raw as c
from numpy.typing import NDArray

from pipeline.readers.pdf.pages import compiled_calls

Addresses = NDArray[np.uint64]
"""Where objects of pdfium are, one for each thing."""


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


_KINDS: dict[str, Any] = {"h": np.uint64, "a": np.uint64, "i": np.int32, "u": np.uint32, "d": np.float64}
_loop = compiled_calls.load()

Argument = Handle | int | NDArray[Any]
"""What a function is given: the same for every thing, or a column of addresses or numbers with one for each."""


class Function:
    """A foreign function without argument types, which take longer to check than most calls themselves.

    Called about one thing, every argument has to be a handle, a reference or an int of 32 bits.
    """

    def __init__(self, name: str, result: str) -> None:
        address = ctypes.cast(getattr(c, name), ctypes.c_void_p).value
        assert address is not None
        self._address, self._result = address, result
        self._call = ctypes.PYFUNCTYPE(_RESULTS[result])(address)
        # Of many handles their addresses alone are needed.
        self._call_many = ctypes.PYFUNCTYPE(_RESULTS["a"])(address) if result == "h" else self._call

    def __call__(self, *arguments: Any) -> Any:
        """Its answer about one thing."""
        return self._call(*arguments)

    def each(self, *arguments: Argument) -> NDArray[Any]:
        """Its answers about many things."""
        return self.call(_count(arguments), arguments)

    def call(self, count: int, arguments: Sequence[Argument], room: Column | None = None) -> NDArray[Any]:
        """Its answers about ``count`` things; with ``room`` it writes about each of them there."""
        kind = _KINDS[self._result]
        if _loop is None:
            columns = [*map(_one_by_one, arguments), *(room.references if room is not None else ())]
            return np.fromiter(map(self._call_many, *columns), kind, count)
        given = [_in_one_go(argument) for argument in arguments]
        if room is not None:
            given += room.places
        table = np.array(given, np.intp)
        results = np.empty(count, np.float64 if self._result == "d" else np.intp)
        loop = _loop.call_each_for_double if self._result == "d" else _loop.call_each
        loop(
            ctypes.c_void_p(self._address),
            ctypes.c_int64(count),
            ctypes.c_int64(len(given)),
            ctypes.c_void_p(_start(table)),
            ctypes.c_void_p(_start(results)),
        )
        # Of a result of 32 bits the other half of the word means nothing.
        return results if self._result == "d" else results.astype(kind)


def _count(arguments: Sequence[Argument]) -> int:
    return next(len(argument) for argument in arguments if isinstance(argument, np.ndarray))


def _start(array: NDArray[Any]) -> int:
    """The address of the first number of an array."""
    start: int = array.__array_interface__["data"][0]
    return start


def _in_one_go(argument: Argument) -> tuple[int, int, int]:
    """An argument for the compiled loop (``calls.c``): its kind, and what stands there or where it stands."""
    if isinstance(argument, np.ndarray):
        assert argument.itemsize == ctypes.sizeof(ctypes.c_void_p)
        assert argument.flags.c_contiguous
        return 1, _start(argument), 0
    return 0, argument if isinstance(argument, int) else argument.value or 0, 0


def _one_by_one(argument: Argument) -> Iterable[Any]:
    """An argument for calls one by one: an iterable with one for each thing."""
    if not isinstance(argument, np.ndarray):
        return repeat(argument)
    return _handles_at(argument) if argument.dtype == np.uint64 else argument.tolist()


# The last addresses that were asked about, with their handles: most are asked about several times.
_last: list[Any] = [None, []]


def _handles_at(addresses: Addresses) -> list[Handle]:
    if _last[0] is not addresses:
        _last[:] = addresses, list(map(Handle, addresses.tolist()))
    handles: list[Handle] = _last[1]
    return handles


bare = SimpleNamespace(**{name: Function(name, result) for name, result in _SIGNATURES.items()})


def handle_of(pointer: Any) -> Handle:
    """The handle behind a typed pointer of pypdfium2."""
    return Handle(ctypes.cast(pointer, ctypes.c_void_p).value)


class Column:
    """Room for what a function of pdfium writes about many things: ``width`` numbers of one kind about each.

    The room and the references into it are kept from page to page. A function takes one reference to all numbers of a
    thing, or with ``is_apart`` one to each. pdfium serves one thread of a process, and so does this.
    """

    def __init__(self, kind: Any, width: int, *, is_apart: bool) -> None:
        self._kind, self._width, self._is_apart = kind, width, is_apart
        self._grow(_USUAL)

    def _grow(self, count: int) -> None:
        size, places = ctypes.sizeof(self._kind), self._width if self._is_apart else 1
        self._room = (self._kind * (self._width * count))()
        self._values = np.frombuffer(self._room, np.dtype(self._kind)).reshape(count, self._width)
        start = ctypes.addressof(self._room)
        # For the compiled loop: the first place written to, and how far the places of things are apart.
        self.places = [(2, start + place * size, self._width * size) for place in range(places)]
        self._references: list[list[Any]] = []

    @property
    def references(self) -> list[list[Any]]:
        """A reference to each place, for calls one by one."""
        if not self._references:
            size = ctypes.sizeof(self._kind)
            self._references = [
                [ctypes.byref(self._room, (row * self._width + place) * size) for row in range(len(self._values))]
                for place in range(len(self.places))
            ]
        return self._references

    def ask(self, function: Function, *arguments: Argument, otherwise: Sequence[float] | None = None) -> NDArray[Any]:
        """What a function writes about each thing, given by its arguments; a row for each.

        Where it gives no answer the row is ``otherwise``, if that is given.
        """
        count = _count(arguments)
        if count > len(self._values):
            self._grow(max(count, 2 * len(self._values)))
        answers = function.call(count, arguments, self)
        values: NDArray[Any] = self._values[:count].copy()
        if otherwise is not None and not answers.all():
            values[answers == 0] = otherwise
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


def matrices_of(objects: Addresses) -> NDArray[np.float64]:
    """The matrix of each object itself."""
    return matrices.ask(bare.FPDFPageObj_GetMatrix, objects).astype(np.float64)
