"""The lists of words in ``words.yml``.

Belongs here: reading the file. Does not belong here: patterns made of its words (``named_divisions``).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml


@cache
def words() -> dict[str, list[str]]:
    """The lists by name."""
    lists: dict[str, list[str]] = yaml.safe_load((files(__package__) / "words.yml").read_text("utf-8"))
    return lists
