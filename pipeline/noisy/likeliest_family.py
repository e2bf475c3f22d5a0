"""Which family the forms of a sliced document are of, and whether it can be restored.

Belongs here: the comparison of headings with those of the families. Does not belong here: which line is a heading
(``form_parts``), which piece heads which column (``heading_line``).
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.families import Family
from pipeline.model.grid import Unreadable
from pipeline.model.messages import said
from pipeline.noisy.budget_block import AMOUNTS
from pipeline.noisy.emit_grid import HEAD_FIELDS
from pipeline.noisy.form_parts import FormPart, SlicedForm
from pipeline.noisy.heading_line import headed
from pipeline.text.labels import plain_label

# Headings less missing ones for each form from which no other family is tried; by how many another must show more.
# The seen families print 6 and 8 headings in the two tables (chosen, not measured).
_CLEARLY, _BETTER = 12, 2


def is_restorable(family: Family) -> bool:
    """Whether a family prints what restoring needs: levels, names, targets, actual values, then weights and scores.

    Its sums prove what was read; a family without points in every row, or with another order, is refused.
    """
    needs = ["level1", "level2", "name", "target", "actual", "weight", "score"]
    columns = [role for role in family.indicators.columns if role in needs]
    roles = list(family.indicators.columns)
    is_side_by_side = columns == needs and roles.index("score") == roles.index("weight") + 1
    return (
        family.kind == "project"
        and not family.is_general
        and is_side_by_side
        and set(AMOUNTS) <= set(family.budget.columns)
    )


def best_family(sliced_form: SlicedForm, families: Sequence[Family], unit: str) -> Family:
    """The restorable family whose headings a form shows best, in their order."""

    def likeness(family: Family) -> tuple[int, ...]:
        headings, *ties = _likeness(sliced_form, family)
        return headings + _texts_beside(sliced_form, family), *ties

    units = {family.id: family.money_units or [unit or None] for family in families}
    known = [family for family in families if is_restorable(family) and (unit or None) in units[family.id]]
    return max(known, key=likeness)


def _texts_beside(sliced_form: SlicedForm, family: Family) -> int:
    """How many lines of a form begin with the label of a text that the family prints beside its tables."""
    labels = tuple(label for name, known in family.fields.items() if name not in HEAD_FIELDS for label in known)
    return sum(line.tight.startswith(labels) for line in sliced_form.all_lines) if labels else 0


def refuse_others(sliced_forms: Sequence[SlicedForm], likeliest: Sequence[Family], families: Sequence[Family]) -> None:
    """Raise :class:`Unreadable` when the forms show the headings of another family that cannot be restored."""
    own = [_likeness(sliced_form, own) for sliced_form, own in zip(sliced_forms, likeliest, strict=True)]
    if sum(mark[0] for mark in own) >= _CLEARLY * len(own):
        return
    for other in families:
        if is_restorable(other) or other.is_general or other.kind != "project":
            continue
        marks = [_likeness(sliced_form, other)[0] for sliced_form in sliced_forms]
        if sum(marks) > sum(mark[0] for mark in own) + _BETTER * len(own):
            raise Unreadable(said("family_not_restored", family=other.named))


def is_always_graded(family: Family) -> bool:
    """Whether every form of a family prints its grade, as the forms with 分数 over the budget's weight do."""
    return family.budget.columns.get("weight") == ["分数"]


def _likeness(sliced_form: SlicedForm, family: Family) -> tuple[int, int, int, bool]:
    """Headings of both blocks that stand in their order less those that are missing, and what decides a tie."""
    marks = exact = 0
    for part, columns, optional in (
        (FormPart.BUDGET_HEAD, family.budget.columns, family.budget.optional),
        (FormPart.INDICATOR_HEAD, family.indicators.columns, family.indicators.optional),
    ):
        shown = {role for line in sliced_form.part(part) for _, role in headed(line.pieces, columns)}
        marks += len(shown) - len(set(columns) - set(optional) - shown)
        text = "\n".join(plain_label(line.tight) for line in sliced_form.part(part))
        exact += sum(any(plain_label(label) in text for label in labels) for labels in columns.values())
    graded = bool(sliced_form.part(FormPart.GRADE)) and is_always_graded(family)
    return marks, exact, -len(family.indicators.columns), graded
