"""Releases of a few forms, for tests of identity.

Belongs here: forms with only what identity looks at. Does not belong here: what is right for them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

import polars as pl

from pipeline.identity.identified import identified
from schemas.table_frames import to_frame

Measure = tuple[str, str, str, str]
"""Name, target, actual value and score of an indicator."""
FIVE: tuple[Measure, ...] = tuple((f"培训{n}人数", f"≥{n}0人", f"{n}2人", "10") for n in range(1, 6))


@dataclass(frozen=True)
class Form:
    """A form of 成都市教育局 in a document of its own; money is initial, adjusted and executed, in yuan."""

    path: str
    project: str | None = "教师培训"
    department: str | None = "成都市教育局"
    unit: str | None = "成都市教育科学研究院"
    year: int | None = 2024
    code: str | None = None
    kind: str = "project"
    division: str | None = "510100"
    money: tuple[int | None, int | None, int | None] = (1000, 1000, 900)
    measures: tuple[Measure, ...] = FIVE
    got: date | None = None
    publisher: str | None = None
    doubtful: tuple[str, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)

    def but(self, path: str, **changes: Any) -> Form:
        """The same form in another file, with other values."""
        return replace(self, path=path, **changes)


def release(*forms: Form) -> pl.DataFrame:
    """Table ``form`` with identity, in the order of the forms; forms of one path stand in one document."""
    tables: dict[str, list[dict[str, Any]]] = {"document": [], "form": [], "budget_line": [], "indicator": []}
    ordinals: dict[str, int] = {}
    for form in forms:
        document = sha256(form.path.encode()).hexdigest()[:16]
        if form.path not in ordinals:
            tables["document"].append({
                "document_id": document, "path": form.path, "batch": "b", "publisher": form.publisher,
                "retrieved_on": form.got,
            })  # fmt: skip
        ordinals[form.path] = ordinals.get(form.path, 0) + 1
        form_id = f"{document}-{ordinals[form.path]:03d}"
        tables["form"].append({
            "form_id": form_id, "document_id": document, "ordinal": ordinals[form.path], "form_kind": form.kind,
            "fiscal_year": form.year, "division_code": form.division, "project_code": form.code,
            "project_name": form.project, "department": form.department, "implementing_unit": form.unit,
            "doubtful": list(form.doubtful), **form.more,
        })  # fmt: skip
        initial, adjusted, executed = (None if one is None else Decimal(one) for one in form.money)
        tables["budget_line"].append({
            "form_id": form_id, "line_no": 1, "is_total": True, "is_leaf": True, "initial_budget_yuan": initial,
            "adjusted_budget_yuan": adjusted, "executed_yuan": executed,
        })  # fmt: skip
        for number, (name, target, actual, score) in enumerate(form.measures, start=1):
            tables["indicator"].append({
                "form_id": form_id, "indicator_no": number, "name": name, "target_text": target,
                "actual_text": actual, "score": Decimal(score) if score else None,
            })  # fmt: skip
    frames = {name: to_frame(name, rows) for name, rows in tables.items()}
    return identified(frames | {"doubt": to_frame("doubt", [])})["form"]


def counted(*forms: Form) -> list[str]:
    """For every form ``-`` where it counts, else the path of the form that is counted in its place."""
    form = release(*forms)
    paths = {sha256(one.path.encode()).hexdigest()[:16]: one.path for one in forms}
    return ["-" if other is None else paths[other[:16]] for other in form["duplicate_of"]]


def projects(*forms: Form) -> int:
    """How many projects the forms are of."""
    return release(*forms)["project_key"].n_unique()
