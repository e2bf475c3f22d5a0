"""Checks of whole frames: the rules of a table's model, its primary key, and foreign keys between tables.

Belongs here: what must hold before a frame is published. Does not belong here: conversion of values
(``table_frames``), the audit of what forms say.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import pandera.backends.polars.builtin_checks
import pandera.errors
import polars as pl
from pandera.polars import PolarsData

from schemas.catalog import TABLES
from schemas.table_models import model

SHOWN_FAILURES = 5
"""How many failing values an error message quotes per column and rule."""


class InvalidTableError(ValueError):
    """A frame that breaks its schema; the message names table, column, rule and failing values."""

    def __init__(self, table: str, failures: pl.DataFrame) -> None:
        super().__init__(_failure_text(table, failures))
        self.table = table
        self.failures = failures


def validate(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame unchanged, after every rule of its model and its primary key held.

    Raises :class:`InvalidTableError` with every broken rule at once, and TypeError for a LazyFrame: pandera checks
    only names and types of one and would let bad values pass (github.com/unionai-oss/pandera/issues/1566).
    """
    if not isinstance(frame, pl.DataFrame):
        raise TypeError(f"{table}: only a collected frame can be validated, this is a {type(frame).__name__}")
    if not holds(table, frame):
        # Only pandera says which rule is broken and by which values; asking it takes fifty times as long.
        try:
            model(table).validate(frame, lazy=True)
        except pandera.errors.SchemaErrors as error:
            raise InvalidTableError(table, error.failure_cases) from None
    check_keys(table, frame)
    return frame


def check_keys(table: str, rows: pl.DataFrame | pl.LazyFrame) -> None:
    """Raise :class:`InvalidTableError` where two rows have one primary key."""
    key = pl.struct(TABLES[table].primary_key)
    # Other numbers are other keys; comparing keys themselves takes eight times as long.
    numbers = rows.lazy().select(key.hash()).collect().to_series()
    if numbers.n_unique() == numbers.len():
        return
    repeated = rows.lazy().select(key.alias("key")).filter(pl.col("key").is_duplicated()).unique(maintain_order=True)
    failures = repeated.select(
        failure_case=pl.col("key").struct.json_encode(),
        column=pl.lit(", ".join(TABLES[table].primary_key)),
        check=pl.lit("primary key is unique"),
    ).collect()
    if failures.height:
        raise InvalidTableError(table, failures)


def holds(table: str, frame: pl.DataFrame) -> bool:
    """Whether a frame has the columns of its table, in order and type, and every rule of the model holds.

    The rules are those that pandera would apply, each as an expression, all asked for at once.
    """
    types, rules = _rules(table)
    return list(frame.schema.items()) == types and all(frame.select(rules).row(0))


@cache
def _rules(table: str) -> tuple[list[tuple[str, pl.DataType]], list[pl.Expr]]:
    """Columns with their types, and an expression for each rule of the model that is one truth value."""
    schema = model(table)
    rules = [_of_check(check, None) for check in schema.checks]
    for name, column in schema.columns.items():
        rules += [_of_check(check, name) for check in column.checks]
        if not column.nullable:
            rules.append(pl.col(name).is_not_null().all())
            if column.dtype.type.is_float():
                rules.append(pl.col(name).is_not_nan().all())
    types = [(name, column.dtype.type) for name, column in schema.columns.items()]
    return types, [rule.alias(str(number)) for number, rule in enumerate([*rules, pl.lit(value=True)])]


class _Asked:
    """Stands for the frame in a check of pandera, and gives what the check selects instead of selecting it."""

    def select(self, expression: pl.Expr) -> pl.Expr:
        """The expression that tells of every row whether the check holds."""
        return expression


def _of_check(check: Any, column: str | None) -> pl.Expr:
    """Whether a check holds everywhere: of a column, or of rows where there is none. Null holds, as in pandera."""
    asked = PolarsData(_Asked(), column or "*")  # type: ignore[arg-type]
    function, name = check._check_fn, getattr(check._check_fn, "__name__", "")
    # As pandera does: a check that was made before the checks of polars were loaded knows none of them.
    function = check.get_builtin_check_fn(name) if check.is_builtin_check(name) else function
    expression: pl.Expr = function(asked, **check._check_kwargs)
    return expression.fill_null(check.ignore_na).all()


def broken_keys(tables: Mapping[str, pl.DataFrame | pl.LazyFrame]) -> list[str]:
    """Foreign keys that lead nowhere, one sentence per key, over the tables given; empty when all resolve.

    A table that is not among those given counts as not checked, on either side.
    """
    problems = []
    keys = [(name, key) for name, entry in TABLES.items() for key in entry.foreign_keys]
    for name, key in ((name, key) for name, key in keys if name in tables and key.table in tables):
        # As in SQL, a null names nothing.
        named = tables[name].lazy().select(key.columns).filter(pl.all_horizontal(pl.all().is_not_null()))
        known = tables[key.table].lazy().select(key.target)
        lost = named.join(known, left_on=list(key.columns), right_on=list(key.target), how="anti")
        rows = lost.collect(engine="streaming")
        if rows.height:
            examples = rows.unique(maintain_order=True).head(SHOWN_FAILURES).rows()
            shown = ", ".join("/".join(map(str, example)) for example in examples)
            problems.append(f"{name}: {rows.height} rows name a {key.table} that does not exist: {shown}")
    return problems


def _failure_text(table: str, failures: pl.DataFrame) -> str:
    lines = [f"table {table} breaks its schema:"]
    for (column, check), group in failures.group_by("column", "check", maintain_order=True):
        cases = group["failure_case"].head(SHOWN_FAILURES).to_list()
        values = ", ".join("null" if case is None else str(case) for case in cases)
        more = f" and {group.height - len(cases)} more" if group.height > len(cases) else ""
        lines.append(f"  column {column}: {check}; fails for {values}{more}")
    return "\n".join(lines)
