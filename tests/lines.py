"""Lines outside tables as tests write them."""

from __future__ import annotations

from pipeline.model.grid import Grid


def above(grid: Grid) -> dict[int, list[str]]:
    """The texts above each row of a grid."""
    return {row: [line.text for line in lines] for row, lines in grid.above.items()}
