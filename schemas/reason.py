"""Table ``reason``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import DoubtedTable


class Reason(DoubtedTable):
    """偏差原因: every text of a reason column, told apart into cause and measure and grouped with its like."""

    form_id: c.Text = c.FORM_ID.field()
    table_name: c.Text = c.TABLE_NAME.field()
    row_no: c.Integer = c.ROW_NO.field()
    field: c.Text = c.FIELD.field()
    reason_text: c.Text = c.REASON_TEXT.field()
    state: c.Text = c.REASON_STATE.field()
    unstated_kind: c.Text = c.UNSTATED_KIND.field()
    has_cause: c.Flag = c.HAS_CAUSE.field()
    cause_text: c.Text = c.CAUSE_TEXT.field()
    measure_text: c.Text = c.MEASURE_TEXT.field()
    split_by: c.Text = c.SPLIT_BY.field()
    reason_key: c.Text = c.REASON_KEY.field()
    reason_group: c.Text = c.NEAR_GROUP.field()
    group_similarity: c.Points = c.GROUP_SIMILARITY.field()
    suggested_category: c.Text = c.SUGGESTED_CATEGORY.field()
    suggested_probability: c.Points = c.SUGGESTED_PROBABILITY.field()
    doubtful: c.Names = c.DOUBTFUL.field()
