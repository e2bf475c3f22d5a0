"""Table ``doubt_code``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class DoubtCode(Table):
    """存疑代码: every code of a doubt, with what it means and what to look at."""

    code: c.Text = c.DOUBT_CODE.field()
    sentence: c.Text = c.DOUBT_SENTENCE.field()
    action: c.Text = c.DOUBT_ACTION.field()
    sentence_en: c.Text = c.DOUBT_SENTENCE_EN.field()
    action_en: c.Text = c.DOUBT_ACTION_EN.field()
    detail_of: c.Text = c.DETAIL_OF.field()
