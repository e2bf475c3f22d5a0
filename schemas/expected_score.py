"""Table ``expected_score``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class ExpectedScore(Table):
    """应得分: the score that each applicable rule gives an indicator."""

    form_id = c.FORM_ID
    indicator_no = c.INDICATOR_NO
    method = c.METHOD
    unchecked_reason = c.UNCHECKED_REASON
    achieved_ratio = c.ACHIEVED_RATIO
    met_score = c.MET_SCORE
    proportional_score = c.PROPORTIONAL_SCORE
    inverse_ratio_score = c.INVERSE_RATIO_SCORE
    inverse_linear_score = c.INVERSE_LINEAR_SCORE
    band_low_score = c.BAND_LOW_SCORE
    band_high_score = c.BAND_HIGH_SCORE
    allowed_low = c.ALLOWED_LOW
    allowed_high = c.ALLOWED_HIGH
    score_difference = c.SCORE_DIFFERENCE
    doubted = c.DOUBTED
