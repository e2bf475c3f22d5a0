"""The objects of a page in the order in which they are drawn, each with where it is shown.

Belongs here: forms entered, matrices, clips, bounds, colours. Does not belong here: what objects mean on the page:
paths (``drawn_paths``), glyphs (``glyphs``), which of two objects hides the other (``drawing_order``).
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as c

from pipeline.readers.pdf.pages.ffi import Handle, bare, handle_of, references
from pipeline.readers.pdf.pages.geometry import Matrix, Rectangle, apply, intersection, mapped_box, multiply

TEXT, PATH, IMAGE = 1, 2, 3
_FORM = 5
_MAX_FORM_DEPTH = 6
# Farther than any place on a page (points).
_FAR = 1e6


@dataclass(slots=True)
class Surroundings:
    """What decides how an object is shown: its turn in the drawing, the matrix and the clip of the forms around it.

    ``matrix`` leads from the space of these forms to the page as displayed.
    """

    order: int
    matrix: Matrix
    clip: Rectangle | None


class PageObjects:
    """The objects of one page, and the mapping of its own space to points from its upper left corner as displayed."""

    def __init__(self, raw: c.FPDF_PAGE) -> None:
        self.raw = raw
        box = c.FS_RECTF()
        c.FPDF_GetPageBoundingBox(raw, box)
        self.left, self.right = min(box.left, box.right), max(box.left, box.right)
        self.low, self.high = min(box.bottom, box.top), max(box.bottom, box.top)
        self.rotation = c.FPDFPage_GetRotation(raw) * 90
        self.width, self.height = self.right - self.left, self.high - self.low
        if self.rotation in (90, 270):
            self.width, self.height = self.height, self.width
        self.displayed: Matrix = {
            0: (1.0, 0.0, 0.0, -1.0, -self.left, self.high),
            90: (0.0, 1.0, 1.0, 0.0, -self.low, -self.left),
            180: (-1.0, 0.0, 0.0, 1.0, self.right, -self.low),
            270: (0.0, -1.0, -1.0, 0.0, self.high, self.right),
        }[self.rotation]
        self.outermost = Surroundings(0, self.displayed, None)
        self._clips: dict[tuple[object, ...], Rectangle] = {}
        self._handle = handle_of(raw)
        # What the functions of pdfium write into; a slice of such an array gives all its numbers at once.
        self.floats, self._colour = (ctypes.c_float * 6)(), (ctypes.c_uint * 4)()
        self.to_floats, self._to_colour = references(self.floats), references(self._colour)

    def in_drawing_order(self) -> Iterator[tuple[Handle, int, Surroundings]]:
        """Every object with its kind and the forms around it; forms are entered."""
        objects = (bare.FPDFPage_GetObject(self._handle, i) for i in range(bare.FPDFPage_CountObjects(self._handle)))
        return self._unfold(objects, self.outermost, 0)

    def _unfold(
        self, objects: Iterable[Handle], around: Surroundings, depth: int
    ) -> Iterator[tuple[Handle, int, Surroundings]]:
        for obj in objects:
            kind = bare.FPDFPageObj_GetType(obj)
            if kind != _FORM:
                yield obj, kind, around
            elif depth < _MAX_FORM_DEPTH:
                matrix = multiply(self.matrix_of(obj), around.matrix)
                inner = Surroundings(0, matrix, intersection(around.clip, self.clip(obj, around.matrix)))
                count = bare.FPDFFormObj_CountObjects(obj)
                yield from self._unfold((bare.FPDFFormObj_GetObject(obj, i) for i in range(count)), inner, depth + 1)

    def matrix_of(self, obj: Handle) -> Matrix:
        """The matrix of an object itself."""
        bare.FPDFPageObj_GetMatrix(obj, self.to_floats[0])
        a, b, c_, d, e, f = self.floats[:]
        return a, b, c_, d, e, f

    def bounds(self, obj: Handle, matrix: Matrix) -> Rectangle:
        """The rectangle around an object as displayed."""
        bare.FPDFPageObj_GetBounds(obj, *self.to_floats[:4])
        x0, y0, x1, y1 = self.floats[:4]
        return mapped_box(matrix, x0, y0, x1, y1)

    def colour(self, colour_of: Any, obj: Handle) -> list[int]:
        """Red, green, blue and alpha (0 to 255) of an object's ink."""
        return self._colour[:] if colour_of(obj, *self._to_colour) else [0, 0, 0, 255]

    def point(self, segment: Handle, matrix: Matrix) -> tuple[float, float]:
        """The end point of a segment of a path as displayed."""
        bare.FPDFPathSegment_GetPoint(segment, self.to_floats[0], self.to_floats[1])
        x, y = self.floats[:2]
        return apply(matrix, x, y)

    def clip(self, obj: Handle, matrix: Matrix) -> Rectangle | None:
        """The box in which an object shows: where the boxes of its clip paths overlap."""
        path = bare.FPDFPageObj_GetClipPath(obj)
        numbers = range(bare.FPDFClipPath_CountPaths(path) if path else 0)
        if not numbers:
            return None
        # Objects that one operator clips share its paths.
        key = matrix, *(bare.FPDFClipPath_GetPathSegment(path, i, 0).value for i in numbers)
        clip = self._clips.get(key)
        if clip is None:
            clip = self._clips[key] = self._clip_of(path, numbers, matrix)
        return clip

    def _clip_of(self, path: Handle, numbers: range, matrix: Matrix) -> Rectangle:
        left, upper, right, lower = -_FAR, -_FAR, _FAR, _FAR
        for i in numbers:
            count = bare.FPDFClipPath_CountPathSegments(path, i)
            points = [self.point(bare.FPDFClipPath_GetPathSegment(path, i, k), matrix) for k in range(count)]
            if points:
                left, right = max(left, min(p[0] for p in points)), min(right, max(p[0] for p in points))
                upper, lower = max(upper, min(p[1] for p in points)), min(lower, max(p[1] for p in points))
        return left, upper, right, lower
