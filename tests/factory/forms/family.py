"""What sets one family of forms apart from the others, as far as its words and figures go.

Belongs here: which columns, rows and weights a family has. Does not belong here: where they are printed
(``annex``, ``sheet`` and the layouts).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

Sources = Callable[[random.Random], list[tuple[str, str]]]
MONEY = ("initial", "adjusted", "executed", "weight", "rate", "score")


@dataclass(frozen=True, slots=True)
class Family:
    """One family. ``sources`` gives the funding rows (key, label) of one form, ``money`` the columns they have."""

    name: str
    sources: Sources
    kind: Literal["project", "department", "transfer"] = "project"
    money: tuple[str, ...] = MONEY
    rate_of: Literal["initial", "adjusted"] = "adjusted"
    # What the execution of the budget may weigh; the indicators share the rest of 100.
    budget_weights: tuple[int, ...] = (10, 10, 10, 20)
    # Printed columns of the indicators and of the totals.
    has_levels: bool = True
    has_weights: bool = True
    has_scores: bool = True
    has_total_weight: bool = True
    has_reasons: bool = True
    # Whether some places print no row of totals.
    may_lack_total: bool = False
    # Several blocks of indicators, each under a goal of its own.
    has_blocks: bool = False
    has_unit_column: bool = False
    has_weight_in_level: bool = True
    # Levels that are printed as they are, and what each first level weighs.
    levels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    level_weights: dict[str, int] = field(default_factory=dict)
    cost_label: str = "成本指标"
    attained: str = ""
    unit_marks: tuple[str, ...] = ("bare", "bare", "wide_brackets", "brackets")
    # How often the form prints a grade, and whether amounts are in yuan without one way of writing them.
    graded: float = 0.0
    is_uneven: bool = False
    rate_marks: tuple[str, ...] = ("%", "%", "")
    # How often second levels are printed without 指标.
    short_second: float = 0.0
