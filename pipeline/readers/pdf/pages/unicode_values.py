"""Which characters the glyphs of a page stand for, as the document says.

Belongs here: Unicode values that are missing, that print nothing or that need replacing. Does not belong here: where
glyphs stand (``glyphs``), whether the drawing of a glyph agrees (``drawn_digits``).
"""

from __future__ import annotations

import ctypes
from functools import cache

import numpy as np

from pipeline.readers.pdf.pages.columns import Ints
from pipeline.readers.pdf.pages.ffi import Handle, bare
from pipeline.readers.pdf.pages.page import UNMAPPED

# The first ideograph. Where a font does not say what it draws, pdfium gives the number of the glyph instead; below
# this code such a number has to be told from a character.
_IDEOGRAPHS = 0x2E80
# White space and characters that print nothing.
BLANKS = frozenset({0xA0, 0x3000, 0xFEFF, 0x200B})
# No font draws these; pdfium itself adds line ends and blanks.
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r")
# The bullet of symbol fonts.
BULLET = 0xF0B7
# What pdfium makes of a hyphen at the end of a line, and the soft hyphen that some fonts map theirs to: both are drawn.
_HYPHENS = frozenset({0x02, 0xAD, 0xFFFE})
# Codes for private use: only the font of this file knows what it draws.
_PRIVATE = range(0xE000, 0xF900)
# Halves of characters, first and second; pdfium hands out UTF-16 units on some platforms.
_HIGH, _LOW = range(0xD800, 0xDC00), range(0xDC00, 0xE000)


def text_of_page(textpage: Handle) -> str:
    """The text of a page with its line ends. It can have fewer characters than pdfium counts."""
    return _units(textpage).decode("utf-16-le", "surrogatepass")


def _units(textpage: Handle) -> bytes:
    """The text of a page in UTF-16."""
    count = bare.FPDFText_CountChars(textpage)
    units = (ctypes.c_ushort * (2 * count + 2))()
    used = bare.FPDFText_GetText(textpage, 0, count, ctypes.byref(units))
    return bytes(units)[: 2 * max(0, used - 1)]


def codes_of_page(textpage: Handle) -> tuple[Ints, int]:
    """The code of each character of a page, 0 where nothing is printed; how many have no Unicode value."""
    count = bare.FPDFText_CountChars(textpage)
    units = _units(textpage)
    codes = np.frombuffer(units, "<u2").astype(np.int64)
    if ((codes >= _HIGH.start) & (codes < _LOW.stop)).any():
        codes = np.array([ord(sign) for sign in units.decode("utf-16-le", "surrogatepass")], np.int64)
    if len(codes) != count:
        codes = np.zeros(max(count, 0), np.int64)
    # Other signs have to be asked for one by one: the text of a page has a hyphen for some that have no value.
    asked = np.flatnonzero((codes <= 0x3000) | (codes >= _HIGH.start))
    if not len(asked):
        return codes, 0
    own = bare.FPDFText_GetUnicode.each(textpage, asked).astype(np.int64)
    is_low = (own < _IDEOGRAPHS) | (own == 0xFFFE)
    printed = _printed()[np.minimum(own, 0xFFFF)]
    printed = np.where(own > 0xFFFF, own, printed)
    # The font draws it and does not say as what: the gap stays in the text, where it makes a value doubtful.
    errors = bare.FPDFText_HasUnicodeMapError.each(textpage, asked[is_low]) == 1
    printed[np.flatnonzero(is_low)[errors]] = UNMAPPED
    unmapped = int((printed == UNMAPPED).sum() - ((own == UNMAPPED) & (printed == UNMAPPED)).sum())
    if ((own >= _HIGH.start) & (own < _LOW.stop)).any():
        _join_halves(own.tolist(), printed)
    codes[asked] = printed
    return codes, unmapped


@cache
def _printed() -> Ints:
    """What each code of two bytes is printed as; 0 for those that print nothing."""
    table = np.arange(0x10000)
    table[list(_HYPHENS)] = 0x2D
    table[:33] = 0
    table[list(BLANKS)] = 0
    table[list(_CONTROLS - _HYPHENS)] = UNMAPPED
    table[list(_PRIVATE)] = UNMAPPED
    # The bullet of the symbol fonts is no text.
    table[BULLET] = 0x2022
    table[list(_HYPHENS)] = 0x2D
    return table


def _join_halves(codes: list[int], printed: Ints) -> None:
    """Put the character in place of its second half, nothing in place of its first."""
    high_half = 0
    for row, code in enumerate(codes):
        if code in _HIGH:
            high_half, printed[row] = code, 0
        elif code in _LOW:
            whole = 0x10000 + ((high_half - _HIGH.start) << 10) + (code - _LOW.start)
            printed[row] = whole if high_half else UNMAPPED
            high_half = 0
