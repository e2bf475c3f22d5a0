"""Facts about a form that it may not print itself: fiscal year, division, department, each with its origin.

Belongs here: the one place where a form gets them. After :func:`add_facts` ``fiscal_year`` of a form is final, and what
needs it (dates without a year) comes behind. Does not belong here: which source wins (``pipeline.facts``).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from pipeline.curate.dates import add_dates
from pipeline.facts.region import COLUMNS, Sources, region_of
from pipeline.facts.year import FiscalYear, fiscal_years, own_title
from pipeline.forms.form_heading import Heading
from pipeline.forms.model import Form
from pipeline.forms.typed import evidence_rows
from pipeline.model.grid import Reading
from pipeline.sources.raw import RawDocument


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
    for form, year in zip(forms, years, strict=True):
        _add(form, year, source, texts)


def _is_below(form: Form, before: Form | None) -> bool:
    """Whether a form stands below the one before it in its table or on its last page."""
    return before is not None and (form.heading.is_joined or form.values["first_page"] == before.values["last_page"])


def _add(form: Form, year: FiscalYear, source: RawDocument, texts: list[str]) -> None:
    row = form.values
    doubtful = set(row["doubtful"])
    offices = own_title(form.heading).offices
    _year(form, doubtful, year)
    _department(row, doubtful, source.facts.department, offices)
    _region(form, doubtful, source, offices, texts)
    row["doubtful"] = sorted(doubtful)
    add_dates(form)
    is_doubted = any(r["doubtful"] for r in (row, *form.budget_lines, *form.indicators))
    row["outcome"] = "curated_with_issues" if is_doubted else "curated"
    # What it told is told; the lines need not travel on with the form.
    form.heading = Heading()


def _year(form: Form, doubtful: set[str], year: FiscalYear) -> None:
    form.values["fiscal_year"], form.values["fiscal_year_origin"] = year.value, year.origin
    if year.is_doubtful:
        doubtful.add("fiscal_year")
    if year.evidence is not None:
        form.cells += evidence_rows("form", 0, "fiscal_year", year.value, year.evidence)


def _department(row: dict[str, object], doubtful: set[str], of_batch: str | None, offices: list[str]) -> None:
    """The department of the form; where it is not there, that of the batch or the title, which is an inference."""
    candidates = ((row["department"], "form"), (of_batch, "batch"), (next(iter(offices), None), "title"))
    row["department"], row["department_origin"] = next((c for c in candidates if c[0]), (None, None))
    if row["department_origin"] == "batch":
        doubtful.discard("department")
    if row["department_origin"] == "title":
        doubtful.add("department")


def _region(form: Form, doubtful: set[str], source: RawDocument, offices: list[str], texts: list[str]) -> None:
    """The division; a name that is in doubt itself is not asked, and a year in doubt names no past division."""
    row = form.values
    names = {name: None if name in doubtful else row.get(name) for name in ("department", "implementing_unit")}
    sources = Sources(
        names["department"], names["implementing_unit"], source.facts.region, source.facts.publisher, offices, texts
    )
    found = region_of(sources, None if "fiscal_year" in doubtful else row["fiscal_year"])
    row |= found.values() | {"region_origin": found.origin}
    if found.is_doubtful:
        doubtful |= set(COLUMNS)
