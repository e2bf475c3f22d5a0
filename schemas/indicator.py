"""Table ``indicator``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class Indicator(Table):
    """绩效指标: every third-level indicator, in long format, with target, actual, weight, score and reason."""

    form_id = c.FORM_ID
    indicator_no = c.INDICATOR_NO
    parent_indicator_no = c.PARENT_INDICATOR_NO
    is_counted = c.IS_COUNTED
    level1 = c.LEVEL1
    level2 = c.LEVEL2
    name = c.NAME
    name_normalized = c.NAME_NORMALIZED
    indicator_kind = c.INDICATOR_KIND
    target_text = c.TARGET_TEXT
    target_operator = c.TARGET_OPERATOR
    target_value = c.TARGET_VALUE
    target_low = c.TARGET_LOW
    target_high = c.TARGET_HIGH
    target_unit = c.TARGET_UNIT
    target_unit_canonical = c.TARGET_UNIT_CANONICAL
    target_value_base = c.TARGET_VALUE_BASE
    target_base_unit = c.TARGET_BASE_UNIT
    target_date = c.TARGET_DATE
    target_date_from = c.TARGET_DATE_FROM
    target_date_granularity = c.TARGET_DATE_GRANULARITY
    target_kind = c.TARGET_KIND
    actual_text = c.ACTUAL_TEXT
    actual_operator = c.ACTUAL_OPERATOR
    actual_value = c.ACTUAL_VALUE
    actual_low = c.ACTUAL_LOW
    actual_high = c.ACTUAL_HIGH
    actual_unit = c.ACTUAL_UNIT
    actual_unit_canonical = c.ACTUAL_UNIT_CANONICAL
    actual_value_base = c.ACTUAL_VALUE_BASE
    actual_base_unit = c.ACTUAL_BASE_UNIT
    actual_date = c.ACTUAL_DATE
    actual_date_from = c.ACTUAL_DATE_FROM
    actual_date_granularity = c.ACTUAL_DATE_GRANULARITY
    attainment = c.ATTAINMENT
    weight = c.WEIGHT
    score = c.SCORE
    shortfall = c.SHORTFALL
    score_method = c.SCORE_METHOD
    reason_text = c.REASON_TEXT
    is_shared_reason = c.IS_SHARED_REASON
    deviation_reason = c.DEVIATION_REASON
    improvement_measure = c.IMPROVEMENT_MEASURE
    page = c.PAGE
    doubtful = c.DOUBTFUL
