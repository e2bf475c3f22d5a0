"""The rows of one document as bytes.

Belongs here: that one form in which rows travel from workers and lie in the cache, exact in types. Does not belong
here: the rows themselves (``curate.document_rows``), frames of many documents (``curate.packed_frames``), where they
are kept (``curate.kept``).

The form is JSON, packed: a list of values for each column of each table. Decimals and days are texts in it, since JSON
has neither. Rows are far smaller so than the forms they come from, and many documents become frames at once.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from pipeline.curate.document_rows import TABLES_FROM_DOCUMENTS, PublishableDocument, document_rows
from schemas.catalog import TABLES
from schemas.table_rows import to_columns

Columns = dict[str, dict[str, list[Any]]]
Packed = tuple[str, str, bytes]
"""Path, batch and packed rows of a document."""


def pack(document: PublishableDocument) -> bytes:
    """The rows of a document. Raises ValueError when a value does not fit its column."""
    columns: Columns = {name: {column: [] for column in TABLES[name].columns} for name in TABLES_FROM_DOCUMENTS}
    # The rows of a form are let go before those of the next one are made, and so is the text of a column.
    for part in document_rows(document):
        for name, rows in part.items():
            for column, values in to_columns(name, rows).items():
                columns[name][column] += values
    packer = zlib.compressobj(1)
    packed = [packer.compress(text.encode()) for text in _texts(columns)]
    return b"".join([*packed, packer.flush()])


def _texts(columns: Columns) -> Iterator[str]:
    """The columns as JSON, one after the other; tables without a row are left out."""
    before = "{"
    for name, of_table in columns.items():
        if not any(of_table.values()):
            continue
        before += f'"{name}":{{'
        for column, values in of_table.items():
            text = json.dumps(values, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_as_text)
            yield f'{before}"{column}":{text}'
            before = ","
        before = "},"
    yield "}}"


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


def _as_text(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    raise ValueError(f"{value!r} has no form in JSON")
