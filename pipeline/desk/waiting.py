"""Records that the current release does not know yet: they wait for a build.

Belongs here: comparing the folder of corrections with table ``correction``. Does not belong here: writing records
(``pipeline.corrections``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pipeline.corrections.write import as_keys
from pipeline.model.correction import Correction
from pipeline.publish.parquet import read_parquet

_SAYS = (
    "ordinal",
    "table_name",
    "row_no",
    "field",
    "action",
    "after",
    "reason",
    "evidence",
    "corrected_by",
    "corrected_on",
)


def waiting(records: Iterable[Correction], release: Path) -> list[Correction]:
    """The records that the release was not made with, as they stand in the files."""
    known = {row["correction_id"]: tuple(row[name] for name in _SAYS) for row in _applied(release)}
    return [record for record in records if known.get(record.id) != _said(record)]


def gone(records: Iterable[Correction], release: Path) -> list[str]:
    """Ids of records that the release was made with and that no file holds any more: the next build does without."""
    there = {record.id for record in records}
    return [row["correction_id"] for row in _applied(release) if row["correction_id"] not in there]


def about(
    records: Iterable[Correction], names: Iterable[str], ordinal: int, place: tuple[str, int, str | None]
) -> Correction | None:
    """The record about a value of a form or about the whole form; ``names`` are number and path of its document."""
    known = set(names)
    of_form = (record for record in records if record.document in known and record.form == ordinal)
    return next((record for record in of_form if record.place == place or record.field is None), None)


def described(record: Correction) -> dict[str, Any]:
    """A record for the page."""
    return {**as_keys(record), "file": record.file, "line": record.line}


def _applied(release: Path) -> Iterable[Mapping[str, Any]]:
    return read_parquet("correction", release).to_dicts()


def _said(record: Correction) -> tuple[Any, ...]:
    value = (record.value or "").strip() or None
    what = (record.action, value, record.reason, record.evidence, record.by, record.on)
    return (record.form, record.table, record.row, record.field, *what)
