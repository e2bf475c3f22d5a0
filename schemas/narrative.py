"""Table ``narrative``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class Narrative(Table):
    """决算说明: what the text of final-accounts reports states about the self-evaluation of projects."""

    narrative_id = c.NARRATIVE_ID
    document_id = c.DOCUMENT_ID
    page = c.PAGE
    sentence = c.NARRATIVE_SENTENCE
    department = c.NARRATIVE_DEPARTMENT
    fiscal_year = c.NARRATIVE_YEAR
    scope = c.NARRATIVE_SCOPE
    projects = c.PROJECTS
    amount_yuan = c.AMOUNT_YUAN
    amount_text = c.AMOUNT_TEXT
    money_unit = c.NARRATIVE_MONEY_UNIT
    mean_score = c.MEAN_SCORE
    mean_score_text = c.MEAN_SCORE_TEXT
    excellent = c.EXCELLENT
    good = c.GOOD
    fair = c.FAIR
    poor = c.POOR
    doubtful = c.DOUBTFUL
