"""The types of a ruled table on one page.

Belongs here: the table and its boxes. Does not belong here: how they are made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.model.doubts import CERTAIN, Doubtable, Doubts
from pipeline.readers.pdf.pages.geometry import Rectangle
from pipeline.text.fold import join_lines


@dataclass(slots=True, eq=False)
class Box(Doubtable):
    """One cell of a page: its rows and columns in its table, its rectangle (points) and its lines of text.

    ``ink`` is the rectangle of all its text, ``line_inks`` that of each line; both are known while its page is read.
    ``sureness`` is how surely the lines were recognised, from 0 to 1; it is 1 where the document itself says its text.
    ``is_fragment`` marks a cell cut from a figure that is no rectangle. ``begins`` says that a ruling closes the cell
    at the upper edge of its table, where other cells are open; ``ends`` says the same of the lower edge. Open cells
    go on over the page break, closed ones do not.
    """

    row: int
    column: int
    last_row: int
    last_column: int
    x0: float
    top: float
    x1: float
    bottom: float
    lines: list[str] = field(default_factory=list)
    doubts: Doubts = CERTAIN
    ink: Rectangle | None = None
    line_inks: Sequence[Rectangle] = ()
    sureness: float = 1.0
    is_fragment: bool = False
    begins: bool = False
    ends: bool = False

    @property
    def text(self) -> str:
        """The text without the breaks that wrapping made."""
        return join_lines(self.lines)


@dataclass(slots=True)
class RuledTable:
    """A ruled table of one page.

    ``xs`` and ``ys`` are its edges (points). ``is_regular`` is false when the rulings around a cell draw no rectangle.
    """

    page: int
    xs: list[float]
    ys: list[float]
    boxes: list[Box]
    is_regular: bool = True

    @property
    def top(self) -> float:
        """Upper edge in points."""
        return self.ys[0]

    @property
    def bottom(self) -> float:
        """Lower edge in points."""
        return self.ys[-1]
