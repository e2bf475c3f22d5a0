"""Curated documents to the published tables that come from documents.

Belongs here: identity of forms and their rows, and the order of rows. Does not belong here: deciding whether
a form is published (``curate.document``), findings and rules (``pipeline.audit``), corrections.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

import polars as pl

from pipeline.forms.model import Form
from pipeline.model.rows import Row
from schemas.derive import row_problems, to_frame

TABLES_FROM_DOCUMENTS = ("document", "form", "budget_line", "indicator", "cell", "narrative", "repair", "quarantine")


class CuratedDocument(Protocol):
    """A document with its outcome: its row of ``document``, the forms to publish, statements, the refusals.

    Each form's ``values`` hold its ``ordinal``; rows of ``quarantine`` have code, sentence and, where they are
    known, ordinal, excerpt and page.
    """

    @property
    def document(self) -> Mapping[str, Any]:
        """Row of table ``document``."""

    @property
    def forms(self) -> Sequence[Form]:
        """Forms to publish."""

    @property
    def narratives(self) -> Sequence[Mapping[str, Any]]:
        """Rows of table ``narrative`` without their keys."""

    @property
    def quarantine(self) -> Sequence[Mapping[str, Any]]:
        """Rows of table ``quarantine`` without their key."""


def form_key(document_id: str, ordinal: int) -> str:
    """The ``form_id`` of a form: document number and three-digit place in the document."""
    return f"{document_id}-{ordinal:03d}"


def form_problems(form: Form) -> list[str]:
    """What keeps a form from being published, as sentences; empty when :func:`tables` will take it.

    For the document that must be refused alone: :func:`tables` raises for all documents at once.
    """
    found = row_problems("form", {**form.values, "form_id": form_key("0" * 16, 1), "document_id": "0" * 16})
    lines: Counter[int] = Counter(row["line_no"] for row in form.budget_lines if "line_no" in row)
    numbers: Counter[int] = Counter(row["indicator_no"] for row in form.indicators if "indicator_no" in row)
    found += [f"budget_line: line_no {number} stands twice" for number, times in lines.items() if times > 1]
    found += [f"indicator: indicator_no {number} stands twice" for number, times in numbers.items() if times > 1]
    for table, rows in (
        ("budget_line", form.budget_lines),
        ("indicator", form.indicators),
        ("cell", form.cells),
        ("repair", form.repairs),
    ):
        found += [problem for row in rows for problem in row_problems(table, row)]
    return found


def tables(documents: Iterable[CuratedDocument]) -> dict[str, pl.DataFrame]:
    """Frames of the tables in :data:`TABLES_FROM_DOCUMENTS`, in exact types, not yet validated.

    The order of documents given does not matter: rows go by path of the document, then by ordinal of the form,
    then as the form has them. Raises ValueError when a value does not fit its column.
    """
    rows: dict[str, list[Row]] = {name: [] for name in TABLES_FROM_DOCUMENTS}
    for document in sorted(documents, key=lambda item: str(item.document["path"])):
        document_id = document.document["document_id"]
        rows["document"].append(dict(document.document))
        for form in sorted(document.forms, key=lambda item: int(item.values["ordinal"])):
            _add_form(rows, document_id, form)
        for number, statement in enumerate(document.narratives, start=1):
            keys = {"narrative_id": f"{document_id}-N{number:03d}", "document_id": document_id}
            rows["narrative"].append({**statement, **keys})
        for number, refusal in enumerate(document.quarantine, start=1):
            keys = {"quarantine_id": f"{document_id}-Q{number:03d}", "document_id": document_id}
            rows["quarantine"].append({**refusal, **keys})
    frames = {name: to_frame(name, rows[name]) for name in TABLES_FROM_DOCUMENTS}
    # From the rounded figures, so that it is their difference to the last digit.
    difference = (pl.col("weight") - pl.col("score")).cast(frames["indicator"].schema["shortfall"])
    frames["indicator"] = frames["indicator"].with_columns(shortfall=difference)
    return frames


def _add_form(rows: dict[str, list[Row]], document_id: str, form: Form) -> None:
    form_id = form_key(document_id, form.values["ordinal"])
    rows["form"].append({**form.values, "form_id": form_id, "document_id": document_id})
    rows["budget_line"] += [{**row, "form_id": form_id} for row in form.budget_lines]
    rows["indicator"] += [{**row, "form_id": form_id} for row in form.indicators]
    pieces: Counter[tuple[Any, ...]] = Counter()
    for row in form.cells:
        place = (row["table_name"], row["row_no"], row["field"])
        rows["cell"].append({"piece": pieces[place], **row, "form_id": form_id})
        pieces[place] += 1
    for number, row in enumerate(form.repairs, start=1):
        rows["repair"].append({**row, "repair_id": f"{form_id}-R{number:04d}", "form_id": form_id})
