"""Whether the digits that a font draws are those that it says it draws.

Belongs here: what a PDF states of its digits (ToUnicode maps), which glyphs are looked at, the verdict on a font. Does
not belong here: shapes (``digit_shapes``), reading pages (``first_reader``).

Readers take a character from the map that its font carries. Where that map is wrong (a faulty program, a font made
against copying), every reader reads other figures than a person sees. Only the drawing can tell.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
import pypdfium2.raw as c

from pipeline.readers.pdf.pages.columns import Glyph, Glyphs, first_code
from pipeline.readers.pdf.pages.digit_shapes import is_other_digit
from pipeline.readers.pdf.pages.ffi import Addresses

_SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)endbf", re.DOTALL)
_HEX = rb"<\s*([0-9A-Fa-f]+)\s*>\s*"
_PAIR = re.compile(_HEX * 2)
_SPAN = re.compile(_HEX * 2 + rb"(?:" + _HEX + rb"|\[([^\]]*)\])")
# How often each digit of a font is looked at where its map is not in order, and where two codes give one digit.
_ONCE, _OFTEN = 1, 8
# A glyph that looks like another digit is compared with so many more of its kind.
_SPARE = 2
# Smaller glyphs (points) are not looked at: notes and exponents.
_SMALLEST = 5.0


def looks_needed(cmap: bytes) -> int:
    """How often the digits of a font have to be looked at, by its ToUnicode map; 0 where it is in order.

    In order means that digits have codes that follow each other like them, as fonts number theirs. A font numbered
    anew, in the order in which its glyphs are used, is not in order and may be right all the same.
    """
    codes = {code: value - 0x30 for code, value in _mapped(cmap) if 0x30 <= value <= 0x39}
    if len(set(codes.values())) < len(codes):
        return _OFTEN
    return _ONCE if len({code - digit for code, digit in codes.items()}) > 1 else 0


def _mapped(cmap: bytes) -> Iterator[tuple[int, int]]:
    """The codes to which a ToUnicode map gives digits, and some others, each with what it gives."""
    for kind, body in _SECTION.findall(cmap):
        if kind == b"bfchar":
            # A digit is 30 to 39; a map has thousands of other characters.
            yield from ((int(code, 16), int(value, 16)) for code, value in _PAIR.findall(body) if value[-2:-1] == b"3")
            continue
        for first, second, third, several in _SPAN.findall(body):
            start, end = int(first, 16), int(second, 16)
            if several:
                for k, value in enumerate(re.findall(rb"<\s*([0-9A-Fa-f]+)\s*>", several)):
                    yield start + k, int(value, 16)
            elif third:
                value = int(third, 16)
                for digit in range(0x30, 0x3A):
                    if 0 <= digit - value <= end - start:
                        yield start + digit - value, digit


class Look(NamedTuple):
    """What a look at some glyphs of one page showed: font and digit, how many glyphs, whether they show another one."""

    what: tuple[object, str]
    glyphs: int
    is_false: bool


class DigitCheck:
    """The digits of the fonts of one document; each digit of a font is looked at ``looks`` times.

    One that ``is_ahead`` belongs to some pages of a document. It only notes what it saw, since what counts of that
    depends on the pages before them.
    """

    def __init__(self, looks: int, *, is_ahead: bool = False) -> None:
        self.looks = looks
        self._is_ahead = is_ahead
        self._noted: list[Look] = []
        self._seen: Counter[tuple[object, str]] = Counter()
        self._false: set[object] = set()

    def noted(self) -> list[Look]:
        """What was noted since this was asked last."""
        noted, self._noted = self._noted, []
        return noted

    def passes(self, looks: Iterable[Look]) -> bool:
        """Whether a page on which these looks were noted has nothing to mark; if so, they count."""
        counted = [look for look in looks if self._seen[look.what] < self.looks]
        if self._false or any(look.is_false for look in counted):
            return False
        for look in counted:
            self._seen[look.what] += look.glyphs
        return True

    def mark(self, page: Any, number: int, glyphs: Glyphs, fonts: Addresses) -> bool:
        """Mark the glyphs of fonts that draw other digits than they say; whether there are any.

        ``glyphs`` are those of the page ``number``, ``fonts`` the font of each.
        """
        codes = first_code(glyphs.text)
        is_digit = (codes >= ord("0")) & (codes <= ord("9"))
        few, place = np.unique(fonts, return_inverse=True)
        # Fonts without a name (Type 3) are not the same font on two pages.
        names: dict[int, object] = {
            font: (_name(font) or (number, font)) if _can_be_judged(font) else None
            for row, font in enumerate(few.tolist())
            if font and is_digit[place == row].any()
        }
        samples: dict[tuple[object, str], list[Glyph]] = {}
        is_large = is_digit & (glyphs.size >= _SMALLEST)
        for name in dict.fromkeys(name for name in names.values() if name is not None):
            is_named = np.array([names.get(font) == name for font in few.tolist()], np.bool_)
            rows = np.flatnonzero(is_large & is_named[place])
            digits = glyphs.text[rows]
            for digit in dict.fromkeys(digits.tolist()):
                if self._seen[name, digit] < self.looks:
                    samples[name, digit] = list(glyphs.take(rows[digits == digit][: self.looks + _SPARE]))
        for key, sample in samples.items():
            count = min(len(sample), self.looks)
            self._seen[key] += count
            is_false = key[0] not in self._false and self._is_false(page, sample)
            if self._is_ahead:
                self._noted.append(Look(key, count, is_false))
            elif is_false:
                self._false.add(key[0])
        false = {font for font, name in names.items() if name in self._false}
        if false:
            glyphs.is_misread = np.array([font in false for font in few.tolist()], np.bool_)[place]
        return bool(false)

    def _is_false(self, page: Any, sample: list[Glyph]) -> bool:
        """Whether glyphs that are said to be one digit show another.

        With one look, a first glyph that shows another digit is confirmed by most of the spare glyphs. With more looks,
        two glyphs have to show it, or the only glyph that there is.
        """
        others = [glyph for glyph in sample[: self.looks] if is_other_digit(page, glyph)]
        if not others or self.looks > 1:
            return len(others) > 1 or len(others) == len(sample) == 1
        votes = [True, *(is_other_digit(page, glyph) for glyph in sample[1:])]
        return 2 * sum(votes) > len(votes)


def _can_be_judged(font: int) -> bool:
    """Whether the digits of a font stand upright and are the file's own: slanted ones touch their neighbours."""
    angle = ctypes.c_int(0)
    c.FPDFFont_GetItalicAngle(_pointer(font), angle)
    return c.FPDFFont_GetIsEmbedded(_pointer(font)) == 1 and angle.value == 0


def _name(font: int) -> bytes:
    """The name of a font; empty where it has none."""
    name = ctypes.create_string_buffer(128)
    c.FPDFFont_GetBaseFontName(_pointer(font), name, 128)
    return name.value


def _pointer(font: int) -> Any:
    return ctypes.cast(font, c.FPDF_FONT)
