"""Table ``finding``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class Finding(Table):
    """核查发现: every rule that fired, on the row it is about; one about a report or a department has no form."""

    finding_id: c.Text = c.FINDING_ID.field()
    form_id: c.Text = c.FINDING_FORM_ID.field()
    document_id: c.Text = c.FINDING_DOCUMENT_ID.field()
    department: c.Text = c.FINDING_DEPARTMENT.field()
    department_id: c.Text = c.DEPARTMENT_ID.field()
    fiscal_year: c.Integer = c.FISCAL_YEAR.field()
    table_name: c.Text = c.FINDING_TABLE_NAME.field()
    row_no: c.Integer = c.FINDING_ROW_NO.field()
    rule_id: c.Text = c.RULE_ID.field()
    kind: c.Text = c.KIND.field()
    severity: c.Text = c.SEVERITY.field()
    message: c.Text = c.MESSAGE.field()
    message_en: c.Text = c.MESSAGE_EN.field()
    expected: c.Text = c.EXPECTED.field()
    expected_en: c.Text = c.EXPECTED_EN.field()
    found: c.Text = c.FOUND.field()
    allowed_low: c.Quantity = c.ALLOWED_LOW.field()
    allowed_high: c.Quantity = c.ALLOWED_HIGH.field()
    page: c.Integer = c.PAGE.field()
    profile: c.Text = c.FINDING_PROFILE.field()
    doubted: c.Names = c.DOUBTED.field()
