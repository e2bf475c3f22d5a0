"""The words that checks read names by.

Belongs here: loading and validating ``lexicon.yml``, and expressions over it. Does not belong here: reasons, which
have a taxonomy of their own (``pipeline.audit.reasons``).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Annotated

import polars as pl
from pydantic import AfterValidator, BaseModel, ConfigDict

from pipeline.package_yaml import package_yaml


def _compiles(pattern: str) -> str:
    re.compile(pattern)
    return pattern


Regex = Annotated[str, AfterValidator(_compiles)]


class Words(BaseModel):
    """Names that match, the excepted ones left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    match: Regex
    unless: Regex | None = None

    def found_in(self, text: pl.Expr) -> pl.Expr:
        """True where a text has such words; false for null."""
        squeezed = text.fill_null("").str.replace_all(r"\s", "")
        is_match = squeezed.str.contains(self.match)
        return is_match if self.unless is None else is_match & ~squeezed.str.contains(self.unless)


class LevelWords(Words):
    """Names that belong under one of the levels in ``fits``; looked for only ``within`` some levels, or in all."""

    id: str
    fits: tuple[str, ...]
    within: tuple[str, ...] = ()

    def stands_elsewhere(self) -> pl.Expr:
        """True where the level of a row is none of those that fit; false where it is not known."""
        does_fit = pl.any_horizontal(pl.col("level1", "level2").is_in(self.fits).fill_null(value=False))
        is_known = pl.any_horizontal(pl.col("level1", "level2").is_not_null())
        is_within = pl.col("level2").is_in(self.within).fill_null(value=False) if self.within else is_known
        return is_within & ~does_fit


class Answers(BaseModel):
    """What an answer in words says; ``scales`` hold words of degree, the strongest first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    affirmed: Regex
    denied: Regex
    done: Regex
    not_done: Words
    scales: tuple[tuple[Regex, ...], ...]
    money_missing: Words
    counted: Regex


class Unspent(BaseModel):
    """What explains that money was not spent: in a reason, in another text, and what is cut out of it first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: Regex
    text: Regex
    all_right: Regex


class Lexicon(BaseModel):
    """The file ``lexicon.yml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    less_is_better: Words
    more_is_better: Words
    may_exceed_100: Regex
    levels: tuple[LevelWords, ...]
    satisfied: Regex
    budget_change: Regex
    answers: Answers
    classes: dict[str, Regex]
    unspent: Unspent
    praise: Regex


@cache
def lexicon() -> Lexicon:
    """The words. Raises pydantic's ValidationError for a file that breaks the model."""
    return Lexicon.model_validate(package_yaml(__package__, "lexicon.yml"))


def read_names(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with what the lexicon says of each row's ``name``; each distinct name is read once.

    Adds is_low_better, is_high_better, may_exceed_100, says_satisfied and ``reads_as``: ids of the level words found.
    """
    words, name = lexicon(), pl.col("name")
    read = frame.select(name.unique().drop_nulls()).select(
        "name",
        is_low_better=words.less_is_better.found_in(name),
        is_high_better=words.more_is_better.found_in(name),
        may_exceed_100=name.str.contains(words.may_exceed_100),
        says_satisfied=name.str.contains(words.satisfied),
        reads_as=pl.concat_list(
            pl.when(level.found_in(name)).then(pl.lit(level.id)) for level in words.levels
        ).list.drop_nulls(),
    )
    flags = ("is_low_better", "is_high_better", "may_exceed_100", "says_satisfied")
    return frame.join(read, on="name", how="left", maintain_order="left").with_columns(
        *(pl.col(flag).fill_null(value=False) for flag in flags),
        pl.col("reads_as").fill_null(pl.lit([], pl.List(pl.String))),
    )
