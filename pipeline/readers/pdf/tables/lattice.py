"""The rulings of one drawing to the boxes of a table.

Belongs here: edges, the walls between boxes, boxes joined to merged cells. Does not belong here: which rulings belong
together (``drawings``), text (``box_text``).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from itertools import pairwise
from typing import NamedTuple

from pipeline.readers.pdf.disjoint_sets import DisjointSets
from pipeline.readers.pdf.pages.page import Ruling
from pipeline.readers.pdf.tables.boxes import Box, RuledTable
from pipeline.readers.pdf.tables.drawings import Drawing
from pipeline.readers.pdf.tables.rulings import SNAP, edges_of, nearest

# A side of a box is closed when rulings cover this share of it.
_COVERED = 0.6
# A form has below 3,000 boxes; a drawing with more than this is a map or a chart.
MOST_BOXES = 50_000


class _Edges(NamedTuple):
    """The edges between the columns (``xs``) and between the rows (``ys``) of a table, outer ones included (points)."""

    xs: list[float]
    ys: list[float]


class _Walls(NamedTuple):
    """Whether a ruling stands right of each column ([column][row]), and below each row ([row][column])."""

    right: list[list[bool]]
    lower: list[list[bool]]


def ruled_table(page_number: int, drawing: Drawing) -> RuledTable | None:
    """The table that a drawing shows, without text; null for a drawing without boxes, for a map and for a chart."""
    edges = _edges(drawing)
    if len(edges.xs) < 2 or len(edges.ys) < 2 or len(edges.xs) * len(edges.ys) > MOST_BOXES:
        return None
    boxes, is_regular = _boxes(edges, _walls(edges, drawing))
    _mark_closed_ends(edges, drawing.horizontals, boxes)
    return RuledTable(page_number, edges.xs, edges.ys, boxes, is_regular)


def _edges(drawing: Drawing) -> _Edges:
    """The edges that the rulings of a drawing stand on, and its outer edges where no ruling stands.

    A drawing without side borders ends where its horizontal rulings end. A table that goes on over a page break may
    have no ruling there, and ends where its vertical rulings end.
    """
    horizontals, verticals = drawing
    xs, ys = edges_of([v.position for v in verticals]), edges_of([h.position for h in horizontals])
    if horizontals:
        left, right = min(h.start for h in horizontals), max(h.end for h in horizontals)
        xs = [*([left] if left < xs[0] - SNAP else []), *xs, *([right] if right > xs[-1] + SNAP else [])]
    top, bottom = min(v.start for v in verticals), max(v.end for v in verticals)
    is_open_above = not ys or top < ys[0] - SNAP
    is_open_below = not ys or bottom > ys[-1] + SNAP
    return _Edges(xs, edges_of([*ys, *([top] if is_open_above else []), *([bottom] if is_open_below else [])]))


def _mark_closed_ends(edges: _Edges, horizontals: list[Ruling], boxes: list[Box]) -> None:
    """Mark the boxes that a ruling closes at the upper or lower edge of a table which is open beside them."""
    upper = _covered([r for r in horizontals if abs(r.position - edges.ys[0]) <= SNAP], edges.xs)
    first = [box for box in boxes if box.row == 0]
    closed = [box for box in first if all(upper[box.column : box.last_column + 1])]
    for box in closed if len(closed) < len(first) else ():
        box.begins = True
    lower = _covered([r for r in horizontals if abs(r.position - edges.ys[-1]) <= SNAP], edges.xs)
    last = [box for box in boxes if box.last_row == len(edges.ys) - 2]
    closed = [box for box in last if all(lower[box.column : box.last_column + 1])]
    for box in closed if len(closed) < len(last) else ():
        box.ends = True


def _walls(edges: _Edges, drawing: Drawing) -> _Walls:
    """The walls between the boxes of a table."""
    return _Walls(
        [_covered(rulings, edges.ys) for rulings in _by_edge(drawing.verticals, edges.xs)[1:-1]],
        [_covered(rulings, edges.xs) for rulings in _by_edge(drawing.horizontals, edges.ys)[1:-1]],
    )


def _by_edge(rulings: list[Ruling], edges: list[float]) -> list[list[Ruling]]:
    """For each edge the rulings that stand on it."""
    by_edge: list[list[Ruling]] = [[] for _ in edges]
    for ruling in rulings:
        by_edge[nearest(edges, ruling.position)].append(ruling)
    return by_edge


def _covered(rulings: list[Ruling], edges: list[float]) -> list[bool]:
    """Whether rulings on one line cover each stretch between neighbouring edges."""
    lengths = [0.0] * (len(edges) - 1)
    for ruling in rulings:
        first, end = max(0, bisect_right(edges, ruling.start) - 1), min(len(lengths), bisect_left(edges, ruling.end))
        for k in range(first, end):
            lengths[k] += min(ruling.end, edges[k + 1]) - max(ruling.start, edges[k])
    return [length >= _COVERED * (b - a) for length, (a, b) in zip(lengths, pairwise(edges), strict=True)]


def _boxes(edges: _Edges, walls: _Walls) -> tuple[list[Box], bool]:
    """The boxes of a table, and whether all of them are rectangles.

    Where a part of a ruling is missing, boxes join to a figure that is no rectangle. Each row of such a figure becomes
    a box of its own, which loses no text.
    """
    xs, ys = edges
    columns = len(xs) - 1
    boxes: list[Box] = []
    is_regular = True
    for members in _open_to_each_other(edges, walls):
        first_row, last_row = members[0] // columns, members[-1] // columns
        first, last = min(k % columns for k in members), max(k % columns for k in members)
        if len(members) == (last_row - first_row + 1) * (last - first + 1):
            rectangle = xs[first], ys[first_row], xs[last + 1], ys[last_row + 1]
            boxes.append(Box(first_row, first, last_row, last, *rectangle))
            continue
        is_regular = False
        for i in range(first_row, last_row + 1):
            for start, end in _runs([k % columns for k in members if k // columns == i]):
                boxes.append(Box(i, start, i, end, xs[start], ys[i], xs[end + 1], ys[i + 1], is_fragment=True))
    boxes.sort(key=lambda b: (b.row, b.column))
    return boxes, is_regular


def _open_to_each_other(edges: _Edges, walls: _Walls) -> list[list[int]]:
    """The smallest boxes between the edges, numbered row by row, in groups without a wall between them."""
    rows, columns = len(edges.ys) - 1, len(edges.xs) - 1
    joined = DisjointSets(rows * columns)
    for i in range(rows):
        for j in range(columns):
            if j + 1 < columns and not walls.right[j][i]:
                joined.join(i * columns + j, i * columns + j + 1)
            if i + 1 < rows and not walls.lower[i][j]:
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
