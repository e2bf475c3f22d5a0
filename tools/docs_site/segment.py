"""Chinese text parted into words, for a search that finds whole words only.

Belongs here: the likeliest way to read a run of Chinese characters as words, by the word list that the readers use
(``pipeline.noisy``). Does not belong here: the search itself, which comes with the theme and knows a word by the
marks between words.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import cache

from pipeline.noisy.word_costs import word_cost

MARK = "\u200b"
"""A blank without width: what the theme takes for the end of a Chinese word."""
_RUN = re.compile(r"[\u3400-\u9fff]+")
_LONGEST = 8
# A word of this product costs what a common word does, in nats (chosen, not measured).
_OWN = 8.0


def marked(text: str, own: frozenset[str] = frozenset()) -> str:
    """The text with a mark around every Chinese word; ``own`` are words beyond the general list.

    >>> marked("绩效的指标").split(MARK)
    ['', '绩效', '的', '指标', '']
    """
    return _RUN.sub(lambda run: MARK + MARK.join(words(run[0], own)) + MARK, text)


@cache
def words(run: str, own: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The cheapest words that a run of Chinese characters consists of."""
    best = [(0.0, 0)] + [(math.inf, 0)] * len(run)
    for start in range(len(run)):
        for end in range(start + 1, min(len(run), start + _LONGEST) + 1):
            word = run[start:end]
            cost = _OWN if word in own else word_cost(word)
            if cost is not None and best[start][0] + cost < best[end][0]:
                best[end] = (best[start][0] + cost, start)
    return tuple(reversed(list(_back(run, best))))


def _back(run: str, best: list[tuple[float, int]]) -> Iterable[str]:
    end = len(run)
    while end:
        start = best[end][1]
        yield run[start:end]
        end = start
