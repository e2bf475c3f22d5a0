"""The known words that may stand around the figure of a measure, by what they do to it.

Belongs here: the file ``words.yml``, and whether a text is made of its words. Does not belong here: numbers and units.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from pipeline.package_yaml import package_yaml

_LONGEST_WORD = 9


class KnownWords(NamedTuple):
    """The file ``words.yml``: sets of words that may stand around a figure, patterns of words that change it."""

    before: frozenset[str]
    verbs: frozenset[str]
    subjects: frozenset[str]
    behind: frozenset[str]
    of_share: frozenset[str]
    within: frozenset[str]
    approximate: re.Pattern[str]
    growth: re.Pattern[str]
    denied: re.Pattern[str]


@cache
def known_words() -> KnownWords:
    """The words of the file."""
    content = package_yaml(__package__, "words.yml")
    sets = {name: frozenset(str(words).split()) for name, words in content.items()}

    def any_of(name: str) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, sorted(sets[name], key=len, reverse=True))))

    return KnownWords(
        before=sets["before"],
        verbs=sets["verbs"],
        subjects=sets["subjects"],
        behind=sets["behind"],
        of_share=sets["of_share"],
        within=sets["within"],
        approximate=any_of("approximate"),
        growth=any_of("growth"),
        denied=any_of("denied"),
    )


def is_made_of(text: str, words: frozenset[str]) -> bool:
    """Whether a text is made of words of a set and nothing else."""
    reached = {0}
    for begin in range(len(text)):
        if begin in reached:
            ends = range(begin + 1, min(len(text), begin + _LONGEST_WORD) + 1)
            reached |= {end for end in ends if text[begin:end] in words}
    return len(text) in reached


def says_share(text: str, nouns: frozenset[str]) -> bool:
    """Whether a text behind a share says of what it is one, or that it was reached (覆盖, 的完好率, 群众满意)."""
    more = {"的", "已", "均", "全部", "均已", "按时", "及时", "满意度", "完好率"}
    return is_made_of(text, known_words().of_share | known_words().behind | nouns | more)


def says_done(text: str) -> bool:
    """Whether a text says that something was reached, and nothing else."""
    return is_made_of(text, known_words().behind | known_words().of_share | {"已", "均", "全部", "均已"})
