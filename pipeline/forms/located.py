"""One form in a grid, with what each of its rows is.

Belongs here: what every later stage asks of a located form. Does not belong here: finding forms (``locate``), telling
what a row is (``row_kinds``), values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from pipeline.families import Family
from pipeline.forms.family_labels import FamilyLabels, labels_of
from pipeline.forms.form_heading import heading_of
from pipeline.forms.heading_rows import Columns
from pipeline.forms.known_labels import ROW_NUMBERS, field_labels
from pipeline.forms.labelled_grid import LabelledCell, LabelledGrid
from pipeline.forms.printed_unit import printed_units
from pipeline.model.form import Heading
from pipeline.text.fold import squeeze

JOINT = re.compile(r"[/／、\n]")
"""What joins two labels, or two values, in one cell."""


class RowKind(Enum):
    """What a row of a form is.

    Whether a row below the indicators is a note is not known before its values are: a sentence over the whole width may
    be the value of a label beside it. Such rows are ``CLOSING``.
    """

    FIELD = "field"
    """Labels with their values, goals and names of blocks, above the indicators."""
    HEADING = "heading"
    """The headings of the funding table or of the indicators."""
    HEADING_AGAIN = "heading again"
    """The headings of the indicators, printed again on another page or for a second list."""
    FUNDING = "funding"
    """A row of the funding table."""
    INDICATOR = "indicator"
    """A row of the indicators; it may be a piece of one, or left empty."""
    SUM = "sum"
    """A row between the indicators that only prints a sum of some of them."""
    TOTAL = "total"
    """The first row behind the indicators whose label names the total of the form."""
    CLOSING = "closing"
    """Any other row behind the indicators: grade, remarks, notes, names."""


@dataclass(slots=True)
class FittedRows:
    """Rows of a grid (first inclusive, last exclusive) whose headings are those of a family.

    ``again`` are the complete headings of the indicators that are printed again further down, for a second list or on
    another page; they may stand over other columns than the first.
    """

    grid: LabelledGrid
    first: int
    last: int
    family: Family
    budget: Columns
    indicators: Columns
    again: list[Columns]

    @property
    def labels(self) -> FamilyLabels:
        """The labels of the family of the form."""
        return labels_of(self.family)

    def columns_at(self, row: int) -> Columns:
        """The headings that hold for a row of the indicators: the last ones printed above it."""
        return next((columns for columns in reversed(self.again) if columns.row < row), self.indicators)


@dataclass(frozen=True, slots=True)
class PrintedSum:
    """What a row between the indicators prints that only prints a sum: its label, its figures by column."""

    label: LabelledCell
    figures: Mapping[str, LabelledCell]


@dataclass(slots=True)
class Located(FittedRows):
    """One form in a grid: rows that fit one family alone, each with what it is.

    ``end`` is the row behind the indicators, ``sums`` has what the rows of kind ``SUM`` print.
    """

    kinds: Mapping[int, RowKind]
    end: int
    sums: Mapping[int, PrintedSum]

    def rows_of(self, *kinds: RowKind) -> list[int]:
        """The rows of some kinds, in order."""
        return [row for row in range(self.first, self.last) if self.kinds[row] in kinds]

    @property
    def passed_over(self) -> list[str]:
        """The headings, as printed, of columns that have no place in the tables; numbers of rows are none."""
        others = (cell for columns in (self.budget, self.indicators, *self.again) for cell in columns.others)
        return list(dict.fromkeys(squeeze(cell.text) for cell in others if cell.label != ROW_NUMBERS))

    @property
    def heading(self) -> Heading:
        """The lines above the form and the fields before its indicators that may tell its year."""
        return heading_of(self.grid, self.first, self.indicators.row, lambda cell: cell.label in field_labels())

    @property
    def money_units(self) -> list[str]:
        """Every unit of money that is printed for the form, the one that holds first; several contradict each other."""
        return printed_units(self.grid, self.first, self.budget.row)
