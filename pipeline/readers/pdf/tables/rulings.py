"""Segments of rulings joined to whole rulings, and rulings near each other taken as one edge.

Belongs here: rulings of one direction. Does not belong here: rulings that cross (``drawings``), boxes (``lattice``).
"""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

import numpy as np

from pipeline.readers.pdf.pages.columns import Floats, Ints, Rulings, sums
from pipeline.readers.pdf.pages.page import THIN, columns

# Rulings nearer than this (points) count as a single one: double rulings, the two edges of neighbouring boxes. Rows
# are higher.
SNAP = 3.0
# Dashes of one line: so many at least, so long and so far apart at most (points), as regular as this.
_FEWEST_DASHES, _LONGEST_DASH, _WIDEST_GAP, _DASH_PLAY = 6, 14.0, 9.0, 0.6


class Dashes(NamedTuple):
    """How long the dashes of a drawing are at most, and how far apart (points)."""

    longest: float
    gap: float


_NO_DASHES = Dashes(0.0, SNAP)


class JoinedRulings(NamedTuple):
    """Rulings joined from segments. ``gaps`` are the distances of their dashes (points); 0 for one without dashes."""

    rulings: Rulings
    gaps: Floats


def merge_rulings(segments: Rulings) -> Rulings:
    """Rulings on one line joined where they touch or overlap, or are at most ``SNAP`` points apart.

    Where a line consists of dashes alone, they may be further apart.
    """
    return join_segments(segments, dash_sizes(segments)).rulings


def extend_dashed(joined: JoinedRulings, others: JoinedRulings) -> Rulings:
    """Rulings of one direction; a dashed ruling is extended over its last gap to the ruling that crosses it there."""
    rulings, gaps = joined
    if not gaps.any() or not len(others.rulings):
        return rulings
    crossings = np.unique(others.rulings[:, 0])
    position, start, end = rulings.T
    before, behind = np.searchsorted(crossings, start) - 1, np.searchsorted(crossings, end, "right")
    first, last = crossings[np.maximum(before, 0)], crossings[np.minimum(behind, len(crossings) - 1)]
    reaches_first = (gaps > 0) & (before >= 0) & (start - first <= gaps)
    reaches_last = (gaps > 0) & (behind < len(crossings)) & (last - end <= gaps)
    return columns(position, np.where(reaches_first, first, start), np.where(reaches_last, last, end))


def join_segments(segments: Rulings, dashes: Dashes) -> JoinedRulings:
    """The rulings of :func:`merge_rulings`, each with the distance of its dashes; ``dashes`` are those of its drawing.

    What is no longer than ``SNAP`` is dropped.
    """
    if not len(segments):
        return JoinedRulings(segments, np.empty(0))
    segments, line = _by_line(segments)
    position, start, end = segments.T
    counts = np.bincount(line)
    middle = sums(position, line, len(counts)) / counts
    gap = np.zeros(len(counts))
    if dashes.gap > SNAP:
        longest = np.maximum.reduceat(end - start, np.cumsum(counts) - counts)
        gap[longest <= dashes.longest] = dashes.gap
    widest = np.where(gap > 0, gap, SNAP)
    furthest = _furthest(end, line)
    begins = np.ones(len(line), np.bool_)
    begins[1:] = (line[1:] != line[:-1]) | (start[1:] > furthest[:-1] + widest[line[1:]])
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(line)) - 1
    own = line[first]
    joined = columns(middle[own], start[first], furthest[last])
    kept = joined[:, 2] - joined[:, 1] > SNAP
    return JoinedRulings(joined[kept], gap[own[kept]])


def _furthest(end: Floats, line: Ints) -> Floats:
    """How far any segment of the same line has reached up to each segment.

    The running maximum is taken of ranks, whole numbers that are raised from line to line: figures stay as they are.
    """
    order = np.argsort(end)
    rank = np.empty(len(end), np.int64)
    rank[order] = np.arange(len(end))
    raised = line * len(end)
    return end[order[np.maximum.accumulate(rank + raised) - raised]]


def dash_sizes(segments: Rulings) -> Dashes:
    """The dashes of a drawing; a length of 0 and a gap of ``SNAP`` where it has none.

    A dashed line has many segments of nearly one length at nearly one distance.
    """
    # Most segments of a dashed drawing are dashes.
    longest = _LONGEST_DASH + _DASH_PLAY
    is_short = segments[:, 2] - segments[:, 1] <= longest
    if 2 * int(is_short.sum()) < len(segments) or len(segments) < _FEWEST_DASHES:
        return _NO_DASHES
    segments, line = _by_line(segments)
    lengths = segments[:, 2] - segments[:, 1]
    counts = np.bincount(line)
    is_dashed = (counts >= _FEWEST_DASHES) & (np.maximum.reduceat(lengths, np.cumsum(counts) - counts) <= longest)
    gaps = segments[1:, 1] - segments[:-1, 2]
    gaps = np.sort(gaps[(line[1:] == line[:-1]) & is_dashed[line[1:]] & (segments[1:, 1] > segments[:-1, 2])])
    if len(gaps) < _FEWEST_DASHES:
        return _NO_DASHES
    lengths = np.sort(lengths[is_dashed[line]])
    usual, gap = float(lengths[len(lengths) // 2]), float(gaps[len(gaps) // 2])
    if gap > _WIDEST_GAP or int((np.abs(lengths - usual) <= _DASH_PLAY).sum()) < 0.6 * len(lengths):
        return _NO_DASHES
    # The last segment of a dashed line may be too short to count as a ruling.
    return Dashes(usual + _DASH_PLAY, max(SNAP, 1.3 * gap + _DASH_PLAY + THIN))


def _by_line(segments: Rulings) -> tuple[Rulings, Ints]:
    """Segments line by line, each line from its start on, and the number of the line of each."""
    segments = segments[np.lexsort((segments[:, 2], segments[:, 1], segments[:, 0]))]
    begins = np.zeros(len(segments), np.int64)
    begins[1:] = segments[1:, 0] - segments[:-1, 0] > SNAP
    line = np.cumsum(begins)
    order = np.lexsort((segments[:, 1], line))
    return segments[order], line


def edges_of(positions: list[float]) -> list[float]:
    """Positions nearer than ``SNAP`` as one edge, at their mean."""
    edges: list[list[float]] = []
    for position in sorted(positions):
        if edges and position - edges[-1][-1] <= SNAP:
            edges[-1].append(position)
        else:
            edges.append([position])
    return [sum(edge) / len(edge) for edge in edges]


def nearest(edges: list[float], position: float) -> int:
    """The number of the edge next to a position; of two that are equally near the first."""
    k = bisect_left(edges, position)
    if k == len(edges) or (k > 0 and position - edges[k - 1] <= edges[k] - position):
        return k - 1
    return k
