"""Table ``code_label``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class CodeLabel(Table):
    """代码名称: every code that a column can hold, with what it is called in Chinese and in English."""

    column_name = c.COLUMN_NAME
    code = c.LABELLED_CODE
    label = c.LABEL
    label_en = c.LABEL_EN
