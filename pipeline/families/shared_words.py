"""The words that hold for every family: levels, grades, and the labels that a family has unless its file gives others.

Belongs here: the model of ``shared/vocabulary.yml`` and what is asked of it. Does not belong here: one family's words
(its YAML file), labels that say the same (``pipeline.text.synonyms``).
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from pipeline.families.keys import BudgetColumn, FormField, FundingSource, Goal, IndicatorColumn, Label, Labels, Strict
from pipeline.families.yaml_file import checked, shared_file
from pipeline.text.labels import normalise_label


class Level2(Strict):
    """A second-level label: the first-level labels it can stand under and how it is printed."""

    parents: list[str]
    labels: Labels


class Vocabulary(Strict):
    """Words that hold for every family.

    ``fields`` and what follows are labels that a family has unless its file
    gives others; ``may_print`` are fields of any family that most forms lack. ``other_fields`` are labels whose value
    stands beside them, ``other_columns`` headings, that have no column of their own. ``above_project`` are labels that
    may stand above the name of the project, ``unit_of_money`` those whose value is the unit. ``extra`` are columns that
    a form of any family may have beside those of its family; ``weak`` are headings that head a column only where no
    better heading does (备注 beside a column of reasons is none), each with a heading for what it then means.
    """

    level1: dict[str, Labels]
    level2: dict[str, Level2]
    attainment: dict[Literal["met", "partly_met", "not_met"], Labels]
    grades: Labels
    fields: dict[FormField, Labels]
    may_print: dict[FormField, Labels]
    may_head_goals: dict[Goal, Labels]
    other_fields: Labels
    other_columns: Labels
    above_project: Labels
    unit_of_money: Labels
    left_out: Labels
    blocks: Labels
    sources: dict[FundingSource, Labels]
    goals: dict[Goal, Labels]
    budget: dict[BudgetColumn, Labels]
    indicators: dict[IndicatorColumn, Labels]
    extra: dict[Literal["budget", "indicators"], list[str]]
    weak: dict[Literal["budget", "indicators"], dict[Label, Label]]
    total: Labels
    grade: Labels


@cache
def vocabulary() -> Vocabulary:
    """The words that hold for every family."""
    return checked(Vocabulary, shared_file("vocabulary.yml"))


def is_known_column(heading: str) -> bool:
    """Whether a heading is one whose column is known to have no place in the tables."""
    words = vocabulary()
    known = (*words.other_columns, *words.weak["budget"], *words.weak["indicators"])
    return normalise_label(heading) in set(map(normalise_label, known))
