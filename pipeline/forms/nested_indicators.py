"""Indicators below indicators: a row with points of its own and numbered rows that divide it.

Belongs here: which indicators are parts of another, and which points are added. Does not belong here: reading the rows
(``indicator_rows``, ``indicator_values``), funding rows (``funding_parts``).

A row is divided only where its points are those of the rows below it and the form adds up without them; numbering alone
(1. 2. 3.) says nothing. Rows without points behind a row with points are its parts where their numbering says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.text.numbering import NUMBERINGS, numbering_of

# Indicators are numbered as 2.1 and as 指标1: too.
_KINDS = {
    **NUMBERINGS,
    "point": re.compile(r"\d{1,2}\.\d{1,2}"),
    "digit": re.compile(r"(?:指标)?\d{1,2}[、.:](?!\d)"),
    "of_which": re.compile(r"其中|[-—–·]"),
}


@dataclass(frozen=True, slots=True)
class Pointed:
    """An indicator as far as points and numbering go."""

    name: str
    weight: Decimal | None
    score: Decimal | None

    @property
    def kind(self) -> str | None:
        """The kind of numbering before the name."""
        return numbering_of(self.name, _KINDS)


@dataclass(slots=True)
class Nested:
    """Where an indicator stands: the number of the row it is a part of, from 0, and whether its points are added."""

    parent: int | None = None
    is_counted: bool = True
    is_certain: bool = True


def nest(rows: Sequence[Pointed], wanted: Decimal) -> list[Nested]:
    """The place of every indicator; ``wanted`` is what their weights have to add up to."""
    places = [Nested() for _ in rows]
    total = sum((row.weight or Decimal(0) for row in rows), Decimal(0))
    blocks = {n: count for n in range(len(rows)) if (count := _count_parts(rows, n))}
    surplus = total - wanted
    numbered = {n: count for n, count in blocks.items() if _is_deeper(rows[n], rows[n + 1])}
    chosen: dict[int, int] = {}
    is_certain = True
    if surplus > 0:
        # Some points are added twice. Numbering shows which rows are divided, else a sum that fits one row only.
        if sum((rows[n].weight or Decimal(0) for n in numbered), Decimal(0)) == surplus:
            chosen = numbered
        else:
            single = [n for n in blocks if rows[n].weight == surplus]
            chosen, is_certain = ({single[0]: blocks[single[0]]} if len(single) == 1 else {}), False
    for number, count in chosen.items():
        places[number].is_counted = False
        places[number].is_certain = is_certain
        for part in range(number + 1, number + 1 + count):
            places[part].parent, places[part].is_certain = number, is_certain
    _put_pointless(rows, places)
    return places


def _count_parts(rows: Sequence[Pointed], number: int) -> int:
    """How many rows behind a row make its weight, and its score where all print one; 0 where none do."""
    weight, score = rows[number].weight, rows[number].score
    if not weight:
        return 0
    weights, scores = Decimal(0), Decimal(0)
    has_scores = score is not None
    for count, row in enumerate(rows[number + 1 :], start=1):
        if row.weight is None:
            return 0
        weights += row.weight
        scores += row.score or Decimal(0)
        has_scores = has_scores and row.score is not None
        if weights >= weight:
            is_whole = weights == weight and (not has_scores or scores == score)
            return count if is_whole and count > 1 else 0
    return 0


def _is_deeper(parent: Pointed, part: Pointed) -> bool:
    """Whether a row is numbered in another way than the row before it, so that it may be a part of that row."""
    return part.kind is not None and part.kind != parent.kind


def _put_pointless(rows: Sequence[Pointed], places: list[Nested]) -> None:
    """Put numbered rows without points under the row with points before them."""
    parent: int | None = None
    kind: str | None = None
    for number, row in enumerate(rows):
        if row.weight is not None or row.score is not None:
            parent, kind = number, None
            continue
        if parent is None or not _is_deeper(rows[parent], row) or (kind is not None and row.kind != kind):
            parent = None
            continue
        kind = row.kind
        places[number].parent, places[number].is_counted = parent, False
