"""A statement that names what is not there: which names of the warehouse are near.

Belongs here: tables, views and columns by name or by their Chinese title. Does not belong here: other mistakes in a
statement, which the database tells itself.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

import duckdb

from pipeline.language import in_current, say

_NO_COLUMN = re.compile(r'Referenced column "(?P<name>[^"]+)" not found|does not have a column named "(?P<of>[^"]+)"')
_NO_TABLE = re.compile(r"Table with name (?P<name>\S+) does not exist")
_NEAR = 3
# As difflib measures: 1 is the same, 0.6 what it takes for near itself.
_ALIKE = 0.6


def sentence(connection: duckdb.DuckDBPyConnection, statement: str, message: str) -> str | None:
    """What is not there and what is meant perhaps; null for a message about anything else."""
    if found := _NO_TABLE.search(message):
        near = _near(found["name"], [(table, _title(comment)) for table, comment in _tables(connection)])
        return say("sql.no_table", name=found["name"], near=near or say("sql.known_tables"))
    if found := _NO_COLUMN.search(message):
        name = found["name"] or found["of"]
        words = set(re.findall(r"\w+", statement))
        rows = connection.execute(
            "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE database_name = 'warehouse'"
        ).fetchall()
        named = [(column, _title(comment)) for table, column, comment in rows if table in words]
        return say("sql.no_column", name=name, near=_near(name, named) or say("sql.known_columns"))
    return None


def _tables(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str | None]]:
    return connection.execute(
        "SELECT table_name, comment FROM duckdb_tables() WHERE database_name = 'warehouse' "
        "UNION ALL SELECT view_name, comment FROM duckdb_views() WHERE database_name = 'warehouse' AND NOT internal"
    ).fetchall()


def _title(comment: str | None) -> str:
    """A comment begins with the title and a colon."""
    return (comment or "").partition(":")[0]


def _near(name: str, known: Sequence[tuple[str, str]]) -> str:
    """Names with this title, else names that are written nearly so, as a question; empty where there are none."""
    near = [one for one, title in known if title == name]
    if not near:
        scores = {one: _likeness(name.lower(), one) for one, _ in known}
        near = sorted((one for one in scores if scores[one] >= _ALIKE), key=lambda one: -scores[one])
    names = list(dict.fromkeys(near))[:_NEAR]
    return say("sql.near", names=in_current("、", ", ").join(names)) if names else ""


def _likeness(wanted: str, known: str) -> float:
    """How much a name is like another one, or like a part of it between underlines, which counts for less."""
    whole = difflib.SequenceMatcher(None, wanted, known).ratio()
    parts = [difflib.SequenceMatcher(None, wanted, part).ratio() for part in known.split("_")]
    return max(whole, 0.9 * max(parts))
