"""Words that stand around the figure of a measure: which are known, and what they do to it.

Belongs here: the file ``words.yml`` and taking a text apart into its words. Does not belong here: numbers and units.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import yaml

_LONGEST_WORD = 9


class Lists(NamedTuple):
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
def lists() -> Lists:
    """The words of the file."""
    content = yaml.safe_load((files(__package__) / "words.yml").read_text("utf-8"))
    sets = {name: frozenset(str(words).split()) for name, words in content.items()}

    def any_of(name: str) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, sorted(sets[name], key=len, reverse=True))))

    return Lists(
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
    """Whether a text is words of a set, one behind the other."""
    reached = {0}
    for begin in range(len(text)):
        if begin in reached:
            ends = range(begin + 1, min(len(text), begin + _LONGEST_WORD) + 1)
            reached |= {end for end in ends if text[begin:end] in words}
    return len(text) in reached


def says_share(text: str, nouns: frozenset[str]) -> bool:
    """Whether a text says what a share is of, or that it was reached (100%覆盖, 95%的完好率, 95%群众满意)."""
    more = {"的", "已", "均", "全部", "均已", "按时", "及时", "满意度", "完好率"}
    return is_made_of(text, lists().of_share | lists().behind | nouns | more)


def says_done(text: str) -> bool:
    """Whether a text says no more than that it was reached."""
    return is_made_of(text, lists().behind | lists().of_share | {"已", "均", "全部", "均已"})
