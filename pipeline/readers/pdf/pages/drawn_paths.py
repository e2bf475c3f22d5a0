"""Drawn paths to rulings, to rings of seals, and to areas that hide or show text.

Belongs here: strokes and fills. Does not belong here: segments of rulings joined to lines (``tables.rulings``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pypdfium2.raw as c

from pipeline.readers.pdf.pages import ffi
from pipeline.readers.pdf.pages.colours import Inks, is_dark, is_paper, is_red
from pipeline.readers.pdf.pages.columns import Boxes, Flags, Floats, Ints, rectangles, starts_of
from pipeline.readers.pdf.pages.drawing_order import Cover, DrawingOrder
from pipeline.readers.pdf.pages.ffi import Function, Handle, bare
from pipeline.readers.pdf.pages.objects import Objects, PageObjects, applied, multiplied
from pipeline.readers.pdf.pages.page import Page, Seal, columns

# A filled area hides what was drawn before it when it is at least this large both ways (points).
_COVER = 4.0
# Red areas at least this large (points) that are no table are the ring of a seal.
_RING = 15.0
# Alpha (0 to 255) from which a filled area is taken to hide what lies under it.
_OPAQUE = 250
# A path of no more segments is one closed figure: a rectangle has five, or six with its closing line.
_SINGLE = 6
# The ink of an object that names none: black.
_BLACK = (0, 0, 0, 255)


@dataclass(slots=True)
class _Ink:
    """Strokes or fills of some paths: which paths have one, and of all paths what its colour says."""

    is_there: Flags
    is_paper: Flags
    is_red: Flags
    is_dark: Flags
    is_opaque: Flags

    @property
    def is_seen(self) -> Flags:
        """Whether it is there and can be seen on white paper."""
        return self.is_there & ~self.is_paper


def read_paths(
    objects: PageObjects, paths: Objects, page: Page, drawn: DrawingOrder, *, first_text: int, is_faint: bool
) -> None:
    """Add what the paths of a page draw to the page and to its drawing order.

    ``first_text`` is the turn of the first text: areas drawn before it hide none. With ``is_faint`` white lines over
    filled areas and the edges of filled areas count as rulings.
    """
    if not len(paths):
        return
    modes = ffi.modes.ask(bare.FPDFPath_GetDrawMode, paths.handles) != 0
    fill = _ink(paths, modes[:, 0], bare.FPDFPageObj_GetFillColor)
    stroke = _ink(paths, modes[:, 1], bare.FPDFPageObj_GetStrokeColor)
    sizes = np.maximum(bare.FPDFPath_CountSegments.each(paths.handles).astype(np.int64), 0)
    has_stroke, has_fill = stroke.is_seen, fill.is_seen
    needs_bounds = fill.is_there | (has_stroke & stroke.is_red)
    if is_faint:
        needs_bounds[:] = True
    boxes = np.zeros((len(paths), 4))
    if needs_bounds.any():
        boxes[needs_bounds] = objects.bounds(paths.take(needs_bounds))
    narrow = np.minimum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
    if is_faint:
        has_stroke, has_fill = _add_areas(page, boxes, narrow, stroke, fill)
    # White text is seen on dark areas: the headings of many offices' tables.
    dark = fill.is_there & fill.is_dark & (narrow >= _COVER)
    drawn.dark += zip(paths.order[dark].tolist(), rectangles(boxes[dark]), strict=True)
    hiding = fill.is_there & fill.is_opaque & (paths.order > first_text) & (sizes <= _SINGLE) & (narrow >= _COVER)
    for row in np.flatnonzero(hiding).tolist():
        if not bare.FPDFPageObj_HasTransparency(Handle(int(paths.handles[row]))):
            order, is_white = int(paths.order[row]), not has_fill[row]
            drawn.covers.append(Cover(order, rectangles(boxes[row : row + 1])[0], bool(is_white), None))
    ring = ((has_stroke & stroke.is_red) | (has_fill & fill.is_red)) & (narrow > _RING)
    page.seals += [Seal(*box, True) for box in rectangles(boxes[ring])]
    if has_stroke.any():
        _add_strokes(page, _segments(objects, paths.take(has_stroke), sizes[has_stroke]))
    # Only what is thin is a ruling; a filled area is shading.
    has_marks = has_fill & ~has_stroke
    page.add_marks(boxes[has_marks & (sizes <= _SINGLE)])
    several = has_marks & (sizes > _SINGLE)
    if several.any():
        page.add_marks(_figures(_segments(objects, paths.take(several), sizes[several])))


def _ink(paths: Objects, is_there: Flags, function: Function) -> _Ink:
    """What the colours of strokes or of fills say."""
    if not is_there.any():
        return _Ink(*[is_there] * 5)
    if is_there.all():
        colours = ffi.colours.ask(function, paths.handles, otherwise=_BLACK)
    else:
        colours = np.full((len(paths), 4), _BLACK, np.uint32)
        colours[is_there] = ffi.colours.ask(function, paths.handles[is_there], otherwise=_BLACK)
    inks = Inks(colours)
    return _Ink(is_there, *(inks.judged(judge) for judge in (is_paper, _is_red, is_dark, _is_opaque)))


def _is_red(red: int, green: int, blue: int, alpha: int) -> bool:
    return is_red(red, green, blue)


def _is_opaque(red: int, green: int, blue: int, alpha: int) -> bool:
    return alpha >= _OPAQUE


def _add_areas(page: Page, boxes: Boxes, narrow: Floats, stroke: _Ink, fill: _Ink) -> tuple[Flags, Flags]:
    """Add the edges of filled areas as rulings; whether the strokes and the fills are seen when that is done.

    White lines are drawn over a table to hide its rulings; over a filled area they are seen.
    """
    areas = fill.is_seen & (narrow >= _COVER)
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    is_over = np.zeros(len(boxes), np.bool_)
    for row in np.flatnonzero(areas).tolist():
        x0, top, x1, bottom = boxes[row].tolist()
        later = slice(row + 1, None)
        is_over[later] |= (x0 - 1 <= x[later]) & (x[later] <= x1 + 1) & (top - 1 <= y[later]) & (y[later] <= bottom + 1)
    x0, top, x1, bottom = boxes[areas].T
    page.add_rulings(
        np.concatenate((columns(top, x0, x1), columns(bottom, x0, x1))),
        np.concatenate((columns(x0, top, bottom), columns(x1, top, bottom))),
    )
    is_thin_fill = fill.is_there & (narrow < _COVER)
    return stroke.is_there & (~stroke.is_paper | is_over), fill.is_seen | (is_thin_fill & is_over)


@dataclass(slots=True)
class _Segments:
    """The segments of some paths, one path behind the other.

    ``kind`` is 0 for a line, 1 for a curve, 2 for a move; ``closes`` says that the figure is closed behind it.
    ``x`` and ``y`` are its end as displayed, ``is_first`` that a path begins with it.
    """

    kind: Ints
    closes: Flags
    x: Floats
    y: Floats
    is_first: Flags


def _segments(objects: PageObjects, paths: Objects, sizes: Ints) -> _Segments:
    total = int(sizes.sum())
    first = np.cumsum(sizes) - sizes
    number = np.arange(total) - np.repeat(first, sizes)
    segments = bare.FPDFPath_GetPathSegment.each(np.repeat(paths.handles, sizes), number)
    kind = bare.FPDFPathSegment_GetType.each(segments).astype(np.int64)
    closes = kind != c.FPDF_SEGMENT_MOVETO
    closes[closes] = bare.FPDFPathSegment_GetClose.each(segments[closes]) != 0
    x, y = ffi.points.ask(bare.FPDFPathSegment_GetPoint, segments).astype(np.float64).T
    own, around = ffi.matrices_of(paths.handles), objects.matrices_around(paths.around)
    if len(around) == 1 and (own == own[:1]).all():
        # Most pages: one matrix for all paths.
        x, y = applied(multiplied(own[:1], around), x, y)
    else:
        x, y = applied(np.repeat(multiplied(own, around), sizes, axis=0), x, y)
    is_first = np.zeros(total, np.bool_)
    is_first[first[sizes > 0]] = True
    return _Segments(kind, closes, x, y, is_first)


def _add_strokes(page: Page, segments: _Segments) -> None:
    """Add the lines of stroked paths to the page; a curve whose points stand on one line is a line as well."""
    if not len(segments.kind):
        return
    curved = segments.kind == c.FPDF_SEGMENT_BEZIERTO
    if curved.any():
        # A path with a curve in it is gone through step by step: three segments make one curve.
        path = np.cumsum(segments.is_first) - 1
        bent = np.isin(path, path[curved])
        lines = [line for rows in _paths(path, bent) for line in _bent_lines(segments, rows)]
        page.add_lines(*np.array(lines).reshape(-1, 4).T)
        segments = _Segments(*(getattr(segments, name)[~bent] for name in _Segments.__slots__))
        if not len(segments.kind):
            return
    x, y, is_first = segments.x, segments.y, segments.is_first
    is_move = segments.kind == c.FPDF_SEGMENT_MOVETO
    # Where the figure of each segment begins. A path that begins with a line begins at the origin of the page.
    begin = starts_of(is_move | is_first)
    is_known = is_move[begin]
    start_x, start_y = np.where(is_known, x[begin], 0.0), np.where(is_known, y[begin], 0.0)
    # Where each segment begins: at the end of the one before it.
    from_x, from_y = np.zeros(len(x)), np.zeros(len(x))
    from_x[1:], from_y[1:] = np.where(segments.closes, start_x, x)[:-1], np.where(segments.closes, start_y, y)[:-1]
    from_x[is_first], from_y[is_first] = 0.0, 0.0
    drawn, closes = segments.kind == c.FPDF_SEGMENT_LINETO, segments.closes
    page.add_lines(
        np.concatenate((from_x[drawn], x[closes])),
        np.concatenate((from_y[drawn], y[closes])),
        np.concatenate((x[drawn], start_x[closes])),
        np.concatenate((y[drawn], start_y[closes])),
    )


def _paths(path: Ints, chosen: Flags) -> Iterator[Ints]:
    """The segments of each of the chosen paths."""
    rows = np.flatnonzero(chosen)
    if len(rows):
        yield from np.split(rows, np.flatnonzero(np.diff(path[rows])) + 1)


def _bent_lines(segments: _Segments, rows: Ints) -> Iterator[tuple[float, float, float, float]]:
    """The lines of one path with curves in it."""
    start = current = (0.0, 0.0)
    bend: list[tuple[float, float]] = []
    columns_of_path = (column[rows].tolist() for column in (segments.kind, segments.closes, segments.x, segments.y))
    for kind, closes, x, y in zip(*columns_of_path, strict=True):
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


def _figures(segments: _Segments) -> Boxes:
    """The boxes of the closed figures that filled paths are made of."""
    begins = np.flatnonzero(segments.is_first | (segments.kind == c.FPDF_SEGMENT_MOVETO))
    if not len(begins):
        return np.empty((0, 4))
    x, y = segments.x, segments.y
    return columns(
        np.minimum.reduceat(x, begins),
        np.minimum.reduceat(y, begins),
        np.maximum.reduceat(x, begins),
        np.maximum.reduceat(y, begins),
    )
