"""Table ``form``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class Form(Table):
    """自评表: every self-evaluation form that was read, with its heading, goals, totals and outcome."""

    form_id = c.FORM_ID
    document_id = c.DOCUMENT_ID
    ordinal = c.ORDINAL
    template = c.TEMPLATE
    form_kind = c.FORM_KIND
    fiscal_year = c.FISCAL_YEAR
    fiscal_year_origin = c.FISCAL_YEAR_ORIGIN
    region = c.REGION
    region_origin = c.REGION_ORIGIN
    division_code = c.DIVISION_CODE
    province = c.PROVINCE
    prefecture = c.PREFECTURE
    county = c.COUNTY
    project_code = c.PROJECT_CODE
    project_name = c.PROJECT_NAME
    department = c.DEPARTMENT
    department_origin = c.DEPARTMENT_ORIGIN
    implementing_unit = c.IMPLEMENTING_UNIT
    department_normalized = c.DEPARTMENT_NORMALIZED
    department_basis = c.DEPARTMENT_BASIS
    department_id = c.DEPARTMENT_ID
    unit_normalized = c.UNIT_NORMALIZED
    project_key = c.PROJECT_KEY
    duplicate_of = c.DUPLICATE_OF
    money_unit = c.MONEY_UNIT
    expected_goal = c.EXPECTED_GOAL
    adjusted_goal = c.ADJUSTED_GOAL
    actual_goal = c.ACTUAL_GOAL
    content_overview = c.CONTENT_OVERVIEW
    conclusion = c.CONCLUSION
    problems = c.PROBLEMS
    measures = c.MEASURES
    deviation_analysis = c.DEVIATION_ANALYSIS
    remarks = c.REMARKS
    total_weight = c.TOTAL_WEIGHT
    total_score = c.TOTAL_SCORE
    computed_score = c.COMPUTED_SCORE
    reviewed_score = c.REVIEWED_SCORE
    grade = c.GRADE
    grade_class = c.GRADE_CLASS
    first_page = c.FIRST_PAGE
    last_page = c.LAST_PAGE
    outcome = c.FORM_OUTCOME
    left_out = c.LEFT_OUT
    doubtful = c.DOUBTFUL
    notes = c.NOTES
