"""Where forms stand in a grid and which family each belongs to.

Belongs here: anchors, heading rows, the match of headings against templates. Does not belong here: values.
A family is matched by the set of its headings, never by a file name; zero or two families is a refusal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pipeline.parse.model import Refusal
from pipeline.readers.grid import Cell, Grid
from pipeline.templates import Template
from pipeline.text.fold import squeeze
from pipeline.text.labels import normalise_label, undouble

# Headings without which a row is no heading row of the block.
_BUDGET_NEEDS = frozenset({"adjusted_budget", "executed"})
_INDICATOR_NEEDS = frozenset({"level1", "name", "target"})
# Columns that a publisher may leave out without the form becoming another family.
_OPTIONAL = frozenset({"reason"})
# Words of the indicator block; a stretch of table with none of them is no form of any family.
_INDICATOR_WORDS = frozenset({"三级指标", "二级指标"})
_RESULT_WORDS = frozenset({"得分", "实际完成值", "完成值", "全年实际值", "全年完成值", "自评得分"})


# Labels that stand above the indicators of a form; below them they begin something else.
_STARTS = frozenset({"项目名称", "主管部门", "实施单位", "全年预算数", "全年执行数"})


def label_of(cell: Cell) -> str:
    """The label in a cell, reduced to the form in which labels are compared."""
    return _label(cell.text)


@lru_cache(maxsize=1 << 14)
def _label(text: str) -> str:
    # The longest label of any family has 20 characters; longer texts are values and need no folding.
    return normalise_label(undouble(text)) if len(text) <= 60 else text


@dataclass(slots=True)
class Columns:
    """One heading row: its number and, for each column of the table, the cell that heads it."""

    row: int
    heads: dict[str, Cell]
    unknown: list[str]

    def span(self, name: str) -> tuple[int, int]:
        """First and last grid column under a heading."""
        head = self.heads[name]
        return head.column, head.column + head.column_span - 1


@dataclass(slots=True)
class Located:
    """One form in a grid: its rows (first inclusive, last exclusive), its family and its heading rows."""

    grid: Grid
    first: int
    last: int
    template: Template
    budget: Columns
    indicators: Columns

    @property
    def above(self) -> list[str]:
        """The lines of text that stand directly before the form: outside the table, or as rows over its whole width."""
        lines = list(self.grid.above.get(self.first, []))
        for row in range(self.first - 1, -1, -1):
            cells = self.grid.row(row)
            if len(cells) != 1 or cells[0].column_span < self.grid.columns:
                break
            lines = [*self.grid.above.get(row, []), cells[0].text, *lines]
        return lines


def locate(grid: Grid, templates: tuple[Template, ...]) -> list[Located | Refusal]:
    """The forms of a grid in order; a stretch that looks like a form but fits no family or two is a refusal."""
    anchors = {normalise_label(label) for t in templates for label in t.fields["project_name"]}
    starts = sorted({c.row for c in grid.cells if label_of(c) in anchors and not _is_list_heading(grid, c)})
    found: list[Located | Refusal] = []
    if headless := _headless(grid, 0, starts[0] if starts else grid.rows):
        found.append(headless)
    for first, last in zip(starts, [*starts[1:], grid.rows], strict=False):
        one = _match(grid, first, last, templates)
        if one is not None:
            found.append(one)
        if isinstance(one, Located) and (headless := _headless(grid, one.last, last)):
            found.append(headless)
    return found


def _is_list_heading(grid: Grid, cell: Cell) -> bool:
    """Whether a 项目名称 cell heads a column of a list of projects: the cell right of it is a heading too."""
    below = [c for c in grid.row(cell.row + cell.row_span) if c.column == cell.column]
    return bool(below) and below[0].column_span == cell.column_span and len(grid.row(cell.row)) > 4


def _headless(grid: Grid, first: int, last: int) -> Refusal | None:
    """A refusal when indicators stand in rows without a project name: the upper part of a form is missing."""
    labels = {label_of(c) for c in grid.cells if first <= c.row < last}
    if not (labels & _INDICATOR_WORDS and labels & _RESULT_WORDS):
        return None
    page = min(c.page for c in grid.cells if first <= c.row < last and label_of(c) in _INDICATOR_WORDS)
    return Refusal(
        "headless_form",
        f"Page {page} has indicators of a self-evaluation form without the part that names the project. Look at the "
        "page before it: if the form begins there, its upper part is drawn in a way that the reader does not know.",
        page=page,
    )


def _match(grid: Grid, first: int, last: int, templates: tuple[Template, ...]) -> Located | Refusal | None:
    labels = {label_of(c) for c in grid.cells if first <= c.row < last}
    if not labels & _INDICATOR_WORDS:
        return None
    page = min((c.page for c in grid.cells if c.row == first), default=1)
    if not labels & _RESULT_WORDS:
        return None
    fitting: list[Located] = []
    for template in templates:
        budget = _heading_row(grid, first, last, template.budget.columns, _BUDGET_NEEDS)
        indicators = _heading_row(grid, first, last, template.indicators.columns, _INDICATOR_NEEDS)
        end = _end(grid, first, indicators.row, last) if indicators else last
        if (
            budget
            and indicators
            and _fits(budget, template.budget.columns)
            and _fits(indicators, template.indicators.columns)
        ):
            fitting.append(Located(grid, first, end, template, budget, indicators))
    if len(fitting) == 1:
        return fitting[0]
    excerpt = " | ".join(c.text for r in range(first, min(last, first + 4)) for c in grid.row(r) if c.text)[:300]
    if fitting:
        names = ", ".join(f.template.id for f in fitting)
        return Refusal(
            "ambiguous_family", f"The form fits several families ({names}). Make their headings differ.", excerpt, page
        )
    return Refusal(
        "unknown_family",
        "The table looks like a self-evaluation form, but its headings fit no known family. Add a template for "
        f"it. Headings: {_headings(grid, first, last)}.",
        excerpt,
        page,
    )


def _end(grid: Grid, first: int, heading: int, last: int) -> int:
    """The row behind a form: the next form, or another table of the same width that goes on below it.

    Another table shows by a label that stands above the indicators of a form, by the heading of a list of projects,
    by text between it and the rows above on the same page, or by a title of its own above it on the next page
    (续表 and the form's own title are none).
    """
    own = {squeeze(line) for line in grid.above.get(first, [])}
    for row in range(heading + 1, last):
        if any(label_of(c) in _STARTS for c in grid.row(row)):
            return row
        above = grid.above.get(row)
        if above is None or not grid.row(row) or not grid.row(row - 1):
            continue
        is_same_page = grid.row(row)[0].page == grid.row(row - 1)[0].last_page
        if is_same_page or any(_is_title(line) and squeeze(line) not in own for line in above):
            return row
    return last


def _is_title(line: str) -> bool:
    return line.endswith("表") and "自评" not in line and "续" not in line


def _headings(grid: Grid, first: int, last: int) -> str:
    for row in range(first, last):
        texts = [label_of(c) for c in grid.row(row)]
        if _INDICATOR_WORDS & set(texts):
            return "、".join(t for t in texts if t)
    return ""


def _fits(columns: Columns, wanted: Mapping[Any, list[str]]) -> bool:
    return not columns.unknown and set(wanted) - set(columns.heads) <= _OPTIONAL


def _heading_row(
    grid: Grid, first: int, last: int, wanted: Mapping[Any, list[str]], needed: frozenset[str]
) -> Columns | None:
    """The first row that carries the needed headings of a block."""
    by_label = {normalise_label(label): name for name, labels in wanted.items() for label in labels}
    for row in range(first, last):
        cells = [c for c in grid.row(row) if c.text]
        heads: dict[str, Cell] = {}
        for cell in cells:
            if label_of(cell) in by_label:
                heads.setdefault(by_label[label_of(cell)], cell)
        if needed <= set(heads):
            # What stands left of the headings names the block (绩效指标) and heads no column.
            left = min(c.column for c in heads.values())
            unknown = [label_of(c) for c in cells if c.column > left and label_of(c) not in by_label]
            return Columns(row, heads, [u for u in unknown if u])
    return None


def is_heading_again(grid: Grid, row: int, columns: Columns) -> bool:
    """Whether a row repeats the heading row (a table head that is printed again on every page)."""
    again = {label_of(c) for c in grid.row(row) if c.text}
    return len(again & {label_of(c) for c in columns.heads.values()}) >= max(3, len(columns.heads) // 2)
