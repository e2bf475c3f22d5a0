"""Table ``doubt_code``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class DoubtCode(Table):
    """存疑代码: every code of a doubt, with what it means and what to look at."""

    code = c.DOUBT_CODE
    sentence = c.DOUBT_SENTENCE
    action = c.DOUBT_ACTION
    sentence_en = c.DOUBT_SENTENCE_EN
    action_en = c.DOUBT_ACTION_EN
    detail_of = c.DETAIL_OF
