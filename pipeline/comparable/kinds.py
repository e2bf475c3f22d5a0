"""What an indicator measures: satisfaction, completion, cost and so on.

Belongs here: ``kinds.yml`` and the way its rules are tried. Does not belong here: what a target states
(``pipeline.measures``), whether a level suits an indicator (``pipeline.audit``).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, model_validator

from pipeline.measures import dimension
from pipeline.package_yaml import package_yaml
from pipeline.text.fold import fold_widths, squeeze

Target = Literal["number", "date", "words", "none"]
Dimension = Literal["percent", "money", "time", "count", "none"]

_AT_END = re.compile(r"(?:\([^()]*\)|[\[【][^\[\]【】]*[\]】]|[,.;:、。!?*#]+|[≥≤><=]+[\d.]+%?)$")
_CUT = re.compile(r"(?:…|\.{3})$")
_NUMBERS = frozenset({"quantity", "range", "approximate", "growth", "ratio", "several"})
_DIMENSIONS: dict[str, Dimension] = {"percent": "percent", "money": "money", "time": "time"}
_DATES = frozenset({"deadline", "date"})
_NONE = frozenset({"placeholder"})


class Described(NamedTuple):
    """What a form says of an indicator; ``target_kind`` is what its target states (``indicator.target_kind``)."""

    name: str | None
    level2: str | None = None
    target_text: str | None = None
    unit: str | None = None
    target_kind: str | None = None


class _Rule(BaseModel):
    """A kind with the conditions under which it holds; a condition that is not given holds always."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    name: str = ""
    unless: str | None = None
    level: tuple[str, ...] = ()
    unit: tuple[Dimension, ...] = ()
    target: Target | None = None
    text: str | None = None
    but_not: tuple[str, ...] = ()
    hits: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()

    def end_in(self, name: str) -> int | None:
        """Where the last match in a name ends; null where there is none, or an exception holds."""
        if self.unless is not None and re.search(self.unless, name):
            return None
        ends = [match.end() for match in re.finditer(self.name, name)]
        return max(ends, default=None)

    def holds(self, said: _Said) -> bool:
        """Whether everything but the name agrees."""
        return (
            (not self.level or said.level2 in self.level)
            and (not self.unit or said.dimension in self.unit)
            and (self.target is None or said.target == self.target)
            and (self.text is None or re.search(self.text, said.text) is not None)
        )


class Kinds(BaseModel):
    """The file ``kinds.yml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tail: str
    heads: tuple[_Rule, ...]
    overrides: tuple[_Rule, ...]
    words: tuple[_Rule, ...]
    context: tuple[_Rule, ...]

    @model_validator(mode="before")
    @classmethod
    def _with_tail(cls, content: dict[str, object]) -> dict[str, object]:
        """Put the expression ``tail`` in place of its name."""
        tail = str(content["tail"])
        rules: dict[str, object] = {}
        for part in ("heads", "overrides", "words", "context"):
            listed = content[part]
            assert isinstance(listed, list)
            rules[part] = [rule | {"name": rule.get("name", "").replace("{tail}", tail)} for rule in listed]
        return {"tail": tail} | rules


class _Said(NamedTuple):
    """What the rules look at."""

    name: str
    level2: str | None
    text: str
    dimension: Dimension
    target: Target


@cache
def kinds() -> Kinds:
    """The rules. Raises pydantic's ValidationError for a file that breaks the model."""
    return Kinds.model_validate(package_yaml(__package__, "kinds.yml"))


@lru_cache(maxsize=1 << 15)
def indicator_kind(described: Described) -> str | None:
    """The kind of an indicator, a value of ``indicator.indicator_kind``; null where nothing tells it.

    >>> indicator_kind(Described("投诉处理及时率")), indicator_kind(Described("其他"))
    ('timeliness', None)
    """
    whole = squeeze(fold_widths(described.name or ""))
    said = _Said(
        _bare(whole),
        described.level2,
        squeeze(fold_widths(described.target_text or "")),
        _dimension(described),
        _target(described),
    )
    rules = kinds()
    # A name that is cut off does not show how it ends.
    head = None if _CUT.search(whole) else _head(said, rules.heads)
    for rule in rules.overrides:
        if head not in rule.but_not and rule.end_in(said.name) is not None and rule.holds(said):
            return rule.kind
    if head is not None:
        return head
    for rule in (*rules.words, *rules.context):
        if rule.holds(said) and rule.end_in(said.name) is not None:
            return rule.kind
    return None


def _head(said: _Said, rules: tuple[_Rule, ...]) -> str | None:
    """The kind of the head that ends last in the name; of heads that end together, the first."""
    best, kind = 0, None
    for rule in rules:
        end = rule.end_in(said.name)
        if end is not None and end > best and rule.holds(said):
            best, kind = end, rule.kind
    return kind


def _bare(name: str) -> str:
    """A folded name without brackets and punctuation at its end."""
    text, before = name, None
    while text != before:
        before, text = text, _AT_END.sub("", text)
    return text or name


def _dimension(described: Described) -> Dimension:
    if described.unit is None:
        return "none"
    return _DIMENSIONS.get(dimension(described.unit), "count")


def _target(described: Described) -> Target:
    kind = described.target_kind
    if kind in _NUMBERS:
        return "number"
    if kind in _DATES:
        return "date"
    return "none" if kind in _NONE or not described.target_text else "words"
