"""Whether the characters of a document are Chinese text at all, or what a wrong map of a font makes of it.

Belongs here: how many neighbours are neighbours in words. Does not belong here: where the text comes from, single
characters that are wrong (nothing but the drawing shows those).

A font whose map gives other characters than it draws turns every text into a row of characters without sense. In
ordinary texts half of all neighbouring ideographs stand so in a common word, headings included (0.50 to 0.70 on the
forms and reports that tests read; 0.33 in a list of names); in texts whose characters
were exchanged among each other less than an eighth do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import pairwise

from pipeline.noisy.word_costs import common_words

_RUN = re.compile(r"[\u4e00-\u9fff]{2,}")
# So many neighbours are enough to judge a text, and of these so many are neighbours in words where it is one.
_FEWEST, _LEAST = 100, 0.15
# The words are in simplified characters; a text with this share of traditional ones is not judged by them.
_TRADITIONAL = 0.25


def is_gibberish(texts: Iterable[str]) -> bool:
    """Whether texts are long enough to be judged and are no Chinese."""
    pairs = Counter("".join(pair) for text in texts for run in _RUN.findall(text) for pair in pairwise(run))
    total, neighbours = pairs.total(), _neighbours()
    if total < _FEWEST or sum(count for pair, count in pairs.items() if pair in neighbours) >= _LEAST * total:
        return False
    return sum(count for pair, count in pairs.items() if _is_traditional(pair[0])) < _TRADITIONAL * total


@cache
def _is_traditional(sign: str) -> bool:
    """Whether an ideograph is among the common ones of Big5 (its first level) and not in GB 2312."""
    return b"\xa4\x40" <= sign.encode("big5", "replace") < b"\xc6\xa1" and sign.encode("gb2312", "ignore") == b""


@cache
def _neighbours() -> frozenset[str]:
    return frozenset("".join(pair) for word in common_words() for pair in pairwise(word))
