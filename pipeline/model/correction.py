"""A correction: what a person decided about one value of one form.

Belongs here: the record as every stage knows it, and where it holds on a form that was read. Does not belong here: how
it is written down, compared with the document and applied (``pipeline.corrections``).
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import Literal

Action = Literal["override", "blank", "accept", "withhold"]
Place = tuple[str, int, str | None]
"""Table, row (0 for the form) and column of a value; no column where the whole form is meant."""


@dataclass(frozen=True, slots=True, order=True)
class Correction:
    """One record.

    ``document`` is a document number or a path, ``form`` the place of the form in it from 1. ``expect`` is what the
    document prints there (null where it prints nothing), ``value`` the right text (for ``override`` alone).
    ``project`` and ``label`` are how the project and the row are called there, null where nobody said: numbers of forms
    and rows can move, names move with them. ``file`` and ``line`` say where the record stands, and are no part of what
    it says.
    """

    id: str
    document: str
    form: int
    table: str
    row: int
    field: str | None
    action: Action
    expect: str | None
    value: str | None
    reason: str
    evidence: str | None
    by: str
    on: date
    project: str | None = None
    label: str | None = None
    file: str = dataclasses.field(default="", repr=False, compare=False)
    line: int = dataclasses.field(default=0, repr=False, compare=False)

    @property
    def place(self) -> Place:
        """Where the value stands on its form."""
        return self.table, self.row, self.field


@dataclass(frozen=True, slots=True)
class Applied:
    """A correction on a form that was read with it.

    ``printed`` is the text of the value as the document prints it. ``is_read`` says that the new text was read in the
    place of the printed one, so that what follows from it follows already; else the value itself is replaced.
    """

    correction: Correction
    printed: str
    is_read: bool
