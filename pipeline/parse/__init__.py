"""Grids and templates to forms, in long format, as cells with evidence and doubt.

Belongs here: everything between a reader's grid and the rows of the tables. Does not belong here: how a grid
was read (``pipeline.readers``), which documents exist (``pipeline.sources``), checks across rows (``pipeline.audit``).
"""

from __future__ import annotations

from pipeline.parse.collect import collect
from pipeline.parse.locate import locate
from pipeline.parse.model import Form, Refusal
from pipeline.parse.typed import build_form
from pipeline.readers.grid import Grid
from pipeline.templates import Template


def parse(grids: list[Grid], templates: tuple[Template, ...]) -> list[Form | Refusal]:
    """The forms of a document in order. A form that has no indicator row is refused, never published empty."""
    parsed: list[Form | Refusal] = []
    for grid in grids:
        for found in locate(grid, templates):
            if isinstance(found, Refusal):
                parsed.append(found)
                continue
            cells = collect(found)
            if not cells.indicators or not cells.budget:
                block = "indicator" if not cells.indicators else "funding"
                page = min(c.page for c in grid.row(found.first))
                parsed.append(
                    Refusal(
                        "incomplete_form",
                        f"The form on page {page} has no readable {block} row: it is blank, cut off, or drawn in a way "
                        "that the reader does not know. Look at the page; if it is filled in, report the document.",
                        page=page,
                    )
                )
                continue
            parsed.append(build_form(found, cells))
    return parsed
