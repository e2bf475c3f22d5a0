"""``make recompute``: how many numbers of every view were computed again, and how many of them differ.

``python -m tests.recompute WAREHOUSE …`` compares releases that exist. Without one, the documents of ``data/raw``,
``data/examples`` and invented forms with a known truth are built first. Exit 1 where a number differs, a column was
not computed again or a view is unknown here.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from tests.recompute.compare import Tally, compare
from tests.recompute.inputs import INPUTS
from tests.recompute.release import Facts, Release, Tables
from tests.recompute.views import VIEWS

ROOT = Path(__file__).parents[2]
SHOWN = 20
# What the documents do not print themselves: nothing there follows from a truth.
NOT_PRINTED = ("findings", "finding_summary", "rule_summary", "data_quality", "doubt_summary", "doubts", "release")
COUNTS = ("rows", "numbers", "differing", "doubted", "others")


def recompute(release: Release, tables: Tables | None = None) -> list[Tally]:
    """Every view of a release from its tables, or from what its documents are known to say."""
    facts, made = Facts(tables or release.tables), []
    for view in release.view_names:
        if tables is not None and view in NOT_PRINTED:
            continue
        if view in VIEWS:
            key, rows = VIEWS[view]
            made.append(compare(release, view, key, rows(facts), doubts=tables is not None))
        else:
            made.append(Tally(view, differing=1, differences=["nothing here computes this view"]))
    return made


def faults(tallies: Iterable[Tally]) -> list[str]:
    """What is wrong, as sentences."""
    return [
        f"{tally.view}: {sentence}"
        for tally in tallies
        for sentence in (*tally.differences, *(f"{column} was not computed again" for column in tally.left_out))
    ]


def table(title: str, tallies: list[Tally]) -> str:
    """The counts of one release for people."""
    lines = [title, f"  {'view':36}{'rows':>7}{'numbers':>10}{'differ':>8}{'doubted':>9}{'other values':>14}"]
    counted = [(tally.view, *(getattr(tally, name) for name in COUNTS)) for tally in tallies]
    counted.append(("all views", *(sum(row[place] for row in counted) for place in range(1, len(COUNTS) + 1))))
    lines += [f"  {name:36}{a:>7,}{b:>10,}{c:>8,}{d:>9,}{e:>14,}" for name, a, b, c, d, e in counted]
    return "\n".join(lines)


def say(line: str, file: TextIO | None = None) -> None:
    print(line, file=file)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.recompute", description=__doc__)
    parser.add_argument("warehouses", nargs="*", type=Path, help="warehouse.duckdb of releases; none: build them")
    options = parser.parse_args(arguments)
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        if options.warehouses:
            releases = [(str(path), Release(path), None) for path in options.warehouses]
        else:
            releases = [(name, *make(Path(folder))) for name, make in INPUTS.items()]
        for title, release, tables in releases:
            tallies = recompute(release, tables)
            say(table(title, tallies))
            wrong += faults(tallies)
    for sentence in wrong[:SHOWN]:
        say(sentence, file=sys.stderr)
    if len(wrong) > SHOWN:
        say(f"and {len(wrong) - SHOWN:,} more", file=sys.stderr)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
