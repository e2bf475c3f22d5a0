"""Form families as data: one YAML file per family, the words all families share, and the models that check both.

Belongs here: what is printed on a family's forms and which column it means. Does not belong here: how a
table is walked (``pipeline.forms``), or anything of a single document.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from itertools import combinations
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, model_validator

from pipeline.text.labels import normalise_label, plain_label

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
_Labels = dict[str, list[str]]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Budget(_Strict):
    """The budget block: headings by column, row labels by funding source, and what the rate is divided by.

    ``optional`` columns may be absent; a form that lacks any other column is of another family.
    """

    columns: dict[BudgetColumn, list[str]]
    optional: list[BudgetColumn] = ["reason"]
    sources: dict[FundingSource, list[str]]
    rate_denominator: Literal["initial_budget", "adjusted_budget"]


class Indicators(_Strict):
    """The indicator block: headings by column; ``optional`` as in :class:`Budget`."""

    columns: dict[IndicatorColumn, list[str]]
    optional: list[IndicatorColumn] = ["reason"]


class Family(_Strict):
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
    description: str
    kind: Literal["project", "department", "transfer"] = "project"
    fields: dict[FormField, list[str]]
    other_fields: list[str]
    left_out: list[str]
    blocks: list[str]
    money_units: list[str | None] | None = None
    requires: list[str] = []
    lacks: list[str] = []
    weak_anchors: list[str] = []
    is_general: bool = False
    budget: Budget
    goals: dict[Goal, list[str]]
    indicators: Indicators
    levels: dict[Literal["level1", "level2"], list[str]] = {}
    total: list[str]
    grade: list[str]

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

    def allows(self, labels: set[str]) -> bool:
        """Whether a form with these labels (normalised) can be of this family."""
        required, lacking = set(map(normalise_label, self.requires)), set(map(normalise_label, self.lacks))
        return (not required or bool(required & labels)) and not lacking & labels

    @model_validator(mode="after")
    def _labels_are_unambiguous(self) -> Family:
        for block in (self.fields, self.budget.columns, self.budget.sources, self.goals, self.indicators.columns):
            seen: dict[str, str] = {}
            for key, labels in block.items():
                for label in map(normalise_label, labels):
                    if seen.setdefault(label, key) != key:
                        raise ValueError(f"family {self.id}: {label} stands for {seen[label]} and {key}")
        return self


class Level2(_Strict):
    """A second-level label: the first-level labels it can stand under and how it is printed."""

    parents: list[str]
    labels: list[str]


class Vocabulary(_Strict):
    """Words that hold for every family.

    ``fields`` and what follows are labels that a family has unless its file
    gives others; ``may_print`` are fields of any family that most forms lack. ``other_fields`` are labels whose value
    stands beside them, ``other_columns`` headings, that have no column of their own. ``extra`` are columns that a
    form of any family may have beside those of its family; ``weak`` are headings that head a column only where no
    better heading does (备注 beside a column of reasons is none), each with a heading for what it then means.
    """

    level1: dict[str, list[str]]
    level2: dict[str, Level2]
    attainment: dict[Literal["met", "partly_met", "not_met"], list[str]]
    grades: list[str]
    fields: dict[FormField, list[str]]
    may_print: dict[FormField, list[str]]
    may_head_goals: dict[Goal, list[str]]
    other_fields: list[str]
    other_columns: list[str]
    left_out: list[str]
    blocks: list[str]
    sources: dict[FundingSource, list[str]]
    goals: dict[Goal, list[str]]
    budget: dict[BudgetColumn, list[str]]
    indicators: dict[IndicatorColumn, list[str]]
    extra: dict[Literal["budget", "indicators"], list[str]]
    weak: dict[Literal["budget", "indicators"], dict[str, str]]
    total: list[str]
    grade: list[str]


class OtherTable(_Strict):
    """A table that is known and not read: a family without a reader, or no self-evaluation at all.

    It is recognised when every group of ``has`` shows one of its labels and no label of ``lacks`` is there. ``is_form``
    says that it is a self-evaluation, which is refused by name; anything else is passed over by name. The labels of a
    self-evaluation are compared as printed: its words are what tells it from the families that are read.
    """

    id: str
    title: str
    is_form: bool
    has: list[list[str]]
    lacks: list[str] = []

    def matches(self, labels: set[str]) -> bool:
        """Whether labels, as printed in cells, are those of this table."""
        form = plain_label if self.is_form else normalise_label
        shown = set(map(form, labels))
        groups = [set(map(form, group)) for group in self.has]
        return all(group & shown for group in groups) and not shown & set(map(form, self.lacks))


@cache
def load_families() -> tuple[Family, ...]:
    """All families, sorted by id.

    Raises :class:`pydantic.ValidationError` when a file does not fit the model, :class:`ValueError` when one form
    could be of two families.
    """
    folder = files(__package__)
    names = sorted(f.name for f in folder.iterdir() if f.name.endswith(".yml"))
    families = tuple(_load(yaml.safe_load((folder / n).read_text("utf-8"))) for n in names)
    for one, other in combinations(families, 2):
        if _can_be_both(one, other):
            raise ValueError(f"families {one.id} and {other.id} fit the same headings: give one of them others")
    return families


def _load(content: dict[str, Any]) -> Family:
    """A family from its file: what the file leaves out is taken from the vocabulary."""
    words = vocabulary()
    content["fields"] = {**words.fields, **(content.get("fields") or {})}
    content["goals"] = {**words.goals, **(content.get("goals") or {})}
    content["other_fields"] = [*words.other_fields, *content.get("other_fields", [])]
    content["left_out"] = [*words.left_out, *content.get("left_out", [])]
    content["blocks"] = [*words.blocks, *content.get("blocks", [])]
    content.setdefault("total", words.total)
    content.setdefault("grade", words.grade)
    content["budget"]["columns"] = _headings(content["budget"]["columns"], dict(words.budget))
    content["indicators"]["columns"] = _headings(content["indicators"]["columns"], dict(words.indicators))
    content["budget"]["sources"] = _headings(content["budget"].get("sources", {}), dict(words.sources))
    return Family.model_validate(content)


def _joined(own: dict[Any, list[str]], shared: dict[Any, list[str]]) -> dict[Any, list[str]]:
    return {name: [*own.get(name, []), *shared.get(name, [])] for name in {**own, **shared}}


def _headings(own: dict[str, list[str] | None], shared: dict[Any, list[str]]) -> dict[str, list[str]]:
    return {name: shared[name] if labels is None else labels for name, labels in own.items()}


def _can_be_both(one: Family, other: Family) -> bool:
    """Whether there are headings that two families accept, each of them with all its own columns."""
    if one.is_general != other.is_general or one.requires or other.requires:
        # The one is asked first.
        return False
    if (one.kind == "department") != (other.kind == "department"):
        # A form that names a project is never one of a whole department.
        return False
    if one.money_units and other.money_units and not set(one.money_units) & set(other.money_units):
        return False
    blocks = ((one.budget, other.budget), (one.indicators, other.indicators))
    return all(
        _is_covered(a.columns, a.optional, b.columns) and _is_covered(b.columns, b.optional, a.columns)
        for a, b in blocks
    )


def _is_covered(columns: Any, optional: Any, other: Any) -> bool:
    """Whether each required column has a heading that the other family knows as well, for the same column."""
    return all(
        set(map(normalise_label, labels)) & set(map(normalise_label, other.get(name, [])))
        for name, labels in columns.items()
        if name not in optional
    )


@cache
def vocabulary() -> Vocabulary:
    """The words that hold for every family."""
    return Vocabulary.model_validate(_shared("vocabulary.yml"))


def is_known_column(heading: str) -> bool:
    """Whether a heading is one whose column is known to have no place in the tables."""
    words = vocabulary()
    known = (*words.other_columns, *words.weak["budget"], *words.weak["indicators"])
    return normalise_label(heading) in set(map(normalise_label, known))


class OtherText(_Strict):
    """A document without a form, known by lines of text: at least ``at_least`` of them match ``lines``."""

    id: str
    title: str
    lines: str
    at_least: int = 1


@cache
def other_texts() -> tuple[OtherText, ...]:
    """Documents that are known by their text, in the order in which they are tried."""
    return tuple(OtherText.model_validate(one) for one in _shared("other_texts.yml"))


@cache
def other_tables() -> tuple[OtherTable, ...]:
    """Tables that are known and not read, in the order in which they are tried."""
    return tuple(OtherTable.model_validate(one) for one in _shared("other_tables.yml"))


def _shared(name: str) -> Any:
    return yaml.safe_load((files(__package__) / "shared" / name).read_text("utf-8"))
