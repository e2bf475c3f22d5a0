"""The rows of a form while they are made: one record for the form, for each funding row and for each indicator.

The fields of a record are the columns of its table in ``schemas``, each a :class:`~pipeline.model.value.Value`, so that
a column is defined once. Their types stand in ``records.pyi``, which ``python -m pipeline.model.stub`` writes.

Belongs here: what all records have in common. Does not belong here: how a column is filled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import field, make_dataclass
from operator import attrgetter
from typing import ClassVar, Never

from pipeline.model.rows import Scalar
from pipeline.model.value import Value
from schemas.catalog import TABLES
from schemas.columns import IDENTITY_COLUMNS

NO_COLUMNS = frozenset({"form_id", "document_id", "doubtful", "line_no", "indicator_no", *IDENTITY_COLUMNS})
"""Keys, which publication gives, and what follows from the doubts or from other forms: no fields of a record."""

UNREAD: Value[Never] = Value()
"""The field of a column that nobody has filled yet."""


class Record:
    """What every record can do; ``number`` is ``row_no`` of its cells: 0 for the form, else from 1."""

    __slots__ = ()
    table: ClassVar[str]
    columns: ClassVar[tuple[str, ...]]
    values: ClassVar[Callable[[Record], tuple[Value[Scalar], ...]]]
    number: int

    def items(self) -> Iterator[tuple[str, Value[Scalar]]]:
        """Every column with its value, in published order."""
        return zip(self.columns, self.values(self), strict=True)

    def filled(self) -> list[str]:
        """The columns that some stage has filled, be it with null."""
        return [name for name, value in self.items() if value is not UNREAD]

    def doubt(self, names: Iterable[str], code: str, detail: str = "") -> None:
        """One more doubt on each of some columns."""
        for name in names:
            setattr(self, name, getattr(self, name).doubted(code, detail))

    @property
    def doubtful(self) -> list[str]:
        """The columns in doubt, sorted."""
        return sorted([name for name, value in self.items() if value.doubts])


def _record(name: str, table: str) -> type[Record]:
    columns = tuple(column for column in TABLES[table].columns if column not in NO_COLUMNS)
    fields = [("number", int, field(default=0))]
    fields += [(column, Value[Scalar], field(default=UNREAD)) for column in columns]
    namespace = {
        "table": table,
        "columns": columns,
        "values": staticmethod(attrgetter(*columns)),
        "__module__": __name__,
        "__doc__": f"A row of ``{table}``.",
    }
    return make_dataclass(name, fields, bases=(Record,), namespace=namespace, slots=True, eq=False)


FormRecord = _record("FormRecord", "form")
FundingRecord = _record("FundingRecord", "budget_line")
IndicatorRecord = _record("IndicatorRecord", "indicator")
