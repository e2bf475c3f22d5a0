"""The objects of a page in the order in which they are drawn, each with where it is shown.

Belongs here: forms entered, matrices, clips, bounds, colours. Does not belong here: what objects mean on the page:
paths (``drawn_paths``), glyphs (``glyphs``), which of two objects hides the other (``drawing_order``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pypdfium2.raw as c
from numpy.typing import NDArray

from pipeline.readers.pdf.pages import ffi
from pipeline.readers.pdf.pages.columns import Boxes, Floats, Ints
from pipeline.readers.pdf.pages.ffi import Addresses, Handle, bare, handle_of
from pipeline.readers.pdf.pages.geometry import Matrix, Rectangle, apply, intersection, multiply

TEXT, PATH, IMAGE = 1, 2, 3
_FORM = 5
_MAX_FORM_DEPTH = 6
# Farther than any place on a page (points).
_FAR = 1e6

Matrices = Floats
"""Six columns, the numbers of a :data:`Matrix`; where things have different ones a row for each thing."""


@dataclass(slots=True, frozen=True)
class Surroundings:
    """What decides how objects are shown: the matrix and the clip of the forms around them.

    ``matrix`` leads from the space of these forms to the page as displayed.
    """

    matrix: Matrix
    clip: Rectangle | None


@dataclass(slots=True)
class Objects:
    """Objects of one page as columns, in the order in which they are drawn.

    ``order`` is the turn of each among all objects of the page, ``around`` the number of its surroundings.
    """

    handles: Addresses
    kinds: Ints
    order: Ints
    around: Ints

    def __len__(self) -> int:
        return len(self.handles)

    def take(self, chosen: NDArray[Any]) -> Objects:
        """Some of the objects, by their numbers or by a flag for each."""
        return Objects(self.handles[chosen], self.kinds[chosen], self.order[chosen], self.around[chosen])


class _Unfolded(NamedTuple):
    """Objects with forms entered: handles, kinds and numbers of surroundings."""

    handles: Addresses
    kinds: Ints
    around: Ints

    def part(self, begin: int, end: int | None = None) -> _Unfolded:
        """The objects from one number up to another."""
        return _Unfolded(self.handles[begin:end], self.kinds[begin:end], self.around[begin:end])


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
        # The first are those of objects in no form.
        self.surroundings = [Surroundings(self.displayed, None)]
        self._clips: dict[tuple[object, ...], Rectangle] = {}
        self._handle = handle_of(raw)

    def in_drawing_order(self) -> Objects:
        """Every object; forms are entered."""
        count = bare.FPDFPage_CountObjects(self._handle)
        handles = bare.FPDFPage_GetObject.each(self._handle, np.arange(count))
        handles, kinds, around = self._unfold(handles, 0, 0)
        return Objects(handles, kinds, np.arange(len(handles)), around)

    def _unfold(self, objects: Addresses, around: int, depth: int) -> _Unfolded:
        """Some objects that share their surroundings, with forms entered."""
        kinds = bare.FPDFPageObj_GetType.each(objects).astype(np.int64)
        whole = _Unfolded(objects, kinds, np.full(len(objects), around))
        forms = np.flatnonzero(kinds == _FORM).tolist()
        if not forms:
            return whole
        parts: list[_Unfolded] = []
        begin = 0
        for form in forms:
            parts.append(whole.part(begin, form))
            if depth < _MAX_FORM_DEPTH:
                parts.append(self._of_form(Handle(int(objects[form])), around, depth))
            begin = form + 1
        parts.append(whole.part(begin))
        return _Unfolded(*map(np.concatenate, zip(*parts, strict=True)))

    def _of_form(self, form: Handle, around: int, depth: int) -> _Unfolded:
        outer = self.surroundings[around]
        own: Matrix = tuple(ffi.matrices_of(np.array([form.value], np.uint64))[0].tolist())
        matrix = multiply(own, outer.matrix)
        self.surroundings.append(Surroundings(matrix, intersection(outer.clip, self.clip(form, outer.matrix))))
        count = bare.FPDFFormObj_CountObjects(form)
        objects = bare.FPDFFormObj_GetObject.each(form, np.arange(count))
        return self._unfold(objects, len(self.surroundings) - 1, depth + 1)

    def matrices_around(self, around: Ints) -> Matrices:
        """The matrix of the forms around each of some objects; a single row where no object stands in a form."""
        if len(self.surroundings) == 1:
            return np.array([self.displayed])
        return np.array([one.matrix for one in self.surroundings])[around]

    def bounds(self, objects: Objects) -> Boxes:
        """The rectangle around each object as displayed."""
        return self.bounds_in(objects.handles, self.matrices_around(objects.around))

    def bounds_in(self, handles: Addresses, matrices: Matrices) -> Boxes:
        """The rectangle around each object after its matrix."""
        x0, y0, x1, y1 = ffi.edges.ask(bare.FPDFPageObj_GetBounds, handles).astype(np.float64).T
        return mapped_boxes(matrices, x0, y0, x1, y1)

    def clips(self, objects: Objects) -> tuple[Ints, list[Rectangle | None]]:
        """The boxes in which objects show by their own clips, and the number of that of each; the first is none."""
        number, boxes = np.zeros(len(objects), np.int64), list[Rectangle | None]([None])
        paths = bare.FPDFPageObj_GetClipPath.each(objects.handles)
        counts = bare.FPDFClipPath_CountPaths.each(paths)
        clipped = np.flatnonzero(counts > 0)
        if not len(clipped):
            return number, boxes
        # Objects that one operator clips share its paths, and often follow each other.
        own = paths[clipped]
        address = bare.FPDFClipPath_GetPathSegment.each(own, 0, 0)
        around = objects.around[clipped]
        begins = np.ones(len(clipped), np.bool_)
        begins[1:] = (address[1:] != address[:-1]) | (around[1:] != around[:-1]) | (counts[clipped[1:]] > 1)
        for row in np.flatnonzero(begins).tolist():
            matrix = self.surroundings[int(around[row])].matrix
            boxes.append(self._known_clip(Handle(int(own[row])), int(counts[clipped[row]]), matrix))
        number[clipped] = np.cumsum(begins)
        return number, boxes

    def clip(self, obj: Handle, matrix: Matrix) -> Rectangle | None:
        """The box in which an object shows: where the boxes of its clip paths overlap."""
        path = bare.FPDFPageObj_GetClipPath(obj)
        count = bare.FPDFClipPath_CountPaths(path) if path else 0
        return self._known_clip(path, count, matrix) if count > 0 else None

    def _known_clip(self, path: Handle, count: int, matrix: Matrix) -> Rectangle:
        # Objects that one operator clips share its paths.
        key = matrix, *(bare.FPDFClipPath_GetPathSegment(path, i, 0).value for i in range(count))
        clip = self._clips.get(key)
        if clip is None:
            clip = self._clips[key] = self._clip_of(path, count, matrix)
        return clip

    def _clip_of(self, path: Handle, paths: int, matrix: Matrix) -> Rectangle:
        left, upper, right, lower = -_FAR, -_FAR, _FAR, _FAR
        for i in range(paths):
            count = bare.FPDFClipPath_CountPathSegments(path, i)
            if count <= 0:
                continue
            segments = bare.FPDFClipPath_GetPathSegment.each(path, i, np.arange(count))
            written = ffi.points.ask(bare.FPDFPathSegment_GetPoint, segments).tolist()
            points = [apply(matrix, x, y) for x, y in written]
            left, right = max(left, min(p[0] for p in points)), min(right, max(p[0] for p in points))
            upper, lower = max(upper, min(p[1] for p in points)), min(lower, max(p[1] for p in points))
        return left, upper, right, lower


def multiplied(m: Matrices, n: Matrices) -> Matrices:
    """The matrices that do first those of ``m``, then those of ``n``; what ``multiply`` does to two."""
    return np.stack(multiply(tuple(m.T), tuple(n.T)), axis=1)


def applied(matrices: Matrices, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Where matrices take points; what ``apply`` does to one."""
    return apply(tuple(matrices.T), x, y)  # type: ignore[arg-type,return-value]


def mapped_boxes(matrices: Matrices, x0: Floats, y0: Floats, x1: Floats, y1: Floats) -> Boxes:
    """Where matrices take boxes, given by two of their corners; what ``mapped_box`` does to one."""
    ax, ay = applied(matrices, x0, y0)
    bx, by = applied(matrices, x1, y1)
    return np.stack((np.minimum(ax, bx), np.minimum(ay, by), np.maximum(ax, bx), np.maximum(ay, by)), axis=1)
