"""Whether a page shows a part of its tables, or two tables beside each other.

Belongs here: what concerns a page before its tables are read. Does not belong here: the tables (``page_tables``).
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

from pipeline.readers.pdf.pages.page import Page, Ruling
from pipeline.readers.pdf.tables.drawings import touching_rulings, with_lone_verticals
from pipeline.readers.pdf.tables.rulings import SNAP, merge_rules

# A table goes on outside of a page when so many rulings reach so far (points), and so many characters stand there.
_OUTSIDE, _FEWEST_CROSSING, _FEWEST_HIDDEN = 6.0, 2, 2


def is_cut_off(page: Page) -> bool:
    """Whether a table goes on outside of what is shown of a page: rulings that cross its edge, and text beyond."""
    for is_flat, rules, far in ((True, page.horizontals, page.width), (False, page.verticals, page.height)):
        if not rules or (min(r.start for r in rules) >= -_OUTSIDE and max(r.end for r in rules) <= far + _OUTSIDE):
            continue
        for edge, beyond in ((0.0, -_OUTSIDE), (far, far + _OUTSIDE)):
            crossing = [r for r in merge_rules(rules) if min(r.start, beyond) < edge < max(r.end, beyond)]
            crossing = [r for r in crossing if (r.start < beyond if beyond < 0 else r.end > beyond)]
            if len(crossing) < _FEWEST_CROSSING:
                continue
            first, last = crossing[0].position, crossing[-1].position
            hidden = 0
            for g in page.glyphs:
                across, down = (g.x0 + g.x1) / 2, (g.top + g.bottom) / 2
                along, aside = (across, down) if is_flat else (down, across)
                hidden += first <= aside <= last and (along < edge if beyond < 0 else along > edge)
            if hidden >= _FEWEST_HIDDEN:
                return True
    return False


def side_by_side(page: Page) -> list[Page]:
    """The page, or its parts from left to right where tables stand beside each other (two pages on one sheet)."""
    spans: list[list[float]] = []
    for horizontals, verticals in with_lone_verticals(touching_rulings(page.horizontals, page.verticals)):
        spans.append(
            [
                min(v.position for v in verticals + [Ruling(h.start, 0, 0) for h in horizontals]),
                max(v.position for v in verticals + [Ruling(h.end, 0, 0) for h in horizontals]),
            ]
        )
    blocks: list[list[float]] = []
    for start, end in sorted(spans):
        if blocks and start < blocks[-1][1] + SNAP:
            blocks[-1][1] = max(blocks[-1][1], end)
        else:
            blocks.append([start, end])
    if len(blocks) < 2 or any(end - start < 0.25 * page.width for start, end in blocks):
        return [page]
    gutters = [(a[1] + b[0]) / 2 for a, b in pairwise(blocks)]
    return [_cut(page, left, right) for left, right in pairwise([-math.inf, *gutters, math.inf])]


def _cut(page: Page, left: float, right: float) -> Page:
    """What stands between two places of a page."""
    return replace(
        page,
        glyphs=[g for g in page.glyphs if left <= g.x0 < right],
        horizontals=[h for h in page.horizontals if left <= h.start < right],
        verticals=[v for v in page.verticals if left <= v.position < right],
    )
