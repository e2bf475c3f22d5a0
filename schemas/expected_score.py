"""Table ``expected_score``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class ExpectedScore(Table):
    """应得分: the score that each applicable rule gives an indicator."""

    form_id: c.Text = c.FORM_ID.field()
    indicator_no: c.Integer = c.INDICATOR_NO.field()
    method: c.Text = c.METHOD.field()
    unchecked_reason: c.Text = c.UNCHECKED_REASON.field()
    achieved_ratio: c.Ratio = c.ACHIEVED_RATIO.field()
    met_score: c.Points = c.MET_SCORE.field()
    proportional_score: c.Points = c.PROPORTIONAL_SCORE.field()
    inverse_ratio_score: c.Points = c.INVERSE_RATIO_SCORE.field()
    inverse_linear_score: c.Points = c.INVERSE_LINEAR_SCORE.field()
    band_low_score: c.Points = c.BAND_LOW_SCORE.field()
    band_high_score: c.Points = c.BAND_HIGH_SCORE.field()
    allowed_low: c.Quantity = c.ALLOWED_LOW.field()
    allowed_high: c.Quantity = c.ALLOWED_HIGH.field()
    score_difference: c.Points = c.SCORE_DIFFERENCE.field()
    doubted: c.Names = c.DOUBTED.field()
