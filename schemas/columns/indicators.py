"""Columns of an indicator, and the points of a row.

Belongs here: weight, score and their method (a funding row has them too), targets, actual values, reasons as
printed. Does not belong here: causes told apart by the audit (``reason_texts``).
"""

from __future__ import annotations

from schemas.columns.types import DATE, QUANTITY, Column, flag, integer, points, text
from schemas.columns.vocabularies import ATTAINMENTS, GRANULARITIES, INDICATOR_KINDS, OPERATORS, TARGET_KINDS

INDICATOR_NO = integer(
    "indicator_no",
    "指标序号",
    "Place of the third-level indicator on the form, from 1, in printed order.",
    is_nullable=False,
    minimum=1,
)
WEIGHT = points(
    "weight",
    "分值",
    "Points that can be earned, as printed.",
    headings=("分值", "分数", "权重", "参考分值"),
    is_printed=True,
)
SCORE = points(
    "score", "得分", "Points earned, as printed.", headings=("得分", "自评得分", "单项得分"), is_printed=True
)
SHORTFALL = points("shortfall", "扣分", "Weight less score; null when either is missing.")
SCORE_METHOD = text(
    "score_method",
    "得分计算方法",
    "How the score is calculated, on forms that have a column for it; one text may hold for several rows.",
    headings=("得分计算方法",),
    is_printed=True,
)
LEVEL1 = text(
    "level1",
    "一级指标",
    "First-level label in its canonical form, for example 产出指标; weights printed inside the label are removed.",
    headings=("一级指标",),
    is_printed=True,
)
LEVEL2 = text(
    "level2",
    "二级指标",
    "Second-level label in its canonical form, for example 数量指标.",
    headings=("二级指标",),
    is_printed=True,
)
NAME = text(
    "name",
    "三级指标",
    "Name of the third-level indicator, as printed.",
    headings=("三级指标", "指标名称"),
    is_printed=True,
)
TARGET_TEXT = text(
    "target_text",
    "年度指标值",
    "Target of the indicator, as printed.",
    headings=("年度指标值", "年度指标值(A)", "指标值", "年初目标值(A)", "预期指标值"),
    is_printed=True,
)
TARGET_OPERATOR = text(
    "target_operator",
    "指标性质",
    "How the target compares: ge, gt, eq, le, lt, range or qualitative; null when none is printed.",
    vocabulary=OPERATORS,
    headings=("指标性质", "计算符号"),
    is_printed=True,
)
TARGET_VALUE = Column(
    "target_value", QUANTITY, "目标数值", "Number in the target, in target_unit; null for a range.", is_printed=True
)
TARGET_LOW = Column(
    "target_low", QUANTITY, "目标下限", "Lower end of a target that is a range, in target_unit.", is_printed=True
)
TARGET_HIGH = Column(
    "target_high", QUANTITY, "目标上限", "Upper end of a target that is a range, in target_unit.", is_printed=True
)
TARGET_UNIT = text(
    "target_unit", "目标单位", "Unit of the target, as printed.", headings=("度量单位", "计量单位"), is_printed=True
)
TARGET_UNIT_CANONICAL = text(
    "target_unit_canonical",
    "目标单位（归一）",
    "Unit of the target in the one form in which units are compared: % for 百分之, 平方米 for ㎡, 次/季度 for "
    "每季度1次; null for a unit that the vocabulary does not know.",
    is_printed=True,
)
TARGET_KIND = text(
    "target_kind",
    "指标值类型",
    "What kind of thing the target states; null where it is blank or a dash. Only a quantity has target_value, only a "
    "range has both ends, only a deadline, a date or a period has target_date.",
    vocabulary=TARGET_KINDS,
    is_printed=True,
)


def _dates(side: str, title: str, what: str) -> tuple[Column, Column, Column]:
    return (
        Column(
            f"{side}_date",
            DATE,
            f"{title}日期",
            f"Last day that the date or deadline in {what} can mean; a year that is not printed is the fiscal year.",
            is_printed=True,
        ),
        Column(
            f"{side}_date_from",
            DATE,
            f"{title}日期（起）",
            f"First day that the date in {what} can mean; equal to {side}_date where the text leaves nothing open.",
            is_printed=True,
        ),
        text(
            f"{side}_date_granularity",
            f"{title}日期精度",
            f"How exactly {what} gives its date.",
            vocabulary=GRANULARITIES,
            is_printed=True,
        ),
    )


TARGET_DATE, TARGET_DATE_FROM, TARGET_DATE_GRANULARITY = _dates("target", "目标", "the target")
ACTUAL_DATE, ACTUAL_DATE_FROM, ACTUAL_DATE_GRANULARITY = _dates("actual", "实际", "what was achieved")
ACTUAL_TEXT = text(
    "actual_text",
    "实际完成值",
    "What was achieved, as printed.",
    headings=("实际完成值", "全年实际值", "全年实际值(B)", "完成值", "全年完成值"),
    is_printed=True,
)
ACTUAL_OPERATOR = text(
    "actual_operator",
    "实际值符号",
    "Sign or word of comparison that stands before the actual value (≥266米, 不足60%): the value is then a bound.",
    vocabulary=OPERATORS,
    is_printed=True,
)
ACTUAL_VALUE = Column(
    "actual_value",
    QUANTITY,
    "实际数值",
    "Number in what was achieved, in actual_unit; null for a range.",
    is_printed=True,
)
ACTUAL_LOW = Column(
    "actual_low", QUANTITY, "实际下限", "Lower end of an actual value that is a range, in actual_unit.", is_printed=True
)
ACTUAL_HIGH = Column(
    "actual_high",
    QUANTITY,
    "实际上限",
    "Upper end of an actual value that is a range, in actual_unit.",
    is_printed=True,
)
ACTUAL_UNIT = text("actual_unit", "实际单位", "Unit of what was achieved, as printed.", is_printed=True)
ACTUAL_UNIT_CANONICAL = text(
    "actual_unit_canonical",
    "实际单位（归一）",
    "Unit of what was achieved in the one form in which units are compared; null for a unit that the vocabulary does "
    "not know.",
    is_printed=True,
)
ATTAINMENT = text(
    "attainment",
    "达成程度",
    "Attainment class where the form prints a graded word: met, partly_met or not_met; else null.",
    vocabulary=ATTAINMENTS,
    is_printed=True,
)
REASON_TEXT = text(
    "reason_text",
    "偏差原因分析及改进措施",
    "The whole text of the reason column of the row, as printed.",
    headings=("偏差原因分析及改进措施", "未完成原因分析", "未完成原因及拟采取的改进措施", "原因", "说明"),
    is_printed=True,
)
INDICATOR_KIND = text(
    "indicator_kind",
    "指标类别",
    "What the indicator measures, told from its name, level 2, unit and target together; null where they do not tell.",
    vocabulary=INDICATOR_KINDS,
)
NAME_NORMALIZED = text(
    "name_normalized",
    "指标名称（归一）",
    "The name without blanks, punctuation, numbering and years, and in one wording of those that mean the same "
    "(群众满意率: 群众满意度), for comparing offices and years; the printed one is in name.",
)


def _base(side: str, title: str) -> tuple[Column, Column]:
    return (
        Column(
            f"{side}_value_base",
            QUANTITY,
            f"{title}数值（基准单位）",
            f"The figure of {side}_value in {side}_base_unit, so that 万元 compares with 元 and 公里 with 米; "
            f"{side}_value itself where no unit is printed, null where the vocabulary does not know the unit.",
        ),
        text(
            f"{side}_base_unit",
            f"{title}基准单位",
            f"The one unit to which units of a dimension are converted (元, 米, 平方米, 千克, 分钟, %); "
            f"{side}_unit_canonical where it stands for itself. 人 and 人次, 天 and 工作日 are kept apart.",
        ),
    )


TARGET_VALUE_BASE, TARGET_BASE_UNIT = _base("target", "目标")
ACTUAL_VALUE_BASE, ACTUAL_BASE_UNIT = _base("actual", "实际")
PARENT_INDICATOR_NO = integer(
    "parent_indicator_no",
    "上级指标序号",
    "The indicator of the form that this one is a numbered part of; null for indicators that stand for themselves.",
    minimum=1,
)
IS_COUNTED = flag(
    "is_counted",
    "是否计入合计",
    "Whether the row is added where points and indicators are summed: false for a row whose points are those of the "
    "rows below it, and for numbered parts without points of their own.",
)
IS_SHARED_REASON = flag(
    "is_shared_reason",
    "原因是否共用",
    "Whether the reason stands once in a cell beside several indicators; it is published with each. Null without one.",
)
DEVIATION_REASON = text(
    "deviation_reason",
    "偏差原因",
    "The part of the reason text that says why, where the parts can be told apart.",
    is_printed=True,
)
IMPROVEMENT_MEASURE = text(
    "improvement_measure",
    "改进措施（指标）",
    "The part of the reason text that says what will be done, where the parts can be told apart.",
    is_printed=True,
)
