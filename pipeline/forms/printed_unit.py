"""The unit of money that a form prints: in its headings, in a field or cell of its own, or in a line above it.

Belongs here: where the unit of a form stands. Does not belong here: units inside cells with amounts
(``funding_values``), how a unit is written (``pipeline.text``).
"""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.forms.known_labels import unit_of_money_labels
from pipeline.forms.labelled_grid import LabelledGrid
from pipeline.text.fold import fold_widths, squeeze
from pipeline.text.labels import money_unit
from pipeline.text.numbers import MONEY_UNIT

_UNIT_NOTE = re.compile(rf"\(?(?:金额|货币|计量|资金)?(?:单位)?[:(](?:人民币)?{MONEY_UNIT}\)?\)?")


def lines_above(grid: LabelledGrid, first: int) -> list[str]:
    """The lines of text that stand directly before a form: outside the table, or as rows over its whole width."""
    lines = [line.text for line in grid.above.get(first, [])]
    for row in range(first - 1, -1, -1):
        cells = grid.row(row)
        if len(cells) != 1 or cells[0].column_span < grid.columns:
            break
        lines = [*(line.text for line in grid.above.get(row, [])), cells[0].text, *lines]
    return lines


def printed_units(grid: LabelledGrid, first: int, heading: int) -> list[str]:
    """The units that a form prints for its money; two of them contradict each other.

    A unit may stand in the heading row of the funding table, in a field or a cell of its own (金额单位 | 万元,
    单位：元), or in a line above the form. That line is not looked at where a field prints a unit and the heading row
    does not.
    """
    headings = [cell.text for cell in grid.covering(heading)]
    # The title of the block is a row of its own in some forms: 一、预算执行情况（单位：万元）.
    title = [c.text for c in grid.row(heading - 1) if c.text] if heading > first else []
    headings += title if len(title) == 1 else []
    fields = [
        f"单位:{value.text}"
        for row in range(first, heading)
        for label, value in pairwise(grid.row(row))
        if label.label in unit_of_money_labels()
    ]
    cells = (cell for row in range(first, heading) for cell in grid.row(row))
    fields += [cell.text for cell in cells if _UNIT_NOTE.fullmatch(squeeze(fold_widths(cell.text)))]
    groups = (headings, fields, [*reversed(lines_above(grid, first))])
    heads, inside, above = (next((u for text in texts if (u := money_unit(text))), None) for texts in groups)
    units = (heads, inside, None if inside and not heads else above)
    return list(dict.fromkeys(unit for unit in units if unit))


def printed_unit(grid: LabelledGrid, first: int, heading: int) -> str | None:
    """The unit that holds for the money of a form; null where none is printed."""
    return next(iter(printed_units(grid, first, heading)), None)
