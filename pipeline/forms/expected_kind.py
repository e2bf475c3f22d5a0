"""Whether a row proves a figure to be a date or a number.

Belongs here: what the other value of a row, its name and its levels say of 12.31 and 2024.12. Does not belong here:
reading one text (``pipeline.measures``), the record of the row (``indicator_values``).
"""

from __future__ import annotations

import re
from typing import Literal

from pipeline.measures import Measure, canonical_unit, date_or_number, read
from pipeline.measures.grammar import folded
from pipeline.model.records import IndicatorRecord

Expected = Literal["date", "quantity"]

_OF_TIME = re.compile("时间|日期|时限|期限|时点|截止|工期|按期|按时|及时|如期|竣工|完工|开工|时效")
_UNIT_OF_NAME = re.compile(r"\(([^()]+)\)$")
_SHORT_MONTH = re.compile(r"2\d\.(?:1[0-2]|0?[1-9])")


def expected_kind(row: IndicatorRecord, text: str, beside: str, other: Measure | None = None) -> Expected | None:
    """What the rest of its row proves a text to be: a date, a quantity, or nothing.

    ``beside`` is the other value of the row, and ``other`` what is known of it. Only a text that can be both needs
    proof; any other is looked at as the other value is.
    """
    can_be_both = date_or_number(folded(text)) is not None
    if other is None:
        if not can_be_both:
            return None
        other = read(beside)
    kind: Expected | None = "date" if other.span else "quantity" if other.kind in ("quantity", "range") else None
    if not can_be_both:
        return kind
    if _names_unit(row):
        return "quantity"
    if date_or_number(folded(beside)) is not None and other.unit is None:
        # One that can be both proves nothing of the other.
        return None
    # A whole is achieved of works with a date, too.
    is_whole = other.unit == "%" and other.value == 100
    return None if kind == "quantity" and (_speaks_of_time(row) or is_whole) else kind


def with_short_day_doubted(measure: Measure, row: IndicatorRecord, text: str, beside: str) -> Measure:
    """The measure, in doubt where the row speaks of time and a bare figure can be a day (12.5) or a month (24.12).

    A unit of the other value (``beside``) proves a number.
    """
    plain = folded(text)
    is_date = date_or_number(plain) == "short_day" or _SHORT_MONTH.fullmatch(plain) is not None
    if not is_date or measure.value is None or measure.unit is not None or _names_unit(row):
        return measure
    is_proven = not _speaks_of_time(row) or read(beside).unit not in (None, "%")
    return measure if is_proven else measure.doubted("value", "date")


def _names_unit(row: IndicatorRecord) -> bool:
    """Whether the name of the indicator ends with a unit in brackets."""
    match = _UNIT_OF_NAME.search(folded(row.name.value or ""))
    return match is not None and canonical_unit(match.group(1)) is not None


def _speaks_of_time(row: IndicatorRecord) -> bool:
    return _OF_TIME.search(f"{row.level2.value or ''} {row.name.value or ''}") is not None
