"""One form: from its sliced lines to its values.

Belongs here: the order of the steps and what one step takes from another; the unit of money and the goals. Does not
belong here: the other steps, the shape of the grid that is handed on (``emit_grid``).
"""

from __future__ import annotations

import re

from pipeline.families import Family
from pipeline.model.doubts import with_doubt
from pipeline.noisy.budget_block import budget_rows
from pipeline.noisy.cell_prose import read_prose
from pipeline.noisy.column_model import kind_of
from pipeline.noisy.cut_measures import check_together, habits_of, read_measure
from pipeline.noisy.form_parts import FormPart, SlicedForm, labels_of_families
from pipeline.noisy.header_lines import HeadPieces, read_grade, read_office, read_project_name
from pipeline.noisy.indicator_lines import SlicedRows
from pipeline.noisy.indicator_points import read_points
from pipeline.noisy.indicator_texts import read_texts
from pipeline.noisy.level_values import read_levels
from pipeline.noisy.restored_form import DocumentContext, RestoredForm
from pipeline.noisy.sliced_lines import RestoredValue, SlicedRow, SlicePiece, ideographs

# Columns of the forms whose sliced extracts were seen (Shanghai; the national annex prints the same).
_SEEN_COLUMNS = frozenset({"level1", "level2", "name", "target", "actual", "weight", "score", "reason"})
# Kinds of actual values that may be a weight.
_BARE = frozenset({"figure", "cut"})
# Characters of a goal that one slice can hold whole: a goal's cell covers most slices of the page, and none of the six
# goals in one slice of the real extract has fewer than 18.
_SHORT_GOAL = 12
# Characters of 年度总体目标 that one slice holds at most. The goals' second side begins in no earlier slice than the
# fourth; without any piece the table is taken for six slices wide (chosen).
_GOAL_LABEL, _SECOND_SIDE, _GOAL_SLICES = 4, 3, 5


def read_form(
    sliced_form: SlicedForm, head: HeadPieces, family: Family, sliced: SlicedRows, context: DocumentContext
) -> RestoredForm:
    """All values of one form."""
    phrases = context.phrases
    lines = sliced_form.all_lines
    budget = budget_rows(sliced_form, family, labels_of_families((family,)))
    form = RestoredForm(
        family, lines[0].page, lines[-1].page,
        read_project_name(head, phrases),
        *_offices(head, context),
        read_money(sliced_form, context.money_unit),
        budget, RestoredValue(), RestoredValue(), sliced.rows,
    )  # fmt: skip
    for office in (form.department, form.unit):
        if office.text and not office.doubts and len(office.pieces) > 1:
            phrases.learn(office.text, office.pieces[0].line)
    form.expected_goal, form.actual_goal = _goals(sliced_form, context)
    habits = habits_of(
        (row.groups(role) for row in form.rows for role in ("target", "actual")),
        [row.groups("target") for row in form.rows],
        may_lose_signs=phrases.shows_lookalikes,
    )
    read_texts(form, context, habits)
    weights_add_up = read_points(form, budget, sliced_form)
    for row in form.rows:
        _doubt_shifted(row)
        weight, score = row.values["weight"], row.values["score"]
        full = None if weight.doubts or score.doubts else weight.text == score.text
        row.values["target"], row.values["actual"] = check_together(row.values["target"], row.values["actual"], full)
    read_levels(form, sliced, phrases)
    form.grade = read_grade(sliced_form.part(FormPart.GRADE), context.labels) if context.is_graded else None
    is_unseen = bool(set(family.indicators.columns) - _SEEN_COLUMNS)
    if is_unseen or family.id not in context.headed:
        # Where no form of the document shows its headings, nothing says which family it is. Rows of columns that were
        # never seen can be lost, and with them weights still add up.
        _distrust(form, spares_weights=bool(weights_add_up) and not is_unseen)
    return form


def _doubt_shifted(row: SlicedRow) -> None:
    """Doubt the texts of a row with a bare figure instead of a weight or a score: all may stand one column too far.

    A name of several pieces in a row without a target or an actual value may hold that.
    """
    if len(row.part("name")) > 1 and not all(row.part(role) for role in ("target", "actual")):
        row.values["name"] = row.values["name"].doubted("displaced")
    if all(row.part(role) for role in ("weight", "score")) or kind_of(row.values["actual"].text) not in _BARE:
        return
    for role in ("name", "target", "actual"):
        row.values[role] = row.values[role].doubted("displaced")


def _distrust(form: RestoredForm, *, spares_weights: bool) -> None:
    """Doubt the values of a form whose columns no sliced extract has shown, or whose headings are lost.

    ``spares_weights`` says that the weights add up to the printed total, which proves them.
    """
    for row in form.rows:
        for role in form.family.indicators.columns:
            if role not in ("level1", "level2") and not (role == "weight" and spares_weights):
                value = row.values.get(role) or read_measure(row.groups(role))
                row.values[role] = value.doubted("unproven")
    form.level1 = [v.doubted("unproven") for v in form.level1]
    form.level2 = [v.doubted("unproven") for v in form.level2]
    for line in form.budget:
        line.label_doubts = with_doubt(line.label_doubts, "unproven")
        for column in form.family.budget.columns:
            line.values[column] = line.values.get(column, RestoredValue()).doubted("unproven")
    form.name = form.name.doubted("unproven")
    form.total_weight, form.total_score = form.total_weight.doubted("unproven"), form.total_score.doubted("unproven")


def _offices(head: HeadPieces, context: DocumentContext) -> tuple[RestoredValue, RestoredValue]:
    """Department and unit, each judged beside the other."""
    texts = ["".join(p.tight for p in pieces) for pieces in (head.department, head.unit)]
    return (
        read_office(
            head.department, head.glued_department, context.offices, context.phrases, head.department_column, texts[1]
        ),
        read_office(head.unit, head.glued_unit, context.offices, context.phrases, head.unit_column, texts[0]),
    )


def read_money(sliced_form: SlicedForm, shared: str | None) -> RestoredValue:
    """The unit of money in the label left of the budget block; null and doubted when it is not legible.

    ``shared`` is the unit that the other forms of the document print.
    """
    pieces = money_pieces(sliced_form)
    text = "".join(p.tight for p in pieces)
    unit = _unit_in(text)
    if unit:
        return RestoredValue(unit, tuple(pieces))
    if shared and (not text or "元" in text or shared[0] in text):
        return RestoredValue(shared, tuple(pieces), origin="derived")
    return RestoredValue("", tuple(pieces)).doubted("illegible")


def money_pieces(sliced_form: SlicedForm) -> list[SlicePiece]:
    """Pieces of the label left of the budget block."""
    lines = [*sliced_form.part(FormPart.BUDGET_HEAD), *sliced_form.part(FormPart.SOURCES)]
    pieces = [p for line in lines for p in line.pieces if p.column <= 1]
    return sorted(pieces, key=lambda p: (p.column, p.line))


def _unit_in(text: str) -> str | None:
    match = re.search(r"[亿万千]", text)
    if "元" in text and match:
        return match.group() + "元"
    return "元" if re.search(r"[(（:：]元", text) else None


def legible_money(sliced_form: SlicedForm) -> str | None:
    """The unit of money a form prints legibly."""
    return _unit_in("".join(p.tight for p in money_pieces(sliced_form)))


def _goals(sliced_form: SlicedForm, context: DocumentContext) -> tuple[RestoredValue, RestoredValue]:
    start = _actual_column(sliced_form)
    groups: tuple[list[list[SlicePiece]], list[list[SlicePiece]]] = ([], [])
    for line in sliced_form.part(FormPart.GOALS):
        groups[0].append([p for p in line.pieces if 1 <= p.column < start and not _is_goal_label(p)])
        groups[1].append([p for p in line.pieces if p.column >= start])
        glued = [p for p in line.pieces if p.column == 0 and len(ideographs(p.text)) > _SHORT_GOAL]
        groups[0][-1] = glued + groups[0][-1]
    values = [read_prose([g for g in side if g], context.phrases, is_cut=True) for side in groups]
    # A goal's cell covers most slices of the page: what one field holds of it can be a part, unless it is short.
    sure = [
        v if len(v.text) <= _SHORT_GOAL and not v.doubts and len(v.pieces) == 1 else v.doubted("guessed")
        for v in values
    ]
    return sure[0], sure[1]


def _is_goal_label(piece: SlicePiece) -> bool:
    return (
        piece.column <= 1
        and len(ideographs(piece.text)) <= _GOAL_LABEL
        and set(ideographs(piece.text)) <= set("年度总体目标")
    )


def _actual_column(sliced_form: SlicedForm) -> int:
    """First slice of the actual side of the goals, from the two headings, which stand in the middle of their cells."""
    for line in sliced_form.part(FormPart.GOAL_HEAD):
        actual = [p.column for p in line.pieces if p.column >= _SECOND_SIDE and re.search("实|际|完成", p.text)]
        goal = [
            p.column for p in line.pieces if re.search("预|期|目标", p.text) and (not actual or p.column < actual[0])
        ]
        if goal and goal[0] > 1:
            return goal[0] + goal[-1] if len(goal) > 1 else max(goal[0] + 2, min(actual, default=99) - 1)
        if actual:
            return actual[0]
    columns = [p.column for line in sliced_form.part(FormPart.GOALS) for p in line.pieces]
    return (max(columns, default=_GOAL_SLICES) + 1) // 2 + 1
