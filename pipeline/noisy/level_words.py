"""What single texts tell of level labels: names that speak of a label, fragments that show one.

Belongs here: one text beside one label. Does not belong here: rows and their order (``level_runs``, ``level_labels``).
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache

from pipeline.families import vocabulary
from pipeline.package_yaml import package_yaml

# A fragment with a telling character of another label, for each, and for all of them at most.
_FOREIGN = 2.0
_FOREIGN_MOST = 4.0
# A fragment that repeats what was seen, or follows the end of the label.
_AGAIN = 1.2
# A name speaks of a label where it speaks of no more than so many.
_MOST_HINTS = 2
# These stand in every label and tell nothing.
_SHARED = frozenset("指标")


@cache
def _hints() -> list[tuple[re.Pattern[str], frozenset[str]]]:
    loaded = package_yaml(__package__, "hints.yml")
    return [(re.compile(h["pattern"]), frozenset(h["labels"])) for h in loaded]


@lru_cache(maxsize=4096)
def hinted(name: str) -> frozenset[str]:
    """Second-level labels that an indicator's name speaks of; empty when it speaks of none."""
    for pattern, labels in _hints():
        if pattern.search(name):
            return labels
    return frozenset()


def names_label(name: str, label: str) -> bool:
    """Whether a name speaks of a label and of hardly any other."""
    hints = hinted(name)
    return label in hints and len(hints) <= _MOST_HINTS


@lru_cache(maxsize=1)
def telling() -> frozenset[str]:
    """The characters that tell one label from others."""
    words = vocabulary()
    labels = [label for labels in words.level1.values() for label in labels]
    labels += [label for level2 in words.level2.values() for label in level2.labels]
    return frozenset("".join(labels)) - _SHARED


@cache
def _characters(label: str) -> tuple[dict[str, int], frozenset[str], int]:
    """How often each character stands in a label, which of them tell it from others, and how many these are."""
    wanted = frozenset(label) - _SHARED
    return dict(Counter(label)), wanted, max(1, sum(char in wanted for char in label))


@lru_cache(maxsize=65536)
def fit(texts: tuple[str, ...], label: str) -> tuple[float, float]:
    """Share of a label's telling characters that fragments show, in any order, and the cost of foreign ones.

    Vertical text is read in column order, so order does not count; characters of no label are damage.
    """
    counts, wanted, many = _characters(label)
    left = counts.copy()
    known = telling()
    seen, foreign, ended = 0, 0.0, False
    for text in texts:
        strangers, again, own = 0, False, 0
        for char in text:
            if left.get(char, 0) > 0:
                left[char] -= 1
                own += char in wanted
            elif char in label:
                again = True
            elif char in known:
                strangers += 1
        # 指标 ends a label: what tells of a label does not follow it, and it does not stand twice.
        foreign += min(_FOREIGN_MOST, _FOREIGN * strangers) + (_AGAIN if again or (ended and own) else 0.0)
        ended = ended or (not own and bool(set(text) & _SHARED)) or text.endswith("指标")
        seen += own
    return seen / many, foreign


@cache
def ends_others(label: str) -> bool:
    """Whether a second-level label is the end of another one."""
    return any(other != label and other.endswith(label) for other in vocabulary().level2)


def shows_a_label(text: str) -> bool:
    """Whether a text holds a character that stands in labels."""
    return bool(set(text) & (telling() | _SHARED))
