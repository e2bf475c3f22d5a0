"""A closed list of codes with what each is called in Chinese and in English.

Belongs here: that type. Does not belong here: any list (``vocabularies``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping


class Vocabulary(dict[str, str]):
    """Codes in order, each with its Chinese label; ``english`` has the English ones."""

    english: dict[str, str]

    def __init__(self, entries: Mapping[str, tuple[str, str]] | None = None) -> None:
        entries = entries or {}
        super().__init__({code: labels[0] for code, labels in entries.items()})
        self.english = {code: labels[1] for code, labels in entries.items()}

    def both(self) -> dict[str, tuple[str, str]]:
        """Every code with its Chinese and its English label."""
        return {code: (label, self.english[code]) for code, label in self.items()}

    def only(self, codes: Iterable[str]) -> Vocabulary:
        """Some of the codes, with the same labels."""
        return Vocabulary({code: (self[code], self.english[code]) for code in codes})
