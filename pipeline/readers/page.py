"""One page as both PDF readers see it: glyphs and ruling lines in points, top left origin, upright.

Belongs here: the types and the turning of pages. Does not belong here: a PDF library, or what a table is.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

# What stands for a glyph without a Unicode value.
UNMAPPED = 0xFFFD


class Glyph(NamedTuple):
    """One character; ``angle`` is its direction (0, 90, 180, 270 clockwise).

    ``baseline`` is the line it stands on, from the top of the page turned so that the character is upright.
    ``is_coloured`` marks the colours of seals (red) and watermarks (pale), in which clerks also mark values.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    baseline: float
    size: float
    angle: int = 0
    is_coloured: bool = False


class Rule(NamedTuple):
    """A straight ruling: its position on the other axis, where it begins and where it ends."""

    position: float
    start: float
    end: float


@dataclass(slots=True)
class Page:
    """What is drawn on one page. ``turn`` is the clockwise turn (degrees) that was needed to read it upright.

    ``unmapped`` counts glyphs without a Unicode value, ``image_share`` the part of the page that images cover;
    ``truncated`` are the areas (x0, top, x1, bottom) that show only a part of their text.
    """

    number: int
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    horizontals: list[Rule] = field(default_factory=list)
    verticals: list[Rule] = field(default_factory=list)
    turn: int = 0
    unmapped: int = 0
    image_share: float = 0.0
    truncated: list[tuple[float, float, float, float]] = field(default_factory=list)


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
    width, height = (page.height, page.width) if turn in (90, 270) else (page.width, page.height)
    turned = Page(page.number, width, height, turn=turn, unmapped=page.unmapped, image_share=page.image_share)
    for g in page.glyphs:
        if g.angle == turn:
            x0, top, x1, bottom = turn_box((g.x0, g.top, g.x1, g.bottom), turn, page.width, page.height)
            turned.glyphs.append(Glyph(g.text, x0, top, x1, bottom, g.baseline, g.size, 0, g.is_coloured))
    for rules, is_horizontal in ((page.horizontals, True), (page.verticals, False)):
        for r in rules:
            box = (
                (r.start, r.position, r.end, r.position) if is_horizontal else (r.position, r.start, r.position, r.end)
            )
            x0, top, x1, bottom = turn_box(box, turn, page.width, page.height)
            if x1 - x0 >= bottom - top:
                turned.horizontals.append(Rule(top, x0, x1))
            else:
                turned.verticals.append(Rule(x0, top, bottom))
    return turned


def turn_box(
    box: tuple[float, float, float, float], turn: int, width: float, height: float
) -> tuple[float, float, float, float]:
    """A box (x0, top, x1, bottom) after the page of ``width`` x ``height`` points is turned back by ``turn``."""
    x0, top, x1, bottom = box
    if turn == 90:
        return top, width - x1, bottom, width - x0
    if turn == 180:
        return width - x1, height - bottom, width - x0, height - top
    if turn == 270:
        return height - bottom, x0, height - top, x1
    return box


def turn_back(
    box: tuple[float, float, float, float], turn: int, width: float, height: float
) -> tuple[float, float, float, float]:
    """The inverse of :func:`turn_box`; ``width`` and ``height`` are those of the turned page."""
    return turn_box(box, {90: 270, 270: 90}.get(turn, turn), width, height)
