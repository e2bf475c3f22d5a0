"""Table ``cell``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class Cell(Table):
    """取值依据: every value read, with the text as it stood and where it stood; one row per piece of a cut cell."""

    form_id: c.Text = c.FORM_ID.field()
    table_name: c.Text = c.TABLE_NAME.field()
    row_no: c.Integer = c.ROW_NO.field()
    field: c.Text = c.FIELD.field()
    piece: c.Integer = c.PIECE.field()
    raw_value: c.Text = c.RAW_VALUE.field()
    corrected_text: c.Text = c.CORRECTED_TEXT.field()
    value: c.Text = c.VALUE.field()
    origin: c.Text = c.ORIGIN.field()
    state: c.Text = c.STATE.field()
    page: c.Integer = c.PAGE.field()
    x0: c.Real = c.X0.field()
    top: c.Real = c.TOP.field()
    x1: c.Real = c.X1.field()
    bottom: c.Real = c.BOTTOM.field()
    line_no: c.Integer = c.TEXT_LINE_NO.field()
    column_first: c.Integer = c.COLUMN_FIRST.field()
    column_last: c.Integer = c.COLUMN_LAST.field()
