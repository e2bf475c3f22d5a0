"""Table ``form_profile``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class FormProfile(Table):
    """自评表适用口径: the rule settings that hold for each form."""

    form_id = c.FORM_ID
    profile = c.PROFILE
    profile_origin = c.PROFILE_ORIGIN
    rate_denominator = c.RATE_DENOMINATOR
    inverse_formula = c.INVERSE_FORMULA
    budget_weight = c.BUDGET_WEIGHT
    met_low_pct = c.MET_LOW_PCT
    partly_low_pct = c.PARTLY_LOW_PCT
    partly_high_pct = c.PARTLY_HIGH_PCT
    not_met_high_pct = c.NOT_MET_HIGH_PCT
    over_achievement_ratio = c.OVER_ACHIEVEMENT_RATIO
    reason_rate_pct = c.REASON_RATE_PCT
    adjustment_limit_pct = c.ADJUSTMENT_LIMIT_PCT
    excellent_from = c.EXCELLENT_FROM
    good_from = c.GOOD_FROM
    fair_from = c.FAIR_FROM
