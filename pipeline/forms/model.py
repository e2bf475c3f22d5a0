"""What parsing hands on: one :class:`Form` per self-evaluation form, as rows ready for the tables.

Belongs here: the types between parsing and curation. Does not belong here: how they are filled.
Rows are dictionaries whose keys are the columns of the table in ``schemas``, so that a column is named once.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.forms.form_heading import Heading
from pipeline.measures import Span
from pipeline.model.rows import Row


@dataclass(slots=True)
class Form:
    """One form: its row, its budget lines, its indicators, the evidence of every value, the repairs.

    Rows lack ``form_id`` (curation knows the document); ``doubtful`` is a sorted list of column names.
    ``cells`` rows have table_name, row_no, field, raw_value, value, origin, state, page, x0, top, x1,
    bottom, line_no, column_first, column_last; ``repairs`` rows have table_name, row_no, field, rule,
    before, after. ``row_no`` is 0 for the form row, else line_no or indicator_no. ``heading`` is what stands above
    the form, from which ``pipeline.facts`` tells its fiscal year. ``spans`` holds the dates of indicators by
    indicator_no and side (target, actual): their year may be that of the form.
    """

    values: Row
    budget_lines: list[Row] = field(default_factory=list)
    indicators: list[Row] = field(default_factory=list)
    cells: list[Row] = field(default_factory=list)
    repairs: list[Row] = field(default_factory=list)
    heading: Heading = field(default_factory=Heading)
    spans: dict[tuple[int, str], Span] = field(default_factory=dict)

    @property
    def pages(self) -> range:
        """The pages on which the form stands."""
        return range(self.values["first_page"], self.values["last_page"] + 1)


@dataclass(slots=True)
class Refusal:
    """A form (or a whole document) that is not published: code, a sentence to act on, an excerpt, a page."""

    code: str
    sentence: str
    excerpt: str = ""
    page: int | None = None
