"""Table ``repair``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class Repair(Table):
    """自动修复: every automatic change of a text, in the order applied."""

    repair_id: c.Text = c.REPAIR_ID.field()
    form_id: c.Text = c.FORM_ID.field()
    table_name: c.Text = c.TABLE_NAME.field()
    row_no: c.Integer = c.ROW_NO.field()
    field: c.Text = c.FIELD.field()
    rule: c.Text = c.RULE.field()
    before: c.Text = c.BEFORE.field()
    after: c.Text = c.AFTER.field()
