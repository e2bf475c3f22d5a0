"""A printed column that needs no other value: its cell is read by what the column holds.

Belongs here: texts, points, money, rates, numbers, days, yes and no, for columns that are data alone (``schemas`` and a
family name them). Does not belong here: columns whose reading needs other columns (``funding_values``,
``indicator_values``, ``whole_form``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from pipeline.forms import cell_values
from pipeline.measures.time_spans import read_span
from pipeline.model.grid import Cell
from pipeline.model.value import Value, printed
from pipeline.text.fold import fold_widths, squeeze
from pipeline.text.numbers import own_unit, parse_number, parse_percentage
from schemas.columns.types import DATE, FLAG, TEXT, Column

_YES = {"是": True, "有": True, "√": True, "否": False, "无": False, "×": False}


def read_column(column: Column, cell: Cell | None, money_units: Sequence[str]) -> Value[object]:
    """The value of a column, by its unit and type; ``money_units`` are those of the form.

    What cannot be read as such is null and doubtful. Raises TypeError for a column of a type that no cell prints (a
    list): that is a mistake in ``schemas``, which a test of the columns shows.
    """
    if column.unit == "yuan":
        return amount(cell, money_units)
    if column.unit == "points":
        return cell_values.points(cell)
    if column.unit == "%":
        return _rate(cell)
    if column.kind == TEXT:
        return cell_values.text(cell)
    if column.kind == DATE:
        return _read(cell, _day(cell))
    if column.kind == FLAG:
        return _read(cell, _YES.get(squeeze(cell.text)) if cell else None)
    if column.kind.is_number:
        number = parse_number(fold_widths(cell.text)) if cell else None
        if column.kind.name == "decimal":
            return _read(cell, number)
        return _read(cell, int(number) if number is not None and number == int(number) else None)
    raise TypeError(f"no cell prints a value of the type of column {column.name}: {column.kind.name}")


def amount(cell: Cell | None, money_units: Sequence[str]) -> Value[Decimal]:
    """An amount in yuan, in the unit that it prints itself, else in that of the form; doubtful where there are two."""
    own = own_unit(cell.text) if cell else None
    unit = own or (money_units[0] if money_units else None)
    if unit is None:
        nothing: Value[Decimal] = printed(None, cell)
        return nothing.doubted("no_money_unit") if cell is not None and cell.text else nothing
    read = cell_values.number(cell, partial(cell_values.money, unit=unit))
    if own is None and len(money_units) > 1 and read.value:
        return read.doubted("two_money_units", "、".join(money_units))
    return read


def _rate(cell: Cell | None) -> Value[Decimal]:
    """A rate; without a sign nothing proves that it is a percentage."""
    read = cell_values.number(cell, parse_percentage)
    has_sign = cell is not None and squeeze(fold_widths(cell.text)).endswith("%")
    return read if has_sign or not read.value else read.doubted("rate_unit_unproven")


def _day(cell: Cell | None) -> date | None:
    """The one day that a cell prints with its year."""
    span = read_span(squeeze(fold_widths(cell.text))) if cell else None
    days = span.days(None) if span is not None and not span.is_bare else None
    return days.first if days is not None and days.first == days.last else None


def _read(cell: Cell | None, value: object) -> Value[object]:
    read = printed(value, cell)
    return read.doubted("not_of_its_kind") if cell_values.is_lost(cell, value) else read
