"""What a record will change: its document read twice, without it and with it.

Belongs here: reading, comparing values, doubts and findings. Does not belong here: writing the record (``app``), how a
difference looks (``static``).

Rules that compare documents with each other are asked by a build alone; what they would say is not compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.corrections import CorrectionError
from pipeline.language import say
from pipeline.model.correction import Correction
from pipeline.publish.inspection import read_file
from pipeline.publish.values import NUMBERS

Frames = Mapping[str, pl.DataFrame]
Read = Callable[[Path, Iterable[Correction], Path], Frames]

_NO_VALUES = frozenset({"doubtful", "form_id", "document_id"})
_FINDING = ("form_id", "table_name", "row_no", "rule_id", "kind", "severity", "message", "message_en")
_DOUBT = ("form_id", "table_name", "row_no", "field", "code", "detail")
_REFUSAL = ("ordinal", "code", "sentence", "sentence_en")


class PreviewError(Exception):
    """Nothing can be compared; a sentence with what to do."""


def preview(
    raw: Path, path: str, document_id: str, records: Iterable[Correction], record: Correction, read: Read = read_file
) -> dict[str, Any]:
    """Values, doubts, findings and refusals of the document that differ. Raises :class:`PreviewError`.

    ``records`` are those that stand in the files, ``path`` where the document lies below the raw folder.
    """
    file = raw / path
    if not file.resolve().is_relative_to(raw.resolve()) or not file.is_file():
        raise PreviewError(say("desk.no_document", path=path, raw=raw))
    own = [one for one in records if one.document in (document_id, path)]
    try:
        before = read(file, own, raw)
    except CorrectionError as error:
        raise PreviewError(say("desk.others_do_not_fit", problem=error)) from error
    if before["document"]["document_id"][0] != document_id:
        raise PreviewError(say("desk.other_document", path=path))
    try:
        after = read(file, [*own, record], raw)
    except CorrectionError as error:
        raise PreviewError(say("desk.does_not_fit", problem=error)) from error
    return difference(before, after)


def difference(before: Frames, after: Frames) -> dict[str, Any]:
    """What differs between two readings of a document, in the order of the form."""
    return {
        "values": [change for table in NUMBERS for change in _values(table, before[table], after[table])],
        "doubts": _gone_and_new(before["doubt"], after["doubt"], _DOUBT),
        "findings": _gone_and_new(before["finding"], after["finding"], _FINDING),
        "refusals": _gone_and_new(before["quarantine"], after["quarantine"], _REFUSAL),
        "forms": [before["form"].height, after["form"].height],
    }


def _values(table: str, before: pl.DataFrame, after: pl.DataFrame) -> Iterable[dict[str, Any]]:
    number = NUMBERS[table]
    names = [name for name in before.columns if name not in _NO_VALUES and name != number]
    rows, others = _by_row(before, number), _by_row(after, number)
    for form_id, row in sorted({**rows, **others}):
        old, new = rows.get((form_id, row)), others.get((form_id, row))
        if old is None or new is None:
            said = {"is_gone": new is None, "is_new": old is None}
            yield {"form_id": form_id, "table": table, "row": row, "field": None, **said}
            continue
        for name in names:
            if old[name] != new[name]:
                change = {"field": name, "before": old[name], "after": new[name]}
                yield {"form_id": form_id, "table": table, "row": row, **change}


def _by_row(frame: pl.DataFrame, number: str | None) -> dict[tuple[str, int], dict[str, Any]]:
    return {(row["form_id"], row[number] if number else 0): row for row in frame.iter_rows(named=True)}


def _gone_and_new(before: pl.DataFrame, after: pl.DataFrame, names: tuple[str, ...]) -> dict[str, Any]:
    old, new = (Counter(frame.select(names).iter_rows()) for frame in (before, after))
    gone, added = old - new, new - old
    both = (("gone", gone, before), ("new", added, after))
    return {
        key: [
            dict(zip(names, row, strict=True)) for row in dict.fromkeys(frame.select(names).iter_rows()) if row in these
        ]
        for key, these, frame in both
    }
