"""The rulings of one drawing to the boxes of a table.

Belongs here: edges, the walls between boxes, boxes joined to merged cells. Does not belong here: which rulings belong
together (``drawings``), text (``box_text``).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from itertools import pairwise

from pipeline.readers.pdf.pages.page import Ruling
from pipeline.readers.pdf.tables.boxes import Box, RuledTable
from pipeline.readers.pdf.tables.rulings import SNAP, edges_of, nearest

# A wall counts when rulings cover this share of a box's side.
COVER = 0.6
# A form has below 3,000 boxes; a drawing with more than this is a map or a chart.
MOST_BOXES = 50_000


def ruled_table(number: int, horizontals: list[Ruling], verticals: list[Ruling]) -> RuledTable | None:
    """The table that rulings draw, without text; null where they draw none, or a map or a chart."""
    xs, ys = edges_of([v.position for v in verticals]), edges_of([h.position for h in horizontals])
    top, bottom = min(v.start for v in verticals), max(v.end for v in verticals)
    # A drawing without side borders ends where its horizontal rules end.
    if horizontals:
        left, right = min(h.start for h in horizontals), max(h.end for h in horizontals)
        xs = [*([left] if left < xs[0] - SNAP else []), *xs, *([right] if right > xs[-1] + SNAP else [])]
    # A row that a page break cut is open above or below.
    is_open_above = not ys or top < ys[0] - SNAP
    is_open_below = not ys or bottom > ys[-1] + SNAP
    ys = edges_of([*ys, *([top] if is_open_above else []), *([bottom] if is_open_below else [])])
    if len(xs) < 2 or len(ys) < 2 or len(xs) * len(ys) > MOST_BOXES:
        return None
    right_wall, lower_wall = _walls(xs, ys, horizontals, verticals)
    boxes, is_regular = _join(xs, ys, right_wall, lower_wall)
    _close_ends(xs, ys, horizontals, boxes)
    return RuledTable(number, xs, ys, boxes, is_regular)


def _close_ends(xs: list[float], ys: list[float], horizontals: list[Ruling], boxes: list[Box]) -> None:
    """Say of the cells at both ends of a table whether a rule closes them, where it leaves others open."""
    for row, edge in ((0, 0), (len(ys) - 2, -1)):
        covered = _stretches([rule for rule in horizontals if abs(rule.position - ys[edge]) <= SNAP], xs)
        cells = [box for box in boxes if (box.row == row if edge == 0 else box.last_row == row)]
        closed = [box for box in cells if all(covered[box.column : box.last_column + 1])]
        if len(closed) == len(cells):
            continue
        for box in closed:
            if edge == 0:
                box.begins = True
            else:
                box.ends = True


def _walls(
    xs: list[float], ys: list[float], horizontals: list[Ruling], verticals: list[Ruling]
) -> tuple[list[list[bool]], list[list[bool]]]:
    """Whether a rule stands right of each column ([column][row]) and below each row ([row][column])."""
    right = [_stretches(rules, ys) for rules in _by_edge(verticals, xs)[1:-1]]
    lower = [_stretches(rules, xs) for rules in _by_edge(horizontals, ys)[1:-1]]
    return right, lower


def _by_edge(rules: list[Ruling], edges: list[float]) -> list[list[Ruling]]:
    buckets: list[list[Ruling]] = [[] for _ in edges]
    for r in rules:
        buckets[nearest(edges, r.position)].append(r)
    return buckets


def _stretches(rules: list[Ruling], edges: list[float]) -> list[bool]:
    """Whether rules on one line cover each stretch between neighbouring edges."""
    covered = [0.0] * (len(edges) - 1)
    for r in rules:
        first, end = max(0, bisect_right(edges, r.start) - 1), min(len(covered), bisect_left(edges, r.end))
        for k in range(first, end):
            covered[k] += min(r.end, edges[k + 1]) - max(r.start, edges[k])
    return [part >= COVER * (b - a) for part, (a, b) in zip(covered, pairwise(edges), strict=True)]


def _join(xs: list[float], ys: list[float], right: list[list[bool]], lower: list[list[bool]]) -> tuple[list[Box], bool]:
    """Boxes joined where no wall stands between them; false when a joined figure is no rectangle."""
    rows, columns = len(ys) - 1, len(xs) - 1
    parent = list(range(rows * columns))

    def find(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i in range(rows):
        for j in range(columns):
            if j + 1 < columns and not right[j][i]:
                parent[find(i * columns + j)] = find(i * columns + j + 1)
            if i + 1 < rows and not lower[i][j]:
                parent[find(i * columns + j)] = find((i + 1) * columns + j)
    groups: dict[int, list[int]] = defaultdict(list)
    for k in range(rows * columns):
        groups[find(k)].append(k)
    boxes: list[Box] = []
    is_regular = True
    for members in groups.values():
        first_row, last_row = members[0] // columns, members[-1] // columns
        first, last = min(k % columns for k in members), max(k % columns for k in members)
        if len(members) == (last_row - first_row + 1) * (last - first + 1):
            boxes.append(
                Box(first_row, first, last_row, last, xs[first], ys[first_row], xs[last + 1], ys[last_row + 1])
            )
            continue
        # A figure with a missing piece of rule: each row of it stays a cell of its own, which loses no text.
        is_regular = False
        for i in range(first_row, last_row + 1):
            run = sorted(k % columns for k in members if k // columns == i)
            for start, end in _runs(run):
                boxes.append(Box(i, start, i, end, xs[start], ys[i], xs[end + 1], ys[i + 1], is_piece=True))
    boxes.sort(key=lambda b: (b.row, b.column))
    return boxes, is_regular


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for n in numbers:
        if runs and n == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], n)
        else:
            runs.append((n, n))
    return runs
