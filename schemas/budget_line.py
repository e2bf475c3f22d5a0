"""Table ``budget_line``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class BudgetLine(Table):
    """预算执行行: every funding row of the budget block, the total row and the rows it is made of."""

    form_id = c.FORM_ID
    line_no = c.LINE_NO
    parent_line_no = c.PARENT_LINE_NO
    division_no = c.DIVISION_NO
    is_total = c.IS_TOTAL
    is_leaf = c.IS_LEAF
    funding_source = c.FUNDING_SOURCE
    label_text = c.LABEL_TEXT
    initial_budget_yuan = c.INITIAL_BUDGET_YUAN
    adjusted_budget_yuan = c.ADJUSTED_BUDGET_YUAN
    executed_yuan = c.EXECUTED_YUAN
    weight = c.WEIGHT
    execution_rate_pct = c.EXECUTION_RATE_PCT
    computed_rate_pct = c.COMPUTED_RATE_PCT
    score = c.SCORE
    score_method = c.SCORE_METHOD
    reason_text = c.REASON_TEXT
    doubtful = c.DOUBTFUL
