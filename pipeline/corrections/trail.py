"""What became of the records: the rows of table ``correction``.

Belongs here: text and value before and after, records that could not be applied. Does not belong here: applying them
(``apply``), keys of the whole release (``pipeline.curate.tables``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from pipeline.corrections.errors import CorrectionError, of_record
from pipeline.corrections.of_documents import unread
from pipeline.model.correction import Correction
from pipeline.model.form import Form
from pipeline.model.messages import Message, said, words
from pipeline.model.rows import CorrectionRow, RefusalRow, Scalar, as_text
from pipeline.model.value import Value
from pipeline.sources.raw import RawDocument

if TYPE_CHECKING:
    from pipeline.corrections.apply import Resolved


def audit_trail(
    source: RawDocument, resolved: Iterable[Resolved], forms: Sequence[Form], refusals: Sequence[RefusalRow]
) -> tuple[list[CorrectionRow], list[Message]]:
    """A row for each record, in the order of values, and a sentence for each that did not come to anything.

    ``forms`` and ``refusals`` are what the document gives with the corrections.
    """
    rows: list[CorrectionRow] = []
    problems: list[Message] = []
    by_ordinal = {form.head.ordinal.value: form for form in forms}
    withheld = {refusal["ordinal"] for refusal in refusals if refusal["code"] == "withheld" and "ordinal" in refusal}
    for one in sorted(resolved, key=lambda one: (one.correction.form, one.correction.place[:2], one.correction.field)):
        record = one.correction
        if record.field is None:
            value, is_applied = None, record.form in withheld
        else:
            value, is_applied = _value(record, by_ordinal.get(record.form))
        if is_applied and record.action == "override" and value is None:
            told = said("correction.not_read", value=record.value or "", field=record.field or "")
            problems.append(of_record(record, told))
        elif shown := _still_shown(one, by_ordinal.get(record.form)):
            problems.append(of_record(record, said("correction.still_shown", others=shown)))
        elif is_applied:
            rows.append(_row(one, value))
        else:
            told = said("correction.not_applied", document=source.path, form=record.form)
            problems.append(of_record(record, told))
    return rows, problems


def _value(record: Correction, form: Form | None) -> tuple[Scalar, bool]:
    """The value of a record on the form that was read with it, and whether it was."""
    if form is None or record.field is None:
        return None, False
    applied = any(one.correction.id == record.id and one.correction.row == record.row for one in form.corrections)
    row = next((one for one in form.records if one.table == record.table and one.number == record.row), None)
    if row is None or not applied:
        return None, False
    value: Value[Scalar] = getattr(row, record.field)
    return value.value, True


def _still_shown(one: Resolved, form: Form | None) -> list[str]:
    """Other values of the form that publish the text of a cell that is withheld, as table, row and column."""
    if one.correction.action != "withhold" or form is None or not one.cell:
        return []
    return [
        f"{row.table} {row.number} {name}"
        for row in form.records
        for name, value in row.items()
        if value.source is not None and value.source.evidence == one.cell and value.source.raw
    ]


def _row(one: Resolved, value: Scalar) -> CorrectionRow:
    record = one.correction
    is_withheld = record.action == "withhold"
    return {
        "correction_id": record.id,
        "ordinal": record.form,
        "table_name": record.table,
        "row_no": record.row,
        "field": record.field,
        "action": record.action,
        "before": None if is_withheld else one.printed or None,
        "after": (record.value or "").strip() or None,
        "value_before": None if is_withheld else one.value,
        "value_after": as_text(value),
        "reason": record.reason,
        "evidence": record.evidence,
        "corrected_by": record.by,
        "corrected_on": record.on,
    }


class Outcome(Protocol):
    """A document after it was read with its corrections."""

    @property
    def document(self) -> Mapping[str, Any]:
        """Row of table ``document``."""

    @property
    def corrections(self) -> Sequence[CorrectionRow]:
        """The records it was read with."""

    @property
    def correction_problems(self) -> Sequence[Message]:
        """What is wrong with records that name it."""


def check_applied(documents: Iterable[RawDocument], outcomes: Iterable[Outcome]) -> None:
    """Raise :class:`CorrectionError` where not every record was applied just once.

    A document whose reader failed in this run has no outcome for its records: they would be lost in silence.
    """
    of = {str(outcome.document["path"]): outcome for outcome in outcomes}
    problems: list[Message] = []
    for document in documents:
        if not document.corrections:
            continue
        outcome = of[document.path]
        if outcome.correction_problems:
            problems += outcome.correction_problems
            continue
        applied = {row["correction_id"] for row in outcome.corrections}
        told = outcome.document
        reason = words(str(told.get("reason_text") or ""), str(told.get("reason_text_en") or ""))
        lost = [record for record in document.corrections if record.id not in applied]
        problems += [of_record(record, unread(record, reason)) for record in lost]
    if problems:
        raise CorrectionError(problems)
