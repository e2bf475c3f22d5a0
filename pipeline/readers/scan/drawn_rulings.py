"""The ruling lines in the picture of a page.

Belongs here: straight ink that is a ruling and no stroke of a character, and rulings that are drawn only in part. Does
not belong here: making the page straight (``straight_page``), tables.

Lengths that depend on the resolution are given in points and multiplied by pixels per point (``unit``).
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np

from pipeline.readers.pdf.pages.columns import Ruling
from pipeline.readers.scan.ink import full_darkness
from pipeline.readers.scan.pixels import Pixels

# A ruling is at least this long (points): a vertical one as high as a row, a horizontal one wider than a character.
_SHORTEST = {"vertical": 9.0, "horizontal": 16.0}
# A ruling shorter than this (points) has to end on rulings of the other direction; a stroke of a character does not.
_FREE = 45.0
# A ruling longer than this (points) may have text along one side of it: no row of strokes is so long and straight.
_LONG = 120.0
# A ruling is inked over this share of its length, and the paper beside it over no more than the other share.
_FILLED, _BESIDE = 0.8, 0.4
# Rulings are drawn at most this thick (points).
_THICKEST = 4.0


class Gap(NamedTuple):
    """A wall that is drawn only in part (points): its line, where it should begin and end."""

    is_flat: bool
    position: float
    start: float
    end: float


class RulingSegment(NamedTuple):
    """A straight segment of ruling in pixels.

    ``across`` is its place on the other axis, ``along`` its middle on its own; ``start`` and ``end`` are its ends.
    """

    across: float
    along: float
    slope: float
    length: float
    start: float
    end: float
    thickness: float


Segments = tuple[list[RulingSegment], list[RulingSegment]]
"""The segments of ruling of a page, horizontal ones and vertical ones."""


def _ruling_masks(dark: Pixels, unit: float) -> tuple[Pixels, Pixels]:
    """Where rulings can be: ink that goes on straight, horizontally and vertically."""
    limit = 0.3 * full_darkness(dark)
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
        # Black edges of the glass and filled areas are no rulings.
        thick = max(3, round(_THICKEST * unit))
        solid = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((thick, thick), np.uint8))
        masks.append(cv2.subtract(mask, cv2.dilate(solid, np.ones((3, 3), np.uint8))))
    return masks[0], masks[1]


def _segments_in(mask: Pixels, unit: float, *, is_flat: bool) -> list[RulingSegment]:
    """The straight segments of ink in a mask, of one direction."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    segments = []
    for k in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[k])
        length, across = (w, h) if is_flat else (h, w)
        if length < _SHORTEST["horizontal" if is_flat else "vertical"] * unit or across > 0.25 * length:
            continue
        rows, columns = np.nonzero(labels[y : y + h, x : x + w] == k)
        along_values, across_values = (columns + x, rows + y) if is_flat else (rows + y, columns + x)
        slope = float(np.polyfit(along_values, across_values, 1)[0]) if length > 20 * unit else 0.0
        start = x if is_flat else y
        segments.append(
            RulingSegment(
                float(across_values.mean()),
                float(along_values.mean()),
                slope,
                length,
                start,
                start + length,
                area / length,
            )
        )
    return segments


def ruling_segments(dark: Pixels, unit: float) -> Segments:
    """The straight segments of ruling where a picture is dark, horizontal ones and vertical ones."""
    flat, steep = _ruling_masks(dark, unit)
    return _segments_in(flat, unit, is_flat=True), _segments_in(steep, unit, is_flat=False)


def rulings_of(dark: Pixels, segments: Segments, unit: float) -> tuple[list[Ruling], list[Ruling], list[Gap], Pixels]:
    """The rulings of a straightened page in points, horizontal and vertical; walls drawn only in part; and a mask.

    The mask covers the ink of the rulings.
    """
    limit = 0.3 * full_darkness(dark)
    flat, steep = segments
    # The transposed picture lets both directions be judged in one way.
    inked = dark > limit, np.ascontiguousarray(dark.T) > limit
    flat = [p for p in flat if _is_drawn(p, inked[0], unit)]
    steep = [p for p in steep if _is_drawn(p, inked[1], unit)]
    for _ in range(2):
        flat = [p for p in flat if p.length >= _FREE * unit or _ends_on(p, steep, unit)]
        steep = [p for p in steep if p.length >= _FREE * unit or _ends_on(p, flat, unit)]
    lines = _lines_of(flat, unit), _lines_of(steep, unit)
    rulings: tuple[list[Ruling], list[Ruling]] = ([], [])
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
                rulings[k].append(Ruling(line.across / unit, start / unit, end / unit))
                half = line.thickness / 2 + 0.35 * unit
                target[int(line.across - half) : int(np.ceil(line.across + half)) + 1, int(start) : int(end) + 1] = 1
    return rulings[0], rulings[1], gaps, mask


def _lines_of(segments: list[RulingSegment], unit: float) -> list[RulingSegment]:
    """Segments on one line as one, whatever lies between them."""
    groups: list[list[RulingSegment]] = []
    for segment in sorted(segments):
        if groups and segment.across - groups[-1][-1].across <= 1.5 * unit:
            groups[-1].append(segment)
        else:
            groups.append([segment])
    lines = []
    for group in groups:
        weight = sum(p.length for p in group)
        across, thickness = (
            sum(v * p.length for v, p in zip(values, group, strict=True)) / weight
            for values in ([p.across for p in group], [p.thickness for p in group])
        )
        start, end = min(p.start for p in group), max(p.end for p in group)
        spread = max(p.across for p in group) - min(p.across for p in group)
        lines.append(RulingSegment(across, (start + end) / 2, 0.0, end - start, start, end, thickness + spread))
    return lines


def _walls(line: RulingSegment, cuts: list[float], inked: Pixels, unit: float) -> list[tuple[float, float, float]]:
    """The parts of a line between the rulings that cross it, as (start, end, share drawn), without parts not drawn.

    Each part is judged by itself: the stroke of a character may lie on the line of a ruling that ends above it.
    """
    inner = [c for c in cuts if line.start - unit <= c <= line.end + unit]
    walls: list[tuple[float, float, float]] = []
    if not inner:
        return []
    ends = [min(line.start, inner[0]), *inner, max(line.end, inner[-1])]
    for number, (start, end) in enumerate(pairwise(ends)):
        is_tail = number in (0, len(ends) - 2)
        if end - start < (_FREE if is_tail else 2) * unit:
            continue
        half, clear = line.thickness / 2 + 1, line.thickness / 2 + 1.1 * unit
        # What is drawn has to reach the rulings at both ends; a stroke in a low row leaves a gap there.
        share = _share(inked, line.across, half, start + 0.5 * unit, end - 0.5 * unit)
        beside = [_share(inked, line.across + side * (clear + 0.5), 0.5, start + unit, end - unit) for side in (-1, 1)]
        is_long, is_short = end - start >= _LONG * unit, end - start < _FREE * unit
        is_alone = (min(beside) if is_long else max(beside)) <= (0.5 if is_tail else 1) * _BESIDE
        if (share >= 0.95 and not is_tail) or (share >= _FILLED and is_alone and not is_short):
            walls.append((start, end, 1.0))
        elif share >= 0.3 and not is_tail and max(beside) <= 0.3 * share:
            walls.append((start, end, 0.5))
    return walls


def _share(inked: Pixels, across: float, half: float, start: float, end: float) -> float:
    """The share of the way from start to end over which some ink stands within ``half`` of a line."""
    rows = inked[
        max(0, round(across - half)) : max(0, round(across + half)) + 1, max(0, round(start)) : max(0, round(end))
    ]
    return float(rows.any(axis=0).mean()) if rows.size else 0.0


def _is_drawn(segment: RulingSegment, inked: Pixels, unit: float) -> bool:
    """Whether a segment is dark nearly all along and has paper beside it; strokes of characters in a row are not."""
    clear = segment.thickness / 2 + 1.1 * unit
    beside = [_share(inked, segment.across + side * (clear + 0.5), 0.5, segment.start, segment.end) for side in (-1, 1)]
    worst = min(beside) if segment.length >= _LONG * unit else max(beside)
    return (
        worst <= _BESIDE and _share(inked, segment.across, segment.thickness / 2, segment.start, segment.end) >= _FILLED
    )


def _ends_on(segment: RulingSegment, others: list[RulingSegment], unit: float) -> bool:
    """Whether a ruling begins and ends on rulings of the other direction."""
    reach = 1.2 * unit
    return all(
        any(
            abs(o.across - end) <= reach + o.thickness / 2 and o.start - reach <= segment.across <= o.end + reach
            for o in others
        )
        for end in (segment.start, segment.end)
    )
