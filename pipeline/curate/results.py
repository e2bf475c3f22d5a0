"""What a worker says of a document: what became of it, or what reading it will cost.

Belongs here: these results, and a document that is refused as a whole. Does not belong here: how a document is read and
judged (``curate_document``, ``routes``); who hands documents to workers loads no reader.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pipeline import __version__
from pipeline.model.grid import Reading
from pipeline.model.messages import Message, said
from pipeline.model.rows import CorrectionRow, DocumentRow, RefusalRow, StatementRow
from pipeline.sources import media
from pipeline.sources.raw import RawDocument

if TYPE_CHECKING:
    from pipeline.model.form import Form

Show = Callable[[RawDocument, bytes, Reading], object]
"""Is given what a reader saw of a document, so that nobody has to read it again to show it."""

_ARCHIVES = ("application/gzip", "application/vnd.rar", "application/x-7z-compressed")


@dataclass(frozen=True, slots=True)
class Cost:
    """What reading a document takes beyond what its size tells: pages to recognise, each of them seconds.

    ``pages`` are those that can be read apart from each other. Cells are not planned: every reader counts them before
    it makes them, and refuses too many.
    """

    pages_to_recognise: int = 0
    pages: int = 0


@dataclass(slots=True)
class CuratedDocument:
    """A document with its outcome: its row of ``document``, forms to publish, statements of its text, the refusals.

    ``is_settled`` says that the same bytes would give the same again: neither the time nor the memory of this run, nor
    an error of the system had a part in it.
    ``corrections`` are the rows of the records it was read with, ``correction_problems`` what is wrong with others.
    """

    document: DocumentRow
    forms: list[Form] = field(default_factory=list)
    quarantine: list[RefusalRow] = field(default_factory=list)
    narratives: list[StatementRow] = field(default_factory=list)
    is_settled: bool = False
    corrections: list[CorrectionRow] = field(default_factory=list)
    correction_problems: list[Message] = field(default_factory=list)


def not_shown(source: RawDocument, data: bytes, reading: Reading) -> None:
    """Show nothing."""


def refused(
    source: RawDocument,
    message: Message,
    *,
    page: int | None = None,
    excerpt: str | None = None,
    is_settled: bool = False,
) -> CuratedDocument:
    """A document that is quarantined as a whole."""
    row = document_row(source, None)
    row |= {"outcome": "quarantined", "reason": message.code, "forms": 0, **reason_texts(message)}
    refusal: RefusalRow = {**refusal_row(message), "page": page, "excerpt": excerpt}
    return CuratedDocument(row, quarantine=[refusal], is_settled=is_settled)


def refusal_row(message: Message) -> RefusalRow:
    """What a row of ``quarantine`` says of the reason."""
    return {"code": message.code, "sentence": message.sentence, "sentence_en": message.sentence_en}


def reason_texts(message: Message) -> DocumentRow:
    """What the row of a document says of the reason for its outcome."""
    return {"reason_text": message.sentence or None, "reason_text_en": message.sentence_en or None}


def document_row(source: RawDocument, reading: Reading | None) -> DocumentRow:
    """What is known of a document before its outcome; without a reading where it was not read."""
    return {
        "document_id": source.document_id,
        "path": source.path,
        "media_type": source.media_type,
        "bytes": source.size,
        "pages": reading.pages if reading else None,
        "route": reading.route if reading else None,
        "batch": source.batch,
        "publisher": source.facts.publisher,
        "source_url": source.facts.source,
        "retrieved_on": source.facts.retrieved,
        "is_example": source.facts.is_example,
        "region": source.facts.region,
        "fiscal_year": source.facts.fiscal_year,
        "parser_version": __version__,
    }


def unsupported(source: RawDocument) -> Message:
    """Why a kind of file that no reader knows is refused."""
    suffix, kind = PurePosixPath(source.path).suffix.lower(), source.media_type
    # Documents of many kinds are ZIP containers too (.ofd, .ods).
    is_archive = source.media_type in _ARCHIVES or (source.media_type == media.ZIP and suffix == ".zip")
    if suffix == ".pdf" and is_archive:
        return said("unsupported_media_type.misnamed_archive", kind=kind, suffix=suffix)
    if suffix == ".pdf":
        return said("unsupported_media_type.misnamed", kind=kind, suffix=suffix)
    return (
        said("unsupported_media_type.archive", kind=kind) if is_archive else said("unsupported_media_type", kind=kind)
    )
