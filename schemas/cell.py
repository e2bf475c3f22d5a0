"""Table ``cell``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class Cell(Table):
    """取值依据: every value read, with the text as it stood and where it stood; one row per piece of a cut cell."""

    form_id = c.FORM_ID
    table_name = c.TABLE_NAME
    row_no = c.ROW_NO
    field = c.FIELD
    piece = c.PIECE
    raw_value = c.RAW_VALUE
    corrected_text = c.CORRECTED_TEXT
    value = c.VALUE
    origin = c.ORIGIN
    state = c.STATE
    page = c.PAGE
    x0 = c.X0
    top = c.TOP
    x1 = c.X1
    bottom = c.BOTTOM
    line_no = c.TEXT_LINE_NO
    column_first = c.COLUMN_FIRST
    column_last = c.COLUMN_LAST
