"""The one result type of every reader: a grid of cells, each with its evidence.

Belongs here: what a reader hands on (cells, where they stood, what the reader itself doubts).
Does not belong here: what a cell means on a form; that is decided in ``pipeline.forms``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, Self, TypeVar

from pipeline.model.constant import constant
from pipeline.model.doubts import CERTAIN, Doubts, with_doubt
from pipeline.model.messages import Message
from pipeline.model.reading_notes import Note

Origin = Literal["printed", "repaired", "corrected", "derived"]


@constant(frozen=True, slots=True)
class Evidence:
    """Where a text stood in its document.

    PDF readers give ``x0, top, x1, bottom`` in points from the top left of the upright page; the others
    ``line_no`` (1-based) and the first and last column (0-based, inclusive): line and tab columns of raw text,
    row and columns of a sheet, row among all table rows of a page or text and columns of its table. ``page`` is
    1-based: the sheet of a workbook, 1 for web pages and texts.
    """

    page: int
    x0: float | None = None
    top: float | None = None
    x1: float | None = None
    bottom: float | None = None
    line_no: int | None = None
    column_first: int | None = None
    column_last: int | None = None


@dataclass(frozen=True, slots=True)
class Repair:
    """One automatic change of a text: which rule, the text before and after."""

    rule: str
    before: str
    after: str


@constant(frozen=True, slots=True)
class Cell:
    """One cell of a table, at its place in the grid and on the page.

    ``text`` is the reader's best reading without the blanks and line ends that wrapping put there;
    ``raw`` is the text as it stood (line ends kept). A cell that a page break cut has one
    :class:`Evidence` per piece. ``begins`` and ``ends`` say that it does not go on over the page break above or below
    it, where the drawing shows that. ``doubts`` are empty when the reader is certain. Where a person corrected the
    cell, ``text`` and ``raw`` are what the person gave, and ``printed`` is what stands in the document.
    """

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    raw: str
    evidence: tuple[Evidence, ...]
    origin: Origin = "printed"
    doubts: Doubts = CERTAIN
    repairs: tuple[Repair, ...] = ()
    sureness: float = 1.0
    begins: bool = False
    ends: bool = False
    printed: str | None = None

    @property
    def page(self) -> int:
        """First page the cell stands on, 1-based."""
        return self.evidence[0].page

    @property
    def last_page(self) -> int:
        """Last page the cell stands on, 1-based."""
        return self.evidence[-1].page

    def doubted(self, code: str, detail: str = "") -> Self:
        """The same cell with one more doubt."""
        return replace(self, doubts=with_doubt(self.doubts, code, detail))


@constant(frozen=True, slots=True)
class TextLine:
    """A line of text outside tables and where it stood.

    ``is_full`` says that it reaches the right margin, so that its sentence may go on in the next line; readers that
    give whole paragraphs never say so. ``evidence`` is null where a reader does not know the place.
    """

    text: str
    evidence: Evidence | None = None
    doubts: Doubts = CERTAIN
    is_full: bool = False


AnyCell = TypeVar("AnyCell", bound=Cell)


def by_row(cells: Iterable[AnyCell]) -> tuple[dict[int, list[AnyCell]], dict[int, list[AnyCell]]]:
    """Cells by the row they begin in, and by every row they reach over, from left to right."""
    begin: dict[int, list[AnyCell]] = defaultdict(list)
    reach: dict[int, list[AnyCell]] = defaultdict(list)
    for cell in sorted(cells, key=lambda c: c.column):
        begin[cell.row].append(cell)
        for number in range(cell.row, cell.row + cell.row_span):
            reach[number].append(cell)
    return begin, reach


@dataclass
class Grid:
    """A table over one or more pages: cells that tile ``rows`` x ``columns`` without overlap.

    ``above`` maps a row to the lines of text that stand outside the table just before it (titles, unit
    notes), in reading order; row 0 has what stands before the table since the previous one, ``rows`` what
    stands behind the last row. ``below`` maps the row behind a part of the table to the lines that follow that
    part, for readers whose tables can alternate on the pages; null where the grids follow each other.
    ``is_ruled`` is true when cell limits come from rulings and can be trusted. ``edges`` are the ``columns`` + 1
    positions of the column edges in points where a reader knows them, else empty. ``gutters`` are the columns (0-based)
    right of a gap: nothing is drawn there between two sides of the same rows, which are one table or two.
    """

    rows: int
    columns: int
    cells: list[Cell]
    above: dict[int, list[TextLine]] = field(default_factory=dict)
    is_ruled: bool = True
    edges: tuple[float, ...] = ()
    below: dict[int, list[TextLine]] | None = None
    gutters: tuple[int, ...] = ()

    def width(self, first: int, last: int) -> float:
        """Width of the columns from ``first`` to ``last``, both included: points, or their number."""
        return self.edges[last + 1] - self.edges[first] if self.edges else float(last - first + 1)

    @cached_property
    def _rows(self) -> tuple[dict[int, list[Cell]], dict[int, list[Cell]]]:
        """Cells by the row they begin in, and by every row they reach over, from left to right."""
        return by_row(self.cells)

    def row(self, number: int) -> list[Cell]:
        """Cells that begin in a row, from left to right. The cells of a grid are fixed once it was asked."""
        return self._rows[0].get(number, [])

    def covering(self, number: int) -> list[Cell]:
        """Cells that begin in or reach over a row, from left to right."""
        return self._rows[1].get(number, [])

    def __iter__(self) -> Iterator[Cell]:
        return iter(sorted(self.cells, key=lambda c: (c.row, c.column)))


@dataclass(slots=True)
class Reading:
    """What a reader got out of one document.

    ``grids`` in document order; ``text_lines`` every line outside tables as (page, text);
    ``pages`` the page count; ``notes`` what the reader noticed and a person may need to know; ``hidden`` tables that
    the document holds and does not show (hidden sheets); ``cut`` the pages whose tables go on outside of what is
    shown, ``damaged`` the pages on which more or something else stood
    than could be read; ``torn`` the markup around a hole in the middle of a web page.
    """

    route: str
    pages: int
    grids: list[Grid]
    text_lines: list[tuple[int, str]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    hidden: list[Grid] = field(default_factory=list)
    unfolded: list[Grid] = field(default_factory=list)
    is_open_ended: bool = False
    damaged: frozenset[int] = frozenset()
    cut: frozenset[int] = frozenset()
    torn: str = ""


class Unreadable(Exception):
    """A document that cannot be read: what a person is told, and the page that it is about."""

    def __init__(self, message: Message, page: int | None = None) -> None:
        super().__init__(message.sentence_en)
        self.message = message
        self.page = page

    @property
    def code(self) -> str:
        """The machine code of the refusal."""
        return self.message.code
