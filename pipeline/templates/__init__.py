"""Form families as data: one YAML file per family, the words all families share, and the model that checks both.

Belongs here: what is printed on a family's forms and which column it means. Does not belong here: how a
table is walked (``pipeline.parse``), or anything of a single document.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, model_validator

from pipeline.text.labels import normalise_label

FormField = Literal[
    "project_name", "department", "implementing_unit", "content_overview", "conclusion", "problems", "measures"
]
BudgetColumn = Literal["initial_budget", "adjusted_budget", "executed", "weight", "execution_rate", "score", "reason"]
FundingSource = Literal[
    "total", "fiscal_current", "carryover", "other", "fiscal", "special_account", "unit_funds", "central", "provincial",
    "local",
]  # fmt: skip
IndicatorColumn = Literal[
    "level1", "level2", "name", "operator", "target", "unit", "actual", "weight", "score", "reason"
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Budget(_Strict):
    """The budget block: headings by column, row labels by funding source, and what the rate is divided by."""

    columns: dict[BudgetColumn, list[str]]
    sources: dict[FundingSource, list[str]]
    rate_denominator: Literal["initial_budget", "adjusted_budget"]


class Indicators(_Strict):
    """The indicator block: headings by column."""

    columns: dict[IndicatorColumn, list[str]]


class Template(_Strict):
    """One form family. Every list holds the printed labels, the commonest first.

    ``blocks`` are labels that only name a part of the form. ``left_out`` names labels whose values are never
    published (names and telephone numbers of staff).
    """

    id: str
    family: str
    title: str
    description: str
    fields: dict[FormField, list[str]]
    left_out: list[str]
    blocks: list[str]
    budget: Budget
    goals: dict[Literal["expected_goal", "actual_goal"], list[str]]
    indicators: Indicators
    total: list[str]
    grade: list[str]

    @model_validator(mode="after")
    def _labels_are_unambiguous(self) -> Template:
        for block in (self.fields, self.budget.columns, self.budget.sources, self.goals, self.indicators.columns):
            seen: dict[str, str] = {}
            for key, labels in block.items():
                for label in map(normalise_label, labels):
                    if seen.setdefault(label, key) != key:
                        raise ValueError(f"template {self.id}: {label} stands for {seen[label]} and {key}")
        return self


class Level2(_Strict):
    """A second-level label: the first-level labels it can stand under and how it is printed."""

    parents: list[str]
    labels: list[str]


class Vocabulary(_Strict):
    """Words that hold for every family."""

    level1: dict[str, list[str]]
    level2: dict[str, Level2]
    attainment: dict[Literal["met", "partly_met", "not_met"], list[str]]
    grades: list[str]


@cache
def load_templates() -> tuple[Template, ...]:
    """All families, sorted by id.

    Raises :class:`pydantic.ValidationError` when a file does not fit the model.
    """
    folder = files(__package__)
    names = sorted(f.name for f in folder.iterdir() if f.name.endswith(".yml") and f.name != "vocabulary.yml")
    return tuple(Template.model_validate(yaml.safe_load((folder / n).read_text("utf-8"))) for n in names)


@cache
def vocabulary() -> Vocabulary:
    """The words that hold for every family."""
    text = (files(__package__) / "vocabulary.yml").read_text("utf-8")
    return Vocabulary.model_validate(yaml.safe_load(text))
