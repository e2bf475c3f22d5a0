"""One page as both PDF readers see it: glyphs and rulings in points from its upper left corner.

Belongs here: the type. Does not belong here: its columns (``columns``), a PDF library, segments of rulings put together
(``dots``, ``tables.rulings``), or what a table is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from pipeline.readers.pdf.pages.columns import Boxes, Flags, Floats, Glyphs, Rulings
from pipeline.readers.pdf.pages.geometry import Rectangle

# What stands for a glyph without a Unicode value.
UNMAPPED = 0xFFFD
# A hairline drawn as a filled rectangle is at most this thick (points); what is no longer is a dot or a dash.
THIN = 3.0


class Seal(NamedTuple):
    """Where the ring or the slanted letters of a seal or a watermark stand, and whether they are red."""

    x0: float
    top: float
    x1: float
    bottom: float
    is_red: bool


def _no_rulings() -> Rulings:
    return np.empty((0, 3))


def _no_boxes() -> Boxes:
    return np.empty((0, 4))


def _no_flags() -> Flags:
    return np.empty(0, np.bool_)


@dataclass(slots=True)
class Page:
    """What is drawn on one page.

    ``turn`` is the clockwise turn (degrees) that was needed to read it upright. ``unmapped`` counts glyphs without a
    Unicode value, ``lost`` counts text objects that the reader passed over. ``image_share`` is the part of the page
    that images cover. ``truncated`` are the areas that show only a part of their text. ``covered`` are the glyphs under
    a later drawing, and ``is_under_white`` says of each whether that drawing is white. ``plain`` are the lines of a
    page that can hold no table, and whose glyphs were not asked for. ``dots`` are marks too small to be rulings of
    their own. ``has_misread`` says that some glyphs are misread, ``is_cut`` that a table goes on outside of what the
    page shows.
    """

    number: int
    width: float
    height: float
    glyphs: Glyphs = field(default_factory=Glyphs.none)
    horizontals: Rulings = field(default_factory=_no_rulings)
    verticals: Rulings = field(default_factory=_no_rulings)
    turn: int = 0
    unmapped: int = 0
    lost: int = 0
    image_share: float = 0.0
    truncated: list[Rectangle] = field(default_factory=list)
    seals: list[Seal] = field(default_factory=list)
    covered: Glyphs = field(default_factory=Glyphs.none)
    is_under_white: Flags = field(default_factory=_no_flags)
    plain: list[str] | None = None
    dots: Boxes = field(default_factory=_no_boxes)
    has_misread: bool = False
    is_cut: bool = False

    def add_rulings(self, horizontals: Rulings, verticals: Rulings) -> None:
        """Add lines that run across and lines that run down."""
        self.horizontals = np.concatenate((self.horizontals, horizontals))
        self.verticals = np.concatenate((self.verticals, verticals))

    def add_marks(self, boxes: Boxes) -> None:
        """Add filled boxes as rulings where they are thin and long, as dots where small; an area is neither."""
        if not len(boxes):
            return
        x0, top, x1, bottom = boxes.T
        is_slim, is_low = x1 - x0 <= THIN, bottom - top <= THIN
        flat, upright = is_low & ~is_slim, is_slim & ~is_low
        self.add_rulings(
            columns((top + bottom) / 2, x0, x1)[flat],
            columns((x0 + x1) / 2, top, bottom)[upright],
        )
        if (is_slim & is_low).any():
            self.dots = np.concatenate((self.dots, boxes[is_slim & is_low]))

    def add_lines(self, ax: Floats, ay: Floats, bx: Floats, by: Floats) -> None:
        """Add lines from (ax, ay) to (bx, by) as rulings where they run across or down, as dots where short."""
        across, down = np.abs(ax - bx), np.abs(ay - by)
        flat = (down <= 0.5) & (across > THIN)
        upright = ~flat & (across <= 0.5) & (down > THIN)
        short = (across <= THIN) & (down <= THIN)
        left, right, upper, lower = np.minimum(ax, bx), np.maximum(ax, bx), np.minimum(ay, by), np.maximum(ay, by)
        self.add_rulings(
            columns((ay + by) / 2, left, right)[flat],
            columns((ax + bx) / 2, upper, lower)[upright],
        )
        if short.any():
            self.dots = np.concatenate((self.dots, columns(left, upper, right, lower)[short]))


def columns(*values: Floats) -> Floats:
    """Columns beside each other, a row for each thing."""
    return np.stack(values, axis=1)
