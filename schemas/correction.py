"""Table ``correction``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class Correction(Table):
    """人工更正: values that a person corrected; always empty in this version, which takes no corrections."""

    correction_id: c.Text = c.CORRECTION_ID.field()
    form_id: c.Text = c.FORM_ID.field()
    table_name: c.Text = c.TABLE_NAME.field()
    row_no: c.Integer = c.ROW_NO.field()
    field: c.Text = c.FIELD.field()
    before: c.Text = c.BEFORE.field()
    after: c.Text = c.AFTER.field()
    reason: c.Text = c.CORRECTION_REASON.field()
    evidence: c.Text = c.EVIDENCE.field()
