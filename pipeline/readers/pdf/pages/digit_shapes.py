"""The shapes of drawn digits, and which digit a shape is most like.

Belongs here: glyphs drawn anew as pictures, their enclosed areas, the comparison with the digits of standard fonts.
Does not belong here: which glyphs are looked at (``drawn_digits``).
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from functools import cache
from itertools import pairwise
from operator import mul
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as c

from pipeline.readers.pdf.disjoint_sets import DisjointSets
from pipeline.readers.pdf.pages.columns import Glyph
from pipeline.readers.pdf.pages.geometry import Rectangle

DIGITS = frozenset("0123456789")
# Heights in pixels in which a glyph is drawn, and the darkness (0 to 255) from which a pixel is ink.
_COARSE, _FINE, _INK = 44, 64, 64
_RUN = re.compile("1+")
_BITS = bytes(49 if value <= 255 - _INK else 48 for value in range(256))
# A digit is at least this high, of the finer height.
_LOWEST = 16
# The parts of a shape that are compared: columns and rows.
_ACROSS, _DOWN = 4, 6
# How many enclosed areas each digit may have: an open and a closed 4, a slashed 0.
_HOLES = {"0": {1, 2}, "1": {0}, "2": {0}, "3": {0}, "4": {0, 1}, "5": {0}, "6": {1}, "7": {0}, "8": {2}, "9": {1}}
# A shape is another digit's when it is more alike to that one by this much (of at most 2).
_MARGIN = 0.12
_FONTS = ("Helvetica", "Times-Roman", "Courier", "Helvetica-Bold", "Times-Bold", "Courier-Bold")


class _Shape(NamedTuple):
    """A drawn glyph: enclosed areas, and how much ink each part of its box has, around a mean of 0 and length 1."""

    holes: int
    parts: tuple[float, ...]


def is_other_digit(page: Any, glyph: Glyph) -> bool:
    """Whether a glyph that is said to be a digit has the shape of another digit, or of none.

    Most glyphs are judged by a coarse picture, which is cheap; the others by a finer one.
    """
    box = glyph.x0, glyph.top, glyph.x1, glyph.bottom
    # Neighbours reach into the edges of the box.
    edge = 0.04 * (glyph.x1 - glyph.x0) if glyph.angle in (0, 180) else 0.0
    inner = box[0] + edge, box[1], box[2] - edge, box[3]
    if _is_like(_shape(_drawn(page, inner, glyph.angle, _COARSE)), glyph.text):
        return False
    rows = _largest_figure(_drawn(page, box, glyph.angle, _FINE))
    high = sum("1" in row for row in rows)
    if 0 < high < _LOWEST:
        # A point or a dash.
        return True
    shape = _shape(rows)
    if shape is None:
        return False
    if shape.holes not in _HOLES[glyph.text]:
        return True
    alike: dict[str, float] = {}
    for digit, model in _models():
        if shape.holes in _HOLES[digit]:
            likeness = sum(a * b for a, b in zip(shape.parts, model.parts, strict=True))
            alike[digit] = max(alike.get(digit, -1.0), likeness)
    return max(alike.values()) - alike[glyph.text] > _MARGIN


def _is_like(shape: _Shape | None, digit: str) -> bool:
    """Whether a shape is more like this digit than like any other, by the mean shape of each."""
    if shape is None or shape.holes not in _HOLES[digit]:
        return False
    alike = [(sum(map(mul, shape.parts, parts)), other) for other, parts in _means() if shape.holes in _HOLES[other]]
    return max(alike)[1] == digit


def _drawn(page: Any, box: Rectangle, angle: int, pixels_high: int) -> list[str]:
    """The rows of a box of a page as displayed, drawn anew: 1 for ink, 0 for paper; upright."""
    x0, top, x1, bottom = box
    across = bottom - top if angle in (0, 180) else x1 - x0
    if across <= 0:
        return []
    scale = pixels_high / across
    width, height = max(1, int((x1 - x0) * scale) + 1), max(1, int((bottom - top) * scale) + 1)
    if max(width, height) > 4 * pixels_high:
        return []
    bitmap = c.FPDFBitmap_CreateEx(width, height, c.FPDFBitmap_Gray, None, 0)
    try:
        c.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        matrix = c.FS_MATRIX(scale, 0, 0, scale, -x0 * scale, -top * scale)
        c.FPDF_RenderPageBitmapWithMatrix(bitmap, page, matrix, c.FS_RECTF(0, 0, width, height), 0)
        stride = c.FPDFBitmap_GetStride(bitmap)
        pixels = ctypes.string_at(c.FPDFBitmap_GetBuffer(bitmap), stride * height)
    finally:
        c.FPDFBitmap_Destroy(bitmap)
    pixels = pixels.translate(_BITS)
    rows = [pixels[y * stride : y * stride + width].decode() for y in range(height)]
    if angle == 180:
        return [row[::-1] for row in reversed(rows)]
    if angle == 90:
        return ["".join(column) for column in zip(*rows, strict=True)][::-1]
    if angle == 270:
        return ["".join(reversed(column)) for column in zip(*rows, strict=True)]
    return rows


def _shape(rows: list[str]) -> _Shape | None:
    """The shape of the ink in a picture; null where there is none, or where it is a speck."""
    rows = [row for row in rows if "1" in row]
    if len(rows) < 2 * _DOWN:
        return None
    left, right = min(row.index("1") for row in rows), max(row.rindex("1") for row in rows) + 1
    rows = [row[left:right] for row in rows]
    if right - left < _ACROSS:
        return None
    xs = [k * (right - left) // _ACROSS for k in range(_ACROSS + 1)]
    ys = [k * len(rows) // _DOWN for k in range(_DOWN + 1)]
    parts = [
        sum(row.count("1", a, b) for row in rows[top:low]) / ((b - a) * (low - top))
        for top, low in pairwise(ys)
        for a, b in pairwise(xs)
    ]
    mean = sum(parts) / len(parts)
    centred = [part - mean for part in parts]
    length = sum(part * part for part in centred) ** 0.5 or 1.0
    return _Shape(_holes(rows), tuple(part / length for part in centred))


def _largest_figure(rows: list[str]) -> list[str]:
    """The largest connected figure of a picture alone: parts of neighbouring glyphs reach into the box of a glyph."""
    runs: list[tuple[int, int, int]] = []
    figures = DisjointSets()
    above: list[int] = []
    for y, row in enumerate(rows):
        here: list[int] = []
        for run in _RUN.finditer(row):
            number = figures.add()
            runs.append((y, run.start(), run.end()))
            here.append(number)
            for other in above:
                if runs[other][1] <= run.end() and run.start() <= runs[other][2]:
                    figures.join(other, number)
        above = here
    sizes: Counter[int] = Counter()
    for i, (_, start, end) in enumerate(runs):
        sizes[figures.of(i)] += end - start
    if len(sizes) < 2:
        return rows
    largest = sizes.most_common(1)[0][0]
    kept = ["0" * len(row) for row in rows]
    for i, (y, start, end) in enumerate(runs):
        if figures.of(i) == largest:
            kept[y] = kept[y][:start] + "1" * (end - start) + kept[y][end:]
    return kept


def _holes(rows: list[str]) -> int:
    """The number of enclosed areas of a connected shape, by Euler's number over all squares of two by two pixels."""
    width = len(rows[0]) + 1
    blank = "0" * width
    # All rows as one number: a shift by one is the next column, a shift by the width the next row.
    picture = int(blank + "".join(row + "0" for row in rows) + blank + "0", 2)
    full = (1 << (len(rows) + 2) * width + 1) - 1
    square = picture, picture >> 1, picture >> width, picture >> width + 1
    others = tuple(full & ~shifted for shifted in square)
    corners = notches = 0
    for k in range(4):
        corners += (square[k] & others[k - 1] & others[k - 2] & others[k - 3]).bit_count()
        notches += (others[k] & square[k - 1] & square[k - 2] & square[k - 3]).bit_count()
    diagonals = (square[0] & square[3] & others[1] & others[2]).bit_count()
    diagonals += (square[1] & square[2] & others[0] & others[3]).bit_count()
    return 1 - (corners - notches - 2 * diagonals) // 4


@cache
def _models() -> tuple[tuple[str, _Shape], ...]:
    """The digits of the standard fonts, as pdfium draws them."""
    document = pypdfium2.PdfDocument.new()
    models: list[tuple[str, _Shape]] = []
    try:
        for name in _FONTS:
            page = document.new_page(400, 60)
            font = c.FPDFText_LoadStandardFont(document.raw, name.encode())
            for k in range(10):
                text = c.FPDFPageObj_CreateTextObj(document.raw, font, 40)
                units = (ctypes.c_ushort * 2)(0x30 + k, 0)
                c.FPDFText_SetText(text, ctypes.cast(units, ctypes.POINTER(ctypes.c_ushort)))
                c.FPDFPageObj_Transform(text, 1, 0, 0, 1, 40 * k + 5, 15)
                c.FPDFPage_InsertObject(page.raw, text)
            c.FPDFPage_GenerateContent(page.raw)
            for k in range(10):
                shape = _shape(_drawn(page.raw, (40.0 * k, 0.0, 40.0 * k + 40, 60.0), 0, _FINE))
                if shape is not None:
                    models.append((str(k), shape))
            page.close()
    finally:
        document.close()
    return tuple(models)


@cache
def _means() -> tuple[tuple[str, tuple[float, ...]], ...]:
    """For each digit the mean of its models."""
    return tuple(
        (
            digit,
            tuple(
                sum(column) / len(column) for column in zip(*(m.parts for d, m in _models() if d == digit), strict=True)
            ),
        )
        for digit in sorted(DIGITS)
    )
