"""Table ``doubt``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class Doubt(Table):
    """存疑: every reason for which a published value may not be what its document prints."""

    form_id: c.Text = c.FORM_ID.field()
    table_name: c.Text = c.TABLE_NAME.field()
    row_no: c.Integer = c.ROW_NO.field()
    field: c.Text = c.FIELD.field()
    code: c.Text = c.DOUBT_CODE.field()
    detail: c.Text = c.DOUBT_DETAIL.field()
