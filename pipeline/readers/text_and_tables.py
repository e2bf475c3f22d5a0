"""The tables and the lines of a document in which both follow each other: web pages and word-processor documents.

Belongs here: which lines stand above and below which table. Does not belong here: markup.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.model.grid import Grid, TextLine


class TextAndTables:
    """Grids and lines as they are met; lines before a table stand above it, those behind the last one below it."""

    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self.lines: list[str] = []
        self._above: list[TextLine] = []

    def add_lines(self, lines: Iterable[str]) -> None:
        """Lines outside of tables."""
        texts = list(lines)
        self.lines += texts
        self._above += map(TextLine, texts)

    def add_table(self, grid: Grid) -> list[str]:
        """Keep a table; the lines of one that is none, with a single text in each row (a heading, a note, a spacer)."""
        if all(sum(1 for cell in grid.row(row) if cell.text) <= 1 for row in range(grid.rows)):
            return [line for cell in grid for line in cell.raw.split("\n") if line]
        grid = Grid(grid.rows, grid.columns, grid.cells)
        if self._above:
            grid.above[0] = self._above
            self._above = []
        self.grids.append(grid)
        return []

    def add_part(self, grids: list[Grid], lines: list[str]) -> None:
        """Tables and lines of a document inside this one, each table with its own lines above it."""
        if grids and self._above:
            grids[0].above[0] = [*self._above, *grids[0].above.get(0, [])]
            self._above = []
        self.grids += grids
        self.lines += lines
        if not grids:
            self._above += map(TextLine, lines)

    def end(self) -> None:
        """Lines behind the last table stand below it."""
        if self.grids and self._above:
            self.grids[-1].above[self.grids[-1].rows] = self._above
