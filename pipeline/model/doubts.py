"""Doubts: why a value may not be what its document prints.

Belongs here: the type, the register of codes (``doubts.yml``), and what every stage does with doubts. Does not belong
here: what makes a value doubtful; each stage gives its own doubts and keeps those that came before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline.package_yaml import package_yaml

# The place of the detail in a sentence, with what leads up to it.
_DETAIL = re.compile(r"（\{detail\}）| ?\(\{detail\}\)|[：:] ?\{detail\}")


@dataclass(frozen=True, slots=True)
class DoubtCode:
    """One entry of the register: what a doubt means and what to look at, in Chinese and in English.

    ``{detail}`` in a sentence stands for the detail of the doubt. Where that is codes, ``detail_of`` names the column
    whose labels in ``code_label`` say what they are called.
    """

    code: str
    sentence: str
    action: str
    sentence_en: str
    action_en: str
    detail_of: str | None = None

    @property
    def label(self) -> str:
        """What it means in a few Chinese words: the sentence without its detail."""
        return _DETAIL.sub("", self.sentence).rstrip("。")

    @property
    def label_en(self) -> str:
        """What it means in a few English words: the sentence without its detail."""
        return _DETAIL.sub("", self.sentence_en).rstrip(".")


@cache
def register() -> dict[str, DoubtCode]:
    """Every doubt code with its sentences."""
    entries = package_yaml(__package__, "doubts.yml")
    return {code: DoubtCode(code=code, **entry) for code, entry in entries.items()}


@dataclass(frozen=True, slots=True, order=True)
class Doubt:
    """One reason for which a value may be wrong: a code of the register, and what it speaks of (may be empty).

    Raises ValueError for a code that is not in the register.
    """

    code: str
    detail: str = ""

    def __post_init__(self) -> None:
        if self.code not in register():
            raise ValueError(f"{self.code} is no doubt code: add it to pipeline/model/doubts.yml")


Doubts = tuple[Doubt, ...]
CERTAIN: Doubts = ()
"""No doubt."""


def with_doubt(doubts: Doubts, code: str, detail: str = "") -> Doubts:
    """The doubts and one more; the same doubt stands once."""
    return with_doubts(doubts, (Doubt(code, detail),))


def with_doubts(doubts: Doubts, others: Doubts) -> Doubts:
    """The doubts of two values that one value rests on, in order, each once."""
    return (*doubts, *(other for other in others if other not in doubts)) if others else doubts


def without(doubts: Doubts, *codes: str) -> Doubts:
    """The doubts but those of some codes, which something else has settled."""
    return tuple(doubt for doubt in doubts if doubt.code not in codes) if doubts else doubts


def has(doubts: Doubts, *codes: str) -> bool:
    """Whether one of the doubts has one of the codes."""
    return bool(doubts) and any(doubt.code in codes for doubt in doubts)


class Doubtable:
    """What gathers doubts while it is made; a class with a field ``doubts``."""

    __slots__ = ()
    doubts: Doubts

    def doubt(self, code: str, detail: str = "") -> None:
        """Add a doubt; those that are there stay. An empty code is none."""
        if code:
            self.doubts = with_doubt(self.doubts, code, detail)  # type: ignore[misc]  # a slot of the subclass
