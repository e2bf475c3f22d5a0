"""Table ``rule``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class Rule(Table):
    """规则: the register of all audit rules, fired or not."""

    rule_id = c.RULE_ID
    title = c.RULE_TITLE
    title_en = c.RULE_TITLE_EN
    severity = c.SEVERITY
    subject = c.SUBJECT
    sentence = c.RULE_SENTENCE
    sentence_en = c.RULE_SENTENCE_EN
    basis = c.BASIS
    basis_en = c.BASIS_EN
    action = c.ACTION
    action_en = c.ACTION_EN
