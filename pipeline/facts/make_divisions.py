"""Makes ``divisions.tsv`` out of the two published packages that its README names.

Belongs here: how the register came about, so that the next revision can be made the same way. Does not belong here:
anything that runs with the product; no module imports this one.

usage: python -m pipeline.facts.make_divisions CURRENT.json EVENTS.json YEARS.csv OUT.tsv
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

_FIRST_YEAR = 2000
# Rows that are no divisions themselves; divisions below them belong to the province.
_PLACEHOLDERS = {"市辖区", "县", "直辖县"}
_HEADER = ("code", "name", "level", "parent_code", "valid_from", "valid_to", "successor_code")
Key = tuple[str, str, str, str]


def main(current: Path, events: Path, years: Path, out: Path) -> None:
    """Join the divisions in force with the yearly lists and write one row per code, name and parent."""
    spans, successors, last_year = _history(years)
    in_force, this_year = _in_force(current)
    since = _founded(events)
    rows: list[tuple[str, ...]] = []
    for key in sorted({*spans, *in_force}):
        first, last = spans.get(key, (since.get(key[1], this_year), this_year))
        begin = "" if first == _FIRST_YEAR else str(first)
        # The yearly lists show the state at the end of a year; what was dropped since was there in the next year.
        end = "" if key in in_force else str(last + 1 if last == last_year else last)
        successor = successors.get(key, "") if end else ""
        rows.append((*key, begin, end, "" if successor == key[0] else successor))
    known = {code for code, *_ in in_force}
    rows = [(*row[:6], row[6] if row[6] in known else "") for row in rows]
    with out.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter="\t", lineterminator="\n").writerows([_HEADER, *rows])


def _history(path: Path) -> tuple[dict[Key, tuple[int, int]], dict[Key, str], int]:
    """First and last year of every division, the code that its area has today, and the last year of the lists."""
    seen: dict[Key, set[int]] = defaultdict(set)
    successors: dict[Key, str] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            year = int(row["year"])
            if year < _FIRST_YEAR:
                continue
            province = row["province_adcode"]
            parent = province if row["city_name"] in _PLACEHOLDERS else row["city_adcode"]
            named = [(province, row["province_name"], "province", "")]
            if row["city_name"] and row["city_name"] not in _PLACEHOLDERS:
                named.append((row["city_adcode"], row["city_name"], "prefecture", province))
            if row["county_name"]:
                named.append((row["county_adcode"], row["county_name"], "county", parent))
                successors[named[-1]] = row["county_id"]
            for key in named:
                seen[key].add(year)
    last = max(max(of) for of in seen.values())
    return {key: (min(of), max(of)) for key, of in seen.items()}, successors, last


def _in_force(path: Path) -> tuple[set[Key], int]:
    """The divisions of today, and the year of the list."""
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    keys: set[Key] = set()
    for province, below in content["provinces"].items():
        code = below["code"][:6]
        keys.add((code, province, "province", ""))
        for city, entry in below["cities"].items():
            parent = entry["code"][:6] if city else code
            if city:
                keys.add((parent, city, "prefecture", code))
            keys |= {(c[:6], name, "county", parent) for name, c in entry["counties"].items()}
    return keys, int(content["meta"]["fetched_at"][:4])


def _founded(path: Path) -> dict[str, int]:
    """The year in which a division of this name was founded, where the events say so."""
    events = json.loads(path.read_text(encoding="utf-8"))["events"]
    return {e["new"]["name"]: e["year"] for e in events if e["type"] == "新设" and e["new"].get("name")}


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:5]))
