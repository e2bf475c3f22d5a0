"""Whether a page shows only a part of its tables, and whether it holds two pages beside each other.

Belongs here: what concerns a page before its tables are read. Does not belong here: the tables (``page_tables``).
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

from pipeline.readers.pdf.pages.page import Page, Ruling
from pipeline.readers.pdf.tables.drawings import Drawing, table_drawings
from pipeline.readers.pdf.tables.rulings import SNAP, merge_rulings

# A table goes on outside of a page when so many rulings reach so far (points), and so many characters stand there.
_OUTSIDE, _FEWEST_CROSSING, _FEWEST_HIDDEN = 6.0, 2, 2
# Tables that stand beside each other on one sheet take at least this share of its width each.
_HALF_OF_SHEET = 0.25


def is_cut_off(page: Page) -> bool:
    """Whether a table goes on outside of what is shown of a page: rulings that cross its edge, and text beyond."""
    for is_flat, segments, far in ((True, page.horizontals, page.width), (False, page.verticals, page.height)):
        if not segments or (
            min(r.start for r in segments) >= -_OUTSIDE and max(r.end for r in segments) <= far + _OUTSIDE
        ):
            continue
        rulings = merge_rulings(segments)
        # Where the middle of each glyph stands: along the rulings, and across them.
        middles = [((g.x0 + g.x1) / 2, (g.top + g.bottom) / 2) for g in page.glyphs]
        middles = middles if is_flat else [(down, across) for across, down in middles]
        if _has_hidden_text(
            [r for r in rulings if r.start < -_OUTSIDE and r.end > 0], [aside for along, aside in middles if along < 0]
        ) or _has_hidden_text(
            [r for r in rulings if r.start < far and r.end > far + _OUTSIDE],
            [aside for along, aside in middles if along > far],
        ):
            return True
    return False


def _has_hidden_text(crossing: list[Ruling], hidden: list[float]) -> bool:
    """Whether text stands between the rulings that cross an edge of a page.

    ``hidden`` are the positions of the glyphs beyond that edge, measured as those of the rulings.
    """
    if len(crossing) < _FEWEST_CROSSING:
        return False
    first, last = crossing[0].position, crossing[-1].position
    return sum(first <= position <= last for position in hidden) >= _FEWEST_HIDDEN


def side_by_side(page: Page) -> list[Page]:
    """The page, or its parts from left to right where tables stand beside each other (two pages on one sheet)."""
    blocks: list[list[float]] = []
    for start, end in sorted(_extent(drawing) for drawing in table_drawings(page.horizontals, page.verticals)):
        if blocks and start < blocks[-1][1] + SNAP:
            blocks[-1][1] = max(blocks[-1][1], end)
        else:
            blocks.append([start, end])
    if len(blocks) < 2 or any(end - start < _HALF_OF_SHEET * page.width for start, end in blocks):
        return [page]
    gutters = [(left[1] + right[0]) / 2 for left, right in pairwise(blocks)]
    return [_between(page, left, right) for left, right in pairwise([-math.inf, *gutters, math.inf])]


def _extent(drawing: Drawing) -> tuple[float, float]:
    """Where a drawing begins on the left and ends on the right."""
    positions = [v.position for v in drawing.verticals]
    return (
        min([*positions, *(h.start for h in drawing.horizontals)]),
        max([*positions, *(h.end for h in drawing.horizontals)]),
    )


def _between(page: Page, left: float, right: float) -> Page:
    """The part of a page that begins between two positions."""
    return replace(
        page,
        glyphs=[g for g in page.glyphs if left <= g.x0 < right],
        horizontals=[h for h in page.horizontals if left <= h.start < right],
        verticals=[v for v in page.verticals if left <= v.position < right],
    )
