"""The cells of one form, sorted by what they mean: which cell holds which value, page breaks undone.

Belongs here: the order in which the blocks of a form are collected, fields beside their labels, goals below theirs.
Does not belong here: the other blocks (``funding_rows``, ``indicator_rows``, ``totals_and_grade``, ``form_notes``),
values (``cell_values`` and the modules that use it), how a grid came about (``pipeline.readers``, ``pipeline.noisy``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.forms.cell_pieces import join_cells
from pipeline.forms.collected import Collected
from pipeline.forms.form_notes import form_notes
from pipeline.forms.funding_rows import funding_rows
from pipeline.forms.grade import grade_options
from pipeline.forms.indicator_rows import indicator_rows
from pipeline.forms.known_labels import staff_labels
from pipeline.forms.labelled_grid import LabelledCell
from pipeline.forms.located import JOINT, Located
from pipeline.forms.totals_and_grade import fields_above, lost_totals, totals
from pipeline.forms.unclaimed_texts import doubt_unclaimed, name_left_out
from pipeline.model.grid import TextLine
from pipeline.text.labels import normalise_label


def collect(located: Located, below: Mapping[int, Sequence[TextLine]]) -> Collected:
    """Every cell of a located form under the name of the value it holds.

    ``below`` are lines of text outside the table, by the row that stands behind them.
    """
    result = Collected()
    _fields(located, result)
    _goals(located, result)
    funding_rows(located, result)
    indicator_rows(located, result)
    totals(located, result)
    fields_above(located, result)
    if notes := form_notes(located, result.places(), below):
        result.form["notes"] = notes
    if located.grid.is_ruled:
        places = result.places()
        doubt_unclaimed(located, result, places)
        name_left_out(located, result, places)
    beside = [*located.grid.above.get(located.first, ())[-2:], *below.get(located.last, ())[:2]]
    lost_totals(located, result, [line.text for line in beside])
    return result


def _fields(located: Located, result: Collected) -> None:
    """Values that stand right of their label, before the indicators and behind the totals."""
    labels, grades, closing = located.labels.fields, located.labels.grades, located.labels.closing
    known = located.labels.known
    grid = located.grid
    for row in (*range(located.first, located.indicators.row), *range(located.end, located.last)):
        for cell, value in pairwise(grid.row(row)):
            if part := _joint_value(labels, cell, value):
                result.form.setdefault(*part)
                continue
            label = cell.label
            name = "grade" if label in grades and row >= located.end else labels.get(label)
            if label in closing and row < located.end:
                continue
            # Two labels side by side: the first one's value is not there.
            if name is None or name in result.form or value.label in labels:
                continue
            if name == "grade" and grade_options(grid.row(row)) is not None:
                continue
            if (beyond := _behind_blank(grid.row(row), value)) is not None and beyond.label not in known:
                value = beyond
            result.form[name] = _with_rest(located, cell, value)
    central = result.form.pop("central_department", None)
    if central is not None and "department" not in result.form:
        result.form["department"] = central


def _behind_blank(cells: list[LabelledCell], blank: LabelledCell) -> LabelledCell | None:
    """The one text behind a blank where a value should stand; doubtful where it may be a label or a note itself."""
    behind = [cell for cell in cells if cell.column > blank.column]
    texts = [cell for cell in behind if cell.text]
    if blank.text or blank.doubts or len(texts) != 1:
        return None
    is_value = texts[0] is behind[-1] and texts[0].text[0] not in "（("
    return texts[0] if is_value else texts[0].doubted("unclaimed_text")


def _joint_value(
    labels: Mapping[str, str], label: LabelledCell, value: LabelledCell
) -> tuple[str, LabelledCell] | None:
    """The part of a value that is a field, where one label joins it to another (实施单位/项目负责人).

    The other part may be the name of a person, so nothing of it is kept. A value that has no two parts is lost.
    """
    names = [normalise_label(part) for part in JOINT.split(label.text)]
    known = [position for position, name in enumerate(names) if name in labels]
    if len(names) != 2 or len(known) != 1 or not staff_labels() & set(names):
        return None
    parts = JOINT.split(value.text)
    text = parts[known[0]] if len(parts) == 2 else ""
    kept = replace(value, text=text, raw=text)
    return labels[names[known[0]]], kept if text else kept.doubted("joined_values")


def _with_rest(located: Located, label: LabelledCell, value: LabelledCell) -> LabelledCell:
    """A value with its rest: cells below it beside the same label, or a piece behind a page break without a label."""
    grid, row = located.grid, value.row
    for below_row in range(value.row + value.row_span, label.row + label.row_span):
        same = [c for c in grid.row(below_row) if (c.column, c.column_span) == (value.column, value.column_span)]
        if same:
            value, row = join_cells(value, same[0]), below_row
    if row + 1 < located.last and grid.is_page_break(row, row + 1):
        below = grid.row(row + 1)
        rest = [c for c in below if c.column == value.column and c.column_span == value.column_span]
        if rest and all(c.text == "" for c in below if c is not rest[0]):
            return join_cells(value, rest[0])
    return value


def _goals(located: Located, result: Collected) -> None:
    """Goal texts: the cells straight below their label, with the same width, down to the next block."""
    labels, own = located.labels.goals, located.labels.own_goals
    fields = located.labels.fields.keys() - labels.keys()
    grid = located.grid
    for row in range(located.first, located.indicators.row):
        # The name of the block, left of the labels, may read like one of them (总体目标): the last one counts.
        cells = [cell for cell in grid.row(row) if cell.label in labels]
        if len({labels[cell.label] for cell in cells}) < 2:
            # The label of one goal alone names the whole block, unless the family itself prints it for the goal.
            cells = [cell for cell in cells if cell.label in own]
        headed = {labels[cell.label]: cell for cell in cells}
        for name, cell in headed.items():
            if name in result.form:
                continue
            for below in range(row + cell.row_span, located.indicators.row):
                same = [c for c in grid.row(below) if (c.column, c.column_span) == (cell.column, cell.column_span)]
                if not same or same[0].label in labels:
                    break
                if any(c.label in fields for c in grid.row(below) if c.column < cell.column):
                    # This is the value of a field, in a cell of the same columns as the goal above it.
                    break
                result.form[name] = join_cells(result.form[name], same[0]) if name in result.form else same[0]
