"""Rows that an extraction gave twice: how likely two neighbouring rows are one, and the one row that is left.

Belongs here: the comparison of two rows, and merging them. Does not belong here: which of them go; the sums of the form
decide (``score_sums``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rapidfuzz import fuzz

from pipeline.model.doubts import with_doubt
from pipeline.model.grid import Repair
from pipeline.noisy.cell_prose import read_prose
from pipeline.noisy.cut_names import Phrases
from pipeline.noisy.cut_numbers import NumberReading, readings
from pipeline.noisy.sliced_lines import RestoredValue, SlicedRow, ideographs

# What leaving a row out as a copy costs, beside the readings of figures (``score_sums``; a far-fetched one costs 3).
# The costs and likenesses of this module are chosen so that rows read twice on the factory's page breaks are told and
# the real extract loses none; none is measured alone.
_COPY_OVER_BREAK = -2.0
_COPY_ON_PAGE = 1.0
_COPY_OF_DAMAGED = 3.0
_COPY_OF_MOVED = 4.0
_COPY_OF_LIKE_NAME = 5.0
# Two halves of one printed row: the cost where targets and actual values agree, and how many points of likeness that
# both together lack cost one more.
_HALVES, _POINTS_PER_COST = 3.0, 10.0
# Likeness (0 to 100) from which texts of two rows are one text read twice: names of rows that agree in all else; names
# alone; names over a page break in sorted characters; name, target and actual value together; targets of halves.
_SAME_NAME = 92.0
_LIKE_NAME = 85.0
_SAME_CHARACTERS = 88.0
_SAME_TEXT = 90.0
_SAME_HALF = 70.0
# Of the characters of a damaged name so many stand in the whole one.
_SHARED = 0.8
# Names with fewer characters are not compared alone; texts of a row with fewer tell nothing.
_SHORTEST_NAME, _SHORTEST_TEXT = 4, 8
_NO_PHRASES = Phrases([])


def duplicate_cost(rows: Sequence[SlicedRow], index: int) -> float | None:
    """What it costs to take a row for a copy of the one before it; null when it cannot be one."""
    if index == 0:
        return None
    before, row = rows[index - 1 : index + 1]
    is_over_break = before.page != row.page
    if same_indicator(before, row):
        # The last row before a page break read again behind it; two rows of a page that agree in all may be two.
        return _COPY_OVER_BREAK if is_over_break else _COPY_ON_PAGE
    halves = halves_cost(before, row)
    if halves is not None:
        return halves
    names = [ideographs(r.text("name")) for r in (before, row)]
    if is_over_break and (_is_damaged_copy(before, row, names) or _same_text(before, row)):
        return _COPY_OF_DAMAGED
    if min(map(len, names)) < _SHORTEST_NAME:
        return None
    if is_over_break and (
        _is_inside(before, row, names) or fuzz.ratio(*("".join(sorted(n)) for n in names)) >= _SAME_CHARACTERS
    ):
        # On the shorter page the label of its level was taken for the name's beginning, or the lines of a cut name
        # stand in another order.
        return _COPY_OF_MOVED
    return _COPY_OF_LIKE_NAME if fuzz.ratio(*names) >= _LIKE_NAME else None


def _is_damaged_copy(row: SlicedRow, other: SlicedRow, names: Sequence[str]) -> bool:
    """Whether two rows print the same figures, and the name of one is the other's with a part of it lost."""
    short, long = sorted(names, key=len)
    is_same = row.text("target") == other.text("target") and row.text("actual") == other.text("actual")
    shared = sum((Counter(short) & Counter(long)).values())
    return is_same and _same_points(row, other) and shared >= _SHARED * len(short)


def _same_text(row: SlicedRow, other: SlicedRow) -> bool:
    """Whether two rows print the same in all, wherever the borders between name, target and actual value were drawn."""
    texts = ["".join(r.text(role) for role in ("name", "target", "actual")) for r in (row, other)]
    return min(map(len, texts)) >= _SHORTEST_TEXT and fuzz.ratio(*texts) >= _SAME_TEXT and _same_points(row, other)


def _same_points(row: SlicedRow, other: SlicedRow) -> bool:
    """Whether two rows can print the same weight and score."""
    return all(
        {c.number for c in figure_readings(row, role)} & {c.number for c in figure_readings(other, role)}
        for role in ("weight", "score")
    )


def _is_inside(row: SlicedRow, other: SlicedRow, names: Sequence[str]) -> bool:
    """Whether the name of one row stands in that of the other, and both print the same target."""
    short, long = sorted(names, key=len)
    target = row.text("target")
    return len(short) >= _SHORTEST_TEXT and short in long and bool(target) and target == other.text("target")


def merged(rows: list[SlicedRow], dropped: list[bool]) -> list[SlicedRow]:
    """Rows without those read twice; what stood on the second reading becomes evidence of the first."""
    kept: list[SlicedRow] = []
    for row, gone in zip(rows, dropped, strict=True):
        if not gone or not kept:
            kept.append(row)
            continue
        first = kept[-1]
        for role in ("name", "target", "actual", "weight", "score"):
            first.values[role] = _once(first.values[role], row.values[role])
        tail = row.values["reason"]
        if tail.text and tail.text not in first.values["reason"].text:
            first.parts["reason"] = [*first.part("reason"), *row.part("reason")]
            first.lines += row.lines
            first.values["reason"] = read_prose(first.groups("reason"), _NO_PHRASES, is_cut=False)
    return kept


def _once(first: RestoredValue, second: RestoredValue) -> RestoredValue:
    """One value of a row that was read twice; two readings that differ leave it in doubt."""
    if not second.pieces:
        return first
    best = second if second.text and (not first.text or (first.doubts and not second.doubts)) else first
    differs = bool(first.text and second.text and first.text != second.text) and not _is_total(second)
    record = Repair("duplicate_row", first.raw + "\n" + second.raw, best.text)
    pieces = tuple(sorted((*first.pieces, *second.pieces), key=lambda p: (p.line, p.column)))
    doubts = with_doubt(best.doubts, "duplicated") if differs else best.doubts
    return RestoredValue(best.text, pieces, doubts, best.origin, (*best.repairs, record))


def _is_total(value: RestoredValue) -> bool:
    """Whether a figure that belongs to the total got glued into the second reading of the row."""
    return all(re.fullmatch(r"[\d.]+", p.tight) for p in value.pieces)


def figure_readings(row: SlicedRow, role: str) -> tuple[NumberReading, ...]:
    """What a weight or a score of a row can be; one reading where it stands undamaged in one slice."""
    texts = tuple(p.tight for p in row.part(role))
    numbers = readings(texts, 2) or readings(texts, None)
    return numbers[:1] if numbers and numbers[0].cost == 0.0 and len(texts) == 1 else numbers


def halves_cost(row: SlicedRow, other: SlicedRow) -> float | None:
    """Cost of taking two neighbouring rows for one printed row that a slicing line cut; null when they cannot be.

    Such halves print the same weight and score, nearly the same target and actual, and one has no name.
    """
    if any(row.text(role) != other.text(role) for role in ("weight", "score")) or row.page != other.page:
        return None
    names = [ideographs(r.text("name")) for r in (row, other)]
    likeness = [fuzz.ratio(row.text(role), other.text(role)) for role in ("target", "actual")]
    if min(likeness) < _SAME_HALF or min(map(len, names)) > 1:
        return None
    return _HALVES + (200.0 - sum(likeness)) / _POINTS_PER_COST


def same_indicator(row: SlicedRow, other: SlicedRow) -> bool:
    """Whether two neighbouring rows print the same name, target, actual and weight: a row read twice."""
    if any(row.text(role) != other.text(role) for role in ("target", "actual", "weight")):
        return False
    first, second = ideographs(row.text("name")), ideographs(other.text("name"))
    return bool(first) and fuzz.ratio(first, second) >= _SAME_NAME
