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
from itertools import islice
from typing import Any

from pipeline.curate.document_rows import TABLES_FROM_DOCUMENTS, PublishableDocument, document_rows
from pipeline.model.rows import Row
from schemas.catalog import TABLES
from schemas.table_rows import to_columns

# Forms whose rows are made before they become texts.
_AT_ONCE = 8

Columns = dict[str, dict[str, list[Any]]]
Packed = tuple[str, str, bytes]
"""Path, batch and packed rows of a document."""


def _as_text(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    raise ValueError(f"{value!r} has no form in JSON")


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_as_text)


def pack(document: PublishableDocument, *, lets_go: bool = False) -> bytes:
    """The rows of a document. Raises ValueError when a value does not fit its column.

    With ``lets_go`` the document has no forms any more behind that.
    """
    packer = zlib.compressobj(1)
    packed = list(map(packer.compress, _texts(document_rows(document, lets_go=lets_go))))
    return b"".join([*packed, packer.flush()])


def _texts(parts: Iterator[dict[str, list[Row]]]) -> Iterator[bytes]:
    """The columns of rows as JSON, one after the other; tables without a row are left out."""
    texts: dict[str, dict[str, list[bytes]]] = {name: {} for name in TABLES_FROM_DOCUMENTS}
    # Texts are far smaller than rows, so few rows are there at a time.
    while some := list(islice(parts, _AT_ONCE)):
        for name, of_table in texts.items():
            if rows := [row for part in some for row in part.get(name, ())]:
                for column, values in to_columns(name, rows).items():
                    of_table.setdefault(column, []).append(_ENCODER.encode(values)[1:-1].encode())
    before = "{"
    for name, of_table in texts.items():
        if of_table:
            before += f'"{name}":{{'
            for column, pieces in of_table.items():
                yield f'{before}"{column}":['.encode() + b",".join(pieces) + b"]"
                before = ","
            before = "},"
    yield b"}}"


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
