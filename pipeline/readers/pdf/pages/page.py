"""One page as both PDF readers see it: glyphs and rulings in points from its upper left corner.

Belongs here: the types. Does not belong here: a PDF library, segments of rulings put together (``dots``,
``tables.rulings``), or what a table is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

from pipeline.readers.pdf.pages.colours import is_red_shade
from pipeline.readers.pdf.pages.geometry import Rectangle

# What stands for a glyph without a Unicode value.
UNMAPPED = 0xFFFD
# A hairline drawn as a filled rectangle is at most this thick (points); what is no longer is a dot or a dash.
THIN = 3.0


@dataclass(slots=True, eq=False)
class Glyph:
    """One character; ``angle`` is its direction (0, 90, 180, 270 clockwise).

    ``baseline`` is the line it stands on, from the top of the page turned so that the character is upright.
    ``shade`` is a number for each colour of seals (red) and watermarks (pale), in which clerks also mark values. All
    other ink has 0. ``is_misread`` says that the font draws another digit than its Unicode map gives.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    baseline: float
    size: float
    angle: int = 0
    shade: int = 0
    is_misread: bool = False

    @property
    def is_red(self) -> bool:
        """Whether the glyph has the colour of a seal and not that of a watermark."""
        return self.shade != 0 and is_red_shade(self.shade)


by_baseline, by_left = attrgetter("baseline"), attrgetter("x0")


class Seal(NamedTuple):
    """Where the ring or the slanted letters of a seal or a watermark stand, and whether they are red."""

    x0: float
    top: float
    x1: float
    bottom: float
    is_red: bool


class Ruling(NamedTuple):
    """A straight line that runs across or down a page.

    ``position`` is its place on the other axis; ``start`` and ``end`` are where it begins and ends on its own.
    """

    position: float
    start: float
    end: float


@dataclass(slots=True)
class Page:
    """What is drawn on one page.

    ``turn`` is the clockwise turn (degrees) that was needed to read it upright. ``unmapped`` counts glyphs without a
    Unicode value, ``lost`` counts text objects that the reader passed over. ``image_share`` is the part of the page
    that images cover. ``truncated`` are the areas that show only a part of their text. ``covered`` are the glyphs under
    a later drawing, each with whether that drawing is white. ``plain`` are the lines of a page that can hold no table,
    and whose glyphs were not asked for. ``dots`` are marks too small to be rulings of their own. ``has_misread`` says
    that some glyphs are misread, ``is_cut`` that a table goes on outside of what the page shows.
    """

    number: int
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    horizontals: list[Ruling] = field(default_factory=list)
    verticals: list[Ruling] = field(default_factory=list)
    turn: int = 0
    unmapped: int = 0
    lost: int = 0
    image_share: float = 0.0
    truncated: list[Rectangle] = field(default_factory=list)
    seals: list[Seal] = field(default_factory=list)
    covered: list[tuple[Glyph, bool]] = field(default_factory=list)
    plain: list[str] | None = None
    dots: list[Rectangle] = field(default_factory=list)
    has_misread: bool = False
    is_cut: bool = False

    def add_mark(self, x0: float, top: float, x1: float, bottom: float) -> None:
        """Add a filled box as a ruling where it is thin and long, as a dot where it is small; an area is neither."""
        width, height = x1 - x0, bottom - top
        if width <= THIN and height <= THIN:
            self.dots.append((x0, top, x1, bottom))
        elif height <= THIN:
            self.horizontals.append(Ruling((top + bottom) / 2, x0, x1))
        elif width <= THIN:
            self.verticals.append(Ruling((x0 + x1) / 2, top, bottom))
