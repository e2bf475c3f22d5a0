"""Forms in broken tables: where a figure stands under no heading, or a heading out of place, the form is refused.

Belongs here: the last look at a form whose rows end elsewhere than they should. Does not belong here: which rows those
are (``pipeline.readers.tiling``), what is read from them (``form_cells``).
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.families import Family
from pipeline.forms import parse
from pipeline.forms.cell_label import label_of
from pipeline.forms.collected import Correct, as_read
from pipeline.forms.family_labels import labels_of
from pipeline.forms.parted_tables import join_parts
from pipeline.model.doubts import has
from pipeline.model.form import Form, Refusal
from pipeline.model.grid import Cell, Grid
from pipeline.model.messages import said
from pipeline.text.numbers import parse_percentage
from schemas.catalog import TABLES

# Doubts with which a reader says that a cell may stand in the wrong place.
_OUT_OF_PLACE = frozenset({"ragged_row", "overlapping_spans", "broken_merge", "other_columns"})
# Not doubted here where they are missing: a missing name is doubted anyway, and few forms print the others.
_NEVER_LOST = frozenset({"project_name", "reviewed_score", "notes"})
# Columns of a form that may stand beside or below their label.
_TEXTS = (
    "department",
    *(name for name, column in TABLES["form"].columns.items() if column.is_printed and name not in _NEVER_LOST),
)


def parse_markup(grids: list[Grid], families: tuple[Family, ...], correct: Correct = as_read) -> list[Form | Refusal]:
    """The forms of tables that were written as markup, their parts joined; those in broken tables are refused."""
    return refuse_broken(parse(join_parts(grids, families), families, correct), grids, families)


def refuse_broken(
    parsed: list[Form | Refusal], grids: list[Grid], families: tuple[Family, ...]
) -> list[Form | Refusal]:
    """The same forms, with a refusal in place of each whose table is broken where it matters.

    A form is refused where a broken row holds one of its headings, or a figure that no value was read from. Where a
    broken row holds another such text, the columns that the form seems to lack are doubtful: it may belong to them.
    """
    headings = {label for family in families for block in labels_of(family).columns.values() for label in block}
    cells = [cell for grid in grids for cell in grid.cells if has(cell.doubts, *_OUT_OF_PLACE)]
    heads = [cell for cell in cells if label_of(cell) in headings]
    figures = [cell for cell in cells if parse_percentage(cell.text) is not None]
    if not cells:
        return parsed
    judged = [_judged(outcome, heads, figures) if isinstance(outcome, Form) else outcome for outcome in parsed]
    for outcome in judged:
        if isinstance(outcome, Form) and any(cell.text for cell in _unused(outcome, cells)):
            outcome.head.doubt([name for name in _TEXTS if getattr(outcome.head, name).value is None], "block_not_read")
    return judged


def _judged(form: Form, heads: list[Cell], figures: list[Cell]) -> Form | Refusal:
    lost = next(_unused(form, [*heads, *figures]), None)
    if lost is None:
        return form
    place = lost.evidence[0]
    row = place.line_no or 0
    if lost in heads:
        told = said("broken_table.heading", page=place.page, row=row, text=lost.text)
    else:
        told = said("broken_table.figure", page=place.page, row=row, text=lost.text)
    return Refusal(told, page=place.page)


def _unused(form: Form, cells: list[Cell]) -> Iterator[Cell]:
    """The cells that stand between the rows of a form and belong to none of its values."""
    page, last = form.first_page, form.last_page
    used = {(evidence.page, evidence.line_no, evidence.column_first) for evidence in form.evidence()}
    rows = [number for on_page, number, _ in used if on_page == page and number is not None]
    for cell in cells:
        place = cell.evidence[0]
        is_inside = bool(rows) and place.page == page == last and min(rows) <= (place.line_no or 0) <= max(rows)
        if is_inside and (page, place.line_no, place.column_first) not in used:
            yield cell
