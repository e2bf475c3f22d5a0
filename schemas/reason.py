"""Table ``reason``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class Reason(Table):
    """偏差原因: every text of a reason column, told apart into cause and measure and grouped with its like."""

    form_id = c.FORM_ID
    table_name = c.TABLE_NAME
    row_no = c.ROW_NO
    field = c.FIELD
    reason_text = c.REASON_TEXT
    state = c.REASON_STATE
    unstated_kind = c.UNSTATED_KIND
    has_cause = c.HAS_CAUSE
    cause_text = c.CAUSE_TEXT
    measure_text = c.MEASURE_TEXT
    split_by = c.SPLIT_BY
    reason_key = c.REASON_KEY
    reason_group = c.NEAR_GROUP
    group_similarity = c.GROUP_SIMILARITY
    suggested_category = c.SUGGESTED_CATEGORY
    suggested_probability = c.SUGGESTED_PROBABILITY
    doubtful = c.DOUBTFUL
