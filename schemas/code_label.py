"""Table ``code_label``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class CodeLabel(Table):
    """代码名称: every code that a column can hold, with what it is called in Chinese and in English."""

    column_name: c.Text = c.COLUMN_NAME.field()
    code: c.Text = c.LABELLED_CODE.field()
    label: c.Text = c.LABEL.field()
    label_en: c.Text = c.LABEL_EN.field()
