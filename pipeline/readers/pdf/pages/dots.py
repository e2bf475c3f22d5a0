"""Dots of a page to rulings: dotted borders, and the last segment of a line that is drawn in segments.

Belongs here: marks too small to be rulings of their own. Does not belong here: dashes, which are rulings
(``tables.rulings``).
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import NamedTuple

from pipeline.readers.pdf.pages.page import THIN, Page, Ruling

# Dots of one dotted line are at most this far apart (points), so many at least, and this near to one line.
_DOT_GAP, _FEWEST_DOTS, _SAME_LINE = 4.0, 3, 0.25
# A dot that goes on from a ruling stands this near to its line (points).
_ON_LINE = 0.3


class _Dot(NamedTuple):
    """A dot as a segment of a line: its place on the other axis, where it begins and ends along the line."""

    position: float
    start: float
    end: float


def join_dots(page: Page) -> None:
    """Replace the dots of a page by the rulings that they are part of; a dot that is part of none is dropped."""
    if not page.dots:
        return
    flat = [_Dot((y0 + y1) / 2, x0, x1) for x0, y0, x1, y1 in page.dots]
    standing = [_Dot((x0 + x1) / 2, y0, y1) for x0, y0, x1, y1 in page.dots]
    page.horizontals += [*_continuations(flat, page.horizontals), *_dotted_lines(flat)]
    page.verticals += [*_continuations(standing, page.verticals), *_dotted_lines(standing)]
    page.dots = []


def _continuations(dots: list[_Dot], rulings: list[Ruling]) -> list[Ruling]:
    """The dots that go on from a ruling, as rulings."""
    by_position: dict[int, list[Ruling]] = defaultdict(list)
    for ruling in rulings:
        by_position[round(ruling.position)].append(ruling)
    return [
        Ruling(*dot)
        for dot in dots
        if any(
            abs(ruling.position - dot.position) <= _ON_LINE
            and ruling.start - THIN <= dot.end
            and dot.start <= ruling.end + THIN
            for near in {round(dot.position - _ON_LINE), round(dot.position + _ON_LINE)}
            for ruling in by_position.get(near, ())
        )
    ]


def _dotted_lines(dots: list[_Dot]) -> list[Ruling]:
    """The rulings that dots make which follow each other closely on one line."""
    rulings: list[Ruling] = []
    lines: list[list[_Dot]] = []
    for dot in sorted(dots):
        if lines and dot.position - lines[-1][0].position <= _SAME_LINE:
            lines[-1].append(dot)
        else:
            lines.append([dot])
    for line in lines:
        line.sort(key=lambda dot: dot.start)
        run = [line[0]]
        for dot in [*line[1:], _Dot(0.0, math.inf, math.inf)]:
            if dot.start - run[-1].end <= _DOT_GAP:
                run.append(dot)
                continue
            if len(run) >= _FEWEST_DOTS:
                rulings.append(Ruling(sum(d.position for d in run) / len(run), run[0].start, max(d.end for d in run)))
            run = [dot]
    return rulings
