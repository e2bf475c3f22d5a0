"""Where a finding leads: to the row it is about in this workbook, and to the page image in the site of the release.

Belongs here: addresses. Does not belong here: writing them (``sheet``), the site.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from pipeline.publish.workbook.cut import Chosen
from pipeline.publish.workbook.layout import order, title
from pipeline.publish.workbook.reasons import Place
from pipeline.warehouse.query import query

MOST = 65_530
"""Links that a sheet of Excel takes; a workbook with more needs a repair."""

_TARGETS: Mapping[str, Sequence[tuple[str, str]]] = {
    "indicator": (("shortfall_indicators", "indicator_no"), ("indicators", "indicator_no")),
    "budget_line": (("budget_execution", "line_no"),),
    "form": (("projects", "0"),),
}
"""By table, the sheets with its rows, best first, and what numbers them."""

_FIELDS = ("score", "executed_yuan", "total_score", "project_name", "adjusted_budget_yuan", "actual_text", "name")
"""The values that a row is shown by, the first that the form has."""


@dataclass(frozen=True, slots=True)
class RowLink:
    """A row of a sheet: the title of the sheet, and the number of the row as a spreadsheet counts."""

    sheet: str
    row: int

    @property
    def address(self) -> str:
        """What the link holds."""
        return f"internal:'{self.sheet}'!A{self.row}"

    @property
    def text(self) -> str:
        """What the cell says."""
        return f"{self.sheet}第{self.row}行"


def finding_rows(warehouse: Path, chosen: Chosen) -> dict[Place, RowLink]:
    """The rows that findings are about, where a sheet of this workbook has them."""
    found: dict[Place, RowLink] = {}
    for table, targets in _TARGETS.items():
        for name, number in targets:
            if name not in chosen.names:
                continue
            lines = f"row_number() OVER (ORDER BY {', '.join(order(name))})"
            rows = query(
                warehouse,
                f"SELECT form_id, place, line FROM (SELECT form_id, {number} AS place, {lines} AS line"  # noqa: S608  (our own names)
                f" FROM {name} WHERE {chosen.where(name)})"
                " WHERE (form_id, place) IN (SELECT (form_id, row_no) FROM findings WHERE form_id IS NOT NULL"
                f" AND table_name = '{table}')",
            )[1]
            for form, place, line in rows:
                found.setdefault((form, table, place), RowLink(title(name), line + 1))
    return found


class Site:
    """The site of a release as seen from a workbook; falsy where the release has none."""

    def __init__(self, warehouse: Path, workbook: Path) -> None:
        page = warehouse.resolve().parent / "site" / "index.html"
        self._page = ""
        self._fields: dict[Place, str] = {}
        if not page.is_file():
            return
        self._page = Path(os.path.relpath(page, workbook.absolute().parent)).as_posix()
        wanted = ", ".join(f"'{field}'" for field in _FIELDS)
        rows = query(
            warehouse,
            "SELECT form_id, table_name, row_no, arg_min(field, "  # noqa: S608  (our own names)
            f"coalesce(nullif(list_position([{wanted}], field), 0), 99)) FROM cell GROUP BY ALL",
        )[1]
        self._fields = {(form, table, number): field for form, table, number, field in rows}

    def __bool__(self) -> bool:
        return bool(self._page)

    def evidence(self, place: Place | None, field: str | None = None) -> tuple[str, str] | None:
        """The page of the site and the place in it with the cell framed; null where the row stands on no page."""
        if not self._page or place is None or place not in self._fields:
            return None
        parts = (*map(str, place), field or self._fields[place])
        return quote(self._page), "/evidence/" + "/".join(quote(part, safe="") for part in parts)
