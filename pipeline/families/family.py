"""One form family: what is printed on its forms and which column it means.

Belongs here: the model of a family and what may not contradict itself in it. Does not belong here: files (``load``),
whether two families can be told apart (``overlap``), how a table is walked (``pipeline.forms``).
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from pipeline.families.keys import (
    BudgetColumn,
    FormField,
    FundingSource,
    Goal,
    IndicatorColumn,
    Label,
    Labels,
    Level,
    Strict,
    said_twice,
)
from pipeline.families.shared_words import vocabulary
from pipeline.model.messages import Message, words
from pipeline.text.labels import normalise_label


class Budget(Strict):
    """The budget block: headings by column, row labels by funding source, and what the rate is divided by.

    ``optional`` columns may be absent; a form that lacks any other column is of another family.
    """

    columns: dict[BudgetColumn, Labels]
    optional: list[BudgetColumn] = Field(default=["reason"])
    sources: dict[FundingSource, Labels]
    rate_denominator: Literal["initial_budget", "adjusted_budget"]

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Budget:
        _raise([
            *_problems_of_columns(self.columns, self.optional, ("executed", self.rate_denominator), self),
            *(f"sources: {problem}" for problem in said_twice(self.sources)),
        ])  # fmt: skip
        return self


class Indicators(Strict):
    """The indicator block: headings by column; ``optional`` as in :class:`Budget`."""

    columns: dict[IndicatorColumn, Labels]
    optional: list[IndicatorColumn] = Field(default=["reason"])

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Indicators:
        _raise(_problems_of_columns(self.columns, self.optional, ("name", "target", "actual"), self))
        return self


class Family(Strict):
    """One form family. Every list holds the printed labels, the commonest first.

    ``other_fields`` are labels whose value has no column, ``blocks`` labels that only name a part of the form.
    ``left_out`` names labels whose values are never published (names and telephone numbers of staff). ``levels`` are
    level labels beyond the vocabulary. ``money_units`` are the units of money that a family prints where that tells it
    from another one; null stands for a form without a unit. A form shows a label of ``requires`` where there are any,
    and none of ``lacks``. ``weak_anchors`` are labels with which a form begins only where nothing else begins it: they
    stand inside other forms as well. ``is_general`` marks what is tried only on a form that fits no other family.
    """

    id: str
    family: str
    title: str
    title_en: str = ""
    description: str
    kind: Literal["project", "department", "transfer"] = "project"
    fields: dict[FormField, list[Label]]
    other_fields: list[Label]
    left_out: list[Label]
    blocks: list[Label]
    money_units: list[str | None] | None = None
    requires: list[Label] = Field(default=[])
    lacks: list[Label] = Field(default=[])
    weak_anchors: list[Label] = Field(default=[])
    is_general: bool = False
    budget: Budget
    goals: dict[Goal, list[Label]]
    indicators: Indicators
    levels: dict[Level, list[Label]] = Field(default={})
    total: list[Label]
    grade: list[Label]

    @property
    def named(self) -> Message:
        """What the family is called."""
        return words(self.title, self.title_en)

    @property
    def anchors(self) -> list[str]:
        """The labels with which a form of this family can begin."""
        labels = self.fields["department" if self.kind == "department" else "project_name"]
        return [label for label in labels if label not in self.weak_anchors]

    @property
    def all_fields(self) -> dict[FormField, list[str]]:
        """The fields of the family, and those that a form of any family may print."""
        return _joined(self.fields, vocabulary().may_print)

    @property
    def all_goals(self) -> dict[Goal, list[str]]:
        """The labels of goals of the family, and those that mean a goal only where goals stand."""
        return _joined(self.goals, vocabulary().may_head_goals)

    def __hash__(self) -> int:
        # Equal families have the same id; what is worked out from a family is kept by it.
        return hash(self.id)

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Family:
        both = set(map(normalise_label, self.requires)) & set(map(normalise_label, self.lacks))
        _raise([
            *(f"fields: {problem}" for problem in said_twice(self.fields)),
            *(f"goals: {problem}" for problem in said_twice(self.goals)),
            *(f"{label} stands in requires and in lacks: no form can have it and lack it" for label in sorted(both)),
        ])  # fmt: skip
        return self


def _problems_of_columns(columns: Any, optional: Any, needed: tuple[str, ...], block: Strict) -> list[str]:
    """What makes a block one that no form can fit, or that means two things by one heading."""
    found = [f"columns: {problem}" for problem in said_twice(columns)]
    found += [f"columns: {name} is missing; without it no form is read" for name in needed if name not in columns]
    if "optional" in block.model_fields_set:
        found += [f"optional: {name} is no column of this block" for name in optional if name not in columns]
    return found


def _raise(problems: list[str]) -> None:
    """Raise what pydantic reports for a block; each line of the error is one problem."""
    if problems:
        raise ValueError("\n".join(problems))


def _joined(own: dict[Any, list[str]], shared: dict[Any, list[str]]) -> dict[Any, list[str]]:
    return {name: [*own.get(name, []), *shared.get(name, [])] for name in {**own, **shared}}
