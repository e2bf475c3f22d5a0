"""What stands above a form and in its upper fields and may tell its fiscal year: lines in order, fields with labels.

Belongs here: where those lines and cells stand. Does not belong here: which line is a title, which year counts
(``pipeline.facts``).
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.forms.labelled_grid import LabelledCell, LabelledGrid
from pipeline.model.form import Heading
from pipeline.model.grid import Cell, TextLine
from pipeline.text.fold import squeeze

if TYPE_CHECKING:
    from collections.abc import Callable

_ONE_YEAR = re.compile(r"[（(]?20\d\d年?度?[)）]?")
_YEAR = re.compile(r"20\d\d年|年度")
# The longest label of a year has fewer signs; longer cells are texts.
_LONGEST_LABEL = 24
# Rows of fields that a form prints above its first label.
_MOST_ROWS = 6


def heading_of(grid: LabelledGrid, first: int, end: int, is_field: Callable[[LabelledCell], bool]) -> Heading:
    """The heading of the form that begins in row ``first`` and whose upper fields end before row ``end``.

    ``is_field`` says of a cell whether it is a label that a form may print above its first row.
    """
    lines = list(grid.above.get(first, []))
    top, is_joined = first, False
    for row in range(first - 1, -1, -1):
        cells = [c for c in grid.row(row) if c.text]
        if len(cells) == 1 and len(cells[0].text) < 4 * _LONGEST_LABEL:
            lines = [*grid.above.get(row, []), line_of(cells[0]), *lines]
        elif len(cells) == 2 and any(_YEAR.search(c.text) for c in cells) and not any(map(is_field, cells)):
            # Title and year in cells side by side.
            lines = [*grid.above.get(row, []), *map(line_of, cells), *lines]
        elif cells and first - row <= _MOST_ROWS and any(map(is_field, cells[::2])):
            lines = [*grid.above.get(row, []), *lines]
        elif cells:
            is_joined = True
            break
        else:
            lines = [*grid.above.get(row, []), *lines]
        top = row
    fields: list[tuple[str, Cell]] = []
    for row in range(top, end):
        cells = grid.row(row)
        if row <= first and (alone := _year_among_notes(cells)):
            lines.append(line_of(alone))
        if sum(_ONE_YEAR.fullmatch(squeeze(c.text)) is not None for c in cells) > 1:
            # A heading over several years (年度 | 2023年 | 2024年) is no field.
            continue
        fields += [(c.text, c) for c in cells if _may_label(c.text) and any(sign.isdigit() for sign in c.text)]
        fields += [(label.text, value) for label, value in pairwise(cells) if _may_label(label.text) and value.text]
    return Heading(lines, fields, is_joined)


def _year_among_notes(cells: list[LabelledCell]) -> LabelledCell | None:
    """The year that stands in a cell of its own between notes (编制单位：… | 2023年度 | 金额单位：元)."""
    years = [c for c in cells if _ONE_YEAR.fullmatch(squeeze(c.text))]
    notes = [c for c in cells if c.text and c not in years]
    is_noted = bool(notes) and all(re.search(r".[:：].", c.text) for c in notes)
    return years[0] if len(years) == 1 and is_noted else None


def line_of(cell: LabelledCell) -> TextLine:
    """The text of a cell as a line that knows where it stood."""
    return TextLine(cell.text, cell.evidence[0], cell.doubts)


def cell_of(line: TextLine) -> Cell | None:
    """A line outside tables as the cell that is its evidence; null for a line that does not know where it stood."""
    if line.evidence is None:
        return None
    return Cell(0, 0, 1, 1, line.text, line.text, (line.evidence,), doubts=line.doubts)


def _may_label(text: str) -> bool:
    return len(text) <= _LONGEST_LABEL and any(word in squeeze(text) for word in ("年度", "年份"))
