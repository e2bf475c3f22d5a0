"""Whether a page shows only a part of its tables, and whether it holds two pages beside each other.

Belongs here: what concerns a page before its tables are read. Does not belong here: the tables (``page_tables``).
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from pipeline.readers.pdf.pages.columns import Flags, Floats, Rulings
from pipeline.readers.pdf.pages.page import Page
from pipeline.readers.pdf.tables.drawings import Drawing, table_drawings
from pipeline.readers.pdf.tables.rulings import SNAP, merge_rulings

# A table goes on outside of a page when so many rulings reach so far (points), and so many characters stand there.
_OUTSIDE, _FEWEST_CROSSING, _FEWEST_HIDDEN = 6.0, 2, 2
# Tables that stand beside each other on one sheet take at least this share of its width each.
_HALF_OF_SHEET = 0.25


def is_cut_off(page: Page) -> bool:
    """Whether a table goes on outside of what is shown of a page: rulings that cross its edge, and text beyond."""
    for is_flat, segments, far in ((True, page.horizontals, page.width), (False, page.verticals, page.height)):
        if not len(segments) or (segments[:, 1].min() >= -_OUTSIDE and segments[:, 2].max() <= far + _OUTSIDE):
            continue
        rulings = merge_rulings(segments)
        # Where the middle of each glyph stands: along the rulings, and across them.
        x0, top, x1, bottom = page.glyphs.places[:4]
        along, across = (x0 + x1) / 2, (top + bottom) / 2
        if not is_flat:
            along, across = across, along
        begins_before = (rulings[:, 1] < -_OUTSIDE) & (rulings[:, 2] > 0)
        ends_behind = (rulings[:, 1] < far) & (rulings[:, 2] > far + _OUTSIDE)
        for crossing, is_hidden in ((begins_before, along < 0), (ends_behind, along > far)):
            if _has_hidden_text(rulings[crossing], across[is_hidden]):
                return True
    return False


def _has_hidden_text(crossing: Rulings, hidden: Floats) -> bool:
    """Whether text stands between the rulings that cross an edge of a page.

    ``hidden`` are the positions of the glyphs beyond that edge, measured as those of the rulings.
    """
    if len(crossing) < _FEWEST_CROSSING:
        return False
    first, last = crossing[0, 0], crossing[-1, 0]
    return int(((first <= hidden) & (hidden <= last)).sum()) >= _FEWEST_HIDDEN


class Part(NamedTuple):
    """A page or a part of it, with the drawings of its rulings where they are known."""

    page: Page
    drawings: list[Drawing] | None


def side_by_side(page: Page) -> list[Part]:
    """The page, or its parts from left to right where tables stand beside each other (two pages on one sheet)."""
    blocks: list[list[float]] = []
    drawings = table_drawings(page.horizontals, page.verticals)
    for start, end in sorted(map(_extent, drawings)):
        if blocks and start < blocks[-1][1] + SNAP:
            blocks[-1][1] = max(blocks[-1][1], end)
        else:
            blocks.append([start, end])
    if len(blocks) < 2 or any(end - start < _HALF_OF_SHEET * page.width for start, end in blocks):
        return [Part(page, drawings)]
    gutters = [(left[1] + right[0]) / 2 for left, right in pairwise(blocks)]
    return [Part(_between(page, left, right), None) for left, right in pairwise([-math.inf, *gutters, math.inf])]


def _extent(drawing: Drawing) -> tuple[float, float]:
    """Where a drawing begins on the left and ends on the right."""
    positions = drawing.verticals[:, 0]
    return (
        float(min(positions.min(), drawing.horizontals[:, 1].min(initial=math.inf))),
        float(max(positions.max(), drawing.horizontals[:, 2].max(initial=-math.inf))),
    )


def _between(page: Page, left: float, right: float) -> Page:
    """The part of a page that begins between two positions."""

    def inside(positions: Floats) -> Flags:
        return (left <= positions) & (positions < right)

    return replace(
        page,
        glyphs=page.glyphs.take(inside(page.glyphs.x0)),
        horizontals=page.horizontals[inside(page.horizontals[:, 1])],
        verticals=page.verticals[inside(page.verticals[:, 0])],
    )
