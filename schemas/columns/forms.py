"""Columns about a form as a whole: its head, its blocks of text, its totals.

Belongs here: table ``form`` but for keys. Does not belong here: funding rows (``budget``) and indicators.
"""

from __future__ import annotations

from schemas.columns.types import NAMES, Column, points, text
from schemas.columns.vocabularies import FACT_ORIGINS, FORM_KINDS, GRADE_CLASSES

TEMPLATE = text(
    "template",
    "表式",
    "Form family whose description in pipeline/families matched, for example mof_annex.",
    pattern=r"^[a-z0-9][a-z0-9_]*$",
)
FISCAL_YEAR_ORIGIN = text(
    "fiscal_year_origin",
    "年度来源",
    "Where the fiscal year was found: a field of the form, its title, batch.yml; in doubt from other text or a file "
    "name.",
    vocabulary=FACT_ORIGINS,
)
REGION_ORIGIN = text(
    "region_origin",
    "地区来源",
    "Where the division was found: names on the form, batch.yml, the form's title, other text.",
    vocabulary=FACT_ORIGINS,
)
DIVISION_CODE = text(
    "division_code",
    "行政区划代码",
    "GB/T 2260 code of the lowest division at county level or above that the department's name tells; null when it "
    "tells none or several.",
    pattern=r"^\d{6}$",
)
PROVINCE = text("province", "省", "Province, autonomous region or municipality of the division, full official name.")
PREFECTURE = text(
    "prefecture", "市州", "Prefecture-level city, autonomous prefecture or league of the division; null below none."
)
COUNTY = text("county", "区县", "County, district, county-level city or banner of the division; null above that level.")
DEPARTMENT_ORIGIN = text(
    "department_origin", "主管部门来源", "Where the department was found.", vocabulary=FACT_ORIGINS
)
PROJECT_CODE = text(
    "project_code",
    "项目编码",
    "Code of the project in the budget system, as printed.",
    headings=("项目编码", "项目代码"),
    is_printed=True,
)
PROJECT_NAME = text(
    "project_name",
    "项目名称",
    "Name of the project, as printed.",
    headings=("项目名称", "项目(政策)名称", "专项名称"),
    is_printed=True,
)
DEPARTMENT = text(
    "department",
    "主管部门",
    "Department in charge of the project, as printed.",
    headings=("主管部门", "预算主管部门", "主管部门及代码", "中央主管部门", "地方主管部门", "预算部门"),
)
IMPLEMENTING_UNIT = text(
    "implementing_unit",
    "实施单位",
    "Unit that carries the project out, as printed.",
    headings=("实施单位", "项目单位", "预算单位", "项目实施单位", "资金使用单位"),
    is_printed=True,
)
MONEY_UNIT = text(
    "money_unit",
    "金额单位",
    "Unit of money printed on the form; amounts in this dataset are yuan whatever it says.",
    headings=("(万元)", "单位：万元", "单位：元", "金额单位：万元"),
)
EXPECTED_GOAL = text(
    "expected_goal",
    "预期目标",
    "Goal of the project for the year, as printed.",
    headings=("预期目标", "年初设定目标", "年度总体目标", "年初总体目标"),
    is_printed=True,
)
FORM_KIND = text(
    "form_kind",
    "自评类型",
    "What the form is about: a project, a whole department or a transfer payment.",
    is_nullable=False,
    vocabulary=FORM_KINDS,
)
ADJUSTED_GOAL = text(
    "adjusted_goal",
    "调整后目标",
    "Goal after an adjustment in the year, on forms that print one.",
    headings=("全年(调整)绩效目标",),
    is_printed=True,
)
DEVIATION_ANALYSIS = text(
    "deviation_analysis",
    "整表偏差原因分析",
    "Reasons for deviations of the whole form, on forms that print them as a block.",
    headings=("偏差大或目标未完成原因分析",),
    is_printed=True,
)
REMARKS = text(
    "remarks",
    "其他需要说明事项",
    "Remarks on the whole form, as printed.",
    headings=("其他需要说明事项",),
    is_printed=True,
)
NOTES = text(
    "notes",
    "表注",
    "Notes printed in the last rows of the form, directly below it or under its title, as printed; sentences that name "
    "staff are left out.",
    headings=("注", "备注", "说明"),
    is_printed=True,
)
REVIEWED_SCORE = points(
    "reviewed_score",
    "财政审核评分",
    "Score given by the finance bureau, on forms that print one beside the unit's own.",
    headings=("财政审核评分",),
    is_printed=True,
)
ACTUAL_GOAL = text(
    "actual_goal",
    "实际完成情况",
    "What was achieved of the goal, as printed.",
    headings=("实际完成情况", "年度总体目标完成情况综述", "全年实际完成情况", "目标实际完成情况"),
    is_printed=True,
)
CONTENT_OVERVIEW = text(
    "content_overview",
    "项目内容概述",
    "What the project consists of, on forms that have such a block.",
    headings=("项目概况", "项目内容", "项目实施内容及过程概述"),
    is_printed=True,
)
CONCLUSION = text(
    "conclusion",
    "评价结论",
    "Conclusion of the self-evaluation, on forms that print one.",
    headings=("评价结论",),
    is_printed=True,
)
PROBLEMS = text(
    "problems",
    "存在问题",
    "Problems found, on forms that print them as a block.",
    headings=("存在问题", "存在的问题"),
    is_printed=True,
)
MEASURES = text(
    "measures",
    "改进措施",
    "Measures for the whole project, on forms that print them as a block.",
    headings=("改进措施",),
    is_printed=True,
)
TOTAL_WEIGHT = points(
    "total_weight",
    "总分值",
    "Total of the weights as printed in the total row.",
    headings=("总分", "合计", "总计"),
    is_printed=True,
)
TOTAL_SCORE = points(
    "total_score",
    "总得分",
    "Total score as printed.",
    headings=("总分", "自评总分", "自评得分", "合计", "总计"),
    is_printed=True,
)
COMPUTED_SCORE = points(
    "computed_score",
    "计算总得分",
    "Sum of the score lines of the form: budget total row and indicators; null when a line cannot be read.",
)
GRADE = text(
    "grade",
    "评分等级",
    "Grade of the form, as printed.",
    headings=("评分等级", "自评等级", "评价等级"),
    is_printed=True,
)
GRADE_CLASS = text(
    "grade_class",
    "评分等级（归一）",
    "The printed grade in one scale (优秀, 优, A: excellent); null for a blank, and for a word of no known scale.",
    vocabulary=GRADE_CLASSES,
)
DOUBTFUL = Column(
    "doubtful",
    NAMES,
    "存疑字段",
    "Names of the columns of this row whose value the reader is not certain of; empty when there is none, never null.",
    is_nullable=False,
)
LEFT_OUT = Column(
    "left_out",
    NAMES,
    "未收录栏目",
    "Headings of columns and labels of blocks, as printed, that stand on the form and have no column here; empty when "
    "there is none, never null.",
    is_nullable=False,
)
