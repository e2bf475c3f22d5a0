"""Where forms stand in a grid and which family each belongs to.

Belongs here: where a form begins and ends, which family it is of. Does not belong here: rows of headings
(``heading_rows``), values.
A family is matched by the set of its headings, never by a file name; zero or two families is a refusal.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.families import Family, OtherTable, matching
from pipeline.forms.cell_label import printed_labels
from pipeline.forms.family_labels import labels_of
from pipeline.forms.heading_rows import Columns, HeadingRow, candidates, fitting_columns
from pipeline.forms.known_labels import (
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
    weak_anchors,
    wide_headings_of,
)
from pipeline.forms.labelled_grid import LabelledCell, LabelledGrid
from pipeline.forms.located import FittedRows, Located
from pipeline.forms.nearest_family import named, nearest
from pipeline.forms.printed_unit import lines_above, printed_unit
from pipeline.forms.row_kinds import with_row_kinds
from pipeline.forms.words_of_forms import form_words, refusal
from pipeline.model.form import Refusal
from pipeline.model.messages import said
from pipeline.text.fold import fold_widths, squeeze
from pipeline.text.labels import normalise_label

# A table with labels of so many different levels is one of indicators.
_FEWEST_LEVELS = 2


def locate(grid: LabelledGrid, families: tuple[Family, ...]) -> list[Located | Refusal]:
    """The forms of a grid in order; a stretch that looks like a form but fits no family or two is a refusal."""
    starts = _start_rows(grid)
    outcomes = _without_start(grid, 0, starts[0] if starts else grid.rows, families)
    for first, last in zip(starts, [*starts[1:], grid.rows], strict=False):
        outcome = _match(grid, first, last, families) or _passed_over(grid, first, last, families)
        if outcome is not None:
            outcomes.append(outcome)
        if isinstance(outcome, Located):
            outcomes += _without_start(grid, outcome.last, last, families)
    if not outcomes and (outcome := _passed_over(grid, 0, grid.rows, families)):
        outcomes.append(outcome)
    return outcomes


def _passed_over(grid: LabelledGrid, first: int, last: int, families: tuple[Family, ...]) -> Refusal | None:
    """A refusal where rows have the words of a filled form; null for tables that are known to be something else."""
    cells = [cell for row in range(first, last) for cell in grid.row(row) if cell.text]
    known = _known_table(grid, range(first, last))
    if known is not None and not known.is_form:
        return None
    words = form_words([*lines_above(grid, first), *(line for cell in cells for line in cell.raw.split("\n"))])
    if not words:
        return None
    page, labels = min(cell.page for cell in cells), {cell.label for cell in cells}
    allowed = _allowed(families, labels, names_project=bool(labels & anchors(of_projects=True)))
    near = nearest(grid, range(first, last), allowed, lambda row: printed_unit(grid, first, row))
    if near and near.count and near.budget.printed and near.indicators.printed:
        return replace(refusal(words, page, said("why.no_family", nearest=near.message)), excerpt=near.excerpt)
    return refusal(words, page, said("why.places"))


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
        outcome = _match(grid, begin, last, families)
        if isinstance(outcome, Located):
            return [outcome, *_without_start(grid, outcome.last, last, families)]
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
    return Refusal(said("headless_form", page=page), page=page)


def _match(grid: LabelledGrid, first: int, last: int, families: tuple[Family, ...]) -> Located | Refusal | None:
    """The form that begins in a row, a refusal that says what it is, or null when it is no self-evaluation."""
    labels = grid.labels_between(first, last)
    budget_rows = candidates(grid, first, last, [wide_headings_of("budget", "executed")])
    wanted = [wide_headings_of("indicators", name) for name in ("name", "target", "actual")]
    indicator_rows = candidates(grid, first, last, wanted)
    heading = min((row for row, _ in indicator_rows), default=last)
    fields = grid.labels_between(first, heading)
    names_project = bool(fields & anchors(of_projects=True))
    allowed = _allowed(families, labels, names_project=names_project)
    fitting = [fitted for f in allowed if (fitted := _fitted(grid, first, last, f, budget_rows, indicator_rows))]
    # The families made for a form come first, then the tables that are known and not read, then what fits many forms;
    # among families those to whose columns the form adds least.
    made_for = [fitted for fitted in fitting if not fitted.family.is_general]
    if made_for or _known_table(grid, range(first, last)):
        fitting = made_for
    least = min((fitted.budget.strangers + fitted.indicators.strangers for fitted in fitting), default=0)
    fitting = [fitted for fitted in fitting if fitted.budget.strangers + fitted.indicators.strangers == least]
    if len(fitting) == 1:
        return with_row_kinds(fitting[0])
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
) -> FittedRows | None:
    """The form that begins in a row, if its headings are those of a family."""
    budget = fitting_columns(grid, budget_rows, "budget", family)
    indicators = fitting_columns(grid, indicator_rows, "indicators", family) if budget else None
    if not (budget and indicators and budget.row < indicators.row):
        return None
    units = family.money_units
    if units is not None and printed_unit(grid, first, budget.row) not in units:
        return None
    end = _end(grid, first, indicators.row, last)
    rows = [c for c in indicator_rows if indicators.row < c[0] < end]
    again = [columns for c in rows if (columns := fitting_columns(grid, [c], "indicators", family))]
    return FittedRows(grid, first, end, family, budget, indicators, again)


def _ambiguous(fitting: list[FittedRows], excerpt: str, page: int) -> Refusal:
    """A refusal for a form that could be of several families, with the names of all."""
    families = [named(fitted.family) for fitted in fitting]
    headings = dict.fromkeys(
        squeeze(cell.text)
        for fitted in fitting
        for columns in (fitted.budget, fitted.indicators)
        for cell in columns.heads.values()
    )
    told = said("ambiguous_family", count=len(fitting), families=families)
    return Refusal(told, f"{excerpt} | 标题 headings: {'、'.join(headings)}", page)


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
    near = nearest(grid, rows, families, lambda row: printed_unit(grid, rows.start, row))
    nearby = said("nearest.beside", nearest=near.message) if near else ""
    return Refusal(said("unknown_family", nearest=nearby), near.excerpt if near else excerpt, page)


def _known_table(grid: LabelledGrid, rows: range) -> OtherTable | None:
    """What kind of table the rows are, if it is one that is known and not read."""
    return next(matching(printed_labels(cell for row in rows for cell in grid.row(row))), None)


def _not_read(known: OtherTable, excerpt: str, page: int) -> Refusal:
    return Refusal(said("family_not_read", family=known.named), excerpt, page)


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


def missing_headings(located: Located) -> set[str]:
    """The headings, and the labels of goals, that forms of the same kind print and this one does not."""
    missing = set(located.labels.own_goals)
    blocks: dict[Block, Columns] = {"budget": located.budget, "indicators": located.indicators}
    for block, columns in blocks.items():
        missing |= {label for label, name in located.labels.columns[block].items() if name not in columns.heads}
    return missing - located.grid.labels_between(located.first, located.last)
