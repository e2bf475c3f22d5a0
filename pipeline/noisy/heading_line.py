"""Headings of a noisy table: which pieces of a heading line head which column.

Belongs here: headings that are cut over slices, doubled or damaged. Does not belong here: the slices between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
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
# The most that a heading can gain.
_MOST = 100.0 + _HALVES - _BASE
# Slices that a heading is cut over at most; two on the real extract. Characters that a heading has at least.
_WIDEST, _SHORTEST = 3, 2

Heads = list[tuple[SlicePiece, str]]
_Placed = tuple[tuple[int, int], ...]


def headed(pieces: Sequence[SlicePiece], columns: Mapping[Any, Sequence[str]]) -> Heads:
    """The pieces of a heading line, each with the column it heads; stray pieces are left out.

    A heading may be cut over three slices. Groups of pieces are chosen together, in printed order, for the greatest
    likeness to the headings in ``columns`` (column to printed headings, in printed order).
    """
    roles = list(columns)
    placed = _headed(tuple((p.column, p.tight) for p in pieces), tuple(map(tuple, columns.values())))
    return [(pieces[piece], roles[index]) for piece, index in placed]


@lru_cache(maxsize=1 << 11)
def _headed(pieces: tuple[tuple[int, str], ...], columns: tuple[tuple[str, ...], ...]) -> _Placed:
    """Numbers of pieces, each a slice with its text, with the numbers of the columns that they head."""
    known = [_normalised(labels) for labels in columns]
    empty: tuple[float, _Placed] = (0.0, ())
    best = [[empty] * (len(columns) + 1)]
    for end in range(1, len(pieces) + 1):
        best.append(row := [empty])
        groups = list(_groups(pieces, end))
        for index, labels in enumerate(known):
            option = max(best[end - 1][index + 1], row[index], key=_gained)
            for texts in groups:
                before = best[end - len(texts)][index]
                if before[0] + _MOST <= option[0]:
                    continue
                gain = _likeness(texts, labels)
                if gain > 0 and before[0] + gain > option[0]:
                    added = tuple((piece, index) for piece in range(end - len(texts), end))
                    option = (before[0] + gain, before[1] + added)
            row.append(option)
    return best[-1][-1][1]


def _gained(option: tuple[float, _Placed]) -> float:
    return option[0]


def _groups(pieces: tuple[tuple[int, str], ...], end: int) -> Iterator[tuple[str, ...]]:
    """The texts of the neighbouring pieces that end at a place and can be a heading, the last piece alone first."""
    for start in range(end - 1, max(end - _WIDEST, 0) - 1, -1):
        if start < end - 1 and pieces[start][0] + 1 != pieces[start + 1][0]:
            return
        texts = tuple(text for _, text in pieces[start:end])
        if len(plain_label("".join(texts))) >= _SHORTEST:
            yield texts


@lru_cache(maxsize=1 << 14)
def _likeness(texts: tuple[str, ...], labels: tuple[str, ...]) -> float:
    """How much neighbouring pieces resemble a heading; 0 when too little."""
    text = plain_label("".join(texts))
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
