"""The picture of a page made straight: its ink, its ruling lines, and the lines of text in a rectangle.

Belongs here: pixels. Does not belong here: recognising text (``recognise``), tables (``lattice``), PDF libraries.
numpy and OpenCV come with the extra ``ocr``: only ``pdf_ocr`` and ``recognise`` may import this module, when asked.

Lengths that depend on the resolution are given in points and multiplied by pixels per point (``unit``).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

import cv2
import numpy as np

from pipeline.readers.pdf.pages.page import Ruling

Pixels: TypeAlias = "np.ndarray[Any, Any]"

# The workers share the processors already.
cv2.setNumThreads(1)

# Pages are laid on the glass by hand: scans of forms lean up to about two degrees (degrees).
_MOST_SKEW = 4.0
# What is smaller than this share of a character in both directions is no text: dust, a full stop at most.
_SPECK = 0.3
# A pixel whose channels differ by this much is coloured ink; JPEG leaves less around black text.
_COLOURED = 70
# A rule is at least this long (points): a wall at least as high as a row, a floor wider than a character.
_SHORTEST = {"vertical": 9.0, "horizontal": 16.0}
# A rule shorter than this (points) has to end on rules of the other direction: a stroke of a character does not.
_FREE = 45.0
# A rule longer than this (points) may have text along one side of it: no row of strokes is so long and straight.
_LONG = 120.0
# A rule is inked over this share of its length, and beside it over no more than that.
_FILLED, _BESIDE = 0.8, 0.4
# Rules are drawn at most this thick (points).
_THICKEST = 4.0


class Span(NamedTuple):
    """A rectangle of pixels: left, top, right, bottom; the last two are outside."""

    x0: int
    y0: int
    x1: int
    y1: int


class Gap(NamedTuple):
    """A wall that is drawn only in part (points): its line, where it should begin and end."""

    is_flat: bool
    position: float
    start: float
    end: float


@dataclass(slots=True)
class Sheet:
    """A page made straight.

    ``paper`` is the grey picture with an even background, ``ink`` its dark pixels without the rules; ``coloured``
    is the ink that is neither black nor grey, left out of both, and ``tinted`` the paper with that ink, null when
    there is none. ``unit`` is pixels per point.
    """

    paper: Pixels
    ink: Pixels
    horizontals: list[Ruling]
    verticals: list[Ruling]
    gaps: list[Gap]
    unit: float
    warp: Warp
    coloured: Pixels | None = None
    tinted: Pixels | None = None


@dataclass(frozen=True, slots=True)
class Warp:
    """How a straightened page maps to the picture it came from.

    ``lean`` is the turn (radians); ``flat`` and ``steep`` are slope and change of slope that horizontal and vertical
    rules keep after it, because a page lay unevenly or was photographed. All around the middle of the page.
    """

    width: int
    height: int
    lean: float = 0.0
    flat: tuple[float, float] = (0.0, 0.0)
    steep: tuple[float, float] = (0.0, 0.0)

    def source(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Where a point of the straightened page stood before; works on numbers and on arrays."""
        dx, dy = x - self.width / 2, y - self.height / 2
        u = dx + (self.steep[0] + self.steep[1] * dx) * dy
        v = dy + (self.flat[0] + self.flat[1] * dy) * dx
        cos, sin = float(np.cos(self.lean)), float(np.sin(self.lean))  # plain floats keep arrays at 32 bits
        return u * cos - v * sin + self.width / 2, u * sin + v * cos + self.height / 2

    def apply(self, pixels: Pixels) -> Pixels:
        """The picture made straight; what lies outside of it is white."""
        if self == Warp(self.width, self.height):
            return pixels
        x, y = np.arange(self.width, dtype=np.float32)[None, :], np.arange(self.height, dtype=np.float32)[:, None]
        u, v = self.source(x, y)
        border = (255,) * (pixels.shape[2] if pixels.ndim == 3 else 1)
        return np.asarray(cv2.remap(pixels, u, v, cv2.INTER_CUBIC, borderValue=border))


def straighten(pixels: Pixels, unit: float) -> Sheet:
    """The sheet behind a picture of ``unit`` pixels per point, as it stands (not turned by quarters)."""
    height, width = pixels.shape[:2]
    dark = _darkness(_neutral(pixels)[0], unit)
    warp = Warp(width, height, lean=skew(dark, unit))
    pieces = _rule_pieces(warp.apply(255 - dark), unit)
    warp = _with_keystone(warp, pieces)
    straight = warp.apply(pixels)
    neutral, coloured = _neutral(straight)
    dark = _darkness(neutral, unit)
    horizontals, verticals, gaps, mask = _rules(dark, unit)
    ink = ((dark > _threshold(dark)) & (mask == 0)).astype(np.uint8)
    sheet = Sheet(_erased(_paper(dark), mask), ink, horizontals, verticals, gaps, unit, warp)
    if coloured is not None:
        sheet.coloured = (coloured & (mask == 0)).astype(np.uint8)
        sheet.tinted = _erased(_paper(_darkness(np.asarray(straight.min(axis=2)), unit)), mask)
    return sheet


def _neutral(pixels: Pixels) -> tuple[Pixels, Pixels | None]:
    """The grey picture without coloured ink, and where that ink is; coloured ink is as bright as its best channel."""
    if pixels.ndim == 2:
        return pixels, None
    high, low = pixels.max(axis=2), pixels.min(axis=2)
    coloured = (high.astype(np.int16) - low) > _COLOURED
    if coloured.mean() < 1e-5:
        return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)), None
    return np.asarray(high), coloured


def _darkness(grey: Pixels, unit: float) -> Pixels:
    """How much darker than the paper around it each pixel is, 0 to 255."""
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    size = int(6 * unit / 4) * 2 + 1
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8))
    paper = cv2.blur(paper, (size, size))
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    # Beside the paper the glass is black; it must not be made white.
    even = grey.astype(np.float32) * 255 / np.maximum(paper, 60)
    return (255 - np.clip(even, 0, 255)).astype(np.uint8)


def _full(dark: Pixels) -> float:
    """How dark ink is on this page: its darkest two hundredth, never less than a faint print."""
    return max(70.0, float(np.percentile(dark[::2, ::2], 98.5)))


def _paper(dark: Pixels) -> Pixels:
    """The grey picture again, with faint ink as dark as any."""
    return (255 - np.clip(dark * (255 / min(_full(dark), 255)), 0, 255)).astype(np.uint8)


def _threshold(dark: Pixels) -> float:
    return 0.45 * _full(dark)


def skew(dark: Pixels, unit: float) -> float:
    """The turn of a page (radians): the one by which its rows of ink are sharpest. Rules weigh most in it."""
    factor = min(1.0, 1.4 / unit)
    small = cv2.resize(dark, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    small = np.where(small > 40, small, 0).astype(np.uint8)
    best = 0.0
    for step, reach in ((0.25, _MOST_SKEW), (0.05, 0.25), (0.01, 0.05)):
        angles = best + np.arange(-reach, reach + step / 2, step)
        best = float(max(angles, key=lambda angle: (_sharpness(small, angle), -abs(angle))))
    return float(np.radians(best))


def _sharpness(small: Pixels, degrees: float) -> float:
    """How unevenly ink spreads over rows and columns when the picture is turned by an angle."""
    height, width = small.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    turned = cv2.warpAffine(small, matrix, (width, height), flags=cv2.INTER_LINEAR)
    return sum(float(np.square(np.diff(turned.sum(axis=axis, dtype=np.float64))).sum()) for axis in (0, 1))


class _Piece(NamedTuple):
    """A straight piece of rule: middle (across, along), slope, length, in pixels."""

    across: float
    along: float
    slope: float
    length: float
    start: float
    end: float
    thickness: float


def _rule_masks(dark: Pixels, unit: float) -> tuple[Pixels, Pixels]:
    """Where rules can be: ink that goes on straight, horizontally and vertically."""
    limit = 0.3 * _full(dark)
    masks = []
    for is_flat in (True, False):

        def bar(points: float, is_flat: bool = is_flat) -> tuple[int, int]:
            size = max(3, round(points * unit))
            return (size, 1) if is_flat else (1, size)

        smooth = cv2.blur(dark, bar(1.5))
        mask: Pixels = (smooth > limit).astype(np.uint8)
        mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones(bar(2.5)[::-1], np.uint8))
        shortest = _SHORTEST["horizontal" if is_flat else "vertical"]
        mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones(bar(shortest)[::-1], np.uint8))
        # Black edges of the glass and filled areas are no rules.
        thick = max(3, round(_THICKEST * unit))
        solid = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((thick, thick), np.uint8))
        masks.append(cv2.subtract(mask, cv2.dilate(solid, np.ones((3, 3), np.uint8))))
    return masks[0], masks[1]


def _pieces_in(mask: Pixels, unit: float, *, is_flat: bool) -> list[_Piece]:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    pieces = []
    for k in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[k])
        length, across = (w, h) if is_flat else (h, w)
        if length < _SHORTEST["horizontal" if is_flat else "vertical"] * unit or across > 0.25 * length:
            continue
        rows, columns = np.nonzero(labels[y : y + h, x : x + w] == k)
        along_values, across_values = (columns + x, rows + y) if is_flat else (rows + y, columns + x)
        slope = float(np.polyfit(along_values, across_values, 1)[0]) if length > 20 * unit else 0.0
        start = x if is_flat else y
        pieces.append(
            _Piece(
                float(across_values.mean()),
                float(along_values.mean()),
                slope,
                length,
                start,
                start + length,
                area / length,
            )
        )
    return pieces


def _rule_pieces(paper: Pixels, unit: float) -> tuple[list[_Piece], list[_Piece]]:
    flat, steep = _rule_masks(255 - paper, unit)
    return _pieces_in(flat, unit, is_flat=True), _pieces_in(steep, unit, is_flat=False)


def _with_keystone(warp: Warp, pieces: tuple[list[_Piece], list[_Piece]]) -> Warp:
    """The warp with the slopes that long rules still have after the turn."""
    found = []
    for side, middle in zip(pieces, (warp.height / 2, warp.width / 2), strict=True):
        long = [p for p in side if p.length > 0.15 * warp.width]
        if len(long) < 3:
            found.append((0.0, 0.0))
            continue
        place = np.array([p.across - middle for p in long])
        slope, weight = np.array([p.slope for p in long]), np.sqrt([p.length for p in long])
        keep = np.abs(slope - np.median(slope)) < 0.02
        spread = np.ptp(place[keep]) if keep.any() else 0.0
        if keep.sum() < 3 or spread < 0.2 * warp.height:
            found.append((float(np.median(slope)), 0.0))
            continue
        change, level = np.polyfit(place[keep], slope[keep], 1, w=weight[keep])
        found.append((float(level), float(change)))
    return Warp(warp.width, warp.height, warp.lean, found[0], found[1])


def _rules(dark: Pixels, unit: float) -> tuple[list[Ruling], list[Ruling], list[Gap], Pixels]:
    """The rules of a straightened page in points, the walls that are drawn only in part, the mask of the rules."""
    limit = 0.3 * _full(dark)
    masks = _rule_masks(dark, unit)
    flat, steep = _pieces_in(masks[0], unit, is_flat=True), _pieces_in(masks[1], unit, is_flat=False)
    # Lying flat, both directions are judged alike.
    inked = dark > limit, np.ascontiguousarray(dark.T) > limit
    flat = [p for p in flat if _is_drawn(p, inked[0], unit)]
    steep = [p for p in steep if _is_drawn(p, inked[1], unit)]
    for _ in range(2):
        flat = [p for p in flat if p.length >= _FREE * unit or _ends_on(p, steep, unit)]
        steep = [p for p in steep if p.length >= _FREE * unit or _ends_on(p, flat, unit)]
    lines = _lines_of(flat, unit), _lines_of(steep, unit)
    rules: tuple[list[Ruling], list[Ruling]] = ([], [])
    gaps: list[Gap] = []
    mask = np.zeros_like(dark)
    for k in (0, 1):
        target = mask if k == 0 else mask.T
        for line in lines[k]:
            cuts = sorted(o.across for o in lines[1 - k] if o.start - unit <= line.across <= o.end + unit)
            for start, end, part in _walls(line, cuts, inked[k], unit):
                if part < _FILLED:
                    gaps.append(Gap(k == 0, line.across / unit, start / unit, end / unit))
                    continue
                rules[k].append(Ruling(line.across / unit, start / unit, end / unit))
                half = line.thickness / 2 + 0.35 * unit
                target[int(line.across - half) : int(np.ceil(line.across + half)) + 1, int(start) : int(end) + 1] = 1
    return rules[0], rules[1], gaps, mask


def _lines_of(pieces: list[_Piece], unit: float) -> list[_Piece]:
    """Pieces on one line as one, whatever lies between them."""
    groups: list[list[_Piece]] = []
    for piece in sorted(pieces):
        if groups and piece.across - groups[-1][-1].across <= 1.5 * unit:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    lines = []
    for group in groups:
        weight = sum(p.length for p in group)
        across, thickness = (
            sum(v * p.length for v, p in zip(values, group, strict=True)) / weight
            for values in ([p.across for p in group], [p.thickness for p in group])
        )
        start, end = min(p.start for p in group), max(p.end for p in group)
        spread = max(p.across for p in group) - min(p.across for p in group)
        lines.append(_Piece(across, (start + end) / 2, 0.0, end - start, start, end, thickness + spread))
    return lines


def _walls(line: _Piece, cuts: list[float], inked: Pixels, unit: float) -> list[tuple[float, float, float]]:
    """The parts of a line between the rules that cross it, as (start, end, share drawn); parts not drawn left out.

    A part is judged alone: the stroke of a character may lie on the line of a rule that ends above it.
    """
    inner = [c for c in cuts if line.start - unit <= c <= line.end + unit]
    found: list[tuple[float, float, float]] = []
    if not inner:
        return []
    ends = [min(line.start, inner[0]), *inner, max(line.end, inner[-1])]
    for number, (start, end) in enumerate(pairwise(ends)):
        is_tail = number in (0, len(ends) - 2)
        if end - start < (_FREE if is_tail else 2) * unit:
            continue
        half, clear = line.thickness / 2 + 1, line.thickness / 2 + 1.1 * unit
        # What is drawn has to reach the rules at both ends: a stroke in a low row leaves a gap there.
        share = _share(inked, line.across, half, start + 0.5 * unit, end - 0.5 * unit)
        beside = [_share(inked, line.across + side * (clear + 0.5), 0.5, start + unit, end - unit) for side in (-1, 1)]
        is_long, is_short = end - start >= _LONG * unit, end - start < _FREE * unit
        is_alone = (min(beside) if is_long else max(beside)) <= (0.5 if is_tail else 1) * _BESIDE
        if (share >= 0.95 and not is_tail) or (share >= _FILLED and is_alone and not is_short):
            found.append((start, end, 1.0))
        elif share >= 0.3 and not is_tail and max(beside) <= 0.3 * share:
            found.append((start, end, 0.5))
    return found


def _share(inked: Pixels, across: float, half: float, start: float, end: float) -> float:
    """The share of the way from start to end over which some ink stands within ``half`` of a line."""
    rows = inked[
        max(0, round(across - half)) : max(0, round(across + half)) + 1, max(0, round(start)) : max(0, round(end))
    ]
    return float(rows.any(axis=0).mean()) if rows.size else 0.0


def _is_drawn(piece: _Piece, inked: Pixels, unit: float) -> bool:
    """Whether a piece is dark nearly all along and has paper beside it; strokes of characters in a row do not."""
    clear = piece.thickness / 2 + 1.1 * unit
    beside = [_share(inked, piece.across + side * (clear + 0.5), 0.5, piece.start, piece.end) for side in (-1, 1)]
    worst = min(beside) if piece.length >= _LONG * unit else max(beside)
    return worst <= _BESIDE and _share(inked, piece.across, piece.thickness / 2, piece.start, piece.end) >= _FILLED


def _ends_on(piece: _Piece, others: list[_Piece], unit: float) -> bool:
    """Whether a rule begins and ends on rules of the other direction."""
    reach = 1.2 * unit
    return all(
        any(
            abs(o.across - end) <= reach + o.thickness / 2 and o.start - reach <= piece.across <= o.end + reach
            for o in others
        )
        for end in (piece.start, piece.end)
    )


def _erased(paper: Pixels, mask: Pixels) -> Pixels:
    clean = paper.copy()
    clean[mask > 0] = 255
    return clean


def text_lines(ink: Pixels, span: Span, height: float) -> list[Span]:
    """The lines of text in a rectangle from top to bottom; ``height`` is the usual height of a character (pixels).

    Rows of ink are lines; pieces of one line (二 has a gap) are put together and lines that touch are parted where
    the ink is thinnest. What is smaller than a full stop is a speck.
    """
    area = ink[span.y0 : span.y1, span.x0 : span.x1]
    if area.size == 0:
        return []
    profile = area.sum(axis=1).astype(np.int64)
    bands = _bands(np.asarray(profile > 0))
    bands = [b for b in bands if int(profile[b[0] : b[1]].sum()) >= max(4, 0.012 * height * height)]
    lines: list[tuple[int, int]] = []
    for band in bands:
        if lines and band[1] - lines[-1][0] <= 1.15 * height and band[0] - lines[-1][1] <= 0.7 * height:
            lines[-1] = (lines[-1][0], band[1])
        else:
            lines.append(band)
    parted = [part for line in lines for part in _parted(profile, line, height)]
    found = []
    for top, bottom in parted:
        columns = np.nonzero(area[top:bottom].any(axis=0))[0]
        if len(columns) and max(columns[-1] + 1 - columns[0], bottom - top) >= _SPECK * height:
            found.append(
                Span(span.x0 + int(columns[0]), span.y0 + top, span.x0 + int(columns[-1]) + 1, span.y0 + bottom)
            )
    return found


def _bands(flags: Pixels) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _parted(profile: Pixels, line: tuple[int, int], height: float) -> list[tuple[int, int]]:
    """A band that is higher than a line, cut where it has least ink."""
    top, bottom = line
    if bottom - top <= 1.55 * height:
        return [line]
    low, high = top + int(0.6 * height), min(bottom - int(0.6 * height), top + int(1.6 * height))
    if high <= low:
        return [line]
    cut = low + int(np.argmin(profile[low:high]))
    return [(top, cut), *_parted(profile, (cut, bottom), height)]


def usual_height(ink: Pixels, spans: list[Span], unit: float) -> float:
    """The usual height of a character on a page (pixels): that of most bands of ink, between 6 and 20 points."""
    heights = []
    for span in spans:
        flags = np.asarray(ink[span.y0 : span.y1, span.x0 : span.x1].any(axis=1))
        heights += [b - a for a, b in _bands(flags) if 6 * unit <= b - a <= 16 * unit]
    return float(np.percentile(heights, 60)) if heights else 10 * unit


def lone_stroke(ink: Pixels, line: Span, height: float) -> str | None:
    """The sign that one or two strokes stand for: a dash, a slash, =, or null when it is none or cannot be told.

    A model that reads whole lines takes them for 一, 1 and 二.
    """
    rows, columns = np.nonzero(ink[line.y0 : line.y1, line.x0 : line.x1])
    width, tall = line.x1 - line.x0, line.y1 - line.y0
    if len(rows) < 4:
        return None
    if tall <= 0.25 * height and 2.2 * tall < width < 2.5 * height:
        return "-"
    strokes = _bands(np.asarray(ink[line.y0 : line.y1, line.x0 : line.x1].any(axis=1)))
    if len(strokes) == 2 and tall <= 0.6 * height and all(b - a <= 0.2 * height for a, b in strokes):
        lengths = [int(ink[line.y0 + a : line.y0 + b, line.x0 : line.x1].any(axis=0).sum()) for a, b in strokes]
        return "=" if min(lengths) >= 0.92 * max(lengths) and max(lengths) >= 0.25 * height else None
    if tall < 0.6 * height or width > 0.8 * tall or width < 0.2 * tall:
        return None
    slope, level = np.polyfit(rows, columns, 1)
    spread = float(np.abs(columns - (slope * rows + level)).mean())
    return "/" if slope < -0.2 and spread < 0.07 * height else None
