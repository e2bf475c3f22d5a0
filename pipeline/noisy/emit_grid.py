"""A restored form as the grid that the ordinary parser reads.

Belongs here: the canonical layout. Does not belong here: any decision about a value.
Labels are vocabulary: they are written as the family prints them; values carry their evidence.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model.doubts import Doubts
from pipeline.model.grid import Cell, Evidence, Grid
from pipeline.noisy.level_values import level_of_rows
from pipeline.noisy.restored_form import RestoredForm
from pipeline.noisy.sliced_lines import RestoredValue

# Fields of the two lines at the head of a form.
HEAD_FIELDS = frozenset({"project_name", "project_code", "department", "implementing_unit"})


class _Writer:
    """Rows of cells from top to bottom, each ``columns`` wide."""

    def __init__(self, page: int, columns: int) -> None:
        self.cells: list[Cell] = []
        self.row = 0
        self.page = page
        self.columns = columns

    def label(self, text: str, column: int, span: int, row_span: int = 1) -> None:
        """A label at a column of the present row."""
        self.cells.append(Cell(self.row, column, row_span, span, text, text, (Evidence(self.page),)))

    def value(self, value: RestoredValue, column: int, span: int, row_span: int = 1) -> None:
        """A value at a column of the present row."""
        self.cells.append(
            Cell(
                self.row, column, row_span, span, value.text, value.raw, value.evidence(self.page),
                value.origin, value.doubts, value.repairs,
            )
        )  # fmt: skip


def emit(form: RestoredForm, *, is_noted: bool = False) -> Grid:
    """The form as one grid: labels as the family prints them, cells that tile it.

    ``is_noted`` says that the document prints notes, which are given as lost.
    """
    family = form.family
    out = _Writer(form.page, max(len(family.indicators.columns), len(family.budget.columns) + 2))
    out.label(family.fields["project_name"][0], 0, 1)
    out.value(form.name, 1, out.columns - 1)
    out.row += 1
    out.label(family.fields["department"][0], 0, 1)
    out.value(form.department, 1, 3)
    out.label(family.fields["implementing_unit"][0], 4, 1)
    out.value(form.unit, 5, out.columns - 5)
    out.row += 1
    _budget(out, form)
    _goals(out, form)
    _indicators(out, form)
    _end(out, form)
    if is_noted:
        _lost(out, "备注")
    return Grid(out.row, out.columns, out.cells, {0: form.above} if form.above else {}, is_ruled=False)


def _fill(out: _Writer, column: int) -> None:
    """Empty cells from a column to the end of the present row."""
    for number in range(column, out.columns):
        out.label("", number, 1)


def _budget(out: _Writer, form: RestoredForm) -> None:
    roles = list(form.family.budget.columns)
    money = form.money
    label = f"项目资金（{money.text}）" if money.text else "项目资金"
    out.value(RestoredValue(label, money.pieces, money.doubts, money.origin), 0, 1, row_span=len(form.budget) + 1)
    out.label("", 1, 1)
    for column, role in enumerate(roles, start=2):
        heading = form.family.budget.columns[role][0]
        out.label(heading + ("(%)" if role == "execution_rate" else ""), column, 1)
    _fill(out, 2 + len(roles))
    out.row += 1
    for row in form.budget:
        out.page = row.pieces[0].page if row.pieces else out.page
        out.value(RestoredValue(row.label, tuple(row.pieces), row.label_doubts), 1, 1)
        for column, role in enumerate(roles, start=2):
            out.value(row.values.get(role, RestoredValue()), column, 1)
        _fill(out, 2 + len(roles))
        out.row += 1


def _goals(out: _Writer, form: RestoredForm) -> None:
    goals = form.family.goals
    out.label("年度总体目标", 0, 1, row_span=2)
    out.label(goals["expected_goal"][0], 1, 3)
    out.label(goals["actual_goal"][0], 4, out.columns - 4)
    out.row += 1
    out.value(form.expected_goal, 1, 3)
    out.value(form.actual_goal, 4, out.columns - 4)
    out.row += 1


def _indicators(out: _Writer, form: RestoredForm) -> None:
    columns = form.family.indicators.columns
    shown = list(columns)
    for column, role in enumerate(shown):
        out.label(columns[role][0], column, 1)
    _fill(out, len(shown))
    out.row += 1
    top = out.row
    for index, row in enumerate(form.rows):
        out.page = row.page
        for column, role in enumerate(shown):
            if role not in ("level1", "level2"):
                out.value(row.values.get(role, RestoredValue()), column, 1)
        for column, role in enumerate(shown):
            if role in ("level1", "level2"):
                _merged_level(out, form, role, index, top, column)
        out.row = top + index
        _fill(out, len(shown))
        out.row += 1


def _merged_level(out: _Writer, form: RestoredForm, role: str, index: int, top: int, column: int) -> None:
    """A level's cell over all rows of its run that are equally certain, written at the first of them."""
    values = form.level1 if role == "level1" else form.level2
    keys = _keys(form, role)
    if index and keys[index] == keys[index - 1]:
        return
    end = index
    while end + 1 < len(keys) and keys[end + 1] == keys[index]:
        end += 1
    out.row = top + index
    out.value(level_of_rows(values[index : end + 1]), column, 1, row_span=end - index + 1)


def _keys(form: RestoredForm, role: str) -> Sequence[tuple[str | Doubts, ...]]:
    if role == "level1":
        return [(v.text, v.doubts) for v in form.level1]
    return [(a.text, b.text, b.doubts) for a, b in zip(form.level1, form.level2, strict=True)]


def _end(out: _Writer, form: RestoredForm) -> None:
    out.page = form.last_page
    shown = list(form.family.indicators.columns)
    weight, score = shown.index("weight"), shown.index("score")
    if form.family.total:
        out.label(form.family.total[0], 0, min(weight, score))
        out.value(form.total_weight, weight, 1)
        out.value(form.total_score, score, 1)
        for column in range(min(weight, score), out.columns):
            if column not in (weight, score):
                out.label("", column, 1)
        out.row += 1
    if form.family.grade and form.grade is not None:
        out.label(form.family.grade[0], 0, 1)
        out.value(form.grade, 1, out.columns - 1)
        out.row += 1
    for name, labels in form.family.fields.items():
        # Blocks of text that only some families print are not restored: they are given as lost, not as blank.
        if name not in HEAD_FIELDS:
            _lost(out, labels[0])


def _lost(out: _Writer, label: str) -> None:
    """A row with a label whose text was not restored."""
    out.label(label, 0, 1)
    out.value(RestoredValue().doubted("illegible"), 1, out.columns - 1)
    out.row += 1
