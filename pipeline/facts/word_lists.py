"""The lists of words in ``words.yml``.

Belongs here: reading the file. Does not belong here: patterns made of its words (``named_divisions``).
"""

from __future__ import annotations

from functools import cache

from pipeline.package_yaml import package_yaml


@cache
def words() -> dict[str, list[str]]:
    """The lists by name."""
    lists: dict[str, list[str]] = package_yaml(__package__, "words.yml")
    return lists
