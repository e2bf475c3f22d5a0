"""Doubts about text for what is drawn over it or where it is drawn.

Belongs here: covered, struck out and cut off text, and text that meets that of the next cell. Does not belong here:
reading the text (``box_text``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.readers.pdf.pages.columns import Flags, Glyphs, Ints, spread, sums
from pipeline.readers.pdf.pages.geometry import Rectangle
from pipeline.readers.pdf.pages.page import Page
from pipeline.readers.pdf.tables.box_index import BoxIndex, boxes_at
from pipeline.readers.pdf.tables.boxes import Box, RuledTable
from pipeline.readers.pdf.tables.rulings import SNAP

# Texts of two cells are never nearer than this (points) where each keeps to its own: cells have padding.
_TOUCH = 0.6
# Glyphs larger than this many times the usual size are the letters of a watermark.
WATERMARK = 1.6
# The doubt of text whose font draws other digits than it says.
MISREAD = "wrong_unicode"


def doubt_covered(page: Page, index: BoxIndex) -> None:
    """Doubt the cells with text under a coloured area, and those left empty by a white area."""
    if not len(page.covered):
        return
    numbers = boxes_at(page.covered, index).tolist()
    places = page.covered.places[:4].T.tolist()
    for number, is_white, place in zip(numbers, page.is_under_white.tolist(), places, strict=True):
        if number < len(index.boxes):
            box = index.boxes[number]
            if not (is_white and box.ink and _overlaps(box.ink, place)):
                box.doubt("covered")


def _overlaps(ink: Rectangle, place: list[float]) -> bool:
    x0, top, x1, bottom = place
    return ink[0] < x1 and x0 < ink[2] and ink[1] < bottom and top < ink[3]


@dataclass(slots=True)
class Strikes:
    """Which horizontal rulings of a page strike out text, and which glyphs they strike out."""

    rulings: Flags
    glyphs: Ints


def strikes(page: Page, usual: float) -> Strikes:
    """The rulings that strike out text: they run through the middle of glyphs for most of their length.

    ``usual`` is the usual size of glyphs.
    """
    size = page.glyphs.size
    rows = np.flatnonzero(size <= WATERMARK * usual) if usual else np.flatnonzero(size <= WATERMARK * size)
    rows = rows[np.argsort(page.glyphs.baseline[rows], kind="stable")]
    glyphs = page.glyphs.take(rows)
    position, start, end = page.horizontals.T
    largest = float(glyphs.size.max()) if len(rows) else 0.0
    first = np.searchsorted(glyphs.baseline, position)
    last = np.searchsorted(glyphs.baseline, position + 0.55 * largest, "right")
    ruling, near = spread(first, last)
    if not len(ruling):
        return Strikes(np.zeros(len(position), np.bool_), rows[:0])
    x0, _, x1, _, baseline, size = glyphs.places[:, near]
    start, end, above = start[ruling], end[ruling], baseline - position[ruling]
    is_under = (x0 < end) & (x1 > start) & (0.12 * size <= above) & (above <= 0.55 * size)
    is_under &= np.minimum(end, x1) - np.maximum(start, x0) > 0.6 * (x1 - x0)
    count = len(position)
    struck = sums((x1 - x0)[is_under], ruling[is_under], count)
    lengths = page.horizontals[:, 2] - page.horizontals[:, 1]
    is_striking = (np.bincount(ruling[is_under], minlength=count) > 0) & (struck >= 0.6 * lengths)
    return Strikes(is_striking, rows[near[is_under & is_striking[ruling]]])


def doubt_struck(glyphs: Glyphs, index: BoxIndex) -> None:
    """Doubt the cells with glyphs that are struck out."""
    for number in set(boxes_at(glyphs, index).tolist()):
        if number < len(index.boxes):
            index.boxes[number].doubt("struck_out")


def doubt_overflow(index: BoxIndex) -> None:
    """Doubt both of two neighbouring cells whose texts meet over the ruling between them."""
    inks = np.array([box.ink or (np.inf, 0.0, -np.inf, 0.0) for box in index.boxes]).reshape(-1, 4)
    for numbers in index.numbers:
        left, right = numbers[:, :-1].ravel(), numbers[:, 1:].ravel()
        meets = (left != right) & (inks[right, 0] - inks[left, 2] < _TOUCH)
        for one, other in zip(left[meets].tolist(), right[meets].tolist(), strict=True):
            box, neighbour = index.boxes[one], index.boxes[other]
            if _touch(box, neighbour):
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
