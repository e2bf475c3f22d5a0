"""Every column of every published table and view, exactly once: the single source of column meaning.

Belongs here: name, type, Chinese title, English description, unit, what the pipeline guarantees about the
values, and the headings a column is printed under on the forms. Does not belong here: which table has which
column (``schemas/<table>.py``), what a view computes (``pipeline/warehouse/views``), how a value is read.

A guarantee is about the pipeline, never about the forms: a score above its weight is an error of the form,
is published and becomes a finding, so no range stands here for it. Where the published names use one word
for two things (``reason`` of a document and of a correction), the second meaning has a constant of its own
and the same type.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

import pandera.polars as pa
import polars as pl

Text = pl.String
Integer = pl.Int32
BigInteger = pl.Int64
Real = pl.Float64
Flag = pl.Boolean
Money = Annotated[pl.Decimal, 18, 2]
Points = Annotated[pl.Decimal, 9, 4]
Quantity = Annotated[pl.Decimal, 24, 6]
Ratio = Annotated[pl.Decimal, 18, 4]
Day = pl.Date
Names = Annotated[pl.List, pl.String]

MONEY = pl.Decimal(18, 2)
MONEY_SUM = pl.Decimal(38, 2)
POINTS = pl.Decimal(9, 4)
POINTS_SUM = pl.Decimal(38, 4)
RATIO = pl.Decimal(18, 4)
QUANTITY = pl.Decimal(24, 6)
DATE = pl.Date()
NAMES = pl.List(pl.String)

CODE = r"^[a-z][a-z0-9_]*$"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it means and what its values are guaranteed to be.

    ``vocabulary`` maps each value to its Chinese label; it is the complete list unless ``is_open``. ``headings``
    are the texts the column is printed under on the forms, the most frequent first. ``is_nullable`` is false only
    where the pipeline itself always knows the value. ``is_printed`` says that the value stands on the form itself: it
    is read from a cell, and a value without one breaks a build.
    """

    name: str
    dtype: pl.DataType
    title: str
    description: str
    unit: str = ""
    is_nullable: bool = True
    vocabulary: Mapping[str, str] = field(default_factory=dict)
    is_open: bool = False
    minimum: int | None = None
    maximum: int | None = None
    pattern: str = ""
    headings: tuple[str, ...] = ()
    is_printed: bool = False

    def field(self) -> Any:
        """A pandera field with the title, the description and the checks of this column."""
        checks: dict[str, Any] = {}
        if self.vocabulary and not self.is_open:
            checks["isin"] = list(self.vocabulary)
        if self.pattern:
            checks["str_matches"] = self.pattern
        if self.minimum is not None:
            checks["ge"] = self.minimum
        if self.maximum is not None:
            checks["le"] = self.maximum
        return pa.Field(
            nullable=self.is_nullable,
            title=self.title,
            description=self.description,
            metadata={"column": self},
            **checks,
        )


def _text(name: str, title: str, description: str, **more: Any) -> Column:
    return Column(name, pl.String(), title, description, **more)


def _integer(name: str, title: str, description: str, **more: Any) -> Column:
    return Column(name, pl.Int32(), title, description, **more)


def _flag(name: str, title: str, description: str, **more: Any) -> Column:
    return Column(name, pl.Boolean(), title, description, **more)


def _money(name: str, title: str, description: str, **more: Any) -> Column:
    return Column(name, MONEY, title, description, unit="yuan", **more)


def _points(name: str, title: str, description: str, **more: Any) -> Column:
    return Column(name, POINTS, title, description, unit="points", **more)


def _rate(name: str, title: str, description: str, **more: Any) -> Column:
    return Column(name, POINTS, title, description, unit="%", **more)


DOCUMENT_OUTCOMES = {
    "curated": "已整理",
    "curated_with_issues": "已整理（有疑问）",
    "no_form": "无自评表",
    "quarantined": "已隔离",
}
FORM_OUTCOMES = {name: DOCUMENT_OUTCOMES[name] for name in ("curated", "curated_with_issues")}
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
INDICATOR_KINDS = {
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
RATE_DENOMINATORS = {"adjusted_budget": "全年预算数", "initial_budget": "年初预算数"}
SCORE_METHODS = {
    "met": "完成得满分",
    "proportional": "按比例",
    "inverse": "反向指标",
    "band": "定性分档",
    "unchecked": "无法核算",
}
REASON_STATES = {"stated": "已说明", "not_stated": "未说明"}
REASON_SPLITS = {"label": "按标注", "opening": "按起首词", "whole": "未拆分"}
REASON_CATEGORIES = {
    "mechanism": "制度机制",
    "coordination": "沟通协调",
    "policy_change": "政策与任务调整",
    "external": "外部环境与不可抗力",
    "demand": "需求与服务对象",
    "procurement_progress": "采购与实施进度",
    "funding": "资金",
    "target_setting": "目标与指标设置",
    "data": "数据与统计",
    "publicity": "宣传与知晓",
    "capacity": "人员与技术条件",
    "other": "仅述完成情况",
    "unclassified": "未归类",
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

# Identity and place of a record.

DOCUMENT_ID = _text(
    "document_id",
    "文件编号",
    "First 16 hexadecimal digits of the SHA-256 of the bytes; for a copy or an unreadable file, of its path too.",
    is_nullable=False,
    pattern=r"^[0-9a-f]{16}$",
)
FORM_ID = _text(
    "form_id",
    "自评表编号",
    "Document number, a hyphen and the three-digit place of the form in its document.",
    is_nullable=False,
    pattern=r"^[0-9a-f]{16}-[0-9]{3}$",
)
ORDINAL = _integer(
    "ordinal", "表序号", "Place of the form in its document, from 1, in document order.", is_nullable=False, minimum=1
)
REFUSED_ORDINAL = _integer(
    "ordinal",
    "表序号",
    "Place of the refused form in its document, from 1; null when the document as a whole was refused.",
    minimum=1,
)
LINE_NO = _integer(
    "line_no", "预算行号", "Place of the funding row in the budget block, from 1.", is_nullable=False, minimum=1
)
PARENT_LINE_NO = _integer(
    "parent_line_no",
    "上级预算行号",
    "The funding row that this one is a part of; null for the total row and where the form prints none.",
    minimum=1,
)
DIVISION_NO = _integer(
    "division_no",
    "分类序号",
    "Which list of the same money the row is of, by source or by purpose: 1 for the first. Null for the total row and "
    "for a total that is printed again.",
    minimum=1,
)
IS_TOTAL = _flag(
    "is_total",
    "是否总额行",
    "Whether the row holds the whole money of the form; at most one row of a form does.",
    is_nullable=False,
)
IS_LEAF = _flag(
    "is_leaf",
    "是否计入合计",
    "Whether the row is added where the money of forms is summed: the rows that no others divide, each yuan once. A "
    "row below one that holds more than its parts (其中), and a further list of the same money, are not.",
    is_nullable=False,
)
TEXT_LINE_NO = _integer(
    "line_no",
    "行号",
    "Where the value stood, from 1: line of the raw text, row of the sheet, or row among all table rows of a web page "
    "or text document; null for PDF.",
    minimum=1,
)
INDICATOR_NO = _integer(
    "indicator_no",
    "指标序号",
    "Place of the third-level indicator on the form, from 1, in printed order.",
    is_nullable=False,
    minimum=1,
)
TABLE_NAME = _text(
    "table_name",
    "所在数据表",
    "Table that holds the row in question: form, budget_line or indicator.",
    is_nullable=False,
    vocabulary=TABLE_NAMES,
)
ROW_NO = _integer(
    "row_no",
    "行号",
    "Row in that table: 0 for the form itself, otherwise line_no or indicator_no.",
    is_nullable=False,
    minimum=0,
)
FIELD = _text(
    "field", "字段", "Name of the column of that table which holds the value.", is_nullable=False, pattern=CODE
)
PAGE = _integer(
    "page",
    "页码",
    "Page of the document, from 1, on which the record begins: the sheet of a workbook, 1 for web pages and texts.",
    minimum=1,
)
FIRST_PAGE = _integer("first_page", "起始页", "First page of the form in its document, from 1.", minimum=1)
LAST_PAGE = _integer("last_page", "结束页", "Last page of the form in its document, from 1.", minimum=1)

# Documents.

PATH = _text(
    "path", "文件路径", "Path of the file below the raw data directory, with forward slashes.", is_nullable=False
)
MEDIA_TYPE = _text("media_type", "文件类型", "Media type found from the file's content, for example application/pdf.")
BYTES = Column(
    "bytes", pl.Int64(), "文件大小", "Size of the file in bytes.", unit="bytes", is_nullable=False, minimum=0
)
PAGES = _integer("pages", "页数", "Number of pages of the document; null when it could not be opened.", minimum=0)
ROUTE = _text(
    "route",
    "读取方式",
    "Reader that produced the text, for example pdf_text or raw_text; null when no reader accepted the file.",
    vocabulary=ROUTES,
    is_open=True,
    pattern=CODE,
)
DOCUMENT_OUTCOME = _text(
    "outcome",
    "处理结果",
    "How the document or form ended: curated, curated_with_issues, no_form or quarantined; never null.",
    is_nullable=False,
    vocabulary=DOCUMENT_OUTCOMES,
)
FORM_OUTCOME = _text(
    "outcome",
    "处理结果",
    "How the form ended: curated, or curated_with_issues when one of its values is doubtful.",
    is_nullable=False,
    vocabulary=FORM_OUTCOMES,
)
DOCUMENT_REASON = _text(
    "reason", "原因代码", "Machine code of why the document is not plainly curated; null when it is.", pattern=CODE
)
DOCUMENT_REASON_TEXT = _text(
    "reason_text", "原因说明", "The same reason as a sentence that a person can act on; null when there is none."
)
FORMS = _integer("forms", "自评表数", "Number of self-evaluation forms counted.", is_nullable=False, minimum=0)
BATCH = _text("batch", "批次", "Directory below the raw data directory: one publication of one publisher.")
PUBLISHER = _text("publisher", "发布单位", "Office that published the file, as batch.yml says; null when it does not.")
SOURCE_URL = _text(
    "source_url",
    "来源",
    "Where the file was taken from, as batch.yml says under source: a web address, or words where there is none.",
)
RETRIEVED_ON = Column(
    "retrieved_on",
    DATE,
    "获取日期",
    "Day on which the file was fetched, as batch.yml says; never taken from the clock.",
)
REGION = _text(
    "region",
    "地区",
    "Province, city or county that the form belongs to, in Chinese: the full name of its division where that is known, "
    "else the text of batch.yml.",
)
FISCAL_YEAR = _integer(
    "fiscal_year",
    "预算年度",
    "Fiscal year the form reports on; never taken from the clock.",
    unit="year",
    minimum=1990,
    maximum=2100,
    headings=("预算年度", "年度", "(2024年度)"),
)
PARSER_VERSION = _text(
    "parser_version", "解析程序版本", "Version of the parsing code that read the document.", is_nullable=False
)

# The head of a form.

TEMPLATE = _text(
    "template",
    "表式",
    "Form family whose description in pipeline/families matched, for example mof_annex.",
    pattern=r"^[a-z0-9][a-z0-9_]*$",
)
FISCAL_YEAR_ORIGIN = _text(
    "fiscal_year_origin",
    "年度来源",
    "Where the fiscal year was found: a field of the form, its title, batch.yml; in doubt from other text or a file "
    "name.",
    vocabulary=FACT_ORIGINS,
)
REGION_ORIGIN = _text(
    "region_origin",
    "地区来源",
    "Where the division was found: names on the form, batch.yml, the form's title, other text.",
    vocabulary=FACT_ORIGINS,
)
DIVISION_CODE = _text(
    "division_code",
    "行政区划代码",
    "GB/T 2260 code of the lowest division at county level or above that the department's name tells; null when it "
    "tells none or several.",
    pattern=r"^\d{6}$",
)
PROVINCE = _text("province", "省", "Province, autonomous region or municipality of the division, full official name.")
PREFECTURE = _text(
    "prefecture", "市州", "Prefecture-level city, autonomous prefecture or league of the division; null below none."
)
COUNTY = _text(
    "county", "区县", "County, district, county-level city or banner of the division; null above that level."
)
DEPARTMENT_ORIGIN = _text(
    "department_origin", "主管部门来源", "Where the department was found.", vocabulary=FACT_ORIGINS
)
PROJECT_CODE = _text(
    "project_code",
    "项目编码",
    "Code of the project in the budget system, as printed.",
    headings=("项目编码", "项目代码"),
    is_printed=True,
)
PROJECT_NAME = _text(
    "project_name",
    "项目名称",
    "Name of the project, as printed.",
    headings=("项目名称", "项目(政策)名称", "专项名称"),
    is_printed=True,
)
DEPARTMENT = _text(
    "department",
    "主管部门",
    "Department in charge of the project, as printed.",
    headings=("主管部门", "预算主管部门", "主管部门及代码", "中央主管部门", "地方主管部门", "预算部门"),
)
IMPLEMENTING_UNIT = _text(
    "implementing_unit",
    "实施单位",
    "Unit that carries the project out, as printed.",
    headings=("实施单位", "项目单位", "预算单位", "项目实施单位", "资金使用单位"),
    is_printed=True,
)
MONEY_UNIT = _text(
    "money_unit",
    "金额单位",
    "Unit of money printed on the form; amounts in this dataset are yuan whatever it says.",
    headings=("(万元)", "单位：万元", "单位：元", "金额单位：万元"),
)
EXPECTED_GOAL = _text(
    "expected_goal",
    "预期目标",
    "Goal of the project for the year, as printed.",
    headings=("预期目标", "年初设定目标", "年度总体目标", "年初总体目标"),
    is_printed=True,
)
FORM_KIND = _text(
    "form_kind",
    "自评类型",
    "What the form is about: a project, a whole department or a transfer payment.",
    is_nullable=False,
    vocabulary=FORM_KINDS,
)
ADJUSTED_GOAL = _text(
    "adjusted_goal",
    "调整后目标",
    "Goal after an adjustment in the year, on forms that print one.",
    headings=("全年(调整)绩效目标",),
    is_printed=True,
)
DEVIATION_ANALYSIS = _text(
    "deviation_analysis",
    "整表偏差原因分析",
    "Reasons for deviations of the whole form, on forms that print them as a block.",
    headings=("偏差大或目标未完成原因分析",),
    is_printed=True,
)
REMARKS = _text(
    "remarks",
    "其他需要说明事项",
    "Remarks on the whole form, as printed.",
    headings=("其他需要说明事项",),
    is_printed=True,
)
NOTES = _text(
    "notes",
    "表注",
    "Notes printed in the last rows of the form, directly below it or under its title, as printed; sentences that name "
    "staff are left out.",
    headings=("注", "备注", "说明"),
    is_printed=True,
)
REVIEWED_SCORE = _points(
    "reviewed_score",
    "财政审核评分",
    "Score given by the finance bureau, on forms that print one beside the unit's own.",
    headings=("财政审核评分",),
    is_printed=True,
)
SCORE_METHOD = _text(
    "score_method",
    "得分计算方法",
    "How the score is calculated, on forms that have a column for it; one text may hold for several rows.",
    headings=("得分计算方法",),
    is_printed=True,
)
ACTUAL_GOAL = _text(
    "actual_goal",
    "实际完成情况",
    "What was achieved of the goal, as printed.",
    headings=("实际完成情况", "年度总体目标完成情况综述", "全年实际完成情况", "目标实际完成情况"),
    is_printed=True,
)
CONTENT_OVERVIEW = _text(
    "content_overview",
    "项目内容概述",
    "What the project consists of, on forms that have such a block.",
    headings=("项目概况", "项目内容", "项目实施内容及过程概述"),
    is_printed=True,
)
CONCLUSION = _text(
    "conclusion",
    "评价结论",
    "Conclusion of the self-evaluation, on forms that print one.",
    headings=("评价结论",),
    is_printed=True,
)
PROBLEMS = _text(
    "problems",
    "存在问题",
    "Problems found, on forms that print them as a block.",
    headings=("存在问题", "存在的问题"),
    is_printed=True,
)
MEASURES = _text(
    "measures",
    "改进措施",
    "Measures for the whole project, on forms that print them as a block.",
    headings=("改进措施",),
    is_printed=True,
)
TOTAL_WEIGHT = _points(
    "total_weight",
    "总分值",
    "Total of the weights as printed in the total row.",
    headings=("总分", "合计", "总计"),
    is_printed=True,
)
TOTAL_SCORE = _points(
    "total_score",
    "总得分",
    "Total score as printed.",
    headings=("总分", "自评总分", "自评得分", "合计", "总计"),
    is_printed=True,
)
COMPUTED_SCORE = _points(
    "computed_score",
    "计算总得分",
    "Sum of the score lines of the form: budget total row and indicators; null when a line cannot be read.",
)
GRADE = _text(
    "grade",
    "评分等级",
    "Grade of the form, as printed.",
    headings=("评分等级", "自评等级", "评价等级"),
    is_printed=True,
)

# Money.

FUNDING_SOURCE = _text(
    "funding_source",
    "资金来源",
    "Which money the row is about; total is the row above its parts, never to be added to them.",
    vocabulary=FUNDING_SOURCES,
    is_open=True,
    is_nullable=False,
    pattern=CODE,
)
LABEL_TEXT = _text(
    "label_text",
    "行标题",
    "Label of the funding row, as printed.",
    headings=("年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金"),
    is_printed=True,
)
INITIAL_BUDGET_YUAN = _money(
    "initial_budget_yuan",
    "年初预算数",
    "Budget approved at the start of the year, in yuan.",
    headings=("年初预算数", "年初预算"),
    is_printed=True,
)
ADJUSTED_BUDGET_YUAN = _money(
    "adjusted_budget_yuan",
    "全年预算数",
    "Budget of the whole year after adjustment, in yuan; the denominator of the execution rate.",
    headings=("全年预算数", "全年预算数(A)", "调整预算数", "调整后预算数", "预算数(A)"),
    is_printed=True,
)
EXECUTED_YUAN = _money(
    "executed_yuan",
    "全年执行数",
    "Money spent in the year, in yuan.",
    headings=("全年执行数", "全年执行数(B)", "预算执行数", "执行数(B)"),
    is_printed=True,
)
EXECUTION_RATE_PCT = _rate(
    "execution_rate_pct",
    "执行率",
    "Execution rate as printed, in percent.",
    headings=("执行率", "执行率(%)", "执行率(B/A)", "预算执行率"),
    is_printed=True,
)
COMPUTED_RATE_PCT = _rate(
    "computed_rate_pct",
    "计算执行率",
    "Executed money over adjusted budget (initial budget where a family divides by it), in percent; else null.",
)

# Scores.

WEIGHT = _points(
    "weight",
    "分值",
    "Points that can be earned, as printed.",
    headings=("分值", "分数", "权重", "参考分值"),
    is_printed=True,
)
SCORE = _points(
    "score", "得分", "Points earned, as printed.", headings=("得分", "自评得分", "单项得分"), is_printed=True
)
SHORTFALL = _points("shortfall", "扣分", "Weight less score; null when either is missing.")

# Indicators.

LEVEL1 = _text(
    "level1",
    "一级指标",
    "First-level label in its canonical form, for example 产出指标; weights printed inside the label are removed.",
    headings=("一级指标",),
    is_printed=True,
)
LEVEL2 = _text(
    "level2",
    "二级指标",
    "Second-level label in its canonical form, for example 数量指标.",
    headings=("二级指标",),
    is_printed=True,
)
NAME = _text(
    "name",
    "三级指标",
    "Name of the third-level indicator, as printed.",
    headings=("三级指标", "指标名称"),
    is_printed=True,
)
TARGET_TEXT = _text(
    "target_text",
    "年度指标值",
    "Target of the indicator, as printed.",
    headings=("年度指标值", "年度指标值(A)", "指标值", "年初目标值(A)", "预期指标值"),
    is_printed=True,
)
TARGET_OPERATOR = _text(
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
TARGET_UNIT = _text(
    "target_unit", "目标单位", "Unit of the target, as printed.", headings=("度量单位", "计量单位"), is_printed=True
)
TARGET_UNIT_CANONICAL = _text(
    "target_unit_canonical",
    "目标单位（归一）",
    "Unit of the target in the one form in which units are compared: % for 百分之, 平方米 for ㎡, 次/季度 for "
    "每季度1次; null for a unit that the vocabulary does not know.",
    is_printed=True,
)
INDICATOR_KIND = _text(
    "indicator_kind",
    "指标值类型",
    "What kind of thing the target states; null where it is blank or a dash. Only a quantity has target_value, only a "
    "range has both ends, only a deadline, a date or a period has target_date.",
    vocabulary=INDICATOR_KINDS,
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
        _text(
            f"{side}_date_granularity",
            f"{title}日期精度",
            f"How exactly {what} gives its date.",
            vocabulary=GRANULARITIES,
            is_printed=True,
        ),
    )


TARGET_DATE, TARGET_DATE_FROM, TARGET_DATE_GRANULARITY = _dates("target", "目标", "the target")
ACTUAL_DATE, ACTUAL_DATE_FROM, ACTUAL_DATE_GRANULARITY = _dates("actual", "实际", "what was achieved")
ACTUAL_TEXT = _text(
    "actual_text",
    "实际完成值",
    "What was achieved, as printed.",
    headings=("实际完成值", "全年实际值", "全年实际值(B)", "完成值", "全年完成值"),
    is_printed=True,
)
ACTUAL_OPERATOR = _text(
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
ACTUAL_UNIT = _text("actual_unit", "实际单位", "Unit of what was achieved, as printed.", is_printed=True)
ACTUAL_UNIT_CANONICAL = _text(
    "actual_unit_canonical",
    "实际单位（归一）",
    "Unit of what was achieved in the one form in which units are compared; null for a unit that the vocabulary does "
    "not know.",
    is_printed=True,
)
ATTAINMENT = _text(
    "attainment",
    "达成程度",
    "Attainment class where the form prints a graded word: met, partly_met or not_met; else null.",
    vocabulary=ATTAINMENTS,
    is_printed=True,
)
REASON_TEXT = _text(
    "reason_text",
    "偏差原因分析及改进措施",
    "The whole text of the reason column of the row, as printed.",
    headings=("偏差原因分析及改进措施", "未完成原因分析", "未完成原因及拟采取的改进措施", "原因", "说明"),
    is_printed=True,
)
PARENT_INDICATOR_NO = _integer(
    "parent_indicator_no",
    "上级指标序号",
    "The indicator of the form that this one is a numbered part of; null for indicators that stand for themselves.",
    minimum=1,
)
IS_COUNTED = _flag(
    "is_counted",
    "是否计入合计",
    "Whether the row is added where points and indicators are summed: false for a row whose points are those of the "
    "rows below it, and for numbered parts without points of their own.",
)
IS_SHARED_REASON = _flag(
    "is_shared_reason",
    "原因是否共用",
    "Whether the reason stands once in a cell beside several indicators; it is published with each. Null without one.",
)
DEVIATION_REASON = _text(
    "deviation_reason",
    "偏差原因",
    "The part of the reason text that says why, where the parts can be told apart.",
    is_printed=True,
)
IMPROVEMENT_MEASURE = _text(
    "improvement_measure",
    "改进措施（指标）",
    "The part of the reason text that says what will be done, where the parts can be told apart.",
    is_printed=True,
)

DOUBTFUL = Column(
    "doubtful",
    NAMES,
    "存疑字段",
    "Names of the columns of this row whose value the reader is not certain of; empty when there is none, never null.",
    is_nullable=False,
)

DOUBT_CODE = _text(
    "code", "存疑代码", "Code of the reason; its sentences stand in doubt_code.", is_nullable=False, pattern=CODE
)
DOUBT_DETAIL = _text(
    "detail",
    "具体内容",
    "What the doubt speaks of, such as a unit or other columns; null where it says nothing more.",
)
DOUBT_SENTENCE = _text(
    "sentence", "含义", "What the doubt means, in Chinese; {detail} stands for its detail.", is_nullable=False
)
DOUBT_ACTION = _text("action", "处理建议", "What a person looks at, in Chinese.", is_nullable=False)
DOUBT_SENTENCE_EN = _text("sentence_en", "含义（英文）", "What the doubt means, in English.", is_nullable=False)
DOUBT_ACTION_EN = _text("action_en", "处理建议（英文）", "What a person looks at, in English.", is_nullable=False)

LEFT_OUT = Column(
    "left_out",
    NAMES,
    "未收录栏目",
    "Headings of columns and labels of blocks, as printed, that stand on the form and have no column here; empty when "
    "there is none, never null.",
    is_nullable=False,
)

# Evidence.

RAW_VALUE = _text("raw_value", "原文", "The text as it stood in the document, before any repair.")
VALUE = _text("value", "取值", "The value as published, written as text; null when the column is null.")
ORIGIN = _text(
    "origin",
    "取值方式",
    "How the value came about: printed, repaired by a rule, corrected by a person, or derived.",
    is_nullable=False,
    vocabulary=CELL_ORIGINS,
)
STATE = _text(
    "state",
    "单元格状态",
    "What the cell held: a blank, a dash and a zero differ.",
    is_nullable=False,
    vocabulary=CELL_STATES,
)
PIECE = _integer(
    "piece", "分片序号", "Number of the piece, from 0, when a page break cut the cell.", is_nullable=False, minimum=0
)
X0 = Column(
    "x0",
    pl.Float64(),
    "左边界",
    "Left edge on the upright page, from its left edge; null for anything but PDF and images.",
    unit="pt",
)
TOP = Column(
    "top",
    pl.Float64(),
    "上边界",
    "Upper edge on the upright page, from its top; null for anything but PDF and images.",
    unit="pt",
)
X1 = Column(
    "x1",
    pl.Float64(),
    "右边界",
    "Right edge on the upright page, from its left edge; null for anything but PDF and images.",
    unit="pt",
)
BOTTOM = Column(
    "bottom",
    pl.Float64(),
    "下边界",
    "Lower edge on the upright page, from its top; null for anything but PDF and images.",
    unit="pt",
)
COLUMN_FIRST = _integer(
    "column_first",
    "起始列",
    "First column the value stood in, from 0: tab column of the raw text, column of the sheet or of the table; null "
    "for PDF.",
    minimum=0,
)
COLUMN_LAST = _integer(
    "column_last", "结束列", "Last column the value stood in, from 0, inclusive; null for PDF.", minimum=0
)

# Findings, rules, repairs, corrections, quarantine.

FINDING_ID = _text(
    "finding_id",
    "发现编号",
    "Form, report or department, rule and row; a running number where a rule fired more than once on a row.",
    is_nullable=False,
)
RULE_ID = _text("rule_id", "规则编号", "Number of the rule in the rule register.", is_nullable=False)
KIND = _text(
    "kind",
    "发现类别",
    "reader when the reader doubts itself, form when the form contradicts itself or a rule.",
    is_nullable=False,
    vocabulary=FINDING_KINDS,
)
SEVERITY = _text(
    "severity", "严重程度", "How much it matters: error, warning or info.", is_nullable=False, vocabulary=SEVERITIES
)
MESSAGE = _text("message", "发现内容", "What was found, as a sentence with both values.", is_nullable=False)
EXPECTED = _text("expected", "应有值", "What the rule expects, as text, often an interval.")
FOUND = _text("found", "实际值", "What stands on the form, as text.")
RULE_SENTENCE = _text("sentence", "规则", "What the rule asks for, as one sentence.", is_nullable=False)
BASIS = _text("basis", "依据", "What the rule rests on: arithmetic, a note printed on the form, a named regulation.")
ACTION = _text("action", "处理建议", "What a person does about a finding of this rule.")

RULE_TITLE = _text("title", "规则名称", "Short Chinese name of the rule.", is_nullable=False)
SUBJECT = _text(
    "subject",
    "核查对象",
    "What one application of the rule looks at: a form, a row of it, a report, a department in a year.",
    is_nullable=False,
    vocabulary=RULE_SUBJECTS,
)
# A finding about a report or a department in a year is about no single form.
FINDING_FORM_ID = replace(FORM_ID, is_nullable=True)
FINDING_DOCUMENT_ID = replace(DOCUMENT_ID, is_nullable=True)
FINDING_TABLE_NAME = replace(TABLE_NAME, is_nullable=True)
FINDING_ROW_NO = replace(ROW_NO, is_nullable=True)
PROFILE = _text(
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
RESULT = _text(
    "result",
    "核查结果",
    "Whether the rule held, did not hold, or could not be applied.",
    is_nullable=False,
    vocabulary=RULE_RESULTS,
)
RESULT_REASON = _text(
    "reason",
    "不适用原因",
    "Machine code of why the rule could not be applied; applied where it could.",
    is_nullable=False,
    pattern=CODE,
)
SUBJECT_ID = _text(
    "subject_id",
    "核查对象编号",
    "What the rule was applied to: form_id, narrative_id of a report, or department and year.",
    is_nullable=False,
)
APPLICATIONS = Column(
    "applications",
    pl.Int64(),
    "核查次数",
    "How often the rule was applied with this result: rows of the form that it looks at.",
    is_nullable=False,
    minimum=1,
)
LAYER_ID = _text("layer_id", "口径编号", "Name of the layer as it stands in profile.", is_nullable=False, pattern=CODE)
LAYER_TITLE = _text("layer_title", "口径名称", "Chinese name of the layer.", is_nullable=False)
APPLIES_TO = _text("applies_to", "适用范围", "Which forms the layer holds for, as a sentence.", is_nullable=False)
SETTINGS = _text(
    "settings", "设定", "What the layer sets: names as in form_profile, values, separated by semicolons.",
    is_nullable=False,
)  # fmt: skip
PROFILE_ORIGIN = _text(
    "profile_origin",
    "口径来源",
    "Place when settings of the place or of the kind of form are known, default when only general ones are.",
    is_nullable=False,
    vocabulary=PROFILE_ORIGINS,
)
RATE_DENOMINATOR = _text(
    "rate_denominator",
    "执行率分母",
    "What executed money is divided by for the execution rate.",
    is_nullable=False,
    vocabulary=RATE_DENOMINATORS,
)
INVERSE_FORMULA = _text(
    "inverse_formula",
    "反向指标公式",
    "How an exceeded limit is scored: ratio is target over actual, linear one less the excess over the target.",
    is_nullable=False,
    vocabulary={"either": "任一", "ratio": "A/B", "linear": "1-(B-A)/A"},
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

METHOD = _text(
    "method",
    "核算方法",
    "Rule that gives the expected score; unchecked when none can.",
    is_nullable=False,
    vocabulary=SCORE_METHODS,
)
UNCHECKED_REASON = _text(
    "unchecked_reason", "无法核算原因", "Machine code of why no rule gives a score; null when one does.", pattern=CODE
)
ACHIEVED_RATIO = Column(
    "achieved_ratio",
    RATIO,
    "完成比例",
    "Actual over target (target over actual for le and lt); null unless both are numbers in one unit.",
    unit="ratio",
)
MET_SCORE = _points("met_score", "完成得分", "Full weight, where the target is met.")
PROPORTIONAL_SCORE = _points(
    "proportional_score", "按比例得分", "Actual over target times weight, where a target to be reached is missed."
)
INVERSE_RATIO_SCORE = _points(
    "inverse_ratio_score", "反向得分（A/B）", "Target over actual times weight, where a limit is exceeded."
)
INVERSE_LINEAR_SCORE = _points(
    "inverse_linear_score",
    "反向得分（1-(B-A)/A）",
    "One less the excess over the target, times weight, zero from twice the target, where a limit is exceeded.",
)
BAND_LOW_SCORE = _points("band_low_score", "分档下限分", "Lowest score of the band of the attainment class.")
BAND_HIGH_SCORE = _points("band_high_score", "分档上限分", "Upper end of the band of the attainment class.")
SCORE_DIFFERENCE = _points(
    "score_difference",
    "与核算分之差",
    "Printed score less the nearest score that a rule allows; 0 inside the allowed interval, null when unchecked.",
)


CAUSE_TEXT = _text(
    "cause_text", "偏差原因", "The part that says why; the whole text where the parts cannot be told apart."
)
MEASURE_TEXT = _text("measure_text", "改进措施", "The part that says what will be done; null where not told apart.")
SPLIT_BY = _text(
    "split_by",
    "拆分依据",
    "How cause and measure were told apart: labels in the text, opening words, or not at all.",
    is_nullable=False,
    vocabulary=REASON_SPLITS,
)
REASON_STATE = _text(
    "state",
    "说明状态",
    "Whether the text states anything; 无, a dash and the like state nothing.",
    is_nullable=False,
    vocabulary=REASON_STATES,
)
REASON_KEY = _text(
    "reason_key", "原因规范文本", "The cause without punctuation, blanks and width differences.", is_nullable=False
)
NEAR_GROUP = _text(
    "reason_group",
    "近似文本组",
    "Number of the group of equal and nearly equal reasons, across forms, departments and years.",
    is_nullable=False,
)
GROUP_SIMILARITY = _rate(
    "group_similarity", "近似度", "Similarity of the reason with the leading text of its group, 100 is equal."
)
REASON_CLASS = _text(
    "category",
    "原因类别",
    "Class of the cause; unclassified when no pattern hits.",
    is_nullable=False,
    vocabulary=REASON_CATEGORIES,
    is_open=True,
    pattern=CODE,
)
PATTERN_ID = _text(
    "pattern", "匹配规则", "Pattern of the taxonomy that hit; null for unclassified.", pattern=r"^[a-z][a-z0-9_.]*$"
)
MATCHED_TEXT = _text("matched_text", "匹配文字", "The words of the cause that the pattern hit.")
MATCH_START = _integer("match_start", "匹配起点", "First matched character in cause_text, from 0.", minimum=0)
MATCH_END = _integer("match_end", "匹配终点", "Place after the last matched character in cause_text.", minimum=0)

REPAIR_ID = _text(
    "repair_id",
    "修复编号",
    "Form number, -R and the place of the repair on the form.",
    is_nullable=False,
    pattern=r"^[0-9a-f]{16}-[0-9]{3}-R[0-9]{4,}$",
)
RULE = _text("rule", "修复规则", "Name of the repair rule that changed the text.", is_nullable=False)
BEFORE = _text("before", "更改前", "Text before the change; null when there was none.")
AFTER = _text("after", "更改后", "Text after the change; null when the value was removed.")
CORRECTION_ID = _text("correction_id", "更正编号", "Number of the correction in data/corrections.", is_nullable=False)
CORRECTION_REASON = _text("reason", "更正理由", "Why a person changed the value.", is_nullable=False)
EVIDENCE = _text("evidence", "更正依据", "What the correction rests on, for example the page seen or a reply.")
QUARANTINE_ID = _text(
    "quarantine_id",
    "隔离编号",
    "Document number, -Q and the place of the refusal in the document.",
    is_nullable=False,
    pattern=r"^[0-9a-f]{16}-Q[0-9]{3,}$",
)
REFUSAL_CODE = _text("code", "隔离代码", "Machine code of the refusal.", is_nullable=False, pattern=CODE)
REFUSAL_SENTENCE = _text(
    "sentence", "隔离说明", "Why it was refused and what can be done, as a sentence.", is_nullable=False
)
EXCERPT = _text("excerpt", "摘录", "A short piece of the text the refusal is about.")

# Columns that only views have.

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


def _count(name: str, title: str, description: str) -> Column:
    return Column(name, pl.Int64(), title, description, is_nullable=False, minimum=0)


FORM_COUNT = _count("forms", "自评表数", "Number of self-evaluation forms counted.")
INCOMPLETE_ROWS = _count(
    "incomplete_rows", "缺数行数", "Rows left out of the rate because adjusted budget or executed money is missing."
)
DOUBTFUL_ROWS = _count(
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
INDICATOR_COUNT = _count("indicators", "指标数", "Number of third-level indicators counted.")
SHORTFALL_COUNT = _count("shortfall_indicators", "扣分指标数", "Indicators that scored below their weight.")
UNSCORED_COUNT = _count("unscored_indicators", "未计分指标数", "Indicators whose weight or score is missing.")
UNEXPLAINED_COUNT = _count(
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
CATEGORY = _text(
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
REASON_GROUP = _text(
    "reason_group",
    "同文组",
    "The cause (the whole text where none is set apart) without punctuation, blanks and width differences; rows with"
    " the same value say the same thing.",
    is_nullable=False,
)
PROJECTS_IN_GROUP = _count("projects_in_group", "同文项目数", "Number of forms that give this same reason.")
NEAR_GROUP_ID = replace(NEAR_GROUP, name="near_group")
PROJECTS_IN_NEAR_GROUP = _count(
    "projects_in_near_group",
    "近似文本项目数",
    "Projects that give this reason in equal or nearly equal words; a project counts once in a year, however often it"
    " was published.",
)
LEADING_TEXT = _text(
    "leading_text", "代表文字", "The cause in the wording that the group was formed around.", is_nullable=False
)
LIKENESS = _text(
    "likeness",
    "相同程度",
    "Identical when all texts of the group are the same word for word, else similar.",
    is_nullable=False,
    vocabulary=WORDINGS,
)
LOWEST_SIMILARITY = _rate(
    "lowest_similarity", "最低近似度", "Lowest similarity of a text of the group with its leading text, 100 is equal."
)
WORDING_COUNT = _count("wordings", "不同写法数", "Number of texts of the group that differ in a letter or a figure.")
PROJECT_COUNT = _count("projects", "项目数", "Number of different projects; a project of another year is another one.")
DEPARTMENT_COUNT = _count("departments", "部门数", "Number of different departments.")
YEAR_COUNT = _count("years", "年度数", "Number of different fiscal years.")
REGION_COUNT = _count("regions", "地区数", "Number of different regions.")
REASON_COUNT = _count("reasons", "原因条数", "Number of reasons stated.")
REASON_GROUP_COUNT = _count("reason_groups", "不同原因数", "Number of different reason groups among them.")
SHARED_COUNT = _count("shared_reasons", "跨项目同文条数", "Reasons whose wording also stands on another form.")
NEAR_SHARED_COUNT = _count(
    "shared_reasons", "跨项目雷同条数", "Reasons that another project gives in equal or nearly equal words."
)
DOUBTFUL_VALUES = _count("doubtful_values", "存疑值数", "Doubtful values over form, budget lines and indicators.")
DOUBTS_BY_CODE = _text(
    "doubts_by_code", "存疑原因", "How many doubts of each code, the most frequent first; null where there is none."
)
DOUBTED_FORMS = _count("forms", "自评表数", "Forms with a doubt of this code.")
DOUBTED_DOCUMENTS = _count("documents", "文件数", "Documents with a doubt of this code.")
BUDGET_LINE_COUNT = _count("budget_lines", "预算执行行数", "Number of funding rows.")
UNKNOWN_UNITS = _count(
    "unknown_units", "未识别单位数", "Units of targets and actual values that the vocabulary does not know."
)
UNKNOWN_UNIT = _text("unit", "单位", "Unit as printed.", is_nullable=False)
UNKNOWN_UNIT_EXAMPLE = _text("example_text", "示例", "A target or an actual value that prints it.", is_nullable=False)
UNKNOWN_UNIT_COUNT = _count("times", "出现次数", "Targets and actual values with this unit.")
UNKNOWN_UNIT_DOCUMENTS = _count("documents", "文件数", "Number of different documents that print it.")
REPAIR_COUNT = _count("repairs", "自动修复数", "Number of automatic text repairs.")
CORRECTION_COUNT = _count("corrections", "人工更正数", "Number of human corrections.")
READER_FINDINGS = _count("reader_findings", "读取疑问数", "Findings in which the reader doubts itself.")
FORM_FINDINGS = _count("form_findings", "表格问题数", "Findings in which the form contradicts itself or a rule.")
REFUSALS = _count("quarantined", "隔离条数", "Rows of the quarantine table.")
STATEMENT_COUNT = _count("statements", "决算说明条数", "Statements on self-evaluation read from the document.")

# Views of the audit.

REVIEWED_FORM_COUNT = _count(
    "forms", "自评表数", "Forms of the region, department and year, with and without findings."
)
FINDING_COUNT = _count("findings", "核查发现数", "Number of findings.")
AFFECTED_FORMS = _count("affected_forms", "涉及自评表数", "Number of different forms that the findings are about.")
AFFECTED_PCT = Column(
    "affected_pct", RATIO, "涉及自评表占比", "Affected forms over forms, in percent; null without a form.", unit="%"
)
APPLICATION_COUNT = _count("applications", "核查次数", "Rows that the rule looked at: passed, failed, not applicable.")
PASSED = _count("passed", "通过次数", "Rows on which the rule held.")
FAILED = _count("failed", "未通过次数", "Rows on which the rule did not hold; each is a finding.")
NOT_APPLICABLE = _count("not_applicable", "不适用次数", "Rows to which the rule could not be applied.")
FAILED_PCT = Column("failed_pct", RATIO, "未通过率", "Failed over failed and passed, in percent.", unit="%")
MOST_FREQUENT_REASON = _text(
    "not_applicable_reason",
    "主要不适用原因",
    "Machine code of the most frequent reason why the rule could not be applied; null when it always could.",
    pattern=CODE,
)
MOST_FREQUENT_COUNT = _count("not_applicable_reason_rows", "主要不适用原因次数", "Rows with that reason.")
SHARE_PCT = Column(
    "share_pct", RATIO, "占比", "These indicators over all indicators of the year, in percent.", unit="%"
)
UNCHECKED_PCT = Column(
    "unchecked_pct",
    RATIO,
    "无法核算占比",
    "Share of the indicators whose score no rule can check, in percent.",
    unit="%",
)
DIFFERING_COUNT = _count("differing", "得分不符数", "Indicators whose printed score is outside the allowed interval.")
SLACK = _text(
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


GRADED_FORMS = _count("graded_forms", "已评级自评表数", "Forms with a grade that is certain.")
TOP_GRADE_PCT = _share("top_grade_pct", "优等占比", "Forms graded 优 or 优秀 over graded forms")
TOTALLED_FORMS = _count("totalled_forms", "有总分自评表数", "Forms with a printed total score that is certain.")
SCORE_MEAN = _points("mean_score", "平均总得分", "Mean of these total scores, as printed.")
SCORE_LOWEST = _points("lowest_score", "最低总得分", "Lowest of these total scores.")
SCORE_HIGHEST = _points("highest_score", "最高总得分", "Highest of these total scores.")
SCORE_DEVIATION = _points(
    "score_deviation", "总得分标准差", "Standard deviation of these total scores, as of a whole population."
)
SCORED_COUNT = _count("scored_indicators", "已计分指标数", "Indicators with weight and score that are certain.")
FULL_SCORE_PCT = _share("full_score_pct", "满分率", "Indicators with score equal to weight over scored indicators")
PEERS_FULL_SCORE_PCT = _share(
    "peers_full_score_pct", "其他部门满分率", "The same share over all other departments and regions of the year"
)
COMPARED_COUNT = _count(
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
    "Targets in words, without a figure, over all targets that are certain",
)
CERTAIN_SHORTFALLS = _count("shortfall_indicators", "扣分指标数", "Scored indicators that scored below their weight.")
WITHOUT_REASON = _count(
    "shortfalls_without_reason",
    "未说明原因的扣分指标数",
    "Of these, indicators whose reason column states nothing (blank, 无, a dash), on forms without an analysis of the"
    " whole form.",
)
ERROR_COUNT = _count("errors", "错误数", "Findings of severity error.")
WARNING_COUNT = _count("warnings", "警告数", "Findings of severity warning.")
INFO_COUNT = _count("infos", "提示数", "Findings of severity info.")
STATED_PROJECTS = _integer(
    "stated_projects",
    "决算说明所述项目数",
    "Projects that a report of the department names for the year, in its first statement on all projects; null when no"
    " report was read or the number is doubtful.",
)
STATED_MEAN_SCORE = _points(
    "stated_mean_score",
    "决算说明所述平均得分",
    "Mean score in the same report; null when none is stated or it is doubtful.",
)
LEFT_OUT_GRADES = _count("left_out_grades", "未计入评级数", "Forms left out of the grades: missing or doubtful.")
LEFT_OUT_TOTALS = _count("left_out_totals", "未计入总分数", "Forms left out of the total scores: missing or doubtful.")
LEFT_OUT_INDICATORS = _count(
    "left_out_indicators",
    "未计入得分指标数",
    "Indicators left out of the scores: weight or score missing, zero or doubtful.",
)
LEFT_OUT_TARGETS = _count(
    "left_out_targets", "未计入对比指标数", "Indicators that compare as numbers, left out since a value is doubtful."
)
LEFT_OUT_BUDGETS = _count(
    "left_out_budgets", "未计入金额表数", "Forms left out of the money: no total row, an amount missing or doubtful."
)
DOUBTFUL_NAMES = _count(
    "doubtful_names", "归属存疑表数", "Forms counted here whose region, year or department is doubtful."
)
BUILD_ID = _text("build_id", "发布编号", "Number of the release that this warehouse was built for.", is_nullable=False)
SCHEMA_VERSION_COLUMN = _text("schema_version", "结构版本", "Version of the columns and keys.", is_nullable=False)

# Statements of final-accounts reports (table narrative).

NARRATIVE_SCOPES = {
    "all": "未限定范围",
    "general_budget": "一般公共预算项目",
    "government_fund": "政府性基金项目",
    "state_capital": "国有资本经营预算项目",
    "transfer": "转移支付项目",
    "part": "部分项目",
}
NARRATIVE_ID = _text(
    "narrative_id",
    "决算说明编号",
    "Document number, a hyphen, N and the three-digit place of the statement in its document.",
    is_nullable=False,
    pattern=r"^[0-9a-f]{16}-N[0-9]{3}$",
)
NARRATIVE_SENTENCE = _text(
    "sentence",
    "原文",
    "The sentences of the report that the row was read from, as printed, line ends and blanks removed.",
    is_nullable=False,
)
NARRATIVE_DEPARTMENT = _text(
    "department",
    "部门",
    "Department or unit that the report speaks of: from the sentence, the title of the report or the batch.",
)
NARRATIVE_YEAR = replace(
    FISCAL_YEAR,
    description="Year whose projects were evaluated: from the sentence, the title of the report or the batch.",
    headings=(),
)
NARRATIVE_SCOPE = _text(
    "scope",
    "项目范围",
    "Which projects the statement restricts itself to; all when it names no restriction.",
    is_nullable=False,
    vocabulary=NARRATIVE_SCOPES,
)
PROJECTS = _integer(
    "projects", "自评项目数", "Number of self-evaluated projects the statement names.", minimum=0
)  # fmt: skip
AMOUNT_YUAN = _money(
    "amount_yuan", "涉及金额", "Money of these projects in yuan; which budget it is, reports do not say."
)
AMOUNT_TEXT = _text(
    "amount_text", "涉及金额原文", "The amount as printed but for separators and widths, with its unit."
)
NARRATIVE_MONEY_UNIT = replace(MONEY_UNIT, description="Unit of money printed behind the amount.", headings=())
MEAN_SCORE = _points("mean_score", "平均得分", "Mean score of these projects.")
MEAN_SCORE_TEXT = _text(
    "mean_score_text", "平均得分原文", "The mean score as printed; its digits say how it was rounded."
)
EXCELLENT = _integer("excellent", "优的项目数", "Projects graded 优 or 优秀.", minimum=0)
GOOD = _integer("good", "良的项目数", "Projects graded 良 or 良好.", minimum=0)
FAIR = _integer("fair", "中的项目数", "Projects graded 中, 合格 or 一般.", minimum=0)
POOR = _integer("poor", "差的项目数", "Projects graded 差, 较差 or 不合格.", minimum=0)
