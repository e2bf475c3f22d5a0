"""Table ``indicator_pair``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class IndicatorPair(Table):
    """跨年指标配对: indicators that stood on the form of the same project a year before, and how targets moved."""

    form_id: c.Text = c.FORM_ID.field()
    indicator_no: c.Integer = c.INDICATOR_NO.field()
    earlier_form_id: c.Text = c.EARLIER_FORM_ID.field()
    earlier_indicator_no: c.Integer = c.EARLIER_INDICATOR_NO.field()
    project_match: c.Text = c.PROJECT_MATCH.field()
    name_match: c.Text = c.NAME_MATCH.field()
    direction: c.Text = c.DIRECTION.field()
    target_change: c.Text = c.TARGET_CHANGE.field()
    uncompared_reason: c.Text = c.UNCOMPARED_REASON.field()
    lowered_by: c.Quantity = c.LOWERED_BY.field()
    lowered_by_pct: c.Points = c.LOWERED_BY_PCT.field()
    doubted: c.Names = c.DOUBTED.field()
