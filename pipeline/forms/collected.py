"""What collecting the cells of a form hands on: cells by what they mean.

Belongs here: the types, and the type of what may read a form anew from them. Does not belong here: which block of a
form is collected how (``form_cells``, ``funding_rows``, ``indicator_rows``, ``merged_texts``, ``totals_and_grade``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.forms.labelled_grid import LabelledCell
from pipeline.forms.located import Located, PrintedSum
from pipeline.model.form import Form
from pipeline.model.grid import Evidence

Slots = dict[str, LabelledCell]
"""The cells of one row, or of the fields of a form, by the column that they hold the value of."""
UNLISTED = "unlisted"
"""Funding source of a row whose label no family lists: published with its figures, the source doubtful."""
NUMBERS = ("weight", "score")
WORDS = ("name", "target", "actual")
"""What makes an indicator row a row of its own; a piece that lacks all of them is the rest of its neighbour."""


@dataclass(frozen=True, slots=True)
class SumRow:
    """A row between the indicators that only prints a sum, and how many indicators stand before it."""

    printed: PrintedSum
    before: int


@dataclass(slots=True)
class Collected:
    """The cells of one form by what they mean.

    ``budget`` rows come with their source of money. ``fillers`` counts the indicator rows left empty. ``passed_over``
    are cells that are known to hold no value. ``has_total`` says that totals were found, above the tables or behind
    the indicators, ``is_closed`` that they were found behind the indicators. ``sums`` are the rows that only print a
    sum. ``left_out`` names blocks that have no column. ``unread`` are columns of the form to which a text may belong
    that no value was read from. ``swallowed`` is a text so long and wide that it may hold rows of indicators. ``unit``
    is the unit of money of the whole form where a person gave it.
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
    unit: str | None = None

    def places(self) -> set[Evidence]:
        """Where the values stand."""
        rows = [self.form, *(slots for _, slots in self.budget), *self.indicators]
        return {place for slots in rows for cell in slots.values() for place in cell.evidence}


Correct = Callable[[Located, Collected, Form], Form]
"""Reads a form anew from its cells, with other texts where a person corrected some, or gives it back as it is."""


def as_read(located: Located, cells: Collected, form: Form) -> Form:
    """The form as it was read: nothing is corrected."""
    return form
