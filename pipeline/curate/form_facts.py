"""Facts about a form that it may not print itself: fiscal year, division, department, each with its origin.

Belongs here: the one place where a form gets them. After :func:`add_facts` ``fiscal_year`` of a form is final. What
needs it (dates without a year) is filled in after it. Does not belong here: which source wins (``pipeline.facts``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from pipeline.corrections.apply import settle
from pipeline.curate.dates import add_dates
from pipeline.facts.fiscal_year import FiscalYear, fiscal_years, own_title
from pipeline.facts.region import COLUMNS, Sources, region_of
from pipeline.model.form import Form, Heading
from pipeline.model.grid import Reading
from pipeline.model.records import FormRecord
from pipeline.model.value import Value
from pipeline.sources.raw import RawDocument

# Where a year stands that neither the form nor its title prints.
_ELSEWHERE = ("text", "file_name")


def add_facts(forms: Sequence[Form], source: RawDocument, reading: Reading) -> None:
    """Fill in year, division and department with their origins, and the outcome, of the forms of a document."""
    texts = [line for _, line in reading.text_lines]
    for form in forms:
        form.heading.is_page = reading.route == "html"
    years = fiscal_years(
        [form.heading for form in forms],
        [_is_below(form, before) for before, form in zip([None, *forms], forms, strict=False)],
        source.facts.fiscal_year,
        texts,
        PurePosixPath(source.path).stem,
    )
    # A title may stand under a seal, or be one that was not recognised: no picture proves that it has no year.
    is_picture = reading.route == "pdf_ocr"
    for form, year in zip(forms, years, strict=True):
        is_doubtful = year.is_doubtful or (is_picture and year.value is None)
        _add(form, replace(year, is_doubtful=is_doubtful), source, texts)


def _is_below(form: Form, before: Form | None) -> bool:
    """Whether a form stands below the one before it in its table or on its last page."""
    return before is not None and (form.heading.is_joined or form.first_page == before.last_page)


def _add(form: Form, year: FiscalYear, source: RawDocument, texts: list[str]) -> None:
    head = form.head
    offices = own_title(form.heading).offices
    _add_year(head, year)
    _add_department(head, source.facts.department, offices)
    settle(form)
    _add_region(head, source, offices, texts)
    add_dates(form)
    settle(form)
    is_doubted = any(record.doubtful for record in form.records)
    head.outcome = Value("curated_with_issues" if is_doubted else "curated")
    # Everything was taken from the heading, so its lines are not passed on.
    form.heading = Heading()


def _add_year(head: FormRecord, year: FiscalYear) -> None:
    """The fiscal year; why it is in doubt follows from where it stands."""
    head.fiscal_year_origin = Value(year.origin)
    head.fiscal_year = Value(year.value, year.evidence)
    if not year.is_doubtful:
        return
    if year.origin in _ELSEWHERE:
        head.fiscal_year = head.fiscal_year.doubted("year_not_in_form", year.origin)
    else:
        head.fiscal_year = head.fiscal_year.doubted("year_illegible" if year.value is None else "years_differ")
    if year.evidence is not None:
        head.fiscal_year = head.fiscal_year.also(year.evidence.doubts)


def _add_department(head: FormRecord, of_batch: str | None, offices: list[str]) -> None:
    """The department of the form; where it is not there, that of the batch or the title, which is an inference."""
    if head.department.value is not None:
        head.department_origin = Value("form")
    elif of_batch:
        head.department, head.department_origin = Value(of_batch), Value("batch")
    elif offices:
        inferred: Value[str] = Value(offices[0], doubts=head.department.doubts)
        head.department, head.department_origin = inferred.doubted("department_from_title"), Value("title")
    else:
        head.department_origin = Value()


def _add_region(head: FormRecord, source: RawDocument, offices: list[str], texts: list[str]) -> None:
    """The division; a name that is in doubt itself is not asked, and a year in doubt names no past division."""
    department, unit = (None if name.doubts else name.value for name in (head.department, head.implementing_unit))
    sources = Sources(department, unit, source.facts.region, source.facts.publisher, offices, texts)
    division = region_of(sources, None if head.fiscal_year.doubts else head.fiscal_year.value)
    for name, text in division.values().items():
        setattr(head, name, Value(text))
    head.region_origin = Value(division.origin)
    if division.is_doubtful:
        head.doubt(COLUMNS, "unsure_division")
