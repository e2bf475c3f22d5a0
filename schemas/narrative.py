"""Table ``narrative``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import DoubtedTable


class Narrative(DoubtedTable):
    """决算说明: what the text of final-accounts reports states about the self-evaluation of projects."""

    narrative_id: c.Text = c.NARRATIVE_ID.field()
    document_id: c.Text = c.DOCUMENT_ID.field()
    page: c.Integer = c.PAGE.field()
    sentence: c.Text = c.NARRATIVE_SENTENCE.field()
    department: c.Text = c.NARRATIVE_DEPARTMENT.field()
    fiscal_year: c.Integer = c.NARRATIVE_YEAR.field()
    scope: c.Text = c.NARRATIVE_SCOPE.field()
    projects: c.Integer = c.PROJECTS.field()
    amount_yuan: c.Money = c.AMOUNT_YUAN.field()
    amount_text: c.Text = c.AMOUNT_TEXT.field()
    money_unit: c.Text = c.NARRATIVE_MONEY_UNIT.field()
    mean_score: c.Points = c.MEAN_SCORE.field()
    mean_score_text: c.Text = c.MEAN_SCORE_TEXT.field()
    excellent: c.Integer = c.EXCELLENT.field()
    good: c.Integer = c.GOOD.field()
    fair: c.Integer = c.FAIR.field()
    poor: c.Integer = c.POOR.field()
    doubtful: c.Names = c.DOUBTFUL.field()
