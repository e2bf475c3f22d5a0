"""In which box a glyph stands, among the tables of a page.

Belongs here: the look-up. Does not belong here: the text of a box (``box_text``).
"""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from pipeline.readers.pdf.pages.page import Glyph
from pipeline.readers.pdf.tables.boxes import Box, RuledTable
from pipeline.readers.pdf.tables.glyph_lines import CLOSING


class BoxIndex(NamedTuple):
    """The edges of a table, and the box in each of its rows and columns ([row][column])."""

    xs: list[float]
    ys: list[float]
    boxes: list[list[Box]]


def box_index(table: RuledTable) -> BoxIndex:
    """The look-up for one table."""
    empty = table.boxes[0]
    boxes = [[empty] * (len(table.xs) - 1) for _ in range(len(table.ys) - 1)]
    for box in table.boxes:
        for i in range(box.row, box.last_row + 1):
            for j in range(box.column, box.last_column + 1):
                boxes[i][j] = box
    return BoxIndex(table.xs, table.ys, boxes)


def box_at(glyph: Glyph, indexes: list[BoxIndex]) -> Box | None:
    """The box that a glyph stands in; null outside every table."""
    # The middle of a line is taken from its baseline: glyph boxes differ between fonts and marks.
    x, y = (glyph.x0 + glyph.x1) / 2, glyph.baseline - 0.35 * glyph.size
    overhang = 0.0
    if glyph.text in CLOSING:
        # A closing mark may hang over the right ruling of its cell, even out of the table: it belongs where it begins.
        x, overhang = glyph.x0 + 0.05 * glyph.size, 0.6 * glyph.size
    for xs, ys, boxes in indexes:
        if ys[0] <= y < ys[-1] and xs[0] <= x < xs[-1] + overhang:
            return boxes[bisect_right(ys, y) - 1][min(bisect_right(xs, x), len(xs) - 1) - 1]
    return None
