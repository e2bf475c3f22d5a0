"""What a person asks of a view: of the country, and of one department; ``benchmarks/scale.md``.

Belongs here: the questions, and what each takes in the memory of :data:`benchmarks.warehouse.MEMORY`. Does not belong
here: the goals (``benchmarks.scale``), whether the answers are right (``tests``).

Nobody reads fifteen million rows. Of the country somebody asks how many there are and how much, by province and year;
how many of each code; and looks at a page of rows of one province and year, with every column. Of one department
somebody asks for all its rows with every column, by its id, and by name, place and year. To read every column of every
row is another thing: a view with a row for each indicator has a thousand million values at a million forms. What that
takes is told beside, as ``every value``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from pathlib import Path

from benchmarks.warehouse import MEMORY, ROUNDS, seconds
from pipeline.warehouse.query import open_readonly
from schemas.sql_text import quoted
from schemas.views import VIEWS, View
from schemas.views.view import has_label

COUNTRY = {
    "sums": "rows, and the sum of every number, by province and year",
    "codes": "rows by province, year and code; the slowest of its codes",
    "page": "100 rows of a province and year, every column",
}
OFFICE = {
    "id": "every column of all rows of a department",
    "name": "the same of one year, by name, region and year",
}
EVERY = "every value"
_PLACES = re.compile(r"(_no|_page|page|_year|ordinal)$")
"""Numbers that tell a place or a time, of which no sum is asked."""
_OFFICE = ("department_id", "department_normalized", "region", "fiscal_year")


def questions(view: View, office: tuple[str, str, str, int]) -> Mapping[str, list[str]]:
    """Statements by question, for a department: its id, name, region and a year."""
    columns = view.columns
    keys = [name for name in ("region", "fiscal_year") if name in columns]
    numbers = [name for name, one in columns.items() if one.dtype.is_numeric() and not _PLACES.search(name)]
    codes = [name for name, one in columns.items() if has_label(one)]
    sums = ["count(*)", *(f'sum("{name}")' for name in numbers)]
    hashed = f"SELECT count(*), bit_xor(hash({_names(columns)}))"
    values = dict(zip(_OFFICE, (quoted(office[0]), quoted(office[1]), quoted(office[2]), str(office[3])), strict=True))
    place, named = (_where(values, names) for names in (keys, _OFFICE[1:]))
    found = {
        "sums": [f'SELECT {", ".join([*keys, *sums])} FROM "{view.name}" GROUP BY ALL'],  # noqa: S608  (names of the catalog)
        "codes": [
            f'SELECT {_names([*keys, code])}, count(*) FROM "{view.name}" GROUP BY ALL'  # noqa: S608
            for code in codes
        ],
        "page": [f'SELECT * FROM "{view.name}" WHERE {place} LIMIT 100'],  # noqa: S608
        EVERY: [f'{hashed} FROM "{view.name}"'],
    }
    if "department_id" in columns:
        found["id"] = [f'{hashed} FROM "{view.name}" WHERE {_where(values, _OFFICE[:1])}']
    if {*_OFFICE} <= {*columns}:
        found["name"] = [f'{hashed} FROM "{view.name}" WHERE {named}']
    return found


def answered(file: Path, rounds: int = ROUNDS, views: Collection[str] = VIEWS) -> dict[str, dict[str, float]]:
    """Processor seconds of every question by view, the best of some rounds; infinite where the memory is too little."""
    with open_readonly(file, MEMORY) as connection:
        ((*office,),) = connection.execute(
            f"SELECT {_names(_OFFICE[:3])}, max(fiscal_year) FROM projects"  # noqa: S608
            " WHERE department_id IS NOT NULL AND region IS NOT NULL"
            " GROUP BY ALL ORDER BY sum(indicators) DESC, department_id LIMIT 1"
        ).fetchall()
        return {
            name: {
                question: max(seconds(connection, sql, rounds) for sql in statements)
                for question, statements in questions(VIEWS[name], tuple(office)).items()
                if statements
            }
            for name in views
        }


def slowest(answers: Mapping[str, Mapping[str, float]], asked: Collection[str]) -> dict[str, float]:
    """The seconds of the slowest of some questions by view."""
    return {
        name: max(times[question] for question in asked if question in times)
        for name, times in answers.items()
        if any(question in times for question in asked)
    }


def table(answers: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Every question of every view as a table in Markdown, the slowest views first."""
    asked = [*COUNTRY, *OFFICE, EVERY]
    of_country = slowest(answers, COUNTRY)
    lines = [
        "Of the country: " + "; ".join(f"{name}: {what}" for name, what in COUNTRY.items()) + ".",
        "Of a department, the one with the most indicators: "
        + "; ".join(f"{name}: {what}" for name, what in OFFICE.items())
        + f".\n`{EVERY}`: every column of every row, hashed; not a question, and no goal.\n",
        "| view | " + " | ".join(f"{name}, s" for name in asked) + " |",
        "|---|" + "---:|" * len(asked),
    ]
    for view in sorted(answers, key=lambda name: -of_country[name]):
        lines.append(f"| `{view}` | " + " | ".join(_told(answers[view].get(name)) for name in asked) + " |")
    return [*lines, ""]


def _where(values: Mapping[str, str], names: Collection[str]) -> str:
    return " AND ".join(f"{name} = {values[name]}" for name in names) or "TRUE"


def _names(names: Collection[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _told(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return f"{seconds:.2f}" if math.isfinite(seconds) else "no answer"
