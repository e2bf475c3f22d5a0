"""How many rows and cells of invented tables a reader gives as they were drawn.

Belongs here: the comparison. Does not belong here: the readers (``benchmarks.peer``), whether a value is right
(``benchmarks.accuracy``).

The comparison is a kind one. Blanks, line ends and widths of characters do not count, nor does where a reader puts the
text of a merged cell: into the first row, or into every row that it reaches over. Rows of all tables of a document are
compared whatever the tables are, and rows that nobody drew are not held against a reader.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from pipeline.model.grid import Grid
from tests.factory.documents import Document


class Right(NamedTuple):
    """Rows and cells with a text: how many there are, and how many a reader gives."""

    rows: int = 0
    right_rows: int = 0
    cells: int = 0
    right_cells: int = 0

    def __add__(self, other: object) -> Right:
        """Both together."""
        return Right(*(a + b for a, b in zip(self, other, strict=True))) if isinstance(other, Right) else NotImplemented


def folded(text: str) -> str:
    """A text without blanks, in plain widths."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _told(texts: Iterable[str]) -> list[str]:
    """The texts of a row that are not empty; the same text in cells side by side counts once."""
    return [text for text, _ in groupby(text for text in map(folded, texts) if text)]


def _is_part(part: Sequence[str], whole: Iterable[str]) -> bool:
    """Whether the texts of a part stand in the whole in the same order."""
    rest = iter(whole)
    return all(text in rest for text in part)


def compare(document: Document, rows: Iterable[Sequence[str]]) -> Right:
    """The rows of a reader beside those of an invented document."""
    found = [list(row) for row in rows]
    given = [told for told in map(_told, found) if told]
    cells = Counter(text for row in found for text in map(folded, row) if text)
    wanted: Counter[str] = Counter()
    total = right = 0
    for begin, reach in _drawn(document):
        wanted.update(text for text in map(folded, begin) if text)
        own = _told(begin)
        if not own:
            continue
        total += 1
        covering = _told(reach)
        place = next((n for n, row in enumerate(given) if _is_part(own, row) and _is_part(row, covering)), None)
        if place is not None:
            right += 1
            del given[place]
    return Right(total, right, wanted.total(), (wanted & cells).total())


def _drawn(document: Document) -> Iterable[tuple[list[str], list[str]]]:
    """For each row of each table the texts that begin in it, and those that reach over it, from left to right."""
    for table in (block.table for block in document.blocks if block.table is not None):
        for number, row in enumerate(table.rows):
            above = [(b, n) for n in range(number) for b in table.rows[n] if n + b.rows > number]
            reach = sorted([b for b, _ in above] + row, key=lambda box: box.x0)
            yield [b.text for b in sorted(row, key=lambda box: box.x0)], [b.text for b in reach]


def rows_of_grids(grids: Iterable[Grid]) -> list[list[str]]:
    """The rows of grids as a peer gives them."""
    rows: list[list[str]] = []
    for grid in grids:
        by_row: dict[int, list[tuple[int, str]]] = {}
        for cell in grid.cells:
            by_row.setdefault(cell.row, []).append((cell.column, cell.text))
        rows += [[text for _, text in sorted(row)] for _, row in sorted(by_row.items())]
    return rows
