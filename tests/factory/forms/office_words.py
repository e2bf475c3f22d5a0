"""Wordings that offices use, from lists whose author has not read the reader.

Belongs here: drawing from ``tests/factory/wordings`` and the truth of what was drawn. Does not belong here: the lists
themselves, and texts that are made from patterns (``tests.factory.words``).
"""

from __future__ import annotations

import csv
import random
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "wordings"
_SIGNS = {"ge": "≥", "gt": ">", "eq": "=", "le": "≤", "lt": "<", "": None}


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a list with headings."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return tuple({key: value or "" for key, value in row.items()} for row in rows)


@cache
def lines(name: str) -> tuple[str, ...]:
    """The lines of a list without headings."""
    return tuple(line for line in (FOLDER / name).read_text("utf-8").splitlines() if line and not line.startswith("#"))


def measure(rng: random.Random) -> tuple[dict[str, Any], dict[str, Any]]:
    """A target with words before or behind its quantity, and an actual value of the same unit, with their truths.

    ``may_be_left`` says that reading no value is no error: the quantity stands in words that may change it.
    """
    # The reader gives a per cent sign in half width, as it does with every sign of a figure.
    unit = rng.choice(lines("units.txt")).replace("％", "%")
    value = Decimal(rng.choice([rng.randint(2, 99), rng.randint(100, 9800), rng.randint(20, 9900) / Decimal(100)]))
    tail = rng.choice(table("tails.tsv"))
    operator = _SIGNS[tail["operator"]]
    raw = f"{tail['before']}{value}{unit}{tail['behind']}"
    if operator is None and tail["stands"] == "yes" and rng.random() < 0.5:
        operator = rng.choice(["≥", "≤", "="])
        raw = f"{tail['before']}{operator}{value}{unit}{tail['behind']}"
    stands = tail["stands"] == "yes"
    target = _truth(raw, operator, value if stands else None, unit if stands else None)
    done = value if rng.random() < 0.7 else value + 1
    other = rng.choice([t for t in table("tails.tsv") if not t["operator"]])
    written = f"{other['before']}{done}{unit}{other['behind']}" if rng.random() < 0.4 else f"{done}{unit}"
    is_plain = written == f"{done}{unit}" or other["stands"] == "yes"
    return target, _truth(written, None, done if is_plain else None, unit if is_plain else None)


def _truth(raw: str, operator: str | None, value: Decimal | None, unit: str | None) -> dict[str, Any]:
    number = None if value is None else float(value)
    return {
        "raw": raw, "op": operator, "value": number, "unit": unit, "text": None, "attainment": None,
        "may_be_left": True,
    }  # fmt: skip


def row(rng: random.Random) -> dict[str, Any]:
    """Name, target and actual value that belong together; what their figures are is not said (``is_open``)."""
    drawn = rng.choice(table("targets.tsv"))
    return {
        "name": drawn["name"],
        "target": _truth(drawn["target_text"], None, None, None) | {"is_open": True},
        "actual": _truth(drawn["actual_text"], None, None, None) | {"is_open": True},
    }


def reason(rng: random.Random) -> str:
    """A reason for a shortfall."""
    return rng.choice(lines("reasons.txt"))


def goals(rng: random.Random) -> tuple[str, str]:
    """What was expected of a year, and what was done."""
    expected, _, done = rng.choice(lines("goals.txt")).partition("\t")
    return expected, done


def department(rng: random.Random) -> tuple[str, str | None]:
    """A department, and the division that its name tells; null where it names no real one."""
    name, _, division = rng.choice(lines("departments.txt")).partition("\t")
    return name, division or None


def title(rng: random.Random) -> tuple[str, int | None]:
    """A title line, and the fiscal year that it tells."""
    drawn = rng.choice(table("titles.tsv"))
    return drawn["title"], int(drawn["year"]) if drawn["year"] else None
