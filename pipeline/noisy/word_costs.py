"""How likely a short Chinese text is: a unigram model over common words, domain words and the document's own words.

Belongs here: costs of words and texts in nats (-log of the probability), and what a missing character would cost.
Does not belong here: what happens at a cut (``cut_names``).

The words come from ``common_words.txt`` (a general list, see its head) and ``words.yml`` (what these forms are about).
"""

from __future__ import annotations

import math
import re
import string
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from pipeline.package_yaml import package_yaml

# Counts of the general list add up to this.
_TOTAL = 62_000_000
# Domain words count as if they were among the commonest few thousand (a count of 8192; chosen, not measured).
_DOMAIN = 2.0**13
# An ideograph that is no word of the list; a sign; a figure or Latin word of any length (chosen, not measured).
_UNKNOWN = 17.0
_SIGN = 12.0
_LATIN = 7.0
# A word of one character at the beginning of a text (chosen, not measured).
_ALONE = 3.0
# A run of so many characters or more that stands uncut elsewhere in the document (chosen, not measured).
_PROVED, _PROVED_LENGTH = 8.0, 3
# The longest word that is looked for, and the longest of those with one character lost.
_LONGEST, _LONGEST_GAPPED = 8, 3
_TOKEN = re.compile(r"[0-9A-Za-z.%]+")
_TOKEN_CHARACTERS = frozenset(string.ascii_letters + string.digits + ".%")

Proves = Callable[[str], bool]
"""Whether a run of three to eight characters stands uncut elsewhere; then its beginning does so too."""


@cache
def words() -> dict[str, str]:
    """The domain words by kind."""
    loaded: dict[str, str] = package_yaml(__package__, "words.yml")
    return loaded


@cache
def _costs() -> dict[str, float]:
    costs = dict(_general_words())
    domain = math.log(_TOTAL / _DOMAIN)
    for word in _domain_words():
        costs[word] = min(costs.get(word, domain), domain)
    return costs


def _general_words() -> Iterator[tuple[str, float]]:
    """The words of the general list, each with its cost."""
    for line in (files(__package__) / "common_words.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        size, bits, run = line.split()
        cost = math.log(_TOTAL / 2.0 ** (int(bits) + 0.5))
        for word in map("".join, zip(*[iter(run)] * int(size), strict=True)):
            yield word, cost


def _domain_words() -> Iterator[str]:
    return (word for kind in ("measures", "verbs", "nouns") for word in words()[kind].split())


def common_words() -> Iterator[str]:
    """The words of the general list and of the domain."""
    yield from (word for word, _ in _general_words())
    yield from _domain_words()


@cache
def _gapped() -> dict[tuple[str, str], float]:
    """The cheapest word of two or three characters that has one unknown character between two contexts."""
    cheapest: dict[tuple[str, str], float] = {}
    for word, cost in _costs().items():
        if len(word) > _LONGEST_GAPPED:
            continue
        for at in range(len(word)):
            key = word[:at], word[at + 1 :]
            if cost < cheapest.get(key, _UNKNOWN):
                cheapest[key] = cost
    return cheapest


def word_cost(word: str) -> float | None:
    """Cost of a word by itself; null when it is none."""
    cost = _costs().get(word)
    if cost is None and len(word) == 1:
        return _UNKNOWN if "\u3400" <= word <= "\u9fff" else _SIGN
    return cost


@cache
def _beginnings() -> frozenset[str]:
    """The first characters, as many as a run must have to be proved, of longer words."""
    return frozenset(word[:_PROVED_LENGTH] for word in _costs() if len(word) > _PROVED_LENGTH)


class WordsAt:
    """The words that can begin at a place of a text: how many characters each has, and its cost.

    They hang on the next characters alone, and readings of one cut differ in one or two of them: what was found for the
    same characters is kept. A single character always is a word.
    """

    def __init__(self, proves: Proves) -> None:
        self._proves = proves
        self._known: dict[str, list[tuple[int, float]]] = {}

    def of(self, text: str, start: int) -> list[tuple[int, float]]:
        """The words of a text that begin at a place."""
        ahead = text[start : start + _LONGEST]
        found = self._known.get(ahead)
        if found is None:
            found = self._known[ahead] = list(self._look(ahead))
        return found

    def _look(self, ahead: str) -> Iterator[tuple[int, float]]:
        costs = _costs()
        yield 1, word_cost(ahead[0]) or 0.0
        may_be_proved = True
        for size in range(2, len(ahead) + 1):
            word = ahead[:size]
            cost = costs.get(word)
            if size >= _PROVED_LENGTH:
                if may_be_proved and (cost is None or cost > _PROVED):
                    may_be_proved = self._proves(word)
                    cost = _PROVED if may_be_proved else cost
                if not may_be_proved and size == _PROVED_LENGTH and word not in _beginnings():
                    if cost is not None:
                        yield size, cost
                    return
            if cost is not None:
                yield size, cost


def text_costs(text: str, words_at: WordsAt) -> list[float]:
    """Cost of the cheapest way to read the text up to each place as words."""
    best = [0.0] + [math.inf] * len(text)
    for start, char in enumerate(text):
        before = best[start]
        if char in _TOKEN_CHARACTERS:
            end = _token_end(text, start)
            best[end] = min(best[end], before + _LATIN)
        for size, cost in words_at.of(text, start):
            if before + cost < best[start + size]:
                best[start + size] = before + cost
    return best


def text_cost(text: str, words_at: WordsAt) -> float:
    """Cost of a text."""
    return text_costs(text, words_at)[-1]


def _token_end(text: str, start: int) -> int:
    """Where a figure or Latin word that begins at a place ends."""
    token = _TOKEN.match(text, start)
    return token.end() if token else start


def gap_cost(left: str, right: str, before: Sequence[float], behind: Sequence[float]) -> float:
    """Cost of two texts with one unknown character between them, whichever fits best.

    ``before`` are the costs of the left text up to each place, ``behind`` those of the right one from each place.
    """
    best = math.inf
    for a in range(min(2, len(left)) + 1):
        for b in range(min(2 - a, len(right)) + 1):
            cost = _gapped().get((left[len(left) - a :], right[:b]))
            if cost is not None:
                best = min(best, before[len(left) - a] + cost + behind[b])
    return best


def text_costs_back(text: str, words_at: WordsAt) -> list[float]:
    """Cost of the cheapest way to read the text from each place as words."""
    best = [math.inf] * len(text) + [0.0]
    for start in range(len(text) - 1, -1, -1):
        if text[start] in _TOKEN_CHARACTERS:
            best[start] = _LATIN + best[_token_end(text, start)]
        for size, cost in words_at.of(text, start):
            if cost + best[start + size] < best[start]:
                best[start] = cost + best[start + size]
    return best


@lru_cache(maxsize=4096)
def lost_first(text: str) -> float:
    """How much likelier the text is as it stands than with its first character lost; negative when less likely.

    Names and qualities hardly ever begin with a word of one character: one that does has more often lost its beginning.
    """

    def never(_: str) -> bool:
        return False

    head = text[:_LONGEST]
    behind = text_costs_back(head, WordsAt(never))
    whole = [behind[0] + (0.0 if head[:1] in words()["beginnings"].split() else _ALONE)]
    whole += [cost + behind[n] for n in range(2, len(head) + 1) if (cost := _costs().get(head[:n])) is not None]
    if token := _TOKEN.match(head):
        whole.append(_LATIN + behind[token.end()])
    gapped = ((n, _gapped().get(("", head[:n]))) for n in range(_LONGEST_GAPPED))
    lost = [cost + behind[n] + (0.0 if n else _ALONE) for n, cost in gapped if n < len(behind) and cost is not None]
    return min(lost) - min(whole)
