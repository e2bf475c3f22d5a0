"""Table ``rule``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class Rule(Table):
    """规则: the register of all audit rules, fired or not."""

    rule_id: c.Text = c.RULE_ID.field()
    title: c.Text = c.RULE_TITLE.field()
    title_en: c.Text = c.RULE_TITLE_EN.field()
    severity: c.Text = c.SEVERITY.field()
    subject: c.Text = c.SUBJECT.field()
    sentence: c.Text = c.RULE_SENTENCE.field()
    sentence_en: c.Text = c.RULE_SENTENCE_EN.field()
    basis: c.Text = c.BASIS.field()
    basis_en: c.Text = c.BASIS_EN.field()
    action: c.Text = c.ACTION.field()
    action_en: c.Text = c.ACTION_EN.field()
