"""The fiscal year of a form: which of the lines and fields around it tells it, and how certain that is.

Belongs here: the order of the sources, and doubts where they differ. Does not belong here: the grammar of a
title (``pipeline.text.titles``), where lines stand (``pipeline.forms.form_heading``).

A year is certain from a field of the form, from the form's own title, and from ``batch.yml``. The title of another form
or of the document, and a file name that is a title, give a year in doubt. Sentences, dates of publication, links and
names of projects give none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline.forms.form_heading import cell_of
from pipeline.model.doubts import without
from pipeline.model.form import Heading
from pipeline.model.grid import Cell, TextLine
from pipeline.text import titles

# Other lines that may stand between a title and its table (how to fill it in). With more, the title may be another's.
_STRANGE_LINES = 2
# A web page may hold thousands of lines above a table.
_MOST_LINES = 100


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """A year, its origin (a code of ``fiscal_year_origin``), whether it is in doubt, the cell or line that tells it."""

    value: int | None = None
    origin: str | None = None
    is_doubtful: bool = False
    evidence: Cell | None = None


@dataclass(slots=True)
class OwnTitle:
    """What the title of a form tells, together with the lines around the title that belong to it.

    ``years`` are (year, whether it is sure, the line), the one nearest to the table first; ``offices`` are names that
    stand in the title or on a line of their own beside it. ``is_illegible``: a line there holds a year with characters
    that cannot be read.
    """

    years: list[tuple[int, bool, TextLine]] = field(default_factory=list)
    offices: list[str] = field(default_factory=list)
    is_illegible: bool = False


def fiscal_years(
    headings: Sequence[Heading], below: Sequence[bool], of_batch: int | None, texts: Sequence[str], file_name: str
) -> list[FiscalYear]:
    """The fiscal year of every form of a document, in their order.

    ``below`` says of a form whether it stands right below the one before it. ``texts`` are the lines of the document
    outside tables, ``file_name`` its name without the ending.
    """
    printed: list[FiscalYear] = []
    for heading, is_behind in zip(headings, below, strict=True):
        year = _printed(heading)
        if year.value is None and is_behind and all(titles.is_furniture(line.text) for line in heading.lines):
            # A form right below another one, without a title between them, has the title of the other.
            before = printed[-1]
            year = before if before.origin == "title" else year
        printed.append(year)
    # Where no form prints a year, the titles in the text of the document may tell it, in doubt.
    guessed = _guessed(texts, file_name) if all(form_year.value is None for form_year in printed) else FiscalYear()
    shared = _shared(printed)
    return [
        _settled(form_year, of_batch, guessed if _nearest_title(heading.lines) is not None else shared or guessed)
        for form_year, heading in zip(printed, headings, strict=True)
    ]


def _shared(printed: Sequence[FiscalYear]) -> FiscalYear | None:
    """The year of all titles of a document, in doubt for a form that prints no title (on a sheet of its own)."""
    years = {year.value for year in printed if year.value is not None}
    return FiscalYear(years.pop(), "text", is_doubtful=True) if len(years) == 1 else None


def _settled(printed: FiscalYear, of_batch: int | None, guessed: FiscalYear) -> FiscalYear:
    if printed.value is not None:
        is_against = of_batch not in (None, printed.value)
        return replace(printed, is_doubtful=printed.is_doubtful or is_against)
    if of_batch is not None:
        return FiscalYear(of_batch, "batch")
    return printed if printed.is_doubtful else guessed


def _guessed(texts: Sequence[str], file_name: str) -> FiscalYear:
    """The year that the titles in a document agree on, or that of a file name that is a title; both in doubt."""
    years = {t.year for line in texts if (t := titles.title(line)) and t.year and t.is_sure}
    if years:
        return FiscalYear(years.pop(), "text", is_doubtful=True) if len(years) == 1 else FiscalYear()
    year = titles.year_of_name(file_name)
    return FiscalYear(year, "file_name", is_doubtful=True) if year else FiscalYear()


def _printed(heading: Heading) -> FiscalYear:
    """The year in a field of the form, else in its title; in doubt where two of them differ."""
    fields = list(_fields(heading))
    title = own_title(heading)
    years = {year for year, _ in fields} | {year for year, _, _ in title.years}
    if fields:
        year, cell = fields[0]
        return FiscalYear(year, "form", len(years) > 1 or bool(cell.doubts), cell)
    if title.years:
        year, is_sure, line = title.years[0]
        shown = cell_of(line)
        is_legible = shown is None or not without(shown.doubts, "sliced")
        is_certain = len(years) == 1 and is_sure and is_legible and not title.is_illegible
        return FiscalYear(year, "title", not is_certain, shown)
    return FiscalYear(is_doubtful=title.is_illegible)


def _fields(heading: Heading) -> Iterator[tuple[int, Cell]]:
    for label, cell in heading.fields:
        year = titles.lone_year(cell.text) if titles.is_year_label(label) else None
        if year is None and label == cell.text:
            year = titles.labelled_year(label)
        if year is not None:
            yield year, cell


def own_title(heading: Heading) -> OwnTitle:
    """The title of a form, with the lines right above and below it that belong to it."""
    own, lines = OwnTitle(), heading.lines
    title_index = _nearest_title(lines)
    near = max(0, (len(lines) - _STRANGE_LINES if title_index is None else title_index) - 1)
    own.is_illegible = any(titles.is_illegible(line.text) or _is_damaged(line) for line in lines[near:])
    if title_index is None:
        # There is no title that could be read; a year right above the table is taken in doubt.
        alone = [(year[0], line) for line in lines[near:] if (year := _year_line(line.text)) is not None and year[1]]
        own.years = [(year, False, line) for year, line in reversed(alone)]
        return own
    below = [
        line
        for line in lines[title_index + 1 :]
        if not (_year_line(line.text) or titles.is_furniture(line.text) or titles.is_office(line.text))
    ]
    is_near = len(below) <= _STRANGE_LINES
    for line in reversed(lines[title_index + 1 :]):
        if (year := _year_line(line.text)) is not None:
            own.years.append((year[0], year[1] and is_near, line))
        elif titles.is_office(line.text):
            own.offices.append(line.text)
    _add_title(own, lines, title_index, is_near=is_near)
    for number in range(title_index - 1, -1, -1):
        line = lines[number]
        if (year := _year_line(line.text)) is not None:
            own.years.append((year[0], year[1] and is_near, line))
        elif (title := titles.title(line.text)) is not None and title.kind == "form":
            # On a web page, a title with a year above one without a year may be a link to another form.
            is_own = not heading.is_page or titles.is_annexed(line.text)
            _add_title(own, lines, number, is_near=is_near and is_own)
        elif titles.is_office(line.text):
            own.offices.append(line.text)
        elif (before := titles.office_and_year(line.text)) is not None:
            own.offices.append(before[0])
            own.years.append((before[1], is_near, line))
        elif not titles.is_furniture(line.text):
            break
    # A line between title and table that is no title may name another year.
    others = {year for line in below for year in titles.years_in(line.text)}
    if others - {year for year, _, _ in own.years}:
        own.years = [(year, False, line) for year, _, line in own.years]
    return own


def _is_damaged(line: TextLine) -> bool:
    """Whether a line in doubt may have told a year that cannot be read from it now."""
    if not without(line.doubts, "unplaced") or not titles.may_tell_year(line.text):
        return False
    return titles.title(line.text) is None and _year_line(line.text) is None


def _nearest_title(lines: Sequence[TextLine]) -> int | None:
    last = len(lines) - 1
    indexes = (n for n in range(last, max(last - _MOST_LINES, -1), -1) if _title_at(lines, n) is not None)
    return next(indexes, None)


def _title_at(lines: Sequence[TextLine], index: int) -> titles.TitleLine | None:
    """The title of a form in one line, or in a line and the one above it where it was wrapped."""
    title = titles.title(lines[index].text)
    own = title if title is not None and title.kind == "form" else None
    if index == 0 or (own is not None and (own.year is not None or not titles.is_part(lines[index].text))):
        return own
    if own is None and (_year_line(lines[index].text) or titles.is_furniture(lines[index].text)):
        return None
    if titles.is_ended(lines[index - 1].text):
        return own
    joined = titles.title(lines[index - 1].text + lines[index].text)
    return joined if joined is not None and joined.kind == "form" else own


def _add_title(own: OwnTitle, lines: Sequence[TextLine], index: int, *, is_near: bool) -> None:
    """Add the year and the office of a title to what a form's own title tells."""
    title = _title_at(lines, index)
    if title is None:
        return
    if title.year is not None:
        own.years.append((title.year, title.is_sure and is_near, lines[index]))
    if title.office is not None:
        own.offices.append(title.office)


def _year_line(line: str) -> tuple[int, bool] | None:
    """The year of a line that tells nothing but a year, and whether it is sure."""
    years = [_year_alone(part) for part in titles.segments(line)]
    printed = [year for year in years if year is not None]
    rest = [part for part, year in zip(titles.segments(line), years, strict=True) if year is None]
    return printed[0] if len(printed) == 1 and all(map(titles.is_furniture, rest)) else None


def _year_alone(text: str) -> tuple[int, bool] | None:
    labelled = titles.labelled_year(text)
    return titles.bare_year(text) if labelled is None else (labelled, True)
