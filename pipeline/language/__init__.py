"""The language in which the command line speaks, and everything it says, in Chinese and in English.

Belongs here: choosing the language, the sentences (``sentences.yml``), filling them. Does not belong here: what is
published, which holds both languages; when something is said.

The language is that of ``--lang``, else that of the locale (``LC_ALL``, ``LC_MESSAGES``, ``LANG``, the first that is
set): Chinese for a Chinese one, English for every other. So is it for ``C``, ``POSIX`` and none at all, as programs are
used to do: who sets them is a script that reads what is printed, or a machine whose terminal may have no Chinese font.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from pipeline.package_yaml import package_yaml

LANGUAGES = ("zh", "en")

_inside: ContextVar[str | None] = ContextVar("inside", default=None)
"""The language of a part of the program, where it is not that of the process."""


class _Speaker:
    """The language of this process: chosen once by the command line, else that of the locale."""

    chosen: str | None = None


@cache
def _file() -> Mapping[str, Mapping[str, Any]]:
    content: dict[str, dict[str, Any]] = package_yaml(__package__, "sentences.yml")
    return content


def register() -> Mapping[str, Mapping[str, str]]:
    """Every sentence by its id, with ``zh`` and ``en``."""
    return _file()["sentences"]


def click_messages() -> Mapping[str, str]:
    """The Chinese of what Click itself says, by its English."""
    return _file()["click"]


def of_locale(surroundings: Mapping[str, str]) -> str:
    """The language of a locale as the variables of POSIX give it."""
    named = next(filter(None, map(surroundings.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "zh" if named.lower().startswith("zh") else "en"


def named_in(arguments: Sequence[str]) -> str | None:
    """The language that ``--lang`` names among the arguments of a command line; null where it names none we speak."""
    for number, argument in enumerate(arguments):
        if argument == "--":
            break
        name, has_value, value = argument.partition("=")
        if name == "--lang":
            said = value if has_value else "".join(arguments[number + 1 : number + 2])
            return said if said in LANGUAGES else None
    return None


def use(language: str | None) -> None:
    """Speak this language from now on; null for that of the locale."""
    _Speaker.chosen = language


def current() -> str:
    """The language spoken: ``zh`` or ``en``."""
    return _inside.get() or _Speaker.chosen or of_locale(os.environ)


@contextmanager
def speaking(language: str | None) -> Iterator[None]:
    """Speak this language inside, and only there: a server speaks that of the page that asks. Null changes nothing."""
    token = _inside.set(language if language in LANGUAGES else None)
    try:
        yield
    finally:
        _inside.reset(token)


def in_current(chinese: str, english: str) -> str:
    """The one of two texts that is in the language spoken."""
    return chinese if current() == "zh" else english


def say(sentence_id: str, /, **values: Any) -> str:
    """A sentence in the language spoken, filled in. Raises KeyError for an unknown id or a place without its value."""
    return say_in(sentence_id, current(), **values)


def say_in(sentence_id: str, language: str, /, **values: Any) -> str:
    """A sentence in one of our languages, filled in."""
    return register()[sentence_id][language].format(**values)


def say_both(sentence_id: str, /, **values: Any) -> tuple[str, str]:
    """A sentence in Chinese and in English, filled in; a pair among the values is a value in Chinese and in English."""
    chinese, english = (
        {name: value[place] if isinstance(value, tuple) else value for name, value in values.items()}
        for place in (0, 1)
    )
    sentence = register()[sentence_id]
    return sentence["zh"].format(**chinese), sentence["en"].format(**english)
