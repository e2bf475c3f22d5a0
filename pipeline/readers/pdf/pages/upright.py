"""A page turned so that its text reads from left to right.

Belongs here: the turning of everything on a page. Does not belong here: the turning of one box (``geometry``).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np

from pipeline.readers.pdf.pages.columns import Glyphs, Rulings, rectangles, turned_boxes
from pipeline.readers.pdf.pages.page import Page, Seal, columns


def upright(page: Page) -> Page:
    """The page turned so that most of its glyphs read from left to right; other directions are dropped.

    A page stored sideways without a /Rotate entry has its text at 90 or 270 degrees; slanted text (watermarks)
    never reaches a :class:`Page`.
    """
    angles = page.glyphs.angle
    if not angles.any():
        return page
    turn = Counter(angles.tolist()).most_common(1)[0][0]
    if turn == 0:
        page.glyphs = page.glyphs.take(angles == 0)
        return page

    def turned(glyphs: Glyphs) -> Glyphs:
        own = glyphs.take(glyphs.angle == turn)
        places = np.concatenate((turned_boxes(own.places[:4], turn, page.width, page.height), own.places[4:]))
        return replace(own, places=places, angle=np.zeros_like(own.angle))

    is_across = turn in (90, 270)
    width, height = (page.height, page.width) if is_across else (page.width, page.height)
    under_white = page.is_under_white[page.covered.angle == turn]
    flat = _turned_rulings(page.horizontals, page, turn, is_flat=True)
    standing = _turned_rulings(page.verticals, page, turn, is_flat=False)
    horizontals, verticals = zip(flat, standing, strict=True)
    seals = turned_boxes(np.array([seal[:4] for seal in page.seals]).reshape(-1, 4).T, turn, page.width, page.height)
    truncated = turned_boxes(np.array(page.truncated).reshape(-1, 4).T, turn, page.width, page.height)
    return Page(
        page.number,
        width,
        height,
        turned(page.glyphs),
        np.concatenate(horizontals),
        np.concatenate(verticals),
        turn,
        page.unmapped,
        page.lost,
        page.image_share,
        rectangles(truncated.T),
        [Seal(*box, seal.is_red) for box, seal in zip(rectangles(seals.T), page.seals, strict=True)],
        turned(page.covered),
        under_white,
        has_misread=page.has_misread,
        is_cut=page.is_cut,
    )


def _turned_rulings(rulings: Rulings, page: Page, turn: int, *, is_flat: bool) -> tuple[Rulings, Rulings]:
    """Those of some rulings that run across and those that run down when the page is turned."""
    position, start, end = rulings.T
    boxes = (start, position, end, position) if is_flat else (position, start, position, end)
    x0, top, x1, bottom = turned_boxes(boxes, turn, page.width, page.height)
    across = x1 - x0 >= bottom - top
    return columns(top, x0, x1)[across], columns(x0, top, bottom)[~across]
