"""Drawn paths to rulings, to rings of seals, and to areas that hide or show text.

Belongs here: strokes and fills. Does not belong here: segments of rulings joined to lines (``tables.rulings``).
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import pypdfium2.raw as c

from pipeline.readers.pdf.pages.colours import is_dark, is_paper, is_red
from pipeline.readers.pdf.pages.drawing_order import Cover, DrawingOrder
from pipeline.readers.pdf.pages.ffi import Handle, bare, references
from pipeline.readers.pdf.pages.geometry import Matrix, Rectangle, multiply
from pipeline.readers.pdf.pages.objects import PageObjects
from pipeline.readers.pdf.pages.page import THIN, Page, Ruling, Seal

# A filled area hides what was drawn before it when it is at least this large both ways (points).
_COVER = 4.0
# Red areas at least this large (points) that are no table are the ring of a seal.
_RING = 15.0
# Alpha (0 to 255) from which a filled area is taken to hide what lies under it.
_OPAQUE = 250
# A path of no more segments is one closed figure: a rectangle has five, or six with its closing line.
_SINGLE = 6


class PathReader:
    """Adds what the paths of one page draw to the page and to its drawing order.

    With ``is_faint`` white lines over filled areas and the edges of filled areas count as rulings.
    """

    def __init__(self, objects: PageObjects, page: Page, drawn: DrawingOrder, *, is_faint: bool) -> None:
        self._objects, self._page, self._drawn, self._is_faint = objects, page, drawn, is_faint
        self._areas: list[Rectangle] = []
        self._modes = (ctypes.c_int * 2)()
        self._to_modes = references(self._modes)

    def read(self, path: Handle, outer: Matrix, order: int) -> None:
        """Add what a path draws; ``outer`` is the matrix of the forms around it, ``order`` its turn."""
        bare.FPDFPath_GetDrawMode(path, *self._to_modes)
        is_filled, is_stroked = self._modes[:]
        has_stroke = has_fill = is_ring = False
        if is_stroked:
            has_stroke, is_ring = self._stroke(path, outer)
        if is_filled:
            has_fill, is_red_fill = self._fill(path, outer, order)
            is_ring = is_ring or is_red_fill
        if is_ring:
            box = self._objects.bounds(path, outer)
            if min(box[2] - box[0], box[3] - box[1]) > _RING:
                self._page.seals.append(Seal(*box, True))
        if has_stroke:
            for ax, ay, bx, by in self._segments(path, outer):
                _add_segment(self._page, ax, ay, bx, by)
        elif has_fill:
            # Only what is thin is a ruling; a filled area is shading.
            is_single = bare.FPDFPath_CountSegments(path) <= _SINGLE
            for box in [self._objects.bounds(path, outer)] if is_single else self._figures(path, outer):
                self._page.add_mark(*box)

    def _stroke(self, path: Handle, outer: Matrix) -> tuple[bool, bool]:
        """Whether the stroke of a path is seen, and whether it is red as well."""
        ink = self._objects.colour(bare.FPDFPageObj_GetStrokeColor, path)
        # White lines are drawn over a table to hide its rulings.
        is_seen = not is_paper(*ink) or (self._areas != [] and self._is_over_area(self._objects.bounds(path, outer)))
        return is_seen, is_seen and is_red(*ink[:3])

    def _fill(self, path: Handle, outer: Matrix, order: int) -> tuple[bool, bool]:
        """Whether the fill of a path is seen, and whether it is red as well. Keeps areas that hide or show text."""
        ink = self._objects.colour(bare.FPDFPageObj_GetFillColor, path)
        is_seen = not is_paper(*ink)
        if self._is_faint:
            is_seen = self._add_area(self._objects.bounds(path, outer), is_white=not is_seen)
        if is_dark(*ink):
            self._add_dark(path, outer, order)
        if self._drawn.texts and ink[3] >= _OPAQUE:
            self._add_cover(path, outer, order, is_white=not is_seen)
        return is_seen, is_seen and is_red(*ink[:3])

    def _is_over_area(self, box: Rectangle) -> bool:
        """Whether a white line is seen because it is drawn over a filled area."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return any(a[0] - 1 <= x <= a[2] + 1 and a[1] - 1 <= y <= a[3] + 1 for a in self._areas)

    def _add_area(self, box: Rectangle, *, is_white: bool) -> bool:
        """Keep a filled area, whose edges count as rulings; whether something thin is seen."""
        if min(box[2] - box[0], box[3] - box[1]) < _COVER:
            return not is_white or self._is_over_area(box)
        if not is_white:
            self._areas.append(box)
            x0, top, x1, bottom = box
            self._page.horizontals += [Ruling(top, x0, x1), Ruling(bottom, x0, x1)]
            self._page.verticals += [Ruling(x0, top, bottom), Ruling(x1, top, bottom)]
        return not is_white

    def _add_dark(self, path: Handle, outer: Matrix, order: int) -> None:
        """Keep a dark area, on which white text is seen: the headings of many offices' tables."""
        box = self._objects.bounds(path, outer)
        if min(box[2] - box[0], box[3] - box[1]) >= _COVER:
            self._drawn.dark.append((order, box))

    def _add_cover(self, path: Handle, outer: Matrix, order: int, *, is_white: bool) -> None:
        """Keep a filled rectangle that hides the text drawn before it."""
        if bare.FPDFPath_CountSegments(path) > _SINGLE:
            return
        box = self._objects.bounds(path, outer)
        if min(box[2] - box[0], box[3] - box[1]) >= _COVER and not bare.FPDFPageObj_HasTransparency(path):
            self._drawn.covers.append(Cover(order, box, is_white, None))

    def _points(self, path: Handle, outer: Matrix) -> Iterator[tuple[int, bool, float, float]]:
        """Segment kind (line 0, curve 1, move 2), whether it closes the path, and its end point, displayed."""
        matrix = multiply(self._objects.matrix_of(path), outer)
        for i in range(bare.FPDFPath_CountSegments(path)):
            segment = bare.FPDFPath_GetPathSegment(path, i)
            kind = bare.FPDFPathSegment_GetType(segment)
            closes = kind != c.FPDF_SEGMENT_MOVETO and bool(bare.FPDFPathSegment_GetClose(segment))
            yield kind, closes, *self._objects.point(segment, matrix)

    def _segments(self, path: Handle, outer: Matrix) -> Iterator[tuple[float, float, float, float]]:
        """The lines of a path; a curve whose points stand on one line is a line as well."""
        start = current = (0.0, 0.0)
        bend: list[tuple[float, float]] = []
        for kind, closes, x, y in self._points(path, outer):
            if kind == c.FPDF_SEGMENT_MOVETO:
                start = (x, y)
            elif kind == c.FPDF_SEGMENT_LINETO:
                yield (*current, x, y)
            else:
                # Two points that bend the curve, then its end.
                bend.append((x, y))
                if len(bend) < 3:
                    continue
                if any(max(abs(p[k] - current[k]) for p in bend) <= 0.5 for k in (0, 1)):
                    yield (*current, x, y)
                bend = []
            current = (x, y)
            if closes:
                yield (*current, *start)
                current = start

    def _figures(self, path: Handle, outer: Matrix) -> Iterator[Rectangle]:
        """The boxes of the closed figures that one filled path is made of."""
        xs: list[float] = []
        ys: list[float] = []
        for kind, _, x, y in self._points(path, outer):
            if kind == c.FPDF_SEGMENT_MOVETO and xs:
                yield min(xs), min(ys), max(xs), max(ys)
                xs, ys = [], []
            xs.append(x)
            ys.append(y)
        if xs:
            yield min(xs), min(ys), max(xs), max(ys)


def _add_segment(page: Page, ax: float, ay: float, bx: float, by: float) -> None:
    """Add a line from (ax, ay) to (bx, by) as a ruling where it runs across or down, as a dot where it is short."""
    if abs(ay - by) <= 0.5 and abs(ax - bx) > THIN:
        page.horizontals.append(Ruling((ay + by) / 2, min(ax, bx), max(ax, bx)))
    elif abs(ax - bx) <= 0.5 and abs(ay - by) > THIN:
        page.verticals.append(Ruling((ax + bx) / 2, min(ay, by), max(ay, by)))
    elif abs(ax - bx) <= THIN and abs(ay - by) <= THIN:
        page.dots.append((min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)))
