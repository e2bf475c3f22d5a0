"""Views of indicators and of the points lost on them.

Belongs here: indicators and their sums. Does not belong here: the reasons given for lost points (``reason_views``).
"""

from __future__ import annotations

from schemas import columns as c
from schemas.views.view import DEPARTMENT_KEY, DOUBT, NAMED_INDICATOR, PLACE_KEY, view

_INDICATOR = (
    *NAMED_INDICATOR,
    c.TARGET_TEXT,
    c.TARGET_OPERATOR,
    c.TARGET_VALUE,
    c.TARGET_LOW,
    c.TARGET_HIGH,
    c.TARGET_UNIT,
    c.TARGET_UNIT_CANONICAL,
    c.TARGET_VALUE_BASE,
    c.TARGET_BASE_UNIT,
    c.TARGET_DATE,
    c.TARGET_DATE_FROM,
    c.TARGET_DATE_GRANULARITY,
    c.TARGET_KIND,
    c.ACTUAL_TEXT,
    c.ACTUAL_OPERATOR,
    c.ACTUAL_VALUE,
    c.ACTUAL_LOW,
    c.ACTUAL_HIGH,
    c.ACTUAL_UNIT,
    c.ACTUAL_UNIT_CANONICAL,
    c.ACTUAL_VALUE_BASE,
    c.ACTUAL_BASE_UNIT,
    c.ACTUAL_DATE,
    c.ACTUAL_DATE_FROM,
    c.ACTUAL_DATE_GRANULARITY,
    c.ATTAINMENT,
    c.ATTAINMENT_RATIO,
    c.PARENT_INDICATOR_NO,
    c.IS_COUNTED,
    c.WEIGHT,
    c.SCORE,
    c.SHORTFALL,
    c.SCORE_METHOD,
    c.OWN_REASON_STATE,
    c.IS_EXPLAINED,
    c.REASON_TEXT,
    c.IS_SHARED_REASON,
    c.DEVIATION_REASON,
    c.IMPROVEMENT_MEASURE,
    c.PATH,
    c.PAGE,
    *DOUBT,
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
    c.EXCESS_SUM,
    c.SCORE_RATE_PCT,
    c.DOUBTFUL_ROWS,
    c.DOUBTFUL_POINTS_SHARE_PCT,
)

_SUMMED = (
    "Points add up over rows with is_counted and without duplicate_of, forms of whole departments apart (form_kind):"
    " a parent holds the points of its parts."
)

INDICATOR_VIEWS = (
    view(
        "indicators",
        "绩效指标明细",
        "Every indicator with the names of its project.",
        f"One row per indicator. {_SUMMED}",
        *_INDICATOR,
    ),
    view(
        "shortfall_indicators",
        "扣分指标",
        "Every indicator that scored below its weight, with target, actual and the reason given.",
        f"One row per indicator with score below weight. {_SUMMED}",
        *_INDICATOR,
    ),
    view(
        "shortfall_by_department",
        "各部门扣分",
        "Points lost on the indicators of projects, by department.",
        "One row per region, fiscal year, kind of form and department. Points and counts add up over rows, rates do"
        " not; forms of whole departments are not in it.",
        *DEPARTMENT_KEY,
        *_SHORTFALL_SUMS,
    ),
    view(
        "shortfall_by_level2",
        "各类指标扣分",
        "Points lost on the indicators of projects, by first- and second-level label.",
        "One row per region, fiscal year, kind of form, level1 and level2. Points and numbers of indicators add up over"
        " rows; numbers of forms do not, since a form has indicators of several labels.",
        *PLACE_KEY,
        c.LEVEL1,
        c.LEVEL2,
        *_SHORTFALL_SUMS,
    ),
)
