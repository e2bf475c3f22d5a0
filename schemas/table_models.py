"""The tables as pandera checks them: one model for each, with the rules of its columns and those that span columns.

Belongs here: what must hold of a published frame, as rules. Does not belong here: columns, asking the rules
(``table_checks``). Only who checks frames loads this: pandera and polars take a quarter of a second and 30 MiB.
"""

from __future__ import annotations

from functools import cache

import pandera.polars as pa
import polars as pl

from schemas.catalog import TABLES
from schemas.columns import Column


@cache
def model(table: str) -> pa.DataFrameSchema:
    """The model of a table: exactly its columns, in their order and types, and every rule."""
    columns = {name: _column(column) for name, column in TABLES[table].columns.items()}
    if "doubtful" in columns:
        names = [name for name in columns if name != "doubtful"]
        told = "every name is a column of this table, at most once"
        columns["doubtful"].checks.append(pa.Check(_names_columns, name="names_columns", error=told, names=names))
    return pa.DataFrameSchema(columns, checks=_OF_ROWS.get(table), name=table, strict=True, ordered=True)


def _column(column: Column) -> pa.Column:
    """A column of a model with the rules that it keeps by itself."""
    checks = []
    if column.minimum is not None:
        checks.append(pa.Check.ge(column.minimum))
    if column.maximum is not None:
        checks.append(pa.Check.le(column.maximum))
    if column.vocabulary and not column.is_open:
        checks.append(pa.Check.isin(list(column.vocabulary)))
    if column.pattern:
        checks.append(pa.Check.str_matches(column.pattern))
    return pa.Column(column.dtype, checks=checks, nullable=column.is_nullable)


def _names_columns(data: pa.PolarsData, names: list[str]) -> pl.LazyFrame:
    """True where each element of ``doubtful`` names a column of the row, without repetition."""
    column = pl.col(data.key)
    known = column.list.eval(pl.element().is_in(names)).list.all()
    return data.lazyframe.select((known & (column.list.len() == column.list.n_unique())).fill_null(True))


def _refusal_explained(data: pa.PolarsData) -> pl.LazyFrame:
    """True where a document that gave nothing says why."""
    refused = pl.col("outcome").is_in(["no_form", "quarantined"])
    explained = pl.col("reason").is_not_null() & pl.col("reason_text").is_not_null()
    return data.lazyframe.select(~refused | explained)


def _shortfall_is_difference(data: pa.PolarsData) -> pl.LazyFrame:
    """True where the shortfall follows from the two printed figures."""
    return data.lazyframe.select(pl.col("shortfall").eq_missing(pl.col("weight") - pl.col("score")))


_OF_ROWS = {
    "document": [
        pa.Check(
            _refusal_explained, name="refusal_explained", error="no_form and quarantined carry reason and reason_text"
        )
    ],
    "indicator": [
        pa.Check(
            _shortfall_is_difference,
            name="shortfall_is_difference",
            error="shortfall is weight less score, null when either is",
        )
    ],
}
"""Rules over several columns of a row."""
