"""Cells of a form by what they mean, and the few questions that every part of collecting asks of a grid.

Belongs here: the type that collecting hands on, cells under headings, pieces of one cell put together. Does not belong
here: which block of a form is read how (``form_cells``, ``funding_rows``, ``indicator_rows``, ``merged_texts``).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from pipeline.forms.heading_rows import Columns
from pipeline.forms.labelled_grid import LabelledCell, LabelledGrid
from pipeline.forms.located import PrintedSum
from pipeline.model.doubts import with_doubts
from pipeline.model.grid import Evidence
from pipeline.text.fold import join_lines

Slots = dict[str, LabelledCell]
# Funding source of a row whose label no family lists: published with its figures, the source doubtful.
UNLISTED = "unlisted"
# The share of a cell outside its heading, and of the heading without a cell, from which the two do not go together.
_BESIDE = 0.2
# What makes an indicator row a row of its own; a piece that lacks all of them is the rest of its neighbour.
NUMBERS = ("weight", "score")
WORDS = ("name", "target", "actual")


@dataclass(frozen=True, slots=True)
class SumRow:
    """A row between the indicators that only prints a sum, and how many indicators stand before it."""

    printed: PrintedSum
    before: int


@dataclass(slots=True)
class Collected:
    """The cells of one form by what they mean.

    ``indicators`` and ``budget`` rows map column names to cells; ``fillers`` counts the indicator rows left empty,
    ``passed_over`` are cells that are known to hold no value, ``has_total`` says that the row of the totals was found
    or that they stand above, ``is_closed`` that they stand behind the indicators,
    ``sums`` are rows that only print sums, ``left_out`` names blocks that have no column, ``unread`` are columns of
    the form that a text which nobody claims may belong to, ``swallowed`` is a text that rows may be lost in.
    """

    form: Slots = field(default_factory=dict)
    budget: list[tuple[str, Slots]] = field(default_factory=list)
    indicators: list[Slots] = field(default_factory=list)
    fillers: int = 0
    passed_over: list[LabelledCell] = field(default_factory=list)
    has_total: bool = False
    is_closed: bool = False
    sums: list[SumRow] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    swallowed: LabelledCell | None = None

    def places(self) -> set[Evidence]:
        """Where the values stand."""
        rows = [self.form, *(slots for _, slots in self.budget), *self.indicators]
        return {place for slots in rows for cell in slots.values() for place in cell.evidence}


def join_cells(first: LabelledCell, second: LabelledCell) -> LabelledCell:
    """Two pieces of one cell, the second after a page break."""
    lines = [*first.raw.split("\n"), *second.raw.split("\n")]
    return replace(
        first,
        text=join_lines([first.text, second.text]) if first.text and second.text else first.text + second.text,
        raw="\n".join(line for line in lines if line),
        evidence=(
            (*first.evidence, *second.evidence)
            if first.text and second.text
            else (first if first.text else second).evidence
        ),
        origin=second.origin if first.text == "" else first.origin,
        doubts=with_doubts(first.doubts, second.doubts),
        repairs=(*first.repairs, *second.repairs),
        sureness=min(first.sureness, second.sureness),
    )


def cell_under(grid: LabelledGrid, row: int, columns: Columns, name: str) -> LabelledCell | None:
    """The cell of a row that stands under a heading: the one that shares most of its width."""
    first, last = columns.span(name)
    best: tuple[float, LabelledCell] | None = None
    for cell in grid.covering(row):
        begin, end = max(first, cell.column), min(last, cell.column + cell.column_span - 1)
        shared = grid.width(begin, end) if begin <= end else 0.0
        if shared > 0 and (best is None or shared > best[0]):
            best = (shared, cell)
    return best[1] if best else None


def is_beside(grid: LabelledGrid, cell: LabelledCell, columns: Columns, name: str) -> bool:
    """Whether a cell stands across an edge of its heading: a good part of it outside, a good part of the heading bare.

    So do the rows of another table that was taken for the next page of this one. A merged cell covers its headings.
    """
    first, last = columns.span(name)
    end = cell.column + cell.column_span - 1
    if cell.column < first and end < last:
        outside, bare = grid.width(cell.column, first - 1), grid.width(end + 1, last)
    elif cell.column > first and end > last:
        outside, bare = grid.width(last + 1, end), grid.width(first, cell.column - 1)
    else:
        return False
    return outside > _BESIDE * grid.width(cell.column, end) and bare > _BESIDE * grid.width(first, last)
