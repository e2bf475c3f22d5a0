"""The types of a ruled table on one page.

Belongs here: the table and its boxes. Does not belong here: how they are made.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.model.doubts import CERTAIN, Doubtable, Doubts
from pipeline.text.fold import join_lines


@dataclass(slots=True, eq=False)
class Box(Doubtable):
    """One cell of a page: its place among the edges of its table, its rectangle (points) and its lines of text.

    ``sureness`` is how surely the lines were recognised (0 to 1; 1 where the document says its text); ``is_piece``
    marks a row of a figure that is no rectangle. ``begins`` and ``ends`` say that the drawing closes the cell at the
    upper or lower edge of its table, where it leaves others open: those go on over the page break, this one does not.
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
    ink: tuple[float, float, float, float] | None = None
    inks: list[tuple[float, float, float, float]] = field(default_factory=list)
    sureness: float = 1.0
    is_piece: bool = False
    begins: bool = False
    ends: bool = False

    @property
    def text(self) -> str:
        """The text without the breaks that wrapping made."""
        return join_lines(self.lines)


@dataclass(slots=True)
class RuledTable:
    """A ruled table of one page: its edges, and its boxes, all of them rectangles where ``is_regular`` is true."""

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
