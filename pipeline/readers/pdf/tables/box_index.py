"""In which box each glyph stands, among the tables of a page.

Belongs here: the look-up. Does not belong here: the text of a box (``box_text``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from pipeline.readers.pdf.pages.columns import Flags, Glyphs, Ints, first_code
from pipeline.readers.pdf.tables.boxes import Box, RuledTable

CLOSING = frozenset("）)」』】》〉”’，。、；：！？,.;:!?%％")


@dataclass(slots=True)
class BoxIndex:
    """The boxes of some tables of a page, one table behind the other.

    ``numbers`` has for each table the number of the box in each of its rows and columns.
    """

    tables: list[RuledTable]
    boxes: list[Box]
    numbers: list[Ints]


def box_index(tables: list[RuledTable]) -> BoxIndex:
    """The look-up for some tables."""
    index = BoxIndex(tables, [], [])
    for table in tables:
        numbers = np.full((len(table.ys) - 1, len(table.xs) - 1), len(index.boxes), np.int64)
        for number, box in enumerate(table.boxes, start=len(index.boxes)):
            numbers[box.row : box.last_row + 1, box.column : box.last_column + 1] = number
        index.numbers.append(numbers)
        index.boxes += table.boxes
    return index


def boxes_at(glyphs: Glyphs, index: BoxIndex) -> Ints:
    """The number of the box that each glyph stands in; the number of boxes for one outside every table."""
    outside = len(index.boxes)
    found = np.full(len(glyphs), outside, np.int64)
    if not len(glyphs):
        return found
    # The middle of a line is taken from its baseline: glyph boxes differ between fonts and marks.
    x0, size = glyphs.x0, glyphs.size
    x, y = (x0 + glyphs.x1) / 2, glyphs.baseline - 0.35 * size
    # A closing mark may hang over the right ruling of its cell, even out of the table: it belongs where it begins.
    closing = is_one_of(glyphs, CLOSING)
    x, overhang = np.where(closing, x0 + 0.05 * size, x), np.where(closing, 0.6 * size, 0.0)
    # Of tables that lie over each other the first counts, which is looked at last.
    for table, numbers in reversed(list(zip(index.tables, index.numbers, strict=True))):
        xs, ys = np.array(table.xs), np.array(table.ys)
        inside = (ys[0] <= y) & (y < ys[-1]) & (xs[0] <= x) & (x < xs[-1] + overhang)
        row = np.searchsorted(ys, y[inside], "right") - 1
        column = np.minimum(np.searchsorted(xs, x[inside], "right"), len(xs) - 1) - 1
        found[inside] = numbers[row, column]
    return found


def is_one_of(glyphs: Glyphs, signs: frozenset[str]) -> Flags:
    """Whether each glyph is one of some signs."""
    codes = first_code(glyphs.text)
    return _table(signs)[np.where(codes > 0xFFFF, 0, codes)]


@cache
def _table(signs: frozenset[str]) -> Flags:
    """For each code of two bytes whether it is one of some signs."""
    table = np.zeros(0x10000, np.bool_)
    table[[ord(sign) for sign in signs]] = True
    return table
