"""Columns of the register of codes.

Belongs here: table ``code_label``. Does not belong here: the codes and their labels (``vocabularies`` and the registers
of the pipeline).
"""

from __future__ import annotations

from schemas.columns.types import CODE, text

COLUMN_NAME = text(
    "column_name",
    "列名",
    "Column that holds the code, in every table and view that has it; a list column holds several.",
    is_nullable=False,
    pattern=CODE,
)
LABELLED_CODE = text("code", "代码", "The code as it stands in the column.", is_nullable=False)
LABEL = text("label", "名称", "What the code is called in Chinese.", is_nullable=False)
LABEL_EN = text("label_en", "名称（英文）", "What the code is called in English.", is_nullable=False)
