"""The frames of many documents whose rows are packed.

Belongs here: unpacking them together. Does not belong here: the rows of one document (``curate.packed_rows``), where
frames are kept (``curate.kept_frames``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from pipeline.curate.document_rows import TABLES_FROM_DOCUMENTS
from pipeline.curate.packed_rows import Columns, Packed, unpack
from schemas.catalog import TABLES
from schemas.table_frames import empty_frame

# Documents that are unpacked at a time: their values take many times the space of the frame.
_AT_ONCE = 250


def frames_of(documents: Sequence[Packed]) -> dict[str, pl.DataFrame]:
    """The frames of documents in the order given, in exact types."""
    frames: dict[str, list[pl.DataFrame]] = {name: [empty_frame(name)] for name in TABLES_FROM_DOCUMENTS}
    for begin in range(0, len(documents), _AT_ONCE):
        for name, frame in _frames(documents[begin : begin + _AT_ONCE]):
            frames[name].append(frame)
    return {name: pl.concat(parts, rechunk=True) for name, parts in frames.items()}


def _frames(documents: Sequence[Packed]) -> Iterator[tuple[str, pl.DataFrame]]:
    joined: Columns = {name: {column: [] for column in TABLES[name].columns} for name in TABLES_FROM_DOCUMENTS}
    for path, batch, packed in documents:
        columns = unpack(packed)
        columns["document"] |= {"path": [path], "batch": [batch]}
        for name, of_table in columns.items():
            for column, values in of_table.items():
                joined[name][column] += values
    for name, of_table in joined.items():
        dtypes = empty_frame(name).schema
        texts = [column for column, dtype in dtypes.items() if isinstance(dtype, pl.Decimal | pl.Date)]
        frame = pl.DataFrame(of_table, schema={**dtypes, **dict.fromkeys(texts, pl.String())}, strict=True)
        yield name, frame.with_columns(_read(column, dtypes[column]) for column in texts)


def _read(column: str, dtype: pl.DataType) -> pl.Expr:
    """A column of texts in its type; a text that is none of it raises."""
    if isinstance(dtype, pl.Date):
        return pl.col(column).str.to_date("%Y-%m-%d", strict=True)
    return pl.col(column).cast(dtype, strict=True)
