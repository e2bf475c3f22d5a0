"""Table ``correction``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class Correction(Table):
    """人工更正: what persons decided about values that were read wrong or in doubt; one row per record."""

    correction_id = c.CORRECTION_ID
    document_id = c.DOCUMENT_ID
    ordinal = c.ORDINAL
    form_id = c.CORRECTION_FORM_ID
    table_name = c.TABLE_NAME
    row_no = c.ROW_NO
    field = c.CORRECTION_FIELD
    action = c.CORRECTION_ACTION
    before = c.CORRECTION_BEFORE
    after = c.CORRECTION_AFTER
    value_before = c.VALUE_BEFORE
    value_after = c.VALUE_AFTER
    reason = c.CORRECTION_REASON
    evidence = c.EVIDENCE
    corrected_by = c.CORRECTED_BY
    corrected_on = c.CORRECTED_ON
