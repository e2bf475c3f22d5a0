"""Table ``correction``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class Correction(Table):
    """人工更正: what persons decided about values that were read wrong or in doubt; one row per record."""

    correction_id: c.Text = c.CORRECTION_ID.field()
    document_id: c.Text = c.DOCUMENT_ID.field()
    ordinal: c.Integer = c.ORDINAL.field()
    form_id: c.Text = c.CORRECTION_FORM_ID.field()
    table_name: c.Text = c.TABLE_NAME.field()
    row_no: c.Integer = c.ROW_NO.field()
    field: c.Text = c.CORRECTION_FIELD.field()
    action: c.Text = c.CORRECTION_ACTION.field()
    before: c.Text = c.CORRECTION_BEFORE.field()
    after: c.Text = c.CORRECTION_AFTER.field()
    value_before: c.Text = c.VALUE_BEFORE.field()
    value_after: c.Text = c.VALUE_AFTER.field()
    reason: c.Text = c.CORRECTION_REASON.field()
    evidence: c.Text = c.EVIDENCE.field()
    corrected_by: c.Text = c.CORRECTED_BY.field()
    corrected_on: c.Day = c.CORRECTED_ON.field()
