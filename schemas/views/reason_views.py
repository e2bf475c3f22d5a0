"""Views of the reasons stated for deviations, their classes and the groups of like texts.

Belongs here: reasons and their sums. Does not belong here: findings about missing reasons (``audit_views``).
"""

from __future__ import annotations

from schemas import columns as c
from schemas.views.view import DEPARTMENT_KEY, DOUBT, PLACE_KEY, PROJECT, view

_REASON_SUMS = (
    c.FORM_COUNT,
    c.REASON_COUNT,
    c.REASON_GROUP_COUNT,
    c.SHARED_COUNT,
    c.SHORTFALL_COUNT,
    c.SHORTFALL_SUM,
    c.REASON_DOUBTFUL_ROWS,
    c.DOUBTFUL_POINTS_SHARE_PCT,
)

REASON_VIEWS = (
    view(
        "deviation_reasons",
        "偏差原因",
        "Every reason stated for an indicator, a funding row or a whole form, with the classes of its cause and"
        " the number of projects that say the same; a text that only says there is none (无) is left out.",
        "One row per reason text; indicator_no is null where the reason stands beside no indicator. Points lost add"
        " up over rows with is_counted and without duplicate_of, forms of whole departments apart (form_kind).",
        c.FORM_ID,
        c.REASON_INDICATOR_NO,
        c.TABLE_NAME,
        c.ROW_NO,
        c.FIELD,
        *PROJECT,
        c.LEVEL1,
        c.LEVEL2,
        c.NAME,
        c.NAME_NORMALIZED,
        c.INDICATOR_KIND,
        c.DEVIATION_REASON,
        c.IMPROVEMENT_MEASURE,
        c.REASON_TEXT,
        c.REASON_CAUSE,
        c.REASON_MEASURE,
        c.SPLIT_BY,
        c.CATEGORY,
        c.CATEGORIES,
        c.CATEGORIES_TEXT,
        c.SUGGESTED_CATEGORY,
        c.SUGGESTED_PROBABILITY,
        c.REASON_GROUP,
        c.PROJECTS_IN_GROUP,
        c.NEAR_GROUP_ID,
        c.PROJECTS_IN_NEAR_GROUP,
        c.GROUP_SIMILARITY,
        c.REASON_IS_COUNTED,
        c.REASON_WEIGHT,
        c.REASON_SCORE,
        c.SHORTFALL,
        c.REASON_PAGE,
        *DOUBT,
    ),
    view(
        "deviation_reason_by_department",
        "各部门偏差原因",
        "How many reasons a department states for its projects and how many of them other projects give as well.",
        "One row per region, fiscal year, kind of form and department that states a reason. Counts and points add"
        " up over rows, but for reason_groups: departments share reasons.",
        *DEPARTMENT_KEY,
        *_REASON_SUMS,
    ),
    view(
        "deviation_reason_by_level2",
        "各类指标偏差原因",
        "How many reasons projects state for a kind of indicator and how many of them other projects give as well.",
        "One row per region, fiscal year, kind of form, level1 and level2 with a reason. Reasons and points add up over"
        " rows; forms and reason_groups do not.",
        *PLACE_KEY,
        c.LEVEL1,
        c.LEVEL2,
        *_REASON_SUMS,
    ),
    view(
        "deviation_reason_by_category",
        "各类原因",
        "How many reasons of projects fall into each class of cause.",
        "One row per region, fiscal year, kind of form and class of cause. Nothing adds up over classes: a reason of"
        " several classes counts in each of them.",
        *PLACE_KEY,
        c.CATEGORY,
        *_REASON_SUMS,
    ),
    view(
        "deviation_reason_by_department_category",
        "各部门各类原因",
        "How many reasons a department states for its projects fall into each class of cause.",
        "One row per region, fiscal year, kind of form, department and class of cause. Adds up over departments, but"
        " for reason_groups; nothing adds up over classes: a reason of several classes counts in each of them.",
        *DEPARTMENT_KEY,
        c.CATEGORY,
        *_REASON_SUMS,
    ),
    view(
        "reason_groups",
        "雷同原因",
        "Reasons of projects in equal or nearly equal words across departments, years and regions, the most"
        " widespread first.",
        "One row per group; a reason that no other resembles is a group of its own. Reasons add up over groups; forms,"
        " projects and departments do not.",
        c.NEAR_GROUP_ID,
        c.LEADING_TEXT,
        c.LIKENESS,
        c.LOWEST_SIMILARITY,
        c.WORDING_COUNT,
        c.REASON_COUNT,
        c.FORM_COUNT,
        c.PROJECT_COUNT,
        c.DEPARTMENT_COUNT,
        c.YEAR_COUNT,
        c.REGION_COUNT,
        c.CATEGORIES,
        c.CATEGORIES_TEXT,
        c.GROUP_DOUBTFUL_ROWS,
        c.DOUBTFUL_ROWS_PCT,
    ),
)
