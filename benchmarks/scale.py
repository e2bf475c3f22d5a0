"""From one folder to a country: ``make bench-scale`` measures each figure beside its goal, ``benchmarks/scale.md``.

Belongs here: the goals at a million forms and more, the tables that the parts share, the page. Does not belong here:
how a part is measured (``benchmarks.parts``), speed at everyday sizes (``make bench``).
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.__main__ import measure
from benchmarks.goals import Goal
from benchmarks.page import beside_goals, row, when_measured
from benchmarks.parts import SMALL, Size

FOLDER = Path(__file__).parent
KEPT = FOLDER / "scale.json"
PAGE = FOLDER / "scale.md"
TABLES = FOLDER.parent / ".large-tables"
VIEW_SECONDS, OFFICE_SECONDS = 3, 1
COST_SPREAD = 20
HEAD = """\
# From one folder to a country

Written by `make bench-scale`: `make bench-scale SCALE="scale_warehouse scale_growth"` measures some parts anew and
leaves the others as they were. `SIZE=small` tries the command and writes nothing. Tables are those of invented forms
(`make large-tables`), made once and kept below `.large-tables`. Seconds are processor time unless
a row says otherwise, of one run each.
"""

GOALS = {
    "scale_build": Goal("scale_warehouse", "1 M forms: warehouse, built anew", "s by the clock", most=60),
    "scale_batch": Goal("scale_batch", "1 M forms: one changed province and year", "s by the clock", most=10),
    "scale_view": Goal(
        "scale_warehouse", "1 M forms: the slowest view, the country, in 512 MiB", "s", most=VIEW_SECONDS
    ),
    "scale_view_of_one": Goal(
        "scale_warehouse", "1 M forms: the slowest view, one department, in 512 MiB", "s", most=OFFICE_SECONDS
    ),
    "scale_audit": Goal("scale_audit", "1 M forms: audit", "s", most=300),
    "scale_audit_memory": Goal("scale_audit", "1 M forms: audit, peak memory", "GB", most=6),
    "scale_site": Goal("scale_site", "1 M forms: index of the site and the page of one department", "s", most=2),
    "scale_ten_of_one": Goal("scale_ten", "10 M forms, tables only: one department and year", "s", most=0.3),
    "scale_ten": Goal("scale_ten", "10 M forms, tables only: the country", "s", most=12),
    "scale_ray": Goal("scale_ray", "Ray beside the workers of one machine", "% more", most=15),
    "scale_dagster": Goal("scale_dagster", "Dagster and cache beside reading 1,000 documents", "% more", most=5),
    "scale_growth": Goal(
        "scale_growth", "cost of a form in the warehouse, 1,000 to 1 M forms", "% from the median", most=COST_SPREAD
    ),
}
PARTS = tuple(dict.fromkeys(goal.part for goal in GOALS.values()))


def tables(forms: int, only: tuple[str, ...] = ()) -> Path:
    """A folder with the tables of so many invented forms, made where there is none."""
    from tests.factory.clean.large import write

    folder = TABLES / "-".join([str(forms), *only])
    if not (folder / "rows.json").is_file():
        rows = write(folder, forms, only=only)
        (folder / "rows.json").write_text(json.dumps(rows), "utf-8")
    return folder


def page(measured: dict[str, Any]) -> str:
    """The page in Markdown."""
    more = [text for part in PARTS for text in measured.get(part, {}).get("more", {}).get("tables", ())]
    return "\n".join([HEAD, *beside_goals(measured, GOALS), "", *more, *when_measured(measured, PARTS)])


def main(arguments: list[str] | None = None) -> int:
    """Measure what is asked for, print the rows, write the page; a part that cannot be measured says why."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; all when none is given")
    parser.add_argument("--size", choices=["whole", "small"], default="whole")
    options = parser.parse_args(arguments)
    if unknown := sorted(set(options.parts) - set(PARTS)):
        parser.error(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    is_kept = options.size == "whole"
    measured: dict[str, Any] = json.loads(KEPT.read_text("utf-8")) if is_kept and KEPT.exists() else {}
    for part in options.parts or PARTS:
        measured[part] = measure(part, Size() if is_kept else SMALL)
        for key in (key for key, goal in GOALS.items() if goal.part == part):
            sys.stdout.write(f"{row(key, measured, GOALS)}\n")
            sys.stdout.flush()
        if is_kept:
            KEPT.write_text(json.dumps(measured, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
            PAGE.write_text(page(measured), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
