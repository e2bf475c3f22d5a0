"""Rows that no record stands behind: documents, refusals, and statements of reports.

Belongs here: the columns with their types, as ``schemas`` has them. Does not belong here: rows of a form while they are
made (``records``).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal, TypedDict

Scalar = str | int | float | bool | Decimal | date | list[str] | None
Row = dict[str, Scalar]
"""A published row of any table."""


def as_text(value: Scalar) -> str | None:
    """A value as table ``cell`` writes it."""
    if value is None:
        return None
    return format(value, "f") if isinstance(value, Decimal) else str(value)


GradeName = Literal["excellent", "good", "fair", "poor"]
FigureName = Literal["projects", "amount_yuan", "mean_score", "excellent", "good", "fair", "poor"]


class DocumentRow(TypedDict, total=False):
    """Row of ``document``; the outcome comes last."""

    document_id: str
    path: str
    media_type: str
    bytes: int
    pages: int | None
    route: str | None
    outcome: str
    reason: str | None
    reason_text: str | None
    reason_text_en: str | None
    forms: int
    batch: str
    publisher: str | None
    source_url: str | None
    retrieved_on: date | None
    region: str | None
    fiscal_year: int | None
    is_example: bool
    parser_version: str


class RefusalRow(TypedDict, total=False):
    """Row of ``quarantine`` without its keys; ``ordinal`` is missing where the whole document is refused."""

    ordinal: int
    code: str
    sentence: str
    sentence_en: str
    excerpt: str | None
    page: int | None


class StatementRow(TypedDict, total=False):
    """Row of ``narrative`` without its keys."""

    page: int
    sentence: str
    department: str | None
    fiscal_year: int | None
    scope: str
    projects: int | None
    amount_yuan: Decimal | None
    amount_text: str | None
    money_unit: str | None
    mean_score: Decimal | None
    mean_score_text: str | None
    excellent: int | None
    good: int | None
    fair: int | None
    poor: int | None
    doubtful: list[str]


class CorrectionRow(TypedDict, total=False):
    """Row of ``correction`` without the keys of its document and its form."""

    correction_id: str
    ordinal: int
    table_name: str
    row_no: int
    field: str | None
    action: str
    before: str | None
    after: str | None
    value_before: str | None
    value_after: str | None
    reason: str
    evidence: str | None
    corrected_by: str
    corrected_on: date
