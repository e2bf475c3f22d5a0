"""Rows and columns that a table has for its look alone, taken out of it.

Belongs here: tables inside a cell, and strips too narrow for text. Does not belong here: text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise

from pipeline.model.doubts import with_doubts
from pipeline.readers.pdf.tables.boxes import Box, RuledTable

# A table inside a cell has at most so many cells in one column, and at least so many cells stand beside it.
_MOST_INNER, _FEWEST_BESIDE = 6, 4


def fold_nested(table: RuledTable) -> None:
    """Make one cell of each table that stands inside a cell (cause and measure in a grid of their own).

    It shows by column edges that no other row has, in rows that most other cells reach over.
    """
    for edge in range(1, len(table.xs) - 1):
        inner = [b for b in table.boxes if b.column == edge]
        if not inner or len(inner) > _MOST_INNER:
            continue
        first, last = min(b.row for b in inner), max(b.last_row for b in inner)
        columns = _columns_around(table, edge, first, last) if first < last else None
        if columns is None:
            continue
        left, right = columns
        cells = _cells_of_nested(table, (first, last), (left, right))
        if not cells:
            continue
        cells.sort(key=lambda b: (b.row, b.column))
        whole = Box(first, left, last, right, table.xs[left], table.ys[first], table.xs[right + 1], table.ys[last + 1])
        whole.lines = [" ".join(b.text for b in cells if b.lines)] if any(b.lines for b in cells) else []
        for cell in cells:
            whole.doubts = with_doubts(whole.doubts, cell.doubts)
        table.boxes = sorted([*(b for b in table.boxes if b not in cells), whole], key=lambda b: (b.row, b.column))


def _columns_around(table: RuledTable, edge: int, first: int, last: int) -> tuple[int, int] | None:
    """The columns of the cells above and below some rows that reach over an edge; null where they differ."""
    columns = {
        (b.column, b.last_column)
        for b in table.boxes
        if b.column < edge <= b.last_column and (b.last_row == first - 1 or b.row == last + 1)
    }
    return columns.pop() if len(columns) == 1 else None


def _cells_of_nested(table: RuledTable, rows: tuple[int, int], columns: tuple[int, int]) -> list[Box]:
    """The cells between these rows and columns, where they are a table inside a single row; else no cells.

    The cells beside them reach over all these rows, and enough of them over no other.
    """
    (first, last), (left, right) = rows, columns
    band = [b for b in table.boxes if b.row <= last and b.last_row >= first]
    cells = [b for b in band if left <= b.column and b.last_column <= right]
    beside = [b for b in band if b.last_column < left or b.column > right]
    is_inside = all(first <= b.row and b.last_row <= last for b in cells)
    is_one_row = all(b.row <= first and b.last_row >= last for b in beside)
    alike = sum((b.row, b.last_row) == (first, last) for b in beside)
    is_nested = len(cells) + len(beside) >= len(band) and is_inside and is_one_row and alike >= _FEWEST_BESIDE
    return cells if is_nested else []


def drop_slivers(table: RuledTable, slim: float) -> None:
    """Take out the rows and columns too narrow for text whose own cells are all empty: spacers of spreadsheets.

    ``slim`` is the width (points) below which a row or column is too narrow.
    """
    boxes = table.boxes
    rows = _slivers(table.ys, slim, lambda: [(b.row, b) for b in boxes if b.row == b.last_row])
    columns = _slivers(table.xs, slim, lambda: [(b.column, b) for b in boxes if b.column == b.last_column])
    if not rows and not columns:
        return
    row_at, ys = _renumbered(table.ys, rows)
    column_at, xs = _renumbered(table.xs, columns)
    kept: list[Box] = []
    for box in table.boxes:
        own_rows = [row_at[i] for i in range(box.row, box.last_row + 1) if i not in rows]
        own_columns = [column_at[j] for j in range(box.column, box.last_column + 1) if j not in columns]
        if own_rows and own_columns:
            box.row, box.last_row = own_rows[0], own_rows[-1]
            box.column, box.last_column = own_columns[0], own_columns[-1]
            box.x0, box.x1 = xs[box.column], xs[box.last_column + 1]
            box.top, box.bottom = ys[box.row], ys[box.last_row + 1]
            kept.append(box)
        elif box.lines:
            return
    table.boxes, table.xs, table.ys = kept, xs, ys


def _slivers(edges: list[float], slim: float, cells: Callable[[], list[tuple[int, Box]]]) -> set[int]:
    """Rows (or columns) that are narrower than ``slim`` and have cells of their own, all of them empty."""
    narrow = {k for k, (a, b) in enumerate(pairwise(edges)) if b - a < slim}
    has_text: dict[int, bool] = defaultdict(bool)
    for k, box in cells() if narrow else ():
        if k in narrow:
            has_text[k] = has_text[k] or bool(box.lines)
    return {k for k, has_any in has_text.items() if not has_any}


def _renumbered(edges: list[float], slivers: set[int]) -> tuple[dict[int, int], list[float]]:
    """The new number of each row (or column) that stays, and the edges; each takes the place of slivers behind it."""
    kept = [k for k in range(len(edges) - 1) if k not in slivers]
    return {k: n for n, k in enumerate(kept)}, [*(edges[k] for k in kept), edges[-1]]
