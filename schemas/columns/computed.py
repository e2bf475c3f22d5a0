"""Columns that only views of budgets, indicators, reasons and documents have.

Belongs here: sums, counts and rates that a view computes. Does not belong here: columns of tables, views of the
audit (``audit_summaries``).
"""

from __future__ import annotations

from dataclasses import replace

from schemas.columns.forms import DEPARTMENT
from schemas.columns.identity import PAGE
from schemas.columns.indicators import INDICATOR_NO, SCORE, WEIGHT
from schemas.columns.reason_texts import CAUSE_TEXT, MEASURE_TEXT, NEAR_GROUP
from schemas.columns.types import (
    DATE,
    MONEY,
    MONEY_SUM,
    NAMES,
    POINTS,
    POINTS_SUM,
    RATIO,
    Column,
    count,
    flag,
    rate,
    text,
)
from schemas.columns.vocabularies import MONEY_BASES, REASON_CATEGORIES, WORDINGS

FISCAL_YEAR_START = Column(
    "fiscal_year_start",
    DATE,
    "预算年度起始日",
    "First day of the fiscal year, for tools that want a date on their axis.",
)
ONE_DEPARTMENT = replace(
    DEPARTMENT,
    title="主管部门（示例写法）",
    description="One spelling of the department as printed on its forms, the first by character; the row holds every "
    "spelling of department_normalized.",
)
IS_DOUBTFUL = flag("is_doubtful", "是否存疑", "Whether a value of this row is doubtful.", is_nullable=False)
DOUBTFUL_TEXT = text(
    "doubtful_text",
    "存疑字段（文本）",
    "The names in doubtful as one text, for tools that know no lists; null where nothing is doubtful.",
)
ADJUSTMENT_PCT = Column(
    "adjustment_pct",
    RATIO,
    "预算调整率",
    "Adjusted less initial budget over initial budget, in percent; null when the initial budget is missing or zero. In "
    "a sum over the forms that have both.",
    unit="%",
)
MONEY_BASIS = text(
    "money_basis",
    "金额依据",
    "Where the amounts come from: the total row, or, where it is not printed or blank or zero above filled parts, the "
    "sum of the parts. Such an amount is doubtful. Null where the form has no funding row.",
    vocabulary=MONEY_BASES,
)
RATE_BUDGET_YUAN = Column(
    "rate_budget_yuan",
    MONEY,
    "执行率预算数",
    "The budget that the execution rate of this form divides by: the adjusted one, the initial one on forms of 2016 to "
    "2019, in yuan.",
    unit="yuan",
)
EXECUTED_SHARE_PCT = Column(
    "computed_rate_pct",
    RATIO,
    "计算执行率",
    "Money spent over the budget that the form divides by, in percent; null when that budget is missing or zero. In a "
    "sum both are summed over the same rows, those that have both; never a mean of rates.",
    unit="%",
)
UNSPENT_YUAN = Column(
    "unspent_yuan",
    MONEY,
    "未执行金额",
    "Budget of the execution rate less money spent, in yuan; zero where more was spent, see overspent_yuan.",
    unit="yuan",
)
OVERSPENT_YUAN = Column(
    "overspent_yuan",
    MONEY,
    "超预算执行金额",
    "Money spent beyond the budget of the execution rate, in yuan; zero where less was spent, see unspent_yuan.",
    unit="yuan",
)
SCORE_LOST = Column("score_lost", POINTS, "预算执行扣分", "Weight less score of the funding row.", unit="points")
INITIAL_SUM = Column(
    "initial_budget_yuan", MONEY_SUM, "年初预算数合计", "Sum of the initial budgets, in yuan.", unit="yuan"
)
ADJUSTED_SUM = Column(
    "adjusted_budget_yuan", MONEY_SUM, "全年预算数合计", "Sum of the adjusted budgets, in yuan.", unit="yuan"
)
EXECUTED_SUM = Column("executed_yuan", MONEY_SUM, "全年执行数合计", "Sum of the money spent, in yuan.", unit="yuan")
RATE_BUDGET_SUM = Column(
    "rate_budget_yuan",
    MONEY_SUM,
    "执行率预算数合计",
    "Sum of the budgets that the execution rate divides by, over the rows that also have an executed amount, in yuan.",
    unit="yuan",
)
RATE_EXECUTED_SUM = Column(
    "rate_executed_yuan",
    MONEY_SUM,
    "执行率执行数合计",
    "Sum of the money spent over the same rows as rate_budget_yuan, in yuan; computed_rate_pct is the one over the "
    "other.",
    unit="yuan",
)
UNSPENT_SUM = Column(
    "unspent_yuan",
    MONEY_SUM,
    "未执行金额合计",
    "Sum of what each row did not spend, in yuan, over rows that have both amounts; what others spent beyond their "
    "budget is not set off against it.",
    unit="yuan",
)
OVERSPENT_SUM = Column(
    "overspent_yuan",
    MONEY_SUM,
    "超预算执行金额合计",
    "Sum of what each row spent beyond its budget, in yuan.",
    unit="yuan",
)
DOUBTFUL_MONEY_SHARE_PCT = Column(
    "doubtful_money_share_pct",
    RATIO,
    "存疑金额占比",
    "Share of the money that rows with a doubtful key or a doubtful amount hold, in percent; the money of a row is the "
    "larger one of its budget and what it spent. Null where no row has an amount.",
    unit="%",
)
DOUBTFUL_POINTS_SHARE_PCT = Column(
    "doubtful_points_share_pct",
    RATIO,
    "存疑分值占比",
    "Share of the points that doubtful rows hold, in percent: of their weights, in views of reasons of the points "
    "lost. Null where no row has points.",
    unit="%",
)
DOUBTFUL_ROWS_PCT = Column(
    "doubtful_rows_pct", RATIO, "存疑行占比", "Doubtful rows over counted rows, in percent.", unit="%"
)
SCORE_PCT = Column(
    "score_pct",
    RATIO,
    "得分率",
    "Total score in percent of the total weight, so that forms of 50 and of 100 points compare; where no total weight "
    "is printed, of the weights of all score lines.",
    unit="%",
)
OUTPUT_SCORE_PCT = Column(
    "output_score_pct",
    RATIO,
    "产出指标得分率",
    "Points given to the outputs (产出指标) in percent of their weights, indicators that have both; null where none "
    "has.",
    unit="%",
)
IS_EXPLAINED = flag(
    "is_explained",
    "有无原因说明",
    "Whether a cause is given, beside the indicator or in an analysis of the whole form; a measure alone is none.",
    is_nullable=False,
)
FORM_COUNT = count("forms", "自评表数", "Number of self-evaluation forms counted.")
INCOMPLETE_ROWS = count(
    "incomplete_rows",
    "缺数行数",
    "Rows left out of the rate because the budget it divides by or the money spent is missing.",
)
DOUBTFUL_ROWS = count(
    "doubtful_rows", "存疑行数", "Counted rows in which at least one of the values used here is doubtful."
)
MONEY_DOUBTFUL_ROWS = replace(
    DOUBTFUL_ROWS,
    description="Counted rows whose key (region, division, year, kind of form, department or source, duplicate_of) or"
    " one of whose amounts is doubtful.",
)
POINTS_DOUBTFUL_ROWS = replace(
    DOUBTFUL_ROWS,
    description="Counted indicators whose key (region, division, year, kind of form, department or level,"
    " duplicate_of), weight, score, is_counted or is_explained is doubtful.",
)
REASON_DOUBTFUL_ROWS = replace(
    DOUBTFUL_ROWS,
    description="Counted reasons whose key (region, division, year, kind of form, department, level or class,"
    " duplicate_of), text or points are doubtful.",
)
GROUP_DOUBTFUL_ROWS = replace(
    DOUBTFUL_ROWS, description="Reasons of the group whose wording, project, department, region or year is doubtful."
)
ATTAINMENT_RATIO = Column(
    "attainment_ratio",
    RATIO,
    "完成比例",
    "Actual over target (target over actual for limits), 1 is exactly met: achieved_ratio of table expected_score. "
    "Null where the two do not compare: words, ranges, other units, a direction that is not clear.",
    unit="ratio",
)
INDICATOR_COUNT = count("indicators", "指标数", "Number of third-level indicators counted.")
SHORTFALL_COUNT = count("shortfall_indicators", "扣分指标数", "Indicators that scored below their weight.")
UNSCORED_COUNT = count("unscored_indicators", "未计分指标数", "Indicators whose weight or score is missing.")
UNEXPLAINED_COUNT = count(
    "unexplained_shortfalls",
    "未说明原因的扣分指标数",
    "Shortfall indicators for which no reason is stated, neither beside them nor in an analysis of the whole form.",
)
WEIGHT_SUM = Column("weight", POINTS_SUM, "分值合计", "Sum of the weights of the scored indicators.", unit="points")
SCORE_SUM = Column("score", POINTS_SUM, "得分合计", "Sum of the scores of the scored indicators.", unit="points")
SHORTFALL_SUM = Column(
    "shortfall",
    POINTS_SUM,
    "扣分合计",
    "Sum of the points lost by indicators that scored below their weight; null where no indicator has weight and "
    "score.",
    unit="points",
)
EXCESS_SUM = Column(
    "excess",
    POINTS_SUM,
    "超分值得分合计",
    "Sum of the points by which scores exceed their weights, each an error of its form; weight less score is shortfall"
    " less excess.",
    unit="points",
)
SCORE_RATE_PCT = Column("score_rate_pct", RATIO, "得分率", "Summed score over summed weight, in percent.", unit="%")
REASON_INDICATOR_NO = replace(
    INDICATOR_NO, is_nullable=True, description="Indicator that the reason stands beside; null for any other row."
)
REASON_PAGE = replace(
    PAGE, description="Page of the indicator; for a reason of a funding row or of the whole form its first page."
)
DOUBT_PAGE = replace(
    PAGE,
    description="Page of the value; where it has no cell of its own, of its row, else the first page of the form.",
)
REASON_WEIGHT = replace(WEIGHT, description="Weight of the indicator or the funding row, as printed.")
REASON_SCORE = replace(SCORE, description="Score of the indicator or the funding row, as printed.")
REASON_CAUSE = replace(CAUSE_TEXT, title="原因部分")
REASON_MEASURE = replace(MEASURE_TEXT, title="措施部分")
CATEGORY = text(
    "category",
    "原因类别",
    "The class of the cause whose words come first in the text; see categories.",
    vocabulary=REASON_CATEGORIES,
    is_open=True,
)
CATEGORIES = Column(
    "categories",
    NAMES,
    "全部原因类别",
    "Every class of the cause, by place in the text, then by name.",
    is_nullable=False,
    vocabulary=REASON_CATEGORIES,
    is_open=True,
)
CATEGORIES_TEXT = text(
    "categories_text", "全部原因类别（文本）", "The names in categories as one text, for tools that know no lists."
)
REASON_GROUP = text(
    "reason_group",
    "同文组",
    "The cause (the whole text where none is set apart) without punctuation, blanks and width differences; rows with"
    " the same value say the same thing.",
    is_nullable=False,
)
PROJECTS_IN_GROUP = count(
    "projects_in_group",
    "同文项目数",
    "Projects that give this same reason; a project counts once in a year, however often it was published, a form of a"
    " whole department not at all.",
)
NEAR_GROUP_ID = replace(NEAR_GROUP, name="near_group")
PROJECTS_IN_NEAR_GROUP = count(
    "projects_in_near_group",
    "近似文本项目数",
    "Projects that give this reason in equal or nearly equal words; a project counts once in a year, however often it"
    " was published, a form of a whole department not at all.",
)
LEADING_TEXT = text(
    "leading_text", "代表文字", "The cause in the wording that the group was formed around.", is_nullable=False
)
LIKENESS = text(
    "likeness",
    "相同程度",
    "Identical when all texts of the group are the same word for word, else similar.",
    is_nullable=False,
    vocabulary=WORDINGS,
)
LOWEST_SIMILARITY = rate(
    "lowest_similarity",
    "最低近似度（%）",
    "Lowest similarity of a text of the group with its leading text, in percent, 100 is equal.",
)
WORDING_COUNT = count("wordings", "不同写法数", "Number of texts of the group that differ in a letter or a figure.")
PROJECT_COUNT = count("projects", "项目数", "Number of different projects; a project of another year is another one.")
DEPARTMENT_COUNT = count("departments", "部门数", "Number of different departments, by department_id.")
YEAR_COUNT = count("years", "年度数", "Number of different fiscal years.")
REGION_COUNT = count("regions", "地区数", "Number of different regions.")
REASON_COUNT = count("reasons", "原因条数", "Number of reasons stated.")
REASON_GROUP_COUNT = count(
    "reason_groups", "不同原因数", "Number of different values of reason_group (word for word) among them."
)
SHARED_COUNT = count("shared_reasons", "跨项目同文条数", "Reasons that another project gives word for word.")
NEAR_SHARED_COUNT = count(
    "shared_reasons", "跨项目雷同条数", "Reasons that another project gives in equal or nearly equal words."
)
DOUBTFUL_VALUES = count("doubtful_values", "存疑值数", "Doubtful values over form, budget lines and indicators.")
DOUBTS_BY_CODE = text(
    "doubts_by_code", "存疑原因", "How many doubts of each code, the most frequent first; null where there is none."
)
DOUBTED_FORMS = count("forms", "自评表数", "Forms with a doubt of this code.")
DOUBTED_DOCUMENTS = count("documents", "文件数", "Documents with a doubt of this code.")
BUDGET_LINE_COUNT = count("budget_lines", "预算执行行数", "Number of funding rows.")
UNKNOWN_UNITS = count(
    "unknown_units", "未识别单位数", "Units of targets and actual values that the vocabulary does not know."
)
UNKNOWN_UNIT = text("unit", "单位", "Unit as printed.", is_nullable=False)
UNKNOWN_UNIT_EXAMPLE = text("example_text", "示例", "A target or an actual value that prints it.", is_nullable=False)
UNKNOWN_UNIT_COUNT = count("times", "出现次数", "Targets and actual values with this unit.")
UNKNOWN_UNIT_DOCUMENTS = count("documents", "文件数", "Number of different documents that print it.")
REPAIR_COUNT = count("repairs", "自动修复数", "Number of automatic text repairs.")
CORRECTION_COUNT = count("corrections", "人工更正数", "Number of human corrections.")
READER_FINDINGS = count("reader_findings", "读取疑问数", "Findings in which the reader doubts itself.")
FORM_FINDINGS = count("form_findings", "表格问题数", "Findings in which the form contradicts itself or a rule.")
REFUSALS = count("quarantined", "隔离条数", "Rows of the quarantine table.")
STATEMENT_COUNT = count("statements", "决算说明条数", "Statements on self-evaluation read from the document.")
LEFT_OUT_TEXT = text(
    "left_out_text", "未收录栏目（文本）", "The texts in left_out as one text, for tools that know no lists."
)
REASON_IS_COUNTED = flag(
    "is_counted",
    "是否计入合计",
    "Whether the points of the row are added where points of indicators are summed: not those of a funding row, of the "
    "whole form, or of an indicator whose parts carry its points.",
    is_nullable=False,
)
PREVIOUS_RATE_BUDGET = replace(
    RATE_BUDGET_SUM,
    name="previous_rate_budget_yuan",
    title="上年执行率预算数",
    description="The rate_budget_yuan of the year before; null where no form of that year was read.",
)
PREVIOUS_EXECUTED = replace(
    EXECUTED_SUM, name="previous_executed_yuan", title="上年执行数", description="The executed_yuan of the year before."
)
PREVIOUS_RATE_PCT = replace(
    EXECUTED_SHARE_PCT,
    name="previous_computed_rate_pct",
    title="上年计算执行率",
    description="The computed_rate_pct of the year before.",
)
YEAR_SCORE_PCT = replace(
    SCORE_PCT,
    name="mean_score_pct",
    title="平均得分率",
    description="Mean of score_pct over the counted forms of the project in the year, nearly always one.",
)
PREVIOUS_SCORE_PCT = replace(
    SCORE_PCT,
    name="previous_mean_score_pct",
    title="上年平均得分率",
    description="The mean_score_pct of the year before.",
)
PREVIOUS_SHORTFALL = replace(
    SHORTFALL_SUM, name="previous_shortfall", title="上年扣分", description="The shortfall of the year before."
)
EXECUTED_CHANGE_PCT = Column(
    "executed_change_pct",
    RATIO,
    "执行数同比增减",
    "Money spent less that of the year before, over that of the year before, in percent; null where that is missing or "
    "zero.",
    unit="%",
)
