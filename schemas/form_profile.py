"""Table ``form_profile``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class FormProfile(Table):
    """自评表适用口径: the rule settings that hold for each form."""

    form_id: c.Text = c.FORM_ID.field()
    profile: c.Text = c.PROFILE.field()
    profile_origin: c.Text = c.PROFILE_ORIGIN.field()
    rate_denominator: c.Text = c.RATE_DENOMINATOR.field()
    inverse_formula: c.Text = c.INVERSE_FORMULA.field()
    budget_weight: c.Points = c.BUDGET_WEIGHT.field()
    met_low_pct: c.Points = c.MET_LOW_PCT.field()
    partly_low_pct: c.Points = c.PARTLY_LOW_PCT.field()
    partly_high_pct: c.Points = c.PARTLY_HIGH_PCT.field()
    not_met_high_pct: c.Points = c.NOT_MET_HIGH_PCT.field()
    over_achievement_ratio: c.Points = c.OVER_ACHIEVEMENT_RATIO.field()
    reason_rate_pct: c.Points = c.REASON_RATE_PCT.field()
    adjustment_limit_pct: c.Points = c.ADJUSTMENT_LIMIT_PCT.field()
    excellent_from: c.Points = c.EXCELLENT_FROM.field()
    good_from: c.Points = c.GOOD_FROM.field()
    fair_from: c.Points = c.FAIR_FROM.field()
