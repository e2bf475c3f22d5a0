"""Checks of whole frames: the rules of a table's model, its primary key, and foreign keys between tables.

Belongs here: what must hold before a frame is published. Does not belong here: conversion of values
(``table_frames``), the audit of what forms say.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandera.errors
import polars as pl

from schemas.catalog import TABLES

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
    entry = TABLES[table]
    try:
        entry.model.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        raise InvalidTableError(table, error.failure_cases) from None
    repeated = frame.filter(pl.struct(entry.primary_key).is_duplicated()).select(entry.primary_key)
    if repeated.height:
        raise InvalidTableError(
            table,
            repeated.unique(maintain_order=True).select(
                failure_case=pl.struct(entry.primary_key).struct.json_encode(),
                column=pl.lit(", ".join(entry.primary_key)),
                check=pl.lit("primary key is unique"),
            ),
        )
    return frame


def broken_keys(frames: Mapping[str, pl.DataFrame]) -> list[str]:
    """Foreign keys that lead nowhere, one sentence per key, over the tables given; empty when all resolve.

    A table that is not among the frames counts as not checked, on either side.
    """
    problems = []
    for name, entry in TABLES.items():
        for key in entry.foreign_keys:
            if name not in frames or key.table not in frames:
                continue
            # As in SQL, a null names nothing.
            named = frames[name].filter(pl.all_horizontal(pl.col(key.columns).is_not_null()))
            lost = named.join(frames[key.table], left_on=list(key.columns), right_on=list(key.target), how="anti")
            if lost.height:
                examples = lost.select(key.columns).unique(maintain_order=True).head(SHOWN_FAILURES).rows()
                shown = ", ".join("/".join(map(str, example)) for example in examples)
                problems.append(f"{name}: {lost.height} rows name a {key.table} that does not exist: {shown}")
    return problems


def _failure_text(table: str, failures: pl.DataFrame) -> str:
    lines = [f"table {table} breaks its schema:"]
    for (column, check), group in failures.group_by("column", "check", maintain_order=True):
        cases = group["failure_case"].head(SHOWN_FAILURES).to_list()
        values = ", ".join("null" if case is None else str(case) for case in cases)
        more = f" and {group.height - len(cases)} more" if group.height > len(cases) else ""
        lines.append(f"  column {column}: {check}; fails for {values}{more}")
    return "\n".join(lines)
