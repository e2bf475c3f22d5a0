"""One cell to one value: texts, numbers, points, money, with the doubts that reading it leaves.

Belongs here: what every kind of row needs. Does not belong here: which cell holds which value (``form_cells``), values
that need other values (``funding_values``, ``indicator_values``, ``whole_form``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from pipeline.arithmetic import Interval, digits_of, half_unit
from pipeline.arithmetic import printed as interval
from pipeline.forms.points import read_points
from pipeline.model.doubts import has, without
from pipeline.model.grid import Cell
from pipeline.model.value import Value, printed
from pipeline.text.fold import fold_widths
from pipeline.text.instructions import has_instruction, is_instruction
from pipeline.text.numbers import cell_state, parse_money, parse_number

FEN = Decimal("0.01")
# What stands beside the figure of an amount.
_NO_FIGURE = re.compile(r"[^\d.,+-]")


def text(cell: Cell | None) -> Value[str]:
    """A text as printed; null for an empty cell and for what the blank form prints there."""
    shown = (cell.text or None) if cell else None
    if shown is not None and is_instruction(shown):
        shown = None
    value = printed(shown, cell)
    return value.doubted("instruction_in_text") if shown is not None and has_instruction(shown) else value


def whole_text(cell: Cell | None) -> Value[str]:
    """A text as printed, where the form prints instructions on purpose (how points are given, its notes)."""
    return printed((cell.text or None) if cell else None, cell)


def number(cell: Cell | None, parse: Callable[[str], Decimal | None]) -> Value[Decimal]:
    """A number; a text that is none is null and doubtful, a blank or a dash is null."""
    value = printed(parse(cell.text) if cell else None, cell)
    return value.doubted("no_figure") if is_lost(cell, value.value) else value


def points(cell: Cell | None, full: Decimal | None = None) -> Value[Decimal]:
    """A weight or a score; ``full`` is the weight that a note behind the figure may speak of."""
    figure, is_certain = read_points(cell.text, full) if cell else (None, True)
    value = printed(figure, cell)
    if is_lost(cell, figure):
        value = value.doubted("no_figure")
    return value if is_certain else value.doubted("note_beside_figure")


def money(amount: str, unit: str) -> Decimal | None:
    """An amount of money in yuan, to the fen."""
    value = parse_money(amount, unit)
    return None if value is None else value.quantize(FEN, ROUND_HALF_UP)


def is_lost(cell: Cell | None, figure: object) -> bool:
    """Whether a cell with a text gave no figure."""
    return cell is not None and figure is None and cell_state(cell.text) == "filled"


def digits_printed(figure: Value[Decimal]) -> int:
    """Digits behind the point of a figure as printed; those of fen where no cell prints it."""
    return digits_of(fold_widths(figure.source.raw)) if figure.source is not None else 2


def printed_amount(amount: Value[Decimal]) -> Interval | None:
    """Everything an amount can stand for, in yuan, whatever unit it is printed in; null where it was not read."""
    if amount.value is None or amount.source is None:
        return None
    shown = parse_number(_NO_FIGURE.sub("", fold_widths(amount.source.text)))
    factor = amount.value / shown if shown else Decimal(1)
    return interval(amount.value, abs(factor) * half_unit(digits_of(amount.source.text)))


def spared(cell: Cell | None) -> Cell | None:
    """The cell as the source of a figure or a unit, which a sign cut off in front of it does not make doubtful."""
    if cell is None or not has(cell.doubts, "operator_cut"):
        return cell
    return replace(cell, doubts=without(cell.doubts, "operator_cut"))
