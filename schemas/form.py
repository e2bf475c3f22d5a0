"""Table ``form``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import DoubtedTable


class Form(DoubtedTable):
    """自评表: every self-evaluation form that was read, with its heading, goals, totals and outcome."""

    form_id: c.Text = c.FORM_ID.field()
    document_id: c.Text = c.DOCUMENT_ID.field()
    ordinal: c.Integer = c.ORDINAL.field()
    template: c.Text = c.TEMPLATE.field()
    form_kind: c.Text = c.FORM_KIND.field()
    fiscal_year: c.Integer = c.FISCAL_YEAR.field()
    fiscal_year_origin: c.Text = c.FISCAL_YEAR_ORIGIN.field()
    region: c.Text = c.REGION.field()
    region_origin: c.Text = c.REGION_ORIGIN.field()
    division_code: c.Text = c.DIVISION_CODE.field()
    province: c.Text = c.PROVINCE.field()
    prefecture: c.Text = c.PREFECTURE.field()
    county: c.Text = c.COUNTY.field()
    project_code: c.Text = c.PROJECT_CODE.field()
    project_name: c.Text = c.PROJECT_NAME.field()
    department: c.Text = c.DEPARTMENT.field()
    department_origin: c.Text = c.DEPARTMENT_ORIGIN.field()
    implementing_unit: c.Text = c.IMPLEMENTING_UNIT.field()
    department_normalized: c.Text = c.DEPARTMENT_NORMALIZED.field()
    department_basis: c.Text = c.DEPARTMENT_BASIS.field()
    department_id: c.Text = c.DEPARTMENT_ID.field()
    unit_normalized: c.Text = c.UNIT_NORMALIZED.field()
    project_key: c.Text = c.PROJECT_KEY.field()
    duplicate_of: c.Text = c.DUPLICATE_OF.field()
    money_unit: c.Text = c.MONEY_UNIT.field()
    expected_goal: c.Text = c.EXPECTED_GOAL.field()
    adjusted_goal: c.Text = c.ADJUSTED_GOAL.field()
    actual_goal: c.Text = c.ACTUAL_GOAL.field()
    content_overview: c.Text = c.CONTENT_OVERVIEW.field()
    conclusion: c.Text = c.CONCLUSION.field()
    problems: c.Text = c.PROBLEMS.field()
    measures: c.Text = c.MEASURES.field()
    deviation_analysis: c.Text = c.DEVIATION_ANALYSIS.field()
    remarks: c.Text = c.REMARKS.field()
    total_weight: c.Points = c.TOTAL_WEIGHT.field()
    total_score: c.Points = c.TOTAL_SCORE.field()
    computed_score: c.Points = c.COMPUTED_SCORE.field()
    reviewed_score: c.Points = c.REVIEWED_SCORE.field()
    grade: c.Text = c.GRADE.field()
    grade_class: c.Text = c.GRADE_CLASS.field()
    first_page: c.Integer = c.FIRST_PAGE.field()
    last_page: c.Integer = c.LAST_PAGE.field()
    outcome: c.Text = c.FORM_OUTCOME.field()
    left_out: c.Names = c.LEFT_OUT.field()
    doubtful: c.Names = c.DOUBTFUL.field()
    notes: c.Text = c.NOTES.field()
