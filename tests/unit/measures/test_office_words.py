"""Targets, tails and units written by somebody who has not read the grammar: nothing wrong, little in doubt."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

from pipeline.measures import canonical_unit, read
from pipeline.text.fold import join_lines

FOLDER = Path(__file__).parents[2] / "factory" / "wordings"


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_a_tail_lets_the_figure_stand_or_not() -> None:
    silent, doubted = [], 0
    cases = [(row, figure, unit) for row in rows("tails.tsv") for figure, unit in (("12", "件"), ("95", "%"))]
    for row, figure, unit in cases:
        text = f"{row['before'] or ''}{figure}{unit}{row['behind'] or ''}"
        found = read(join_lines([text]))
        stands = row["stands"] == "yes"
        is_right = (found.value, found.unit) == (Decimal(figure), unit) and found.operator == (row["operator"] or None)
        if found.value is not None and not found.doubts and not (stands and is_right):
            silent.append(text)
        doubted += stands and (found.value is None or bool(found.doubts))
    assert silent == []
    assert doubted <= 0.08 * len(cases)


def test_targets_are_quantities_or_none() -> None:
    silent, lost = [], 0
    cases = rows("targets.tsv")
    for row in cases:
        found = read(join_lines([row["target_text"]]))
        is_quantity = found.kind == "quantity"
        # The name says whether a share grows; ≥8% alone is a quantity.
        is_bare = row["kind"] == "growth" and found.operator in ("ge", "le")
        if is_quantity and not found.doubts and row["kind"] != "quantity" and not is_bare:
            silent.append(row["target_text"])
        lost += row["kind"] == "quantity" and (not is_quantity or bool(found.doubts))
    assert silent == []
    assert lost <= 0.05 * len(cases)


def test_units_are_known() -> None:
    units = [line for line in (FOLDER / "units.txt").read_text("utf8").splitlines() if line and line[0] != "#"]
    assert [unit for unit in units if canonical_unit(unit) is None] == []
