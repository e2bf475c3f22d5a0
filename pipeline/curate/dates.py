"""Dates of indicators as days of the calendar.

Belongs here: the year of a date that is printed without one. Does not belong here: reading a date
(``pipeline.measures``), and which year a form is about (``pipeline.curate.form_facts``).
"""

from __future__ import annotations

from datetime import date

from pipeline.model.doubts import with_doubt
from pipeline.model.form import Dated, Form
from pipeline.model.grid import Origin
from pipeline.model.records import IndicatorRecord
from pipeline.model.value import Value


def add_dates(form: Form) -> None:
    """Fill in the days of every date, once the fiscal year of the form is known.

    A date without a year is null where the form has none, and as doubtful as the year is.
    """
    year = form.head.fiscal_year
    for row in form.indicators:
        for side in ("target", "actual"):
            printed = form.dates.get((row.number, side))
            if printed is not None:
                _add(row, side, printed, year)


def _add(row: IndicatorRecord, side: str, printed: Dated, year: Value[int]) -> None:
    days = printed.days(year.value)
    text: Value[str] = getattr(row, f"{side}_text")
    doubts = text.doubts
    if printed.needs_year and year.doubts:
        doubts = with_doubt(doubts, "year_of_date_unsure")
    if printed.is_bare:
        doubts = with_doubt(doubts, "date_or_number")
    elif printed.is_open and printed.kind != "deadline":
        doubts = with_doubt(doubts, "open_period")
    origin: Origin = "derived" if printed.needs_year else "printed"
    setattr(row, f"{side}_date_granularity", Value(printed.granularity, text.source, text.doubts, origin))
    for name, day in ((f"{side}_date", days and days.last), (f"{side}_date_from", days and days.first)):
        setattr(row, name, _day(day, text, origin).also(doubts))


def _day(day: date | None, text: Value[str], origin: Origin) -> Value[date]:
    return Value(day, text.source if day is not None else None, origin=origin)
