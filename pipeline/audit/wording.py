"""What the audit says, in Chinese and in English: the register of rules, its messages, phrases and reason codes.

Belongs here: loading and validating ``rules.yml`` and ``phrases.yml``, and filling their placeholders. Does not belong
here: when a rule fires (the modules ``*_rules``).

A rule names a message and gives the values of its placeholders; this module makes both languages from one place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, model_validator

from pipeline.package_yaml import package_yaml

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


class Text(BaseModel):
    """One text in both languages, with the same placeholders in both."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: str
    en: str

    @model_validator(mode="after")
    def same_placeholders(self) -> Text:
        """Both languages say the same, so they fill in the same values."""
        if set(PLACEHOLDER.findall(self.zh)) != set(PLACEHOLDER.findall(self.en)):
            raise ValueError(f"other placeholders in one language than in the other: {self.zh} | {self.en}")
        return self


class Rule(BaseModel):
    """One rule of the register; ``messages`` and ``expected`` are named texts that its checks choose from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rule_id: str
    severity: Literal["error", "warning", "info"]
    subject: str
    title: Text
    sentence: Text
    basis: Text
    action: Text
    messages: Mapping[str, Text]
    expected: Mapping[str, Text] = {}

    def published(self) -> dict[str, str]:
        """The row of table ``rule``."""
        texts = {"title": self.title, "sentence": self.sentence, "basis": self.basis, "action": self.action}
        row = {"rule_id": self.rule_id, "severity": self.severity, "subject": self.subject}
        for name, text in texts.items():
            row |= {name: text.zh, f"{name}_en": text.en}
        return row


class Phrases(BaseModel):
    """The file ``phrases.yml``: words that fill placeholders, and what the codes of results mean."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: Mapping[str, Text]
    reasons: Mapping[str, Text]


@cache
def register() -> Mapping[str, Rule]:
    """Every rule by its id, in the order of the ids. Raises pydantic's ValidationError for a broken file."""
    rules = [Rule.model_validate(entry) for entry in _content("rules.yml")]
    return {rule.rule_id: rule for rule in sorted(rules, key=lambda rule: rule.rule_id)}


@cache
def phrases() -> Phrases:
    """The words and reason codes. Raises pydantic's ValidationError for a broken file."""
    return Phrases.model_validate(_content("phrases.yml"))


def reason_codes() -> Mapping[str, Text]:
    """What every code of ``rule_result.reason`` and ``expected_score.unchecked_reason`` means, in both languages."""
    return phrases().reasons


def _content(name: str) -> Any:
    return package_yaml(__package__, name)


@dataclass(frozen=True, slots=True)
class Words:
    """A value of a placeholder that differs by language: one expression for each."""

    zh: pl.Expr
    en: pl.Expr


Value = pl.Expr | Words


@dataclass(frozen=True, slots=True)
class Choice:
    """The name of a text, chosen for each row: that of the first condition that holds, else ``otherwise``."""

    when: tuple[tuple[pl.Expr, str], ...]
    otherwise: str


Named = str | Choice


def choose(*when: tuple[pl.Expr, str], otherwise: str) -> Choice:
    """The name of a text by conditions."""
    return Choice(when, otherwise)


def names_of(named: Named | Value) -> list[str]:
    """The names of texts that may be chosen; none where a value stands in their place."""
    if isinstance(named, Choice):
        return [*(name for _, name in named.when), named.otherwise]
    return [named] if isinstance(named, str) else []


def phrase(name: str, values: Mapping[str, Value] | None = None) -> Words:
    """A phrase of ``phrases.yml``, with its placeholders filled."""
    return filled(phrases().words[name], values or {})


def either(when: pl.Expr, this: Value, that: Value) -> Words:
    """One value where the condition holds, else the other."""
    one, other = as_words(this), as_words(that)
    return Words(pl.when(when).then(one.zh).otherwise(other.zh), pl.when(when).then(one.en).otherwise(other.en))


def as_words(value: Value) -> Words:
    """A value that may be the same in both languages."""
    return value if isinstance(value, Words) else Words(value, value)


def or_phrase(value: Value, name: str) -> Words:
    """A value, and a phrase where it is null."""
    words, otherwise = as_words(value), phrases().words[name]
    return Words(words.zh.fill_null(otherwise.zh), words.en.fill_null(otherwise.en))


def filled(text: Text, values: Mapping[str, Value]) -> Words:
    """A text with its placeholders filled. A value that is null shows that nothing legible stands there."""
    sides = []
    for template, language in ((text.zh, "zh"), (text.en, "en")):
        names = PLACEHOLDER.findall(template)
        blank = getattr(phrases().words["blank"], language)
        parts = [getattr(as_words(values[name]), language).cast(pl.String).fill_null(blank) for name in names]
        pattern = PLACEHOLDER.sub("{}", template)
        sides.append(pl.format(pattern, *parts) if parts else pl.lit(pattern))
    return Words(*sides)


def named_text(texts: Mapping[str, Text], name: Named, values: Mapping[str, Value]) -> Words:
    """A text of a rule by its name, or by a name that is chosen for each row."""
    if isinstance(name, str):
        return filled(texts[name], values)
    result = filled(texts[name.otherwise], values)
    for condition, this in reversed(name.when):
        result = either(condition, filled(texts[this], values), result)
    return result
