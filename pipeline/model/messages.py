"""Everything that is said of a document or a form as a whole, in Chinese and in English, from one register.

Belongs here: a message, the register (``messages.yml``), filling its sentences. Does not belong here: when something is
said; doubts about single values (``doubts``); findings of the audit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.package_yaml import package_yaml


@dataclass(frozen=True, slots=True)
class Message:
    """What a person is told, in both languages, under a machine code; a part of a sentence has no code.

    Programs look at the code, never at the sentences.
    """

    code: str
    sentence: str
    sentence_en: str


Filling = str | int | Message | Sequence[str] | Sequence[int] | Sequence[Message]
"""What stands in a place of a sentence. Several texts are listed, several messages follow each other."""


@cache
def register() -> dict[str, dict[str, dict[str, str]]]:
    """The register: ``codes``, ``sentences`` and ``phrases``, each entry with ``zh`` and ``en``."""
    content = package_yaml(__package__, "messages.yml")
    return {str(section): entries for section, entries in content.items()}


def said(message_id: str, /, **values: Filling) -> Message:
    """A sentence or a phrase of the register, filled in.

    The code of a sentence is its id up to the point. Raises KeyError for an id that is not in the register, and for a
    place without its value.
    """
    known = register()
    entry = known["sentences"].get(message_id)
    code = message_id.partition(".")[0] if entry is not None else ""
    entry = entry or known["phrases"][message_id]
    chinese = entry["zh"].format(**{name: _filled(value, 0) for name, value in values.items()})
    english = entry["en"].format(**{name: _filled(value, 1) for name, value in values.items()})
    return Message(code, chinese, english)


def words(chinese: str, english: str = "") -> Message:
    """A text that exists in both languages elsewhere, such as the title of a family; one in Chinese alone is a name."""
    return Message("", chinese, english or chinese)


def together(messages: Iterable[Message], code: str = "") -> Message:
    """Several sentences one after the other under one code; empty texts for none."""
    listed = list(messages)
    return Message(code, "".join(m.sentence for m in listed), " ".join(m.sentence_en for m in listed))


def _filled(value: Filling, language: int) -> str:
    if isinstance(value, Message):
        return (value.sentence, value.sentence_en)[language]
    if isinstance(value, str | int):
        return str(value)
    is_said = any(isinstance(part, Message) for part in value)
    link = (("；", "; ") if is_said else ("、", ", "))[language]
    return link.join(_filled(part, language) for part in value)
