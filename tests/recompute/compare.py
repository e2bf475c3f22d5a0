"""Rows of a view beside the rows computed again: every number is compared, and none may be left out.

Belongs here: what counts as a number and as equal. A published number is right where the exact one rounds to it at
the number of decimals of its column.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from tests.recompute.release import Release, Row

NUMBERS = re.compile(r"DECIMAL|INTEGER|BIGINT|HUGEINT|SMALLINT|TINYINT|DOUBLE|FLOAT")


@dataclass(slots=True)
class Tally:
    """How the numbers of one view fared. ``differences`` are sentences, the first ones of each column."""

    view: str
    rows: int = 0
    numbers: int = 0
    others: int = 0
    differing: int = 0
    doubted: int = 0
    left_out: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)

    def differs(self, sentence: str, numbers: int = 1) -> None:
        self.differing += numbers
        self.differences.append(sentence)


def compare(release: Release, view: str, key: Iterable[str], expected: Iterable[Row], *, doubts: bool = False) -> Tally:
    """One view. With ``doubts`` a wrong number in a row that says it is doubtful is counted apart."""
    types, names = release.types[view], tuple(key)
    numeric = [column for column, kind in types.items() if NUMBERS.match(kind)]
    tally = Tally(view, numbers=0)
    found: dict[Any, Row] = {}
    for row in release.views[view]:
        place = tuple(_plain(row[name]) for name in names)
        if place in found:
            tally.differs(f"{place}: two rows with one key")
        found[place] = row
    tally.rows = len(found)
    wanted = {tuple(_plain(row[name]) for name in names): row for row in expected}
    for place in wanted.keys() - found.keys():
        tally.differs(f"{place}: the view has no such row", len(numeric))
    for place in found.keys() - wanted.keys():
        tally.differs(f"{place}: there should be no such row", len(numeric))
    for place in found.keys() & wanted.keys():
        row, right = found[place], wanted[place]
        if "doubt_of" in right:
            names_doubted = right["doubt_of"] & {*types}
            right = right | {
                "doubtful": names_doubted,
                "doubtful_text": names_doubted or None,
                "is_doubtful": bool(names_doubted),
            }
        is_doubted = doubts and bool(row.get("is_doubtful") or row.get("doubtful") or row.get("doubtful_rows"))
        for column, kind in types.items():
            if column not in right:
                if column in numeric and column not in tally.left_out:
                    tally.left_out.append(column)
                continue
            is_number = column in numeric
            tally.numbers += is_number
            tally.others += not is_number
            if not same(row[column], right[column], kind):
                if is_doubted:
                    tally.doubted += 1
                else:
                    tally.differs(f"{place} {column}: {shown(row[column])} instead of {shown(right[column])}")
    return tally


def same(found: Any, right: Any, kind: str) -> bool:
    """Whether a published value is the right one; texts of several names are compared without their order."""
    if found is None or right is None:
        return found is None and right is None
    if NUMBERS.match(kind):
        match = re.search(r"DECIMAL\(\d+,(\d+)\)", kind)
        half = Fraction(1, 2 * 10 ** int(match[1])) if match else Fraction(1, 10**9) if "DOUBLE" in kind else 0
        return abs(Fraction(found) - Fraction(right)) <= half
    if isinstance(right, set):
        names = found if isinstance(found, list) else re.split(r"[、,，;；\s]+", found)
        return set(names) == right
    return _plain(found) == _plain(right)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return tuple(value) if isinstance(value, list) else value


def shown(value: Any) -> str:
    """A value for people: a fraction as a decimal."""
    return f"{float(value):.6f}" if isinstance(value, Fraction) else repr(value)
