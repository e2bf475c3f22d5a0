"""Table ``document``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class Document(Table):
    """文件: every file found in the raw data directory, with its one outcome."""

    document_id = c.DOCUMENT_ID
    path = c.PATH
    media_type = c.MEDIA_TYPE
    bytes = c.BYTES
    pages = c.PAGES
    route = c.ROUTE
    outcome = c.DOCUMENT_OUTCOME
    reason = c.DOCUMENT_REASON
    reason_text = c.DOCUMENT_REASON_TEXT
    reason_text_en = c.DOCUMENT_REASON_TEXT_EN
    forms = c.FORMS
    batch = c.BATCH
    publisher = c.PUBLISHER
    source_url = c.SOURCE_URL
    retrieved_on = c.RETRIEVED_ON
    is_example = c.IS_EXAMPLE
    region = c.REGION
    fiscal_year = c.FISCAL_YEAR
    parser_version = c.PARSER_VERSION
