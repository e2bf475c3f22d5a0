"""The labels of one family, in the form in which labels are compared: made once, read by every later stage.

Belongs here: what a label, a heading or the beginning of a row means on a form of one family. Does not belong here: the
labels as they are printed (``pipeline.families``), what a label means whatever the family (``known_labels``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline.families import Family, vocabulary
from pipeline.forms.known_labels import Block, canonical_levels, columns_of_any_family
from pipeline.text.labels import normalise_label

# Texts that stand behind the indicators where any family prints them.
CLOSING = frozenset({"problems", "measures", "remarks", "deviation_analysis"})


@dataclass(frozen=True, slots=True)
class FamilyLabels:
    """What the labels of a family mean. All labels are normalised.

    ``fields`` and ``goals`` give the column of a label; ``own_goals`` mean a goal wherever they stand, the other goals
    only beside each other. ``closing`` are fields of any family that head columns above the indicators. ``sources``
    give the source of money of a funding row, ``own_sources`` only where the family itself lists its label,
    ``ends_of_funding`` begin the block behind these rows, and ``ends_of_indicators`` what stands behind the indicators.
    ``anchors`` begin a form, ``openings`` a part of one. ``without_column`` are labels whose value is not published,
    ``left_out`` those of them that stand beside names and telephone numbers of staff. ``blocks`` name a part of the
    form. ``known`` is every label that the family prints, but for the headings of its indicators. ``levels`` are the
    known labels of each level. ``columns`` give the column of a heading by block, ``extra`` those of headings that a
    form of any family may have beside them.
    """

    fields: Mapping[str, str]
    own_fields: frozenset[str]
    goals: Mapping[str, str]
    own_goals: frozenset[str]
    closing: frozenset[str]
    grades: frozenset[str]
    totals: frozenset[str]
    sources: Mapping[str, str]
    own_sources: Mapping[str, str]
    ends_of_funding: frozenset[str]
    ends_of_indicators: frozenset[str]
    without_column: frozenset[str]
    left_out: tuple[str, ...]
    blocks: tuple[str, ...]
    anchors: frozenset[str]
    openings: frozenset[str]
    required: frozenset[str]
    lacking: frozenset[str]
    known: frozenset[str]
    levels: Mapping[str, frozenset[str]]
    columns: Mapping[Block, Mapping[str, str]]
    extra: Mapping[Block, Mapping[str, str]]

    def allow(self, labels: Set[str]) -> bool:
        """Whether a form with these labels can be of the family: one that it requires is there, none that it lacks."""
        return (not self.required or bool(self.required & labels)) and not self.lacking & labels


@cache
def labels_of(family: Family) -> FamilyLabels:
    """The labels of a family."""
    goals = _by_label(family.all_goals)
    own: dict[Block, Any] = {"budget": family.budget.columns, "indicators": family.indicators.columns}
    return FamilyLabels(
        fields=_by_label(family.all_fields),
        own_fields=_all_of(family.fields),
        goals=goals,
        own_goals=_all_of(family.goals),
        # What a family does not print itself closes a form; above the indicators the same words head columns.
        closing=_all_of({n: ls for n, ls in vocabulary().may_print.items() if n in CLOSING}) - _all_of(family.fields),
        grades=_normalised(family.grade),
        totals=_normalised(family.total),
        sources={**_by_label(vocabulary().sources), **_by_label(family.budget.sources)},
        own_sources=_by_label(family.budget.sources),
        ends_of_funding=_normalised(family.other_fields) | _all_of(family.goals),
        ends_of_indicators=_normalised((*family.grade, *family.other_fields)) | _all_of(family.all_fields),
        without_column=_normalised((*family.other_fields, *family.left_out)),
        left_out=tuple(map(normalise_label, family.left_out)),
        blocks=tuple(map(normalise_label, family.blocks)),
        anchors=_normalised(family.anchors),
        openings=_normalised(family.blocks)
        | _all_of(family.fields)
        | _all_of(family.goals)
        | _all_of(family.budget.columns)
        | _all_of(family.indicators.columns),
        required=_normalised(family.requires),
        lacking=_normalised(family.lacks),
        known=_normalised((*family.other_fields, *family.left_out, *family.blocks, *family.total, *family.grade))
        | _all_of(family.all_fields)
        | _all_of(family.all_goals)
        | _all_of(family.budget.columns)
        | _all_of(family.budget.sources),
        levels={
            "level1": frozenset(canonical_levels("level1")) | _normalised(family.levels.get("level1", ())),
            "level2": frozenset(canonical_levels("level2")) | _normalised(family.levels.get("level2", ())),
        },
        columns={block: _by_label(columns) for block, columns in own.items()},
        extra={
            block: _by_label({n: ls for n, ls in columns_of_any_family(block).items() if n not in columns})
            for block, columns in own.items()
        },
    )


def _normalised(labels: Iterable[str]) -> frozenset[str]:
    return frozenset(map(normalise_label, labels))


def _all_of(block: Mapping[Any, Iterable[str]]) -> frozenset[str]:
    return frozenset(normalise_label(label) for labels in block.values() for label in labels)


def _by_label(block: Mapping[Any, Iterable[str]]) -> dict[str, str]:
    return {normalise_label(label): name for name, labels in block.items() for label in labels}
