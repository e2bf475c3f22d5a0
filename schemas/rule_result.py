"""Table ``rule_result``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class RuleResult(Table):
    """规则核查结果: how often each rule held, did not hold or could not be applied, subject by subject."""

    subject_id = c.SUBJECT_ID
    rule_id = c.RULE_ID
    result = c.RESULT
    reason = c.RESULT_REASON
    applications = c.APPLICATIONS
