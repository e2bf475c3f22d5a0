"""Views that are tables of the file or files beside it, made anew and compared.

Belongs here: which of them are looked at, and which of their rows. Does not belong here: tables (``verify``), whether a
view computes what it should (``tests``).

To make all of them anew would take as long as the build. So a build has some of them looked at, which its id chooses:
whoever builds often has every view looked at.
"""

from __future__ import annotations

from collections.abc import Collection
from hashlib import sha256

import duckdb

from pipeline.warehouse.build import view_query
from schemas.sql_text import quoted
from schemas.views import VIEWS, View

COMPARED = 5
"""How many views: of a million indicators each takes 0.01 to 2 s, 0.4 s on the average (2 cores, duckdb 2.0.0)."""
WHOLE = 100_000
"""Up to so many indicators all rows are compared, beyond it those of one form, department, or place and year."""
_PARTS = (("form_id",), ("department_id",), ("region", "fiscal_year"))


def wrong_views(connection: duckdb.DuckDBPyConnection, beside: Collection[str] = ()) -> list[str]:
    """What is wrong with the views that are looked at; empty when they hold the rows of their SELECT.

    ``beside`` has the views whose rows lie in files.
    """
    (build_id,), (indicators,) = (
        connection.execute(f"SELECT {what}").fetchall()[0]
        for what in ("build_id FROM release", "count(*) FROM indicator")
    )
    problems = []
    for view in chosen(build_id, beside):
        part = "TRUE" if indicators <= WHOLE else _part(connection, view, build_id)
        held, made = (
            connection.execute(
                f"SELECT count(*), sum(hash(row)::HUGEINT) FROM (SELECT * FROM {rows} WHERE {part}) AS row"  # noqa: S608  (names and views of the catalog)
            ).fetchall()
            for rows in (f'"{view.name}"', f"({view_query(view.name, build_id)})")
        )
        if held != made:
            problems.append(f"{view.name} has other rows than its SELECT gives")
    return problems


def chosen(build_id: str, beside: Collection[str] = ()) -> list[View]:
    """The views that are looked at in a build."""
    tables = [view for view in VIEWS.values() if view.is_table or view.name in beside]
    return sorted(tables, key=lambda view: sha256(f"{build_id} {view.name}".encode()).digest())[:COMPARED]


def _part(connection: duckdb.DuckDBPyConnection, view: View, build_id: str) -> str:
    """The condition for a part of the rows of a view, another one in each build; for all where there is no key."""
    for names in _PARTS:
        if not view.columns.keys() >= set(names):
            continue
        keys = ", ".join(names)
        found = connection.execute(
            f'SELECT {keys} FROM "{view.name}" ORDER BY hash({keys}, {quoted(build_id)}), {keys} LIMIT 1'  # noqa: S608  (names come from the catalog)
        ).fetchall()
        if found:
            # By "=", so that of every table only the rows of that key are joined.
            return " AND ".join(
                f"{name} IS NULL" if value is None else f"{name} = {quoted(value) if isinstance(value, str) else value}"
                for name, value in zip(names, found[0], strict=True)
            )
    return "TRUE"
