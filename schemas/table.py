"""The base of all table models.

Belongs here: what every published table has in common. Does not belong here: columns.
"""

from __future__ import annotations

import pandera.polars as pa
import polars as pl


class Table(pa.DataFrameModel):
    """A published table: exactly the declared columns, in the declared order and types."""

    class Config:
        """What pandera is to insist on."""

        strict = True
        ordered = True
        coerce = False


class DoubtedTable(Table):
    """A published table whose rows say which of their values are not certain."""

    @pa.check("doubtful", name="names_columns", error="every name is a column of this table, at most once")
    def names_columns(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805  (pandera passes the class)
        """True where each element of ``doubtful`` names a column of the row, without repetition."""
        names = [name for name in cls.to_schema().columns if name != "doubtful"]
        column = pl.col(data.key)
        known = column.list.eval(pl.element().is_in(names)).list.all()
        return data.lazyframe.select((known & (column.list.len() == column.list.n_unique())).fill_null(True))
