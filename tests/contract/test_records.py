"""The records of a form have the columns of their tables, and their types for the checker are up to date."""

from __future__ import annotations

import pytest

from pipeline.model.records import NO_COLUMNS, FormRecord, FundingRecord, IndicatorRecord, Record
from pipeline.model.stub import STUB, stub
from schemas.catalog import TABLES
from schemas.columns import IDENTITY_COLUMNS


def test_the_stub_is_what_the_schemas_give() -> None:
    assert STUB.read_text("utf-8") == stub(), "run: python -m pipeline.model.stub"


@pytest.mark.parametrize("record", [FormRecord(), FundingRecord(1), IndicatorRecord(1)])
def test_a_record_has_just_the_columns_of_its_table(record: Record) -> None:
    columns = set(TABLES[record.table].columns)
    assert {name for name, _ in record.items()} == columns - NO_COLUMNS
    keys = {"form_id", "document_id", "doubtful", "line_no", "indicator_no"}
    assert columns & NO_COLUMNS <= keys | set(IDENTITY_COLUMNS)
