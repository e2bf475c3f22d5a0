"""The rulings of one drawing to the boxes of a table.

Belongs here: edges, the walls between boxes, boxes joined to merged cells. Does not belong here: which rulings belong
together (``drawings``), text (``box_text``).
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import numpy as np

from pipeline.readers.pdf.disjoint_sets import DisjointSets
from pipeline.readers.pdf.pages.columns import Flags, Ints, Rulings, spread, sums
from pipeline.readers.pdf.tables.boxes import Box, RuledTable
from pipeline.readers.pdf.tables.drawings import Drawing
from pipeline.readers.pdf.tables.rulings import SNAP, edges_of

# A side of a box is closed when rulings cover this share of it.
_COVERED = 0.6
# A form has below 3,000 boxes; a drawing with more than this is a map or a chart.
MOST_BOXES = 50_000


class _Edges(NamedTuple):
    """The edges between the columns (``xs``) and between the rows (``ys``) of a table, outer ones included (points)."""

    xs: list[float]
    ys: list[float]


class _Walls(NamedTuple):
    """Whether a ruling stands right of each box but those of the last column, and below each but those of the last row.

    Both are indexed by row and column.
    """

    right: Flags
    lower: Flags


def ruled_table(page_number: int, drawing: Drawing) -> RuledTable | None:
    """The table that a drawing shows, without text; null for a drawing without boxes, for a map and for a chart."""
    edges = _edges(drawing)
    if len(edges.xs) < 2 or len(edges.ys) < 2 or len(edges.xs) * len(edges.ys) > MOST_BOXES:
        return None
    walls = _Walls(_walls(drawing.verticals, edges.xs, edges.ys).T, _walls(drawing.horizontals, edges.ys, edges.xs))
    boxes = _rectangles(edges, walls)
    is_regular = boxes is not None
    boxes = boxes if boxes is not None else _figures(edges, walls)
    _mark_closed_ends(edges, drawing.horizontals, boxes)
    return RuledTable(page_number, edges.xs, edges.ys, boxes, is_regular)


def _edges(drawing: Drawing) -> _Edges:
    """The edges that the rulings of a drawing stand on, and its outer edges where no ruling stands.

    A drawing without side borders ends where its horizontal rulings end. A table that goes on over a page break may
    have no ruling there, and ends where its vertical rulings end.
    """
    horizontals, verticals = drawing.horizontals, drawing.verticals
    xs, ys = edges_of(verticals[:, 0].tolist()), edges_of(horizontals[:, 0].tolist())
    if len(horizontals):
        left, right = float(horizontals[:, 1].min()), float(horizontals[:, 2].max())
        xs = [*([left] if left < xs[0] - SNAP else []), *xs, *([right] if right > xs[-1] + SNAP else [])]
    top, bottom = float(verticals[:, 1].min()), float(verticals[:, 2].max())
    is_open_above = not ys or top < ys[0] - SNAP
    is_open_below = not ys or bottom > ys[-1] + SNAP
    return _Edges(xs, edges_of([*ys, *([top] if is_open_above else []), *([bottom] if is_open_below else [])]))


def _mark_closed_ends(edges: _Edges, horizontals: Rulings, boxes: list[Box]) -> None:
    """Mark the boxes that a ruling closes at the upper or lower edge of a table which is open beside them."""
    xs = np.array(edges.xs)
    ends = np.array([[edges.ys[0]], [edges.ys[-1]]])
    end, near = np.nonzero(np.abs(horizontals[:, 0] - ends) <= SNAP)
    upper, lower = _covered(horizontals[near], end, 2, xs)
    if not upper.all():
        first = [box for box in boxes if box.row == 0]
        closed = [box for box in first if upper[box.column : box.last_column + 1].all()]
        for box in closed if len(closed) < len(first) else ():
            box.begins = True
    if not lower.all():
        last = [box for box in boxes if box.last_row == len(edges.ys) - 2]
        closed = [box for box in last if lower[box.column : box.last_column + 1].all()]
        for box in closed if len(closed) < len(last) else ():
            box.ends = True


def _walls(rulings: Rulings, edges: list[float], others: list[float]) -> Flags:
    """For each edge but the outer ones, whether rulings cover the stretches of it between the ``others`` that cross."""
    across = np.array(edges)
    return _covered(rulings, _nearest(across, rulings[:, 0]), len(edges), np.array(others))[1:-1]


def _nearest(edges: Rulings, positions: Rulings) -> Ints:
    """The number of the edge next to each position; of two that are equally near the first."""
    behind = np.searchsorted(edges, positions)
    before = np.maximum(behind - 1, 0)
    behind = np.minimum(behind, len(edges) - 1)
    return np.where(positions - edges[before] <= edges[behind] - positions, before, behind)


def _covered(rulings: Rulings, edge: Ints, count: int, crossing: Rulings) -> Flags:
    """Whether rulings cover each stretch between neighbouring ``crossing`` edges: a row for each of ``count`` edges.

    ``edge`` is the number of the edge on which each ruling stands.
    """
    stretches = len(crossing) - 1
    _, start, end = rulings.T
    first = np.maximum(np.searchsorted(crossing, start, "right") - 1, 0)
    last = np.minimum(np.searchsorted(crossing, end), stretches)
    rows, stretch = spread(first, last)
    lengths = np.minimum(end[rows], crossing[stretch + 1]) - np.maximum(start[rows], crossing[stretch])
    covered = sums(lengths, edge[rows] * stretches + stretch, count * stretches).reshape(count, stretches)
    return covered >= _COVERED * np.diff(crossing)


def _rectangles(edges: _Edges, walls: _Walls) -> list[Box] | None:
    """The boxes of a table whose merged cells are all rectangles; null where one is not.

    Each of the smallest boxes looks to all four sides how far it is open. Boxes that are open to each other have to see
    the same walls: then each of them reaches from the same first to the same last row and column, a rectangle.
    """
    rows, columns = len(edges.ys) - 1, len(edges.xs) - 1
    row, column = np.arange(rows)[:, None], np.arange(columns)[None, :]
    has_left, has_right = np.ones((rows, columns), np.bool_), np.ones((rows, columns), np.bool_)
    has_upper, has_lower = has_left.copy(), has_left.copy()
    has_left[:, 1:], has_right[:, :-1] = walls.right, walls.right
    has_upper[1:], has_lower[:-1] = walls.lower, walls.lower
    first_column = np.maximum.accumulate(np.where(has_left, column, 0), axis=1)
    first_row = np.maximum.accumulate(np.where(has_upper, row, 0), axis=0)
    last_column = np.minimum.accumulate(np.where(has_right, column, columns)[:, ::-1], axis=1)[:, ::-1]
    last_row = np.minimum.accumulate(np.where(has_lower, row, rows)[::-1], axis=0)[::-1]
    for numbers in (first_row, last_row):
        if (~walls.right & (numbers[:, 1:] != numbers[:, :-1])).any():
            return None
    for numbers in (first_column, last_column):
        if (~walls.lower & (numbers[1:] != numbers[:-1])).any():
            return None
    begin_rows, begin_columns = np.nonzero((first_row == row) & (first_column == column))
    end_rows, end_columns = last_row[begin_rows, begin_columns], last_column[begin_rows, begin_columns]
    places = begin_rows.tolist(), begin_columns.tolist(), end_rows.tolist(), end_columns.tolist()
    xs, ys = edges
    return [Box(i, j, k, n, xs[j], ys[i], xs[n + 1], ys[k + 1]) for i, j, k, n in zip(*places, strict=True)]


def _figures(edges: _Edges, walls: _Walls) -> list[Box]:
    """The boxes of a table in which some are no rectangles.

    Where a part of a ruling is missing, boxes join to a figure that is no rectangle. Each row of such a figure becomes
    a box of its own, which loses no text.
    """
    xs, ys = edges
    columns = len(xs) - 1
    boxes: list[Box] = []
    for members in _open_to_each_other(edges, walls):
        first_row, last_row = members[0] // columns, members[-1] // columns
        first, last = min(k % columns for k in members), max(k % columns for k in members)
        if len(members) == (last_row - first_row + 1) * (last - first + 1):
            rectangle = xs[first], ys[first_row], xs[last + 1], ys[last_row + 1]
            boxes.append(Box(first_row, first, last_row, last, *rectangle))
            continue
        for i in range(first_row, last_row + 1):
            for start, end in _runs([k % columns for k in members if k // columns == i]):
                boxes.append(Box(i, start, i, end, xs[start], ys[i], xs[end + 1], ys[i + 1], is_fragment=True))
    boxes.sort(key=lambda b: (b.row, b.column))
    return boxes


def _open_to_each_other(edges: _Edges, walls: _Walls) -> list[list[int]]:
    """The smallest boxes between the edges, numbered row by row, in groups without a wall between them."""
    rows, columns = len(edges.ys) - 1, len(edges.xs) - 1
    joined = DisjointSets(rows * columns)
    for i, j in np.argwhere(~walls.right).tolist():
        joined.join(i * columns + j, i * columns + j + 1)
    for i, j in np.argwhere(~walls.lower).tolist():
        joined.join(i * columns + j, (i + 1) * columns + j)
    groups: dict[int, list[int]] = defaultdict(list)
    for k in range(rows * columns):
        groups[joined.of(k)].append(k)
    return list(groups.values())


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    """Ascending numbers as runs without a gap: the first and the last of each."""
    runs: list[tuple[int, int]] = []
    for n in numbers:
        if runs and n == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], n)
        else:
            runs.append((n, n))
    return runs
