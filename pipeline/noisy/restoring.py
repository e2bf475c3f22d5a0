"""A sliced document to the grids that were printed: the order of the steps, and what stands above a form.

Belongs here: what needs all forms of the document. Does not belong here: the steps of one form (``form_values``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.families import Family
from pipeline.model.doubts import CERTAIN, with_doubt
from pipeline.model.grid import Cell, Grid, TextLine
from pipeline.noisy.cut_edges import is_cut_between_characters
from pipeline.noisy.cut_names import Phrases
from pipeline.noisy.emit_grid import emit
from pipeline.noisy.form_parts import FormPart, find_forms, labels_of_families
from pipeline.noisy.form_values import legible_money, read_form, read_money
from pipeline.noisy.header_lines import head_of, known_offices
from pipeline.noisy.indicator_lines import indicator_rows
from pipeline.noisy.indicator_texts import reason_width
from pipeline.noisy.likeliest_family import best_family, is_always_graded, is_restorable, refuse_others
from pipeline.noisy.restored_form import DocumentContext, RestoredForm
from pipeline.noisy.sliced_lines import lines_of
from pipeline.text.note_openings import may_print_notes

# Lines above a form that can be its title and notes, and pieces of such a line (chosen; lines of the real extract have
# up to 10 pieces).
_MOST_LINES, _MOST_PIECES = 6, 16
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


def restore(grid: Grid, families: Sequence[Family]) -> list[Grid]:
    """The forms of a noisy grid, each as a grid of its own in the family's printed layout.

    Empty when no form is found. A value that could not be read is an empty cell with a doubt.
    """
    # Which form a note belongs to, and where it ends, cannot be told from sliced text.
    is_noted = may_print_notes(cell.text for cell in grid.cells)
    return [emit(form, is_noted=is_noted) for form in restored_forms(grid, families)]


def restored_forms(grid: Grid, families: Sequence[Family]) -> list[RestoredForm]:
    """The forms of a noisy grid as values, in document order.

    Raises :class:`Unreadable` where a form is of a family whose layout cannot be restored.
    """
    lines = lines_of(grid)
    labels = labels_of_families(tuple(family for family in families if is_restorable(family)))
    sliced_forms = find_forms(lines, labels)
    if not sliced_forms:
        return []
    phrases = Phrases(lines)
    heads = [head_of(sliced_form, labels) for sliced_form in sliced_forms]
    offices = known_offices(heads, phrases)
    units = {unit for sliced_form in sliced_forms if (unit := legible_money(sliced_form))}
    money_unit = next(iter(units)) if len(units) == 1 else None
    likeliest = [best_family(form, families, read_money(form, money_unit).text) for form in sliced_forms]
    refuse_others(sliced_forms, likeliest, families)
    pairs = list(zip(sliced_forms, likeliest, strict=True))
    rows = [indicator_rows(sliced_form, family, grid.columns, labels.total) for sliced_form, family in pairs]
    all_rows = [row for form_rows in rows for row in form_rows.rows]
    phrases.is_exact = is_cut_between_characters(all_rows, phrases)
    context = DocumentContext(
        labels,
        phrases,
        offices,
        money_unit,
        is_graded=any(form.part(FormPart.GRADE) or is_always_graded(family) for form, family in pairs),
        headed=frozenset(family.id for form, family in pairs if form.part(FormPart.INDICATOR_HEAD)),
        reason_width=reason_width(all_rows),
    )
    forms = [read_form(*parts, context) for parts in zip(sliced_forms, heads, likeliest, rows, strict=True)]
    years = Counter(year for cell in grid.cells for year in _YEAR.findall(cell.text))
    for form, sliced_form in zip(forms, sliced_forms, strict=True):
        form.above = _lines_above(grid, sliced_form.all_lines[0].number, years)
    return forms


def _lines_above(grid: Grid, first: int, years: Counter[str]) -> list[TextLine]:
    """The lines right above a form that are no rows of a table: its title, and what stands beside it.

    A line that was sliced may have lost or gained a digit: a year in it that the document prints nowhere else
    (``years`` counts them) is in doubt; a sliced line that cannot be read may have told one.
    """
    above: list[TextLine] = []
    for number in range(first - 1, max(first - 1 - _MOST_LINES, -1), -1):
        cells = grid.row(number)
        text = "".join(c.text for c in cells)
        if len(cells) > _MOST_PIECES:
            break
        if cells:
            told = _YEAR.findall(text)
            is_confirmed = told and all(years[year] > 1 or _is_inside(year, cells) for year in told)
            doubts = CERTAIN if len(cells) == 1 else with_doubt(CERTAIN, "sliced" if is_confirmed else "unconfirmed")
            above.insert(0, TextLine(text, cells[0].evidence[0], doubts))
    return above


def _is_inside(year: str, cells: Sequence[Cell]) -> bool:
    """Whether a year stands in one piece of a line, and no cut beside it: only there signs are taken for others."""
    places = ((number, cell.text.find(f"{year}年")) for number, cell in enumerate(cells))
    return any(place > 0 or (place == 0 and number == 0) for number, place in places)
