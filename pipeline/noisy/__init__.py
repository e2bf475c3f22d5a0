"""Noisy grids (per-cell recognition that ignores merged cells) rebuilt as the grids that were printed.

Belongs here: finding the forms of a noisy document and giving each back as a logical grid, with the text as it
stood, every repair and every doubt. Does not belong here: the meaning of the rebuilt cells; the same parser that
reads ruled PDFs reads them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.families import Family
from pipeline.model.doubts import CERTAIN, with_doubt
from pipeline.model.grid import Cell, Grid, TextLine, Unreadable
from pipeline.noisy.budget_block import AMOUNTS
from pipeline.noisy.cut_edges import is_cut_between_characters
from pipeline.noisy.cut_names import Phrases
from pipeline.noisy.emit_grid import HEAD_FIELDS, emit
from pipeline.noisy.form_block import Context, Restored, legible_money, read_form, read_money, reason_width
from pipeline.noisy.header_lines import head_of, known_offices
from pipeline.noisy.heading_line import headed
from pipeline.noisy.indicator_lines import indicator_rows
from pipeline.noisy.pieces import lines_of
from pipeline.noisy.sections import Block, Labels, Part, find_forms
from pipeline.text.labels import plain_label
from pipeline.text.note_openings import may_print_notes

# Headings less missing ones for each form from which no other family is tried; by how many another must show more.
_CLEARLY, _BETTER = 12, 2
# A title with its notes has no more lines, a line of it no more pieces.
_MOST_LINES, _MOST_PIECES = 6, 16
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


def restore(grid: Grid, families: Sequence[Family]) -> list[Grid]:
    """The forms of a noisy grid, each as a grid of its own in the family's printed layout.

    Empty when no form is found. A value that could not be read is an empty cell with a doubt.
    """
    # Which form a note belongs to, and where it ends, cannot be told from sliced text.
    is_noted = may_print_notes(cell.text for cell in grid.cells)
    return [emit(form, is_noted=is_noted) for form in restored_forms(grid, families)]


def restored_forms(grid: Grid, families: Sequence[Family]) -> list[Restored]:
    """The forms of a noisy grid as values, in document order.

    Raises :class:`Unreadable` where a form is of a family whose layout cannot be restored.
    """
    known = [t for t in families if is_restorable(t)]
    lines = lines_of(grid)
    labels = Labels(known)
    blocks = find_forms(lines, labels)
    if not blocks:
        return []
    phrases = Phrases(lines)
    heads = [head_of(block, labels) for block in blocks]
    units = Counter(unit for block in blocks if (unit := legible_money(block)))
    context = Context(
        labels, phrases, known_offices(heads, phrases), grid.columns,
        next(iter(units)) if len(units) == 1 else None, False,
    )  # fmt: skip
    likeliest = [best_family(block, families, read_money(block, context.money_unit).text) for block in blocks]
    context.headed = frozenset(t.id for b, t in zip(blocks, likeliest, strict=True) if b.part(Part.INDICATOR_HEAD))
    context.is_graded = any(b.part(Part.GRADE) for b in blocks) or any(map(is_always_graded, likeliest))
    refuse_others(blocks, likeliest, families)
    rows = [indicator_rows(b, t, grid.columns, labels.total) for b, t in zip(blocks, likeliest, strict=True)]
    phrases.is_exact = is_cut_between_characters([row for found in rows for row in found.rows], phrases)
    context.reason_width = reason_width([row for found in rows for row in found.rows])
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
    found: list[TextLine] = []
    for number in range(first - 1, max(first - 1 - _MOST_LINES, -1), -1):
        cells = grid.row(number)
        text = "".join(c.text for c in cells)
        if len(cells) > _MOST_PIECES:
            break
        if cells:
            told = _YEAR.findall(text)
            is_confirmed = told and all(years[year] > 1 or _is_inside(year, cells) for year in told)
            doubts = CERTAIN if len(cells) == 1 else with_doubt(CERTAIN, "sliced" if is_confirmed else "unconfirmed")
            found.insert(0, TextLine(text, cells[0].evidence[0], doubts))
    return found


def _is_inside(year: str, cells: Sequence[Cell]) -> bool:
    """Whether a year stands in one piece of a line, and no cut beside it: only there signs are taken for others."""
    places = ((number, cell.text.find(f"{year}年")) for number, cell in enumerate(cells))
    return any(place > 0 or (place == 0 and number == 0) for number, place in places)


def is_restorable(family: Family) -> bool:
    """Whether a family prints what restoring needs: levels, names, targets, actual values, then weights and scores.

    Its sums prove what was read; a family without points in every row, or with another order, is refused.
    """
    needs = ["level1", "level2", "name", "target", "actual", "weight", "score"]
    columns = [role for role in family.indicators.columns if role in needs]
    roles = list(family.indicators.columns)
    is_side_by_side = columns == needs and roles.index("score") == roles.index("weight") + 1
    return (
        family.kind == "project"
        and not family.is_general
        and is_side_by_side
        and set(AMOUNTS) <= set(family.budget.columns)
    )


def best_family(block: Block, families: Sequence[Family], unit: str) -> Family:
    """The restorable family whose headings a form shows best, in their order."""
    known = [t for t in families if is_restorable(t) and (not t.money_units or (unit or None) in t.money_units)]
    marks = {t.id: _likeness(block, t) for t in known}
    return max(known, key=lambda t: (marks[t.id][0] + _texts_beside(block, t), *marks[t.id][1:]))


def _texts_beside(block: Block, family: Family) -> int:
    """How many lines of a form begin with the label of a text that the family prints beside its tables."""
    labels = tuple(label for name, known in family.fields.items() if name not in HEAD_FIELDS for label in known)
    return sum(line.tight.startswith(labels) for line in block.all_lines) if labels else 0


def refuse_others(blocks: Sequence[Block], likeliest: Sequence[Family], families: Sequence[Family]) -> None:
    """Raise :class:`Unreadable` when the forms show the headings of another family that cannot be restored."""
    own = [_likeness(block, own) for block, own in zip(blocks, likeliest, strict=True)]
    if sum(mark[0] for mark in own) >= _CLEARLY * len(own):
        return
    for other in families:
        if is_restorable(other) or other.is_general or other.kind != "project":
            continue
        marks = [_likeness(block, other)[0] for block in blocks]
        if sum(marks) > sum(mark[0] for mark in own) + _BETTER * len(own):
            raise Unreadable(
                "family_not_restored",
                f"The text is sliced from forms of a family that is only read from a ruled PDF: {other.title}. "
                "Put the PDF that the text was taken from into the folder.",
            )


def is_always_graded(family: Family) -> bool:
    """Whether every form of a family prints its grade, as the forms with 分数 over the budget's weight do."""
    return family.budget.columns.get("weight") == ["分数"]


def _likeness(block: Block, family: Family) -> tuple[int, int, int, bool]:
    """Headings of both blocks that stand in their order less those that are missing, and what decides a tie."""
    marks = exact = 0
    for part, columns, optional in (
        (Part.BUDGET_HEAD, family.budget.columns, family.budget.optional),
        (Part.INDICATOR_HEAD, family.indicators.columns, family.indicators.optional),
    ):
        found = {role for line in block.part(part) for _, role in headed(line.pieces, columns)}
        marks += len(found) - len(set(columns) - set(optional) - found)
        text = "\n".join(plain_label(line.tight) for line in block.part(part))
        exact += sum(any(plain_label(label) in text for label in labels) for labels in columns.values())
    graded = bool(block.part(Part.GRADE)) and is_always_graded(family)
    return marks, exact, -len(family.indicators.columns), graded
