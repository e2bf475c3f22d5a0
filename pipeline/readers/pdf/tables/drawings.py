"""Rulings that touch each other, grouped into the drawings that can be tables.

Belongs here: which rulings are one drawing. Does not belong here: the boxes in a drawing (``lattice``).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict

from pipeline.readers.pdf.disjoint_sets import DisjointSets
from pipeline.readers.pdf.pages.page import Ruling
from pipeline.readers.pdf.tables.rulings import SNAP, dash_sizes, edges_of, merge_pieces, reach_across

# So many verticals of one height and no horizontal rule are a row that goes on above and below the page.
_ROW_WITHOUT_RULES = 5


def touching_rulings(horizontals: list[Ruling], verticals: list[Ruling]) -> list[tuple[list[Ruling], list[Ruling]]]:
    """Rulings grouped into drawings that touch each other."""
    dashes = max(dash_sizes(horizontals), dash_sizes(verticals))
    across, down = merge_pieces(horizontals, dashes), merge_pieces(verticals, dashes)
    rules = [(r, True) for r in reach_across(across, down)] + [(r, False) for r in reach_across(down, across)]
    drawings = DisjointSets(len(rules))
    flat = [(i, r) for i, (r, is_horizontal) in enumerate(rules) if is_horizontal]
    upright = sorted(
        ((i, r) for i, (r, is_horizontal) in enumerate(rules) if not is_horizontal), key=lambda e: e[1].position
    )
    places = [r.position for _, r in upright]
    for i, h in flat:
        first = bisect_right(places, h.start - SNAP - 0.01)
        last = bisect_right(places, h.end + SNAP)
        for k, v in upright[first:last]:
            if v.start - SNAP <= h.position <= v.end + SNAP:
                drawings.join(i, k)
    groups: dict[int, tuple[list[Ruling], list[Ruling]]] = defaultdict(lambda: ([], []))
    for i, (r, is_horizontal) in enumerate(rules):
        groups[drawings.of(i)][0 if is_horizontal else 1].append(r)
    return list(groups.values())


def _joined(drawings: list[tuple[list[Ruling], list[Ruling]]]) -> list[tuple[list[Ruling], list[Ruling]]]:
    """Drawings whose rows are the same as one: a cell merged over a whole page, or a gap, parts a table in two."""
    found: list[tuple[list[Ruling], list[Ruling]]] = []
    for horizontals, verticals in sorted(drawings, key=lambda d: min(v.position for v in d[1])):
        rows = edges_of([h.position for h in horizontals])
        for other, beside in found:
            left = edges_of([h.position for h in other])
            few, many = sorted((rows, left), key=len)
            is_apart = max(v.position for v in beside) < min(v.position for v in verticals)
            is_level = abs(few[0] - many[0]) <= SNAP and abs(few[-1] - many[-1]) <= SNAP
            is_same = is_level and len(few) > 2 and all(any(abs(a - b) <= SNAP for b in many) for a in few)
            if is_apart and is_same and not _are_twins(beside, verticals):
                other += horizontals
                beside += verticals
                break
        else:
            found.append((horizontals, verticals))
    return found


def _are_twins(left: list[Ruling], right: list[Ruling]) -> bool:
    """Whether two drawings are two tables beside each other: of the same columns, or of one width.

    The parts of one table hold different columns. Two forms whose columns differ are told apart by their labels later.
    """
    ones, others = edges_of([v.position for v in left]), edges_of([v.position for v in right])
    widths = ones[-1] - ones[0], others[-1] - others[0]
    if min(len(ones), len(others)) < 4 or abs(widths[0] - widths[1]) > 2 * SNAP:
        return False
    shift = others[0] - ones[0]
    few, many = sorted(([x + shift for x in ones], others), key=len)
    alike = sum(any(abs(x - y) <= SNAP for y in many) for x in few)
    return alike >= 0.8 * len(few) or abs(len(ones) - len(others)) <= 2


def with_lone_verticals(groups: list[tuple[list[Ruling], list[Ruling]]]) -> list[tuple[list[Ruling], list[Ruling]]]:
    """The drawings that can be tables, each with the verticals that run alongside without touching it.

    A page that lies wholly inside merged label cells has only the vertical borders of those cells (Chromium), and one
    that lies wholly inside a row has no horizontal rule at all: verticals of one height are a drawing then.
    """
    drawings = _joined([g for g in groups if g[0] and g[1] and len(g[0]) + len(g[1]) >= 3])
    if not drawings:
        loose = [rule for _, verticals in groups for rule in verticals]
        for start, end in {(round(r.start), round(r.end)) for r in loose}:
            alike = [r for r in loose if abs(r.start - start) <= SNAP and abs(r.end - end) <= SNAP]
            if len(alike) >= _ROW_WITHOUT_RULES:
                return [([], alike)]
    for _, lone in (g for g in groups if not g[0]):
        for rule in lone:
            for horizontals, verticals in drawings:
                top = min(horizontals[0].position, *(v.start for v in verticals))
                bottom = max(horizontals[-1].position, *(v.end for v in verticals))
                if min(rule.end, bottom) - max(rule.start, top) >= 0.8 * (bottom - top) > SNAP:
                    verticals.append(rule)
                    break
    return drawings
