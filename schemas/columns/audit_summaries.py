"""Columns that only views of the audit have.

Belongs here: counts and shares over findings, rules and the forms of a department. Does not belong here: columns of
tables.
"""

from __future__ import annotations

from dataclasses import replace

from schemas.columns.reason_texts import REASON_STATE
from schemas.columns.types import CODE, RATIO, Column, count, integer, points, text
from schemas.columns.vocabularies import SLACKS

REVIEWED_FORM_COUNT = count(
    "forms", "自评表数", "Forms of the same key, with and without findings; 0 where a finding is about no form."
)
FINDING_COUNT = count("findings", "核查发现数", "Number of findings.")
AFFECTED_FORMS = count("affected_forms", "涉及自评表数", "Number of different forms that the findings are about.")
AFFECTED_PCT = Column(
    "affected_pct", RATIO, "涉及自评表占比", "Affected forms over forms, in percent; null without a form.", unit="%"
)
APPLICATION_COUNT = count("applications", "核查次数", "Rows that the rule looked at: passed, failed, not applicable.")
PASSED = count("passed", "通过次数", "Rows on which the rule held.")
FAILED = count("failed", "未通过次数", "Rows on which the rule did not hold; each is a finding.")
NOT_APPLICABLE = count("not_applicable", "不适用次数", "Rows to which the rule could not be applied.")
FAILED_PCT = Column("failed_pct", RATIO, "未通过率", "Failed over failed and passed, in percent.", unit="%")
MOST_FREQUENT_REASON = text(
    "not_applicable_reason",
    "主要不适用原因",
    "Machine code of the most frequent reason why the rule could not be applied; null when it always could.",
    pattern=CODE,
)
MOST_FREQUENT_COUNT = count("not_applicable_reason_rows", "主要不适用原因次数", "Rows with that reason.")
SHARE_PCT = Column(
    "share_pct",
    RATIO,
    "占比",
    "These indicators over all indicators of the same place, year and kind of form, in percent.",
    unit="%",
)
UNCHECKED_PCT = Column(
    "unchecked_pct",
    RATIO,
    "无法核算占比",
    "Share of the indicators whose score no rule can check, in percent.",
    unit="%",
)
DIFFERING_COUNT = count("differing", "得分不符数", "Indicators whose printed score is outside the allowed interval.")
SLACK = text(
    "slack",
    "目标松紧",
    "How far the actual value is beyond the target: missed, exact, then the share of the target reached; no_ratio when"
    " target or limit is met and the divisor is zero.",
    is_nullable=False,
    vocabulary=SLACKS,
)
OWN_REASON_STATE = replace(
    REASON_STATE, name="reason_state", description="Whether the reason column of the indicator states anything."
)


def _share(name: str, title: str, description: str) -> Column:
    return Column(name, RATIO, title, f"{description}, in percent.", unit="%")


GRADED_FORMS = count(
    "graded_forms", "已评级自评表数", "Forms with a grade of the one scale (grade_class) that is certain."
)
TOP_GRADE_PCT = _share("top_grade_pct", "优等占比", "Forms with grade_class excellent over graded forms")
TOTALLED_FORMS = count("totalled_forms", "有总分自评表数", "Forms with a score_pct that is certain.")
SCORE_MEAN_PCT = _share("mean_score_pct", "平均得分率", "Mean of score_pct, the total score over the total weight")
SCORE_LOWEST_PCT = _share("lowest_score_pct", "最低得分率", "Lowest score_pct")
SCORE_HIGHEST_PCT = _share("highest_score_pct", "最高得分率", "Highest score_pct")
SCORE_DEVIATION_PCT = _share(
    "score_deviation_pct", "得分率标准差", "Standard deviation of score_pct, as of a whole population"
)
SCORED_COUNT = count("scored_indicators", "已计分指标数", "Indicators with weight and score that are certain.")
FULL_SCORE_PCT = _share("full_score_pct", "满分率", "Indicators with score equal to weight over scored indicators")
PEERS_FULL_SCORE_PCT = _share(
    "peers_full_score_pct", "其他部门满分率", "The same share over all other departments and regions of the year"
)
COMPARED_COUNT = count(
    "compared_indicators",
    "可比指标数",
    "Indicators with target and actual value that compare as numbers and are certain.",
)
EXACT_PCT = _share("exact_pct", "恰好完成占比", "Indicators that reach exactly their target over compared indicators")
OVER_PCT = _share("over_pct", "明显超额占比", "Indicators at 1.3 times their target or more over compared indicators")
MISSED_PCT = _share("missed_pct", "未达目标占比", "Indicators that miss their target over compared indicators")
QUALITATIVE_PCT = _share(
    "qualitative_pct",
    "定性指标占比",
    "Targets in words (target_kind words, grade, placeholder or identifier) over all targets that are certain",
)
WITHOUT_REASON = count(
    "shortfalls_without_reason",
    "未说明原因的扣分指标数",
    "Of these, indicators for which no reason is stated (blank, 无, a dash, a reference), neither beside them nor in an"
    " analysis of the whole form: unexplained_shortfalls of shortfall_by_department.",
)
ERROR_COUNT = count("errors", "错误数", "Findings of severity error.")
WARNING_COUNT = count("warnings", "警告数", "Findings of severity warning.")
INFO_COUNT = count("infos", "提示数", "Findings of severity info.")
STATED_PROJECTS = integer(
    "stated_projects",
    "决算说明所述项目数",
    "Projects that a report of the department names for the year, in its first statement on all projects; null when no"
    " report was read or the number is doubtful.",
)
STATED_MEAN_SCORE = points(
    "stated_mean_score",
    "决算说明所述平均得分",
    "Mean score in the same report; null when none is stated or it is doubtful.",
)
LEFT_OUT_GRADES = count("left_out_grades", "未计入评级数", "Forms left out of the grades: missing or doubtful.")
LEFT_OUT_TOTALS = count("left_out_totals", "未计入总分数", "Forms left out of the total scores: missing or doubtful.")
LEFT_OUT_INDICATORS = count(
    "left_out_indicators",
    "未计入得分指标数",
    "Indicators left out of the scores: weight or score missing, zero or doubtful.",
)
LEFT_OUT_TARGETS = count(
    "left_out_targets", "未计入对比指标数", "Indicators that compare as numbers, left out since a value is doubtful."
)
DOUBTFUL_PROFILE_ROWS = count(
    "doubtful_rows", "存疑表数", "Forms of which name, money, grade, score or points lost are doubtful."
)
DOUBTED_TEXT = text(
    "doubted_text", "依据中的存疑字段（文本）", "The names in doubted as one text; null where nothing is doubtful."
)
DOUBTFUL_NAMES = count(
    "doubtful_names", "归属存疑表数", "Forms counted here whose region, year or department is doubtful."
)
BUILD_ID = text("build_id", "发布编号", "Number of the release that this warehouse was built for.", is_nullable=False)
SCHEMA_VERSION_COLUMN = text("schema_version", "结构版本", "Version of the columns and keys.", is_nullable=False)
