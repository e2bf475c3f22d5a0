"""Table ``reason_category``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class ReasonCategory(Table):
    """偏差原因类别: every class of cause that a reason falls into, with the words that say so."""

    form_id = c.FORM_ID
    table_name = c.TABLE_NAME
    row_no = c.ROW_NO
    field = c.FIELD
    category = c.REASON_CLASS
    pattern = c.PATTERN_ID
    matched_text = c.MATCHED_TEXT
    match_start = c.MATCH_START
    match_end = c.MATCH_END
