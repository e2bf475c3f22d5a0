"""Ruled tables of one page: rulings to cells, glyphs into cells, lines into text.

Belongs here: geometry of one page. Does not belong here: PDF libraries (both PDF readers share this module)
and what a cell means.

Rulings are snapped to a grid of boxes; neighbouring boxes are joined wherever no ruling stands between them,
so that merged cells come out of the drawing itself. A page break leaves cells open where browsers draw no closing
rule, therefore a rule is added where the vertical rules of a table end.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from pipeline.model.doubts import CERTAIN, Doubtable, Doubts, with_doubt, with_doubts, without
from pipeline.model.grid import Evidence, TextLine
from pipeline.readers.characters import raised as raised_text
from pipeline.readers.pdf.disjoint_sets import DisjointSets
from pipeline.readers.pdf.page import THIN, UNMAPPED, Glyph, Page, Rectangle, Rule
from pipeline.text.fold import fold_radicals, join_lines

# Rulings nearer than this (points) are one: double rulings, the two edges of neighbouring boxes. Rows are higher.
SNAP = 3.0
# Dashes of one line: so many at least, so long and so far apart at most (points), as regular as this.
_FEWEST_DASHES, _LONGEST_DASH, _WIDEST_GAP, _DASH_PLAY = 6, 14.0, 9.0, 0.6
# A table goes on outside of a page when so many rulings reach so far (points), and so many characters stand there.
_OUTSIDE, _FEWEST_CROSSING, _FEWEST_HIDDEN = 6.0, 2, 2
# A wall counts when rulings cover this share of a box's side.
COVER = 0.6
# A form has below 3,000 boxes; a drawing with more than this is a map or a chart.
MOST_BOXES = 50_000
# A table inside a cell has at most so many cells in one column, and at least so many cells stand beside it.
_NESTED, _BESIDE_NESTED = 6, 4
# So many verticals of one height and no horizontal rule are a row that goes on above and below the page.
_ROW_WITHOUT_RULES = 5
# Ink of two cells is never nearer than this (points) where each keeps to its own: cells have padding.
_TOUCH = 0.6
# Alpha of ink that nothing shines through, as it stands in a glyph's shade.
_OPAQUE = range(250, 256)
# Marks that stand over, under or through the character before them.
_COMBINING = re.compile(r"[\u0300-\u036f]")
# Raised and lowered characters are smaller than this share of the text that they belong to, and stand this much (of
# its size) above its line; browsers raise by a third of it and make the text 0.83 times as large.
_SMALL, _RAISED, _LOWERED = 0.92, (0.15, 0.65), (-0.45, -0.08)
_GAP = chr(UNMAPPED)
# The doubt of text whose font draws other digits than it says.
MISREAD = "wrong_unicode"
_by_baseline, _by_left = attrgetter("baseline"), attrgetter("x0")
_OPENERS = frozenset("（(「『【《〈“‘")
_CLOSERS = frozenset("）)」』】》〉”’，。、；：！？,.;:!?%％")


@dataclass(slots=True, eq=False)
class Box(Doubtable):
    """One cell of a page: its place among the edges of its table, its rectangle (points) and its lines of text.

    ``sureness`` is how surely the lines were recognised (0 to 1; 1 where the document says its text); ``is_piece``
    marks a row of a figure that is no rectangle. ``begins`` and ``ends`` say that the drawing closes the cell at the
    upper or lower edge of its table, where it leaves others open: those go on over the page break, this one does not.
    """

    row: int
    column: int
    last_row: int
    last_column: int
    x0: float
    top: float
    x1: float
    bottom: float
    lines: list[str] = field(default_factory=list)
    doubts: Doubts = CERTAIN
    ink: tuple[float, float, float, float] | None = None
    inks: list[tuple[float, float, float, float]] = field(default_factory=list)
    sureness: float = 1.0
    is_piece: bool = False
    begins: bool = False
    ends: bool = False

    @property
    def text(self) -> str:
        """The text without the breaks that wrapping made."""
        return join_lines(self.lines)


@dataclass(slots=True)
class Table:
    """A ruled table of one page. ``xs`` and ``ys`` are its edges; ``is_regular`` is false when a cell is no rectangle.

    ``open_top`` and ``open_bottom`` tell that the drawing left the table open there (a row cut by the page break).
    """

    page: int
    xs: list[float]
    ys: list[float]
    boxes: list[Box]
    is_regular: bool = True
    open_top: bool = False
    open_bottom: bool = False

    @property
    def top(self) -> float:
        """Upper edge in points."""
        return self.ys[0]

    @property
    def bottom(self) -> float:
        """Lower edge in points."""
        return self.ys[-1]


def is_cut_off(page: Page) -> bool:
    """Whether a table goes on outside of what is shown of a page: rulings that cross its edge, and text beyond."""
    for is_flat, rules, far in ((True, page.horizontals, page.width), (False, page.verticals, page.height)):
        if not rules or (min(r.start for r in rules) >= -_OUTSIDE and max(r.end for r in rules) <= far + _OUTSIDE):
            continue
        for edge, beyond in ((0.0, -_OUTSIDE), (far, far + _OUTSIDE)):
            crossing = [r for r in merge_rules(rules) if min(r.start, beyond) < edge < max(r.end, beyond)]
            crossing = [r for r in crossing if (r.start < beyond if beyond < 0 else r.end > beyond)]
            if len(crossing) < _FEWEST_CROSSING:
                continue
            first, last = crossing[0].position, crossing[-1].position
            hidden = 0
            for g in page.glyphs:
                across, down = (g.x0 + g.x1) / 2, (g.top + g.bottom) / 2
                along, aside = (across, down) if is_flat else (down, across)
                hidden += first <= aside <= last and (along < edge if beyond < 0 else along > edge)
            if hidden >= _FEWEST_HIDDEN:
                return True
    return False


def side_by_side(page: Page) -> list[Page]:
    """The page, or its parts from left to right where tables stand beside each other (two pages on one sheet)."""
    spans: list[list[float]] = []
    for horizontals, verticals in _with_lone_verticals(_components(page.horizontals, page.verticals)):
        spans.append(
            [
                min(v.position for v in verticals + [Rule(h.start, 0, 0) for h in horizontals]),
                max(v.position for v in verticals + [Rule(h.end, 0, 0) for h in horizontals]),
            ]
        )
    blocks: list[list[float]] = []
    for start, end in sorted(spans):
        if blocks and start < blocks[-1][1] + SNAP:
            blocks[-1][1] = max(blocks[-1][1], end)
        else:
            blocks.append([start, end])
    if len(blocks) < 2 or any(end - start < 0.25 * page.width for start, end in blocks):
        return [page]
    gutters = [(a[1] + b[0]) / 2 for a, b in pairwise(blocks)]
    return [_cut(page, left, right) for left, right in pairwise([-math.inf, *gutters, math.inf])]


def _cut(page: Page, left: float, right: float) -> Page:
    """What stands between two places of a page."""
    return replace(
        page,
        glyphs=[g for g in page.glyphs if left <= g.x0 < right],
        horizontals=[h for h in page.horizontals if left <= h.start < right],
        verticals=[v for v in page.verticals if left <= v.position < right],
    )


def tables(page: Page) -> tuple[list[Table], list[tuple[float, TextLine]]]:
    """The tables of a page from top to bottom, and the lines of text outside them as (top, text).

    Each text is a :class:`TextLine` that says where it stands on the page as it was read.
    """
    found: list[Table] = []
    usual = _usual_size(page.glyphs)
    struck = _strikes(page, usual)
    for horizontals, verticals in _with_lone_verticals(
        _components([h for h in page.horizontals if h not in struck], page.verticals)
    ):
        table = _table(page.number, horizontals, verticals)
        if table is not None:
            found.append(table)
    found = [t for t in found if not (len(t.boxes) == 1 and any(_contains(t, other) for other in found))]
    found.sort(key=lambda t: (t.ys[0], t.xs[0]))
    outside = _place(page, found, usual)
    _doubt_truncated(page, found)
    _doubt_struck([g for glyphs in struck.values() for g in glyphs], found)
    for table in found:
        _fold_nested(table)
        _drop_slivers(table, 0.8 * usual)
    lines = _text_lines(outside)
    return found, [(line.top, _placed(page, line, outside)) for line in lines]


def _placed(page: Page, line: Line, glyphs: list[Glyph]) -> TextLine:
    is_misread = page.has_misread and any(
        g.is_misread and line.top <= (g.top + g.bottom) / 2 <= line.bottom and line.x0 <= g.x0 <= line.x1
        for g in glyphs
    )
    place = Evidence(page.number, line.x0, line.top, line.x1, line.bottom)
    return TextLine(line.text, place, with_doubt(CERTAIN, MISREAD) if is_misread else CERTAIN)


def _fold_nested(table: Table) -> None:
    """Make one cell of each table that stands inside a cell (cause and measure in a grid of their own).

    It shows by column edges that no other row has, in rows that most other cells reach over.
    """
    for edge in range(1, len(table.xs) - 1):
        inner = [b for b in table.boxes if b.column == edge]
        if not inner or len(inner) > _NESTED:
            continue
        first, last = min(b.row for b in inner), max(b.last_row for b in inner)
        if first == last:
            continue
        frames = {
            (b.column, b.last_column)
            for b in table.boxes
            if b.column < edge <= b.last_column and (b.last_row == first - 1 or b.row == last + 1)
        }
        if len(frames) != 1:
            continue
        left, right = frames.pop()
        band = [b for b in table.boxes if b.row <= last and b.last_row >= first]
        cells = [b for b in band if left <= b.column and b.last_column <= right]
        beside = [b for b in band if b.last_column < left or b.column > right]
        alike = sum((b.row, b.last_row) == (first, last) for b in beside)
        is_inside = all(first <= b.row and b.last_row <= last for b in cells)
        is_one_row = all(b.row <= first and b.last_row >= last for b in beside)
        if len(cells) + len(beside) < len(band) or not is_inside or not is_one_row or alike < _BESIDE_NESTED:
            continue
        cells.sort(key=lambda b: (b.row, b.column))
        whole = Box(first, left, last, right, table.xs[left], table.ys[first], table.xs[right + 1], table.ys[last + 1])
        whole.lines = [" ".join(b.text for b in cells if b.lines)] if any(b.lines for b in cells) else []
        for cell in cells:
            whole.doubts = with_doubts(whole.doubts, cell.doubts)
        table.boxes = sorted([*(b for b in table.boxes if b not in cells), whole], key=lambda b: (b.row, b.column))


def _drop_slivers(table: Table, slim: float) -> None:
    """Take out the rows and columns too narrow for text whose own cells are all empty: spacers of spreadsheets."""
    rows = _slivers(table.ys, slim, [(b.row, b) for b in table.boxes if b.row == b.last_row])
    columns = _slivers(table.xs, slim, [(b.column, b) for b in table.boxes if b.column == b.last_column])
    if not rows and not columns:
        return
    row_at, ys = _renumbered(table.ys, rows)
    column_at, xs = _renumbered(table.xs, columns)
    kept: list[Box] = []
    for box in table.boxes:
        own_rows = [row_at[i] for i in range(box.row, box.last_row + 1) if i not in rows]
        own_columns = [column_at[j] for j in range(box.column, box.last_column + 1) if j not in columns]
        if own_rows and own_columns:
            box.row, box.last_row, box.column, box.last_column = (
                own_rows[0],
                own_rows[-1],
                own_columns[0],
                own_columns[-1],
            )
            box.x0, box.x1 = xs[box.column], xs[box.last_column + 1]
            box.top, box.bottom = ys[box.row], ys[box.last_row + 1]
            kept.append(box)
        elif box.lines:
            return
    table.boxes, table.xs, table.ys = kept, xs, ys


def _slivers(edges: list[float], slim: float, cells: list[tuple[int, Box]]) -> set[int]:
    """Strips that are narrower than ``slim`` and have cells of their own, all of them empty."""
    own: dict[int, bool] = defaultdict(bool)
    for k, box in cells:
        if edges[k + 1] - edges[k] < slim:
            own[k] = own[k] or bool(box.lines)
    return {k for k, has_text in own.items() if not has_text}


def _renumbered(edges: list[float], slivers: set[int]) -> tuple[dict[int, int], list[float]]:
    """The new number of each strip that stays, and its edges; a strip takes the place of the slivers behind it."""
    kept = [k for k in range(len(edges) - 1) if k not in slivers]
    return {k: n for n, k in enumerate(kept)}, [*(edges[k] for k in kept), edges[-1]]


def _contains(frame: Table, table: Table) -> bool:
    """Whether a table lies inside another one: the frame that some offices draw around every page is no table."""
    return (
        frame is not table
        and frame.xs[0] <= table.xs[0]
        and frame.xs[-1] >= table.xs[-1]
        and frame.top <= table.top
        and frame.bottom >= table.bottom
    )


def _components(horizontals: list[Rule], verticals: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Rulings grouped into drawings that touch each other."""
    dashes = max(_dashes(horizontals), _dashes(verticals))
    across, down = _merged(horizontals, dashes), _merged(verticals, dashes)
    rules = [(r, True) for r in _reaching(across, down)] + [(r, False) for r in _reaching(down, across)]
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
    groups: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for i, (r, is_horizontal) in enumerate(rules):
        groups[drawings.of(i)][0 if is_horizontal else 1].append(r)
    return list(groups.values())


def _joined(drawings: list[tuple[list[Rule], list[Rule]]]) -> list[tuple[list[Rule], list[Rule]]]:
    """Drawings whose rows are the same as one: a cell merged over a whole page, or a gap, parts a table in two."""
    found: list[tuple[list[Rule], list[Rule]]] = []
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


def _are_twins(left: list[Rule], right: list[Rule]) -> bool:
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


def _with_lone_verticals(groups: list[tuple[list[Rule], list[Rule]]]) -> list[tuple[list[Rule], list[Rule]]]:
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


def merge_rules(rules: list[Rule]) -> list[Rule]:
    """Rulings on one line joined where they touch or overlap; dashes up to ``SNAP`` points apart become one rule.

    Where a line consists of dashes alone, they may be further apart.
    """
    return [rule for rule, _ in _merged(rules, _dashes(rules))]


def _reaching(rules: list[tuple[Rule, float]], others: list[tuple[Rule, float]]) -> list[Rule]:
    """Rulings of one direction; a dashed one ends at the ruling across that its last gap leads to."""
    if not any(reach for _, reach in rules):
        return [rule for rule, _ in rules]
    places = sorted({other.position for other, _ in others})
    found: list[Rule] = []
    for rule, reach in rules:
        before, behind = bisect_left(places, rule.start), bisect_right(places, rule.end)
        start = places[before - 1] if reach and before and rule.start - places[before - 1] <= reach else rule.start
        end = places[behind] if reach and behind < len(places) and places[behind] - rule.end <= reach else rule.end
        found.append(Rule(rule.position, start, end))
    return found


def _merged(rules: list[Rule], dashes: tuple[float, float]) -> list[tuple[Rule, float]]:
    """The rulings of :func:`merge_rules`, each with the width of its gaps where it is dashed, else 0."""
    merged: list[tuple[Rule, float]] = []
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
                merged.append((Rule(position, start, end), reach))
                start, end = r.start, r.end
        merged.append((Rule(position, start, end), reach))
    return [(r, reach) for r, reach in merged if r.end - r.start > SNAP]


def _dashes(rules: list[Rule]) -> tuple[float, float]:
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


def _clusters(rules: list[Rule]) -> list[list[Rule]]:
    clusters: list[list[Rule]] = []
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


def _table(number: int, horizontals: list[Rule], verticals: list[Rule]) -> Table | None:
    xs, ys = edges_of([v.position for v in verticals]), edges_of([h.position for h in horizontals])
    top, bottom = min(v.start for v in verticals), max(v.end for v in verticals)
    # A drawing without side borders ends where its horizontal rules end.
    if horizontals:
        left, right = min(h.start for h in horizontals), max(h.end for h in horizontals)
        xs = [*([left] if left < xs[0] - SNAP else []), *xs, *([right] if right > xs[-1] + SNAP else [])]
    open_top = not ys or top < ys[0] - SNAP
    open_bottom = not ys or bottom > ys[-1] + SNAP
    ys = edges_of([*ys, *([top] if open_top else []), *([bottom] if open_bottom else [])])
    if len(xs) < 2 or len(ys) < 2 or len(xs) * len(ys) > MOST_BOXES:
        return None
    right_wall, lower_wall = _walls(xs, ys, horizontals, verticals)
    boxes, is_regular = _join(xs, ys, right_wall, lower_wall)
    _close_ends(xs, ys, horizontals, boxes)
    return Table(number, xs, ys, boxes, is_regular, open_top, open_bottom)


def _close_ends(xs: list[float], ys: list[float], horizontals: list[Rule], boxes: list[Box]) -> None:
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
    xs: list[float], ys: list[float], horizontals: list[Rule], verticals: list[Rule]
) -> tuple[list[list[bool]], list[list[bool]]]:
    """Whether a rule stands right of each column ([column][row]) and below each row ([row][column])."""
    right = [_stretches(rules, ys) for rules in _by_edge(verticals, xs)[1:-1]]
    lower = [_stretches(rules, xs) for rules in _by_edge(horizontals, ys)[1:-1]]
    return right, lower


def _by_edge(rules: list[Rule], edges: list[float]) -> list[list[Rule]]:
    buckets: list[list[Rule]] = [[] for _ in edges]
    for r in rules:
        buckets[nearest(edges, r.position)].append(r)
    return buckets


def nearest(edges: list[float], x: float) -> int:
    """The number of the edge next to a place; of two that are equally near the first."""
    k = bisect_left(edges, x)
    if k == len(edges) or (k > 0 and x - edges[k - 1] <= edges[k] - x):
        return k - 1
    return k


def _stretches(rules: list[Rule], edges: list[float]) -> list[bool]:
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


def _place(page: Page, found: list[Table], usual: float) -> list[Glyph]:
    """Sort glyphs into the boxes of the tables; returns those that stand outside every table."""
    inside: dict[Box, list[Glyph]] = defaultdict(list)
    lookup = [_places(table) for table in found]
    outside: list[Glyph] = []
    certain = _certain_shades(page, lookup, usual)
    coloured = [g for g in page.glyphs if g.shade]
    for glyph in [*(g for g in page.glyphs if not g.shade), *coloured] if coloured else page.glyphs:
        box = _box_of(glyph, lookup)
        if box is None:
            outside.append(glyph)
            continue
        if not glyph.shade:
            inside[box].append(glyph)
            continue
        if usual and glyph.size > 1.6 * usual:
            # The letters of a watermark.
            continue
        if not _is_value(glyph, [g for g in inside[box] if not g.shade], usual):
            box.doubt("covered")
            continue
        if glyph.shade not in certain or _is_sealed(glyph, page):
            box.doubt("coloured_text")
        inside[box].append(glyph)
    for box, members in inside.items():
        if members:
            _fill(box, members)
            if page.has_misread and any(g.is_misread for g in members):
                box.doubt(MISREAD)
    for places in lookup:
        _doubt_overflow(places.boxes)
    _doubt_covered(page, lookup)
    return outside


def _fill(box: Box, members: list[Glyph]) -> None:
    """The text of a box from its glyphs."""
    # What lies over a cell with a text of its own is a seal or a watermark and hides nothing.
    box.doubts = without(box.doubts, "covered")
    lines = _text_lines(members)
    box.lines = [line.text for line in lines]
    box.inks = [(line.top, line.bottom, *line.ink) for line in lines]
    text = "".join(box.lines)
    if _GAP in text:
        box.doubt("unmapped_glyph")
    elif _COMBINING.search(text):
        box.doubt("combining_mark")
    elif any(line.is_overprinted for line in lines):
        box.doubt("printed_over")
    elif any(line.has_raised for line in lines):
        box.doubt("raised_text")
    box.ink = (
        min([g.x0 for g in members]),
        min([g.top for g in members]),
        max([g.x1 for g in members]),
        max([g.bottom for g in members]),
    )


def _usual_size(glyphs: list[Glyph]) -> float:
    """The height of most text of a page that is neither red nor pale."""
    sizes = sorted(g.size for g in glyphs if not g.shade)
    return sizes[len(sizes) // 2] if sizes else 0.0


def _certain_shades(page: Page, lookup: list[_Places], usual: float) -> set[int]:
    """The colours in which the form itself is printed: clerks mark values red, some offices print all of them grey.

    Every run of glyphs in such a colour stands in one cell (or outside every table) and is as high as the rest of the
    page; what stands in a seal is left out of account. One letter that fails makes the colour doubtful.
    """
    shades: dict[int, list[Glyph]] = defaultdict(list)
    for glyph in page.glyphs:
        if glyph.shade and not _is_sealed(glyph, page):
            shades[glyph.shade].append(glyph)
    return {
        shade
        for shade, glyphs in shades.items()
        if shade >> 24 in _OPAQUE
        and all(0.93 <= g.size / (usual or g.size) <= 1.08 for g in glyphs)
        and all(len({_box_of(g, lookup) for g in run}) == 1 for run in _coloured_runs(glyphs))
    }


def _is_sealed(glyph: Glyph, page: Page) -> bool:
    return any(
        s.x0 <= glyph.x1 and glyph.x0 <= s.x1 and s.top <= glyph.bottom and glyph.top <= s.bottom
        for s in page.seals
        if s.is_red == glyph.is_red
    )


def _coloured_runs(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Glyphs on one baseline without a gap between them."""
    runs: list[list[Glyph]] = []
    for g in sorted(glyphs, key=lambda g: (round(g.baseline), g.x0)):
        last = runs[-1][-1] if runs else None
        if last and abs(last.baseline - g.baseline) <= 0.1 * g.size and g.x0 - last.x1 <= 0.25 * g.size:
            runs[-1].append(g)
        else:
            runs.append([g])
    return runs


def _is_value(glyph: Glyph, text: list[Glyph], usual: float) -> bool:
    """Whether a red or pale glyph is text of the form and not of a seal.

    It is as high as the rest of the page, and in a cell with other text it stands on a line of that text, over nothing.
    """
    if usual and not 0.93 <= glyph.size / usual <= 1.08:
        return False
    is_on_line = not text or any(abs(glyph.baseline - g.baseline) <= 0.1 * glyph.size for g in text)
    return is_on_line and not any(
        min(glyph.x1, g.x1) - max(glyph.x0, g.x0) > 0.2 * glyph.size
        and min(glyph.bottom, g.bottom) - max(glyph.top, g.top) > 0.2 * glyph.size
        for g in text
    )


def _doubt_covered(page: Page, lookup: list[_Places]) -> None:
    """Doubt the cells with text under a bar, and those left empty by a white one."""
    for glyph, is_white in page.covered:
        box = _box_of(glyph, lookup)
        if box is not None and not (is_white and box.ink and _overlaps(box.ink, glyph)):
            box.doubt("covered")


def _overlaps(ink: Rectangle, glyph: Glyph) -> bool:
    return ink[0] < glyph.x1 and glyph.x0 < ink[2] and ink[1] < glyph.bottom and glyph.top < ink[3]


def _strikes(page: Page, usual: float) -> dict[Rule, list[Glyph]]:
    """The rules that strike out text: they run through the middle of glyphs for most of their length."""
    glyphs = sorted((g for g in page.glyphs if g.size <= 1.6 * (usual or g.size)), key=_by_baseline)
    baselines = [g.baseline for g in glyphs]
    largest = max((g.size for g in glyphs), default=0.0)
    struck: dict[Rule, list[Glyph]] = {}
    for rule in page.horizontals:
        near = glyphs[bisect_left(baselines, rule.position) : bisect_right(baselines, rule.position + 0.55 * largest)]
        under = [
            g
            for g in near
            if g.x0 < rule.end
            and g.x1 > rule.start
            and 0.12 * g.size <= g.baseline - rule.position <= 0.55 * g.size
            and min(rule.end, g.x1) - max(rule.start, g.x0) > 0.6 * (g.x1 - g.x0)
        ]
        if under and sum(g.x1 - g.x0 for g in under) >= 0.6 * (rule.end - rule.start):
            struck[rule] = under
    return struck


def _doubt_struck(glyphs: list[Glyph], found: list[Table]) -> None:
    """Doubt the cells with text that a line strikes out."""
    lookup = [_places(table) for table in found]
    for glyph in glyphs:
        box = _box_of(glyph, lookup)
        if box is not None:
            box.doubt("struck_out")


def _doubt_overflow(boxes: list[list[Box]]) -> None:
    """Doubt both cells where the ink of one touches or crosses the rule to the other and meets the other's ink."""
    for row in boxes:
        for box, neighbour in pairwise(row):
            if box is neighbour or box.ink is None or neighbour.ink is None:
                continue
            if neighbour.ink[0] - box.ink[2] < _TOUCH and _touch(box, neighbour):
                box.doubt("text_over_rule")
                neighbour.doubt("text_over_rule")


def _touch(box: Box, neighbour: Box) -> bool:
    """Whether a line of one cell meets a line of the next one at the same height."""
    ones = box.inks or ([(box.ink[1], box.ink[3], box.ink[0], box.ink[2])] if box.ink else [])
    others = neighbour.inks or (
        [(neighbour.ink[1], neighbour.ink[3], neighbour.ink[0], neighbour.ink[2])] if neighbour.ink else []
    )
    return any(
        min(low, lower) > max(top, upper) and begin - end < _TOUCH
        for top, low, _, end in ones
        for upper, lower, begin, _ in others
    )


def doubt_overflow(table: Table) -> None:
    """Doubt cells of a table whose text meets that of the next cell over the rule between them."""
    _doubt_overflow(_places(table).boxes)


def _doubt_truncated(page: Page, found: list[Table]) -> None:
    """Doubt the cells whose text is cut off in print (a spreadsheet's row is too low for it)."""
    for x0, top, x1, bottom in page.truncated:
        for table in found:
            for box in table.boxes:
                is_inside = box.x0 - SNAP <= x0 and x1 <= box.x1 + SNAP and box.top - SNAP <= top
                if is_inside and bottom <= box.bottom + SNAP and box.lines:
                    box.doubt("cut_off_in_print")


class _Places(NamedTuple):
    """The edges of a table, and the box at each place between them ([row][column])."""

    xs: list[float]
    ys: list[float]
    boxes: list[list[Box]]


def _places(table: Table) -> _Places:
    empty = table.boxes[0]
    boxes = [[empty] * (len(table.xs) - 1) for _ in range(len(table.ys) - 1)]
    for box in table.boxes:
        for i in range(box.row, box.last_row + 1):
            for j in range(box.column, box.last_column + 1):
                boxes[i][j] = box
    return _Places(table.xs, table.ys, boxes)


def _box_of(glyph: Glyph, lookup: list[_Places]) -> Box | None:
    # The middle of a line is taken from its baseline: glyph boxes differ between fonts and marks.
    x, y = (glyph.x0 + glyph.x1) / 2, glyph.baseline - 0.35 * glyph.size
    overhang = 0.0
    if glyph.text in _CLOSERS:
        # A closing mark may hang over the right rule of its cell, out of the table even: it belongs where it begins.
        x, overhang = glyph.x0 + 0.05 * glyph.size, 0.6 * glyph.size
    for xs, ys, boxes in lookup:
        if ys[0] <= y < ys[-1] and xs[0] <= x < xs[-1] + overhang:
            return boxes[bisect_right(ys, y) - 1][min(bisect_right(xs, x), len(xs) - 1) - 1]
    return None


class Line(NamedTuple):
    """A line of text and where it stands.

    ``is_overprinted`` when different characters stand in one place, ``has_raised`` when some are raised that have no
    raised form of their own. ``ink`` is where it begins and ends without the empty half of wide brackets and marks.
    """

    top: float
    text: str
    is_overprinted: bool
    x0: float
    x1: float
    bottom: float
    has_raised: bool = False
    ink: tuple[float, float] = (0.0, 0.0)


def _text_lines(glyphs: list[Glyph]) -> list[Line]:
    """Lines of text from top to bottom; glyphs that print one over another (fake bold) count once."""
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=_by_baseline):
        if lines and abs(glyph.baseline - lines[-1][0].baseline) <= 0.4 * min(glyph.size, lines[-1][0].size):
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    unknown: set[int] = set()
    if len({glyph.size for glyph in glyphs}) > 1:
        lines, unknown = _with_raised(lines)
    texts: list[Line] = []
    for number, line in enumerate(lines):
        line.sort(key=_by_left)
        parts: list[str] = []
        before: Glyph | None = None
        is_overprinted = False
        for glyph in line:
            if before is not None:
                advance = glyph.x0 - before.x0
                if advance < 0.2 * glyph.size and glyph.text == before.text:
                    continue
                if advance < 0.55 * (glyph.x1 - glyph.x0) and _is_in_place_of(glyph, before):
                    is_overprinted = True
                if glyph.x0 - before.x1 > 0.15 * glyph.size and glyph.text.isascii() and before.text.isascii():
                    parts.append(" ")
            parts.append(glyph.text)
            before = glyph
        top, text = min([g.top for g in line]), fold_radicals("".join(parts))
        low = max([g.bottom for g in line])
        ink = _ink(line[0], line[-1])
        texts.append(Line(top, text, is_overprinted, line[0].x0, line[-1].x1, low, number in unknown, ink))
    return texts


def _ink(first: Glyph, last: Glyph) -> tuple[float, float]:
    """Where the ink of a line begins and ends: wide brackets and marks fill one half of their box."""
    begin, end = first.x0, last.x1
    if first.text in _OPENERS and first.x1 - first.x0 > 0.8 * first.size:
        begin += 0.4 * (first.x1 - first.x0)
    if last.text in _CLOSERS and last.x1 - last.x0 > 0.8 * last.size:
        end -= 0.4 * (last.x1 - last.x0)
    return begin, end


def _is_in_place_of(glyph: Glyph, before: Glyph) -> bool:
    """Whether a character stands where its forerunner does; marks and kerned letters may overlap."""
    narrow = min(glyph.x1 - glyph.x0, before.x1 - before.x0)
    is_alike = glyph.text.isdigit() == before.text.isdigit() and glyph.text.isalnum() and before.text.isalnum()
    return is_alike and glyph.x0 - before.x0 < 0.55 * narrow


def _with_raised(lines: list[list[Glyph]]) -> tuple[list[list[Glyph]], set[int]]:
    """The lines with small raised and lowered characters in the line they belong to, exponents as such.

    Also handed back are the numbers of lines with raised characters that have no form of their own.
    """
    kept: list[list[Glyph]] = []
    unknown: set[int] = set()
    waiting: list[Glyph] = []
    for line in lines:
        largest = max(line, key=lambda g: g.size)
        small = [g for g in line if g.size < _SMALL * largest.size]
        if waiting and any(_is_beside(g, waiting[0], _RAISED) for g in line):
            small, line = [*small, *waiting], [*line, *waiting]
            waiting = []
        elif waiting:
            kept.append(waiting)
            waiting = []
        if kept and max(g.size for g in line) < _SMALL * max(g.size for g in kept[-1]) and _lower(line, kept[-1]):
            continue
        if not small:
            # It may belong above the next line.
            waiting = line
            continue
        raised = _in_reach(small, [g for g in line if g.size >= _SMALL * largest.size], _RAISED)
        for k, glyph in enumerate(line):
            if id(glyph) in raised:
                text, doubt = raised_text(glyph.text)
                line[k] = replace(glyph, text=text)
                if doubt:
                    unknown.add(len(kept))
        kept.append(line)
    if waiting:
        kept.append(waiting)
    return kept, unknown


def _lower(line: list[Glyph], host: list[Glyph]) -> bool:
    """Put the lowered characters of a line into the one above it, where all of them belong there."""
    if len(_in_reach(line, host, _LOWERED)) < len(line):
        return False
    host += line
    return True


def _in_reach(small: list[Glyph], hosts: list[Glyph], rises: tuple[float, float]) -> set[int]:
    """Those of some small characters, by identity, that stand right behind a larger one, or behind each other."""
    found: list[Glyph] = []
    for glyph in sorted((g for g in small if g.size > 0), key=_by_left):
        follows = found and abs(found[-1].baseline - glyph.baseline) <= 0.1 * glyph.size
        if any(_is_beside(g, glyph, rises) for g in hosts) or (
            follows and -0.3 <= (glyph.x0 - found[-1].x1) / glyph.size <= 0.3
        ):
            found.append(glyph)
    return {id(glyph) for glyph in found}


def _is_beside(host: Glyph, glyph: Glyph, rises: tuple[float, float]) -> bool:
    """Whether a small character stands right behind another one, this much above its line."""
    if host.size <= 0:  # of a damaged font
        return False
    rise = (host.baseline - glyph.baseline) / host.size
    is_small = glyph.size < _SMALL * host.size
    return is_small and rises[0] <= rise <= rises[1] and -0.3 <= (glyph.x0 - host.x1) / host.size <= 0.3
