"""Forms in broken tables: a figure under no heading, or headings out of their place, are a form refused.

Belongs here: the last look at a form whose rows end elsewhere than they should. Does not belong here: which rows those
are (``pipeline.readers.tiling``), what is read from them (``collect``).
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.parse import parse
from pipeline.parse.locate import label_of
from pipeline.parse.model import Form, Refusal
from pipeline.parse.parts import join_parts
from pipeline.readers.grid import Cell, Grid
from pipeline.templates import Template
from pipeline.text.labels import normalise_label
from pipeline.text.numbers import parse_percentage

# Doubts of a reader that a cell stands where it belongs.
_OUT_OF_PLACE = frozenset({"ragged_row", "overlapping_spans", "broken_merge", "other_columns"})


def parse_markup(grids: list[Grid], templates: tuple[Template, ...]) -> list[Form | Refusal]:
    """The forms of tables that were written as markup: parts put together, broken ones refused."""
    return refuse_broken(parse(join_parts(grids, templates), templates), grids, templates)


def refuse_broken(
    parsed: list[Form | Refusal], grids: list[Grid], templates: tuple[Template, ...]
) -> list[Form | Refusal]:
    """The same forms, with a refusal in place of each whose table is broken where it matters.

    That is where a heading stands in a broken row, and where a figure of one belongs to no value.
    """
    headings = {normalise_label(x) for t in templates for x in _headings(t)}
    cells = [cell for grid in grids for cell in grid.cells if cell.doubt in _OUT_OF_PLACE]
    heads = [cell for cell in cells if label_of(cell) in headings]
    figures = [cell for cell in cells if parse_percentage(cell.text) is not None]
    if not cells:
        return parsed
    return [_judged(one, heads, figures) if isinstance(one, Form) else one for one in parsed]


def _headings(template: Template) -> Iterator[str]:
    for columns in (template.budget.columns, template.indicators.columns):
        for printed in columns.values():
            yield from printed


def _judged(form: Form, heads: list[Cell], figures: list[Cell]) -> Form | Refusal:
    page, last = form.values["first_page"], form.values["last_page"]
    used = {(c["page"], c["line_no"], c["column_first"]) for c in form.cells}
    rows = [c["line_no"] for c in form.cells if c["page"] == page and c["line_no"] is not None]
    if not rows or page != last:
        return form
    for cell in (*heads, *figures):
        place = cell.evidence[0]
        line = place.line_no or 0
        if place.page != page or not min(rows) <= line <= max(rows) or (page, line, place.column_first) in used:
            continue
        what = f"the heading {cell.text}" if cell in heads else f"the figure {cell.text}"
        return Refusal(
            "broken_table",
            f"The table of the form on page {page} is broken: {what} in its row {line} does not stand in its column. "
            "Correct the merged cells of that row and of the one above, or print the document to PDF and look at it.",
            page=page,
        )
    return form
