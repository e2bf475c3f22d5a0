"""A page turned so that its text reads from left to right.

Belongs here: the turning of everything on a page. Does not belong here: the turning of one box (``geometry``).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from pipeline.readers.pdf.pages.geometry import Rectangle, turn_box
from pipeline.readers.pdf.pages.page import Glyph, Page, Ruling, Seal


def upright(page: Page) -> Page:
    """The page turned so that most of its glyphs read from left to right; other directions are dropped.

    A page stored sideways without a /Rotate entry has its text at 90 or 270 degrees; slanted text (watermarks)
    never reaches a :class:`Page`.
    """
    directions = Counter(g.angle for g in page.glyphs)
    if not directions:
        return page
    turn = directions.most_common(1)[0][0]
    if turn == 0:
        page.glyphs = [g for g in page.glyphs if g.angle == 0]
        return page

    def turned_box(box: Rectangle) -> Rectangle:
        return turn_box(box, turn, page.width, page.height)

    def turned_glyph(g: Glyph) -> Glyph:
        x0, top, x1, bottom = turned_box((g.x0, g.top, g.x1, g.bottom))
        return replace(g, x0=x0, top=top, x1=x1, bottom=bottom, angle=0)

    width, height = (page.height, page.width) if turn in (90, 270) else (page.width, page.height)
    turned = Page(
        page.number, width, height, turn=turn, unmapped=page.unmapped, lost=page.lost, image_share=page.image_share
    )
    turned.has_misread, turned.is_cut = page.has_misread, page.is_cut
    turned.glyphs = [turned_glyph(g) for g in page.glyphs if g.angle == turn]
    turned.covered = [(turned_glyph(g), is_white) for g, is_white in page.covered if g.angle == turn]
    turned.truncated = [turned_box(box) for box in page.truncated]
    turned.seals = [Seal(*turned_box(seal[:4]), seal.is_red) for seal in page.seals]
    for rulings, is_horizontal in ((page.horizontals, True), (page.verticals, False)):
        for r in rulings:
            box = (
                (r.start, r.position, r.end, r.position) if is_horizontal else (r.position, r.start, r.position, r.end)
            )
            x0, top, x1, bottom = turned_box(box)
            if x1 - x0 >= bottom - top:
                turned.horizontals.append(Ruling(top, x0, x1))
            else:
                turned.verticals.append(Ruling(x0, top, bottom))
    return turned
