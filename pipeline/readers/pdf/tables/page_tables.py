"""The ruled tables of one page with their text, and the lines of text outside them.

Belongs here: the steps from rulings and glyphs to tables, in their order. Does not belong here: the steps themselves,
PDF libraries (every reader of pages shares this package), what a cell means.

Rulings are snapped to a grid of boxes. Neighbouring boxes are joined wherever no ruling stands between them, so that
merged cells come out of the drawing itself. A page break leaves cells open where browsers draw no closing ruling:
there the table ends where its vertical rulings end.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from pipeline.model.doubts import CERTAIN, with_doubt
from pipeline.model.grid import Evidence, TextLine
from pipeline.readers.pdf.pages.columns import Glyph
from pipeline.readers.pdf.pages.geometry import Rectangle, turn_back
from pipeline.readers.pdf.pages.page import Page
from pipeline.readers.pdf.tables.box_index import BoxIndex, box_index, boxes_at
from pipeline.readers.pdf.tables.box_text import place_glyphs, usual_size
from pipeline.readers.pdf.tables.boxes import Box, RuledTable
from pipeline.readers.pdf.tables.drawings import Drawing, table_drawings
from pipeline.readers.pdf.tables.glyph_lines import GlyphLines
from pipeline.readers.pdf.tables.lattice import ruled_table
from pipeline.readers.pdf.tables.page_parts import side_by_side
from pipeline.readers.pdf.tables.simplified import drop_slivers, fold_nested
from pipeline.readers.pdf.tables.text_doubts import MISREAD, doubt_struck, doubt_truncated, strikes

# Rows and columns narrower than this share of the usual height of text hold no text.
_SLIVER = 0.8
# A line that ends at most this far (points) from the right margin may go on in the next one: a figure with its unit
# that did not fit is this wide.
_TO_MARGIN = 40.0


@dataclass(slots=True)
class PageTables:
    """The tables of one page, or of a half of a sheet, and the lines of text outside them as (top, line).

    ``page`` is the page itself, by which evidence is placed as displayed. ``leaf`` numbers the pages and halves that
    show anything. ``glyphs`` is how many characters it shows. ``is_unsure`` asks for the second reader.
    """

    page: Page
    tables: list[RuledTable]
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

    def rectangles(self, table: RuledTable) -> list[Rectangle]:
        """Where each box of a table stands on the page as displayed."""
        if self.page.turn:
            return [self.rectangle(box) for box in table.boxes]
        xs, ys = [round(x, 2) for x in table.xs], [round(y, 2) for y in table.ys]
        return [(xs[b.column], ys[b.row], xs[b.last_column + 1], ys[b.last_row + 1]) for b in table.boxes]

    def placed_lines(self) -> list[tuple[float, TextLine]]:
        """The lines outside tables with their places on the page as displayed, and whether they reach the margin."""
        ends = [line.evidence.x1 or 0.0 for _, line in self.lines if line.evidence is not None]
        # Tables may reach further than the text, and lines of running heads further than both.
        margin = min(max(ends, default=0.0), max((table.xs[-1] for table in self.tables), default=math.inf))
        longest = max((len(line.text) for _, line in self.lines), default=0)
        return [(top, self._placed(line, margin, longest)) for top, line in self.lines]

    def _placed(self, line: TextLine, margin: float, longest: int) -> TextLine:
        """A line with its place as displayed; ``longest`` is the length of the longest line of the page."""
        stored = line.evidence
        if stored is None:
            # Of a page that was only asked for its text: what is hidden on it is not left out.
            is_full = len(line.text) >= 0.8 * longest
            return TextLine(line.text, Evidence(self.page.number), with_doubt(line.doubts, "unplaced"), is_full=is_full)
        box = stored.x0 or 0.0, stored.top or 0.0, stored.x1 or 0.0, stored.bottom or 0.0
        shown = Evidence(stored.page, *self.rectangle(Box(0, 0, 0, 0, *box)))
        return TextLine(line.text, shown, line.doubts, is_full=box[2] >= margin - _TO_MARGIN)


class PartTables(NamedTuple):
    """The tables of a page or of a part of it, and the lines outside them as (top, line)."""

    page: Page
    tables: list[RuledTable]
    lines: list[tuple[float, TextLine]]


def tables_of_parts(page: Page) -> Iterator[PartTables]:
    """The tables of a page, or of its parts from left to right where it holds two pages."""
    for part in side_by_side(page):
        yield PartTables(part.page, *ruled_tables(part.page, part.drawings))


def ruled_tables(
    page: Page, drawings: list[Drawing] | None = None
) -> tuple[list[RuledTable], list[tuple[float, TextLine]]]:
    """The tables of a page from top to bottom, and the lines of text outside them as (top, line).

    Each :class:`TextLine` says where it stands on the page as it was read. ``drawings`` are those of all rulings of the
    page, where they are known.
    """
    usual = usual_size(page.glyphs)
    struck = strikes(page, usual)
    if drawings is None or struck.rulings.any():
        drawings = table_drawings(page.horizontals[~struck.rulings], page.verticals)
    drawn = [table for drawing in drawings if (table := ruled_table(page.number, drawing)) is not None]
    tables = [t for t in drawn if not (len(t.boxes) == 1 and any(_is_inside(other, t) for other in drawn))]
    tables.sort(key=lambda t: (t.ys[0], t.xs[0]))
    index = box_index(tables)
    lines = place_glyphs(page, index, usual)
    doubt_truncated(page, tables)
    if len(struck.glyphs):
        doubt_struck(page.glyphs.take(struck.glyphs), index)
    outside = range(int(np.searchsorted(lines.box, len(index.boxes))), len(lines.text))
    misread = _misread_outside(page, index) if page.has_misread else []
    text_lines = [(float(lines.top[k]), _text_line(page, lines, k, misread)) for k in outside]
    for table in tables:
        fold_nested(table)
        drop_slivers(table, _SLIVER * usual)
    return tables, text_lines


def _misread_outside(page: Page, index: BoxIndex) -> list[Glyph]:
    """The glyphs outside the tables whose font draws other digits than it says."""
    misread = page.glyphs.take(page.glyphs.is_misread)
    return list(misread.take(boxes_at(misread, index) == len(index.boxes)))


def _text_line(page: Page, lines: GlyphLines, number: int, misread: list[Glyph]) -> TextLine:
    """A line of glyphs outside the tables as a line of text; ``misread`` are the misread glyphs there."""
    x0, top, x1, bottom = (float(edge[number]) for edge in (lines.x0, lines.top, lines.x1, lines.bottom))
    place = Evidence(page.number, x0, top, x1, bottom)
    is_misread = any(top <= (g.top + g.bottom) / 2 <= bottom and x0 <= g.x0 <= x1 for g in misread)
    return TextLine(lines.text[number], place, with_doubt(CERTAIN, MISREAD) if is_misread else CERTAIN)


def _is_inside(table: RuledTable, frame: RuledTable) -> bool:
    """Whether a table lies inside a frame: the frame that some offices draw around every page is no table."""
    return (
        frame is not table
        and frame.xs[0] <= table.xs[0]
        and frame.xs[-1] >= table.xs[-1]
        and frame.top <= table.top
        and frame.bottom >= table.bottom
    )
