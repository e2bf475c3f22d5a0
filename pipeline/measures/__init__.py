"""What targets and actual values of indicators say: operators, numbers, units, ranges and dates.

Belongs here: the closed grammar of one text, which accounts for every character of it or gives no certain value.
Does not belong here: rows, cells and their evidence (``pipeline.forms``), comparison of target and actual value
(``pipeline.audit``), text that is damaged (``pipeline.noisy``).
"""

from __future__ import annotations

from pipeline.measures.base_units import base_of, dimension, in_base
from pipeline.measures.grammar import read
from pipeline.measures.measure import Measure
from pipeline.measures.operators import parse_operator
from pipeline.measures.time_points import date_or_number
from pipeline.measures.units import canonical_unit

__all__ = [
    "Measure",
    "base_of",
    "canonical_unit",
    "date_or_number",
    "dimension",
    "in_base",
    "parse_operator",
    "read",
]
