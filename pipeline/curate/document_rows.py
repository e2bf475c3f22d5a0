"""The rows of one document in the published tables that come from documents.

Belongs here: identity of forms and their rows, and what keeps a form from being published. Does not belong here:
deciding whether it is (``curate.curate_document``), frames of many documents (``curate.tables``), findings and rules
(``pipeline.audit``), what is corrected (``pipeline.corrections``). Workers make rows, so nothing here loads polars.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from pipeline.curate.published_rows import rows_of
from pipeline.model.form import Form
from pipeline.model.rows import Row
from schemas.table_rows import table_problems

TABLES_FROM_DOCUMENTS = (
    "document",
    "form",
    "budget_line",
    "indicator",
    "cell",
    "doubt",
    "narrative",
    "repair",
    "correction",
    "quarantine",
)


class PublishableDocument(Protocol):
    """A document with its outcome: its row of ``document``, the forms to publish, statements, the refusals.

    Each form has its ``ordinal``; rows of ``quarantine`` have code, sentence and, where they are
    known, ordinal, excerpt and page.
    """

    @property
    def document(self) -> Mapping[str, Any]:
        """Row of table ``document``."""

    @property
    def forms(self) -> list[Form]:
        """Forms to publish."""

    @property
    def narratives(self) -> Sequence[Mapping[str, Any]]:
        """Rows of table ``narrative`` without their keys."""

    @property
    def corrections(self) -> Sequence[Mapping[str, Any]]:
        """Rows of table ``correction`` without the keys of document and form."""

    @property
    def quarantine(self) -> Sequence[Mapping[str, Any]]:
        """Rows of table ``quarantine`` without their key."""


def form_key(document_id: str, ordinal: int) -> str:
    """The ``form_id`` of a form: document number and three-digit place in the document."""
    return f"{document_id}-{ordinal:03d}"


def form_problems(form: Form) -> list[str]:
    """What keeps a form from being published, as sentences; empty when the tables will take it.

    For the document that must be refused alone: the tables of all documents are made, or fail, at once.
    """
    rows = rows_of(form)
    problems = table_problems("form", [{**rows.values, "form_id": form_key("0" * 16, 1), "document_id": "0" * 16}])
    for table, of_table in (
        ("budget_line", rows.budget_lines),
        ("indicator", rows.indicators),
        ("cell", rows.cells),
        ("repair", rows.repairs),
        ("doubt", rows.doubts),
    ):
        problems += table_problems(table, of_table)
    return problems


def document_rows(document: PublishableDocument, *, lets_go: bool = False) -> Iterator[dict[str, list[Row]]]:
    """The rows of one document by table, which depend on no other document: those of each form, then all others.

    With ``lets_go`` each form is taken out of the document: of a long one, forms and rows would fill the memory twice.
    """
    document_id = document.document["document_id"]
    published = {form.head.ordinal.value for form in document.forms}
    forms = document.forms if lets_go else list(document.forms)
    forms.sort(key=lambda item: item.head.ordinal.value or 0, reverse=True)
    while forms:
        yield _rows_of_form(document_id, forms.pop())
    rows: dict[str, list[Row]] = {"document": [dict(document.document)]}
    rows |= {"narrative": [], "correction": [], "quarantine": []}
    for number, statement in enumerate(document.narratives, start=1):
        keys = {"narrative_id": f"{document_id}-N{number:03d}", "document_id": document_id}
        rows["narrative"].append({**statement, **keys})
    for record in document.corrections:
        form_id = form_key(document_id, record["ordinal"]) if record["ordinal"] in published else None
        rows["correction"].append({**record, "document_id": document_id, "form_id": form_id})
    for number, refusal in enumerate(document.quarantine, start=1):
        keys = {"quarantine_id": f"{document_id}-Q{number:03d}", "document_id": document_id}
        rows["quarantine"].append({**refusal, **keys})
    yield rows


def _rows_of_form(document_id: str, form: Form) -> dict[str, list[Row]]:
    of_form = rows_of(form)
    form_id = form_key(document_id, form.head.ordinal.value or 0)
    rows = {
        "form": [{**of_form.values, "document_id": document_id}],
        "budget_line": of_form.budget_lines,
        "indicator": of_form.indicators,
        "cell": of_form.cells,
        "doubt": of_form.doubts,
        "repair": [
            {**row, "repair_id": f"{form_id}-R{number:04d}"} for number, row in enumerate(of_form.repairs, start=1)
        ],
    }
    for of_table in rows.values():
        for row in of_table:
            row["form_id"] = form_id
    return rows
