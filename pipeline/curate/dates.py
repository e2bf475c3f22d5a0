"""Dates of indicators as days of the calendar.

Belongs here: the year that a target or an actual value leaves to the form. Does not belong here: reading a date
(``pipeline.measures``), and which year a form is about (``pipeline.curate.form_facts``).
"""

from __future__ import annotations

from typing import Any

from pipeline.forms.model import Form
from pipeline.measures import Span
from pipeline.model.rows import Row


def add_dates(form: Form) -> None:
    """Fill in the days of every date, once the fiscal year of the form is known.

    A date without a year is null where the form has none, and as doubtful as the year is.
    """
    year, is_year_doubtful = form.values["fiscal_year"], "fiscal_year" in form.values["doubtful"]
    for row in form.indicators:
        for side in ("target", "actual"):
            span = form.spans.get((row["indicator_no"], side))
            if span is not None:
                _add(form, row, side, span, year, is_year_doubtful=is_year_doubtful)


def _add(form: Form, row: Row, side: str, span: Span, year: int | None, *, is_year_doubtful: bool) -> None:
    days = span.days(year)
    values: dict[str, Any] = {f"{side}_date_granularity": span.granularity}
    if days is not None:
        values |= {f"{side}_date": days.last, f"{side}_date_from": days.first}
    row |= values
    is_doubtful = (
        f"{side}_text" in row["doubtful"]
        or (span.needs_year and is_year_doubtful)
        or (span.is_open and span.kind != "deadline")
    )
    if is_doubtful:
        row["doubtful"] = sorted({*row["doubtful"], f"{side}_date", f"{side}_date_from"})
    origin = "derived" if span.needs_year else "printed"
    place = ("indicator", row["indicator_no"], f"{side}_text")
    evidence = [cell for cell in form.cells if (cell["table_name"], cell["row_no"], cell["field"]) == place]
    for name, value in values.items():
        form.cells.extend({**cell, "field": name, "value": str(value), "origin": origin} for cell in evidence)
