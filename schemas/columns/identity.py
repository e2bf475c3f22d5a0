"""Columns that name a record and say where it stands: keys of tables, pages, region and year.

Belongs here: what several tables share to name a document, a form or a row. Does not belong here: how a text was
read (``evidence``).
"""

from __future__ import annotations

from schemas.columns.types import CODE, integer, text
from schemas.columns.vocabularies import TABLE_NAMES

DOCUMENT_ID = text(
    "document_id",
    "文件编号",
    "First 16 hexadecimal digits of the SHA-256 of the bytes; for a copy or an unreadable file, of its path too.",
    is_nullable=False,
    pattern=r"^[0-9a-f]{16}$",
)
FORM_ID = text(
    "form_id",
    "自评表编号",
    "Document number, a hyphen and the three-digit place of the form in its document.",
    is_nullable=False,
    pattern=r"^[0-9a-f]{16}-[0-9]{3}$",
)
ORDINAL = integer(
    "ordinal", "表序号", "Place of the form in its document, from 1, in document order.", is_nullable=False, minimum=1
)
REFUSED_ORDINAL = integer(
    "ordinal",
    "表序号",
    "Place of the refused form in its document, from 1; null when the document as a whole was refused.",
    minimum=1,
)
TABLE_NAME = text(
    "table_name",
    "所在数据表",
    "Table that holds the row in question: form, budget_line or indicator.",
    is_nullable=False,
    vocabulary=TABLE_NAMES,
)
ROW_NO = integer(
    "row_no",
    "行号",
    "Row in that table: 0 for the form itself, otherwise line_no or indicator_no.",
    is_nullable=False,
    minimum=0,
)
FIELD = text(
    "field", "字段", "Name of the column of that table which holds the value.", is_nullable=False, pattern=CODE
)
PAGE = integer(
    "page",
    "页码",
    "Page of the document, from 1, on which the record begins: the sheet of a workbook, 1 for web pages and texts.",
    minimum=1,
)
FIRST_PAGE = integer("first_page", "起始页", "First page of the form in its document, from 1.", minimum=1)
LAST_PAGE = integer("last_page", "结束页", "Last page of the form in its document, from 1.", minimum=1)
REGION = text(
    "region",
    "地区",
    "Province, city or county that the form belongs to, in Chinese: the full name of its division where that is known, "
    "else the text of batch.yml.",
)
FISCAL_YEAR = integer(
    "fiscal_year",
    "预算年度",
    "Fiscal year the form reports on; never taken from the clock.",
    unit="year",
    minimum=1990,
    maximum=2100,
    headings=("预算年度", "年度", "(2024年度)"),
)
