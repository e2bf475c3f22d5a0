"""Columns that only views of budgets, indicators, reasons and documents have.

Belongs here: sums, counts and rates that a view computes. Does not belong here: columns of tables, views of the
audit (``audit_summaries``).
"""

from __future__ import annotations

from dataclasses import replace

from schemas.columns.identity import PAGE
from schemas.columns.indicators import INDICATOR_NO, SCORE, WEIGHT
from schemas.columns.reason_texts import CAUSE_TEXT, MEASURE_TEXT, NEAR_GROUP
from schemas.columns.types import MONEY, MONEY_SUM, NAMES, POINTS, POINTS_SUM, RATIO, Column, count, rate, text
from schemas.columns.vocabularies import REASON_CATEGORIES, WORDINGS

ADJUSTMENT_PCT = Column(
    "adjustment_pct",
    RATIO,
    "预算调整率",
    "Adjusted less initial budget over initial budget, in percent; null when the initial budget is missing or zero.",
    unit="%",
)
EXECUTED_SHARE_PCT = Column(
    "computed_rate_pct",
    RATIO,
    "计算执行率",
    "Summed executed money over summed adjusted budget, in percent, over rows that have both; never a mean of rates.",
    unit="%",
)
UNSPENT_YUAN = Column("unspent_yuan", MONEY, "未执行金额", "Adjusted budget less executed money, in yuan.", unit="yuan")
SCORE_LOST = Column("score_lost", POINTS, "预算执行扣分", "Weight less score of the funding row.", unit="points")
INITIAL_SUM = Column(
    "initial_budget_yuan", MONEY_SUM, "年初预算数合计", "Sum of the initial budgets, in yuan.", unit="yuan"
)
ADJUSTED_SUM = Column(
    "adjusted_budget_yuan", MONEY_SUM, "全年预算数合计", "Sum of the adjusted budgets, in yuan.", unit="yuan"
)
EXECUTED_SUM = Column("executed_yuan", MONEY_SUM, "全年执行数合计", "Sum of the money spent, in yuan.", unit="yuan")
UNSPENT_SUM = Column(
    "unspent_yuan",
    MONEY_SUM,
    "未执行金额合计",
    "Summed adjusted budget less summed executed money, in yuan, over rows that have both.",
    unit="yuan",
)
FORM_COUNT = count("forms", "自评表数", "Number of self-evaluation forms counted.")
INCOMPLETE_ROWS = count(
    "incomplete_rows", "缺数行数", "Rows left out of the rate because adjusted budget or executed money is missing."
)
DOUBTFUL_ROWS = count(
    "doubtful_rows", "存疑行数", "Counted rows in which at least one of the values used here is doubtful."
)
ATTAINMENT_RATIO = Column(
    "attainment_ratio",
    RATIO,
    "完成比例",
    "Actual over target (target over actual for le and lt), 1 is exactly met; null unless both are numbers in one"
    " unit and the divisor is positive.",
    unit="ratio",
)
INDICATOR_COUNT = count("indicators", "指标数", "Number of third-level indicators counted.")
SHORTFALL_COUNT = count("shortfall_indicators", "扣分指标数", "Indicators that scored below their weight.")
UNSCORED_COUNT = count("unscored_indicators", "未计分指标数", "Indicators whose weight or score is missing.")
UNEXPLAINED_COUNT = count(
    "unexplained_shortfalls", "未说明原因的扣分指标数", "Shortfall indicators without a reason text."
)
WEIGHT_SUM = Column("weight", POINTS_SUM, "分值合计", "Sum of the weights of the scored indicators.", unit="points")
SCORE_SUM = Column("score", POINTS_SUM, "得分合计", "Sum of the scores of the scored indicators.", unit="points")
SHORTFALL_SUM = Column(
    "shortfall",
    POINTS_SUM,
    "扣分合计",
    "Sum of the points lost by indicators that scored below their weight.",
    unit="points",
)
SCORE_RATE_PCT = Column("score_rate_pct", RATIO, "得分率", "Summed score over summed weight, in percent.", unit="%")
REASON_INDICATOR_NO = replace(
    INDICATOR_NO, is_nullable=True, description="Indicator that the reason stands beside; null for any other row."
)
REASON_PAGE = replace(
    PAGE, description="Page of the indicator; for a reason of a funding row or of the whole form its first page."
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
REASON_GROUP = text(
    "reason_group",
    "同文组",
    "The cause (the whole text where none is set apart) without punctuation, blanks and width differences; rows with"
    " the same value say the same thing.",
    is_nullable=False,
)
PROJECTS_IN_GROUP = count("projects_in_group", "同文项目数", "Number of forms that give this same reason.")
NEAR_GROUP_ID = replace(NEAR_GROUP, name="near_group")
PROJECTS_IN_NEAR_GROUP = count(
    "projects_in_near_group",
    "近似文本项目数",
    "Projects that give this reason in equal or nearly equal words; a project counts once in a year, however often it"
    " was published.",
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
    "lowest_similarity", "最低近似度", "Lowest similarity of a text of the group with its leading text, 100 is equal."
)
WORDING_COUNT = count("wordings", "不同写法数", "Number of texts of the group that differ in a letter or a figure.")
PROJECT_COUNT = count("projects", "项目数", "Number of different projects; a project of another year is another one.")
DEPARTMENT_COUNT = count("departments", "部门数", "Number of different departments.")
YEAR_COUNT = count("years", "年度数", "Number of different fiscal years.")
REGION_COUNT = count("regions", "地区数", "Number of different regions.")
REASON_COUNT = count("reasons", "原因条数", "Number of reasons stated.")
REASON_GROUP_COUNT = count("reason_groups", "不同原因数", "Number of different reason groups among them.")
SHARED_COUNT = count("shared_reasons", "跨项目同文条数", "Reasons whose wording also stands on another form.")
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
CORRECTION_COUNT = count(
    "corrections", "人工更正数", "Number of human corrections; 0 in this version, which takes none."
)
READER_FINDINGS = count("reader_findings", "读取疑问数", "Findings in which the reader doubts itself.")
FORM_FINDINGS = count("form_findings", "表格问题数", "Findings in which the form contradicts itself or a rule.")
REFUSALS = count("quarantined", "隔离条数", "Rows of the quarantine table.")
STATEMENT_COUNT = count("statements", "决算说明条数", "Statements on self-evaluation read from the document.")
