"""Table ``quarantine``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class Quarantine(Table):
    """隔离: every form or whole document that was refused, and why."""

    quarantine_id: c.Text = c.QUARANTINE_ID.field()
    document_id: c.Text = c.DOCUMENT_ID.field()
    ordinal: c.Integer = c.REFUSED_ORDINAL.field()
    code: c.Text = c.REFUSAL_CODE.field()
    sentence: c.Text = c.REFUSAL_SENTENCE.field()
    sentence_en: c.Text = c.REFUSAL_SENTENCE_EN.field()
    excerpt: c.Text = c.EXCERPT.field()
    page: c.Integer = c.PAGE.field()
