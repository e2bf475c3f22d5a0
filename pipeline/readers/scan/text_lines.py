"""The lines of text in a rectangle of ink.

Belongs here: where lines stand, how high characters are, and strokes that stand alone. Does not belong here: which
characters they are (``recognition``).
"""

from __future__ import annotations

import numpy as np

from pipeline.readers.scan.pixels import PixelBox, Pixels, bands_of

# What is smaller than this share of a character in both directions is no text: dust, a full stop at most.
_SPECK = 0.3


def text_lines(ink: Pixels, span: PixelBox, height: float) -> list[PixelBox]:
    """The lines of text in a rectangle from top to bottom; ``height`` is the usual height of a character (pixels).

    A line is a row of ink. Rows that a gap within a character parts (二) are put together, and lines that touch are
    parted where the ink is thinnest. What is smaller than a full stop is a speck and no line.
    """
    area = ink[span.y0 : span.y1, span.x0 : span.x1]
    if area.size == 0:
        return []
    profile = area.sum(axis=1).astype(np.int64)
    bands = bands_of(np.asarray(profile > 0))
    bands = [b for b in bands if int(profile[b[0] : b[1]].sum()) >= max(4, 0.012 * height * height)]
    lines: list[tuple[int, int]] = []
    for band in bands:
        if lines and band[1] - lines[-1][0] <= 1.15 * height and band[0] - lines[-1][1] <= 0.7 * height:
            lines[-1] = (lines[-1][0], band[1])
        else:
            lines.append(band)
    parted = [part for line in lines for part in _parted(profile, line, height)]
    boxes = []
    for top, bottom in parted:
        columns = np.nonzero(area[top:bottom].any(axis=0))[0]
        if len(columns) and max(columns[-1] + 1 - columns[0], bottom - top) >= _SPECK * height:
            boxes.append(
                PixelBox(span.x0 + int(columns[0]), span.y0 + top, span.x0 + int(columns[-1]) + 1, span.y0 + bottom)
            )
    return boxes


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


def usual_height(ink: Pixels, spans: list[PixelBox], unit: float) -> float:
    """The usual height of a character on a page (pixels): that of most bands of ink, between 6 and 20 points."""
    heights = []
    for span in spans:
        flags = np.asarray(ink[span.y0 : span.y1, span.x0 : span.x1].any(axis=1))
        heights += [b - a for a, b in bands_of(flags) if 6 * unit <= b - a <= 16 * unit]
    return float(np.percentile(heights, 60)) if heights else 10 * unit


def lone_stroke(ink: Pixels, line: PixelBox, height: float) -> str | None:
    """The sign that one or two strokes stand for: a dash, a slash, =, or null when it is none or cannot be told.

    A model that reads whole lines takes them for 一, 1 and 二.
    """
    rows, columns = np.nonzero(ink[line.y0 : line.y1, line.x0 : line.x1])
    width, tall = line.x1 - line.x0, line.y1 - line.y0
    if len(rows) < 4:
        return None
    if tall <= 0.25 * height and 2.2 * tall < width < 2.5 * height:
        return "-"
    strokes = bands_of(np.asarray(ink[line.y0 : line.y1, line.x0 : line.x1].any(axis=1)))
    if len(strokes) == 2 and tall <= 0.6 * height and all(b - a <= 0.2 * height for a, b in strokes):
        lengths = [int(ink[line.y0 + a : line.y0 + b, line.x0 : line.x1].any(axis=0).sum()) for a, b in strokes]
        return "=" if min(lengths) >= 0.92 * max(lengths) and max(lengths) >= 0.25 * height else None
    if tall < 0.6 * height or width > 0.8 * tall or width < 0.2 * tall:
        return None
    slope, level = np.polyfit(rows, columns, 1)
    spread = float(np.abs(columns - (slope * rows + level)).mean())
    return "/" if slope < -0.2 and spread < 0.07 * height else None
