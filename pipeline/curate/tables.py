"""Curated documents to the published tables that come from documents.

Belongs here: the frames of many documents, and the order of rows. Does not belong here: the rows of one document
(``curate.document_rows``), findings and rules (``pipeline.audit``), what is corrected (``pipeline.corrections``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from pipeline.curate.document_rows import TABLES_FROM_DOCUMENTS, PublishableDocument, document_rows
from pipeline.curate.pieces import Pieces, PieceWriter
from pipeline.identity.identified import Identities, identified, without_identity
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
    frames = {name: to_frame(name, rows[name]) for name in TABLES_FROM_DOCUMENTS}
    return identified({**frames, "indicator": _with_shortfall(frames["indicator"])})


def in_pieces(parts: Iterable[Mapping[str, pl.DataFrame]], folder: Path) -> dict[str, Pieces]:
    """The same tables from frames of the rows of some documents after others, written below a folder.

    In memory are the frames of one part, and of each form what makes its identity. Tables are in folders ``parsed_…``.
    """
    writers = {name: PieceWriter(name, folder / f"parsed_{name}") for name in TABLES_FROM_DOCUMENTS}
    with TemporaryDirectory(dir=folder, prefix=".") as temporary:
        as_read = PieceWriter("form", Path(temporary) / "form")
        identities = Identities()
        for frames in parts:
            form = without_identity(frames["form"])
            identities.add(frames["document"], form)
            as_read.add(form)
            for name in TABLES_FROM_DOCUMENTS:
                if name != "form":
                    frame = frames[name]
                    writers[name].add(_with_shortfall(frame) if name == "indicator" else frame)
        forms = as_read.end()
        written = {name: writers[name].end() for name in ("budget_line", "indicator")}
        identities.compare({name: rows.lazy() for name, rows in {**written, "form": forms}.items()})
        first = 0
        for form in forms:
            found, doubts = identities.filled(form, first)
            writers["form"].add(found)
            writers["doubt"].add(doubts)
            first += form.height
    return {name: written.get(name) or writer.end() for name, writer in writers.items()}


def _with_shortfall(indicator: pl.DataFrame) -> pl.DataFrame:
    # From the rounded figures, so that it is their difference to the last digit.
    return indicator.with_columns(shortfall=(pl.col("weight") - pl.col("score")).cast(indicator.schema["shortfall"]))


def doubt_codes() -> pl.DataFrame:
    """Table ``doubt_code``: the register of doubts."""
    return to_frame("doubt_code", [asdict(code) for code in register().values()])
