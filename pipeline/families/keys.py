"""What a family's file is made of: the keys it may use, and the labels that stand behind them.

Belongs here: names of fields, columns, sources of money and goals, and what a label is. Does not belong here: how they
make a family (``family``), the words that all families share (``shared_words``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict

from pipeline.text.labels import normalise_label
from schemas.catalog import TABLES

# Printed columns of the form that other keys of a family are for, or that need no label: 等级, 合计, 备注 of the form.
_NO_FIELDS = frozenset({"grade", "total_weight", "notes"})
# Fields of columns that may come from elsewhere too: the department from a title, or from the ministry above it.
_OTHER_FIELDS = ("department", "central_department")
# Columns of the two tables of a form under the names that families give them. What is read from each fills one or more
# columns of the published tables, which are therefore no keys: target fills target_text, target_value and others.
_BUDGET = (
    "initial_budget",
    "adjusted_budget",
    "executed",
    "weight",
    "execution_rate",
    "score",
    "score_method",
    "reason",
)
_INDICATORS = (
    "level1", "level2", "name", "operator", "target", "adjusted_target", "unit", "actual", "weight", "score_method",
    "score", "reason", "measure",
)  # fmt: skip
_FILLED_BY_OTHERS = {
    "budget_line": frozenset(
        {"label_text", "initial_budget_yuan", "adjusted_budget_yuan", "executed_yuan", "execution_rate_pct"}
        | {"reason_text"}
    ),
    "indicator": frozenset(
        {"target_kind", "attainment", "reason_text", "deviation_reason", "improvement_measure"}
        | {f"{side}_{part}" for side in ("target", "actual") for part in ("text", "operator", "value", "low", "high")}
        | {f"{side}_{part}" for side in ("target", "actual") for part in ("unit", "unit_canonical")}
        | {f"{side}_date{part}" for side in ("target", "actual") for part in ("", "_from", "_granularity")}
    ),
}


def _printed(table: str) -> list[str]:
    """The columns of a published table whose values stand on the form."""
    return [name for name, column in TABLES[table].columns.items() if column.is_printed]


def _columns(table: str, own: tuple[str, ...]) -> tuple[str, ...]:
    """The keys of one table of a form: the names of ``own``, and every other printed column by its own name."""
    others = (name for name in _printed(table) if name not in own and name not in _FILLED_BY_OTHERS[table])
    return (*own, *others)


GOALS = tuple(name for name in _printed("form") if name.endswith("_goal"))
"""Columns whose text stands below its label."""
FIELDS = tuple(name for name in (*_printed("form"), *_OTHER_FIELDS) if name not in {*GOALS, *_NO_FIELDS})
"""Columns whose value stands beside its label."""

if TYPE_CHECKING:
    FormField = str
    Goal = str
    BudgetColumn = str
    IndicatorColumn = str
else:
    # The keys follow from the schemas: a new printed column is a key as soon as it stands there.
    FormField, Goal = Literal[FIELDS], Literal[GOALS]
    BudgetColumn = Literal[_columns("budget_line", _BUDGET)]
    IndicatorColumn = Literal[_columns("indicator", _INDICATORS)]

FundingSource = Literal[
    "total", "fiscal_current", "carryover", "other", "fiscal", "special_account", "unit_funds", "central", "provincial",
    "municipal", "county", "local", "government_fund", "state_capital", "basic", "project",
]  # fmt: skip
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
