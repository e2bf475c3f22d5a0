"""What a family's file is made of: the keys it may use, and the labels that stand behind them.

Belongs here: names of fields, columns, sources of money and goals, and what a label is. Does not belong here: how they
make a family (``family``), the words that all families share (``shared_words``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict

from pipeline.text.labels import normalise_label

FormField = Literal[
    "project_name", "project_code", "department", "central_department", "implementing_unit", "content_overview",
    "conclusion", "problems", "measures", "deviation_analysis", "remarks", "total_score", "reviewed_score",
]  # fmt: skip
BudgetColumn = Literal[
    "initial_budget", "adjusted_budget", "executed", "weight", "execution_rate", "score", "score_method", "reason"
]
FundingSource = Literal[
    "total", "fiscal_current", "carryover", "other", "fiscal", "special_account", "unit_funds", "central", "provincial",
    "municipal", "county", "local", "government_fund", "state_capital", "basic", "project",
]  # fmt: skip
IndicatorColumn = Literal[
    "level1", "level2", "name", "operator", "target", "adjusted_target", "unit", "actual", "weight", "score_method",
    "score", "reason", "measure",
]  # fmt: skip
Goal = Literal["expected_goal", "adjusted_goal", "actual_goal"]
Level = Literal["level1", "level2"]


class Strict(BaseModel):
    """A block of a file in which every key is known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _is_label(text: str) -> str:
    if not normalise_label(text):
        raise ValueError("is empty: numbering and notes in brackets are no part of a label")
    if "，" in text or "：" in text.rstrip("："):
        raise ValueError("holds ， or ：, but YAML parts labels by , and keys by : alone")
    return text


def _some(labels: list[str]) -> list[str]:
    if not labels:
        raise ValueError("has no label: give one, or leave the brackets out to take those of shared/vocabulary.yml")
    return labels


Label = Annotated[str, AfterValidator(_is_label)]
"""A label as it is printed, without numbering and notes."""
Labels = Annotated[list[Label], AfterValidator(_some)]
"""Labels of one column or source, the commonest first; one at least."""


def said_twice(block: Mapping[Any, list[str]]) -> list[str]:
    """A sentence for every label that stands under two keys of a block."""
    found: list[str] = []
    seen: dict[str, str] = {}
    for key, labels in block.items():
        for label in labels:
            first = seen.setdefault(normalise_label(label), key)
            if first != key:
                found.append(f"{label} means {first} and {key}: leave it out of one of them")
    return found
