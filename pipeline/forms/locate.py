"""Where forms stand in a grid and which family each belongs to.

Belongs here: where a form begins and ends, which family it is of. Does not belong here: rows of headings
(``heading_rows``), values.
A family is matched by the set of its headings, never by a file name; zero or two families is a refusal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pipeline.families import Family, OtherTable, other_tables
from pipeline.forms.cell_label import printed_labels
from pipeline.forms.family_labels import FamilyLabels, labels_of
from pipeline.forms.form_heading import heading_of
from pipeline.forms.heading_rows import Columns, HeadingRow, candidates, fitting_columns
from pipeline.forms.known_labels import (
    ROW_NUMBERS,
    Block,
    anchors,
    field_labels,
    first_fields,
    headings_of,
    indicator_words,
    labels_above_indicators,
    labels_behind_fields,
    level_labels,
    result_words,
    top_labels,
    unit_of_money_labels,
    weak_anchors,
    wide_headings_of,
)
from pipeline.forms.labelled_grid import LabelledCell, LabelledGrid
from pipeline.forms.nearest import named, nearest
from pipeline.forms.passed_over import form_words, refusal
from pipeline.model.form import Heading, Refusal
from pipeline.text.fold import fold_widths, squeeze
from pipeline.text.labels import money_unit, normalise_label
from pipeline.text.numbers import MONEY_UNIT

# So many different levels in its cells show that a table is one of indicators.
_FEWEST_LEVELS = 2
# What joins two labels, or two values, in one cell.
JOINT = re.compile(r"[/／、\n]")
_UNIT_NOTE = re.compile(rf"\(?(?:金额|货币|计量|资金)?(?:单位)?[:(](?:人民币)?{MONEY_UNIT}\)?\)?")


@dataclass(slots=True)
class Located:
    """One form in a grid: its rows (first inclusive, last exclusive), its family and its heading rows.

    ``again`` are the complete headings of the indicators that are printed again further down, for a second list or on
    another page; they may stand over other columns than the first.
    """

    grid: LabelledGrid
    first: int
    last: int
    family: Family
    budget: Columns
    indicators: Columns
    again: list[Columns] = field(default_factory=list)

    @property
    def labels(self) -> FamilyLabels:
        """The labels of the family of the form."""
        return labels_of(self.family)

    def columns_at(self, row: int) -> Columns:
        """The headings that hold for a row of the indicators: the last ones printed above it."""
        return next((columns for columns in reversed(self.again) if columns.row < row), self.indicators)

    @property
    def passed_over(self) -> list[str]:
        """The headings, as printed, of columns that have no place in the tables; numbers of rows are none."""
        others = (cell for columns in (self.budget, self.indicators, *self.again) for cell in columns.others)
        return list(dict.fromkeys(squeeze(cell.text) for cell in others if cell.label != ROW_NUMBERS))

    @property
    def rate_denominator(self) -> str:
        """What the rate of execution is divided by: the budget that the family says, else the one that is printed."""
        return self.family.budget.rate_denominator

    @property
    def heading(self) -> Heading:
        """The lines above the form and the fields before its indicators that may tell its year."""
        return heading_of(self.grid, self.first, self.indicators.row, lambda cell: cell.label in field_labels())

    @property
    def money_unit(self) -> str | None:
        """The printed unit of money: in the heading row of the funding table, else in a line above the form."""
        return next(iter(self.money_units), None)

    @property
    def money_units(self) -> list[str]:
        """Every unit of money that is printed for the form, the one that holds first; several contradict each other."""
        return _money_units(self.grid, self.first, self.budget.row)


def _above(grid: LabelledGrid, first: int) -> list[str]:
    """The lines of text that stand directly before a form: outside the table, or as rows over its whole width."""
    lines = [line.text for line in grid.above.get(first, [])]
    for row in range(first - 1, -1, -1):
        cells = grid.row(row)
        if len(cells) != 1 or cells[0].column_span < grid.columns:
            break
        lines = [*(line.text for line in grid.above.get(row, [])), cells[0].text, *lines]
    return lines


def _money_units(grid: LabelledGrid, first: int, heading: int) -> list[str]:
    """The units that a form prints for its money; two of them contradict each other.

    They stand in the heading row, or in a field or cell of the form (金额单位 | 万元, 单位：元); a line above counts
    beside the heading row, and where neither prints one.
    """
    headings = [cell.text for cell in grid.covering(heading)]
    # The title of the block is a row of its own in some forms: 一、预算执行情况（单位：万元）.
    title = [c.text for c in grid.row(heading - 1) if c.text] if heading > first else []
    headings += title if len(title) == 1 else []
    fields = [
        f"单位:{value.text}"
        for row in range(first, heading)
        for label, value in pairwise(grid.row(row))
        if label.label in unit_of_money_labels()
    ]
    cells = (cell for row in range(first, heading) for cell in grid.row(row))
    fields += [cell.text for cell in cells if _UNIT_NOTE.fullmatch(squeeze(fold_widths(cell.text)))]
    groups = (headings, fields, [*reversed(_above(grid, first))])
    heads, inside, above = (next((u for text in texts if (u := money_unit(text))), None) for texts in groups)
    found = (heads, inside, None if inside and not heads else above)
    return list(dict.fromkeys(unit for unit in found if unit))


def _money_unit(grid: LabelledGrid, first: int, heading: int) -> str | None:
    return next(iter(_money_units(grid, first, heading)), None)


def locate(grid: LabelledGrid, families: tuple[Family, ...]) -> list[Located | Refusal]:
    """The forms of a grid in order; a stretch that looks like a form but fits no family or two is a refusal."""
    starts = _start_rows(grid)
    found = _without_start(grid, 0, starts[0] if starts else grid.rows, families)
    for first, last in zip(starts, [*starts[1:], grid.rows], strict=False):
        one = _match(grid, first, last, families) or _passed_over(grid, first, last, families)
        if one is not None:
            found.append(one)
        if isinstance(one, Located):
            found += _without_start(grid, one.last, last, families)
    if not found and (one := _passed_over(grid, 0, grid.rows, families)):
        found.append(one)
    return found


def _passed_over(grid: LabelledGrid, first: int, last: int, families: tuple[Family, ...]) -> Refusal | None:
    """A refusal where the words of a stretch are those of a filled form; null for tables known to be something else."""
    cells = [cell for row in range(first, last) for cell in grid.row(row) if cell.text]
    known = _known_table(grid, range(first, last))
    if known is not None and not known.is_form:
        return None
    words = form_words([*_above(grid, first), *(line for cell in cells for line in cell.raw.split("\n"))])
    if not words:
        return None
    page, labels = min(cell.page for cell in cells), {cell.label for cell in cells}
    allowed = _allowed(families, labels, names_project=bool(labels & anchors(of_projects=True)))
    near = nearest(grid, range(first, last), allowed, lambda row: _money_unit(grid, first, row))
    if near and near.count and near.budget.printed and near.indicators.printed:
        return replace(refusal(words, page, f"its headings fit no known family. {near.sentence}"), excerpt=near.excerpt)
    return refusal(words, page, "the headings of its table are not where those of a known family stand.")


def _allowed(families: tuple[Family, ...], labels: set[str], *, names_project: bool) -> list[Family]:
    """The families of which a form with some labels can be: of a project or of a whole department."""
    return [f for f in families if (f.kind != "department") == names_project and labels_of(f).allow(labels)]


def _without_start(grid: LabelledGrid, first: int, last: int, families: tuple[Family, ...]) -> list[Located | Refusal]:
    """What stands in rows in which no form begins for certain: forms of departments under a common label, or parts."""
    known = _known_table(grid, range(first, last))
    if known is not None and known.is_form:
        page = min(c.page for c in grid.cells if first <= c.row < last)
        return [_not_read(known, "", page)]
    headless = _headless(grid, first, last)
    if headless is None:
        return []
    heading = min(c.row for c in grid.cells if first <= c.row < last and c.label in indicator_words())
    begin = next((row for row in range(first, heading) if label_of_first(grid, row) in weak_anchors()), None)
    if begin is not None:
        begin = _with_fields_above(grid, begin)
        one = _match(grid, begin, last, families)
        if isinstance(one, Located):
            return [one, *_without_start(grid, one.last, last, families)]
    return [headless] if known is None else []


def begins_form(cell: LabelledCell) -> bool:
    """Whether a cell is a label with which the form of a project or a department begins."""
    return cell.label in anchors(of_projects=True) | anchors(of_projects=False)


def label_of_first(grid: LabelledGrid, row: int) -> str:
    """The label in the first cell of a row that has a text."""
    return next((cell.label for cell in grid.row(row) if cell.text), "")


def _start_rows(grid: LabelledGrid) -> list[int]:
    """The rows in which a form can begin.

    A form may print several labels of that kind (单位名称 above 项目名称): as long as only fields stand between them
    and none comes twice, they are of one form.
    """
    known = anchors(of_projects=True) | anchors(of_projects=False)
    starts: list[int] = []
    seen: set[str] = set()
    for cell in grid:
        label = cell.label
        if label in labels_behind_fields():
            seen = set()
        if label not in known or _is_list_heading(grid, cell):
            continue
        if not seen or label in seen:
            starts.append(cell.row)
            seen = set()
        seen.add(label)
    return sorted({_with_fields_above(grid, row) for row in starts})


def _with_fields_above(grid: LabelledGrid, row: int) -> int:
    """The first row of a form that prints fields above the name of the project.

    Department and unit, the year and the unit of money may stand there. A total or a grade does only in the first rows
    of a table: below another form it is that form's own.
    """
    near = top = row
    while near > 0 and near not in grid.above and _has_label(grid, near - 1, first_fields()):
        near -= 1
    top = near
    while top > 0 and top not in grid.above and _has_label(grid, top - 1, top_labels()):
        top -= 1
    return top if top == 0 or top in grid.above or _is_title_row(grid, top - 1) else near


def _has_label(grid: LabelledGrid, row: int, labels: frozenset[str]) -> bool:
    """Whether a row has a cell with one of the labels: alone, or before its value (填报单位：望川市水务局)."""
    texts = [squeeze(fold_widths(cell.text)) for cell in grid.row(row)]
    return any(cell.label in labels for cell in grid.row(row)) or any(
        ":" in text and normalise_label(text.partition(":")[0]) in labels for text in texts
    )


def _is_title_row(grid: LabelledGrid, row: int) -> bool:
    """Whether a row is one text over the whole width."""
    cells = grid.row(row)
    return len(cells) == 1 and cells[0].column_span == grid.columns


def _is_list_heading(grid: LabelledGrid, cell: LabelledCell) -> bool:
    """Whether a 项目名称 cell heads a column of a list of projects: in a form the next label stands below it."""
    below = [c for c in grid.row(cell.row + cell.row_span) if c.column == cell.column]
    if not below or below[0].column_span != cell.column_span or below[0].label in field_labels():
        return False
    return len(grid.row(cell.row)) > 4


def _headless(grid: LabelledGrid, first: int, last: int) -> Refusal | None:
    """A refusal when indicators stand in rows without a project name: the upper part of a form is missing."""
    labels = grid.labels_between(first, last)
    if not (labels & indicator_words() and labels & result_words()):
        return None
    page = min(c.page for c in grid.cells if first <= c.row < last and c.label in indicator_words())
    return Refusal(
        "headless_form",
        f"Page {page} has indicators of a self-evaluation form without the part that names the project. Look at the "
        "page before it: if the form begins there, its upper part is drawn in a way that the reader does not know.",
        page=page,
    )


def _match(grid: LabelledGrid, first: int, last: int, families: tuple[Family, ...]) -> Located | Refusal | None:
    """The form that begins in a row, a refusal by the name of what it is, or null when it is no self-evaluation."""
    labels = grid.labels_between(first, last)
    budget_rows = candidates(grid, first, last, [wide_headings_of("budget", "executed")])
    wanted = [wide_headings_of("indicators", name) for name in ("name", "target", "actual")]
    indicator_rows = candidates(grid, first, last, wanted)
    heading = min((row for row, _ in indicator_rows), default=last)
    fields = grid.labels_between(first, heading)
    names_project = bool(fields & anchors(of_projects=True))
    allowed = _allowed(families, labels, names_project=names_project)
    fitting = [one for f in allowed if (one := _fitted(grid, first, last, f, budget_rows, indicator_rows))]
    # The families made for a form come first, then the tables that are known and not read, then what fits many forms;
    # among families those to whose columns the form adds least.
    made_for = [one for one in fitting if not one.family.is_general]
    if made_for or _known_table(grid, range(first, last)):
        fitting = made_for
    least = min((one.budget.strangers + one.indicators.strangers for one in fitting), default=0)
    fitting = [one for one in fitting if one.budget.strangers + one.indicators.strangers == least]
    if len(fitting) == 1:
        return fitting[0]
    page = min((c.page for c in grid.cells if c.row == first), default=1)
    excerpt = " | ".join(c.text for r in range(first, min(last, first + 4)) for c in grid.row(r) if c.text)[:300]
    if fitting:
        return _ambiguous(fitting, excerpt, page)
    return _no_family(grid, range(first, last), labels, excerpt, page, allowed)


def _fitted(
    grid: LabelledGrid,
    first: int,
    last: int,
    family: Family,
    budget_rows: list[HeadingRow],
    indicator_rows: list[HeadingRow],
) -> Located | None:
    """The form that begins in a row, if its headings are those of a family."""
    budget = fitting_columns(grid, budget_rows, "budget", family)
    indicators = fitting_columns(grid, indicator_rows, "indicators", family)
    if not (budget and indicators and budget.row < indicators.row):
        return None
    units = family.money_units
    if units is not None and _money_unit(grid, first, budget.row) not in units:
        return None
    end = _end(grid, first, indicators.row, last)
    rows = [c for c in indicator_rows if indicators.row < c[0] < end]
    again = [columns for c in rows if (columns := fitting_columns(grid, [c], "indicators", family))]
    return Located(grid, first, end, family, budget, indicators, again)


def _ambiguous(fitting: list[Located], excerpt: str, page: int) -> Refusal:
    """A refusal for a form that could be of several families, with the names of all."""
    names = " and ".join(named(one.family) for one in fitting)
    headings = dict.fromkeys(
        squeeze(cell.text)
        for one in fitting
        for columns in (one.budget, one.indicators)
        for cell in columns.heads.values()
    )
    return Refusal(
        "ambiguous_family",
        f"The form could be of {len(fitting)} families: {names}. Tell them apart in their files by a heading, or by "
        "requires, lacks or money_units.",
        f"{excerpt} | headings: {'、'.join(headings)}",
        page,
    )


def _no_family(
    grid: LabelledGrid, rows: range, labels: set[str], excerpt: str, page: int, families: list[Family]
) -> Refusal | None:
    """A refusal for a self-evaluation that no family reads; null for what is no self-evaluation.

    ``families`` are those of its kind, of which the nearest is named.
    """
    known = _known_table(grid, rows)
    if known is not None and known.is_form:
        return _not_read(known, excerpt, page)
    # The columns of a sheet may go on beside it on the next page: then a part of the headings is missing here.
    is_project = bool(labels & headings_of("indicators", "level2")) and bool(labels & anchors(of_projects=True))
    has_headings = bool(labels & indicator_words()) and (bool(labels & result_words()) or is_project)
    # Where no heading of the indicators is known, their levels and a column of scores tell a self-evaluation.
    has_rows = len(labels & level_labels()) >= _FEWEST_LEVELS and bool(labels & headings_of("indicators", "score"))
    if known is not None or not (has_headings or has_rows):
        return None
    near = nearest(grid, rows, families, lambda row: _money_unit(grid, rows.start, row))
    told = f" {near.sentence}" if near else ""
    return Refusal(
        "unknown_family",
        f"The table looks like a self-evaluation form, but its headings fit no known family.{told} Write a family for "
        "it (docs/adding_a_family.md) or add its headings to that one.",
        near.excerpt if near else excerpt,
        page,
    )


def _known_table(grid: LabelledGrid, rows: range) -> OtherTable | None:
    """The table that rows are, if it is one that is known and not read."""
    printed = printed_labels(c for c in grid.cells if c.row in rows)
    return next((other for other in other_tables() if other.matches(printed)), None)


def _not_read(known: OtherTable, excerpt: str, page: int) -> Refusal:
    return Refusal(
        "family_not_read",
        f"The form is of a family that is known and not read: {known.title}. Read it by hand, or add a family.",
        excerpt,
        page,
    )


def _end(grid: LabelledGrid, first: int, heading: int, last: int) -> int:
    """The row behind a form: the next form, or another table of the same width that goes on below it.

    Another table shows by a label that stands above the indicators of a form, by the heading of a list of projects,
    by text between it and the rows above on the same page, or by a title of its own above it on the next page
    (续表 and the form's own title are none).
    """
    own = {squeeze(line.text) for line in grid.above.get(first, [])}
    for row in range(heading + 1, last):
        if printed_labels(grid.row(row)) & labels_above_indicators():
            return row
        above = grid.above.get(row)
        if above is None or not grid.row(row) or not grid.row(row - 1):
            continue
        is_same_page = grid.row(row)[0].page == grid.row(row - 1)[0].last_page
        if is_same_page or any(_is_title(line.text) and squeeze(line.text) not in own for line in above):
            return row
    return last


def _is_title(line: str) -> bool:
    return line.endswith("表") and "自评" not in line and "续" not in line


def missing_headings(found: Located) -> set[str]:
    """The headings, and the labels of goals, that forms of the same kind print and this one does not."""
    missing = set(found.labels.own_goals)
    blocks: dict[Block, Columns] = {"budget": found.budget, "indicators": found.indicators}
    for block, columns in blocks.items():
        missing |= {label for label, name in found.labels.columns[block].items() if name not in columns.heads}
    return missing - found.grid.labels_between(found.first, found.last)
