"""Curated documents to the published tables that come from documents.

Belongs here: the frames of many documents, and the order of rows. Does not belong here: the rows of one document
(``curate.document_rows``), findings and rules (``pipeline.audit``), what is corrected (``pipeline.corrections``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict

import polars as pl

from pipeline.curate.document_rows import TABLES_FROM_DOCUMENTS, PublishableDocument, document_rows
from pipeline.identity.identified import identified
from pipeline.model.doubts import register
from pipeline.model.rows import Row
from schemas.table_frames import to_frame


def tables(documents: Iterable[PublishableDocument]) -> dict[str, pl.DataFrame]:
    """Frames of the tables in :data:`TABLES_FROM_DOCUMENTS`, in exact types, not yet validated.

    The order of documents given does not matter: rows go by path of the document, then by ordinal of the form,
    then as the form has them. Raises ValueError when a value does not fit its column.
    """
    rows: dict[str, list[Row]] = {name: [] for name in TABLES_FROM_DOCUMENTS}
    for document in sorted(documents, key=lambda item: str(item.document["path"])):
        for part in document_rows(document):
            for name, more in part.items():
                rows[name] += more
    return together({name: to_frame(name, rows[name]) for name in TABLES_FROM_DOCUMENTS})


def together(frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The tables of all documents, from the frames of their rows: with what follows from rounded figures and others."""
    # From the rounded figures, so that it is their difference to the last digit.
    difference = (pl.col("weight") - pl.col("score")).cast(frames["indicator"].schema["shortfall"])
    return identified({**frames, "indicator": frames["indicator"].with_columns(shortfall=difference)})


def doubt_codes() -> pl.DataFrame:
    """Table ``doubt_code``: the register of doubts."""
    return to_frame("doubt_code", [asdict(code) for code in register().values()])
