"""Tables as marked up (spans, missing end tags) to grids without overlap, as a browser lays them out.

Belongs here: the algorithm of the HTML standard that gives each cell its slots, and what is doubtful about the outcome.
Does not belong here: markup (``html``, ``office``), what a cell means.

The standard gives every cell a slot, however broken the markup; but a span that is wrong by one moves the
rest of a row under the wrong headings. Such a row ends elsewhere than the others do, and is doubtful.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.model.doubts import CERTAIN, Doubtable, Doubts, with_doubt
from pipeline.model.grid import Cell, Evidence, Grid, Unreadable
from pipeline.model.messages import said
from pipeline.text.fold import fold_radicals, join_lines

# Slots of one document; a form of 200 rows has 4,000. A few bytes of markup can ask for thousands of millions.
MAX_SLOTS = 1_000_000

Slot = tuple[int, int]
"""Row and column of one slot of a grid, from 0."""


@dataclass(slots=True)
class MarkedCell(Doubtable):
    """One cell as marked up: lines of text, spans, and the reader's own doubt.

    A ``row_span`` of 0 reaches to the end of the row group. ``column`` is the first column of the cell where the markup
    names it; else the cell stands in the next free slot of its row.
    """

    lines: list[str] = field(default_factory=list)
    column_span: int = 1
    row_span: int = 1
    doubts: Doubts = CERTAIN
    column: int | None = None


@dataclass(slots=True)
class MarkedRow:
    """One row as marked up. ``group_end`` is the row behind its row group, ``number`` its line in the evidence."""

    cells: list[MarkedCell]
    group_end: int
    number: int


@dataclass(slots=True)
class _PlacedCell(Doubtable):
    """A cell with the slots that it has got."""

    cell: MarkedCell
    row: int
    column: int
    row_span: int
    column_span: int
    doubts: Doubts


def tile(rows: Sequence[MarkedRow], page: int = 1, columns: int = 0) -> Grid:
    """The grid of a table. Doubtful: spans that overlap, rows that end elsewhere than most, slots without a cell.

    ``columns`` is how many it has at least, where that is known. Raises :class:`Unreadable` for a table of more slots
    than :data:`MAX_SLOTS`.
    """
    placed, taken = _place(rows)
    ends, reaching = _ends_and_cells(rows, taken)
    usual = _usual_end(rows, ends)
    # Columns behind the last one in which a cell begins come from spans that are too wide.
    width = max(max((p.column for p in placed), default=-1) + 1, columns)
    begins = _begins(rows, placed)
    models = {tuple(begins[row]) for row, end in enumerate(ends) if end == usual}
    displaced: set[int] = set()
    for row, marked in enumerate(rows):
        has_gap = any((row, column) not in taken for column in range(usual))
        is_ragged = has_gap or (ends[row] > usual and not _is_like(begins[row], models))
        if not marked.cells or not (is_ragged or row in displaced):
            continue
        numbers = set(reaching[row])
        if len(marked.cells) == 1 and len(numbers) == 1 and ends[row] < usual:
            # The only cell of a row, without the span that it should have.
            number = next(iter(numbers))
            placed[number].column_span = max(width, usual)
            taken |= {(row, column): number for column in range(max(width, usual))}
        for number in numbers:
            placed[number].doubt("ragged_row")
            if placed[number].row == row:
                # A cell in the wrong columns displaces cells in every row that it reaches over.
                displaced |= set(range(row, row + placed[number].row_span))
    for cell in placed:
        cell.column_span = min(cell.column_span, width - cell.column)
    cells = [_cell(p, rows, page) for p in placed]
    cells += _fillers(rows, taken, width, min(usual, width), page)
    return Grid(len(rows), width, sorted(cells, key=lambda c: (c.row, c.column)))


def _place(rows: Sequence[MarkedRow]) -> tuple[list[_PlacedCell], dict[Slot, int]]:
    """Every cell at its first free slot, and the number of the cell that has each slot."""
    placed: list[_PlacedCell] = []
    taken: dict[Slot, int] = {}
    for row, marked in enumerate(rows):
        column = 0
        for cell in marked.cells:
            column = column if cell.column is None else cell.column
            doubts = cell.doubts
            while (row, column) in taken:
                if cell.column is not None:
                    doubts = _overlap(placed[taken[row, column]], doubts)
                column += 1
            column_span = 1
            while column_span < cell.column_span:
                if (row, column + column_span) in taken:
                    doubts = _overlap(placed[taken[row, column + column_span]], doubts)
                    break
                column_span += 1
            row_span = min(cell.row_span or len(rows), marked.group_end - row)
            if len(taken) + row_span * column_span > MAX_SLOTS:
                raise Unreadable(said("table_too_large", limit=f"{MAX_SLOTS:,}"))
            for r in range(row, row + row_span):
                for c in range(column, column + column_span):
                    taken[r, c] = len(placed)
            placed.append(_PlacedCell(cell, row, column, row_span, column_span, doubts))
            column += column_span
    return placed, taken


def _overlap(other: _PlacedCell, doubts: Doubts) -> Doubts:
    """Doubt a cell that has a slot which another one claims; the doubts of the other one with the same."""
    other.doubt("overlapping_spans")
    return with_doubt(doubts, "overlapping_spans")


def _ends_and_cells(rows: Sequence[MarkedRow], taken: dict[Slot, int]) -> tuple[list[int], list[set[int]]]:
    """For every row the column behind its last cell, and the numbers of the cells that begin in it or reach over it."""
    ends = [0] * len(rows)
    reaching: list[set[int]] = [set() for _ in rows]
    for (row, column), number in taken.items():
        ends[row] = max(ends[row], column + 1)
        reaching[row].add(number)
    return ends, reaching


def _usual_end(rows: Sequence[MarkedRow], ends: list[int]) -> int:
    """The column behind the last cell of most rows; of two equally frequent ones the farther."""
    counts = Counter(end for row, end in zip(rows, ends, strict=True) if row.cells)
    return max(counts, key=lambda end: (counts[end], end), default=0)


def _begins(rows: Sequence[MarkedRow], placed: list[_PlacedCell]) -> list[list[int]]:
    """The columns in which the cells of each row begin."""
    begins: list[list[int]] = [[] for _ in rows]
    for cell in placed:
        begins[cell.row].append(cell.column)
    return begins


def _is_like(begins: list[int], models: set[tuple[int, ...]]) -> bool:
    """Whether the cells of a row begin where those of a row with the usual end do, so that only its last span is wrong.

    A row of one cell, or of a label and its value, is in order wherever it ends.
    """
    return begins in ([0], [0, begins[-1]]) or any(
        tuple(begins[-n:]) == model[-n:]
        for model in models
        if (n := min(len(begins), len(model))) >= min(2, len(begins))
    )


def _cell(placed: _PlacedCell, rows: Sequence[MarkedRow], page: int) -> Cell:
    """A placed cell as a cell of the grid, with its evidence."""
    text = fold_radicals(join_lines(placed.cell.lines))
    last = placed.column + placed.column_span - 1
    evidence = Evidence(page, line_no=rows[placed.row].number, column_first=placed.column, column_last=last)
    return Cell(
        placed.row, placed.column, placed.row_span, placed.column_span, text, "\n".join(placed.cell.lines),
        (evidence,), doubts=placed.doubts,
    )  # fmt: skip


def _fillers(rows: Sequence[MarkedRow], taken: dict[Slot, int], width: int, usual: int, page: int) -> list[Cell]:
    """Empty cells for slots without one; they are doubtful before the column in which most rows end."""
    fillers = []
    for row, marked in enumerate(rows):
        for column in range(width):
            if (row, column) not in taken:
                evidence = Evidence(page, line_no=marked.number, column_first=column, column_last=column)
                doubts = with_doubt(CERTAIN, "missing_cell") if column < usual else CERTAIN
                fillers.append(Cell(row, column, 1, 1, "", "", (evidence,), doubts=doubts))
    return fillers
