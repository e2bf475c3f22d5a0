"""One page as both PDF readers see it: glyphs and ruling lines in points from its upper left corner.

Belongs here: the types. Does not belong here: a PDF library, or what a table is.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

from pipeline.readers.pdf.pages.colours import is_red
from pipeline.readers.pdf.pages.geometry import Rectangle

by_baseline, by_left = attrgetter("baseline"), attrgetter("x0")
# What stands for a glyph without a Unicode value.
UNMAPPED = 0xFFFD
# A hairline drawn as a filled rectangle is at most this thick (points); what is no longer is a dot or a dash.
THIN = 3.0
# Dots of one rule are at most this far apart (points), so many at least, and this near to one line.
_DOT_GAP, _FEWEST_DOTS, _SAME_LINE = 4.0, 3, 0.25
# A mark that goes on from a ruling stands this near to its line (points).
_ON_LINE = 0.3


@dataclass(slots=True, eq=False)
class Glyph:
    """One character; ``angle`` is its direction (0, 90, 180, 270 clockwise).

    ``baseline`` is the line it stands on, from the top of the page turned so that the character is upright.
    ``shade`` is a number for each colour of seals (red) and watermarks (pale), in which clerks also mark values, and
    0 for all other ink. ``is_misread`` says that its font draws other digits than it says.
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
    def is_coloured(self) -> bool:
        """Whether the glyph may belong to a seal or a watermark."""
        return self.shade != 0

    @property
    def is_red(self) -> bool:
        """Whether the glyph has the colour of a seal and not that of a watermark."""
        return self.shade != 0 and is_red(*(self.shade - 1).to_bytes(4, "big")[1:])


class Seal(NamedTuple):
    """Where the ring or the slanted letters of a seal or a watermark stand, and whether they are red."""

    x0: float
    top: float
    x1: float
    bottom: float
    is_red: bool


class Ruling(NamedTuple):
    """A straight ruling: its position on the other axis, where it begins and where it ends."""

    position: float
    start: float
    end: float


@dataclass(slots=True)
class Page:
    """What is drawn on one page. ``turn`` is the clockwise turn (degrees) that was needed to read it upright.

    ``unmapped`` counts glyphs without a Unicode value, ``lost`` pieces of text that the reader passed over,
    ``image_share`` is the part of the page that images cover. ``truncated`` are the areas that show only a part of
    their text, ``covered`` the glyphs under a later drawing, each with whether that is white. ``plain`` are the lines
    of a page that can hold no table, whose glyphs were not asked for. ``dots`` are marks too small to be rulings of
    their own.
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
        """A filled box as a ruling where it is thin and long, as a dot where it is small; an area is neither."""
        width, height = x1 - x0, bottom - top
        if width <= THIN and height <= THIN:
            self.dots.append((x0, top, x1, bottom))
        elif height <= THIN:
            self.horizontals.append(Ruling((top + bottom) / 2, x0, x1))
        elif width <= THIN:
            self.verticals.append(Ruling((x0 + x1) / 2, top, bottom))

    def join_dots(self) -> None:
        """Rulings in place of the dots that stand in a row or a column (dotted borders) or go on from a ruling."""
        if not self.dots:
            return
        flat = [((y0 + y1) / 2, x0, x1) for x0, y0, x1, y1 in self.dots]
        standing = [((x0 + x1) / 2, y0, y1) for x0, y0, x1, y1 in self.dots]
        self.horizontals += [*_ends(flat, self.horizontals), *_dotted(flat)]
        self.verticals += [*_ends(standing, self.verticals), *_dotted(standing)]
        self.dots = []


def _ends(marks: list[tuple[float, float, float]], rules: list[Ruling]) -> list[Ruling]:
    """The marks (position across, start, end) that go on from a ruling: the last piece of a line drawn in pieces."""
    lines: dict[int, list[Ruling]] = defaultdict(list)
    for rule in rules:
        lines[round(rule.position)].append(rule)
    return [
        Ruling(position, start, end)
        for position, start, end in marks
        if any(
            abs(rule.position - position) <= _ON_LINE and rule.start - THIN <= end and start <= rule.end + THIN
            for near in {round(position - _ON_LINE), round(position + _ON_LINE)}
            for rule in lines.get(near, ())
        )
    ]


def _dotted(marks: list[tuple[float, float, float]]) -> list[Ruling]:
    """Dots (position across, start, end) that follow each other closely on one line, as rulings."""
    rules: list[Ruling] = []
    lines: list[list[tuple[float, float, float]]] = []
    for mark in sorted(marks):
        if lines and mark[0] - lines[-1][0][0] <= _SAME_LINE:
            lines[-1].append(mark)
        else:
            lines.append([mark])
    for line in lines:
        line.sort(key=lambda mark: mark[1])
        run = [line[0]]
        for mark in [*line[1:], (0.0, math.inf, math.inf)]:
            if mark[1] - run[-1][2] <= _DOT_GAP:
                run.append(mark)
                continue
            if len(run) >= _FEWEST_DOTS:
                rules.append(Ruling(sum(m[0] for m in run) / len(run), run[0][1], max(m[2] for m in run)))
            run = [mark]
    return rules
