"""Dots of a page to rulings: dotted borders, and the last segment of a line that is drawn in segments.

Belongs here: marks too small to be rulings of their own. Does not belong here: dashes, which are rulings
(``tables.rulings``).
"""

from __future__ import annotations

import numpy as np

from pipeline.readers.pdf.pages.columns import Flags, Floats, Rulings, spread, starts_of, sums
from pipeline.readers.pdf.pages.page import THIN, Page, columns

# Dots of one dotted line are at most this far apart (points), so many at least, and this near to one line.
_DOT_GAP, _FEWEST_DOTS, _SAME_LINE = 4.0, 3, 0.25
# A dot that goes on from a ruling stands this near to its line (points).
_ON_LINE = 0.3


def join_dots(page: Page) -> None:
    """Replace the dots of a page by the rulings that they are part of; a dot that is part of none is dropped."""
    if not len(page.dots):
        return
    x0, y0, x1, y1 = page.dots.T
    # Each dot as a segment of a line: its place on the other axis, where it begins and ends along the line.
    flat, standing = columns((y0 + y1) / 2, x0, x1), columns((x0 + x1) / 2, y0, y1)
    page.add_rulings(
        np.concatenate((_continuations(flat, page.horizontals), _dotted_lines(flat))),
        np.concatenate((_continuations(standing, page.verticals), _dotted_lines(standing))),
    )
    page.dots = page.dots[:0]


def _continuations(dots: Rulings, rulings: Rulings) -> Rulings:
    """The dots that go on from a ruling, as rulings."""
    rulings = rulings[np.argsort(rulings[:, 0])]
    position = dots[:, 0]
    first = np.searchsorted(rulings[:, 0], position - 2 * _ON_LINE)
    end = np.searchsorted(rulings[:, 0], position + 2 * _ON_LINE)
    goes_on = np.zeros(len(dots), np.bool_)
    for begin in range(0, len(dots), 1024):
        part = slice(begin, begin + 1024)
        rows, near = spread(first[part], end[part])
        rows += begin
        is_on_line = np.abs(rulings[near, 0] - position[rows]) <= _ON_LINE
        touches = (rulings[near, 1] - THIN <= dots[rows, 2]) & (dots[rows, 1] <= rulings[near, 2] + THIN)
        goes_on[rows[is_on_line & touches]] = True
    return dots[goes_on]


def _dotted_lines(dots: Rulings) -> Rulings:
    """The rulings that dots make which follow each other closely on one line."""
    dots = dots[np.lexsort((dots[:, 2], dots[:, 1], dots[:, 0]))]
    line = np.cumsum(_line_begins(dots[:, 0]))
    order = np.lexsort((dots[:, 1], line))
    dots, line = dots[order], line[order]
    position, start, end = dots.T
    begins = np.ones(len(dots), np.bool_)
    begins[1:] = (line[1:] != line[:-1]) | ~(start[1:] - end[:-1] <= _DOT_GAP)
    first = np.flatnonzero(begins)
    counts = np.diff(np.append(first, len(dots)))
    middle = sums(position, np.cumsum(begins) - 1, len(first)) / counts
    return columns(middle, start[first], np.maximum.reduceat(end, first))[counts >= _FEWEST_DOTS]


def _line_begins(position: Floats) -> Flags:
    """Where in ascending positions a line begins: too far from the first dot of the line before."""
    begins = np.ones(len(position), np.bool_)
    begins[1:] = position[1:] - position[:-1] > _SAME_LINE
    if (position - position[starts_of(begins)] > _SAME_LINE).any():
        # Lines so near that one runs into the next.
        first = position[0]
        for row, at in enumerate(position.tolist()):
            begins[row] = row == 0 or at - first > _SAME_LINE
            first = at if begins[row] else first
    return begins
