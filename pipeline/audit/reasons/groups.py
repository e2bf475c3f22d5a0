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
from collections.abc import Iterator
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
_BITS = 251
# Characters of a piece. A leader of n >= 10 characters has n // 4 pieces, always more than the edits that are allowed
# (15 % of the longer text, which has at most n / 0.85 characters): one piece at least is left whole in a like text.
_PIECE = 4


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
    # Indices of the leaders by their characters of denial and direction, then by a piece of their text.
    led: dict[str, dict[str, list[int]]] = {}
    letters = [_letters(key) for key in ordered]
    for number, key in enumerate(ordered):
        if len(key) < MIN_LENGTH:
            yield key, key, 1.0
            continue
        same_sense = led.setdefault(directions(key), {})
        leaders = set[int]().union(*(same_sense[piece] for piece in _pieces(key, step=1) if piece in same_sense))
        # An edit removes at most one character and adds at most one, so it changes two bits at most.
        own, limit = letters[number], 2 * _edits(key)
        near = sorted([leader for leader in leaders if (own ^ letters[leader]).bit_count() <= limit])
        best = process.extractOne(
            key,
            [ordered[leader] for leader in near],
            scorer=Levenshtein.normalized_similarity,
            score_cutoff=MIN_SIMILARITY,
        )
        if best:
            yield key, best[0], best[1]
            continue
        yield key, key, 1.0
        # A like text has fewer edits than the pieces taken here, so that it holds one of them unchanged. The rarest
        # pieces are taken, because they lead to the fewest other texts.
        pieces = sorted(_pieces(key, step=_PIECE), key=lambda piece: len(same_sense.get(piece, ())))
        for piece in pieces[: _edits(key) + 1]:
            same_sense.setdefault(piece, []).append(number)


def _edits(key: str) -> int:
    """The most edits by which a like text can differ; it may be the longer of the two."""
    return int((1 / MIN_SIMILARITY - 1) * len(key) + 1e-9)


def _letters(key: str) -> int:
    """The characters of a key as a set of bits; two characters may share one, which only makes keys look more alike."""
    return reduce(or_, (1 << ord(letter) % _BITS for letter in set(key)), 0)


def _pieces(key: str, step: int) -> list[str]:
    return [key[i : i + _PIECE] for i in range(0, len(key) - _PIECE + 1, step)]


def _group_id(leader: str) -> str:
    return hashlib.sha256(leader.encode()).hexdigest()[:16]
