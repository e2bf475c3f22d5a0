"""Table ``doubt``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class Doubt(Table):
    """存疑: every reason for which a published value may not be what its document prints."""

    form_id = c.FORM_ID
    table_name = c.TABLE_NAME
    row_no = c.ROW_NO
    field = c.FIELD
    code = c.DOUBT_CODE
    detail = c.DOUBT_DETAIL
