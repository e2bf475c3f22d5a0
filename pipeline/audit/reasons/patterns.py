"""Patterns as data: the models of ``wording.yml`` and ``taxonomy.yml``, and the loading of both.

Belongs here: what the two files may hold, fragments put into patterns. Does not belong here: any word, any matching.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

_FRAGMENT = re.compile(r"<([a-z_]+)>")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Statement(_Strict):
    """What a text must say, and the phrases that are cut out of it first."""

    pattern: str
    unless: str


class Wording(_Strict):
    """``wording.yml``."""

    not_stated: str
    says_missed: Statement
    says_exceeded: Statement


class Pattern(_Strict):
    """One wording of a kind of cause; ``unless`` is what the clause must not say."""

    id: str
    regex: str
    unless: str | None = None


class Category(_Strict):
    """A kind of cause; one with ``is_last`` counts only where no other does.

    ``hits`` are texts that must fall into it, ``misses`` texts that must not.
    """

    id: str
    title: str
    sentence: str
    is_last: bool = False
    patterns: list[Pattern]
    hits: list[str]
    misses: list[str]


class Taxonomy(_Strict):
    """``taxonomy.yml``."""

    version: str
    fragments: dict[str, str]
    all_is_well: list[str]
    categories: list[Category]


@cache
def wording() -> Wording:
    """The words by which a text is judged."""
    return Wording.model_validate(_load("wording.yml"))


@cache
def taxonomy() -> Taxonomy:
    """The kinds of causes, in the order in which they are listed."""
    return Taxonomy.model_validate(_load("taxonomy.yml"))


def _load(name: str) -> Any:
    content = yaml.safe_load((files(__package__) / name).read_text("utf-8"))
    return _filled(content, content.get("fragments", {}))


def _filled(node: Any, fragments: dict[str, str]) -> Any:
    """The node with every ``<fragment>`` replaced; raises KeyError for one that is not there."""
    if isinstance(node, dict):
        return {key: _filled(value, fragments) for key, value in node.items()}
    if isinstance(node, list):
        return [_filled(value, fragments) for value in node]
    return _FRAGMENT.sub(lambda m: f"(?:{fragments[m[1]]})", node) if isinstance(node, str) else node
