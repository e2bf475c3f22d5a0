"""Doubts about text for what is drawn over it or where it is drawn.

Belongs here: covered, struck out and cut off text, and text that meets its neighbour's. Does not belong here: the text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise

from pipeline.readers.pdf.pages.geometry import Rectangle
from pipeline.readers.pdf.pages.page import Glyph, Page, Ruling, by_baseline
from pipeline.readers.pdf.tables.box_index import BoxIndex, box_at, box_index
from pipeline.readers.pdf.tables.boxes import Box, RuledTable
from pipeline.readers.pdf.tables.rulings import SNAP

# Ink of two cells is never nearer than this (points) where each keeps to its own: cells have padding.
_TOUCH = 0.6
# The doubt of text whose font draws other digits than it says.
MISREAD = "wrong_unicode"


def doubt_covered(page: Page, lookup: list[BoxIndex]) -> None:
    """Doubt the cells with text under a bar, and those left empty by a white one."""
    for glyph, is_white in page.covered:
        box = box_at(glyph, lookup)
        if box is not None and not (is_white and box.ink and _overlaps(box.ink, glyph)):
            box.doubt("covered")


def _overlaps(ink: Rectangle, glyph: Glyph) -> bool:
    return ink[0] < glyph.x1 and glyph.x0 < ink[2] and ink[1] < glyph.bottom and glyph.top < ink[3]


def striking_rules(page: Page, usual: float) -> dict[Ruling, list[Glyph]]:
    """The rules that strike out text: they run through the middle of glyphs for most of their length."""
    glyphs = sorted((g for g in page.glyphs if g.size <= 1.6 * (usual or g.size)), key=by_baseline)
    baselines = [g.baseline for g in glyphs]
    largest = max((g.size for g in glyphs), default=0.0)
    struck: dict[Ruling, list[Glyph]] = {}
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


def doubt_struck(glyphs: list[Glyph], found: list[RuledTable]) -> None:
    """Doubt the cells with text that a line strikes out."""
    lookup = [box_index(table) for table in found]
    for glyph in glyphs:
        box = box_at(glyph, lookup)
        if box is not None:
            box.doubt("struck_out")


def doubt_text_over_rules(boxes: list[list[Box]]) -> None:
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


def doubt_overflow(table: RuledTable) -> None:
    """Doubt cells of a table whose text meets that of the next cell over the rule between them."""
    doubt_text_over_rules(box_index(table).boxes)


def doubt_truncated(page: Page, found: list[RuledTable]) -> None:
    """Doubt the cells whose text is cut off in print (a spreadsheet's row is too low for it)."""
    for x0, top, x1, bottom in page.truncated:
        for table in found:
            for box in table.boxes:
                is_inside = box.x0 - SNAP <= x0 and x1 <= box.x1 + SNAP and box.top - SNAP <= top
                if is_inside and bottom <= box.bottom + SNAP and box.lines:
                    box.doubt("cut_off_in_print")
