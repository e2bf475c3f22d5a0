# ruff: noqa: DTZ001  a spreadsheet knows no time zones
"""A spreadsheet cell is read as it is shown, and is doubtful where nobody can say how that is."""

from __future__ import annotations

from datetime import datetime

import pytest

from pipeline.readers.office.number_format import Value, shown

ACCOUNTING = '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ '


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (0.9802, "0.00%", "98.02%"),
        (1, "0%", "100%"),
        (1234.5, "#,##0.00", "1,234.50"),
        (1234567.891, "#,##0", "1,234,568"),
        (0, "#,##0.00", "0.00"),
        (10, "General", "10"),
        (0.95, "General%", "95%"),
        (0.1 + 0.2, "General", "0.3"),
        (98.0198019801980, "General", "98.01980198"),
        (12, "@", "12"),
        (2.675, "0.00", "2.68"),  # halves go up in decimals, whatever the binary fraction is
        (1234.5, ACCOUNTING, "1,234.50"),
        (-1234.5, ACCOUNTING, "-1,234.50"),
        (0, ACCOUNTING, "-"),
        (-5, "#,##0.00_);[Red]\\(#,##0.00\\)", "(5.00)"),
        (12345678, "0.00,", "12345.68"),
        (10, '0"分"', "10分"),
        (95, '"≥"0.00"%"', "≥95.00%"),
        (1234, "[$¥-804]#,##0.00", "¥1,234.00"),
        (3, "0.0#", "3.0"),
        ("项目", "0.00", "项目"),
        (None, "0.00", ""),
        (datetime(2024, 3, 5), 'yyyy"年"m"月"d"日"', "2024年3月5日"),
        (datetime(2024, 9, 1), 'm"月"', "9月"),
        (datetime(2024, 3, 5, 14, 7), "yyyy/m/d h:mm", "2024/3/5 14:07"),
        (datetime(2024, 3, 5), "yyyy-mm-dd;@", "2024-03-05"),
    ],
)
def test_a_value_is_shown_through_its_format(value: Value, number_format: str, text: str) -> None:
    assert shown(value, number_format) == (text, "")


@pytest.mark.parametrize(
    ("value", "number_format"),
    [
        (1500, "0.00E+00"),
        (0.5, "# ?/?"),
        (12, "[DBNum1]General"),
        (12, "000-000"),
        (150, "[>100]0.0;0.00"),
        (123456789012, "General"),
        (5, ";;;"),
        (-0.001, "0.00"),
        (datetime(2024, 3, 5), "mm-dd-yy"),
        (datetime(2024, 3, 5), "mmmm d"),
        (datetime(2024, 3, 5), "[$-F800]dddd"),
        (45000, "yyyy/m/d"),
    ],
)
def test_a_display_that_nobody_can_be_sure_of_is_doubtful(value: Value, number_format: str) -> None:
    assert shown(value, number_format)[1] != ""
