"""Rows to frames in the exact types of their table.

Belongs here: empty frames, and frames of rows. Does not belong here: conversion of values (``table_rows``), checks of a
whole frame and keys that span rows (``table_checks``), files, the meaning of any single column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from schemas.catalog import TABLES
from schemas.table_rows import to_columns


def empty_frame(table: str) -> pl.DataFrame:
    """A frame of a table with its exact columns and types, and no row."""
    return pl.DataFrame(schema={name: column.dtype for name, column in TABLES[table].columns.items()})


def to_frame(table: str, rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """A frame of a table from rows, in the table's column order and exact types.

    A missing key becomes null, a missing ``doubtful`` an empty list. Decimals are rounded half up to the scale
    of their column (a rate may be printed with more digits than are kept). Raises ValueError for an unknown
    key and for a value that does not fit its column: another type, a float where a decimal is due, too large.
    Ranges, vocabularies and keys are the business of :func:`validate`.
    """
    dtypes = {name: column.dtype for name, column in TABLES[table].columns.items()}
    return pl.DataFrame(to_columns(table, rows), schema=dtypes, strict=True)
