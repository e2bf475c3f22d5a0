"""Every word that the pages of the site say, in Chinese and in English.

Belongs here: reading ``words.yml``. Does not belong here: titles of columns and labels of codes (``schemas``).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pipeline.package_yaml import package_yaml


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Words and sentences by id, each with ``zh`` and ``en``."""
    content: dict[str, dict[str, str]] = package_yaml(__package__, "words.yml")
    return content
