"""Table ``quarantine``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class Quarantine(Table):
    """隔离: every form or whole document that was refused, and why."""

    quarantine_id = c.QUARANTINE_ID
    document_id = c.DOCUMENT_ID
    ordinal = c.REFUSED_ORDINAL
    code = c.REFUSAL_CODE
    sentence = c.REFUSAL_SENTENCE
    sentence_en = c.REFUSAL_SENTENCE_EN
    excerpt = c.EXCERPT
    page = c.PAGE
