"""Views of indicators and of the points lost on them.

Belongs here: indicators and their sums. Does not belong here: the reasons given for lost points (``reason_views``).
"""

from __future__ import annotations

from schemas import columns as c
from schemas.views.view import NAMED_INDICATOR, view

_INDICATOR = (
    *NAMED_INDICATOR,
    c.TARGET_TEXT,
    c.TARGET_OPERATOR,
    c.TARGET_VALUE,
    c.TARGET_LOW,
    c.TARGET_HIGH,
    c.TARGET_UNIT,
    c.TARGET_UNIT_CANONICAL,
    c.TARGET_DATE,
    c.TARGET_KIND,
    c.ACTUAL_TEXT,
    c.ACTUAL_OPERATOR,
    c.ACTUAL_VALUE,
    c.ACTUAL_LOW,
    c.ACTUAL_HIGH,
    c.ACTUAL_UNIT,
    c.ACTUAL_UNIT_CANONICAL,
    c.ACTUAL_DATE,
    c.ATTAINMENT,
    c.ATTAINMENT_RATIO,
    c.PARENT_INDICATOR_NO,
    c.IS_COUNTED,
    c.WEIGHT,
    c.SCORE,
    c.SHORTFALL,
    c.SCORE_METHOD,
    c.REASON_TEXT,
    c.DEVIATION_REASON,
    c.IMPROVEMENT_MEASURE,
    c.PATH,
    c.PAGE,
    c.DOUBTFUL,
)
_SHORTFALL_SUMS = (
    c.FORM_COUNT,
    c.INDICATOR_COUNT,
    c.SHORTFALL_COUNT,
    c.UNSCORED_COUNT,
    c.UNEXPLAINED_COUNT,
    c.WEIGHT_SUM,
    c.SCORE_SUM,
    c.SHORTFALL_SUM,
    c.SCORE_RATE_PCT,
    c.DOUBTFUL_ROWS,
)

INDICATOR_VIEWS = (
    view(
        "indicators",
        "绩效指标明细",
        "Every indicator with the names of its project.",
        "One row per indicator.",
        *_INDICATOR,
    ),
    view(
        "shortfall_indicators",
        "扣分指标",
        "Every indicator that scored below its weight, with target, actual and the reason given.",
        "One row per indicator with score below weight.",
        *_INDICATOR,
    ),
    view(
        "shortfall_by_department",
        "各部门扣分",
        "Points lost on indicators, by department.",
        "One row per region, fiscal year and department.",
        c.REGION,
        c.FISCAL_YEAR,
        c.DEPARTMENT,
        *_SHORTFALL_SUMS,
    ),
    view(
        "shortfall_by_level2",
        "各类指标扣分",
        "Points lost on indicators, by first- and second-level label.",
        "One row per fiscal year, level1 and level2.",
        c.FISCAL_YEAR,
        c.LEVEL1,
        c.LEVEL2,
        *_SHORTFALL_SUMS,
    ),
)
