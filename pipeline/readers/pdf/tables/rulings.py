"""Pieces of ruling lines joined to whole lines, and lines near each other taken as one edge.

Belongs here: lines of one direction. Does not belong here: lines that cross (``drawings``), boxes (``lattice``).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise

from pipeline.readers.pdf.pages.page import THIN, Ruling

# Rulings nearer than this (points) are one: double rulings, the two edges of neighbouring boxes. Rows are higher.
SNAP = 3.0
# Dashes of one line: so many at least, so long and so far apart at most (points), as regular as this.
_FEWEST_DASHES, _LONGEST_DASH, _WIDEST_GAP, _DASH_PLAY = 6, 14.0, 9.0, 0.6


def merge_rules(rules: list[Ruling]) -> list[Ruling]:
    """Rulings on one line joined where they touch or overlap; dashes up to ``SNAP`` points apart become one rule.

    Where a line consists of dashes alone, they may be further apart.
    """
    return [rule for rule, _ in merge_pieces(rules, dash_sizes(rules))]


def reach_across(rules: list[tuple[Ruling, float]], others: list[tuple[Ruling, float]]) -> list[Ruling]:
    """Rulings of one direction; a dashed one ends at the ruling across that its last gap leads to."""
    if not any(reach for _, reach in rules):
        return [rule for rule, _ in rules]
    places = sorted({other.position for other, _ in others})
    found: list[Ruling] = []
    for rule, reach in rules:
        before, behind = bisect_left(places, rule.start), bisect_right(places, rule.end)
        start = places[before - 1] if reach and before and rule.start - places[before - 1] <= reach else rule.start
        end = places[behind] if reach and behind < len(places) and places[behind] - rule.end <= reach else rule.end
        found.append(Ruling(rule.position, start, end))
    return found


def merge_pieces(rules: list[Ruling], dashes: tuple[float, float]) -> list[tuple[Ruling, float]]:
    """The rulings of :func:`merge_rules`, each with the width of its gaps where it is dashed, else 0."""
    merged: list[tuple[Ruling, float]] = []
    longest, widest = dashes
    for cluster in _clusters(rules):
        cluster.sort(key=lambda r: r.start)
        position = sum(r.position for r in cluster) / len(cluster)
        is_dashed = widest > SNAP and max(r.end - r.start for r in cluster) <= longest
        gap, reach = (widest, widest) if is_dashed else (SNAP, 0.0)
        start, end = cluster[0].start, cluster[0].end
        for r in cluster[1:]:
            if r.start <= end + gap:
                end = max(end, r.end)
            else:
                merged.append((Ruling(position, start, end), reach))
                start, end = r.start, r.end
        merged.append((Ruling(position, start, end), reach))
    return [(r, reach) for r, reach in merged if r.end - r.start > SNAP]


def dash_sizes(rules: list[Ruling]) -> tuple[float, float]:
    """How long the dashes of a drawing are at most, and how far apart; 0 and ``SNAP`` where it has none.

    A dashed line has many pieces of nearly one length at nearly one distance.
    """
    # Most rulings of a dashed drawing are dashes.
    if (
        2 * sum([r.end - r.start <= _LONGEST_DASH + _DASH_PLAY for r in rules]) < len(rules)
        or len(rules) < _FEWEST_DASHES
    ):
        return 0.0, SNAP
    lengths: list[float] = []
    gaps: list[float] = []
    for cluster in _clusters(rules):
        if len(cluster) >= _FEWEST_DASHES and max(r.end - r.start for r in cluster) <= _LONGEST_DASH + _DASH_PLAY:
            cluster.sort(key=lambda r: r.start)
            lengths += [r.end - r.start for r in cluster]
            gaps += [b.start - a.end for a, b in pairwise(cluster) if b.start > a.end]
    if len(gaps) < _FEWEST_DASHES:
        return 0.0, SNAP
    usual, gap = sorted(lengths)[len(lengths) // 2], sorted(gaps)[len(gaps) // 2]
    if gap > _WIDEST_GAP or sum(abs(length - usual) <= _DASH_PLAY for length in lengths) < 0.6 * len(lengths):
        return 0.0, SNAP
    # The last piece of a dash may be too short to count.
    return usual + _DASH_PLAY, max(SNAP, 1.3 * gap + _DASH_PLAY + THIN)


def _clusters(rules: list[Ruling]) -> list[list[Ruling]]:
    clusters: list[list[Ruling]] = []
    for rule in sorted(rules):
        if clusters and rule.position - clusters[-1][-1].position <= SNAP:
            clusters[-1].append(rule)
        else:
            clusters.append([rule])
    return clusters


def edges_of(values: list[float]) -> list[float]:
    """Positions nearer than ``SNAP`` as one, at their mean."""
    edges: list[list[float]] = []
    for value in sorted(values):
        if edges and value - edges[-1][-1] <= SNAP:
            edges[-1].append(value)
        else:
            edges.append([value])
    return [sum(e) / len(e) for e in edges]


def nearest(edges: list[float], x: float) -> int:
    """The number of the edge next to a place; of two that are equally near the first."""
    k = bisect_left(edges, x)
    if k == len(edges) or (k > 0 and x - edges[k - 1] <= edges[k] - x):
        return k - 1
    return k
