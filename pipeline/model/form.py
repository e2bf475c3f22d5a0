"""What parsing hands on: a form as records of values, or a refusal.

Belongs here: the types between parsing and curation. Does not belong here: how they are filled.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Protocol

from pipeline.model.correction import Applied
from pipeline.model.grid import Cell, Evidence, TextLine
from pipeline.model.messages import Message
from pipeline.model.records import FormRecord, FundingRecord, IndicatorRecord


@dataclass(slots=True)
class Heading:
    """``lines`` from top to bottom, the last one stands next to the table; ``fields`` are (label, cell of the value).

    A field that stands in one cell with its label (评价年度：2024年) has the cell's text as its label too.
    ``is_joined`` says that rows of the same table stand above: another form, under whose title this one may stand.
    ``is_page`` says that links may stand among the lines, as on a web page; who knows the document sets it.
    """

    lines: list[TextLine] = field(default_factory=list)
    fields: list[tuple[str, Cell]] = field(default_factory=list)
    is_joined: bool = False
    is_page: bool = False


class Days(NamedTuple):
    """First and last day of a date or a period."""

    first: date
    last: date


class Dated(Protocol):
    """A date, a deadline or a period as a target prints it; its year may be that of the form."""

    @property
    def kind(self) -> str:
        """``deadline``, ``date`` or ``period``."""

    @property
    def granularity(self) -> str:
        """How exactly it is given, for example ``day``, ``month`` or ``year``."""

    @property
    def needs_year(self) -> bool:
        """Whether the year is that of the form."""

    @property
    def is_open(self) -> bool:
        """Whether the text leaves open which day is meant."""

    @property
    def is_bare(self) -> bool:
        """Whether it may be a number and no date."""

    def days(self, form_year: int | None) -> Days | None:
        """The days that are meant; null where the year is not known or the calendar has no such day."""


PointedRecord = FundingRecord | IndicatorRecord
"""A row with a weight and a score."""


@dataclass(slots=True)
class Form:
    """One self-evaluation form: its record, its funding rows, its indicators.

    ``heading`` is what stands above the form, from which its fiscal year is told. ``dates`` holds the dates of
    indicators by number and side (``target``, ``actual``). ``corrections`` are those it was read with.
    """

    head: FormRecord
    funding: list[FundingRecord] = field(default_factory=list)
    indicators: list[IndicatorRecord] = field(default_factory=list)
    heading: Heading = field(default_factory=Heading)
    dates: dict[tuple[int, str], Dated] = field(default_factory=dict)
    corrections: tuple[Applied, ...] = ()

    @property
    def records(self) -> list[FormRecord | FundingRecord | IndicatorRecord]:
        """Every record of the form."""
        return [self.head, *self.funding, *self.indicators]

    def sources(self) -> Iterator[Cell]:
        """The cell of every value; one that several values are read from stands several times."""
        for record in self.records:
            for _, value in record.items():
                if value.source is not None:
                    yield value.source

    def evidence(self) -> Iterator[Evidence]:
        """Where every value stands, piece by piece."""
        return (place for cell in self.sources() for place in cell.evidence)

    @property
    def first_page(self) -> int:
        """The page on which the form begins, 1-based."""
        return self.head.first_page.value or 0

    @property
    def last_page(self) -> int:
        """The page on which the form ends, 1-based."""
        return self.head.last_page.value or 0

    @property
    def pages(self) -> range:
        """The pages on which the form stands."""
        return range(self.first_page, self.last_page + 1)


@dataclass(slots=True)
class Refusal:
    """A form (or a whole document) that is not published: what is said of it, an excerpt, a page."""

    message: Message
    excerpt: str = ""
    page: int | None = None

    @property
    def code(self) -> str:
        """The machine code of the refusal."""
        return self.message.code
