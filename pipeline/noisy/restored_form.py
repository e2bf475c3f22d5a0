"""A form as it is being restored, and what all forms of its document share.

Belongs here: the two types. Does not belong here: how their values come about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.families import Family
from pipeline.model.grid import TextLine
from pipeline.noisy.budget_block import BudgetRow
from pipeline.noisy.cut_names import Phrases
from pipeline.noisy.form_parts import LabelsOfFamilies
from pipeline.noisy.sliced_lines import RestoredValue, SlicedRow


@dataclass(frozen=True, slots=True)
class DocumentContext:
    """What all forms of a document share.

    ``offices`` stand whole somewhere in it, the commonest first; ``money_unit`` is the one that all forms print which
    print one legibly; ``is_graded`` says that its forms print a grade; ``headed`` are the families of which a
    form shows the headings of the indicators; ``reason_width`` is how wide a whole line of a reason is.
    """

    labels: LabelsOfFamilies
    phrases: Phrases
    offices: Sequence[str]
    money_unit: str | None
    is_graded: bool
    headed: frozenset[str]
    reason_width: float


@dataclass(slots=True)
class RestoredForm:
    """Every value of a form."""

    family: Family
    page: int
    last_page: int
    name: RestoredValue
    department: RestoredValue
    unit: RestoredValue
    money: RestoredValue
    budget: list[BudgetRow]
    expected_goal: RestoredValue
    actual_goal: RestoredValue
    rows: list[SlicedRow]
    level1: list[RestoredValue] = field(default_factory=list)
    level2: list[RestoredValue] = field(default_factory=list)
    total_weight: RestoredValue = field(default_factory=RestoredValue)
    total_score: RestoredValue = field(default_factory=RestoredValue)
    grade: RestoredValue | None = None
    above: list[TextLine] = field(default_factory=list)
