"""A form as rows of the published tables: values, the cell of each, repairs, doubts.

Belongs here: the way from records to rows. Does not belong here: keys of the whole release (``curate.tables``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.model.doubts import has
from pipeline.model.form import Form
from pipeline.model.grid import Cell
from pipeline.model.records import Record
from pipeline.model.rows import Row, Scalar, as_text
from pipeline.model.value import Value
from pipeline.text.numbers import cell_state

_NUMBERED = {"budget_line": "line_no", "indicator": "indicator_no"}


@dataclass(slots=True)
class FormRows:
    """The rows of one form by table; none has ``form_id``, which comes from the document.

    ``row_no`` of cells, repairs and doubts is 0 for the form, else ``line_no`` or ``indicator_no``.
    """

    values: Row
    budget_lines: list[Row] = field(default_factory=list)
    indicators: list[Row] = field(default_factory=list)
    cells: list[Row] = field(default_factory=list)
    repairs: list[Row] = field(default_factory=list)
    doubts: list[Row] = field(default_factory=list)


def rows_of(form: Form) -> FormRows:
    """The published rows of a form, in the order of its records and of the columns of each."""
    rows = FormRows(
        values=_row(form.head),
        budget_lines=[_row(record) for record in form.funding],
        indicators=[_row(record) for record in form.indicators],
    )
    for record in form.records:
        for name, value in record.items():
            if value.source is None and not value.doubts:
                continue
            key: Row = {"table_name": record.table, "row_no": record.number, "field": name}
            if value.source is not None:
                rows.cells += _cells(key, value, value.source)
                for repair in value.source.repairs:
                    rows.repairs.append({**key, "rule": repair.rule, "before": repair.before, "after": repair.after})
            if value.doubts:
                rows.doubts += [{**key, **doubt} for doubt in _doubts(value)]
    return rows


def _row(record: Record) -> Row:
    key: Row = {_NUMBERED[record.table]: record.number} if record.table in _NUMBERED else {}
    return {**key, **{name: value.value for name, value in record.items()}, "doubtful": record.doubtful}


def _cells(key: Row, value: Value[Scalar], cell: Cell) -> list[Row]:
    """One row of ``cell`` for each piece of the cell that a value was read from."""
    text, state = as_text(value.value), _state(value, cell)
    return [
        {
            **key,
            "raw_value": cell.raw if cell.printed is None else cell.printed,
            "corrected_text": None if cell.printed is None else cell.raw or None,
            "value": text,
            "origin": value.origin,
            "state": state,
            "piece": piece,
            "page": evidence.page,
            "x0": evidence.x0,
            "top": evidence.top,
            "x1": evidence.x1,
            "bottom": evidence.bottom,
            "line_no": evidence.line_no,
            "column_first": evidence.column_first,
            "column_last": evidence.column_last,
        }
        for piece, evidence in enumerate(cell.evidence)
    ]


def _doubts(value: Value[Scalar]) -> Iterator[Row]:
    """One row of ``doubt`` for each code; what several doubts of one code speak of stands together."""
    details: dict[str, list[str]] = {}
    for doubt in value.doubts:
        details.setdefault(doubt.code, []).extend([doubt.detail] if doubt.detail else [])
    for code, of_code in details.items():
        yield {"code": code, "detail": "、".join(of_code) or None}


def _state(value: Value[Scalar], cell: Cell) -> str:
    if has(cell.doubts, "withheld"):
        return "withheld"
    return "unreadable" if cell.doubts and value.value is None else cell_state(cell.text)
