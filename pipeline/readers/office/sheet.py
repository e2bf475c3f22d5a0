"""One sheet of a workbook as a person sees it: what every cell shows, what is hidden, how wide columns are.

Belongs here: the type that the readers of .xlsx and .xls both make. Does not belong here: which of its cells are tables
(``sheet_tables``), what files store (``xlsx_parts``).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.model.doubts import CERTAIN, Doubtable, Doubts
from pipeline.model.grid import Unreadable

CellPosition = tuple[int, int]
"""Row and column of a cell in its sheet, from 0."""
MergedRange = tuple[int, int, int, int]
"""First and last row, first and last column, from 0."""
MAX_FILLED = 250_000
"""Cells of one workbook that hold a value; each costs about 50 microseconds and 1.5 KB."""
DEFAULT_WIDTH, DEFAULT_SIZE = 8.43, 11.0


@dataclass(slots=True)
class ShownCell(Doubtable):
    """What one cell shows, whether it has a border, and whether it is a figure of ``size`` points (0 for words)."""

    text: str
    doubts: Doubts = CERTAIN
    is_bordered: bool = False
    size: float = 0.0


@dataclass(slots=True)
class ShownSheet:
    """One sheet: cells and merged ranges by row and column from 0.

    ``header`` are lines printed above it, ``boxes`` texts of shapes by the row they are anchored in.
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
        raise too_large(f"more than {MAX_FILLED:,} cells with a value")


def too_large(what: str) -> Unreadable:
    """What is said of a workbook that stores more than is read."""
    return Unreadable(
        "table_too_large", f"The workbook stores {what}. Save the sheets with the forms in a file of their own."
    )
