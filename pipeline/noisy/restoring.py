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
from pipeline.noisy.form_parts import FamilyLabels, FormPart, find_forms
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
    known = [t for t in families if is_restorable(t)]
    lines = lines_of(grid)
    labels = FamilyLabels(known)
    blocks = find_forms(lines, labels)
    if not blocks:
        return []
    phrases = Phrases(lines)
    heads = [head_of(block, labels) for block in blocks]
    units = Counter(unit for block in blocks if (unit := legible_money(block)))
    context = DocumentContext(
        labels, phrases, known_offices(heads, phrases), grid.columns,
        next(iter(units)) if len(units) == 1 else None, False,
    )  # fmt: skip
    likeliest = [best_family(block, families, read_money(block, context.money_unit).text) for block in blocks]
    context.headed = frozenset(t.id for b, t in zip(blocks, likeliest, strict=True) if b.part(FormPart.INDICATOR_HEAD))
    context.is_graded = any(b.part(FormPart.GRADE) for b in blocks) or any(map(is_always_graded, likeliest))
    refuse_others(blocks, likeliest, families)
    rows = [indicator_rows(b, t, grid.columns, labels.total) for b, t in zip(blocks, likeliest, strict=True)]
    phrases.is_exact = is_cut_between_characters([row for form_rows in rows for row in form_rows.rows], phrases)
    context.reason_width = reason_width([row for form_rows in rows for row in form_rows.rows])
    forms = [read_form(*parts, context) for parts in zip(blocks, heads, likeliest, rows, strict=True)]
    years = Counter(year for cell in grid.cells for year in _YEAR.findall(cell.text))
    for form, block in zip(forms, blocks, strict=True):
        form.above = _lines_above(grid, block.all_lines[0].number, years)
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
