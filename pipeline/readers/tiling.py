"""Cells as marked up (spans, missing ends) to a grid without overlap, as a browser lays a table out.

Belongs here: the slot algorithm of the HTML standard and what is doubtful about its outcome. Does not belong
here: markup (``html``, ``office``), what a cell means.

The standard gives every cell a slot, however broken the markup; but a span that is wrong by one moves the rest of a
row under the wrong headings. It shows by a row that ends elsewhere than the others do, and such rows are doubtful.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.model.doubts import CERTAIN, Doubtable, Doubts, with_doubt
from pipeline.model.grid import Cell, Evidence, Grid, Unreadable
from pipeline.text.fold import fold_radicals, join_lines

# Slots of one document; a form of 200 rows has 4,000. Spans of a few bytes can ask for thousands of millions.
MAX_SLOTS = 1_000_000


@dataclass(slots=True)
class MarkedCell(Doubtable):
    """One cell as marked up: lines of text, spans, and the reader's own doubt.

    ``rows`` 0 reaches to the end of the row group. ``column`` is its first column where the markup says so, else it
    stands in the next free one.
    """

    lines: list[str] = field(default_factory=list)
    columns: int = 1
    rows: int = 1
    doubts: Doubts = CERTAIN
    column: int | None = None


@dataclass(slots=True)
class MarkedRow:
    """One row as marked up. ``group_end`` is the row behind its row group, ``number`` its line in the evidence."""

    pieces: list[MarkedCell]
    group_end: int
    number: int


@dataclass(slots=True)
class _Placed(Doubtable):
    piece: MarkedCell
    row: int
    column: int
    rows: int
    columns: int
    doubts: Doubts


def tile(lines: Sequence[MarkedRow], page: int = 1, columns: int = 0) -> Grid:
    """The grid of a table. Doubtful: spans that overlap, rows that end elsewhere than most, places without a cell.

    ``columns`` is how many it has at least, where that is known. Raises :class:`Unreadable` for a table of more slots
    than :data:`MAX_SLOTS`.
    """
    placed, taken = _place(lines)
    ends = [0] * len(lines)
    over_row: list[set[int]] = [set() for _ in lines]
    for (row, column), number in taken.items():
        ends[row] = max(ends[row], column + 1)
        over_row[row].add(number)
    usual = _usual(lines, ends)
    # Columns in which no cell begins are spans reaching past the table's end.
    width = max(max((p.column for p in placed), default=-1) + 1, columns)
    begins = _begins(lines, placed)
    models = {tuple(begins[row]) for row, end in enumerate(ends) if end == usual}
    displaced: set[int] = set()
    for row, line in enumerate(lines):
        has_gap = any((row, column) not in taken for column in range(usual))
        is_ragged = has_gap or (ends[row] > usual and not _is_like(begins[row], models))
        if not line.pieces or not (is_ragged or row in displaced):
            continue
        over = set(over_row[row])
        if len(line.pieces) == 1 and len(over) == 1 and ends[row] < usual:
            # A line of text that stands alone in its row, its span left out.
            number = over.pop()
            placed[number].columns = max(width, usual)
            taken |= {(row, c): number for c in range(max(width, usual))}
            over.add(number)
        for number in over:
            placed[number].doubt("ragged_row")
            if placed[number].row == row:
                # What stands in the wrong column pushes aside the cells of every row that it reaches over.
                displaced |= set(range(row, row + placed[number].rows))
    for placed_cell in placed:
        placed_cell.columns = min(placed_cell.columns, width - placed_cell.column)
    cells = [_cell(p, lines, page) for p in placed]
    cells += _fillers(lines, taken, width, usual if usual <= width else width, page)
    return Grid(len(lines), width, sorted(cells, key=lambda c: (c.row, c.column)))


def _place(lines: Sequence[MarkedRow]) -> tuple[list[_Placed], dict[tuple[int, int], int]]:
    """Every piece at its first free slot, and which piece has each slot."""
    placed: list[_Placed] = []
    taken: dict[tuple[int, int], int] = {}
    for row, line in enumerate(lines):
        column = 0
        for piece in line.pieces:
            column = column if piece.column is None else piece.column
            doubts = piece.doubts
            while (row, column) in taken:
                if piece.column is not None:
                    doubts = _overlap(placed[taken[row, column]], doubts)
                column += 1
            columns = 1
            while columns < piece.columns:
                if (row, column + columns) in taken:
                    doubts = _overlap(placed[taken[row, column + columns]], doubts)
                    break
                columns += 1
            rows = min(piece.rows or len(lines), line.group_end - row)
            if len(taken) + rows * columns > MAX_SLOTS:
                raise Unreadable(
                    "table_too_large",
                    f"A table has more than {MAX_SLOTS:,} places. Save the sheet or page with the forms alone.",
                )
            for r in range(row, row + rows):
                for c in range(column, column + columns):
                    taken[r, c] = len(placed)
            placed.append(_Placed(piece, row, column, rows, columns, doubts))
            column += columns
    return placed, taken


def _overlap(other: _Placed, doubts: Doubts) -> Doubts:
    """A doubt on both cells that claim one slot."""
    other.doubt("overlapping_spans")
    return with_doubt(doubts, "overlapping_spans")


def _usual(lines: Sequence[MarkedRow], ends: list[int]) -> int:
    """Where most rows end; of two equally frequent ends the farther."""
    counts = Counter(end for line, end in zip(lines, ends, strict=True) if line.pieces)
    return max(counts, key=lambda end: (counts[end], end), default=0)


def _begins(lines: Sequence[MarkedRow], placed: list[_Placed]) -> list[list[int]]:
    """The columns in which the cells of each row begin."""
    begins: list[list[int]] = [[] for _ in lines]
    for placed_cell in placed:
        begins[placed_cell.row].append(placed_cell.column)
    return begins


def _is_like(begins: list[int], models: set[tuple[int, ...]]) -> bool:
    """Whether only the last span of a row is too wide: its cells begin where those of a faultless row do.

    A label and its value are in their places wherever they end.
    """
    return begins in ([0], [0, begins[-1]]) or any(
        tuple(begins[-n:]) == model[-n:]
        for model in models
        if (n := min(len(begins), len(model))) >= min(2, len(begins))
    )


def _cell(placed: _Placed, lines: Sequence[MarkedRow], page: int) -> Cell:
    text = fold_radicals(join_lines(placed.piece.lines))
    last = placed.column + placed.columns - 1
    evidence = Evidence(page, line_no=lines[placed.row].number, column_first=placed.column, column_last=last)
    return Cell(
        placed.row, placed.column, placed.rows, placed.columns, text, "\n".join(placed.piece.lines), (evidence,),
        doubts=placed.doubts,
    )  # fmt: skip


def _fillers(
    lines: Sequence[MarkedRow], taken: dict[tuple[int, int], int], width: int, usual: int, page: int
) -> list[Cell]:
    """Empty cells where the markup has none; doubtful before the end that most rows have."""
    fillers = []
    for row, line in enumerate(lines):
        for column in range(width):
            if (row, column) not in taken:
                evidence = Evidence(page, line_no=line.number, column_first=column, column_last=column)
                doubts = with_doubt(CERTAIN, "missing_cell") if column < usual else CERTAIN
                fillers.append(Cell(row, column, 1, 1, "", "", (evidence,), doubts=doubts))
    return fillers
