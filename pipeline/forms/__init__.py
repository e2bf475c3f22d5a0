"""Grids and families to forms: typed values with their cells and doubts.

Belongs here: everything between a reader's grid and the records of a form. Does not belong here: how a grid was read
(``pipeline.readers``), which documents exist (``pipeline.sources``), checks across rows (``pipeline.audit``).

A table goes one way. Its cells get their labels (``labelled_grid``) and it is set straight (``empty_columns``,
``cut_headings``, ``paired_headings``). Forms are found in it and their rows get their kinds (``locate``,
``row_kinds``). The cells of a form are collected by what they mean (``form_cells`` and what it calls). They are read as
values (``whole_form``, ``funding_values``, ``indicator_values``, ``cell_values``). A form that is not whole is refused
(``whole_or_refused``). Tables that come in parts are joined or cut before all that (``parted_tables``).
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.families import Family
from pipeline.forms.collected import Correct, as_read
from pipeline.forms.cut_headings import mended
from pipeline.forms.empty_columns import without_empty_columns
from pipeline.forms.form_cells import collect
from pipeline.forms.headings_beside import headings_beside, loose_headings
from pipeline.forms.labelled_grid import LabelledGrid, labelled
from pipeline.forms.locate import locate
from pipeline.forms.paired_headings import with_headings_above
from pipeline.forms.whole_form import build_form
from pipeline.forms.whole_or_refused import goes_on_beside, if_not_cut, if_not_parted, if_whole, prints_total, unfilled
from pipeline.model.form import Form, Refusal
from pipeline.model.grid import Grid, TextLine


def parse(read: Sequence[Grid], families: tuple[Family, ...], correct: Correct = as_read) -> list[Form | Refusal]:
    """The forms of a document in order. A blank or cut form is refused, never published empty.

    ``correct`` reads a form anew that a person corrected. Whether it is whole is asked of the form as printed.
    """
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
            form = unfilled(located, cells, page) or if_whole(build_form(located, cells), located, cells, page)
            if isinstance(form, Form):
                form = correct(located, cells, form)
            if isinstance(form, Form) and located.family.is_general and number + 1 < len(grids):
                form = if_not_parted(form, located, grids[number + 1], page)
            if isinstance(form, Form) and (beside := headings_beside(located, loose)):
                form = goes_on_beside(beside, page)
            if not prints_total(located) and located.last == grid.rows and number + 1 < len(grids):
                form = if_not_cut(form, grids[number + 1], page)
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
