"""The rows of one document as bytes, and the frames of many such documents.

Belongs here: that one form in which rows travel from workers and lie in the cache, exact in types. Does not belong
here: the rows themselves (``curate.tables``), where they are kept (``curate.kept``, ``curate.kept_frames``).

The form is JSON, packed: a list of values for each column of each table. Decimals and days are texts in it, since JSON
has neither. Rows are far smaller so than the forms they come from, and many documents become frames at once.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from pipeline.curate.tables import TABLES_FROM_DOCUMENTS, PublishableDocument, document_rows
from schemas.catalog import TABLES
from schemas.table_frames import empty_frame, to_columns

# Documents that are unpacked at a time: their values take many times the space of the frame.
_AT_ONCE = 250

Columns = dict[str, dict[str, list[Any]]]
Packed = tuple[str, str, bytes]
"""Path, batch and packed rows of a document."""


def pack(document: PublishableDocument) -> bytes:
    """The rows of a document. Raises ValueError when a value does not fit its column."""
    columns = {name: to_columns(name, rows) for name, rows in document_rows(document).items() if rows}
    text = json.dumps(columns, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_as_text)
    return zlib.compress(text.encode(), 1)


def unpack(packed: bytes) -> Columns:
    """The columns of a document by table. Raises ValueError when they are not those of the catalog."""
    try:
        columns: Columns = json.loads(zlib.decompress(packed))
        for name, of_table in columns.items():
            if name not in TABLES_FROM_DOCUMENTS or of_table.keys() != TABLES[name].columns.keys():
                raise ValueError(f"{name} has other columns")
            if len({len(values) for values in of_table.values()}) != 1:
                raise ValueError(f"{name} has columns of several lengths")
    except (zlib.error, AttributeError, TypeError) as error:
        raise ValueError(f"no packed rows: {error}") from error
    return columns


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


def _as_text(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    raise ValueError(f"{value!r} has no form in JSON")
