"""One reason text taken apart: what it states, its cause, its measure. Every function is an expression of polars.

Belongs here: marks in the text, what counts as nothing, the normalised text. Does not belong here: the words themselves
(``wording.yml``), kinds of causes (``categories``), comparing two texts (``groups``).
"""

from __future__ import annotations

import polars as pl

from pipeline.audit.reasons.patterns import Statement, wording

MIN_LETTERS = 6
"""Characters, punctuation not counted, that a reason needs to say anything."""

# Control characters mark where a part begins; any that a text should hold itself are removed first.
_CAUSE, _MEASURE, _OPENING = "\x01", "\x02", "\x03"
_BORDER = " ；;，,、"


def cause(column: str) -> pl.Expr:
    """The part of a reason text that says why; null where all of it is a measure.

    ``cause`` and ``measure`` together are the text without its labels and the punctuation between the parts.
    """
    return _part(_marked(column), rf"[{_MEASURE}{_OPENING}][^{_CAUSE}]*")


def measure(column: str) -> pl.Expr:
    """The part of a reason text that says what will be done; null where there is none or it cannot be told apart."""
    return _part(_marked(column), rf"(?:^|{_CAUSE})[^{_MEASURE}{_OPENING}]*")


def split_by(column: str) -> pl.Expr:
    """How the parts were told apart: ``label``, else ``opening``, else ``whole``."""
    marked = _marked(column)
    return (
        pl.when(marked.str.contains(f"[{_CAUSE}{_MEASURE}]"))
        .then(pl.lit("label"))
        .when(marked.str.contains(_OPENING))
        .then(pl.lit("opening"))
        .otherwise(pl.lit("whole"))
    )


def key(text: pl.Expr) -> pl.Expr:
    """The text without punctuation, symbols, blanks and differences of width: equal keys say the same."""
    return text.str.normalize("NFKC").str.replace_all(r"[\p{P}\p{S}\p{Z}\s]", "")


def is_stated(column: str) -> pl.Expr:
    """Whether a reason text states anything; false for null, 无, 无偏差, a dash, also behind a label."""
    said = pl.coalesce(cause(column), measure(column), pl.lit(""))
    return ~key(said).str.contains(f"^(?:{wording().not_stated})?$")


def is_too_short(column: str) -> pl.Expr:
    """Whether a reason text is missing, states nothing, or has fewer than six characters beside punctuation."""
    return ~is_stated(column) | (key(pl.col(column)).str.len_chars() < MIN_LETTERS)


def says_missed(column: str) -> pl.Expr:
    """Whether the cause says that something was not reached; false for null."""
    return _says(column, wording().says_missed)


def says_exceeded(column: str) -> pl.Expr:
    """Whether the cause says that more was reached than was due; false for null."""
    return _says(column, wording().says_exceeded)


def _says(column: str, what: Statement) -> pl.Expr:
    return cause(column).str.replace_all(what.unless, "").str.contains(what.pattern).fill_null(False)


def _marked(column: str) -> pl.Expr:
    """The text with a mark in place of each label and before each opening."""
    words = wording()
    begin, item = (words.fragments[name] for name in ("begin", "item"))
    clause = f"({begin})({item}?(?:{'|'.join(words.openings.clause)}))"
    marked = (
        pl.col(column)
        .str.replace_all(f"[{_CAUSE}{_MEASURE}{_OPENING}]", "")
        .str.replace_all(words.labels.heading, _CAUSE)
        .str.replace_all(words.labels.measure, _MEASURE)
        .str.replace_all(words.labels.bare_measure, f"${{1}}{_MEASURE}${{2}}${{3}}")
        .str.replace_all(words.labels.cause, f"${{1}}{_CAUSE}${{2}}")
    )
    for opening in (clause, *words.openings.sentence):
        marked = marked.str.replace_all(opening, f"${{1}}{_OPENING}${{2}}")
    return marked


def _part(marked: pl.Expr, other: str) -> pl.Expr:
    """The marked text without the other part; null when nothing is left."""
    rest = marked.str.replace_all(other, "").str.replace_all(f"[{_CAUSE}{_MEASURE}{_OPENING}]", "")
    rest = rest.str.strip_chars(_BORDER)
    return pl.when(rest != "").then(rest)
