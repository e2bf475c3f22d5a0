"""Table ``budget_line``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import DoubtedTable


class BudgetLine(DoubtedTable):
    """预算执行行: every funding row of the budget block, the total row and the rows it is made of."""

    form_id: c.Text = c.FORM_ID.field()
    line_no: c.Integer = c.LINE_NO.field()
    parent_line_no: c.Integer = c.PARENT_LINE_NO.field()
    division_no: c.Integer = c.DIVISION_NO.field()
    is_total: c.Flag = c.IS_TOTAL.field()
    is_leaf: c.Flag = c.IS_LEAF.field()
    funding_source: c.Text = c.FUNDING_SOURCE.field()
    label_text: c.Text = c.LABEL_TEXT.field()
    initial_budget_yuan: c.Money = c.INITIAL_BUDGET_YUAN.field()
    adjusted_budget_yuan: c.Money = c.ADJUSTED_BUDGET_YUAN.field()
    executed_yuan: c.Money = c.EXECUTED_YUAN.field()
    weight: c.Points = c.WEIGHT.field()
    execution_rate_pct: c.Points = c.EXECUTION_RATE_PCT.field()
    computed_rate_pct: c.Points = c.COMPUTED_RATE_PCT.field()
    score: c.Points = c.SCORE.field()
    score_method: c.Text = c.SCORE_METHOD.field()
    reason_text: c.Text = c.REASON_TEXT.field()
    doubtful: c.Names = c.DOUBTFUL.field()
