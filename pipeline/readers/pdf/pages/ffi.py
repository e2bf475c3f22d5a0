"""The foreign functions of pdfium that are called for each glyph, object or segment.

Belongs here: their declaration, and what they take and write to. Does not belong here: what is asked of them.
Functions that are called once for each page are called through ``pypdfium2.raw``.
"""

from __future__ import annotations

import ctypes
from types import SimpleNamespace
from typing import Any

import pypdfium2.raw as c


class Handle(ctypes.c_void_p):
    """Address of an object of pdfium; a class of its own comes back from a call as it is and goes into the next."""


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


bare = SimpleNamespace(**{name: _bare(name, result) for name, result in _SIGNATURES.items()})


def handle_of(pointer: Any) -> Handle:
    """The handle behind a typed pointer of pypdfium2."""
    return Handle(ctypes.cast(pointer, ctypes.c_void_p).value)


def references(array: Any) -> tuple[Any, ...]:
    """References to each element of an array, for functions to write to."""
    return tuple(ctypes.byref(array, k * ctypes.sizeof(array._type_)) for k in range(len(array)))
