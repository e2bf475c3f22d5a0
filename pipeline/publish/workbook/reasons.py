"""Why a cell is doubtful, in the words that a note beside the cell holds.

Belongs here: finding the doubts that a value of a view has and saying them. Does not belong here: what the codes mean
(``pipeline.model.doubts``), colours (``sheet``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.warehouse.query import query

_OF_FORM = "form"
_MOST_RAW = 120
"""Characters of the printed text that a note quotes."""

# Where the rows of a view stand in the tables of values: the table, and the column that numbers its rows.
_ROWS: Mapping[str, tuple[str, str]] = {
    "budget_execution": ("budget_line", "line_no"),
    "indicators": ("indicator", "indicator_no"),
    "shortfall_indicators": ("indicator", "indicator_no"),
    "score_audit": ("indicator", "indicator_no"),
    "target_slack": ("indicator", "indicator_no"),
    "target_change": ("indicator", "indicator_no"),
    "projects": (_OF_FORM, ""),
    "budget_totals": (_OF_FORM, ""),
    "department_forms": (_OF_FORM, ""),
    "indicator": ("indicator", "indicator_no"),
    "budget_line": ("budget_line", "line_no"),
    "form": (_OF_FORM, ""),
}

DERIVED = "本项由存疑的数值计算、归类或推断得出，请核对“存疑字段”所列各项。"

Place = tuple[str, str, int]
"""Form, table, row: row 0 is that of the form itself."""


def row_of(name: str, row: Mapping[str, Any]) -> Place | None:
    """Where the values of a row of a view stand; null where the row is about no single place."""
    form = row.get("form_id")
    if form is None:
        return None
    if name in _ROWS:
        table, number = _ROWS[name]
        return (form, table, row[number] if number else 0)
    if row.get("table_name") is not None and row.get("row_no") is not None:
        return (form, row["table_name"], row["row_no"])
    return (form, _OF_FORM, 0)


class Reasons:
    """The doubts of a release, by the place of the value."""

    def __init__(self, warehouse: Path, condition: str) -> None:
        self._by_value: dict[tuple[str, str, int, str], list[tuple[str, ...]]] = {}
        rows = query(
            warehouse,
            "SELECT form_id, table_name, row_no, field, sentence, action, coalesce(raw_value, ''),"  # noqa: S608  (our own condition)
            f" coalesce(page::VARCHAR, '') FROM doubts WHERE {condition} ORDER BY ALL",
        )[1]
        for form, table, number, field, *words in rows:
            self._by_value.setdefault((form, table, number, field), []).append(tuple(words))

    def note(self, place: Place | None, field: str) -> str:
        """What the note of a doubtful cell says: each reason with what to do, and the text as printed."""
        doubts = self._doubts(place, field)
        if not doubts:
            return f"存疑\n{DERIVED}"
        lines = ["存疑"]
        lines += dict.fromkeys(f"{sentence}{action}" for sentence, action, _, _ in doubts)
        _, _, raw, page = doubts[0]
        if raw:
            printed = " ".join(raw.split())
            lines.append(f"表上所印：{printed if len(printed) <= _MOST_RAW else printed[:_MOST_RAW] + '…'}")
        if page:
            lines.append(f"原件第{page}页")
        return "\n".join(lines)

    def _doubts(self, place: Place | None, field: str) -> Sequence[tuple[str, ...]]:
        if place is None:
            return ()
        form, table, number = place
        return self._by_value.get((form, table, number, field)) or self._by_value.get((form, _OF_FORM, 0, field)) or ()
