"""Closed lists of published values, each with its Chinese and its English label.

Belongs here: the values of a column, in the order in which documents show them. Does not belong here: the column
itself.
"""

from __future__ import annotations

from schemas.columns.vocabulary import Vocabulary

DOCUMENT_OUTCOMES = Vocabulary(
    {
        "curated": ("已整理", "Curated"),
        "curated_with_issues": ("已整理（有疑问）", "Curated, with issues"),
        "no_form": ("无自评表", "Without a form"),
        "quarantined": ("已隔离", "Quarantined"),
    }
)
FORM_OUTCOMES = DOCUMENT_OUTCOMES.only(("curated", "curated_with_issues"))
DATA_KINDS = Vocabulary(
    {
        "real": ("真实文件", "Real documents"),
        "example": ("虚构示例", "Invented examples"),
        "mixed": ("真实文件与虚构示例混合", "Real documents and invented examples"),
        "none": ("无文件", "No documents"),
    }
)
ROUTES = Vocabulary(
    {
        "pdf_text": ("PDF文本层", "Text layer of a PDF"),
        "pdf_ocr": ("PDF图像识别", "Recognised pages of a PDF"),
        "raw_text": ("逐格识别文本", "Sliced text"),
        "html": ("网页", "Web page"),
        "xlsx": ("电子表格", "Workbook"),
        "xls": ("电子表格（旧格式）", "Workbook (old format)"),
        "docx": ("文字处理文档", "Text document"),
        "doc": ("文字处理文档（旧格式）", "Text document (old format)"),
    }
)
DEPARTMENT_BASES = Vocabulary(
    {
        "department": ("主管部门", "Department in charge"),
        "implementing_unit": ("实施单位", "Implementing unit"),
    }
)
FORM_KINDS = Vocabulary(
    {
        "project": ("项目支出", "Project"),
        "department": ("部门整体支出", "Whole department"),
        "transfer": ("转移支付", "Transfer payment"),
    }
)
FUNDING_SOURCES = Vocabulary(
    {
        "total": ("年度资金总额", "Total funds of the year"),
        "fiscal_current": ("当年财政拨款", "Fiscal appropriation of the year"),
        "carryover": ("上年结转资金", "Carried over from the year before"),
        "other": ("其他资金", "Other funds"),
        "fiscal": ("财政资金", "Fiscal funds"),
        "special_account": ("财政专户管理资金", "Funds of special fiscal accounts"),
        "unit_funds": ("单位资金", "The unit's own funds"),
        "central": ("中央资金", "Central funds"),
        "provincial": ("省级资金", "Provincial funds"),
        "municipal": ("市级资金", "Municipal funds"),
        "county": ("县（区）级资金", "County or district funds"),
        "local": ("地方资金", "Local funds"),
        "government_fund": ("政府性基金", "Government funds"),
        "state_capital": ("国有资本经营预算", "State capital operating budget"),
        "basic": ("基本支出", "Basic expenditure"),
        "project": ("项目支出", "Project expenditure"),
    }
)
OPERATORS = Vocabulary(
    {
        "ge": ("不低于（≥）", "at least"),
        "gt": ("高于（＞）", "more than"),
        "eq": ("等于（＝）", "equal to"),
        "le": ("不超过（≤）", "at most"),
        "lt": ("低于（＜）", "less than"),
        "range": ("区间", "range"),
        "qualitative": ("定性", "in words"),
    }
)
TARGET_KINDS = Vocabulary(
    {
        "quantity": ("数量", "Quantity"),
        "range": ("区间", "Range"),
        "deadline": ("期限", "Deadline"),
        "date": ("日期", "Date"),
        "period": ("时段", "Period"),
        "ratio": ("比例关系", "Ratio of two numbers"),
        "growth": ("增减幅度", "Increase or decrease"),
        "approximate": ("约数", "About a number"),
        "several": ("多个数值", "Several numbers"),
        "grade": ("等级", "Grade"),
        "identifier": ("名称或编号", "Name or number of something"),
        "sentence": ("含数字的文字", "Text with numbers"),
        "words": ("文字", "Text"),
        "placeholder": ("未填写", "Not filled in"),
    }
)
INDICATOR_KINDS = Vocabulary(
    {
        "satisfaction": ("满意度", "Satisfaction"),
        "completion_rate": ("完成率", "Completion of what was planned"),
        "timeliness": ("时效", "Timeliness"),
        "pass_rate": ("质量合格与达标", "Quality: passed or up to standard"),
        "coverage_rate": ("覆盖率", "Coverage"),
        "response_rate": ("办结与处理", "Cases handled"),
        "utilisation": ("使用与运行", "Use and operation"),
        "budget_execution": ("资金到位与执行", "Funds received and spent"),
        "quantity": ("数量", "Quantity"),
        "cost": ("成本", "Cost"),
        "revenue": ("收入与产值", "Income and output value"),
        "growth": ("增减变化", "Change against before"),
        "complaint": ("投诉", "Complaints (less is better)"),
        "incident": ("事故与差错", "Accidents and faults (less is better)"),
        "compliance": ("合规性", "Compliance"),
        "institution": ("制度机制", "Rules and mechanisms"),
        "awareness": ("知晓与宣传", "Awareness and publicity"),
        "efficiency": ("效率", "Efficiency"),
        "impact": ("定性效益", "Benefit in words"),
        "other_rate": ("其他比率", "Another rate"),
    }
)
GRADE_CLASSES = Vocabulary(
    {
        "excellent": ("优", "Excellent"),
        "good": ("良", "Good"),
        "fair": ("中", "Fair"),
        "poor": ("差", "Poor"),
    }
)
GRANULARITIES = Vocabulary(
    {
        "day": ("日", "Day"),
        "ten_days": ("旬", "Ten days"),
        "month": ("月", "Month"),
        "quarter": ("季度", "Quarter"),
        "half_year": ("半年", "Half-year"),
        "year": ("年", "Year"),
        "term": ("学期", "School term"),
    }
)
ATTAINMENTS = Vocabulary(
    {
        "met": ("达成", "Met"),
        "partly_met": ("部分达成", "Partly met"),
        "not_met": ("未达成", "Not met"),
    }
)
CELL_ORIGINS = Vocabulary(
    {
        "printed": ("原样", "As printed"),
        "repaired": ("自动修复", "Repaired by the program"),
        "corrected": ("人工更正", "Corrected by a person"),
        "derived": ("推算", "Inferred"),
    }
)
CELL_STATES = Vocabulary(
    {
        "filled": ("有内容", "Filled"),
        "blank": ("空白", "Blank"),
        "dash": ("短横或斜线", "Dash or stroke"),
        "instruction": ("填表说明", "Instruction of the form"),
        "unreadable": ("无法辨认", "Illegible"),
        "withheld": ("不予公布", "Withheld"),
    }
)
CORRECTION_ACTIONS = Vocabulary(
    {
        "override": ("更正为新值", "Another value"),
        "blank": ("确认为空", "Nothing stands there"),
        "accept": ("确认无误", "Right as it was read"),
        "withhold": ("不予公布", "Not to be published"),
    }
)
FACT_ORIGINS = Vocabulary(
    {
        "form": ("表内", "In the form"),
        "batch": ("批次说明", "Batch file"),
        "title": ("表题", "Title"),
        "text": ("文中", "Text"),
        "file_name": ("文件名", "File name"),
        "correction": ("人工更正", "Corrected by a person"),
    }
)
FINDING_KINDS = Vocabulary(
    {
        "reader": ("读取疑问", "Doubt of the reader"),
        "form": ("表格问题", "Fault of the form"),
    }
)
SEVERITIES = Vocabulary(
    {
        "error": ("错误", "Error"),
        "warning": ("警告", "Warning"),
        "info": ("提示", "Information"),
    }
)
TABLE_NAMES = Vocabulary(
    {
        "form": ("自评表", "Form"),
        "budget_line": ("预算执行行", "Funding row"),
        "indicator": ("绩效指标", "Indicator"),
    }
)
RULE_SUBJECTS = Vocabulary(
    {
        "form": ("自评表", "Form"),
        "budget_line": ("预算执行行", "Funding row"),
        "indicator": ("绩效指标", "Indicator"),
        "report": ("决算报告", "Report of final accounts"),
        "department": ("部门年度", "Department and year"),
    }
)
RULE_RESULTS = Vocabulary(
    {
        "pass": ("通过", "Passed"),
        "fail": ("未通过", "Failed"),
        "not_applicable": ("不适用", "Not applicable"),
    }
)
PROFILE_ORIGINS = Vocabulary(
    {
        "place": ("地方或表式口径", "Settings of the place or kind of form"),
        "default": ("通用口径", "General settings"),
    }
)
MONEY_BASES = Vocabulary(
    {
        "total_row": ("总额行", "Total row"),
        "parts": ("各部分合计", "Sum of the parts"),
    }
)
RATE_DENOMINATORS = Vocabulary(
    {
        "adjusted_budget": ("全年预算数", "Adjusted budget"),
        "initial_budget": ("年初预算数", "Initial budget"),
    }
)
SCORE_METHODS = Vocabulary(
    {
        "met": ("完成得满分", "Full points when met"),
        "proportional": ("按比例", "In proportion"),
        "inverse": ("反向指标", "Less is better"),
        "band": ("定性分档", "Bands of words"),
        "unchecked": ("无法核算", "Cannot be checked"),
    }
)
REASON_STATES = Vocabulary(
    {
        "stated": ("已说明", "Stated"),
        "not_stated": ("未说明", "Not stated"),
    }
)
UNSTATED_KINDS = Vocabulary(
    {
        "nothing": ("空话或横线", "Empty words or a dash"),
        "elsewhere": ("仅指向他处", "Points elsewhere only"),
    }
)
REASON_SPLITS = Vocabulary(
    {
        "label": ("按标注", "By labels"),
        "opening": ("按起首词", "By opening words"),
        "whole": ("未拆分", "Not split"),
    }
)
REASON_CATEGORIES = Vocabulary(
    {
        "mechanism": ("制度机制", "Rules and mechanisms"),
        "coordination": ("沟通协调", "Communication and coordination"),
        "policy_change": ("政策与任务调整", "Changes of policy or task"),
        "external": ("外部环境与不可抗力", "Environment and force majeure"),
        "demand": ("需求与服务对象", "Demand and beneficiaries"),
        "procurement_progress": ("采购与实施进度", "Procurement and progress"),
        "funding": ("资金", "Funding"),
        "savings": ("节约与结余", "Savings and balances"),
        "target_setting": ("目标与指标设置", "Setting of goals and indicators"),
        "data": ("数据与统计", "Data and statistics"),
        "publicity": ("宣传与知晓", "Publicity and awareness"),
        "capacity": ("人员与技术条件", "Staff and technical means"),
        "complexity": ("工作复杂与难度", "Complex or difficult work"),
        "legacy": ("历史遗留", "Left over from the past"),
        "effect_takes_time": ("效益显现需要时间", "Effects take time to show"),
        "other": ("仅述完成情况", "States completion only"),
        "unclassified": ("未归类", "Unclassified"),
    }
)
SUGGESTED_CATEGORIES = REASON_CATEGORIES.only(
    code for code in REASON_CATEGORIES if code not in {"other", "unclassified"}
)
WORDINGS = Vocabulary(
    {
        "identical": ("逐字相同", "Word for word"),
        "similar": ("近似", "Nearly the same"),
    }
)
SLACKS = Vocabulary(
    {
        "missed": ("未达目标", "Target missed"),
        "exact": ("恰好等于目标", "Exactly the target"),
        "below_130": ("超额不足30%", "Less than 30 % above"),
        "below_200": ("达目标的1.3倍以上不足2倍", "From 1.3 to below 2 times the target"),
        "below_500": ("达目标的2倍以上不足5倍", "From 2 to below 5 times the target"),
        "from_500": ("达目标的5倍及以上", "5 times the target or more"),
        "no_ratio": ("达到目标但无法计算比例", "Reached, no ratio"),
    }
)
PROJECT_MATCHES = Vocabulary(
    {
        "project_key": ("项目标识相同", "Same project key"),
        "renamed_office": ("部门更名", "Renamed department"),
    }
)
NAME_MATCHES = Vocabulary(
    {
        "name": ("指标名称相同", "Same name of the indicator"),
        "similar_name": ("指标名称相近", "Similar name of the indicator"),
    }
)
DIRECTIONS = Vocabulary(
    {
        "more": ("越高越好", "More is better"),
        "less": ("越低越好", "Less is better"),
    }
)
TARGET_CHANGES = Vocabulary(
    {
        "lowered": ("目标降低", "Target lowered"),
        "raised": ("目标提高", "Target raised"),
        "same": ("目标不变", "Target unchanged"),
    }
)
NARRATIVE_SCOPES = Vocabulary(
    {
        "all": ("未限定范围", "Scope not stated"),
        "general_budget": ("一般公共预算项目", "Projects of the general public budget"),
        "government_fund": ("政府性基金项目", "Projects of government funds"),
        "state_capital": ("国有资本经营预算项目", "Projects of the state capital operating budget"),
        "transfer": ("转移支付项目", "Transfer payments"),
        "part": ("部分项目", "Some projects"),
    }
)
UNITS = Vocabulary(
    {
        "": ("", ""),
        "yuan": ("元", "yuan"),
        "points": ("分", "points"),
        "%": ("%", "%"),
        "ratio": ("倍", "ratio"),
        "year": ("年", "year"),
        "bytes": ("字节", "bytes"),
        "pt": ("磅", "points of 1/72 inch"),
    }
)
"""Units in which columns are published."""
INVERSE_FORMULAS = Vocabulary(
    {"either": ("任一", "Either"), "ratio": ("A/B", "A/B"), "linear": ("1-(B-A)/A", "1-(B-A)/A")}
)
REPAIR_RULES = Vocabulary(
    {
        "cut_character": ("补回切口处残缺的字", "Character cut through restored"),
        "cut_left": ("去掉切口左侧的残迹", "Trace left of a cut removed"),
        "cut_number": ("接合切断的数字", "Cut number joined"),
        "cut_right": ("去掉切口右侧的残迹", "Trace right of a cut removed"),
        "cut_unit": ("补全切断的单位", "Cut unit completed"),
        "doubled_character": ("去掉切口处重复的字", "Character doubled by a cut removed"),
        "duplicate_row": ("合并重复的行", "Repeated row merged"),
        "half_character": ("去掉切口处的半个字", "Half of a character at a cut removed"),
        "known_label": ("按已知栏目名更正", "Known label restored"),
        "known_phrase": ("按已知用语更正", "Known phrase restored"),
        "level_label": ("按指标层级名称更正", "Label of a level restored"),
        "line_order": ("恢复行的次序", "Order of lines restored"),
        "lookalike_sign": ("更正形近字", "Lookalike sign corrected"),
        "misread_operator": ("更正误识的比较符号", "Misread comparison sign corrected"),
        "overlap": ("合并切口两侧重叠的文字", "Overlap at a cut merged"),
        "same_phrase": ("按同一用语补全", "Completed from the same phrase elsewhere"),
        "sign_at_cut": ("去掉切口处的杂点符号", "Stray sign at a cut removed"),
        "sign_lost": ("切口处的符号可能丢失", "Sign at a cut may be lost"),
        "year_cut": ("补全切断的年份", "Cut year completed"),
    }
)
