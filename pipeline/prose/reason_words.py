"""Words of reason texts as data: the models of ``reason_wording.yml`` and ``cause_taxonomy.yml``, and their loading.

Belongs here: what the two files may hold, fragments put into patterns. Does not belong here: any word, the search over
a release (``pipeline.audit.reasons``), which part of a text is cause or measure (``reasons``).
"""

from __future__ import annotations

import re
from functools import cache

from pydantic import BaseModel, ConfigDict

from pipeline.package_yaml import package_yaml

Node = str | bool | list["Node"] | dict[str, "Node"]
"""What the two files are made of."""
_FRAGMENT = re.compile(r"<([a-z_]+)>")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PhraseSearch(_Strict):
    """What is searched in a text, and the phrases that are cut out of the text first."""

    pattern: str
    unless: str


class Wording(_Strict):
    """``reason_wording.yml``."""

    not_stated: str
    elsewhere: str
    says_missed: PhraseSearch
    says_exceeded: PhraseSearch
    says_reached: PhraseSearch
    says_late: str


class CausePattern(_Strict):
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
    sentence_en: str
    is_last: bool = False
    patterns: list[CausePattern]
    hits: list[str]
    misses: list[str]


class Taxonomy(_Strict):
    """``cause_taxonomy.yml``."""

    version: str
    fragments: dict[str, str]
    all_is_well: list[str]
    categories: list[Category]


@cache
def wording() -> Wording:
    """The words by which a text is judged."""
    return Wording.model_validate(_load("reason_wording.yml"))


@cache
def taxonomy() -> Taxonomy:
    """The kinds of causes, in the order in which they are listed."""
    return Taxonomy.model_validate(_load("cause_taxonomy.yml"))


def _load(name: str) -> Node:
    content = package_yaml(__package__, name)
    return _filled(content, content.get("fragments", {}))


def _filled(node: Node, fragments: dict[str, str]) -> Node:
    """The node with every ``<fragment>`` replaced; raises KeyError for a name that is no fragment."""
    if isinstance(node, dict):
        return {key: _filled(value, fragments) for key, value in node.items()}
    if isinstance(node, list):
        return [_filled(value, fragments) for value in node]
    return _FRAGMENT.sub(lambda m: f"(?:{fragments[m[1]]})", node) if isinstance(node, str) else node
