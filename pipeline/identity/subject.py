"""A form as identity sees it.

Belongs here: the facts that the steps of identity share. Does not belong here: any of the steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Subject:
    """One form: where it stands, its offices, its project's name, and what may tell that it came later.

    ``place`` is the code of the place of the form, ``department`` and ``unit`` are keys of offices; each is null where
    it is not known. ``name`` is null where the form has none. ``code`` is null where it is in doubt.
    """

    index: int
    form_id: str
    document_id: str
    path: str
    ordinal: int
    kind: str
    year: int | None
    place: str | None
    department: str | None
    unit: str | None
    name: str | None
    years_of_name: tuple[int, ...]
    code: str | None
    is_corrected: bool
    retrieved_on: date | None
