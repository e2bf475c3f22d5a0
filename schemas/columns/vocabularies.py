"""Closed lists of published values, each with its Chinese label.

Belongs here: the values of a column, in the order in which documents show them. Does not belong here: the column
itself.
"""

from __future__ import annotations

DOCUMENT_OUTCOMES = {
    "curated": "已整理",
    "curated_with_issues": "已整理（有疑问）",
    "no_form": "无自评表",
    "quarantined": "已隔离",
}
FORM_OUTCOMES = {name: DOCUMENT_OUTCOMES[name] for name in ("curated", "curated_with_issues")}
DATA_KINDS = {"real": "真实文件", "example": "虚构示例", "mixed": "真实文件与虚构示例混合", "none": "无文件"}
ROUTES = {
    "pdf_text": "PDF文本层",
    "pdf_ocr": "PDF图像识别",
    "raw_text": "逐格识别文本",
    "html": "网页",
    "xlsx": "电子表格",
    "xls": "电子表格（旧格式）",
    "docx": "文字处理文档",
    "doc": "文字处理文档（旧格式）",
}
DEPARTMENT_BASES = {"department": "主管部门", "implementing_unit": "实施单位"}
FORM_KINDS = {"project": "项目支出", "department": "部门整体支出", "transfer": "转移支付"}
FUNDING_SOURCES = {
    "total": "年度资金总额",
    "fiscal_current": "当年财政拨款",
    "carryover": "上年结转资金",
    "other": "其他资金",
    "fiscal": "财政资金",
    "special_account": "财政专户管理资金",
    "unit_funds": "单位资金",
    "central": "中央资金",
    "provincial": "省级资金",
    "municipal": "市级资金",
    "county": "县（区）级资金",
    "local": "地方资金",
    "government_fund": "政府性基金",
    "state_capital": "国有资本经营预算",
    "basic": "基本支出",
    "project": "项目支出",
}
OPERATORS = {
    "ge": "≥",
    "gt": "＞",
    "eq": "＝",
    "le": "≤",
    "lt": "＜",
    "range": "区间",
    "qualitative": "定性",
}
TARGET_KINDS = {
    "quantity": "数量",
    "range": "区间",
    "deadline": "期限",
    "date": "日期",
    "period": "时段",
    "ratio": "比例关系",
    "growth": "增减幅度",
    "approximate": "约数",
    "several": "多个数值",
    "grade": "等级",
    "identifier": "名称或编号",
    "sentence": "含数字的文字",
    "words": "文字",
    "placeholder": "未填写",
}
INDICATOR_KINDS = {
    "satisfaction": "满意度",
    "completion_rate": "完成率",
    "timeliness": "时效",
    "pass_rate": "质量合格与达标",
    "coverage_rate": "覆盖率",
    "response_rate": "办结与处理",
    "utilisation": "使用与运行",
    "budget_execution": "资金到位与执行",
    "quantity": "数量",
    "cost": "成本",
    "revenue": "收入与产值",
    "growth": "增减变化",
    "complaint": "投诉",
    "incident": "事故与差错",
    "compliance": "合规性",
    "institution": "制度机制",
    "awareness": "知晓与宣传",
    "efficiency": "效率",
    "impact": "定性效益",
    "other_rate": "其他比率",
}
INDICATOR_KINDS_EN = {
    "satisfaction": "Satisfaction",
    "completion_rate": "Completion of what was planned",
    "timeliness": "Timeliness",
    "pass_rate": "Quality: passed or up to standard",
    "coverage_rate": "Coverage",
    "response_rate": "Cases handled",
    "utilisation": "Use and operation",
    "budget_execution": "Funds received and spent",
    "quantity": "Quantity",
    "cost": "Cost",
    "revenue": "Income and output value",
    "growth": "Change against before",
    "complaint": "Complaints (less is better)",
    "incident": "Accidents and faults (less is better)",
    "compliance": "Compliance",
    "institution": "Rules and mechanisms",
    "awareness": "Awareness and publicity",
    "efficiency": "Efficiency",
    "impact": "Benefit in words",
    "other_rate": "Another rate",
}
GRADE_CLASSES = {"excellent": "优", "good": "良", "fair": "中", "poor": "差"}
GRADE_CLASSES_EN = {"excellent": "Excellent", "good": "Good", "fair": "Fair", "poor": "Poor"}
GRANULARITIES = {
    "day": "日",
    "ten_days": "旬",
    "month": "月",
    "quarter": "季度",
    "half_year": "半年",
    "year": "年",
    "term": "学期",
}
ATTAINMENTS = {"met": "达成", "partly_met": "部分达成", "not_met": "未达成"}
CELL_ORIGINS = {"printed": "原样", "repaired": "自动修复", "corrected": "人工更正", "derived": "推算"}
CELL_STATES = {
    "filled": "有内容",
    "blank": "空白",
    "dash": "短横或斜线",
    "instruction": "填表说明",
    "unreadable": "无法辨认",
}
FACT_ORIGINS = {"form": "表内", "batch": "批次说明", "title": "表题", "text": "文中", "file_name": "文件名"}
FINDING_KINDS = {"reader": "读取疑问", "form": "表格问题"}
SEVERITIES = {"error": "错误", "warning": "警告", "info": "提示"}
TABLE_NAMES = {"form": "自评表", "budget_line": "预算执行行", "indicator": "绩效指标"}
RULE_SUBJECTS = {
    "form": "自评表",
    "budget_line": "预算执行行",
    "indicator": "绩效指标",
    "report": "决算报告",
    "department": "部门年度",
}
RULE_RESULTS = {"pass": "通过", "fail": "未通过", "not_applicable": "不适用"}
PROFILE_ORIGINS = {"place": "地方或表式口径", "default": "通用口径"}
MONEY_BASES = {"total_row": "总额行", "parts": "各部分合计"}
RATE_DENOMINATORS = {"adjusted_budget": "全年预算数", "initial_budget": "年初预算数"}
SCORE_METHODS = {
    "met": "完成得满分",
    "proportional": "按比例",
    "inverse": "反向指标",
    "band": "定性分档",
    "unchecked": "无法核算",
}
REASON_STATES = {"stated": "已说明", "not_stated": "未说明"}
UNSTATED_KINDS = {"nothing": "空话或横线", "elsewhere": "仅指向他处"}
REASON_SPLITS = {"label": "按标注", "opening": "按起首词", "whole": "未拆分"}
REASON_CATEGORIES = {
    "mechanism": "制度机制",
    "coordination": "沟通协调",
    "policy_change": "政策与任务调整",
    "external": "外部环境与不可抗力",
    "demand": "需求与服务对象",
    "procurement_progress": "采购与实施进度",
    "funding": "资金",
    "savings": "节约与结余",
    "target_setting": "目标与指标设置",
    "data": "数据与统计",
    "publicity": "宣传与知晓",
    "capacity": "人员与技术条件",
    "complexity": "工作复杂与难度",
    "legacy": "历史遗留",
    "effect_takes_time": "效益显现需要时间",
    "other": "仅述完成情况",
    "unclassified": "未归类",
}
SUGGESTED_CATEGORIES = {
    code: label for code, label in REASON_CATEGORIES.items() if code not in {"other", "unclassified"}
}
WORDINGS = {"identical": "逐字相同", "similar": "近似"}
SLACKS = {
    "missed": "未达目标",
    "exact": "恰好等于目标",
    "below_130": "超额不足30%",
    "below_200": "达目标的1.3倍以上不足2倍",
    "below_500": "达目标的2倍以上不足5倍",
    "from_500": "达目标的5倍及以上",
    "no_ratio": "达到目标但无法计算比例",
}
PROJECT_MATCHES = {"project_key": "项目标识相同", "renamed_office": "部门更名"}
NAME_MATCHES = {"name": "指标名称相同", "similar_name": "指标名称相近"}
DIRECTIONS = {"more": "越高越好", "less": "越低越好"}
TARGET_CHANGES = {"lowered": "目标降低", "raised": "目标提高", "same": "目标不变"}
NARRATIVE_SCOPES = {
    "all": "未限定范围",
    "general_budget": "一般公共预算项目",
    "government_fund": "政府性基金项目",
    "state_capital": "国有资本经营预算项目",
    "transfer": "转移支付项目",
    "part": "部分项目",
}
