"""The floor: what pdfium alone takes to hand over everything that stands on a page.

Belongs here: every glyph with its box, every object with its style, every segment of every path, called for in C
without a line of Python for each. Does not belong here: what a reader makes of it.

No reader over pdfium can be faster than this unless it leaves out what it does not look at. ``map`` calls the foreign
functions, a queue of length 0 throws the results away, and what they write goes to slots that are made once.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Iterable
from itertools import chain, compress, repeat
from typing import Any

import pypdfium2
import pypdfium2.raw as c


class _Handle(ctypes.c_void_p):
    """A pointer that comes back as an object and goes into the next call without a check."""


def _bare(name: str, result: Any = ctypes.c_int) -> Callable[..., Any]:
    """A foreign function without argument types: checking them takes longer than most of the calls."""
    address = ctypes.cast(getattr(c, name), ctypes.c_void_p).value
    assert address is not None
    return ctypes.PYFUNCTYPE(result)(address)


_char_box = _bare("FPDFText_GetLooseCharBox")
_char_unicode = _bare("FPDFText_GetUnicode", ctypes.c_uint)
_char_object = _bare("FPDFText_GetTextObject", ctypes.c_size_t)
_page_object = _bare("FPDFPage_GetObject", _Handle)
_inner_object = _bare("FPDFFormObj_GetObject", _Handle)
_type = _bare("FPDFPageObj_GetType")
_matrix = _bare("FPDFPageObj_GetMatrix")
_fill = _bare("FPDFPageObj_GetFillColor")
_stroke = _bare("FPDFPageObj_GetStrokeColor")
_mode = _bare("FPDFTextObj_GetTextRenderMode")
_font = _bare("FPDFTextObj_GetFont", ctypes.c_size_t)
_segments = _bare("FPDFPath_CountSegments")
_draw_mode = _bare("FPDFPath_GetDrawMode")
_segment = _bare("FPDFPath_GetPathSegment", _Handle)
_point = _bare("FPDFPathSegment_GetPoint")
_segment_type = _bare("FPDFPathSegment_GetType")
_close = _bare("FPDFPathSegment_GetClose")

# Every call writes to the same few slots: no floor can be lower than without keeping anything.
_slots = (ctypes.c_double * 32)()
_slot = [ctypes.byref(_slots, 64 * k) for k in range(4)]


def _call(function: Callable[..., Any], *arguments: Iterable[Any]) -> None:
    deque(map(function, *arguments), maxlen=0)


def _handle(pointer: Any) -> _Handle:
    return _Handle(ctypes.cast(pointer, ctypes.c_void_p).value)


def read(data: bytes) -> None:
    """Everything on every page of a document."""
    document = pypdfium2.PdfDocument(data)
    try:
        for number in range(len(document)):
            page = c.FPDF_LoadPage(document, number)
            text = c.FPDFText_LoadPage(page)
            _glyphs(_handle(text), c.FPDFText_CountChars(text))
            _objects(_handle(page), _page_object, c.FPDFPage_CountObjects(page))
            c.FPDFText_ClosePage(text)
            c.FPDF_ClosePage(page)
    finally:
        document.close()


def _glyphs(text: _Handle, count: int) -> None:
    numbers = range(count)
    _call(_char_unicode, repeat(text, count), numbers)
    _call(_char_box, repeat(text, count), numbers, repeat(_slot[0]))
    _call(_char_object, repeat(text, count), numbers)


def _objects(owner: _Handle, get: Callable[..., Any], count: int) -> None:
    handles = list(map(get, repeat(owner, count), range(count)))
    kinds = list(map(_type, handles))
    _call(_matrix, handles, repeat(_slot[0]))
    _call(_fill, handles, *map(repeat, _slot))
    texts = list(compress(handles, map(c.FPDF_PAGEOBJ_TEXT.__eq__, kinds)))
    _call(_mode, texts)
    _call(_font, texts)
    paths = list(compress(handles, map(c.FPDF_PAGEOBJ_PATH.__eq__, kinds)))
    _call(_stroke, paths, *map(repeat, _slot))
    _call(_draw_mode, paths, repeat(_slot[0]), repeat(_slot[1]))
    lengths = list(map(_segments, paths))
    owners = chain.from_iterable(map(repeat, paths, lengths))
    pieces = list(map(_segment, owners, chain.from_iterable(map(range, lengths))))
    _call(_segment_type, pieces)
    _call(_point, pieces, repeat(_slot[0]), repeat(_slot[1]))
    _call(_close, pieces)
    for form in compress(handles, map(c.FPDF_PAGEOBJ_FORM.__eq__, kinds)):
        _objects(form, _inner_object, c.FPDFFormObj_CountObjects(ctypes.cast(form, c.FPDF_PAGEOBJECT)))
