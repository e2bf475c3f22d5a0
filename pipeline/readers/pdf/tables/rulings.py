"""Segments of rulings joined to whole rulings, and rulings near each other taken as one edge.

Belongs here: rulings of one direction. Does not belong here: rulings that cross (``drawings``), boxes (``lattice``).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import NamedTuple

from pipeline.readers.pdf.pages.page import THIN, Ruling

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


class JoinedRuling(NamedTuple):
    """A ruling joined from segments. ``gap`` is the distance of its dashes (points); 0 for a ruling without dashes."""

    ruling: Ruling
    gap: float


def merge_rulings(segments: list[Ruling]) -> list[Ruling]:
    """Rulings on one line joined where they touch or overlap, or are at most ``SNAP`` points apart.

    Where a line consists of dashes alone, they may be further apart.
    """
    return [joined.ruling for joined in join_segments(segments, dash_sizes(segments))]


def extend_dashed(rulings: list[JoinedRuling], others: list[JoinedRuling]) -> list[Ruling]:
    """Rulings of one direction; a dashed ruling is extended over its last gap to the ruling that crosses it there."""
    if not any(gap for _, gap in rulings):
        return [ruling for ruling, _ in rulings]
    crossings = sorted({other.position for other, _ in others})
    extended: list[Ruling] = []
    for ruling, gap in rulings:
        before, behind = bisect_left(crossings, ruling.start), bisect_right(crossings, ruling.end)
        start, end = ruling.start, ruling.end
        if gap and before and start - crossings[before - 1] <= gap:
            start = crossings[before - 1]
        if gap and behind < len(crossings) and crossings[behind] - end <= gap:
            end = crossings[behind]
        extended.append(Ruling(ruling.position, start, end))
    return extended


def join_segments(segments: list[Ruling], dashes: Dashes) -> list[JoinedRuling]:
    """The rulings of :func:`merge_rulings`, each with the distance of its dashes; ``dashes`` are those of its drawing.

    What is no longer than ``SNAP`` is dropped.
    """
    joined: list[JoinedRuling] = []
    for line in _lines(segments):
        line.sort(key=lambda r: r.start)
        position = sum(r.position for r in line) / len(line)
        is_dashed = dashes.gap > SNAP and max(r.end - r.start for r in line) <= dashes.longest
        widest, gap = (dashes.gap, dashes.gap) if is_dashed else (SNAP, 0.0)
        start, end = line[0].start, line[0].end
        for segment in line[1:]:
            if segment.start <= end + widest:
                end = max(end, segment.end)
            else:
                joined.append(JoinedRuling(Ruling(position, start, end), gap))
                start, end = segment.start, segment.end
        joined.append(JoinedRuling(Ruling(position, start, end), gap))
    return [ruling for ruling in joined if ruling.ruling.end - ruling.ruling.start > SNAP]


def dash_sizes(segments: list[Ruling]) -> Dashes:
    """The dashes of a drawing; a length of 0 and a gap of ``SNAP`` where it has none.

    A dashed line has many segments of nearly one length at nearly one distance.
    """
    # Most segments of a dashed drawing are dashes.
    longest = _LONGEST_DASH + _DASH_PLAY
    if 2 * sum([r.end - r.start <= longest for r in segments]) < len(segments) or len(segments) < _FEWEST_DASHES:
        return _NO_DASHES
    lengths: list[float] = []
    gaps: list[float] = []
    for line in _lines(segments):
        if len(line) >= _FEWEST_DASHES and max(r.end - r.start for r in line) <= longest:
            line.sort(key=lambda r: r.start)
            lengths += [r.end - r.start for r in line]
            gaps += [b.start - a.end for a, b in pairwise(line) if b.start > a.end]
    if len(gaps) < _FEWEST_DASHES:
        return _NO_DASHES
    usual, gap = sorted(lengths)[len(lengths) // 2], sorted(gaps)[len(gaps) // 2]
    if gap > _WIDEST_GAP or sum(abs(length - usual) <= _DASH_PLAY for length in lengths) < 0.6 * len(lengths):
        return _NO_DASHES
    # The last segment of a dashed line may be too short to count as a ruling.
    return Dashes(usual + _DASH_PLAY, max(SNAP, 1.3 * gap + _DASH_PLAY + THIN))


def _lines(segments: list[Ruling]) -> list[list[Ruling]]:
    """Segments that stand on one line, line by line."""
    lines: list[list[Ruling]] = []
    for segment in sorted(segments):
        if lines and segment.position - lines[-1][-1].position <= SNAP:
            lines[-1].append(segment)
        else:
            lines.append([segment])
    return lines


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
