"""Rulings that touch each other, grouped into the drawings that can be tables.

Belongs here: which rulings are one drawing. Does not belong here: the boxes in a drawing (``lattice``).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from typing import NamedTuple

from pipeline.readers.pdf.disjoint_sets import DisjointSets
from pipeline.readers.pdf.pages.page import Ruling
from pipeline.readers.pdf.tables.rulings import SNAP, dash_sizes, edges_of, extend_dashed, join_segments

# So many verticals of one height and no horizontal ruling are a row that goes on above and below the page.
_ROW_WITHOUT_RULINGS = 5


class Drawing(NamedTuple):
    """Rulings that are connected with each other; both lists may still grow."""

    horizontals: list[Ruling]
    verticals: list[Ruling]


def table_drawings(horizontals: list[Ruling], verticals: list[Ruling]) -> list[Drawing]:
    """The drawings that can be tables, each with the verticals that run alongside without touching it.

    A page that lies wholly inside merged label cells has only the vertical borders of those cells (Chromium). A page
    that lies wholly inside a row has no horizontal ruling at all; there verticals of equal height are a drawing.
    """
    groups = _touching(horizontals, verticals)
    drawings = _joined([g for g in groups if g.horizontals and g.verticals and sum(map(len, g)) >= 3])
    if not drawings:
        row = _row_without_rulings([ruling for group in groups for ruling in group.verticals])
        if row is not None:
            return [row]
    for ruling in (ruling for group in groups if not group.horizontals for ruling in group.verticals):
        _add_beside(drawings, ruling)
    return drawings


def _touching(horizontals: list[Ruling], verticals: list[Ruling]) -> list[Drawing]:
    """Rulings grouped into drawings that touch each other."""
    dashes = max(dash_sizes(horizontals), dash_sizes(verticals))
    across, down = join_segments(horizontals, dashes), join_segments(verticals, dashes)
    flat, upright = extend_dashed(across, down), extend_dashed(down, across)
    numbered = sorted(enumerate(upright, start=len(flat)), key=lambda entry: entry[1].position)
    positions = [vertical.position for _, vertical in numbered]
    connected = DisjointSets(len(flat) + len(upright))
    for i, horizontal in enumerate(flat):
        first = bisect_right(positions, horizontal.start - SNAP - 0.01)
        last = bisect_right(positions, horizontal.end + SNAP)
        for k, vertical in numbered[first:last]:
            if vertical.start - SNAP <= horizontal.position <= vertical.end + SNAP:
                connected.join(i, k)
    groups: dict[int, Drawing] = defaultdict(lambda: Drawing([], []))
    for i, ruling in enumerate(flat):
        groups[connected.of(i)].horizontals.append(ruling)
    for i, ruling in enumerate(upright, start=len(flat)):
        groups[connected.of(i)].verticals.append(ruling)
    return list(groups.values())


def _joined(drawings: list[Drawing]) -> list[Drawing]:
    """The drawings; those beside each other with equal rows become a single drawing.

    A gap, or a cell merged over a whole page, cuts a table in two drawings.
    """
    joined: list[Drawing] = []
    for drawing in sorted(drawings, key=lambda d: min(v.position for v in d.verticals)):
        for left in joined:
            if _is_other_half(left, drawing):
                left.horizontals.extend(drawing.horizontals)
                left.verticals.extend(drawing.verticals)
                break
        else:
            joined.append(drawing)
    return joined


def _is_other_half(left: Drawing, right: Drawing) -> bool:
    """Whether a drawing stands right of another one, and the two are parts of one table."""
    if max(v.position for v in left.verticals) >= min(v.position for v in right.verticals):
        return False
    left_rows, right_rows = [edges_of([h.position for h in drawing.horizontals]) for drawing in (left, right)]
    few, many = sorted((right_rows, left_rows), key=len)
    is_level = abs(few[0] - many[0]) <= SNAP and abs(few[-1] - many[-1]) <= SNAP
    has_same_rows = is_level and len(few) > 2 and all(any(abs(a - b) <= SNAP for b in many) for a in few)
    return has_same_rows and not _are_twins(left.verticals, right.verticals)


def _are_twins(left: list[Ruling], right: list[Ruling]) -> bool:
    """Whether two drawings, given by their verticals, are two tables beside each other.

    Such tables have equal columns or equal widths; the two parts of a single table have different columns. Two forms
    whose columns differ are told apart by their labels later.
    """
    left_edges, right_edges = edges_of([v.position for v in left]), edges_of([v.position for v in right])
    left_width, right_width = left_edges[-1] - left_edges[0], right_edges[-1] - right_edges[0]
    if min(len(left_edges), len(right_edges)) < 4 or abs(left_width - right_width) > 2 * SNAP:
        return False
    shift = right_edges[0] - left_edges[0]
    few, many = sorted(([x + shift for x in left_edges], right_edges), key=len)
    alike = sum(any(abs(x - y) <= SNAP for y in many) for x in few)
    return alike >= 0.8 * len(few) or abs(len(left_edges) - len(right_edges)) <= 2


def _row_without_rulings(verticals: list[Ruling]) -> Drawing | None:
    """The verticals of equal height, where there are enough of them for a row; else null."""
    for start, end in {(round(v.start), round(v.end)) for v in verticals}:
        alike = [v for v in verticals if abs(v.start - start) <= SNAP and abs(v.end - end) <= SNAP]
        if len(alike) >= _ROW_WITHOUT_RULINGS:
            return Drawing([], alike)
    return None


def _add_beside(drawings: list[Drawing], vertical: Ruling) -> None:
    """Add a vertical to the first drawing that it runs alongside for most of its height."""
    for drawing in drawings:
        top = min(drawing.horizontals[0].position, *(v.start for v in drawing.verticals))
        bottom = max(drawing.horizontals[-1].position, *(v.end for v in drawing.verticals))
        if min(vertical.end, bottom) - max(vertical.start, top) >= 0.8 * (bottom - top) > SNAP:
            drawing.verticals.append(vertical)
            return
