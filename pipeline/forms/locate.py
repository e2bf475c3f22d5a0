"""Where forms stand in a grid and which family each belongs to.

Belongs here: anchors, heading rows, the match of headings against families. Does not belong here: values.
A family is matched by the set of its headings, never by a file name; zero or two families is a refusal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Any, Literal

from pipeline.families import (
    Budget,
    Family,
    FormField,
    Indicators,
    OtherTable,
    load_families,
    other_tables,
    vocabulary,
)
from pipeline.forms.cell_label import label_of as label_of
from pipeline.forms.cell_label import printed_labels as printed_labels
from pipeline.forms.form_heading import Heading, heading_of
from pipeline.forms.model import Refusal
from pipeline.forms.passed_over import form_words, refusal
from pipeline.model.grid import Cell, Grid
from pipeline.text.fold import fold_widths, has_ideograph, squeeze
from pipeline.text.labels import money_unit, normalise_label, plain_label
from pipeline.text.numbers import MONEY_UNIT

Block = Literal["budget", "indicators"]
# A heading of a column is no longer.
_LONGEST_HEADING = 24
# What joins two labels, or two values, in one cell.
JOINT = re.compile(r"[/／、\n]")
_UNIT_NOTE = re.compile(rf"\(?(?:金额|货币|计量|资金)?(?:单位)?[:(](?:人民币)?{MONEY_UNIT}\)?\)?")
# Heading cells that two heading rows of one table share at least.
_FEWEST_SHARED = 3
# Rows below a heading that show whether a blank in it heads a column.
_FEW_ROWS = 6


@cache
def _words(block: str, column: str) -> frozenset[str]:
    """Every heading under which any family prints a column."""
    found: list[str] = []
    for family in load_families():
        columns: Mapping[Any, list[str]] = getattr(family, block).columns
        found += columns.get(column, [])
    found += _extra(block).get(column, [])
    return frozenset(map(normalise_label, found))


@cache
def _wide_words(block: Block, column: str) -> frozenset[str]:
    """The same, and what heads the column where no better heading does."""
    known = _words(block, column)
    return known | {label for label, meant in _weak(block).items() if meant in known}


@cache
def _extra(block: Block) -> dict[str, list[str]]:
    """The columns of a block that a form of any family may have, with their headings."""
    headings: Mapping[Any, list[str]] = getattr(vocabulary(), block)
    weak = _weak(block)
    return {name: [x for x in headings[name] if normalise_label(x) not in weak] for name in vocabulary().extra[block]}


@cache
def _weak(block: Block) -> dict[str, str]:
    """Headings of a block that head a column only where no better one does, each with one for what it then means."""
    return {normalise_label(label): normalise_label(meant) for label, meant in vocabulary().weak[block].items()}


@cache
def _anchors(*, of_projects: bool) -> frozenset[str]:
    """The labels with which forms begin: of projects and transfers, or of whole departments."""
    chosen = (t for t in load_families() if (t.kind != "department") == of_projects)
    return frozenset(normalise_label(label) for t in chosen for label in t.anchors)


@cache
def _weak_anchors() -> frozenset[str]:
    """Labels of departments with which a form begins only where nothing else begins it."""
    return frozenset(normalise_label(label) for t in load_families() for label in t.weak_anchors)


@cache
def _indicator_words() -> frozenset[str]:
    """Words of the indicator block; a stretch of table with none of them is no form of any family."""
    return _words("indicators", "level2") | _words("indicators", "name")


@cache
def _result_words() -> frozenset[str]:
    """Headings that only a form with results has; those that also head a goal text do not count."""
    goals = {normalise_label(label) for labels in vocabulary().goals.values() for label in labels}
    return _words("indicators", "actual") - goals


@cache
def field_labels() -> frozenset[str]:
    """Labels of any family whose value stands beside them."""
    labels = [label for t in load_families() for printed in t.all_fields.values() for label in printed]
    return frozenset(map(normalise_label, (*labels, *vocabulary().other_fields, *vocabulary().left_out)))


@cache
def _first_fields() -> frozenset[str]:
    """Labels of department, unit, code, year and money that some forms print above the name of the project."""
    names: tuple[FormField, ...] = ("department", "implementing_unit", "project_code", "central_department")
    printed = [label for t in load_families() for n in names for label in t.fields.get(n, [])]
    others = (
        "金额单位",
        "单位",
        "填报单位",
        "单位名称",
        "单位编码",
        "预算编码",
        "年度",
        "预算年度",
        "评价年度",
        "自评年度",
    )
    return frozenset(map(normalise_label, (*printed, *others)))


@cache
def top_labels() -> frozenset[str]:
    """Labels that may stand above the name of the project where nothing but its form is in the table."""
    words = vocabulary()
    printed = [label for t in load_families() for label in (*t.total, *t.grade, *t.other_fields)]
    fields = [label for block in (words.fields, words.may_print) for labels in block.values() for label in labels]
    return _first_fields() | frozenset(map(normalise_label, (*printed, *fields)))


@cache
def _behind_fields() -> frozenset[str]:
    """Labels that stand behind the fields at the top of a form: of goals, money and indicators."""
    words = vocabulary()
    goals = [label for t in load_families() for labels in t.goals.values() for label in labels]
    sources = [label for t in load_families() for labels in t.budget.sources.values() for label in labels]
    blocks = [label for t in load_families() for label in t.blocks]
    return _all_headings() | frozenset(map(normalise_label, (*words.blocks, *goals, *sources, *blocks)))


@cache
def _starts() -> frozenset[str]:
    """Labels that stand above the indicators of a form; below them they begin something else.

    They are compared as printed: an indicator may be called 实际支出 or 执行单位.
    """
    printed = (label for t in load_families() if t.kind != "department" for label in t.anchors)
    others = ("主管部门", "实施单位", "全年预算数", "全年执行数", "年初预算数")
    return frozenset(map(plain_label, (*printed, *others)))


@dataclass(slots=True)
class Columns:
    """The headings of a block: the row of its last heading, and for each column of the table the cell that heads it.

    ``others`` are cells that head a column without a place in the tables, ``labels`` all labels of the heading rows.
    ``strangers`` counts the columns that are none of the family: allowed in any, or unknown.
    """

    row: int
    heads: dict[str, Cell]
    others: list[Cell]
    labels: frozenset[str]
    strangers: int = 0

    def span(self, name: str) -> tuple[int, int]:
        """First and last grid column under a heading."""
        head = self.heads[name]
        return head.column, head.column + head.column_span - 1


@dataclass(slots=True)
class Located:
    """One form in a grid: its rows (first inclusive, last exclusive), its family and its heading rows.

    ``again`` are the complete headings of the indicators that are printed again further down, for a second list or on
    another page; they may stand over other columns than the first.
    """

    grid: Grid
    first: int
    last: int
    family: Family
    budget: Columns
    indicators: Columns
    again: list[Columns] = field(default_factory=list)

    def columns_at(self, row: int) -> Columns:
        """The headings that hold for a row of the indicators: the last ones printed above it."""
        return next((columns for columns in reversed(self.again) if columns.row < row), self.indicators)

    @property
    def passed_over(self) -> list[str]:
        """The headings, as printed, of columns that have no place in the tables; numbers of rows are none."""
        others = (cell for columns in (self.budget, self.indicators, *self.again) for cell in columns.others)
        return list(dict.fromkeys(squeeze(cell.text) for cell in others if label_of(cell) != "序号"))

    @property
    def rate_denominator(self) -> str:
        """What the rate of execution is divided by: the budget that the family says, else the one that is printed."""
        return self.family.budget.rate_denominator

    @property
    def heading(self) -> Heading:
        """The lines above the form and the fields before its indicators that may tell its year."""
        return heading_of(self.grid, self.first, self.indicators.row, lambda cell: label_of(cell) in field_labels())

    @property
    def money_unit(self) -> str | None:
        """The printed unit of money: in the heading row of the funding table, else in a line above the form."""
        return next(iter(self.money_units), None)

    @property
    def money_units(self) -> list[str]:
        """Every unit of money that is printed for the form, the one that holds first; several contradict each other."""
        return _money_units(self.grid, self.first, self.budget.row)


def _above(grid: Grid, first: int) -> list[str]:
    """The lines of text that stand directly before a form: outside the table, or as rows over its whole width."""
    lines = list(grid.above.get(first, []))
    for row in range(first - 1, -1, -1):
        cells = grid.row(row)
        if len(cells) != 1 or cells[0].column_span < grid.columns:
            break
        lines = [*grid.above.get(row, []), cells[0].text, *lines]
    return lines


def _money_units(grid: Grid, first: int, heading: int) -> list[str]:
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
        if label_of(label) in ("金额单位", "单位", "计量单位")
    ]
    cells = (cell for row in range(first, heading) for cell in grid.row(row))
    fields += [cell.text for cell in cells if _UNIT_NOTE.fullmatch(squeeze(fold_widths(cell.text)))]
    groups = (headings, fields, [*reversed(_above(grid, first))])
    heads, inside, above = (next((u for text in texts if (u := money_unit(text))), None) for texts in groups)
    found = (heads, inside, None if inside and not heads else above)
    return list(dict.fromkeys(unit for unit in found if unit))


def _money_unit(grid: Grid, first: int, heading: int) -> str | None:
    return next(iter(_money_units(grid, first, heading)), None)


def locate(grid: Grid, families: tuple[Family, ...]) -> list[Located | Refusal]:
    """The forms of a grid in order; a stretch that looks like a form but fits no family or two is a refusal."""
    starts = _start_rows(grid)
    found = _without_start(grid, 0, starts[0] if starts else grid.rows, families)
    for first, last in zip(starts, [*starts[1:], grid.rows], strict=False):
        one = _match(grid, first, last, families) or _passed_over(grid, first, last)
        if one is not None:
            found.append(one)
        if isinstance(one, Located):
            found += _without_start(grid, one.last, last, families)
    if not found and (one := _passed_over(grid, 0, grid.rows)):
        found.append(one)
    return found


def _passed_over(grid: Grid, first: int, last: int) -> Refusal | None:
    """A refusal where the words of a stretch are those of a filled form; null for tables known to be something else."""
    cells = [cell for row in range(first, last) for cell in grid.row(row) if cell.text]
    known = _known_table(grid, range(first, last))
    if known is not None and not known.is_form:
        return None
    words = form_words([*_above(grid, first), *(line for cell in cells for line in cell.raw.split("\n"))])
    why = "the headings of its table are not where those of a known family stand."
    return refusal(words, min(cell.page for cell in cells), why) if words else None


def _without_start(grid: Grid, first: int, last: int, families: tuple[Family, ...]) -> list[Located | Refusal]:
    """What stands in rows in which no form begins for certain: forms of departments under a common label, or parts."""
    known = _known_table(grid, range(first, last))
    if known is not None and known.is_form:
        page = min(c.page for c in grid.cells if first <= c.row < last)
        return [_not_read(known, "", page)]
    headless = _headless(grid, first, last)
    if headless is None:
        return []
    heading = min(c.row for c in grid.cells if first <= c.row < last and label_of(c) in _indicator_words())
    begin = next((row for row in range(first, heading) if label_of_first(grid, row) in _weak_anchors()), None)
    if begin is not None:
        begin = _with_fields_above(grid, begin)
        one = _match(grid, begin, last, families)
        if isinstance(one, Located):
            return [one, *_without_start(grid, one.last, last, families)]
    return [headless] if known is None else []


def begins_form(cell: Cell) -> bool:
    """Whether a cell is a label with which the form of a project or a department begins."""
    return label_of(cell) in _anchors(of_projects=True) | _anchors(of_projects=False)


def label_of_first(grid: Grid, row: int) -> str:
    """The label in the first cell of a row that has a text."""
    return next((label_of(cell) for cell in grid.row(row) if cell.text), "")


def _start_rows(grid: Grid) -> list[int]:
    """The rows in which a form can begin.

    A form may print several labels of that kind (单位名称 above 项目名称): as long as only fields stand between them
    and none comes twice, they are of one form.
    """
    known = _anchors(of_projects=True) | _anchors(of_projects=False)
    starts: list[int] = []
    seen: set[str] = set()
    for cell in grid:
        label = label_of(cell)
        if label in _behind_fields():
            seen = set()
        if label not in known or _is_list_heading(grid, cell):
            continue
        if not seen or label in seen:
            starts.append(cell.row)
            seen = set()
        seen.add(label)
    return sorted({_with_fields_above(grid, row) for row in starts})


def _with_fields_above(grid: Grid, row: int) -> int:
    """The first row of a form that prints fields above the name of the project.

    Department and unit, the year and the unit of money may stand there. A total or a grade does only in the first rows
    of a table: below another form it is that form's own.
    """
    near = top = row
    while near > 0 and near not in grid.above and _has_label(grid, near - 1, _first_fields()):
        near -= 1
    top = near
    while top > 0 and top not in grid.above and _has_label(grid, top - 1, top_labels()):
        top -= 1
    return top if top == 0 or top in grid.above or _is_title_row(grid, top - 1) else near


def _has_label(grid: Grid, row: int, labels: frozenset[str]) -> bool:
    """Whether a row has a cell with one of the labels: alone, or before its value (填报单位：望川市水务局)."""
    texts = [squeeze(fold_widths(cell.text)) for cell in grid.row(row)]
    return any(label_of(cell) in labels for cell in grid.row(row)) or any(
        ":" in text and normalise_label(text.partition(":")[0]) in labels for text in texts
    )


def _is_title_row(grid: Grid, row: int) -> bool:
    """Whether a row is one text over the whole width."""
    cells = grid.row(row)
    return len(cells) == 1 and cells[0].column_span == grid.columns


def _is_list_heading(grid: Grid, cell: Cell) -> bool:
    """Whether a 项目名称 cell heads a column of a list of projects: in a form the next label stands below it."""
    below = [c for c in grid.row(cell.row + cell.row_span) if c.column == cell.column]
    if not below or below[0].column_span != cell.column_span or label_of(below[0]) in field_labels():
        return False
    return len(grid.row(cell.row)) > 4


def _headless(grid: Grid, first: int, last: int) -> Refusal | None:
    """A refusal when indicators stand in rows without a project name: the upper part of a form is missing."""
    labels = {label_of(c) for c in grid.cells if first <= c.row < last}
    if not (labels & _indicator_words() and labels & _result_words()):
        return None
    page = min(c.page for c in grid.cells if first <= c.row < last and label_of(c) in _indicator_words())
    return Refusal(
        "headless_form",
        f"Page {page} has indicators of a self-evaluation form without the part that names the project. Look at the "
        "page before it: if the form begins there, its upper part is drawn in a way that the reader does not know.",
        page=page,
    )


def _match(grid: Grid, first: int, last: int, families: tuple[Family, ...]) -> Located | Refusal | None:
    """The form that begins in a row, a refusal by the name of what it is, or null when it is no self-evaluation."""
    labels = {label_of(c) for c in grid.cells if first <= c.row < last}
    budget_rows = _candidates(grid, first, last, [_wide_words("budget", "executed")])
    wanted = [_wide_words("indicators", name) for name in ("name", "target", "actual")]
    indicator_rows = _candidates(grid, first, last, wanted)
    heading = min((row for row, _ in indicator_rows), default=last)
    fields = {label_of(c) for c in grid.cells if first <= c.row < heading}
    names_project = bool(fields & _anchors(of_projects=True))
    fitting = [
        one
        for family in families
        if (family.kind != "department") == names_project and family.allows(labels)
        if (one := _fitted(grid, first, last, family, budget_rows, indicator_rows))
    ]
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
        names = ", ".join(f.family.id for f in fitting)
        return Refusal(
            "ambiguous_family", f"The form fits several families ({names}). Make their headings differ.", excerpt, page
        )
    return _no_family(grid, range(first, last), labels, excerpt, page)


def _fitted(
    grid: Grid,
    first: int,
    last: int,
    family: Family,
    budget_rows: list[tuple[int, list[Cell]]],
    indicator_rows: list[tuple[int, list[Cell]]],
) -> Located | None:
    """The form that begins in a row, if its headings are those of a family."""
    budget = _headings(grid, budget_rows, "budget", family)
    indicators = _headings(grid, indicator_rows, "indicators", family)
    if not (budget and indicators and budget.row < indicators.row):
        return None
    units = family.money_units
    if units is not None and _money_unit(grid, first, budget.row) not in units:
        return None
    end = _end(grid, first, indicators.row, last)
    rows = [c for c in indicator_rows if indicators.row < c[0] < end]
    again = [columns for c in rows if (columns := _headings(grid, [c], "indicators", family))]
    return Located(grid, first, end, family, budget, indicators, again)


def _no_family(grid: Grid, rows: range, labels: set[str], excerpt: str, page: int) -> Refusal | None:
    """A refusal for a self-evaluation that no family reads; null for what is no self-evaluation."""
    known = _known_table(grid, rows)
    if known is not None and known.is_form:
        return _not_read(known, excerpt, page)
    # The columns of a sheet may go on beside it on the next page: then a part of the headings is missing here.
    is_project = bool(labels & _words("indicators", "level2")) and bool(labels & _anchors(of_projects=True))
    if known is None and labels & _indicator_words() and (labels & _result_words() or is_project):
        return Refusal(
            "unknown_family",
            "The table looks like a self-evaluation form, but its headings fit no known family. Add a family for "
            f"it. Headings: {_shown_headings(grid, rows)}.",
            excerpt,
            page,
        )
    return None


def _known_table(grid: Grid, rows: range) -> OtherTable | None:
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


def _end(grid: Grid, first: int, heading: int, last: int) -> int:
    """The row behind a form: the next form, or another table of the same width that goes on below it.

    Another table shows by a label that stands above the indicators of a form, by the heading of a list of projects,
    by text between it and the rows above on the same page, or by a title of its own above it on the next page
    (续表 and the form's own title are none).
    """
    own = {squeeze(line) for line in grid.above.get(first, [])}
    for row in range(heading + 1, last):
        if printed_labels(grid.row(row)) & _starts():
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


def _shown_headings(grid: Grid, rows: range) -> str:
    for row in rows:
        cells = [cell for cell in grid.row(row) if cell.text]
        if any(label_of(cell) in _indicator_words() for cell in cells):
            return "、".join(squeeze(cell.text) for cell in cells)
    return ""


def _candidates(grid: Grid, first: int, last: int, words: Iterable[frozenset[str]]) -> list[tuple[int, list[Cell]]]:
    """The rows that show a heading of each kind, with the cells that head the columns there, from left to right."""
    wanted = list(words)
    found: list[tuple[int, list[Cell]]] = []
    for row in range(first, last):
        cells = [c for c in grid.covering(row) if c.text]
        if wanted[0].isdisjoint(map(label_of, cells)):
            continue
        leaves = _leaves(grid, row, first)
        labels = set(map(label_of, leaves))
        if all(labels & kind for kind in wanted):
            found.append((row, leaves))
    return found


def _leaves(grid: Grid, row: int, first: int) -> list[Cell]:
    """The heading of each column in a row; where a cell is blank, the one above it (a heading of two rows)."""
    leaves: list[Cell] = []
    for cell in grid.covering(row):
        if cell.text or row == first:
            leaves.append(cell)
            continue
        above = [c for c in grid.covering(row - 1) if c.column == cell.column and c.column_span == cell.column_span]
        leaves.append(above[0] if above and label_of(above[0]) in _all_headings() else cell)
    return [cell for cell in leaves if cell.text]


def heading_labels() -> frozenset[str]:
    """The headings of every column of any family."""
    return _all_headings()


@cache
def _all_headings() -> frozenset[str]:
    blocks = ((block, column) for block in ("budget", "indicators") for column in getattr(vocabulary(), block))
    return frozenset().union(*(_words(block, column) for block, column in blocks))


def _headings(grid: Grid, rows: list[tuple[int, list[Cell]]], block: Block, family: Family) -> Columns | None:
    """The first row whose headings are those of a family: none missing that is not optional, none of another family.

    A column that nobody knows may stand between them; it is left out.
    """
    own: Budget | Indicators = getattr(family, block)
    for number, (row, leaves) in enumerate(rows):
        columns = _columns(grid, row, leaves, block, own)
        if columns is None:
            continue
        # Headings of two rows: the lower one parts columns of the upper.
        below = [(r, cells) for r, cells in rows[number + 1 : number + 2] if r == row + 1]
        lower = _columns(grid, *below[0], block, own) if below else None
        if lower is not None and _shared(columns, lower) >= _FEWEST_SHARED:
            columns = lower
        elif _is_parted(grid, columns):
            continue
        if family.is_general and (_has_blank_heading(grid, columns) or _is_recognised(columns)):
            continue
        return columns
    return None


def _is_recognised(columns: Columns) -> bool:
    """Whether a heading was read from a picture: one that seems to be missing may be misread."""
    return any(cell.sureness < 1 for cell in columns.heads.values())


def _shared(upper: Columns, lower: Columns) -> int:
    """How many headings of two rows are the same cells."""
    return sum(lower.heads.get(name) is cell for name, cell in upper.heads.items())


def _is_parted(grid: Grid, columns: Columns) -> bool:
    """Whether a heading of several columns has texts below it that stand beside headings of two rows."""
    reach = [c for c in columns.heads.values() if c.row + c.row_span - 1 > columns.row]
    wide = [c for c in columns.heads.values() if c.column_span > 1 and c.row + c.row_span - 1 == columns.row]
    return len(reach) >= _FEWEST_SHARED and any(
        head.column <= cell.column < head.column + head.column_span and cell.text != ""
        for head in wide
        for cell in grid.row(columns.row + 1)
    )


def _columns(grid: Grid, row: int, leaves: list[Cell], block: Block, printed: Budget | Indicators) -> Columns | None:
    """The columns of a heading row, if it has every column that the family needs and no heading of another family."""
    own = _by_label(printed.columns)
    extra = {label: name for label, name in _by_label(_extra(block)).items() if name not in printed.columns}
    weak = _weak(block)
    heads: dict[str, Cell] = {}
    strangers = 0
    for known in (own, extra):
        for cell in leaves:
            label = label_of(cell)
            if label in known and label not in weak and known[label] not in heads:
                heads[known[label]] = cell
                strangers += known is extra
    first = min((cell.column for cell in heads.values()), default=0)
    for cell in leaves:
        label = label_of(cell)
        name = own.get(weak.get(label, label)) or own.get(label)
        if cell.column > first and name and name not in heads and not any(cell is head for head in heads.values()):
            heads[name] = cell
    if not heads or set(printed.columns) - set(heads) - set(printed.optional):
        return None
    # What stands left of the headings names the block (绩效指标), unless it is a heading of other families.
    left = min(c.column for c in heads.values())
    taken = {id(cell) for cell in heads.values()}
    rest = [c for c in leaves if id(c) not in taken and (c.column > left or label_of(c) in _all_headings())]
    if block == "indicators":
        rest += [c for c in leaves if id(c) not in taken and c.column < left and _heads_left_column(c, row)]
    passed_over = set(map(normalise_label, vocabulary().other_columns))
    for cell in rest:
        label = label_of(cell)
        if label in passed_over:
            continue
        if label in weak and weak[label] in {label_of(c) for c in heads.values()} | {*own, *extra}:
            continue
        if label in own or label in extra or label in _all_headings() or not _is_heading(cell):
            return None
        if cell.sureness < 1:
            # A heading read from a picture may be a known one, misread.
            return None
        strangers += 1
    top = min(cell.row for cell in heads.values())
    labels = {label_of(c) for r in range(top, row + 1) for c in grid.row(r) if c.text and c.column >= left}
    if top == row and row and _is_group_row(grid, row):
        labels |= {label_of(c) for c in grid.row(row - 1) if c.text and c.column >= left}
    return Columns(row, heads, rest, frozenset(labels), strangers)


def _has_blank_heading(grid: Grid, columns: Columns) -> bool:
    """Whether texts stand under a blank right of the first heading: a heading is lost there."""
    first = min(cell.column for cell in columns.heads.values())
    blanks = [cell for cell in grid.covering(columns.row) if not cell.text and cell.column > first]
    rows = range(columns.row + 1, columns.row + _FEW_ROWS)
    ends = {normalise_label(label) for labels in vocabulary().goals.values() for label in labels}
    end = next((row for row in rows if any(label_of(cell) in ends for cell in grid.row(row))), rows.stop)
    below = [cell for row in range(rows.start, end) for cell in grid.row(row) if cell.text]
    return any(
        blank.column <= cell.column and cell.column + cell.column_span <= blank.column + blank.column_span
        for blank in blanks
        for cell in below
    )


def _heads_left_column(cell: Cell, row: int) -> bool:
    """Whether a text left of the headings heads a column of its own; the name of the block reaches further down."""
    label = label_of(cell)
    names = set(map(normalise_label, vocabulary().blocks))
    is_name = label in names or "绩效指标" in label or "完成情况" in label or label in _all_headings()
    return cell.row + cell.row_span - 1 == row and not is_name and label != "序号" and cell.sureness == 1


def _by_label(columns: Mapping[Any, list[str]]) -> dict[str, str]:
    return {normalise_label(label): name for name, labels in columns.items() for label in labels}


def _is_heading(cell: Cell) -> bool:
    """Whether a text can head a column: a few words, no sentence and no figure."""
    text = squeeze(cell.text)
    return len(text) <= _LONGEST_HEADING and has_ideograph(text) and not text.endswith(("。", "；", ";"))


def _is_group_row(grid: Grid, row: int) -> bool:
    """Whether the row above a heading row names groups of its columns."""
    groups = [c for c in grid.row(row - 1) if c.text and c.column_span > 1]
    known = set(map(normalise_label, (*vocabulary().blocks, *_words("indicators", "target"))))
    return bool(groups) and all(label_of(c) in known | _all_headings() for c in groups)


def missing_headings(found: Located) -> frozenset[str]:
    """The headings, and the labels of goals, that forms of the same kind print and this one does not."""
    missing: set[str] = set()
    for columns, printed in ((found.budget, found.family.budget), (found.indicators, found.family.indicators)):
        headings: Mapping[Any, list[str]] = printed.columns
        missing |= {label for name, labels in headings.items() if name not in columns.heads for label in labels}
    goals = [label for labels in found.family.goals.values() for label in labels]
    own = {label_of(cell) for row in range(found.first, found.last) for cell in found.grid.row(row)}
    return frozenset(map(normalise_label, (*missing, *goals))) - own


def is_heading_again(grid: Grid, row: int, columns: Columns) -> bool:
    """Whether a row repeats the heading row (a table head that is printed again on every page)."""
    again = {label_of(c) for c in grid.row(row) if c.text}
    shared = len(again & {label_of(c) for c in columns.heads.values()})
    return shared >= max(3, len(columns.heads) // 2) or (len(again) > 1 and again <= columns.labels)
