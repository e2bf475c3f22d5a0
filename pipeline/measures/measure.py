"""What a text of a target or an actual value says, as one value.

Belongs here: the types that the grammar makes. Does not belong here: how texts are read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from pipeline.measures.time_spans import Span

Operator = Literal["ge", "gt", "eq", "le", "lt", "range", "qualitative"]
Kind = Literal[
    "quantity", "range", "deadline", "date", "period", "ratio", "growth", "approximate", "several", "grade",
    "identifier", "sentence", "words", "placeholder",
]  # fmt: skip
Part = Literal["operator", "value", "unit", "low", "high", "date"]
BOTH = frozenset[Part]({"value", "unit"})
"""The parts that a text puts in doubt when nobody knows what stands beside the figure."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One target or actual value; what it does not state is null.

    ``kind`` is null for a blank or a dash. ``unit`` is as printed, ``canonical`` the form in which units are compared:
    it holds what 每 refers to (每季度1次 has unit 次 and canonical unit 次/季度) and is null for a unit that the
    vocabulary does not know. A range has ``low`` and ``high`` and no ``value``. ``doubts`` names the parts that the
    text leaves open; ``date`` says that it may be a date or a number.
    """

    kind: Kind | None = None
    operator: Operator | None = None
    value: Decimal | None = None
    unit: str | None = None
    canonical: str | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    span: Span | None = None
    doubts: frozenset[Part] = frozenset()

    def doubted(self, *parts: Part) -> Measure:
        """The same measure with more of its parts in doubt."""
        return replace(self, doubts=self.doubts | set(parts))
