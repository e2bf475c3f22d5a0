"""One sheet of a workbook as a person sees it: what every cell shows, what is hidden, how wide columns are.

Belongs here: the type that the readers of .xlsx and .xls both make. Does not belong here: which of its cells are tables
(``sheet_tables``), what files store (``xlsx_parts``).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.model.doubts import CERTAIN, Doubtable, Doubts
from pipeline.model.grid import Unreadable
from pipeline.model.messages import Message, said

CellPosition = tuple[int, int]
"""Row and column of a cell in its sheet, from 0."""
MergedRange = tuple[int, int, int, int]
"""First and last row, first and last column, from 0."""
MAX_FILLED = 250_000
"""Cells of one workbook that hold a value."""
DEFAULT_WIDTH, DEFAULT_SIZE = 8.43, 11.0


@dataclass(slots=True)
class ShownCell(Doubtable):
    """What one cell shows. ``size`` is the size of the font in points where the cell holds a number, else 0."""

    text: str
    doubts: Doubts = CERTAIN
    is_bordered: bool = False
    size: float = 0.0


@dataclass(slots=True)
class ShownSheet:
    """One sheet; rows and columns count from 0. ``widths`` are those of columns that differ from ``width``.

    ``header`` are lines printed above the sheet, ``boxes`` texts of shapes with the row in which each is anchored.
    """

    number: int
    cells: dict[CellPosition, ShownCell] = field(default_factory=dict)
    merged: list[MergedRange] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    widths: dict[int, float] = field(default_factory=dict)
    width: float = DEFAULT_WIDTH
    is_hidden: bool = False
    header: list[str] = field(default_factory=list)
    boxes: list[tuple[int, str]] = field(default_factory=list)


def check_filled(count: int) -> None:
    """Raise :class:`Unreadable` ``table_too_large`` for more cells with a value than :data:`MAX_FILLED`."""
    if count > MAX_FILLED:
        raise too_large(MAX_FILLED, said("stored.filled_cells"))


def too_large(limit: int, what: Message) -> Unreadable:
    """What is said of a workbook that stores more of something than is read."""
    return Unreadable(said("table_too_large.workbook", limit=f"{limit:,}", what=what))
