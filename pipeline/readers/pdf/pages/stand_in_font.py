"""One font for every Chinese font that a PDF names and does not carry.

Belongs here: the font, made in memory, and its registration with pdfium. Does not belong here: the reading of glyphs.

Many offices print with 宋体 or 仿宋 and leave the font out of the file. pdfium then looks for such a font on the
machine. Where there is none, a character has no width, and pdfium passes over text of a single character. With this
font every machine reads the same: the file itself says which character is printed and how wide it is, and the font only
gives pdfium something to draw. Pages that are drawn show a bar for each such character.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable
from typing import Any

import numpy as np
import pypdfium2.raw as c

_UNITS, _ASCENT, _DESCENT = 1000, 880, -120
# Each glyph is an upright bar, narrower than the narrowest letter: what is drawn must not be wider than the advance.
_LEFT, _RIGHT, _TOP = 60, 200, 800
_GLYPHS = 0xFFFF
# First and last character and the glyph of the first. A blank has a bar too: text without any width is passed over.
_CHARACTERS = ((0x20, 0xFFFE, 0x20), (0x20000, 0x2FFFD, 0x100), (0x30000, 0x3FFFD, 0x100))
# Windows character sets for which pdfium asks for a font: Japanese, Korean, simplified and traditional Chinese, and
# symbols. pdfium takes a font for symbols that does not name its script and whose glyphs are used by their numbers.
_CHARSETS = frozenset({2, 128, 129, 134, 136})
_FONT = 1  # the only font there is a handle of
_WHOLE = 0  # pdfium asks for the table 0 where it wants the whole file


def make_font() -> bytes:
    """A TrueType font in which each glyph is an upright bar and each character has the glyph of its number."""
    bar = struct.pack(">hhhhh", 1, _LEFT, 0, _RIGHT, _TOP) + struct.pack(">HH", 3, 0) + bytes([1, 1, 1, 1])
    bar += struct.pack(">hhhh", _LEFT, 0, _RIGHT - _LEFT, 0) + struct.pack(">hhhh", 0, _TOP, 0, -_TOP)
    bar += bytes(-len(bar) % 4)
    groups = [struct.pack(">LLL", first, last, glyph) for first, last, glyph in _CHARACTERS]
    tables = {
        b"OS/2": struct.pack(">HhHHH", 0, _UNITS, 400, 5, 0) + bytes(56) + struct.pack(">HH", 0, 0xFFFF) + bytes(10),
        b"cmap": struct.pack(">HHHHL", 0, 1, 3, 10, 12)
        + struct.pack(">HHLLL", 12, 0, 16 + 12 * len(groups), 0, len(groups))
        + b"".join(groups),
        b"glyf": bar * (_GLYPHS - 1),
        b"head": struct.pack(">LLLLHH", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, _UNITS)
        + bytes(16)
        + struct.pack(">hhhhHHhhh", _LEFT, 0, _RIGHT, _TOP, 0, 8, 2, 1, 0),
        b"hhea": struct.pack(">LhhhHhhhhhh", 0x10000, _ASCENT, _DESCENT, 0, _UNITS, _LEFT, 0, _RIGHT, 1, 0, 0)
        + bytes(10)
        + struct.pack(">H", 1),
        b"hmtx": struct.pack(">H", _UNITS) + struct.pack(">h", _LEFT) * _GLYPHS,
        # Glyph 0 is empty: the glyph of what has no other.
        b"loca": bytes(4) + np.arange(0, len(bar) * _GLYPHS, len(bar), dtype=">u4").tobytes(),
        b"maxp": struct.pack(">LH", 0x10000, _GLYPHS) + struct.pack(">13H", 4, 1, 0, 0, 1, *[0] * 8),
        b"name": struct.pack(">HHH", 0, 0, 6),
        b"post": struct.pack(">LLhhL", 0x30000, 0, -100, 50, 0) + bytes(16),
    }
    head, body, start = struct.pack(">LHHHH", 0x10000, len(tables), 128, 3, 32), b"", 12 + 16 * len(tables)
    for tag, content in sorted(tables.items()):
        head += struct.pack(">4sLLL", tag, 0, start + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    return head + body


_FILE = make_font()
SIZE = len(_FILE)
"""Bytes of the font, by which a font of pdfium is known as the stand-in."""


class _StandIn:
    """What pdfium asks instead of the machine's fonts; lives as long as the process."""

    def __init__(self) -> None:
        info = self.info = c.FPDF_SYSFONTINFO(version=1)
        answers: dict[str, Callable[..., Any]] = {
            "Release": lambda _: None,
            "EnumFonts": lambda _, mapper: None,
            "MapFont": self._map,
            "GetFont": lambda _, face: None,
            "GetFontData": self._data,
            "GetFaceName": lambda _, font, buffer, size: 0,
            "GetFontCharset": lambda _, font: 134,
            "DeleteFont": lambda _, font: None,
        }
        for name, kind in c.FPDF_SYSFONTINFO._fields_:
            if name in answers:
                setattr(info, name, kind(answers[name]))

    def _map(self, _: Any, weight: int, italic: int, charset: int, pitch: int, face: Any, exact: Any) -> int | None:
        """The stand-in for Chinese, Japanese, Korean and symbols; pdfium has fonts of its own for the rest."""
        return _FONT if charset in _CHARSETS else None

    def _data(self, _: Any, font: Any, table: int, buffer: Any, size: int) -> int:
        if table != _WHOLE:
            return 0
        if buffer and size >= SIZE:
            ctypes.memmove(buffer, _FILE, SIZE)
        return SIZE


_stand_in: _StandIn | None = None


def install() -> None:
    """Make pdfium take the stand-in in this process; fonts of the machine are not looked for any more."""
    global _stand_in
    if _stand_in is None:
        _stand_in = _StandIn()
        c.FPDF_SetSystemFontInfo(ctypes.byref(_stand_in.info))
