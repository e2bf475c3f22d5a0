"""Rulings that touch each other, grouped into the drawings that can be tables.

Belongs here: which rulings are one drawing. Does not belong here: the boxes in a drawing (``lattice``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.readers.pdf.pages.columns import Ints, Rulings, spread
from pipeline.readers.pdf.tables.rulings import SNAP, dash_sizes, edges_of, extend_dashed, join_segments

# So many verticals of one height and no horizontal ruling are a row that goes on above and below the page.
_ROW_WITHOUT_RULINGS = 5
# Edges of the rows of a drawing that can go on in another one beside it.
_FEWEST_EDGES = 3
# Horizontal rulings that are compared with vertical ones at one time.
_AT_ONCE = 512


@dataclass(slots=True)
class Drawing:
    """Rulings that are connected with each other."""

    horizontals: Rulings
    verticals: Rulings


def table_drawings(horizontals: Rulings, verticals: Rulings) -> list[Drawing]:
    """The drawings that can be tables, each with the verticals that run alongside without touching it.

    A page that lies wholly inside merged label cells has only the vertical borders of those cells (Chromium). A page
    that lies wholly inside a row has no horizontal ruling at all; there verticals of equal height are a drawing.
    """
    dashes = max(dash_sizes(horizontals), dash_sizes(verticals))
    across, down = join_segments(horizontals, dashes), join_segments(verticals, dashes)
    flat, upright = extend_dashed(across, down), extend_dashed(down, across)
    group = _groups(flat, upright)
    of_flat, of_upright = group[: len(flat)], group[len(flat) :]
    flat_counts = np.bincount(of_flat, minlength=len(group))
    upright_counts = np.bincount(of_upright, minlength=len(group))
    is_table = (flat_counts > 0) & (upright_counts > 0) & (flat_counts + upright_counts >= 3)
    drawings = _joined(
        [Drawing(flat[of_flat == own], upright[of_upright == own]) for own in np.flatnonzero(is_table).tolist()]
    )
    # From here on group by group, in the order in which groups begin.
    by_group = np.argsort(of_upright, kind="stable")
    if not drawings:
        row = _row_without_rulings(upright[by_group])
        if row is not None:
            return [row]
    is_alone = flat_counts[of_upright[by_group]] == 0
    for ruling in upright[by_group][is_alone] if drawings else ():
        _add_beside(drawings, ruling)
    return drawings


def _groups(flat: Rulings, upright: Rulings) -> Ints:
    """The group of each ruling that touches others, first of the horizontal rulings and then of the vertical ones.

    A group has the number of its first ruling.
    """
    group = np.arange(len(flat) + len(upright))
    by_position = np.argsort(upright[:, 0], kind="stable")
    positions = upright[by_position, 0]
    first = np.searchsorted(positions, flat[:, 1] - SNAP - 0.01, "right")
    end = np.searchsorted(positions, flat[:, 2] + SNAP, "right")
    for begin in range(0, len(flat), _AT_ONCE):
        rows, near = spread(first[begin : begin + _AT_ONCE], end[begin : begin + _AT_ONCE])
        rows, near = rows + begin, by_position[near]
        at = flat[rows, 0]
        touches = (upright[near, 1] - SNAP <= at) & (at <= upright[near, 2] + SNAP)
        group = _connected(group, rows[touches], near[touches] + len(flat))
    return group


def _connected(group: Ints, first: Ints, second: Ints) -> Ints:
    """The groups after things are connected pair by pair; a group has the lowest number of its things.

    In each round the groups of all pairs are joined at the same time, until no pair joins any more.
    """
    while True:
        one, other = group[first], group[second]
        lower = np.minimum(one, other)
        if np.array_equal(one, other):
            return group
        np.minimum.at(group, one, lower)
        np.minimum.at(group, other, lower)
        while not np.array_equal(group, group[group]):
            group = group[group]


def _joined(drawings: list[Drawing]) -> list[Drawing]:
    """The drawings; those beside each other with equal rows become a single drawing.

    A gap, or a cell merged over a whole page, cuts a table in two drawings.
    """
    if len(drawings) < 2:
        return drawings
    joined: list[Drawing] = []
    # The drawings in which others can go on: with several rows, which most small boxes do not have.
    open_ones: list[tuple[Drawing, list[float]]] = []
    for drawing in sorted(drawings, key=lambda d: float(d.verticals[:, 0].min())):
        rows = _rows(drawing)
        if len(rows) < _FEWEST_EDGES:
            joined.append(drawing)
            continue
        for number, (left, left_rows) in enumerate(open_ones):
            if _have_same_rows(left_rows, rows) and _is_other_half(left, drawing):
                left.horizontals = np.concatenate((left.horizontals, drawing.horizontals))
                left.verticals = np.concatenate((left.verticals, drawing.verticals))
                open_ones[number] = left, _rows(left)
                break
        else:
            joined.append(drawing)
            open_ones.append((drawing, rows))
    return joined


def _rows(drawing: Drawing) -> list[float]:
    """Where the rows of a drawing begin and end."""
    return edges_of(drawing.horizontals[:, 0].tolist())


def _have_same_rows(left: list[float], right: list[float]) -> bool:
    """Whether two drawings begin and end on one level, and every row of the one with fewer is one of the other."""
    few, many = sorted((right, left), key=len)
    is_level = abs(few[0] - many[0]) <= SNAP and abs(few[-1] - many[-1]) <= SNAP
    return is_level and len(few) >= _FEWEST_EDGES and all(any(abs(a - b) <= SNAP for b in many) for a in few)


def _is_other_half(left: Drawing, right: Drawing) -> bool:
    """Whether a drawing stands right of another one with the same rows, and the two are parts of one table."""
    is_right = left.verticals[:, 0].max() < right.verticals[:, 0].min()
    return bool(is_right) and not _are_twins(left.verticals, right.verticals)


def _are_twins(left: Rulings, right: Rulings) -> bool:
    """Whether two drawings, given by their verticals, are two tables beside each other.

    Such tables have equal columns or equal widths; the two parts of a single table have different columns. Two forms
    whose columns differ are told apart by their labels later.
    """
    left_edges, right_edges = edges_of(left[:, 0].tolist()), edges_of(right[:, 0].tolist())
    left_width, right_width = left_edges[-1] - left_edges[0], right_edges[-1] - right_edges[0]
    if min(len(left_edges), len(right_edges)) < 4 or abs(left_width - right_width) > 2 * SNAP:
        return False
    shift = right_edges[0] - left_edges[0]
    few, many = sorted(([x + shift for x in left_edges], right_edges), key=len)
    alike = sum(any(abs(x - y) <= SNAP for y in many) for x in few)
    return alike >= 0.8 * len(few) or abs(len(left_edges) - len(right_edges)) <= 2


def _row_without_rulings(verticals: Rulings) -> Drawing | None:
    """The verticals of equal height, where there are enough of them for a row; else null."""
    for start, end in {(round(start), round(end)) for _, start, end in verticals.tolist()}:
        alike = (np.abs(verticals[:, 1] - start) <= SNAP) & (np.abs(verticals[:, 2] - end) <= SNAP)
        if int(alike.sum()) >= _ROW_WITHOUT_RULINGS:
            return Drawing(verticals[:0], verticals[alike])
    return None


def _add_beside(drawings: list[Drawing], vertical: Rulings) -> None:
    """Add a vertical to the first drawing that it runs alongside for most of its height."""
    _, start, end = vertical.tolist()
    for drawing in drawings:
        top = min(float(drawing.horizontals[0, 0]), float(drawing.verticals[:, 1].min()))
        bottom = max(float(drawing.horizontals[-1, 0]), float(drawing.verticals[:, 2].max()))
        if min(end, bottom) - max(start, top) >= 0.8 * (bottom - top) > SNAP:
            drawing.verticals = np.concatenate((drawing.verticals, vertical[None, :]))
            return
