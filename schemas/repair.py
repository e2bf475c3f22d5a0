"""Table ``repair``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class Repair(Table):
    """自动修复: every automatic change of a text, in the order applied."""

    repair_id = c.REPAIR_ID
    form_id = c.FORM_ID
    table_name = c.TABLE_NAME
    row_no = c.ROW_NO
    field = c.FIELD
    rule = c.RULE
    before = c.BEFORE
    after = c.AFTER
