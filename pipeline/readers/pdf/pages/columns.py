"""What is drawn on a page as columns: an array for each property, with one place in it for each glyph or ruling.

Belongs here: the columns of glyphs and rulings, and how rows are chosen from them. Does not belong here: what fills
them (``glyphs``, ``drawn_paths``, ``second_reader``), what is made of them (``tables``).

A page has hundreds of glyphs, and an object for each would cost more time than pdfium needs for the whole page. In
columns one operation of numpy does for all glyphs what a loop would do one by one: ``glyphs.x1 - glyphs.x0`` is the
width of each. Only where few glyphs need a closer look (exponents, digits that are drawn anew) a :class:`Glyph` of its
own is made for each of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.readers.pdf.pages.colours import is_red_shade
from pipeline.readers.pdf.pages.geometry import Rectangle, turn_box

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Chosen = Ints | Flags
"""Which rows are chosen: their numbers, or true and false for every row."""
Boxes = NDArray[np.float64]
"""A row for each rectangle: left, top, right, bottom."""
Rulings = NDArray[np.float64]
"""A row for each straight line: what :class:`Ruling` says of it."""


class Glyph(NamedTuple):
    """One character by itself; ``angle`` is its direction (0, 90, 180, 270 clockwise).

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


class Ruling(NamedTuple):
    """One straight line by itself that runs across or down a page.

    ``position`` is its place on the other axis; ``start`` and ``end`` are where it begins and ends on its own.
    """

    position: float
    start: float
    end: float


@dataclass(slots=True, eq=False)
class Glyphs:
    """The characters of a page; each property is what :class:`Glyph` says of it.

    ``text`` is a character for each glyph; where a font has one shape for several letters (ﬁ) it is all of them.
    ``places`` has a row for each of x0, top, x1, bottom, baseline and size.
    """

    text: NDArray[np.str_]
    places: Floats
    angle: Ints
    shade: Ints
    is_misread: Flags

    @classmethod
    def of(cls, glyphs: Iterable[Glyph]) -> Glyphs:
        """The columns of some glyphs."""
        rows = list(glyphs)
        if not rows:
            return cls.none()
        text, x0, top, x1, bottom, baseline, size, angle, shade, is_misread = zip(*rows, strict=True)
        return cls(
            np.array(text, np.str_),
            np.array([x0, top, x1, bottom, baseline, size], np.float64),
            np.array(angle, np.int64),
            np.array(shade, np.int64),
            np.array(is_misread, np.bool_),
        )

    @classmethod
    def none(cls) -> Glyphs:
        """No glyphs."""
        numbers = np.empty(0, np.int64)
        return cls(np.empty(0, "U1"), np.empty((6, 0)), numbers, numbers, np.empty(0, np.bool_))

    @property
    def x0(self) -> Floats:
        """Left edge of each glyph."""
        column: Floats = self.places[0]
        return column

    @property
    def top(self) -> Floats:
        """Upper edge of each glyph."""
        column: Floats = self.places[1]
        return column

    @property
    def x1(self) -> Floats:
        """Right edge of each glyph."""
        column: Floats = self.places[2]
        return column

    @property
    def bottom(self) -> Floats:
        """Lower edge of each glyph."""
        column: Floats = self.places[3]
        return column

    @property
    def baseline(self) -> Floats:
        """The line that each glyph stands on."""
        column: Floats = self.places[4]
        return column

    @property
    def size(self) -> Floats:
        """How large each glyph is."""
        column: Floats = self.places[5]
        return column

    @property
    def is_red(self) -> Flags:
        """Whether each glyph has the colour of a seal and not that of a watermark."""
        shades = {shade: shade != 0 and is_red_shade(shade) for shade in set(self.shade.tolist())}
        return np.array([shades[shade] for shade in self.shade.tolist()], np.bool_)

    def __len__(self) -> int:
        return len(self.text)

    def __iter__(self) -> Iterator[Glyph]:
        columns = self.text, *self.places, self.angle, self.shade, self.is_misread
        return map(Glyph, *(column.tolist() for column in columns))

    def take(self, chosen: Chosen) -> Glyphs:
        """Some of the glyphs, in the order that is asked for."""
        return Glyphs(
            self.text[chosen],
            self.places[:, chosen],
            self.angle[chosen],
            self.shade[chosen],
            self.is_misread[chosen],
        )

    def joined(self) -> str:
        """The text of all glyphs, one behind the other."""
        return text_of(self.text)


def text_of(signs: NDArray[np.str_]) -> str:
    """The characters of a column as one text."""
    if signs.dtype.itemsize == 4:
        return signs.tobytes().decode("utf-32-le", "surrogatepass")
    return "".join(signs.tolist())


def first_code(signs: NDArray[np.str_]) -> NDArray[np.uint32]:
    """The code of the first character of each text; one number above all codes where there are several."""
    codes = np.ascontiguousarray(signs).view(np.uint32).reshape(len(signs), -1) if len(signs) else None
    if codes is None:
        return np.empty(0, np.uint32)
    return codes[:, 0] if codes.shape[1] == 1 else np.where(codes[:, 1] == 0, codes[:, 0], SEVERAL)


SEVERAL = 0x110000
"""Stands for the code of a glyph that is several characters."""


def rulings_of(rulings: Iterable[Ruling]) -> Rulings:
    """The columns of some rulings."""
    return np.array(list(rulings), np.float64).reshape(-1, 3)


def turned_boxes(boxes: Any, turn: int, width: float, height: float) -> Any:
    """The columns x0, top, x1, bottom after a page of this size is turned back; what :func:`turn_box` does to one."""
    return np.stack(turn_box(tuple(boxes), turn, width, height))


def rectangles(boxes: Boxes) -> list[Rectangle]:
    """Rectangles as tuples, for the few that are looked at one by one."""
    return [(x0, top, x1, bottom) for x0, top, x1, bottom in boxes.tolist()]


def spread(first: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Every number from ``first`` up to ``end`` (left out) of each row: the row it is of, and the number itself."""
    counts = np.maximum(end - first, 0)
    rows = np.repeat(np.arange(len(counts)), counts)
    return rows, np.arange(len(rows)) + np.repeat(first - (np.cumsum(counts) - counts), counts)


def starts_of(flags: Flags) -> Ints:
    """For each row the last row up to it that has a flag; the first row has to have one."""
    return np.maximum.accumulate(np.where(flags, np.arange(len(flags)), 0))


def sums(values: Floats, groups: Ints, count: int) -> Floats:
    """The sum of the values of each group, added one by one in their order."""
    return np.bincount(groups, values, count).astype(np.float64, copy=False)
