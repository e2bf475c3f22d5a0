"""Tables of pages to grids: those that go on from each other over page breaks become one grid.

Belongs here: stacking, the same for every reader that gives pages with ruled tables. Does not belong here: geometry
of one page (``lattice``), where its glyphs and rules come from.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.model.doubts import with_doubt
from pipeline.model.grid import Cell, Evidence, Grid, TextLine
from pipeline.readers.pdf.lattice import SNAP, Box, Table, edges_of, nearest
from pipeline.readers.pdf.page import Page, Rectangle, turn_back

# Tables whose widths differ by less (points) are parts of one table; mirrored margins shift them sideways.
_SAME_WIDTH = 6.0
# A line that ends at most this far (points) from the right margin may go on in the next one: a figure with its unit
# that did not fit is this wide.
_TO_MARGIN = 40.0
# The two tables of a form that is drawn as two (head, indicators) stand at most this much inside each other.
_INSET = 30.0


@dataclass(slots=True)
class PageTables:
    """The tables of one page, its lines outside them, and the page itself to place evidence as displayed.

    ``leaf`` counts pages (and halves of a sheet) that show anything; ``glyphs`` is how many characters it shows;
    ``is_unsure`` asks for a second opinion.
    """

    page: Page
    tables: list[Table]
    lines: list[tuple[float, TextLine]]
    leaf: int = 0
    glyphs: int = 0
    has_ideograph: bool = False
    is_unsure: bool = False

    def rectangle(self, box: Box) -> Rectangle:
        """Where a box stands on the page as displayed: x0, top, x1, bottom in points."""
        turned = turn_back((box.x0, box.top, box.x1, box.bottom), self.page.turn, self.page.width, self.page.height)
        x0, top, x1, bottom = (round(v, 2) for v in turned)
        return x0, top, x1, bottom

    def placed_lines(self) -> list[tuple[float, TextLine]]:
        """The lines outside tables with their places on the page as displayed, and whether they reach the margin."""
        ends = [line.evidence.x1 or 0.0 for _, line in self.lines if line.evidence is not None]
        # Tables may reach further than the text, and lines of running heads further than both.
        margin = min(max(ends, default=0.0), max((table.xs[-1] for table in self.tables), default=math.inf))
        longest = max((len(line.text) for _, line in self.lines), default=0)
        return [(top, self._placed(line, margin, longest)) for top, line in self.lines]

    def _placed(self, line: TextLine, margin: float, longest: int) -> TextLine:
        place = line.evidence
        if place is None:
            # Of a page that was only asked for its text: what is hidden on it is not left out.
            is_full = len(line.text) >= 0.8 * longest
            return TextLine(line.text, Evidence(self.page.number), with_doubt(line.doubts, "unplaced"), is_full=is_full)
        box = place.x0 or 0.0, place.top or 0.0, place.x1 or 0.0, place.bottom or 0.0
        shown = Evidence(place.page, *self.rectangle(Box(0, 0, 0, 0, *box)))
        return TextLine(line.text, shown, line.doubts, is_full=box[2] >= margin - _TO_MARGIN)


class _Part(NamedTuple):
    """A table in a stack: the lines above and below it, and how far right its stack reckons its columns (points)."""

    entry: PageTables
    table: Table
    above: list[TextLine]
    below: list[TextLine]
    shift: float


def stack_pages(found: list[PageTables], broken: Collection[int] = ()) -> list[Grid]:
    """Tables that go on from each other as one grid, over page breaks and gaps, in document order.

    ``broken`` are the pages (1-based) on which more stood than could be read.
    """
    _number_leaves(found, broken)
    stacks: list[list[_Part]] = []
    pending: list[TextLine] = []
    before: _Part | None = None
    for entry in found:
        lines = entry.placed_lines()
        for table in entry.tables:
            above = pending + [text for top, text in lines if top < table.top]
            pending = []
            lines = [(top, text) for top, text in lines if top >= table.top]
            shifts = ((stack, _shift(stack, table, entry.leaf)) for stack in reversed(stacks))
            stack, shift = next(((s, d) for s, d in shifts if d is not None), ([], 0.0))
            if not stack:
                stacks.append(stack)
            elif not above and stack[-1].table.page == table.page and stack[-1].entry is not entry:
                _doubt_seam(stack[-1].table, table)
            if before is not None:
                before.below.extend(above)
            before = _Part(entry, table, above, [], shift)
            stack.append(before)
        pending += [text for _, text in lines]
    if before is not None:
        before.below.extend(pending)
    grids = [_grid(stack) for stack in stacks]
    if grids and pending:
        grids[-1].above[grids[-1].rows] = pending
    return grids


def _number_leaves(found: list[PageTables], broken: Collection[int]) -> None:
    """Count the pages on which anything stands or stood: an empty one between two of them is no gap in a table."""
    leaf = 0
    pending = sorted(broken)
    for entry in found:
        while pending and pending[0] <= entry.page.number:
            leaf += pending.pop(0) < entry.page.number or not entry.glyphs
        leaf += bool(entry.glyphs or entry.tables or entry.page.image_share)
        entry.leaf = leaf


def _doubt_seam(left: Table, right: Table) -> None:
    """Doubt the cells that meet where a table goes on in the other half of a sheet: rows may be cut there."""
    for box in left.boxes:
        if box.last_row == len(left.ys) - 2:
            box.doubt("cut_by_column")
    for box in right.boxes:
        if box.row == 0:
            box.doubt("cut_by_column")


def _shift(stack: list[_Part], table: Table, leaf: int) -> float | None:
    """How far right a table has to be moved to go on from a stack; null when it does not go on from it.

    It does when it stands on the same page or the next and has the width of the last table (margins may be
    mirrored), or nearly its outer edges, or when nearly all of its column edges are edges of the stack (a page may
    lack outer borders).
    """
    last = stack[-1]
    if leaf - last.entry.leaf > 1:
        return None
    if abs((last.table.xs[-1] - last.table.xs[0]) - (table.xs[-1] - table.xs[0])) <= _SAME_WIDTH:
        return last.shift + last.table.xs[0] - table.xs[0]
    if abs(last.table.xs[0] - table.xs[0]) <= _INSET and abs(last.table.xs[-1] - table.xs[-1]) <= _INSET:
        return last.shift
    edges = [x + part.shift for part in stack for x in part.table.xs]
    shared = sum(1 for x in table.xs if any(abs(x + last.shift - e) <= SNAP for e in edges))
    return last.shift if len(table.xs) > 4 and shared >= 0.8 * len(table.xs) else None


def _grid(stack: list[_Part]) -> Grid:
    edges = edges_of([x + part.shift for part in stack for x in part.table.xs])
    grid = Grid(0, len(edges) - 1, [], edges=tuple(edges), below={})
    gaps = [_gaps(part, edges) for part in stack]
    grid.gutters = tuple(sorted(set.intersection(*gaps)))
    for part in stack:
        if part.above:
            grid.above[grid.rows] = part.above
        for box in part.table.boxes:
            grid.cells.append(_cell(box, grid.rows, edges, part))
        grid.rows += len(part.table.ys) - 1
        if part.below and grid.below is not None:
            grid.below[grid.rows] = part.below
    return grid


def _gaps(part: _Part, edges: list[float]) -> set[int]:
    """The columns in which a table has a single blank box over all its rows: nothing is drawn there."""
    last = len(part.table.ys) - 2
    return {
        nearest(edges, box.x0 + part.shift)
        for box in part.table.boxes
        if box.row == 0 and box.last_row == last and last > 0 and not box.text and 0 < box.column == box.last_column
    }


def _cell(box: Box, first_row: int, edges: list[float], part: _Part) -> Cell:
    column = nearest(edges, box.x0 + part.shift)
    last = max(column + 1, nearest(edges, box.x1 + part.shift))
    return Cell(
        row=first_row + box.row,
        column=column,
        row_span=box.last_row - box.row + 1,
        column_span=last - column,
        text=box.text,
        raw="\n".join(box.lines),
        evidence=(Evidence(part.table.page, *part.entry.rectangle(box)),),
        doubts=box.doubts,
        sureness=box.sureness,
        begins=box.begins,
        ends=box.ends,
    )
