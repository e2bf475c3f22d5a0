"""Which records speak of which document.

Belongs here: finding documents by number or path, the digest of what is decided about one. Does not belong here: what
the document says (``guard``).
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace

from pipeline.corrections.errors import CorrectionError, of_record
from pipeline.model.correction import Correction
from pipeline.model.messages import Message, said, words
from pipeline.sources.raw import RawDocument

_WHERE = ("file", "line")


def attach(documents: Sequence[RawDocument], corrections: Iterable[Correction]) -> list[RawDocument]:
    """The documents, each with the records that name it.

    Raises :class:`CorrectionError` for a record that names no document of the raw folder, one that cannot be read, or a
    value that another record corrects, and once for all records where the folder is empty.
    """
    corrections = list(corrections)
    if corrections and not documents:
        # A folder that is not mounted, and no mistake in any record.
        raise CorrectionError([said("correction.no_documents", count=len(corrections))])
    by_name = {_normal(document.path): number for number, document in enumerate(documents)}
    # A file may be called like the number of another document; records of that one are not for it.
    by_name |= {document.document_id: number for number, document in enumerate(documents)}
    found: dict[int, list[Correction]] = defaultdict(list)
    problems: list[Message] = []
    for record in corrections:
        number = by_name.get(record.document, by_name.get(_normal(record.document)))
        if number is None:
            problems.append(of_record(record, said("correction.no_document", document=record.document)))
            continue
        document = documents[number]
        if document.problem is not None:
            problems.append(of_record(record, unread(record, document.problem)))
            continue
        others = found[number]
        if same := next((other for other in others if _form(other) == _form(record)), None):
            problems.append(of_record(record, said("correction.same_value", other=same.id)))
        elif whole := _whole_and_part(record, others):
            problems.append(of_record(record, said("correction.whole_and_part", other=whole.id)))
        others.append(record)
    if problems:
        raise CorrectionError(problems)
    return [
        replace(document, corrections=tuple(found[number])) if number in found else document
        for number, document in enumerate(documents)
    ]


def attach_to(document: RawDocument, corrections: Iterable[Correction], names: Iterable[str] = ()) -> RawDocument:
    """One document with the records that name it, also by one of these names; those of others are passed over.

    Raises :class:`CorrectionError` as :func:`attach` does.
    """
    known = {document.document_id, *map(_normal, (document.path, *names))}
    own = [record for record in corrections if record.document in known or _normal(record.document) in known]
    by_this = {document.document_id, _normal(document.path)}
    named = [r if _normal(r.document) in by_this else replace(r, document=document.document_id) for r in own]
    return attach([document], named)[0]


def unread(record: Correction, reason: Message) -> Message:
    """What is said of a record whose document was refused; the sentence of the refusal ends with its own point."""
    told = words(reason.sentence.rstrip("。"), reason.sentence_en.rstrip("."))
    return said("correction.refused_document", document=record.document, reason=told)


def digest_for(document: RawDocument) -> str:
    """A hash of everything that is decided about a document; empty where nothing is.

    It does not change with the file or the line in which a record stands, nor with the order of records.
    """
    if not document.corrections:
        return ""
    records = [
        {name: str(value) for name, value in asdict(record).items() if name not in _WHERE and value is not None}
        for record in sorted(document.corrections, key=lambda record: record.id)
    ]
    return hashlib.sha256(json.dumps(records, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _normal(path: str) -> str:
    return unicodedata.normalize("NFC", path)


def _form(record: Correction) -> tuple[object, ...]:
    return (record.form, *record.place)


def _whole_and_part(record: Correction, others: Iterable[Correction]) -> Correction | None:
    """Another record of the same form, where one of the two withholds the whole form."""
    same = (other for other in others if other.form == record.form)
    return next((other for other in same if other.field is None or record.field is None), None)
