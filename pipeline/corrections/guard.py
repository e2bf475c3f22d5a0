"""The comparison of records with a document as it is read today: each holds for exactly one value, or it is a mistake.

Belongs here: finding the value that a record means, comparing its text. Does not belong here: changing it (``apply``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pipeline.corrections.apply import Resolved
from pipeline.corrections.errors import of_record
from pipeline.corrections.fields import LABELS
from pipeline.model.correction import Correction
from pipeline.model.form import Form
from pipeline.model.grid import Evidence
from pipeline.model.messages import Message, said
from pipeline.model.records import Record
from pipeline.model.rows import Scalar, as_text
from pipeline.model.value import Value


def resolve(records: Iterable[Correction], forms: Sequence[Form]) -> tuple[list[Resolved], list[Message]]:
    """The records with what they hold for, and a sentence for each that holds for nothing.

    ``forms`` are the forms of the document that are published, as they are read without corrections.
    """
    found: list[Resolved] = []
    problems: list[Message] = []
    for record in records:
        outcome = _resolved(record, forms)
        if isinstance(outcome, Resolved):
            found.append(outcome)
        else:
            problems.append(of_record(record, outcome))
    return found, problems


def _resolved(record: Correction, forms: Sequence[Form]) -> Resolved | Message:
    form = next((one for one in forms if one.head.ordinal.value == record.form), None)
    if form is None:
        known = [number for one in forms if (number := one.head.ordinal.value) is not None]
        listed = known if known else said("correction.none")
        return said("correction.no_form", document=record.document, form=record.form, known=listed)
    rows = [row for row in form.records if row.table == record.table]
    row = next((one for one in rows if one.number == record.row), None)
    if row is None:
        return said("correction.no_row", table=record.table, row=record.row, rows=len(rows))
    called = ((record.project, form.head.project_name, "project"), (record.label, _label(row), "label"))
    for expected, printed, key in called:
        if expected is not None and not _is_same(expected, found := expected_text(printed)):
            return said("correction.other_place", key=key, expected=expected, found=found)
    value: Value[Scalar] = getattr(row, record.field or "project_name")
    expected, found = record.expect or "", expected_text(value)
    if not _is_same(expected, found):
        return said("correction.not_expected", expected=expected, found=found)
    return Resolved(
        record,
        frozenset(form.evidence()),
        _places(row),
        value.source.evidence if value.source is not None else (),
        value.source.raw if value.source is not None else "",
        as_text(value.value),
    )


def expected_text(value: Value[Scalar]) -> str:
    """The text that a record has to expect: as printed, or the value itself where no cell prints it."""
    return value.source.raw if value.source is not None else as_text(value.value) or ""


def _label(row: Record) -> Value[Any]:
    """How a row is called on its form."""
    return getattr(row, LABELS[row.table])  # type: ignore[no-any-return]


def _is_same(expected: str, found: str) -> bool:
    """Whether two texts are the same but for blanks and line ends."""
    return "".join(expected.split()) == "".join(found.split())


def _places(row: Record) -> frozenset[Evidence]:
    """Where the values of a row stand."""
    return frozenset(place for _, value in row.items() if value.source is not None for place in value.source.evidence)
