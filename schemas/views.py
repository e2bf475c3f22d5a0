"""What every view of the warehouse shows: title, grain, columns in order.

Belongs here: the documentation of the views. Does not belong here: their SQL, which stands in
``pipeline/warehouse/views/<name>.sql`` and must give exactly these columns in these types.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from schemas import columns as c
from schemas.columns import Column


@dataclass(frozen=True, slots=True)
class View:
    """One view: what it is for, what a row is, and its columns by name, in order."""

    name: str
    title: str
    description: str
    grain: str
    columns: Mapping[str, Column]


def _view(name: str, title: str, description: str, grain: str, *columns: Column) -> View:
    return View(name, title, description, grain, MappingProxyType({column.name: column for column in columns}))


def _optional(column: Column) -> Column:
    """The same column in a view where it can be null, because the row may have no such record."""
    return replace(column, is_nullable=True)


_PROJECT = (
    c.REGION,
    c.FISCAL_YEAR,
    c.DEPARTMENT,
    c.IMPLEMENTING_UNIT,
    c.PROJECT_CODE,
    c.PROJECT_NAME,
)
_INDICATOR = (
    c.FORM_ID,
    c.INDICATOR_NO,
    *_PROJECT,
    c.LEVEL1,
    c.LEVEL2,
    c.NAME,
    c.TARGET_TEXT,
    c.TARGET_OPERATOR,
    c.TARGET_VALUE,
    c.TARGET_UNIT,
    c.TARGET_UNIT_CANONICAL,
    c.ACTUAL_TEXT,
    c.ACTUAL_VALUE,
    c.ACTUAL_UNIT,
    c.ACTUAL_UNIT_CANONICAL,
    c.ATTAINMENT,
    c.ATTAINMENT_RATIO,
    c.WEIGHT,
    c.SCORE,
    c.SHORTFALL,
    c.SCORE_METHOD,
    c.REASON_TEXT,
    c.DEVIATION_REASON,
    c.IMPROVEMENT_MEASURE,
    c.PATH,
    c.PAGE,
    c.DOUBTFUL,
)
_BUDGET_SUMS = (
    c.FORM_COUNT,
    c.INITIAL_SUM,
    c.ADJUSTED_SUM,
    c.EXECUTED_SUM,
    c.ADJUSTMENT_PCT,
    c.EXECUTED_SHARE_PCT,
    c.UNSPENT_SUM,
    c.INCOMPLETE_ROWS,
    c.DOUBTFUL_ROWS,
)
_SHORTFALL_SUMS = (
    c.FORM_COUNT,
    c.INDICATOR_COUNT,
    c.SHORTFALL_COUNT,
    c.UNSCORED_COUNT,
    c.UNEXPLAINED_COUNT,
    c.WEIGHT_SUM,
    c.SCORE_SUM,
    c.SHORTFALL_SUM,
    c.SCORE_RATE_PCT,
    c.DOUBTFUL_ROWS,
)
_REASON_SUMS = (
    c.FORM_COUNT,
    c.REASON_COUNT,
    c.REASON_GROUP_COUNT,
    c.SHARED_COUNT,
    c.SHORTFALL_COUNT,
    c.SHORTFALL_SUM,
    c.DOUBTFUL_ROWS,
)

VIEWS: Mapping[str, View] = MappingProxyType(
    {
        view.name: view
        for view in (
            _view(
                "projects",
                "项目",
                "Every form with its names, the total row of its budget, its totals and the points lost on indicators.",
                "One row per form.",
                c.FORM_ID,
                c.DOCUMENT_ID,
                c.ORDINAL,
                c.REGION,
                c.REGION_ORIGIN,
                c.FISCAL_YEAR,
                c.FISCAL_YEAR_ORIGIN,
                c.DEPARTMENT,
                c.DEPARTMENT_ORIGIN,
                c.IMPLEMENTING_UNIT,
                c.PROJECT_CODE,
                c.PROJECT_NAME,
                c.MONEY_UNIT,
                c.INITIAL_BUDGET_YUAN,
                c.ADJUSTED_BUDGET_YUAN,
                c.EXECUTED_YUAN,
                c.COMPUTED_RATE_PCT,
                c.TOTAL_WEIGHT,
                c.TOTAL_SCORE,
                c.COMPUTED_SCORE,
                c.REVIEWED_SCORE,
                c.GRADE,
                c.INDICATOR_COUNT,
                c.SHORTFALL_COUNT,
                c.SHORTFALL_SUM,
                c.EXPECTED_GOAL,
                c.ADJUSTED_GOAL,
                c.ACTUAL_GOAL,
                c.CONTENT_OVERVIEW,
                c.CONCLUSION,
                c.PROBLEMS,
                c.MEASURES,
                c.DEVIATION_ANALYSIS,
                c.REMARKS,
                c.NOTES,
                c.TEMPLATE,
                c.FORM_KIND,
                c.PATH,
                c.FIRST_PAGE,
                c.LAST_PAGE,
                c.FORM_OUTCOME,
                c.DOUBTFUL,
            ),
            _view(
                "budget_execution",
                "预算执行",
                "Budget and spending of every form by funding source, with rates recomputed from the money.",
                "One row per form and funding row; the row with funding_source total stands above its parts.",
                c.FORM_ID,
                c.LINE_NO,
                *_PROJECT,
                c.FUNDING_SOURCE,
                c.LABEL_TEXT,
                c.INITIAL_BUDGET_YUAN,
                c.ADJUSTED_BUDGET_YUAN,
                c.EXECUTED_YUAN,
                c.ADJUSTMENT_PCT,
                c.COMPUTED_RATE_PCT,
                c.EXECUTION_RATE_PCT,
                c.UNSPENT_YUAN,
                c.WEIGHT,
                c.SCORE,
                c.SCORE_LOST,
                c.SCORE_METHOD,
                c.REASON_TEXT,
                c.FIRST_PAGE,
                c.DOUBTFUL,
            ),
            _view(
                "budget_execution_by_department",
                "各部门预算执行",
                "Money of the total rows summed by department; rates are computed from the sums.",
                "One row per region, fiscal year and department.",
                c.REGION,
                c.FISCAL_YEAR,
                c.DEPARTMENT,
                *_BUDGET_SUMS,
            ),
            _view(
                "budget_execution_by_funding_source",
                "各资金来源预算执行",
                "Money summed by funding source; the row total holds the parts already and is not to be added to them.",
                "One row per region, fiscal year and funding source.",
                c.REGION,
                c.FISCAL_YEAR,
                c.FUNDING_SOURCE,
                *_BUDGET_SUMS,
            ),
            _view(
                "indicators",
                "绩效指标明细",
                "Every indicator with the names of its project.",
                "One row per indicator.",
                *_INDICATOR,
            ),
            _view(
                "shortfall_indicators",
                "扣分指标",
                "Every indicator that scored below its weight, with target, actual and the reason given.",
                "One row per indicator with score below weight.",
                *_INDICATOR,
            ),
            _view(
                "shortfall_by_department",
                "各部门扣分",
                "Points lost on indicators, by department.",
                "One row per region, fiscal year and department.",
                c.REGION,
                c.FISCAL_YEAR,
                c.DEPARTMENT,
                *_SHORTFALL_SUMS,
            ),
            _view(
                "shortfall_by_level2",
                "各类指标扣分",
                "Points lost on indicators, by first- and second-level label.",
                "One row per fiscal year, level1 and level2.",
                c.FISCAL_YEAR,
                c.LEVEL1,
                c.LEVEL2,
                *_SHORTFALL_SUMS,
            ),
            _view(
                "deviation_reasons",
                "偏差原因",
                "Every reason stated for an indicator, with the number of forms that give the same reason;"
                " a text that only says there is none (无) is left out.",
                "One row per indicator with a reason text.",
                c.FORM_ID,
                c.INDICATOR_NO,
                *_PROJECT,
                c.LEVEL1,
                c.LEVEL2,
                c.NAME,
                c.DEVIATION_REASON,
                c.IMPROVEMENT_MEASURE,
                c.REASON_TEXT,
                c.CATEGORY,
                c.REASON_GROUP,
                c.PROJECTS_IN_GROUP,
                c.WEIGHT,
                c.SCORE,
                c.SHORTFALL,
                c.PAGE,
                c.DOUBTFUL,
            ),
            _view(
                "deviation_reason_by_department",
                "各部门偏差原因",
                "How many reasons a department states and how many of them stand word for word on other forms.",
                "One row per region, fiscal year and department that states a reason.",
                c.REGION,
                c.FISCAL_YEAR,
                c.DEPARTMENT,
                *_REASON_SUMS,
            ),
            _view(
                "deviation_reason_by_level2",
                "各类指标偏差原因",
                "How many reasons are stated for a kind of indicator and how many stand word for word on other forms.",
                "One row per fiscal year, level1 and level2 with a reason.",
                c.FISCAL_YEAR,
                c.LEVEL1,
                c.LEVEL2,
                *_REASON_SUMS,
            ),
            _view(
                "findings",
                "核查发现明细",
                "Every finding with the rule it comes from and the project it is about.",
                "One row per finding.",
                c.FINDING_ID,
                c.RULE_ID,
                c.KIND,
                c.SEVERITY,
                c.MESSAGE,
                c.EXPECTED,
                c.FOUND,
                c.RULE_SENTENCE,
                c.BASIS,
                c.ACTION,
                c.FORM_ID,
                *_PROJECT,
                c.TABLE_NAME,
                c.ROW_NO,
                _optional(c.NAME),
                c.PATH,
                c.PAGE,
                c.DOUBTFUL,
            ),
            _view(
                "data_quality",
                "数据质量",
                "What became of every document and how much of it is doubtful, repaired, corrected or contradicted.",
                "One row per document.",
                c.DOCUMENT_ID,
                c.PATH,
                c.BATCH,
                c.REGION,
                c.FISCAL_YEAR,
                c.ROUTE,
                c.PAGES,
                c.DOCUMENT_OUTCOME,
                c.DOCUMENT_REASON,
                c.DOCUMENT_REASON_TEXT,
                c.FORM_COUNT,
                c.BUDGET_LINE_COUNT,
                c.INDICATOR_COUNT,
                c.DOUBTFUL_VALUES,
                c.REPAIR_COUNT,
                c.CORRECTION_COUNT,
                c.READER_FINDINGS,
                c.FORM_FINDINGS,
                c.REFUSALS,
            ),
            _view(
                "release",
                "发布信息",
                "Which release this warehouse belongs to.",
                "One row.",
                c.BUILD_ID,
                c.SCHEMA_VERSION_COLUMN,
            ),
        )
    }
)
"""Every view; a view comes after the views it reads."""
