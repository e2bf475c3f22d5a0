"""Which characters the glyphs of a page stand for, as the document says.

Belongs here: Unicode values that are missing, that print nothing or that need replacing. Does not belong here: where
glyphs stand (``glyphs``), whether the drawing of a glyph agrees (``drawn_digits``).
"""

from __future__ import annotations

import ctypes

from pipeline.readers.pdf.pages.ffi import Handle, bare
from pipeline.readers.pdf.pages.page import UNMAPPED, Page

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


def text_of_page(textpage: Handle) -> str:
    """The text of a page with its line ends. It can have fewer characters than pdfium counts."""
    count = bare.FPDFText_CountChars(textpage)
    units = (ctypes.c_ushort * (2 * count + 2))()
    used = bare.FPDFText_GetText(textpage, 0, count, ctypes.byref(units))
    return bytes(units)[: 2 * max(0, used - 1)].decode("utf-16-le", "surrogatepass")


def signs_of_page(textpage: Handle, page: Page) -> list[str]:
    """The sign of each character of a page; empty where nothing is printed.

    Characters without a Unicode value are counted in ``page.unmapped``.
    """
    count = bare.FPDFText_CountChars(textpage)
    signs = list(text_of_page(textpage))
    if len(signs) != count:
        signs = [""] * count
    high_half = 0  # pdfium hands out UTF-16 units on some platforms
    for i, sign in enumerate(signs):
        if "\u3000" < sign < "\ud800":
            continue
        # Other signs have to be asked for one by one: the text of a page has a hyphen for some that have no value.
        code = bare.FPDFText_GetUnicode(textpage, i)
        if code in _HYPHENS:
            code = 0x2D
        if code in _CONTROLS or (code < _IDEOGRAPHS and bare.FPDFText_HasUnicodeMapError(textpage, i) == 1):
            # The font draws it and does not say as what: the gap stays in the text, where it makes a value doubtful.
            page.unmapped += 1
            code = UNMAPPED
        elif code <= 32 or code in BLANKS:
            code = 0
        elif code == BULLET:
            # The bullet of the symbol fonts is no text.
            code = 0x2022
        elif 0xE000 <= code < 0xF900:
            # A code for private use: only the font of this file knows what it draws.
            page.unmapped += 1
            code = UNMAPPED
        elif 0xD800 <= code < 0xDC00:
            high_half, code = code, 0
        elif 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high_half - 0xD800) << 10) + (code - 0xDC00) if high_half else UNMAPPED
            high_half = 0
        signs[i] = chr(code) if code else ""
    return signs
