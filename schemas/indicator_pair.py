"""Table ``indicator_pair``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class IndicatorPair(Table):
    """跨年指标配对: indicators that stood on the form of the same project a year before, and how targets moved."""

    form_id = c.FORM_ID
    indicator_no = c.INDICATOR_NO
    earlier_form_id = c.EARLIER_FORM_ID
    earlier_indicator_no = c.EARLIER_INDICATOR_NO
    project_match = c.PROJECT_MATCH
    name_match = c.NAME_MATCH
    direction = c.DIRECTION
    target_change = c.TARGET_CHANGE
    uncompared_reason = c.UNCOMPARED_REASON
    lowered_by = c.LOWERED_BY
    lowered_by_pct = c.LOWERED_BY_PCT
    doubted = c.DOUBTED
