"""How a view names the rows of a table: by the table, or by its files where the folders of these tell what is in them.

Belongs here: the text for ``@rows(table)`` and ``@in_part(table, row, form)`` in a view. Does not belong here: other
definitions (``definitions``), what reads the files (``parquet_rows``).

A person asks for one department, and a view joins a large table with the projects. Where both are joined by year and
province as well, which the names of folders tell, DuckDB opens only the files of those years and provinces in which the
department has projects.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.sql_text import quoted

YEAR, PROVINCE = "part_year", "part_province"
"""The names of the folders."""
UNKNOWN, SEVERAL = "unknown", "several"
"""What a folder is called where year or province of a form is not known, and what the folder of small provinces is."""
NAMES = ("rows", "in_part")
"""The definitions that depend on how a table is laid out."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A table in folders by year and province: a SELECT that has their names as columns, and which there are."""

    select: str
    folders: frozenset[tuple[str, str]]

    def condition(self, row: str, form: str) -> str:
        """The condition that a row lies in the folder of the year and province of a form."""
        year = f"coalesce(CAST({form}.fiscal_year AS VARCHAR), '{UNKNOWN}')"
        province = f"coalesce({form}.province, '{UNKNOWN}')"
        if any(name == SEVERAL for _, name in self.folders):
            own = ", ".join(quoted(f"{of} {name}") for of, name in sorted(self.folders) if name != SEVERAL)
            # No IN: DuckDB would make a join of it, and look for every year and province.
            has_own = f"list_contains(CAST([{own}] AS VARCHAR[]), {year} || ' ' || {province})"
            province = f"CASE WHEN {has_own} THEN {province} ELSE '{SEVERAL}' END"
        # Where there is no form, no folder: "unknown" would stand at one end of what is looked for.
        is_one = f"{form}.form_id IS NOT NULL"
        return (
            f"{row}.{YEAR} = CASE WHEN {is_one} THEN {year} END"
            f" AND {row}.{PROVINCE} = CASE WHEN {is_one} THEN {province} END"
        )


def of_table(name: str, arguments: list[str], in_parts: Mapping[str, Parts]) -> str:
    """The text for ``@name(arguments)``; tables that are not ``in_parts`` are only named."""
    table, *of = arguments
    parts = in_parts.get(table)
    if name == "rows":
        return table if parts is None else f"({parts.select})"
    return "TRUE" if parts is None else parts.condition(*of)
