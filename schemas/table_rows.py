"""Rows in the exact types of their table, and what keeps a single row from being published.

Belongs here: conversion of values, and the rules of columns asked of rows. Does not belong here: frames
(``table_frames``), checks of a whole frame and keys that span rows (``table_checks``), the meaning of any single
column. Workers make rows, so nothing here loads polars.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from schemas.catalog import TABLES
from schemas.columns.types import INTEGER, NAMES, Column, Kind


def to_columns(table: str, rows: Iterable[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """The columns of rows as lists of values, in the order of the table; see :func:`schemas.table_frames.to_frame`."""
    plan = _plan(table)
    columns = plan.columns
    listed = list(rows)
    for number, row in enumerate(listed):
        if not row.keys() <= columns.keys():
            raise ValueError(f"{table}, row {number}: no such column: {', '.join(sorted(row.keys() - columns.keys()))}")
    data = {}
    for name, column in columns.items():
        try:
            data[name] = _converted_all(column.kind, plan.converters[name], [row.get(name) for row in listed])
        except ValueError as error:
            raise ValueError(f"{table}.{name}, {error}") from None
    return data


def row_problems(table: str, row: Mapping[str, Any]) -> list[str]:
    """What keeps one row from being published, as sentences; empty when nothing does.

    The same rules as those of frames except keys that span rows, without a frame: fit to
    test the rows of one document and refuse that document alone. Key columns that are missing from the row
    are taken to be filled in later.
    """
    plan = _plan(table)
    problems = [f"{table}.{name}: no such column" for name in sorted(row.keys() - plan.columns.keys())]
    for name, convert in plan.converters.items():
        if name in plan.keys and name not in row:
            continue
        try:
            value = convert(row.get(name))
        except ValueError as error:
            problems.append(f"{table}.{name}: {error}")
            continue
        if name in plan.ruled:
            problems += [f"{table}.{name}: {text}" for text in _broken_rules(plan.columns[name], value)]
    doubtful = row.get("doubtful")
    if doubtful and "doubtful" in plan.columns and isinstance(doubtful, list | tuple):
        names = plan.columns.keys() - {"doubtful"}
        problems += [f"{table}.doubtful: {name!r} is no column of {table}" for name in doubtful if name not in names]
        if len(set(doubtful)) < len(doubtful):
            problems.append(f"{table}.doubtful: a name stands twice")
    return problems


def table_problems(table: str, rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """:func:`row_problems` of all rows in order. Hardly any row has one, so whole columns are looked at first."""
    listed = list(rows)
    return [] if _are_fit(table, listed) else [problem for row in listed for problem in row_problems(table, row)]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is needed for every row of a table, looked up once: a look-up costs more than a conversion."""

    columns: dict[str, Column]
    converters: dict[str, Callable[[Any], Any]]
    ruled: frozenset[str]
    keys: frozenset[str]
    fits: dict[str, _Fit]


@cache
def _plan(table: str) -> _Plan:
    columns = TABLES[table].columns
    has_rules = {
        name
        for name, column in columns.items()
        if column.vocabulary or column.pattern or column.minimum is not None or not column.is_nullable
    }
    ruled = frozenset(has_rules - {"doubtful"})
    return _Plan(
        columns,
        {name: _converter(column.kind) for name, column in columns.items()},
        ruled,
        frozenset({"document_id", "form_id", *TABLES[table].primary_key}),
        {name: _fit(column, is_ruled=name in ruled) for name, column in columns.items()},
    )


# Values of exactly this type go into a column as they are.
_OWN_TYPES: dict[str, type] = {"text": str, "real": float, "flag": bool, "day": date}
# Those of other kinds have this type, and limits.
_TYPES: dict[str, type] = {**_OWN_TYPES, "integer": int, "big_integer": int, "decimal": Decimal, "names": list}


@dataclass(frozen=True, slots=True)
class _Fit:
    """What surely fits a column: null where that may be, and values of its own type of which every test holds."""

    may_be_null: bool
    kind: type
    tests: tuple[Callable[[list[Any]], bool], ...]

    def holds(self, values: list[Any]) -> bool:
        """Whether all values surely fit."""
        kinds = set(map(type, values))
        if type(None) in kinds:
            if not self.may_be_null:
                return False
            kinds.remove(type(None))
            if not kinds:
                return True
        if kinds != {self.kind}:
            return False
        if not self.tests:
            return True
        some = [value for value in values if value is not None]
        return all(test(some) for test in self.tests)


def _are_fit(table: str, rows: list[Mapping[str, Any]]) -> bool:
    """Whether no row has a problem, as far as whole columns show it; false where only the rows can tell."""
    if not rows:
        return True
    plan = _plan(table)
    names = set().union(*rows)
    if not names <= plan.columns.keys():
        return False
    for name, fit in plan.fits.items():
        if name == "doubtful":
            if not all(_are_columns(row.get(name), plan.columns) for row in rows):
                return False
        elif name in names:
            if not fit.holds([row.get(name) for row in rows]):
                return False
        elif name not in plan.keys and not fit.may_be_null:
            return False
    return True


def _are_columns(names: Any, columns: Mapping[str, Column]) -> bool:
    """Whether names in ``doubtful`` are columns, each once."""
    if not names:
        return names is None or type(names) is list
    return type(names) is list and len(set(names)) == len(names) and columns.keys() >= set(names) - {"doubtful"}


def _fit(column: Column, *, is_ruled: bool) -> _Fit:
    """What surely fits a column: values of its own type, well within its limits and rules."""
    kind = _TYPES[column.kind.name]
    tests: list[Callable[[list[Any]], bool]] = []
    if kind is list:
        tests.append(lambda lists: not is_ruled and all(type(name) is str for names in lists for name in names))
    elif kind is Decimal:
        tests += [
            lambda values: all(map(Decimal.is_finite, values)),
            _within(10 ** (column.kind.digits - column.kind.decimals) - 1),
        ]
    elif kind is int:
        tests.append(_within(_limit(column.kind) - 1))
    if is_ruled:
        tests += _rules(column)
    return _Fit(column.is_nullable or not is_ruled or kind is list, kind, tuple(tests))


def _within(most: int) -> Callable[[list[Any]], bool]:
    return lambda values: -most <= min(values) and max(values) <= most


def _rules(column: Column) -> Iterator[Callable[[list[Any]], bool]]:
    """A test for each rule of a column."""
    least, most = column.minimum, column.maximum
    if column.vocabulary and not column.is_open:
        yield frozenset(column.vocabulary).issuperset
    if column.pattern:
        search = re.compile(column.pattern).search
        yield lambda values: all(map(search, set(values)))
    if least is not None:
        yield lambda values: min(values) >= least
    if most is not None:
        yield lambda values: max(values) <= most


def _converted_all(kind: Kind, convert: Callable[[Any], Any], values: list[Any]) -> list[Any]:
    """The values of a column as it stores them; raises ValueError with the number of the first that does not fit."""
    own = _OWN_TYPES.get(kind.name)
    if own and set(map(type, values)) <= {own, type(None)}:
        return values
    converted = []
    for number, value in enumerate(values):
        try:
            converted.append(convert(value))
        except ValueError as error:
            raise ValueError(f"row {number}: {error}") from None
    return converted


def _converter(kind: Kind) -> Callable[[Any], Any]:
    """The function that brings a value into a type, null included; each raises ValueError for what does not fit."""
    if kind == NAMES:
        return _as_names
    convert: Callable[[Any], Any]
    if kind.name == "decimal":
        convert = _as_decimal(kind)
    elif kind.name in ("integer", "big_integer"):
        convert = _as_integer(_limit(kind))
    else:
        convert = {"text": _as_text, "real": _as_real, "flag": _as_flag, "day": _as_day}[kind.name]
    return lambda value: None if value is None else convert(value)


def _as_text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not text")
    return value


def _as_flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} is neither true nor false")
    return value


def _as_day(value: Any) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError(f"{value!r} is not a day")
    return value


def _as_real(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise ValueError(f"{value!r} is not a number")
    return float(value)


def _as_names(value: Any) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise ValueError(f"{value!r} is not a list of texts")
    return list(value)


def _limit(kind: Kind) -> int:
    """Whole numbers of a kind lie below this."""
    return 2**31 if kind == INTEGER else 2**63


def _as_integer(limit: int) -> Callable[[Any], int]:
    def convert(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValueError(f"{value!r} is not a whole number")
        if not -limit < value < limit:
            raise ValueError(f"{value!r} is too large")
        return value

    return convert


def _as_decimal(kind: Kind) -> Callable[[Any], Decimal]:
    unit = Decimal(1).scaleb(-kind.decimals)
    limit = Decimal(10) ** (kind.digits - kind.decimals)

    def convert(value: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise ValueError(f"{value!r} is not a Decimal")
        number = Decimal(value)
        if not number.is_finite():
            raise ValueError(f"{value!r} is not a number")
        if abs(number) >= limit or abs(rounded := number.quantize(unit, rounding=ROUND_HALF_UP)) >= limit:
            raise ValueError(f"{value!r} is too large for DECIMAL({kind.digits},{kind.decimals})")
        return rounded

    return convert


def _broken_rules(column: Column, value: Any) -> list[str]:
    if value is None:
        return [] if column.is_nullable else ["must not be null"]
    broken = []
    if column.vocabulary and not column.is_open and value not in column.vocabulary:
        broken.append(f"{value!r} is none of {', '.join(column.vocabulary)}")
    if column.pattern and not re.search(column.pattern, value):
        broken.append(f"{value!r} does not match {column.pattern}")
    if column.minimum is not None and value < column.minimum:
        broken.append(f"{value!r} is below {column.minimum}")
    if column.maximum is not None and value > column.maximum:
        broken.append(f"{value!r} is above {column.maximum}")
    return broken
