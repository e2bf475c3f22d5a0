"""Noisy grids (per-cell recognition that ignores merged cells) rebuilt as the grids that were printed.

Belongs here: finding the forms of a noisy document and giving each back as a logical grid, with the text as it
stood, every repair and every doubt. Does not belong here: the meaning of the rebuilt cells; the same parser that
reads ruled PDFs reads them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.parse.restore.emit import emit
from pipeline.parse.restore.form import Context, Restored, legible_money, read_form
from pipeline.parse.restore.head import head_of, known_offices
from pipeline.parse.restore.names import Phrases
from pipeline.parse.restore.pieces import lines_of
from pipeline.parse.restore.sections import Block, Labels, Part, find_forms, headings
from pipeline.readers.grid import Grid
from pipeline.templates import Template
from pipeline.text.labels import normalise_label


def restore(grid: Grid, templates: Sequence[Template]) -> list[Grid]:
    """The forms of a noisy grid, each as a grid of its own in the family's printed layout.

    Empty when no form is found. A value that could not be read is an empty cell with a doubt.
    """
    return [emit(form) for form in restored_forms(grid, templates)]


def restored_forms(grid: Grid, templates: Sequence[Template]) -> list[Restored]:
    """The forms of a noisy grid as values, in document order."""
    lines = lines_of(grid)
    labels = Labels(templates)
    blocks = find_forms(lines, templates)
    if not blocks:
        return []
    phrases = Phrases(lines)
    heads = [head_of(block, labels) for block in blocks]
    units = Counter(unit for block in blocks if (unit := legible_money(block)))
    context = Context(
        labels, phrases, known_offices(heads, phrases), grid.columns,
        next(iter(units)) if len(units) == 1 else None,
    )  # fmt: skip
    return [read_form(b, h, best_template(b, templates), context) for b, h in zip(blocks, heads, strict=True)]


def best_template(block: Block, templates: Sequence[Template]) -> Template:
    """The family whose headings a form shows best; a grade of its own line speaks for families that print one.

    Families without points in every row are no candidates: their sums cannot prove what was read.
    """
    unit = legible_money(block)

    def score(template: Template) -> tuple[float, int, int]:
        budget = _shown(block, Part.BUDGET_HEAD, list(template.budget.columns.values()))
        columns = _shown(block, Part.INDICATOR_HEAD, list(template.indicators.columns.values()))
        graded = bool(template.grade) == bool(block.part(Part.GRADE))
        first = template.grade[:1] and any(template.grade[0][:2] in n.tight for n in block.part(Part.GRADE))
        marks = budget + columns + (0.5 if graded else 0.0) + (0.5 if first else 0.0)
        return marks, -len(template.indicators.columns), len(template.budget.columns)

    return max((t for t in templates if _is_scored(t) and (not t.money_units or unit in t.money_units)), key=score)


def _is_scored(template: Template) -> bool:
    points = {"level1", "level2", "weight", "score"}
    return points <= set(template.indicators.columns) and {"weight", "score"} <= set(template.budget.columns)


def _shown(block: Block, part: Part, columns: list[list[str]]) -> float:
    if not block.part(part):
        return 0.0
    shown = 0
    for labels in columns:
        norms = [normalise_label(label) for label in labels]
        shown += any(headings(line, norms) for line in block.part(part))
    return shown / len(columns)
