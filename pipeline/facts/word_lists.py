"""The words in ``words.yml``. Belongs here: reading them. Does not belong here: what is made of them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml


@cache
def words() -> dict[str, list[str]]:
    """The lists by name."""
    lists: dict[str, list[str]] = yaml.safe_load((files(__package__) / "words.yml").read_text("utf-8"))
    return lists
