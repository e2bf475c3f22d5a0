"""The comparison of records with a document as it is read today: each holds for exactly one value, or it is a mistake.

Belongs here: finding the value that a record means, comparing its text. Does not belong here: changing it (``apply``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.corrections.apply import Resolved
from pipeline.corrections.errors import of_record
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
    value: Value[Scalar] = getattr(row, record.field or "project_name")
    expected, found = record.expect or "", expected_text(value)
    if "".join(found.split()) != "".join(expected.split()):
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


def _places(row: Record) -> frozenset[Evidence]:
    """Where the values of a row stand."""
    return frozenset(place for _, value in row.items() if value.source is not None for place in value.source.evidence)
