"""Readings of a number whose cell was cut by slicing columns.

Belongs here: which numbers a row of pieces can stand for, and how far-fetched each reading is.
Does not belong here: which reading is the right one; the arithmetic of the form decides (``score_sums``).

The cut is modelled as it happens: it falls between two characters or through one. A character that is cut
is read on the left, on the right, on both sides or on neither, each time whole or as something that looks
like its half.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

_PLAIN = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
DASHES = frozenset({"-", "—", "–", "一", "―", "/"})
# What half of a figure is read as. Left halves of round figures look like an opening bracket, right halves like a
# closing one; 8 loses its left half to 3, 4 its left half to 1, 9 and 5 keep a dash or a semicolon.
_LEFT = {
    "0": "(C[G6cOoQ{",
    "6": "(C[G",
    "8": "([C3",
    "9": "(",
    "4": "/<",
    ".": "",
    "5": "[",
    "3": "",
    "1": "",
    "2": "",
    "7": "",
}
_RIGHT = {
    "0": ")]}1DJ|",
    "8": "3)}]",
    "9": ")1-|]",
    "6": ");:",
    "5": ";:)3",
    "4": "1|l",
    "3": ")",
    "2": ":;",
    "1": "",
    "7": "1",
    ".": "",
}
# Costs: 0 as printed, below 1 damage that every second cut shows, above 3 far-fetched. They order the readings; which
# one holds is decided by sums. Chosen after the cut figures of the real extract, none is measured alone.
# A character that is dropped or replaced although it is a whole figure; a sign for which the figure is not known to be
# taken; a known trace or the figure itself.
_FAR, _SIGN, _TRACE = 3.0, 1.5, 0.5
# A clean cut between figures; with a sign beside it that belongs to no number.
_CLEAN, _CLEAN_BESIDE_SIGN = 1.0, 4.0
# A whole figure beside the one it is taken for a half of (8 read as 3).
_HALF = 1.0
# Both sides show a trace of one lost figure: the most that both may cost, and the figure's own cost. One side shows it
# and the other nothing.
_BOTH, _LOST, _ONE_SIDE = 4.0, 0.2, 3.0
# Both slices read the same; a slice wider than the cell read its neighbour too.
_TWICE, _NEIGHBOUR = 1.0, 2.5
# Signs at an end that is no cut; a number that begins with 0.
_JUNK, _LEADING_ZERO = 0.5, 4.0
# Readings carried on from one cut to the next, and the cost beyond which a reading is not offered.
_KEPT = 40
_MOST = 5.5


@dataclass(frozen=True, slots=True)
class NumberReading:
    """One reading: the number, its text, and a cost (0 = as printed, above about 3 = far-fetched)."""

    number: Decimal
    text: str
    cost: float


@lru_cache(maxsize=8192)
def readings(pieces: tuple[str, ...], decimals: int | None) -> tuple[NumberReading, ...]:
    """Numbers that the pieces of one cell can stand for, the likeliest first; empty when none is possible.

    ``pieces`` are the texts of neighbouring slices without blanks; ``decimals`` is the count of decimals that
    the form prints in such cells, or null where it varies.
    """
    texts = [t for p in pieces if (t := p.rstrip("分%％"))]
    if not texts:
        return ()
    partial = _trimmed(texts[0], last=len(texts) == 1)
    for position, text in enumerate(texts[1:], start=2):
        joined: dict[str, float] = {}
        for left, cost in partial.items():
            for right, more in _trimmed(text, first=False, last=position == len(texts)).items():
                for whole, cut in _joins(left, right).items():
                    total = cost + more + cut
                    if total < joined.get(whole, _MOST):
                        joined[whole] = total
        partial = dict(sorted(joined.items(), key=lambda item: item[1])[:_KEPT])
    return _valid(partial, decimals)


def is_plain(text: str, decimals: int | None) -> bool:
    """Whether a text is a number as the form prints it."""
    if _PLAIN.fullmatch(text) is None:
        return False
    return decimals is None or len(text.partition(".")[2]) == decimals


def _trimmed(text: str, first: bool = True, last: bool = False) -> dict[str, float]:
    """The piece, and the piece without junk at an end that is not a cut."""
    costs = {text: 0.0}
    if first:
        costs.setdefault(text.lstrip(".,;:·'_([|)]-"), _JUNK)
    if last:
        for known, cost in list(costs.items()):
            costs.setdefault(known.rstrip(".,;:·'_([|)]-"), cost + _JUNK)
    costs.pop("", None)
    return costs


@lru_cache(maxsize=8192)
def _joins(left: str, right: str) -> dict[str, float]:
    """Texts that give ``left`` and ``right`` when they are cut, with a cost each; the caller must not change it."""
    a, b = left[-1], right[0]
    whole_a, whole_b = _in_number(a), _in_number(b)
    offers = [
        (left + right, _CLEAN if whole_a and whole_b else _CLEAN_BESIDE_SIGN),
        (left[:-1] + right, _drop_cost(a, b, _LEFT)),
        (left + right[1:], _drop_cost(b, a, _RIGHT)),
    ]
    for middle in "0123456789":
        lost_left = _TRACE if a == middle or a in _LEFT[middle] else _FAR if whole_a else _SIGN
        lost_right = _TRACE if b == middle or b in _RIGHT[middle] else _FAR if whole_b else _SIGN
        if lost_left + lost_right < _BOTH:
            offers.append((left[:-1] + middle + right[1:], lost_left + lost_right + _LOST))
        if not whole_a and lost_left <= _TRACE:
            offers.append((left[:-1] + middle + right, lost_left + _ONE_SIDE))
        if not whole_b and lost_right <= _TRACE:
            offers.append((left + middle + right[1:], lost_right + _ONE_SIDE))
    if left == right:
        offers.append((left, _TWICE))
    if "." in left and "." in right and all(map(_in_number, right)) and len(left.partition(".")[2]) < 2:
        # A slice wider than the cell read its neighbour too: keep as much of the right as completes the left.
        offers.append((left + right[: 2 - len(left.partition(".")[2])], _NEIGHBOUR))
    costs: dict[str, float] = {}
    for text, cost in offers:
        if text and cost < costs.get(text, _MOST):
            costs[text] = cost
    return costs


def _in_number(char: str) -> bool:
    return char.isdigit() or char in ".,"


def _drop_cost(dropped: str, kept: str, halves: dict[str, str]) -> float:
    """Cost of taking ``dropped`` for a trace of ``kept``."""
    if dropped == kept:
        return _TRACE
    if not _in_number(dropped):
        return _TRACE
    if dropped in halves.get(kept, ""):
        return _HALF
    return _FAR


def _valid(texts: dict[str, float], decimals: int | None) -> tuple[NumberReading, ...]:
    best: dict[Decimal, NumberReading] = {}
    for text, cost in texts.items():
        if not is_plain(text, decimals):
            continue
        whole = text.partition(".")[0]
        padded = cost + (_LEADING_ZERO if len(whole) > 1 and whole[0] == "0" else 0.0)
        number = Decimal(text.replace(",", ""))
        if number not in best or padded < best[number].cost:
            best[number] = NumberReading(number, text, padded)
    return tuple(sorted(best.values(), key=lambda c: (c.cost, c.number)))
