"""Columns of the audit: rules and their settings, findings, expected scores.

Belongs here: tables of the audit but for reasons. Does not belong here: columns that only views show
(``audit_summaries``).
"""

from __future__ import annotations

from dataclasses import replace

from schemas.columns.forms import DEPARTMENT
from schemas.columns.identity import DOCUMENT_ID, FORM_ID, ROW_NO, TABLE_NAME
from schemas.columns.types import BIG_INTEGER, CODE, NAMES, POINTS, QUANTITY, RATIO, Column, points, text
from schemas.columns.vocabularies import (
    FINDING_KINDS,
    INVERSE_FORMULAS,
    PROFILE_ORIGINS,
    RATE_DENOMINATORS,
    RULE_RESULTS,
    RULE_SUBJECTS,
    SCORE_METHODS,
    SEVERITIES,
)

FINDING_ID = text(
    "finding_id",
    "发现编号",
    "Form, report or department, rule and row; a running number where a rule fired more than once on a row.",
    is_nullable=False,
)
RULE_ID = text("rule_id", "规则编号", "Number of the rule in the rule register.", is_nullable=False)
KIND = text(
    "kind",
    "发现类别",
    "reader when the reader doubts itself, form when the form contradicts itself or a rule.",
    is_nullable=False,
    vocabulary=FINDING_KINDS,
)
SEVERITY = text(
    "severity", "严重程度", "How much it matters: error, warning or info.", is_nullable=False, vocabulary=SEVERITIES
)
MESSAGE = text("message", "发现内容", "What was found, as a Chinese sentence with both values.", is_nullable=False)
MESSAGE_EN = text(
    "message_en", "发现内容（英文）", "What was found, as an English sentence with both values.", is_nullable=False
)
EXPECTED = text("expected", "应有值", "What the rule expects, as Chinese text, often an interval.")
EXPECTED_EN = text("expected_en", "应有值（英文）", "What the rule expects, as English text, often an interval.")
FOUND = text("found", "实际值", "What stands on the form, as text.")
RULE_SENTENCE = text("sentence", "规则", "What the rule asks for, as one Chinese sentence.", is_nullable=False)
RULE_SENTENCE_EN = text(
    "sentence_en", "规则（英文）", "What the rule asks for, as one English sentence.", is_nullable=False
)
BASIS = text(
    "basis", "依据", "What it rests on, in Chinese: arithmetic, a note printed on the form, a named regulation."
)
BASIS_EN = text(
    "basis_en", "依据（英文）", "What it rests on, in English: arithmetic, a note printed on the form, a regulation."
)
ACTION = text("action", "处理建议", "What a person does about a finding of this rule, in Chinese.")
ACTION_EN = text("action_en", "处理建议（英文）", "What a person does about a finding of this rule, in English.")
RULE_TITLE = text("title", "规则名称", "Short Chinese name of the rule.", is_nullable=False)
RULE_TITLE_EN = text("title_en", "规则名称（英文）", "Short English name of the rule.", is_nullable=False)
SUBJECT = text(
    "subject",
    "核查对象",
    "What one application of the rule looks at: a form, a row of it, a report, a department in a year.",
    is_nullable=False,
    vocabulary=RULE_SUBJECTS,
)
# A finding about a report or a department in a year is about no single form.
FINDING_FORM_ID = replace(FORM_ID, is_nullable=True)
FINDING_DOCUMENT_ID = replace(DOCUMENT_ID, is_nullable=True)
FINDING_DEPARTMENT = replace(
    DEPARTMENT,
    description="Department in charge of the project, as printed; the normalised name where the finding is about a "
    "department in a year.",
)
FINDING_TABLE_NAME = replace(TABLE_NAME, is_nullable=True)
FINDING_ROW_NO = replace(ROW_NO, is_nullable=True)
PROFILE = text(
    "profile",
    "适用口径",
    "Layers of rule settings that hold for the form, the general one first, joined by plus signs.",
    is_nullable=False,
)
FINDING_PROFILE = replace(PROFILE, is_nullable=True)
ALLOWED_LOW = Column(
    "allowed_low",
    QUANTITY,
    "允许下限",
    "Lowest value that the rule allows, the rounding of printed digits included; null when there is no number.",
)
ALLOWED_HIGH = Column(
    "allowed_high",
    QUANTITY,
    "允许上限",
    "Highest value that the rule allows, the rounding of printed digits included; null when there is no number.",
)
DOUBTED = Column(
    "doubted",
    NAMES,
    "所依据的存疑字段",
    "Columns this rests on that the reader is not certain of; empty when there is none, never null.",
    is_nullable=False,
)
RESULT = text(
    "result",
    "核查结果",
    "Whether the rule held, did not hold, or could not be applied.",
    is_nullable=False,
    vocabulary=RULE_RESULTS,
)
RESULT_REASON = text(
    "reason",
    "不适用原因",
    "Machine code of why the rule could not be applied; applied where it could.",
    is_nullable=False,
    pattern=CODE,
)
SUBJECT_ID = text(
    "subject_id",
    "核查对象编号",
    "What the rule was applied to: form_id, narrative_id of a report, or name, department_id and year of a department.",
    is_nullable=False,
)
APPLICATIONS = Column(
    "applications",
    BIG_INTEGER,
    "核查次数",
    "How often the rule was applied with this result: rows of the form that it looks at.",
    is_nullable=False,
    minimum=1,
)
LAYER_ID = text("layer_id", "口径编号", "Name of the layer as it stands in profile.", is_nullable=False, pattern=CODE)
LAYER_TITLE = text("layer_title", "口径名称", "Chinese name of the layer.", is_nullable=False)
LAYER_TITLE_EN = text("layer_title_en", "口径名称（英文）", "English name of the layer.", is_nullable=False)
APPLIES_TO = text(
    "applies_to", "适用范围", "Which forms the layer holds for, as a Chinese sentence.", is_nullable=False
)
APPLIES_TO_EN = text(
    "applies_to_en", "适用范围（英文）", "Which forms the layer holds for, as an English sentence.", is_nullable=False
)
SETTINGS = text(
    "settings", "设定", "What the layer sets: names as in form_profile, values, separated by semicolons.",
    is_nullable=False,
)  # fmt: skip
PROFILE_ORIGIN = text(
    "profile_origin",
    "口径来源",
    "Place when settings of the place or of the kind of form are known, default when only general ones are.",
    is_nullable=False,
    vocabulary=PROFILE_ORIGINS,
)
RATE_DENOMINATOR = text(
    "rate_denominator",
    "执行率分母",
    "What executed money is divided by for the execution rate.",
    is_nullable=False,
    vocabulary=RATE_DENOMINATORS,
)
INVERSE_FORMULA = text(
    "inverse_formula",
    "反向指标公式",
    "How an exceeded limit is scored: ratio is target over actual, linear one less the excess over the target.",
    is_nullable=False,
    vocabulary=INVERSE_FORMULAS,
)


def _setting(name: str, title: str, description: str, unit: str) -> Column:
    return Column(name, POINTS, title, description, unit=unit)


BUDGET_WEIGHT = _setting(
    "budget_weight",
    "预算执行分值",
    "Weight of the execution rate where the form prints none in its row; null: as printed.",
    "points",
)
MET_LOW_PCT = _setting("met_low_pct", "达成档下限", "Lowest share of the weight for an indicator rated met.", "%")
PARTLY_LOW_PCT = _setting(
    "partly_low_pct", "部分达成档下限", "Lowest share of the weight for an indicator rated partly met.", "%"
)
PARTLY_HIGH_PCT = _setting(
    "partly_high_pct", "部分达成档上限", "The share of the weight that an indicator rated partly met stays below.", "%"
)
NOT_MET_HIGH_PCT = _setting(
    "not_met_high_pct", "未达成档上限", "The share of the weight that an indicator rated not met stays below.", "%"
)
OVER_ACHIEVEMENT_RATIO = _setting(
    "over_achievement_ratio", "超额完成界限", "Actual over target from which a full score needs a reason.", "ratio"
)
REASON_RATE_PCT = _setting("reason_rate_pct", "执行率说明界限", "Execution rate below which a reason is due.", "%")
ADJUSTMENT_LIMIT_PCT = _setting(
    "adjustment_limit_pct", "预算调整说明界限", "Change of the budget, up or down, above which a reason is due.", "%"
)
EXCELLENT_FROM = _setting(
    "excellent_from", "优等起点", "Lowest share of the total weight graded 优; null when not known.",
    "%",
)  # fmt: skip
GOOD_FROM = _setting("good_from", "良等起点", "Lowest share of the total weight graded 良; null when not known.", "%")
FAIR_FROM = _setting(
    "fair_from", "中等起点", "Lowest share of the total weight graded 中 or 合格; null when not known.", "%"
)
METHOD = text(
    "method",
    "核算方法",
    "Rule that gives the expected score; unchecked when none can.",
    is_nullable=False,
    vocabulary=SCORE_METHODS,
)
UNCHECKED_REASON = text(
    "unchecked_reason", "无法核算原因", "Machine code of why no rule gives a score; null when one does.", pattern=CODE
)
ACHIEVED_RATIO = Column(
    "achieved_ratio",
    RATIO,
    "完成比例",
    "Actual over target (target over actual for le and lt); null unless both are numbers in one unit.",
    unit="ratio",
)
MET_SCORE = points("met_score", "完成得分", "Full weight, where the target is met.")
PROPORTIONAL_SCORE = points(
    "proportional_score", "按比例得分", "Actual over target times weight, where a target to be reached is missed."
)
INVERSE_RATIO_SCORE = points(
    "inverse_ratio_score", "反向得分（A/B）", "Target over actual times weight, where a limit is exceeded."
)
INVERSE_LINEAR_SCORE = points(
    "inverse_linear_score",
    "反向得分（1-(B-A)/A）",
    "One less the excess over the target, times weight, zero from twice the target, where a limit is exceeded.",
)
BAND_LOW_SCORE = points("band_low_score", "分档下限分", "Lowest score of the band of the attainment class.")
BAND_HIGH_SCORE = points("band_high_score", "分档上限分", "Upper end of the band of the attainment class.")
SCORE_DIFFERENCE = points(
    "score_difference",
    "与核算分之差",
    "Printed score less the nearest score that a rule allows; 0 inside the allowed interval, null when unchecked.",
)
