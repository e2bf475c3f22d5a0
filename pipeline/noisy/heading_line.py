"""Headings of a noisy table: which pieces of a heading line head which column.

Belongs here: headings that are cut over slices, doubled or damaged. Does not belong here: the slices between them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from rapidfuzz import fuzz

from pipeline.noisy.sliced_lines import SlicePiece
from pipeline.text.labels import plain_label

# Likeness from which a text counts as a heading: of five characters one may be wrong and one missing.
_ALIKE = 72.0
# What a heading gains is its likeness above this one: a poor heading counts less than two good ones (chosen).
_BASE = 62.0
# A part of a heading, of so many characters, counts as that likeness (chosen, not measured).
_PART, _PART_LENGTH = 80.0, 4
# The halves of a cut heading share its characters; a stray sign beside a whole heading does not. Likeness that they
# gain over a whole one (chosen, not measured).
_HALVES = 12.0
# Slices that a heading is cut over at most; two on the real extract.
_WIDEST = 3

Heads = list[tuple[SlicePiece, str]]


def headed(pieces: Sequence[SlicePiece], columns: Mapping[Any, Sequence[str]]) -> Heads:
    """The pieces of a heading line, each with the column it heads; stray pieces are left out.

    A heading may be cut over three slices. Groups of pieces are chosen together, in printed order, for the greatest
    likeness to the headings in ``columns`` (column to printed headings, in printed order).
    """
    roles = list(columns)
    known = [_normalised(tuple(labels)) for labels in columns.values()]
    empty: tuple[float, Heads] = (0.0, [])
    best = [[empty] * (len(roles) + 1) for _ in range(len(pieces) + 1)]
    for end in range(len(pieces) + 1):
        for index in range(len(roles) + 1):
            options = [empty] if not end or not index else []
            if end:
                options.append(best[end - 1][index])
            if index:
                options.append(best[end][index - 1])
            for size in range(1, min(_WIDEST, end) + 1) if index else ():
                group = pieces[end - size : end]
                gain = _gain(group, known[index - 1])
                if gain > 0:
                    before = best[end - size][index - 1]
                    options.append((before[0] + gain, [*before[1], *((p, roles[index - 1]) for p in group)]))
            best[end][index] = max(options, key=lambda option: option[0])
    return best[-1][-1][1]


def _gain(group: Sequence[SlicePiece], labels: tuple[str, ...]) -> float:
    """How much a group of neighbouring pieces resembles a heading; 0 when too little."""
    if any(p.column + 1 != q.column for p, q in pairwise(group)):
        return 0.0
    return _likeness(tuple(p.tight for p in group), labels)


@lru_cache(maxsize=1 << 14)
def _likeness(texts: tuple[str, ...], labels: tuple[str, ...]) -> float:
    text = plain_label("".join(texts))
    if len(text) < 2:
        return 0.0
    best = 0.0
    for label in labels:
        score = fuzz.ratio(label, text)
        if len(text) >= _PART_LENGTH and text in label:
            score = max(score, _PART)
        if score + _HALVES > best and len(texts) > 1 and all(_shares(t, label) for t in texts):
            score += _HALVES
        best = max(best, score)
    return best - _BASE if best > _ALIKE else 0.0


@lru_cache(maxsize=256)
def _normalised(labels: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(plain_label, labels)))


def _shares(text: str, label: str) -> bool:
    return 2 * sum(char in label for char in text) >= len(text)
