"""Whether a form is there as a whole: refused are forms that nobody filled in, and forms of which a part is missing.

Belongs here: what a form lacks, and what is said of it. Does not belong here: stretches of a table that fit no family
(``locate``), pages whose form was not found (``words_of_forms``), broken tables (``broken_tables``).
"""

from __future__ import annotations

from collections.abc import Set

from pipeline.forms.collected import Collected
from pipeline.forms.form_sums import sum_of_weights
from pipeline.forms.known_labels import field_labels
from pipeline.forms.labelled_grid import LabelledGrid
from pipeline.forms.locate import missing_headings
from pipeline.forms.located import Located
from pipeline.model.form import Form, Refusal
from pipeline.model.messages import said
from pipeline.text.numbers import cell_state

# Columns that the rows of any family have at least.
_REST = ("name", "target", "actual")
# A table with so many of the headings that the form before it lacks is the other half of that form.
_FEWEST_LACKING = 2


def if_whole(form: Form, located: Located, cells: Collected, page: int) -> Form | Refusal:
    """The form, or a refusal when its last rows are missing.

    They are there where a row of totals stands behind the indicators, where the weights make 100, or where the scores
    add up to the printed total score. Totals that stand above the tables do not show it by themselves.
    """
    weights = sum_of_weights(form)
    total, computed = form.head.total_score.value, form.head.computed_score.value
    makes_whole = weights == 100 or (total is not None and total == computed)
    is_ended = cells.is_closed or makes_whole or not (prints_total(located) or weights is not None)
    if not located.grid.is_ruled or is_ended or (weights is None and "weight" in located.indicators.heads):
        return form
    if weights is None:
        return Refusal(said("incomplete_form.no_total", page=page), page=page)
    return Refusal(said("incomplete_form.no_total_weights", page=page, weights=str(weights)), page=page)


def prints_total(located: Located) -> bool:
    """Whether such a form ends with a row of totals: its family has one, and its indicators have weights or scores."""
    return bool(located.family.total) and bool({"weight", "score"} & set(located.indicators.heads))


def if_not_cut(form: Form | Refusal, following: LabelledGrid, page: int) -> Form | Refusal:
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
    return Refusal(said("incomplete_form.goes_on", page=page, next=begin), page=page)


def if_not_parted(form: Form, located: Located, following: LabelledGrid, page: int) -> Form | Refusal:
    """The form, or a refusal where the columns that it lacks stand in the next table: on the other half of a sheet."""
    labels = following.labels_between(0, following.rows)
    lacking = missing_headings(located) & labels
    return form if len(lacking) < _FEWEST_LACKING else goes_on_beside(lacking, page)


def goes_on_beside(headings: Set[str], page: int) -> Refusal:
    """A refusal of a form some of whose columns stand in another table."""
    told = said("incomplete_form.beside", page=page, headings="、".join(sorted(headings)))
    return Refusal(told, page=page)


def unfilled(located: Located, cells: Collected, page: int) -> Refusal | None:
    """Why a located form is not published: it is not filled in, or a block of it could not be read."""
    if not cells.indicators and not cells.fillers:
        return Refusal(said("incomplete_form.no_indicators", page=page), page=page)
    if cells.swallowed is not None:
        told = said("rows_not_seen", page=page, other=cells.swallowed.page)
        return Refusal(told, cells.swallowed.text[:300], page)
    if _is_blank(located, cells):
        return Refusal(said("blank_form", page=page), page=page)
    if not cells.budget:
        return Refusal(said("incomplete_form.no_funding", page=page), page=page)
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
