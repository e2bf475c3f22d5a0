"""What a label can mean in a form, whatever its family: headings, fields, beginnings, ends.

Belongs here: sets of labels over all families, in the form in which labels are compared. Does not belong here: the
labels themselves (``pipeline.families``), where they stand in a grid (``locate``, ``heading_rows``).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from pipeline.families import FormField, load_families, vocabulary
from pipeline.text.labels import normalise_label, plain_label

Block = Literal["budget", "indicators"]
ROW_NUMBERS = normalise_label("序号")
"""The heading of a column that only counts the rows."""


@cache
def headings_of(block: str, column: str) -> frozenset[str]:
    """Every heading under which any family prints a column."""
    headings: list[str] = []
    for family in load_families():
        columns: Mapping[Any, list[str]] = getattr(family, block).columns
        headings += columns.get(column, [])
    headings += columns_of_any_family(block).get(column, [])
    return frozenset(map(normalise_label, headings))


@cache
def wide_headings_of(block: Block, column: str) -> frozenset[str]:
    """Every heading of a column, and those that head it only where no better heading does."""
    known = headings_of(block, column)
    return known | {label for label, meant in weak_headings(block).items() if meant in known}


@cache
def columns_of_any_family(block: Block) -> dict[str, list[str]]:
    """The columns of a block that a form of any family may have, with their headings."""
    headings: Mapping[Any, list[str]] = getattr(vocabulary(), block)
    weak = weak_headings(block)
    return {name: [x for x in headings[name] if normalise_label(x) not in weak] for name in vocabulary().extra[block]}


@cache
def weak_headings(block: Block) -> dict[str, str]:
    """Headings that head a column only where no better one does, each with the heading that it then stands for."""
    return {normalise_label(label): normalise_label(meant) for label, meant in vocabulary().weak[block].items()}


@cache
def _left_out() -> frozenset[str]:
    return frozenset(map(normalise_label, vocabulary().other_columns))


def is_left_out(label: str) -> bool:
    """Whether a heading (normalised) is of a column that is known to have no place in the tables."""
    return label in _left_out()


@cache
def anchors(*, of_projects: bool) -> frozenset[str]:
    """The labels with which forms begin: of projects and transfers, or of whole departments."""
    chosen = (family for family in load_families() if (family.kind != "department") == of_projects)
    return frozenset(normalise_label(label) for t in chosen for label in t.anchors)


@cache
def weak_anchors() -> frozenset[str]:
    """Labels of departments with which a form begins only where nothing else begins it."""
    return frozenset(normalise_label(label) for family in load_families() for label in family.weak_anchors)


@cache
def indicator_words() -> frozenset[str]:
    """Words of the indicator block; a stretch of table with none of them is no form of any family."""
    return headings_of("indicators", "level2") | headings_of("indicators", "name")


@cache
def level_labels() -> frozenset[str]:
    """Labels of levels that stand in the rows of indicators: 产出指标, 数量指标."""
    words = vocabulary()
    printed = [label for labels in words.level1.values() for label in labels if label.endswith("指标")]
    return frozenset(map(normalise_label, (*printed, *words.level2)))


@cache
def canonical_levels(name: Literal["level1", "level2"]) -> Mapping[str, str]:
    """The canonical label of every label of a level that the vocabulary lists."""
    words = vocabulary()
    printed = words.level1 if name == "level1" else {label: entry.labels for label, entry in words.level2.items()}
    return {normalise_label(label): canonical for canonical, labels in printed.items() for label in labels}


@cache
def result_words() -> frozenset[str]:
    """Headings that only a form with results has; those that also head a goal text do not count."""
    return headings_of("indicators", "actual") - goal_labels()


@cache
def goal_labels() -> frozenset[str]:
    """Labels above the texts of goals."""
    return frozenset(normalise_label(label) for labels in vocabulary().goals.values() for label in labels)


@cache
def block_names() -> frozenset[str]:
    """Labels that only name a part of a form."""
    return frozenset(map(normalise_label, vocabulary().blocks))


@cache
def staff_labels() -> frozenset[str]:
    """Labels beside names and telephone numbers of staff, which are never published."""
    return frozenset(map(normalise_label, vocabulary().left_out))


@cache
def source_labels() -> frozenset[str]:
    """Labels of funding rows."""
    return frozenset(normalise_label(label) for labels in vocabulary().sources.values() for label in labels)


@cache
def field_labels() -> frozenset[str]:
    """Labels of any family whose value stands beside them."""
    labels = [label for family in load_families() for printed in family.all_fields.values() for label in printed]
    return frozenset(map(normalise_label, (*labels, *vocabulary().other_fields, *vocabulary().left_out)))


@cache
def first_fields() -> frozenset[str]:
    """Labels of department, unit, code, year and money that some forms print above the name of the project."""
    names: tuple[FormField, ...] = ("department", "implementing_unit", "project_code", "central_department")
    printed = [label for family in load_families() for n in names for label in family.fields.get(n, [])]
    return frozenset(map(normalise_label, (*printed, *vocabulary().above_project)))


@cache
def unit_of_money_labels() -> frozenset[str]:
    """Labels of fields whose value is the unit of money."""
    return frozenset(map(normalise_label, vocabulary().unit_of_money))


@cache
def top_labels() -> frozenset[str]:
    """Labels that may stand above the name of the project in the first rows of a table."""
    words = vocabulary()
    printed = [label for family in load_families() for label in (*family.total, *family.grade, *family.other_fields)]
    fields = [label for block in (words.fields, words.may_print) for labels in block.values() for label in labels]
    return first_fields() | frozenset(map(normalise_label, (*printed, *fields)))


@cache
def labels_behind_fields() -> frozenset[str]:
    """Labels that stand behind the fields at the top of a form: of goals, money and indicators."""
    words = vocabulary()
    goals = [label for family in load_families() for labels in family.goals.values() for label in labels]
    sources = [label for family in load_families() for labels in family.budget.sources.values() for label in labels]
    blocks = [label for family in load_families() for label in family.blocks]
    return heading_labels() | frozenset(map(normalise_label, (*words.blocks, *goals, *sources, *blocks)))


@cache
def labels_above_indicators() -> frozenset[str]:
    """Labels that stand above the indicators of a form; below them they begin something else.

    They are compared as printed, most only by the commonest label: an indicator may be called 实际支出 or 执行单位.
    """
    words = vocabulary()
    printed = (label for family in load_families() if family.kind != "department" for label in family.anchors)
    fields = (words.fields[name][0] for name in ("department", "implementing_unit"))
    money = (words.budget[name][0] for name in ("initial_budget", "adjusted_budget", "executed"))
    return frozenset(map(plain_label, (*printed, *fields, *money)))


@cache
def heading_labels() -> frozenset[str]:
    """The headings of every column of any family."""
    printed: list[str] = []
    for block in ("budget", "indicators"):
        for columns in (getattr(vocabulary(), block), *(getattr(family, block).columns for family in load_families())):
            printed += [label for labels in columns.values() for label in labels]
    return frozenset(map(normalise_label, printed))
