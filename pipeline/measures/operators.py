"""Operators in signs and words.

Belongs here: which sign or word means which comparison (``operators.yml``). Does not belong here: where it stands in a
text.
"""

from __future__ import annotations

import re

from pipeline.measures.measure import Operator
from pipeline.package_yaml import package_yaml
from pipeline.text.fold import fold_widths, squeeze

_FILE = package_yaml(__package__, "operators.yml")


def _by_word(name: str) -> dict[str, Operator]:
    return {word: operator for operator, words in _FILE[name].items() for word in words.split()}


SIGNS = _by_word("signs")
"""Operators by sign, as signs stand after full-width ones were folded."""

# Must not be less means at least (不应低于, 不宜少于, 应不小于), must not be more means at most.
_NEGATED: dict[Operator, str] = {"ge": "少于 低于 小于 短于", "le": "多于 高于 大于 超过 超出 长于 突破"}
_MUST_NOT = [f"不{modal}" for modal in "应得宜能可许准"] + [
    f"{modal}不" for modal in ("应", "应当", "须", "要", "原则上")
]

WORDS = _by_word("words") | {
    must_not + word: operator
    for operator, words in _NEGATED.items()
    for word in words.split()
    for must_not in _MUST_NOT
}
"""Operators by word before a figure."""

SUFFIXES = _by_word("suffixes")
"""Operators by word behind a figure."""


def pattern(words: dict[str, Operator]) -> str:
    """An alternation of words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def parse_operator(text: str) -> Operator | None:
    """The operator that is the whole text, as a sign or a word; null for anything else."""
    folded = squeeze(fold_widths(text))
    bare = re.sub(r"^\((.*)\)$", r"\1", folded)
    return SIGNS.get(bare) or WORDS.get(bare) or SUFFIXES.get(bare)


def combined(operators: list[Operator]) -> tuple[Operator | None, bool]:
    """The operator that several signs and words of one figure come to, and whether they contradict each other.

    不少于3次以上 is at least 3, 超过90%以上 is more than 90: where both go together, the first one counts.
    """
    kinds = set(operators)
    if len(kinds) <= 1:
        return (operators[0] if operators else None), False
    if kinds in ({"gt", "ge"}, {"lt", "le"}):
        return operators[0], False
    return None, True
