"""The picture of a page to its ruled tables and the text in each cell, and what is doubtful about it.

Belongs here: which way up a page is, the text of each box, readings that differ. Does not belong here: making a page
straight (``straight_page``), the model (``recognition``), what a cell means (whether arithmetic confirms an unsure
figure is decided in ``pipeline.forms.recognised_forms``).

Cells come from the rulings, as on every other page, and text is read line by line inside its cell. A text detector
that looks at the whole page joins texts over rulings and misses single signs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from pipeline.model.doubts import CERTAIN, with_doubt
from pipeline.model.grid import Evidence, TextLine
from pipeline.readers.pdf.pages.columns import rulings_of
from pipeline.readers.pdf.pages.geometry import Rectangle, turn_back
from pipeline.readers.pdf.pages.page import Page
from pipeline.readers.pdf.tables.box_index import box_index
from pipeline.readers.pdf.tables.boxes import Box, RuledTable
from pipeline.readers.pdf.tables.page_tables import PageTables, ruled_tables
from pipeline.readers.pdf.tables.rulings import SNAP
from pipeline.readers.pdf.tables.text_doubts import doubt_overflow
from pipeline.readers.scan.pixels import PixelBox, Pixels
from pipeline.readers.scan.recognition import RecognisedText, has_odd_number, has_stray_mark, may_be_dash, recognise
from pipeline.readers.scan.straight_page import StraightPage, Warp, straighten
from pipeline.readers.scan.text_lines import lone_stroke, text_lines, usual_height
from pipeline.text.fold import fold_radicals, has_ideograph

# A page stands upright when so many lines of a sample are read, and most of them are Chinese text, at least so surely.
_ENOUGH, _SAMPLE_LINES, _UPRIGHT = 5, 16, 0.8
# A line, and a figure, read at least so surely is not read a second time: of 700 such figures on pages of every quality
# the second reading saw none otherwise.
_SURE, _SURE_FIGURE = 0.98, 0.999
# A line read less surely than this is no text.
_LEGIBLE = 0.6
# The sureness of a cell that needed no recognition (blank, a dash). 1 is kept for text that the document itself says.
_RECOGNISED = 0.9999
# Two readings that differ are never surer than this.
_DISAGREED = 0.3
# A text with a figure in it that is no longer than this may be a value.
_FIGURE = 24
_SIGNS = frozenset("≥≤<>=＜＞＝%％")
# Lines outside tables that are read on one page: titles, units of money; the text of a report is not needed.
_MOST_LINES = 30


@dataclass(slots=True)
class ScannedTables(PageTables):
    """The tables of a scanned page. ``warp`` and ``unit`` (pixels per point) lead back to the picture.

    ``unread`` are lines outside tables that are not among ``lines``: too unsure to be text, or too many.
    """

    warp: Warp = field(default_factory=lambda: Warp(0, 0))
    unit: float = 1.0
    unread: list[Rectangle] = field(default_factory=list)

    def rectangle(self, box: Box) -> Rectangle:
        """Where a box stands on the page as displayed; the page was straightened and turned for reading."""
        corners = [(x, y) for x in (box.x0, box.x1) for y in (box.top, box.bottom)]
        placed = [self.warp.source(x * self.unit, y * self.unit) for x, y in corners]
        xs, ys = [float(p[0]) / self.unit for p in placed], [float(p[1]) / self.unit for p in placed]
        page = self.page
        turned = turn_back((min(xs), min(ys), max(xs), max(ys)), page.turn, page.width, page.height)
        x0, top, x1, bottom = (round(v, 2) for v in turned)
        return x0, top, x1, bottom

    def rectangles(self, table: RuledTable) -> list[Rectangle]:
        """Where each box of a table stands on the page as displayed."""
        return [self.rectangle(box) for box in table.boxes]


def read_picture(pixels: Pixels, unit: float, number: int) -> ScannedTables:
    """The tables and lines of a picture of ``unit`` pixels per point, turned upright."""
    best: tuple[int, _Scan] | None = None
    for turn in (0, 180, 90, 270):
        scan = _Scan(np.ascontiguousarray(np.rot90(pixels, turn // 90)), unit, number, turn)
        legible, is_settled = scan.uprightness()
        if best is None or is_settled or legible > best[0]:
            best = (legible, scan)
        if is_settled:
            break
    assert best is not None
    return best[1].read()


class _Scan:
    """One page while it is read: the page made straight, its tables, and the pixels behind a box in points."""

    def __init__(self, pixels: Pixels, unit: float, number: int, turn: int) -> None:
        self.sheet: StraightPage = straighten(pixels, unit)
        height, width = pixels.shape[:2]
        self.page = Page(number, width / unit, height / unit, turn=turn)
        self.page.add_rulings(rulings_of(self.sheet.horizontals), rulings_of(self.sheet.verticals))
        self.tables, _ = ruled_tables(self.page)
        self.unit = unit
        spans = [self.span(box) for table in self.tables for box in table.boxes]
        self.height = usual_height(self.sheet.ink, spans or [PixelBox(0, 0, width, height)], unit)
        # Lines that showed which way up the page is are not read anew for their text.
        self.known: dict[tuple[PixelBox, bool], RecognisedText] = {}

    def span(self, box: Box) -> PixelBox:
        """The pixels inside a box."""
        inset = 0.5
        x0, y0 = (round((v + inset) * self.unit) for v in (box.x0, box.top))
        x1, y1 = (round((v - inset) * self.unit) for v in (box.x1, box.bottom))
        return PixelBox(max(0, x0), max(0, y0), max(0, x1), max(0, y1))

    def uprightness(self) -> tuple[int, bool]:
        """How many more lines of a sample are surely Chinese text than not, and whether that settles the way up.

        On a page that lies on its side or its head some lines are legible by chance, so that most have to be.
        """
        boxes = [self.span(box) for table in self.tables for box in table.boxes]
        lines = [line for span in boxes for line in text_lines(self.sheet.ink, span, self.height)]
        lines = [s for s in lines or self.outside() if s.x1 - s.x0 > 2.5 * self.height]
        lines.sort(key=lambda s: abs((s.x1 - s.x0) / self.height - 6))
        legible = seen = 0
        for line in lines[:_SAMPLE_LINES]:
            text = self.read_line(line)
            if not has_ideograph(text.text):
                continue
            seen += 1
            legible += text.sureness >= _UPRIGHT and sum(map(has_ideograph, text.text)) >= 3
            if seen >= _ENOUGH and legible >= 0.8 * seen:
                return 2 * legible - seen, True
        return 2 * legible - seen, False

    def outside(self) -> list[PixelBox]:
        """Lines of text outside the tables."""
        ink = self.sheet.ink.copy()
        height, width = ink.shape
        for table in self.tables:
            x0, y0, x1, y1 = (v * self.unit for v in (table.xs[0], table.ys[0], table.xs[-1], table.ys[-1]))
            ink[max(0, int(y0) - 2) : int(y1) + 3, max(0, int(x0) - 2) : int(x1) + 3] = 0
        margin = int(6 * self.unit)
        return text_lines(ink, PixelBox(margin, margin, width - margin, height - margin), self.height)

    def read_line(
        self, line: PixelBox, above: PixelBox | None = None, below: PixelBox | None = None, *, is_again: bool = False
    ) -> RecognisedText:
        """The text of a line; the lines above and below it are kept out of its picture.

        With ``is_again`` the line is shown to the model in another way, for a second reading.
        """
        height = self.height
        pad = (0.35 if is_again else 0.18) * height
        grow = max(0.0, 0.85 * height - (line.y1 - line.y0)) / 2
        top, bottom = line.y0 - grow - pad, line.y1 + grow + pad
        if above is not None:
            top = max(top, (above.y1 + line.y0) / 2)
        if below is not None:
            bottom = min(bottom, (line.y1 + below.y0) / 2)
        side = round(0.3 * height)
        paper = self.sheet.paper
        y0, y1 = max(0, round(top)), min(paper.shape[0], round(bottom))
        x0, x1 = max(0, line.x0 - side), min(paper.shape[1], line.x1 + side)
        key = PixelBox(x0, y0, x1, y1), is_again
        if key not in self.known:
            self.known[key] = recognise(paper[y0:y1, x0:x1], is_again=is_again)
        return self.known[key]

    def read(self) -> ScannedTables:
        """The tables with the text of every box, and the lines of text outside them."""
        for table in self.tables:
            for box in table.boxes:
                self.read_box(box)
            doubt_overflow(box_index([table]))
        self.doubt_walls()
        tables = ScannedTables(self.page, self.tables, [], warp=self.sheet.warp, unit=self.unit)
        for number, line in enumerate(self.outside()):
            x0, top, x1, bottom = (side / self.unit for side in (line.x0, line.y0, line.x1, line.y1))
            text = self.read_line(line) if number < _MOST_LINES else None
            if text is not None and text.sureness >= _LEGIBLE:
                place = Evidence(self.page.number, x0, top, x1, bottom)
                doubts = CERTAIN if text.sureness >= _SURE else with_doubt(CERTAIN, "unsure_reading")
                tables.lines.append((top, TextLine(fold_radicals(text.text), place, doubts)))
            else:
                tables.unread.append((x0, top, x1, bottom))
        return tables

    def read_box(self, box: Box) -> None:
        """Read the lines of a box, and doubt what is doubtful about them however surely they are read."""
        span = self.span(box)
        lines = text_lines(self.sheet.ink, span, self.height)
        box.sureness = _RECOGNISED
        stroke = lone_stroke(self.sheet.ink, lines[0], self.height) if len(lines) == 1 else None
        if stroke is not None:
            box.lines.append(stroke)
            # Dust and arcs of seals stand anywhere, a sign in the middle of its row.
            is_level = abs((lines[0].y0 + lines[0].y1) - (span.y0 + span.y1)) <= 0.8 * self.height
            box.sureness = _RECOGNISED if is_level else _DISAGREED
        else:
            self.read_lines(box, lines)
        is_short = len(box.text) <= _FIGURE
        if may_be_dash(box.text) or (is_short and (has_odd_number(box.text) or has_stray_mark(box.text))):
            box.sureness = min(box.sureness, _DISAGREED)
        if lines:
            edges = (min(s.x0 for s in lines), lines[0].y0, max(s.x1 for s in lines), lines[-1].y1)
            x0, top, x1, bottom = (v / self.unit for v in edges)
            box.ink = (x0, top, x1, bottom)
        if self.is_parted(box, lines):
            box.doubt("parted_text")
        if box.is_fragment and box.lines:
            box.doubt("unclear_rule")
        if self.sheet.coloured is not None:
            self.read_coloured(box, span, lines)

    def read_lines(self, box: Box, lines: list[PixelBox]) -> None:
        """Recognise the lines of a box; the box is as sure as the least sure of them."""
        for number, line in enumerate(lines):
            above = lines[number - 1] if number else None
            below = lines[number + 1] if number + 1 < len(lines) else None
            text = self.read_twice(line, above, below)
            if text.text:
                box.lines.append(fold_radicals(text.text))
                box.sureness = min(box.sureness, text.sureness)
            elif max(line.x1 - line.x0, line.y1 - line.y0) >= 0.6 * self.height:
                box.doubt("ink_without_text")

    def read_twice(self, line: PixelBox, above: PixelBox | None, below: PixelBox | None) -> RecognisedText:
        """The text of a line. Figures, and lines that are not read surely, are read a second time in another way."""
        first = self.read_line(line, above, below)
        is_figure = any(c.isdigit() or c in _SIGNS for c in first.text) and len(first.text) <= _FIGURE
        if first.sureness >= (_SURE_FIGURE if is_figure else _SURE):
            return first
        second = self.read_line(line, above, below, is_again=True)
        if first.folded == second.folded:
            # One model sees the same wrong thing twice (measured): two equal readings are as sure as the less sure one.
            return RecognisedText(first.text, min(first.sureness, second.sureness))
        surer = first if first.sureness >= second.sureness else second
        return RecognisedText(surer.text, min(first.sureness, second.sureness, _DISAGREED))

    def is_parted(self, box: Box, lines: list[PixelBox]) -> bool:
        """Whether lines of a box stand so far apart that the ruling between two cells may be missing."""
        return box.last_row > box.row and any(b.y0 - a.y1 > 1.2 * self.height for a, b in pairwise(lines))

    def read_coloured(self, box: Box, span: PixelBox, lines: list[PixelBox]) -> None:
        """Doubt a box in which coloured ink may be text: a value in red, not the seal that runs over it."""
        sheet = self.sheet
        assert sheet.coloured is not None
        assert sheet.tinted is not None
        if not sheet.coloured[span.y0 : span.y1, span.x0 : span.x1].any():
            return
        both = sheet.coloured | sheet.ink
        for line in text_lines(both, span, self.height):
            if line in lines:
                continue
            text = recognise(sheet.tinted[line.y0 : line.y1, line.x0 : line.x1])
            if text.sureness >= _LEGIBLE and text.folded not in {RecognisedText(t, 1).folded for t in box.lines}:
                box.doubt("coloured_text")
                if not lines:
                    box.lines.append(fold_radicals(text.text))

    def doubt_walls(self) -> None:
        """Doubt the cells on both sides of a wall that is drawn only in part."""
        boxes = [box for table in self.tables for box in table.boxes]
        for gap in self.sheet.gaps:
            for box in boxes:
                low, high = (box.top, box.bottom) if gap.is_flat else (box.x0, box.x1)
                begin, end = (box.x0, box.x1) if gap.is_flat else (box.top, box.bottom)
                is_near = low - SNAP <= gap.position <= high + SNAP
                if is_near and min(end, gap.end) - max(begin, gap.start) > SNAP and box.lines:
                    box.doubt("unclear_rule")
