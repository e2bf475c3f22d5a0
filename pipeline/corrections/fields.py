"""Which values can be corrected, how a text becomes one, and which cells of a form hold it.

Belongs here: columns of the three tables that are read from forms. Does not belong here: reading numbers and dates
(``pipeline.forms``, ``pipeline.measures``), applying a correction (``apply``).
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Never

from pipeline.model.correction import Correction
from pipeline.model.messages import Message, said
from pipeline.model.records import FormRecord, FundingRecord, IndicatorRecord
from pipeline.model.rows import Scalar
from pipeline.text.numbers import YUAN, parse_number
from schemas.catalog import TABLES
from schemas.columns import Column

COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {record.table: record.columns for record in (FormRecord, FundingRecord, IndicatorRecord)}
)
"""The tables that are read from forms, with the columns of each that a form itself fills."""

LABELS: Mapping[str, str] = MappingProxyType({"form": "project_name", "budget_line": "label_text", "indicator": "name"})
"""The columns that tell how a row of each table is called on its form."""

_FIXED = frozenset({"ordinal", "template", "form_kind", "first_page", "last_page", "page", "outcome", "left_out"})
_FOLLOWS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "computed_score": ("score",),
        "grade_class": ("grade",),
        "fiscal_year_origin": ("fiscal_year",),
        "department_origin": ("department",),
        "region_origin": ("region",),
        "computed_rate_pct": ("initial_budget_yuan", "adjusted_budget_yuan", "executed_yuan"),
        "shortfall": ("weight", "score"),
        "is_shared_reason": ("reason_text",),
        **{f"{side}_value_base": (f"{side}_value", f"{side}_unit") for side in ("target", "actual")},
        **{f"{side}_base_unit": (f"{side}_unit",) for side in ("target", "actual")},
        **{f"{side}_unit_canonical": (f"{side}_unit",) for side in ("target", "actual")},
    }
)
_NEAR = 3

# The cells that the readers of forms look for a value in, by table and column; the first that is there counts.
_CELLS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "form": {
            "total_weight": ("total_weight",),
            "total_score": ("total_score",),
            "reviewed_score": ("reviewed_score",),
            "grade": ("grade",),
        },
        "budget_line": {
            "label_text": ("label",),
            "initial_budget_yuan": ("initial_budget",),
            "adjusted_budget_yuan": ("adjusted_budget",),
            "executed_yuan": ("executed",),
            "weight": ("weight",),
            "execution_rate_pct": ("execution_rate",),
            "score": ("score",),
            "score_method": ("score_method",),
            "reason_text": ("reason",),
        },
        "indicator": {
            "level1": ("level1",),
            "level2": ("level2",),
            "name": ("name",),
            "target_text": ("adjusted_target", "target"),
            "actual_text": ("actual",),
            "weight": ("weight",),
            "score": ("score",),
            "score_method": ("score_method",),
            "reason_text": ("reason",),
        },
    }
)
_JOINED = frozenset({"project_name", "project_code"})
_OWN_CELLS = {"target_unit": "unit", "target_operator": "operator"}
"""Columns that stand in a cell of their own on some forms, and are a part of the target on others."""


def cells_of(table: str, field: str) -> tuple[str, ...]:
    """The cells that a value is always read from, by their names; empty for one that may stand without such a cell."""
    return _CELLS[table].get(field, ())


def may_be_cell(table: str, field: str) -> bool:
    """Whether a value is read from a cell of its name where there is one. Name and code of a project share a cell."""
    return field not in _JOINED and TABLES[table].columns[field].is_printed


def own_cell_of(table: str, field: str) -> str | None:
    """The cell that prints a column alone on some forms; null for every other column."""
    return _OWN_CELLS.get(field) if table == "indicator" else None


def column_problem(table: str, field: str) -> Message | None:
    """Why a column cannot be corrected; null where it can."""
    if field in _FOLLOWS:
        return said("correction.follows", field=field, others=list(_FOLLOWS[field]))
    if field in COLUMNS[table]:
        return said("correction.fixed", field=field) if field in _FIXED else None
    if field in TABLES[table].columns:
        return said("correction.fixed", field=field)
    near = difflib.get_close_matches(field, correctable(table), _NEAR, 0.4) or list(correctable(table))[:_NEAR]
    return said("correction.no_column", table=table, field=field, near=near)


def correctable(table: str) -> tuple[str, ...]:
    """The columns of a table that can be corrected."""
    return tuple(name for name in COLUMNS[table] if name not in _FIXED and name not in _FOLLOWS)


def may_be_number(table: str, field: str | None, text: str) -> bool:
    """Whether a text can be the value of a column, as far as that is seen without the document.

    A number is printed with some figure in it, 95 or 九十五. Whether it is read as one is known when the form is.
    """
    column = TABLES[table].columns.get(field or "")
    return column is None or not column.kind.is_number or any(one.isnumeric() or one in "半两" for one in text)


def typed(record: Correction) -> Scalar:
    """The new value of a record as its column holds it; null where there is none, and where the text is no value."""
    try:
        return None if record.value is None else _typed(record, record.value.strip())
    except ValueError:
        return None


def _typed(record: Correction, text: str) -> Scalar:
    column = TABLES[record.table].columns[record.field or ""]
    kind = column.kind.name
    if record.field == "money_unit" and text not in YUAN:
        _none(text)
    if kind == "text":
        return _code(column, text)
    if kind == "flag":
        return {"true": True, "false": False}[text.lower()] if text.lower() in ("true", "false") else _none(text)
    if kind == "day":
        return date.fromisoformat(text)
    number = parse_number(text)
    if number is None:
        return _none(text)
    if kind == "decimal":
        return number
    return int(number) if number == int(number) else _none(text)


def _code(column: Column, text: str) -> str:
    """A text as it is; in a column of codes a code, its label, or a sign of comparison."""
    codes = column.vocabulary
    if not codes or column.is_open or text in codes:
        return text
    by_label = {label: code for code, both in codes.both().items() for label in both}
    if not column.name.endswith("_operator"):
        sign = None
    else:
        from pipeline.measures import parse_operator  # the grammar of measures is loaded only for such a record

        sign = parse_operator(text)
    return by_label.get(text) or sign or _none(text)


def _none(text: str) -> Never:
    raise ValueError(text)
