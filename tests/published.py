"""What the product publishes of one document, as tests look at it: rows by table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields

from pipeline.curate.curate_document import CuratedDocument, curate_document
from pipeline.curate.published_rows import FormRows, rows_of
from pipeline.model.form import Dated, Form, Refusal
from pipeline.model.rows import DocumentRow, RefusalRow, StatementRow
from pipeline.readers.scan import extra
from pipeline.sources.raw import RawDocument


@dataclass(slots=True)
class ReadForm(FormRows):
    """The published rows of a form, and the dates of its indicators as printed."""

    dates: dict[tuple[int, str], Dated] = field(default_factory=dict)


@dataclass(slots=True)
class Published:
    """A document with its outcome, its forms as published rows, its refusals and its statements.

    ``curated`` is the same as the product hands it on.
    """

    document: DocumentRow
    forms: list[ReadForm]
    quarantine: list[RefusalRow]
    narratives: list[StatementRow]
    curated: CuratedDocument


def published(source: RawDocument, data: bytes, announce: extra.Announce = extra.no_announcement) -> Published:
    """The real path for the bytes of a document."""
    result = curate_document(source, data, announce)
    return Published(result.document, list(map(read_form, result.forms)), result.quarantine, result.narratives, result)


def read_form(form: Form) -> ReadForm:
    """A form as its published rows."""
    rows = rows_of(form)
    own = {item.name: getattr(rows, item.name) for item in fields(rows)}
    return ReadForm(**own, dates=form.dates)


def rows_of_forms(parsed: Iterable[Form | Refusal]) -> list[ReadForm]:
    """The forms of a parsed document as rows; a refusal among them fails the test."""
    refusals = [form.message.sentence_en for form in parsed if isinstance(form, Refusal)]
    assert not refusals
    return [read_form(form) for form in parsed if isinstance(form, Form)]
