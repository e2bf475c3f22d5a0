"""Grids and families to forms, in long format, as cells with evidence and doubt.

Belongs here: everything between a reader's grid and the rows of the tables. Does not belong here: how a grid
was read (``pipeline.readers``), which documents exist (``pipeline.sources``), checks across rows (``pipeline.audit``).
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from pipeline.families import Family
from pipeline.forms.collected import Collected
from pipeline.forms.cut_headings import mended
from pipeline.forms.empty_columns import without_empty_columns
from pipeline.forms.form_cells import collect
from pipeline.forms.form_sums import sum_of_weights
from pipeline.forms.headings_beside import headings_beside, loose_headings
from pipeline.forms.known_labels import field_labels
from pipeline.forms.labelled_grid import LabelledGrid, labelled
from pipeline.forms.locate import locate, missing_headings
from pipeline.forms.located import Located
from pipeline.forms.paired_headings import with_headings_above
from pipeline.forms.whole_form import build_form
from pipeline.model.form import Form, Refusal
from pipeline.model.grid import Grid, TextLine
from pipeline.text.numbers import cell_state

# Columns that the rows of any family have at least.
_REST = ("name", "target", "actual")
# A table with so many of the headings that the form before it lacks is the other half of that form.
_FEWEST_LACKING = 2


def parse(read: Sequence[Grid], families: tuple[Family, ...]) -> list[Form | Refusal]:
    """The forms of a document in order. A blank or cut form is refused, never published empty."""
    grids = [with_headings_above(mended(without_empty_columns(labelled(grid)))) for grid in read]
    parsed: list[tuple[int, Form | Refusal]] = []
    loose = loose_headings(grids)
    for number, grid in enumerate(grids):
        for located in locate(grid, families):
            if isinstance(located, Refusal):
                parsed.append((located.page or 1, located))
                continue
            cells = collect(located, _below(grids, number))
            page = grid.page_of(located.first)
            form = _refusal(located, cells, page) or _whole(build_form(located, cells), located, cells, page)
            if isinstance(form, Form) and located.family.is_general and number + 1 < len(grids):
                form = _not_parted(form, located, grids[number + 1], page)
            if isinstance(form, Form) and (beside := headings_beside(located, loose)):
                form = _goes_on_beside(beside, page)
            if not _prints_total(located) and located.last == grid.rows and number + 1 < len(grids):
                form = _not_cut(form, grids[number + 1], page)
            parsed.append((page, form))
    # Tables of different width are grids of their own and may alternate on the pages.
    return [outcome for _, outcome in sorted(parsed, key=lambda entry: entry[0])]


def _below(grids: list[LabelledGrid], number: int) -> dict[int, list[TextLine]]:
    """The lines of text that follow the rows of a grid, by the row behind them."""
    grid = grids[number]
    if grid.below is not None:
        return grid.below
    below = dict(grid.above)
    following = grids[number + 1] if number + 1 < len(grids) else None
    if following and grid.cells and following.cells and grid.cells[-1].page == following.cells[0].page:
        below[grid.rows] = [*below.get(grid.rows, []), *following.above.get(0, [])]
    return below


def _whole(form: Form, located: Located, cells: Collected, page: int) -> Form | Refusal:
    """The form, or a refusal when its last rows are missing.

    They are there where a row of totals stands behind the indicators, where the weights make 100, or where the scores
    add up to the printed total score. Totals that stand above the tables do not show it by themselves.
    """
    weights = sum_of_weights(form)
    total, computed = form.head.total_score.value, form.head.computed_score.value
    makes_whole = weights == 100 or (total is not None and total == computed)
    is_ended = cells.is_closed or makes_whole or not (_prints_total(located) or weights is not None)
    if not located.grid.is_ruled or is_ended or (weights is None and "weight" in located.indicators.heads):
        return form
    shown = "" if weights is None else f", and its weights add up to {weights}, not 100"
    return Refusal(
        "incomplete_form",
        f"The form that begins on page {page} has no total row{shown}: rows are missing. Look at the pages that "
        "follow; if the rest is there, report the document.",
        page=page,
    )


def _prints_total(located: Located) -> bool:
    """Whether such a form ends with a row of totals: its family has one, and its indicators have weights or scores."""
    return bool(located.family.total) and bool({"weight", "score"} & set(located.indicators.heads))


def _not_cut(form: Form | Refusal, following: LabelledGrid, page: int) -> Form | Refusal:
    """The form, or a refusal when the table that follows may be the rest of its rows.

    It is asked of forms that end without a row of totals. The table may be the rest when it begins on the last page of
    the form or on the next one, without a title and without the label of a field.
    """
    if isinstance(form, Refusal) or not following.cells or following.above.get(0) or following.columns < len(_REST):
        return form
    begin = min(cell.page for cell in following.cells)
    labels = following.labels_between(0, following.rows)
    if begin not in (form.last_page, form.last_page + 1) or labels & field_labels():
        return form
    return Refusal(
        "incomplete_form",
        f"The form that begins on page {page} may go on in the table on page {begin}, which could not be joined to it. "
        "Look at both pages; if it goes on there, report the document.",
        page=page,
    )


def _not_parted(form: Form, located: Located, following: LabelledGrid, page: int) -> Form | Refusal:
    """The form, or a refusal where the columns that it lacks stand in the next table: on the other half of a sheet."""
    labels = following.labels_between(0, following.rows)
    lacking = missing_headings(located) & labels
    return form if len(lacking) < _FEWEST_LACKING else _goes_on_beside(lacking, page)


def _goes_on_beside(headings: Set[str], page: int) -> Refusal:
    """A refusal of a form some of whose columns stand in another table."""
    return Refusal(
        "incomplete_form",
        f"The form that begins on page {page} seems to go on beside itself in the next table, which has its columns "
        f"{'、'.join(sorted(headings))}. Look at both; print them as one page, or read the form by hand.",
        page=page,
    )


def _refusal(located: Located, cells: Collected, page: int) -> Refusal | None:
    """Why a located form is not published: it is not filled in, or a block of it could not be read."""
    if not cells.indicators and not cells.fillers:
        return Refusal(
            "incomplete_form",
            f"The form on page {page} has no indicator row below its headings: it was cut off, or its rows are drawn "
            "in a way that the reader does not know. Look at the page; if the rows are there, report the document.",
            page=page,
        )
    if cells.swallowed is not None:
        return Refusal(
            "rows_not_seen",
            f"The form on page {page} has a long text across its indicators on page {cells.swallowed.page}: rows that "
            "the reader could not tell apart. Look at the page; if it shows rows there, report the document.",
            cells.swallowed.text[:300],
            page,
        )
    if _is_blank(located, cells):
        return Refusal(
            "blank_form",
            f"The form on page {page} has headings but no result (no score, no amount, or no actual value): it is a "
            "blank form or was cut off. Put the filled-in form into the folder.",
            page=page,
        )
    if not cells.budget:
        return Refusal(
            "incomplete_form",
            f"The form on page {page} has no readable funding row: it was cut off or drawn in a way that the reader "
            "does not know. Look at the page; if the rows are there, report the document.",
            page=page,
        )
    return None


def _is_blank(located: Located, cells: Collected) -> bool:
    """Whether nobody filled the form in: neither actual values nor scores, or no figure where points are given."""
    results = [slots[name] for slots in cells.indicators for name in ("actual", "score") if name in slots]
    if not any(cell.doubts or cell_state(cell.text) == "filled" for cell in results):
        return True
    if "score" not in located.indicators.heads:
        return False
    figures = [slots["score"] for slots in cells.indicators if "score" in slots]
    figures += [slots[name] for _, slots in cells.budget for name in ("executed", "score") if name in slots]
    figures += [cells.form[name] for name in ("total_score",) if name in cells.form]
    return not any(cell.doubts or cell_state(cell.text) == "filled" for cell in figures)
