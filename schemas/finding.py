"""Table ``finding``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class Finding(Table):
    """核查发现: every rule that fired, on the row it is about; one about a report or a department has no form."""

    finding_id = c.FINDING_ID
    form_id = c.FINDING_FORM_ID
    document_id = c.FINDING_DOCUMENT_ID
    department = c.FINDING_DEPARTMENT
    department_id = c.DEPARTMENT_ID
    fiscal_year = c.FISCAL_YEAR
    table_name = c.FINDING_TABLE_NAME
    row_no = c.FINDING_ROW_NO
    rule_id = c.RULE_ID
    kind = c.KIND
    severity = c.SEVERITY
    message = c.MESSAGE
    message_en = c.MESSAGE_EN
    expected = c.EXPECTED
    expected_en = c.EXPECTED_EN
    found = c.FOUND
    allowed_low = c.ALLOWED_LOW
    allowed_high = c.ALLOWED_HIGH
    page = c.PAGE
    profile = c.FINDING_PROFILE
    doubted = c.DOUBTED
