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
