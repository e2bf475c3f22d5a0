"""The types of the records, for the type checker: ``python -m pipeline.model.stub`` writes ``records.pyi``.

Belongs here: the stub as text. Does not belong here: the records themselves (``records``).
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipeline.model.records import NO_COLUMNS
from schemas.catalog import TABLES

STUB = Path(__file__).with_name("records.pyi")
_RECORDS = {"FormRecord": "form", "FundingRecord": "budget_line", "IndicatorRecord": "indicator"}
_HEAD = """# Written by `python -m pipeline.model.stub` from schemas/; `make check` fails when it is stale.
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import ClassVar, Never

from pipeline.model.rows import Scalar
from pipeline.model.value import Value

NO_COLUMNS: frozenset[str]
UNREAD: Value[Never]

class Record:
    table: ClassVar[str]
    columns: ClassVar[tuple[str, ...]]
    number: int
    def items(self) -> Iterator[tuple[str, Value[Scalar]]]: ...
    def filled(self) -> list[str]: ...
    def doubt(self, names: Iterable[str], code: str, detail: str = ...) -> None: ...
    @property
    def doubtful(self) -> list[str]: ...
"""
_TYPES = {pl.String: "str", pl.Int32: "int", pl.Boolean: "bool", pl.Decimal: "Decimal", pl.Date: "date"}


def stub() -> str:
    """The text of ``records.pyi``."""
    parts = [_HEAD]
    for name, table in _RECORDS.items():
        lines = [f"class {name}(Record):", "    def __init__(self, number: int = ...) -> None: ..."]
        for column in TABLES[table].columns.values():
            if column.name not in NO_COLUMNS:
                kind = _TYPES.get(column.dtype.base_type(), "list[str]")
                lines.append(f"    {column.name}: Value[{kind}]")
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


if __name__ == "__main__":
    STUB.write_text(stub(), encoding="utf-8")
