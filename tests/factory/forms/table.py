"""Cells, tables and forms as they are printed.

Belongs here: the shapes that pass from the inventors to the renderers. Does not belong here: what stands in them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["label", "value", "number", "long", "level"]


@dataclass(slots=True)
class Box:
    """One cell: its text (with the author's line breaks), its edges in thousandths of the table's width.

    ``anchor`` names the value it holds (``form`` or ``indicator 3``), so that a renderer can tell the pages.
    """

    text: str
    x0: int
    x1: int
    rows: int = 1
    kind: Kind = "value"
    anchor: str = ""


@dataclass(slots=True)
class Table:
    """Rows of boxes; each row holds the boxes that begin in it. ``heading`` is the row repeated on every page."""

    rows: list[list[Box]]
    heading: int | None = None

    @property
    def edges(self) -> list[int]:
        """All column edges from left to right."""
        return sorted({x for row in self.rows for box in row for x in (box.x0, box.x1)})


@dataclass(slots=True)
class InventedForm:
    """A form: its table, the lines above it, its truth, and names and numbers that must never be published."""

    table: Table
    truth: dict[str, Any]
    above: list[str] = field(default_factory=list)
    note: str = ""
    private: list[str] = field(default_factory=list)
