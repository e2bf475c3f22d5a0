"""The tables and views of one release as rows of Python values.

Belongs here: reading, and what every view needs to know of a row. Every number is an int or an exact fraction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from schemas.views import VIEWS

Row = dict[str, Any]
Tables = dict[str, list[Row]]

# What a form says of itself in the views of its rows; the page of a row is its own.
ABOUT_FORM = (
    "form_kind",
    "region",
    "region_origin",
    "division_code",
    "province",
    "prefecture",
    "county",
    "fiscal_year",
    "fiscal_year_origin",
    "department",
    "department_origin",
    "department_id",
    "department_normalized",
    "department_basis",
    "implementing_unit",
    "unit_normalized",
    "project_code",
    "project_name",
    "project_key",
    "duplicate_of",
    "first_page",
)


def exact(value: Any) -> Any:
    """A decimal or a float as a fraction; anything else as it is."""
    return Fraction(value) if isinstance(value, Decimal | float) else value


class Release:
    """What one release publishes. ``tables`` are read once; a view is read when asked for."""

    def __init__(self, warehouse: Path) -> None:
        self.warehouse = warehouse
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            found = connection.execute(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main' ORDER BY table_name"
            ).fetchall()
            # Most views are tables in the file, so that they answer at once.
            names = [(name, name in VIEWS) for (name,) in found]
            self.types: dict[str, dict[str, str]] = {
                name: {row[0]: row[1] for row in connection.execute(f'DESCRIBE "{name}"').fetchall()}
                for name, _ in names
            }
            self.view_names = [name for name, is_view in names if is_view]
            self.tables: Tables = {name: _rows(connection, name) for name, is_view in names if not is_view}
            self.views: Tables = {name: _rows(connection, name) for name in self.view_names}


def _rows(connection: duckdb.DuckDBPyConnection, name: str) -> list[Row]:
    result = connection.execute(f'SELECT * FROM "{name}"')
    columns = [column[0] for column in result.description]
    return [dict(zip(columns, map(exact, row), strict=True)) for row in result.fetchall()]


class Facts:
    """The tables of a release, with what several views ask of them."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    def __getitem__(self, name: str) -> list[Row]:
        return self.tables[name]

    @cached_property
    def documents(self) -> dict[str, Row]:
        return {row["document_id"]: row for row in self["document"]}

    @cached_property
    def forms(self) -> dict[str, Row]:
        """Every form with the path of its document."""
        return {row["form_id"]: row | {"path": self.documents[row["document_id"]]["path"]} for row in self["form"]}

    @cached_property
    def counted(self) -> list[Row]:
        """The forms that roll-ups count: each project once, whole departments left out."""
        return [form for form in self.forms.values() if is_counted(form)]

    @cached_property
    def lines(self) -> dict[str, list[Row]]:
        return by(self["budget_line"], "form_id")

    @cached_property
    def indicators(self) -> dict[str, list[Row]]:
        return by(self["indicator"], "form_id")

    @cached_property
    def profiles(self) -> dict[str, Row]:
        return {row["form_id"]: row for row in self["form_profile"]}

    @cached_property
    def reasons(self) -> dict[tuple[str, str, int], list[Row]]:
        """Texts of the reason columns by the row they stand beside."""
        found: dict[tuple[str, str, int], list[Row]] = defaultdict(list)
        for row in self["reason"]:
            found[row["form_id"], row["table_name"], row["row_no"]].append(row)
        return found

    def of_form(self, form_id: str) -> Row:
        form = self.forms[form_id]
        return {name: form[name] for name in ABOUT_FORM} | {"path": form["path"], "fiscal_year_start": start(form)}


def start(row: Row) -> Any:
    """The first day of the fiscal year, as text."""
    return None if row["fiscal_year"] is None else f"{row['fiscal_year']}-01-01"


def is_counted(form: Row) -> bool:
    return form["duplicate_of"] is None and form["form_kind"] != "department"


def by(rows: Iterable[Row], *names: str) -> dict[Any, list[Row]]:
    """Rows in groups; the key is a tuple where it has several columns."""
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        key = tuple(row[name] for name in names)
        groups[key if len(names) > 1 else key[0]].append(row)
    return groups
