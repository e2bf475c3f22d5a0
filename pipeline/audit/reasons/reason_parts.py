"""Reason texts of a release as a frame: their parts, what each states, their normalised text.

Belongs here: what counts as nothing, what a cause says of the target, the text by which two are compared. Does not
belong here: which part of a text is which (``pipeline.prose.reasons``), the words (``pipeline.prose.reason_words``),
kinds of causes (``categories``), comparing two texts (``groups``).
"""

from __future__ import annotations

import polars as pl

from pipeline.prose.reason_words import PhraseSearch, wording
from pipeline.prose.reasons import take_apart

MIN_LETTERS = 6
"""Characters, punctuation not counted, that a reason needs to say anything."""

_PARTS = {"text": pl.String, "cause": pl.String, "measure": pl.String, "split_by": pl.String}


def parts_of(texts: pl.Series) -> pl.DataFrame:
    """Every distinct text with its most likely parts: columns text, cause, measure, split_by.

    ``cause`` is null where all of a text is a measure, ``measure`` where there is none or it cannot be told apart.
    ``split_by`` says how they were told apart: ``label``, ``opening``, or ``whole`` where they were not.
    """
    distinct = texts.drop_nulls().unique(maintain_order=True)
    rows = [(text, *take_apart(text)[:3]) for text in distinct]
    return pl.DataFrame(rows, schema=_PARTS, orient="row")


def key(text: pl.Expr) -> pl.Expr:
    """The text without punctuation, symbols, blanks and differences of width: equal keys say the same."""
    return text.str.normalize("NFKC").str.replace_all(r"[\p{P}\p{S}\p{Z}\s]", "")


# Expressions over the columns of :func:`parts_of`.


def is_stated() -> pl.Expr:
    """Whether a reason text states anything: the one definition of a stated reason.

    False for 无, 无偏差, a dash, also behind a label, and for a text that only says where else to look (详见附件).
    """
    return unstated_kind().is_null()


def unstated_kind() -> pl.Expr:
    """What stands in place of a reason, ``nothing`` or ``elsewhere``; null where one is stated."""
    said = key(pl.coalesce("cause", "measure", pl.lit("")))
    return (
        pl.when(said.str.contains(f"^(?:{wording().not_stated})?$"))
        .then(pl.lit("nothing"))
        .when(said.str.contains(f"^(?:{wording().elsewhere})$"))
        .then(pl.lit("elsewhere"))
    )


def has_cause() -> pl.Expr:
    """Whether a reason text states a cause; false where it states nothing, or only what will be done."""
    return is_stated() & pl.col("cause").is_not_null()


def is_too_short() -> pl.Expr:
    """Whether a reason text states nothing, or has fewer than six characters beside punctuation."""
    return ~is_stated() | (key(pl.col("text")).str.len_chars() < MIN_LETTERS)


def says_missed() -> pl.Expr:
    """Whether the cause says that something was not reached; and that all was not reached in the end."""
    return _says(wording().says_missed) & ~_says(wording().says_reached)


def says_late_only() -> pl.Expr:
    """Whether all that the cause says to have been missed is a date: it was late, and need not have been less."""
    what = wording().says_missed
    left = pl.col("cause").str.replace_all(what.unless, "").str.replace_all(wording().says_late, "，")
    return says_missed() & ~left.str.contains(what.pattern).fill_null(value=False)


def says_exceeded() -> pl.Expr:
    """Whether the cause says that more was reached than was due; false where there is none."""
    return _says(wording().says_exceeded)


def _says(what: PhraseSearch) -> pl.Expr:
    return pl.col("cause").str.replace_all(what.unless, "").str.contains(what.pattern).fill_null(False)
