"""Doubts about text for what is drawn over it or where it is drawn.

Belongs here: covered, struck out and cut off text, and text that meets that of the next cell. Does not belong here:
reading the text (``box_text``).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import pairwise

from pipeline.readers.pdf.pages.geometry import Rectangle
from pipeline.readers.pdf.pages.page import Glyph, Page, Ruling, by_baseline
from pipeline.readers.pdf.tables.box_index import BoxIndex, box_at, box_index
from pipeline.readers.pdf.tables.boxes import Box, RuledTable
from pipeline.readers.pdf.tables.rulings import SNAP

# Texts of two cells are never nearer than this (points) where each keeps to its own: cells have padding.
_TOUCH = 0.6
# Glyphs larger than this many times the usual size are the letters of a watermark.
WATERMARK = 1.6
# The doubt of text whose font draws other digits than it says.
MISREAD = "wrong_unicode"


def doubt_covered(page: Page, indexes: list[BoxIndex]) -> None:
    """Doubt the cells with text under a coloured area, and those left empty by a white area."""
    for glyph, is_white in page.covered:
        box = box_at(glyph, indexes)
        if box is not None and not (is_white and box.ink and _overlaps(box.ink, glyph)):
            box.doubt("covered")


def _overlaps(ink: Rectangle, glyph: Glyph) -> bool:
    return ink[0] < glyph.x1 and glyph.x0 < ink[2] and ink[1] < glyph.bottom and glyph.top < ink[3]


def struck_glyphs(page: Page, usual: float) -> dict[Ruling, list[Glyph]]:
    """The rulings that strike out text, each with the glyphs that it strikes out.

    Such a ruling runs through the middle of glyphs for most of its length. ``usual`` is the usual size of glyphs.
    """
    glyphs = sorted((g for g in page.glyphs if g.size <= WATERMARK * (usual or g.size)), key=by_baseline)
    baselines = [g.baseline for g in glyphs]
    largest = max((g.size for g in glyphs), default=0.0)
    struck: dict[Ruling, list[Glyph]] = {}
    for ruling in page.horizontals:
        position, start, end = ruling
        near = glyphs[bisect_left(baselines, position) : bisect_right(baselines, position + 0.55 * largest)]
        under = [
            g
            for g in near
            if g.x0 < end
            and g.x1 > start
            and 0.12 * g.size <= g.baseline - position <= 0.55 * g.size
            and min(end, g.x1) - max(start, g.x0) > 0.6 * (g.x1 - g.x0)
        ]
        if under and sum(g.x1 - g.x0 for g in under) >= 0.6 * (end - start):
            struck[ruling] = under
    return struck


def doubt_struck(glyphs: Iterable[Glyph], tables: list[RuledTable]) -> None:
    """Doubt the cells with glyphs that are struck out."""
    indexes = [box_index(table) for table in tables]
    for glyph in glyphs:
        box = box_at(glyph, indexes)
        if box is not None:
            box.doubt("struck_out")


def doubt_overflow(table: BoxIndex) -> None:
    """Doubt both of two neighbouring cells whose texts meet over the ruling between them."""
    for row in table.boxes:
        for box, neighbour in pairwise(row):
            if box is neighbour or box.ink is None or neighbour.ink is None:
                continue
            if neighbour.ink[0] - box.ink[2] < _TOUCH and _touch(box, neighbour):
                box.doubt("text_over_rule")
                neighbour.doubt("text_over_rule")


def _touch(box: Box, neighbour: Box) -> bool:
    """Whether a line of one cell meets a line of the next one at the same height."""
    left_lines = box.line_inks or ([box.ink] if box.ink else [])
    right_lines = neighbour.line_inks or ([neighbour.ink] if neighbour.ink else [])
    return any(
        min(left_bottom, right_bottom) > max(left_top, right_top) and begin - end < _TOUCH
        for _, left_top, end, left_bottom in left_lines
        for begin, right_top, _, right_bottom in right_lines
    )


def doubt_truncated(page: Page, tables: list[RuledTable]) -> None:
    """Doubt the cells whose text is cut off in print: a spreadsheet's row is too low for it."""
    for x0, top, x1, bottom in page.truncated:
        for box in (box for table in tables for box in table.boxes):
            is_inside = box.x0 - SNAP <= x0 and x1 <= box.x1 + SNAP and box.top - SNAP <= top
            if is_inside and bottom <= box.bottom + SNAP and box.lines:
                box.doubt("cut_off_in_print")
