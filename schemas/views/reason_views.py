"""Views of the reasons stated for deviations, their classes and the groups of like texts.

Belongs here: reasons and their sums. Does not belong here: findings about missing reasons (``audit_views``).
"""

from __future__ import annotations

from schemas import columns as c
from schemas.views.view import PROJECT, view

_REASON_SUMS = (
    c.FORM_COUNT,
    c.REASON_COUNT,
    c.REASON_GROUP_COUNT,
    c.SHARED_COUNT,
    c.SHORTFALL_COUNT,
    c.SHORTFALL_SUM,
    c.DOUBTFUL_ROWS,
)

REASON_VIEWS = (
    view(
        "deviation_reasons",
        "偏差原因",
        "Every reason stated for an indicator, a funding row or a whole form, with the classes of its cause and"
        " the number of projects that say the same; a text that only says there is none (无) is left out.",
        "One row per reason text; indicator_no is null where the reason stands beside no indicator.",
        c.FORM_ID,
        c.REASON_INDICATOR_NO,
        c.TABLE_NAME,
        c.ROW_NO,
        c.FIELD,
        *PROJECT,
        c.LEVEL1,
        c.LEVEL2,
        c.NAME,
        c.DEVIATION_REASON,
        c.IMPROVEMENT_MEASURE,
        c.REASON_TEXT,
        c.REASON_CAUSE,
        c.REASON_MEASURE,
        c.SPLIT_BY,
        c.CATEGORY,
        c.CATEGORIES,
        c.REASON_GROUP,
        c.PROJECTS_IN_GROUP,
        c.NEAR_GROUP_ID,
        c.PROJECTS_IN_NEAR_GROUP,
        c.GROUP_SIMILARITY,
        c.REASON_WEIGHT,
        c.REASON_SCORE,
        c.SHORTFALL,
        c.REASON_PAGE,
        c.DOUBTFUL,
    ),
    view(
        "deviation_reason_by_department",
        "各部门偏差原因",
        "How many reasons a department states and how many of them stand word for word on other forms.",
        "One row per region, fiscal year and department that states a reason.",
        c.REGION,
        c.FISCAL_YEAR,
        c.DEPARTMENT,
        *_REASON_SUMS,
    ),
    view(
        "deviation_reason_by_level2",
        "各类指标偏差原因",
        "How many reasons are stated for a kind of indicator and how many stand word for word on other forms.",
        "One row per fiscal year, level1 and level2 with a reason.",
        c.FISCAL_YEAR,
        c.LEVEL1,
        c.LEVEL2,
        *_REASON_SUMS,
    ),
    view(
        "deviation_reason_by_category",
        "各类原因",
        "How many reasons fall into each class of cause; a reason of several classes counts in each of them.",
        "One row per fiscal year and class of cause.",
        c.FISCAL_YEAR,
        c.CATEGORY,
        *_REASON_SUMS,
    ),
    view(
        "reason_groups",
        "雷同原因",
        "Reasons in equal or nearly equal words across projects, departments, years and regions, the most"
        " widespread first.",
        "One row per group; a reason that no other resembles is a group of its own.",
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
        c.DOUBTFUL_ROWS,
    ),
)
