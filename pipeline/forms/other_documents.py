"""What a document is that holds no self-evaluation form.

Belongs here: naming it, so that a person need not open the file. Does not belong here: forms, refusals.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from pipeline.families import matching, other_texts
from pipeline.forms.cell_label import printed_labels
from pipeline.model.grid import Reading
from pipeline.model.messages import Message
from pipeline.text.fold import squeeze


class Kind(NamedTuple):
    """What was recognised: machine code, what it is called, and the page (1-based) on which it shows first."""

    code: str
    named: Message
    page: int


def classify(reading: Reading) -> Kind | None:
    """The kind of a document without a form, by its tables, else by its lines of text; null when neither is known."""
    for grid in reading.grids:
        for table in matching(printed_labels(grid.cells)):
            return Kind(table.id, table.named, min(cell.page for cell in grid.cells))
    lines = [(page, squeeze(line)) for page, line in _lines(reading)]
    for text in other_texts():
        pages = [page for page, line in lines if re.search(text.lines, line)]
        if len(pages) >= text.at_least:
            return Kind(text.id, text.named, pages[0])
    return None


def _lines(reading: Reading) -> Iterable[tuple[int, str]]:
    yield from reading.text_lines
    for grid in reading.grids:
        yield from ((cell.page, cell.text) for cell in grid.cells)
