"""The picture of a page made straight, with its ink and its rulings.

Belongs here: the turn and the bend of a page, and undoing them. Does not belong here: finding rulings
(``drawn_rulings``), text (``text_lines``, ``recognition``), tables.

Lengths that depend on the resolution are given in points and multiplied by pixels per point (``unit``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from pipeline.readers.pdf.pages.columns import Ruling
from pipeline.readers.scan.drawn_rulings import Gap, RulingSegment, Segments, ruling_segments, rulings_of
from pipeline.readers.scan.ink import darkest_channel, darkness, erased, even_paper, ink_threshold, without_colour
from pipeline.readers.scan.pixels import Pixels

# Pages are laid on the glass by hand: scans of forms lean up to about two degrees (degrees).
_MOST_SKEW = 4.0
# A page on which nothing would move by more than this (points) lies straight as it is.
_SLIGHT = 0.25
# The lean is sought in smaller pictures (pixels per point), and in steps (degrees) so far around the best one.
_SEARCH = ((0.7, 0.25, _MOST_SKEW), (1.4, 0.05, 0.25), (1.4, 0.01, 0.05))


@dataclass(slots=True)
class StraightPage:
    """A page made straight.

    ``paper`` is the grey picture with an even background, ``ink`` its dark pixels without the rulings. ``coloured`` is
    the ink that is neither black nor grey; it is left out of both. ``tinted`` is the paper with that ink. Both are null
    when there is none. ``unit`` is pixels per point.
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

    ``lean`` is the turn (radians) around the middle of the page. ``flat`` is the slope that horizontal rulings keep
    after the turn, and its change across the page, because a page lay unevenly or was photographed. ``steep`` is the
    same for vertical rulings.
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

    def unless_slight(self, unit: float) -> Warp:
        """The warp, or none where it would hardly move anything; ``unit`` is pixels per point."""
        corners = [(x, y) for x in (0, self.width) for y in (0, self.height)]
        moved = max(abs(a - b) for corner in corners for a, b in zip(corner, self.source(*corner), strict=True))
        return self if moved > _SLIGHT * unit else Warp(self.width, self.height)

    def apply(self, pixels: Pixels) -> Pixels:
        """The picture made straight; what lies outside of it is white."""
        if self == Warp(self.width, self.height):
            return pixels
        x, y = np.arange(self.width, dtype=np.float32)[None, :], np.arange(self.height, dtype=np.float32)[:, None]
        u, v = self.source(x, y)
        border = (255,) * (pixels.shape[2] if pixels.ndim == 3 else 1)
        return np.asarray(cv2.remap(pixels, u, v, cv2.INTER_CUBIC, borderValue=border))


def straighten(pixels: Pixels, unit: float) -> StraightPage:
    """The page in a picture of ``unit`` pixels per point, made straight and not turned by quarters."""
    height, width = pixels.shape[:2]
    straight = pixels
    neutral, coloured = without_colour(straight)
    dark = darkness(neutral, unit)
    warp = Warp(width, height, lean=skew(dark, unit)).unless_slight(unit)
    segments = ruling_segments(255 - warp.apply(255 - dark), unit)
    warp = _with_keystone(warp, segments).unless_slight(unit)
    if warp != Warp(width, height):
        straight = warp.apply(pixels)
        neutral, coloured = without_colour(straight)
        dark = darkness(neutral, unit)
        segments = ruling_segments(dark, unit)
    horizontals, verticals, gaps, mask = rulings_of(dark, segments, unit)
    ink = ((dark > ink_threshold(dark)) & (mask == 0)).astype(np.uint8)
    sheet = StraightPage(erased(even_paper(dark), mask), ink, horizontals, verticals, gaps, unit, warp)
    if coloured is not None:
        sheet.coloured = (coloured & (mask == 0)).astype(np.uint8)
        sheet.tinted = erased(even_paper(darkness(darkest_channel(straight), unit)), mask)
    return sheet


def skew(dark: Pixels, unit: float) -> float:
    """The turn of a page (radians): the one by which its rows of ink are sharpest. Rulings weigh most in it."""
    best = 0.0
    for scale, step, reach in _SEARCH:
        factor = min(1.0, scale / unit)
        small = cv2.resize(dark, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        small[small <= 40] = 0
        steps = round(reach / step)
        angles = [best + step * number for number in range(-steps, steps + 1)]
        best = max((_sharpness(small, angle), -abs(angle), angle) for angle in angles)[2]
    return float(np.radians(best))


def _sharpness(small: Pixels, degrees: float) -> float:
    """How unevenly ink spreads over rows and columns when the picture is turned by an angle."""
    height, width = small.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    turned = cv2.warpAffine(small, matrix, (width, height), flags=cv2.INTER_LINEAR)
    sums = [cv2.reduce(turned, axis, cv2.REDUCE_SUM, dtype=cv2.CV_32S).ravel().astype(np.float64) for axis in (0, 1)]
    return sum(float(np.square(np.diff(line)).sum()) for line in sums)


def _with_keystone(warp: Warp, segments: Segments) -> Warp:
    """The warp with the slopes that long rulings still have after the turn."""
    flat, steep = segments
    return Warp(
        warp.width, warp.height, warp.lean, _slopes(flat, warp.height / 2, warp), _slopes(steep, warp.width / 2, warp)
    )


def _slopes(segments: list[RulingSegment], middle: float, warp: Warp) -> tuple[float, float]:
    """The slope of rulings of one direction in the middle of a page, and its change across the page."""
    long = [p for p in segments if p.length > 0.15 * warp.width]
    if len(long) < 3:
        return 0.0, 0.0
    across = np.array([p.across - middle for p in long])
    slope, weight = np.array([p.slope for p in long]), np.sqrt([p.length for p in long])
    kept = np.abs(slope - np.median(slope)) < 0.02
    spread = np.ptp(across[kept]) if kept.any() else 0.0
    if kept.sum() < 3 or spread < 0.2 * warp.height:
        return float(np.median(slope)), 0.0
    change, level = np.polyfit(across[kept], slope[kept], 1, w=weight[kept])
    return float(level), float(change)
