"""Reasons that say nearly the same: groups around a leading text.

Belongs here: likeness of two normalised texts and what forms a group. Does not belong here: normalising
(``reason_parts.key``), judging that a shared reason is a finding (check T02).

Two texts are alike when at least 85 of 100 characters of the longer one need no edit (Levenshtein) and both have the
same words of denial and direction (未, 不, 高, 低 …) in the same order. A group is a star: every member is like its
leader, so that a chain of small changes never joins what differs.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_

import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

MIN_SIMILARITY = 0.85
"""Share of characters that need no edit. A changed number or name stays above it, another cause falls below."""
MIN_LENGTH = 10
"""Characters from which texts are compared; shorter ones group only when equal."""

# Everything but the characters that deny or give a direction, and so reverse what a sentence says.
_WITHOUT_DIRECTION = re.compile("[^未不没无非高低增减多少超]+")


def near_groups(keys: pl.Series, counts: pl.Series | None = None) -> pl.DataFrame:
    """The group of every distinct key: reason_key, reason_group, group_similarity (100 for the leader).

    ``counts`` tells how often each of the keys stands, once where nothing is said.

    Leaders are taken from the most frequent to the rarest key, then from long to short, then by characters; a key
    joins the leader it is most like, else it leads a group of its own.
    """
    given = pl.DataFrame({"reason_key": keys}).with_columns(count=pl.lit(1) if counts is None else counts)
    counted = given.group_by("reason_key").agg(pl.col("count").sum())
    ordered = counted.sort("count", pl.col("reason_key").str.len_chars(), "reason_key", descending=[True, True, False])[
        "reason_key"
    ].to_list()
    rows = [(key, _group_id(leader), round(likeness * 100, 4)) for key, leader, likeness in _stars(ordered)]
    schema = {"reason_key": pl.String, "reason_group": pl.String, "group_similarity": pl.Float64}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame.with_columns(pl.col("group_similarity").cast(pl.Decimal(9, 4)))


def likeness(key: str, other: str) -> float:
    """How alike two keys are, 0 to 1; 0 below the limit, and where denials or directions differ."""
    if directions(key) != directions(other):
        return 0.0
    return Levenshtein.normalized_similarity(key, other, score_cutoff=MIN_SIMILARITY)


def directions(key: str) -> str:
    """The characters of a key that deny or give a direction, in order."""
    return _WITHOUT_DIRECTION.sub("", key)


def _stars(ordered: list[str]) -> Iterator[tuple[str, str, float]]:
    """Each key with its leader and its likeness to it; of two leaders that are equally like, the earlier."""
    led: dict[str, _Leaders] = defaultdict(_Leaders)
    for key in ordered:
        if len(key) < MIN_LENGTH:
            yield key, key, 1.0
            continue
        same_sense = led[directions(key)]
        best = process.extractOne(
            key,
            same_sense.near(key),
            scorer=Levenshtein.normalized_similarity,
            score_cutoff=MIN_SIMILARITY,
        )
        if best:
            yield key, best[0], best[1]
            continue
        yield key, key, 1.0
        same_sense.add(key)


class _Leaders:
    """Leaders, and for every character those that have it: one number with a bit for each leader."""

    def __init__(self) -> None:
        self._keys: list[str] = []
        self._having: dict[str, int] = {}

    def add(self, key: str) -> None:
        """One more leader."""
        bit = 1 << len(self._keys)
        self._keys.append(key)
        for letter in set(key):
            self._having[letter] = self._having.get(letter, 0) | bit

    def near(self, key: str) -> list[str]:
        """Leaders that may be like a key, and all that are, in their order.

        An edit takes away one character at most, so that a like text lacks no more characters than it has edits.
        """
        letters = set(key)
        least = len(letters) - _edits(key)
        if least <= 0:
            return self._keys
        found = _at_least(least, (self._having[letter] for letter in letters if letter in self._having))
        near = []
        while found:
            last = found.bit_length() - 1
            near.append(self._keys[last])
            found ^= 1 << last
        return near[::-1]


def _at_least(least: int, sets: Iterable[int]) -> int:
    """The bits that are in so many of some sets of bits, at least 1. The counts of all bits are added up at once."""
    # The first number has the last binary digit of every bit's count, the next one the digit before, and so on.
    digits: list[int] = []
    for carry in sets:
        for place, digit in enumerate(digits):
            digits[place], carry = digit ^ carry, digit & carry
            if not carry:
                break
        else:
            digits.append(carry)
    more, equal = 0, reduce(or_, digits, 0)
    for place in range(max(len(digits), least.bit_length()) - 1, -1, -1):
        digit = digits[place] if place < len(digits) else 0
        if least >> place & 1:
            equal &= digit
        else:
            more, equal = more | equal & digit, equal & ~digit
    return more | equal


def _edits(key: str) -> int:
    """The most edits by which a like text can differ; it may be the longer of the two."""
    return int((1 / MIN_SIMILARITY - 1) * len(key) + 1e-9)


def _group_id(leader: str) -> str:
    return hashlib.sha256(leader.encode()).hexdigest()[:16]
