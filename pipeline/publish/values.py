"""One value of a release as a correction has to name it: its document, its text as printed, its doubts.

Belongs here: looking a value up in the tables of a release, the record about it. Does not belong here: writing a record
(``pipeline.corrections``), which value to look at first (``review``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from pipeline.corrections.fields import LABELS
from pipeline.corrections.files import checked
from pipeline.model.correction import Correction
from pipeline.model.rows import as_text
from pipeline.publish.parquet import read_parquet

NUMBERS = {"form": None, "budget_line": "line_no", "indicator": "indicator_no"}
"""The tables that are read from forms, and the column with the number of the row."""


class NoSuchValueError(Exception):
    """A release has no such form, row or finding; the name of what is missing."""

    def __init__(self, missing: str, name: str) -> None:
        super().__init__(f"{missing}: {name}")
        self.missing = missing
        self.name = name


@dataclass(frozen=True, slots=True)
class PublishedValue:
    """A value, and what a correction of it has to say: ``expect`` is the text as printed.

    ``project`` and ``label`` are how its form and its row are called there.
    """

    document_id: str
    path: str
    batch: str
    ordinal: int
    page: int | None
    expect: str
    value: str | None
    project: str | None
    label: str | None


def value_of(release: Path, form_id: str, table: str, row: int, field: str) -> PublishedValue:
    """A value of a release. ``field`` is a column of ``table``. Raises :class:`NoSuchValueError`."""
    frames = {name: read_parquet(name, release) for name in ("document", "form", table, "cell")}
    return value_in(frames, form_id, table, row, field)


def value_in(frames: Mapping[str, pl.DataFrame], form_id: str, table: str, row: int, field: str) -> PublishedValue:
    """A value of the tables ``document``, ``form``, ``cell`` and its own. Raises :class:`NoSuchValueError`."""
    form = frames["form"].filter(form_id=form_id)
    if form.is_empty():
        raise NoSuchValueError("form", form_id)
    document = frames["document"].filter(document_id=form["document_id"][0])
    rows, number = frames[table].filter(form_id=form_id), NUMBERS[table]
    if number is not None:
        rows = rows.filter(pl.col(number) == row)
    if rows.is_empty() or (number is None and row):
        raise NoSuchValueError("row", f"{table} {row}")
    value = as_text(rows[field][0])
    cells = frames["cell"].filter(form_id=form_id).sort("piece")
    cell = cells.filter(table_name=table, row_no=row, field=field)
    page = cell["page"][0] if cell.height else rows["page"][0] if "page" in rows.columns else form["first_page"][0]
    return PublishedValue(
        document_id=document["document_id"][0],
        path=document["path"][0],
        batch=document["batch"][0] or "",
        ordinal=form["ordinal"][0],
        page=page,
        expect=_printed(cell, value),
        value=value,
        project=_called(cells, form, "form", 0),
        label=_called(cells, rows, table, row) if number is not None else None,
    )


def record_about(
    found: PublishedValue,
    place: tuple[str, str, int, str | None],
    said: Mapping[str, str | None],
    on: date,
    record_id: str | None = None,
) -> Correction:
    """A record about a value. ``place`` is form, table, row and column; ``said`` holds what the person decided.

    Its keys are ``action``, ``value``, ``reason``, ``evidence`` and ``by``. Raises
    :class:`pipeline.corrections.CorrectionError` with everything that is wrong with it.
    """
    form_id, table, row, field = place
    return checked(
        {
            "id": record_id or f"{form_id}-{table}-{row}-{field or 'whole'}",
            "document": found.document_id,
            "form": found.ordinal,
            "project": found.project,
            "label": found.label,
            "table": table,
            "row": row,
            "field": field,
            "expect": found.expect or None,
            "on": on,
            **said,
        }
    )


def _printed(cell: pl.DataFrame, value: str | None) -> str:
    """The text as printed, or the value itself where no cell prints it."""
    return (cell["raw_value"][0] or "") if cell.height else value or ""


def _called(cells: pl.DataFrame, rows: pl.DataFrame, table: str, row: int) -> str | None:
    """How a form or a row is called in its document; null where it has no name."""
    name = LABELS[table]
    return _printed(cells.filter(table_name=table, row_no=row, field=name), as_text(rows[name][0])) or None


def place_of_finding(release: Path, finding_id: str) -> tuple[str, str, int, list[str]]:
    """Form, table and row that a finding is about, and the columns that it rests on and are in doubt.

    Raises :class:`NoSuchValueError` for a finding that there is not, and for one about no row of a form.
    """
    found = read_parquet("finding", release).filter(finding_id=finding_id)
    if found.is_empty():
        raise NoSuchValueError("finding", finding_id)
    row = found.row(0, named=True)
    if row["form_id"] is None or row["table_name"] not in NUMBERS:
        raise NoSuchValueError("row_of_finding", finding_id)
    return row["form_id"], row["table_name"], row["row_no"], list(row["doubted"])
