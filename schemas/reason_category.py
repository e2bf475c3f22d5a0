"""Table ``reason_category``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class ReasonCategory(Table):
    """偏差原因类别: every class of cause that a reason falls into, with the words that say so."""

    form_id: c.Text = c.FORM_ID.field()
    table_name: c.Text = c.TABLE_NAME.field()
    row_no: c.Integer = c.ROW_NO.field()
    field: c.Text = c.FIELD.field()
    category: c.Text = c.REASON_CLASS.field()
    pattern: c.Text = c.PATTERN_ID.field()
    matched_text: c.Text = c.MATCHED_TEXT.field()
    match_start: c.Integer = c.MATCH_START.field()
    match_end: c.Integer = c.MATCH_END.field()
