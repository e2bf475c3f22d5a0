"""Table ``rule_result``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class RuleResult(Table):
    """规则核查结果: how often each rule held, did not hold or could not be applied, subject by subject."""

    subject_id: c.Text = c.SUBJECT_ID.field()
    rule_id: c.Text = c.RULE_ID.field()
    result: c.Text = c.RESULT.field()
    reason: c.Text = c.RESULT_REASON.field()
    applications: c.BigInteger = c.APPLICATIONS.field()
