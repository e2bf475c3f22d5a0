"""The documents of the raw folder as a frame, and back.

Belongs here: that one mapping, so that a build lists the folder once and every later step sees the same list.
Does not belong here: listing (``raw``).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

import polars as pl

from pipeline.model.correction import Correction
from pipeline.model.messages import Message
from pipeline.sources.batch import BatchFacts
from pipeline.sources.raw import RawDocument

SCHEMA = {
    "path": pl.String(),
    "batch": pl.String(),
    "document_id": pl.String(),
    "size": pl.Int64(),
    "media_type": pl.String(),
    "publisher": pl.String(),
    "region": pl.String(),
    "fiscal_year": pl.Int32(),
    "department": pl.String(),
    "source": pl.String(),
    "retrieved": pl.Date(),
    "is_example": pl.Boolean(),
    "problem": pl.String(),
    "problem_text": pl.String(),
    "problem_text_en": pl.String(),
    "name_on_disk": pl.Binary(),
    "corrections": pl.String(),
    "sha256": pl.String(),
}
_FACTS = tuple(BatchFacts.model_fields)
_PROBLEM = ("problem", "problem_text", "problem_text_en")


def to_frame(documents: Sequence[RawDocument]) -> pl.DataFrame:
    """One row per document in the order given; ``size`` in bytes, ``name_on_disk`` as the system's bytes."""
    rows = [
        (
            document.path,
            document.batch,
            document.document_id,
            document.size,
            document.media_type,
            *(getattr(document.facts, fact) for fact in _FACTS),
            *_texts(document.problem),
            # A name need not be valid Unicode, a string in a frame has to be.
            document.name_on_disk.encode("utf-8", "surrogateescape"),
            json.dumps([asdict(record) for record in document.corrections], default=str),
            document.sha256,
        )
        for document in documents
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def from_frame(frame: pl.DataFrame) -> list[RawDocument]:
    """The documents of a frame of :func:`to_frame`, equal to those it was made from."""
    return [_document(row) for row in frame.iter_rows(named=True)]


def _texts(problem: Message | None) -> tuple[str | None, ...]:
    """The columns of a problem: code, sentence in Chinese and in English."""
    return (problem.code, problem.sentence, problem.sentence_en) if problem else (None, None, None)


def _document(row: dict[str, str | int | date | bytes | None]) -> RawDocument:
    """The document of one row."""
    facts = BatchFacts.model_validate({fact: row[fact] for fact in _FACTS})
    texts = [row[name] for name in _PROBLEM]
    problem = None if texts[0] is None else Message(*map(str, texts))
    name = row["name_on_disk"]
    assert isinstance(name, bytes)
    assert isinstance(row["size"], int)
    return RawDocument(
        path=str(row["path"]),
        batch=str(row["batch"]),
        document_id=str(row["document_id"]),
        size=row["size"],
        media_type=str(row["media_type"]),
        facts=facts,
        problem=problem,
        name_on_disk=name.decode("utf-8", "surrogateescape"),
        corrections=tuple(
            Correction(**{**record, "on": date.fromisoformat(record["on"])})
            for record in json.loads(str(row["corrections"]))
        ),
        sha256=str(row["sha256"]),
    )
