"""Names of indicators labelled by hand with what they measure, beside the kind that the rules give.

Belongs here: reading ``tests/data/indicator_kinds``. Does not belong here: what must hold
(``tests/unit/comparable/test_kinds.py``), the counts (``python -m benchmarks.indicator_kinds``).
"""

from __future__ import annotations

import csv
from pathlib import Path

from pipeline.comparable import Described, indicator_kind
from pipeline.measures import canonical_unit, read

CASES = Path(__file__).parent / "data" / "indicator_kinds"
FILES = ("written_first.tsv", "labelled_blind.tsv", "printed_elsewhere.tsv", "other_hand.tsv")


def labelled(name: str) -> list[dict[str, str]]:
    """The rows of a file: name, level2, target_text, unit, kind."""
    with (CASES / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def kind_of(row: dict[str, str]) -> str | None:
    """The kind that the rules give."""
    target = read(row["target_text"]) if row["target_text"] else None
    unit = canonical_unit(row["unit"] or (target.unit if target else None))
    kind = target.kind if target else None
    return indicator_kind(Described(row["name"], row["level2"] or None, row["target_text"] or None, unit, kind))


def kinds_of(row: dict[str, str]) -> list[str | None]:
    """The kinds that are right; several where a reviewer would take either."""
    return [kind or None for kind in row["kind"].split("|")]
