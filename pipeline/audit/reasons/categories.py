"""Kinds of causes: which patterns of the taxonomy hit which causes, and where.

Belongs here: matching and its order. Does not belong here: the patterns (``cause_taxonomy.yml``), what is cause
and what is measure (``reason_parts``).
"""

from __future__ import annotations

import polars as pl

from pipeline.prose.reason_words import CausePattern, taxonomy

UNCLASSIFIED = "unclassified"
# A clause with the sign that ends it; a comma between figures (1,200) ends none.
_CLAUSE = r"(?:\d[,，]\d|[^,，。；;！？!?])+[,，。；;！？!?]*|[,，。；;！？!?]+"
_HIT = ["cause_text", "category", "pattern", "matched_text", "match_start", "match_end"]


def classify(causes: pl.Series) -> pl.DataFrame:
    """Every category of distinct causes, with its first hit: cause_text, category, pattern, match_*.

    A cause without a hit has one row ``unclassified`` whose other columns are null.
    """
    distinct = causes.drop_nulls().unique(maintain_order=True).rename("cause_text").to_frame()
    clauses = _clauses(distinct)
    texts = clauses.select(pl.col("clause").unique(maintain_order=True))
    is_well = pl.any_horizontal(pl.col("clause").str.contains(regex) for regex in taxonomy().all_is_well)
    matches = _matches(texts.filter(~is_well))
    start = pl.col("clause_start") + pl.col("start")
    hits = (
        clauses.join(matches, on="clause")
        .with_columns(match_start=start.cast(pl.Int32))
        .with_columns(match_end=(pl.col("match_start") + pl.col("matched_text").str.len_chars()).cast(pl.Int32))
        .sort("row", "category_order", "match_start", "pattern_order")
        .unique(["row", "category"], keep="first", maintain_order=True)
        .filter(~pl.col("is_last") | (pl.len().over("row") == 1))
        .select(*_HIT)
    )
    rest = distinct.join(hits, on="cause_text", how="anti").with_columns(category=pl.lit(UNCLASSIFIED))
    return pl.concat([hits, rest], how="diagonal")


def _clauses(distinct: pl.DataFrame) -> pl.DataFrame:
    """The clauses of each cause and the number of characters before each."""
    return (
        distinct.with_row_index("row")
        .with_columns(clause=pl.col("cause_text").str.extract_all(_CLAUSE))
        .explode("clause")
        .with_columns(length=pl.col("clause").str.len_chars())
        .with_columns(clause_start=pl.col("length").cum_sum().over("row") - pl.col("length"))
        .drop("length")
    )


def _matches(texts: pl.DataFrame) -> pl.DataFrame:
    """Where each pattern first hits each clause."""
    matches = []
    numbered = [(category, pattern) for category in taxonomy().categories for pattern in category.patterns]
    for order, (category, pattern) in enumerate(numbered):
        matches.append(
            texts.filter(_hits(pattern)).select(
                "clause",
                category=pl.lit(category.id),
                category_order=pl.lit([c.id for c in taxonomy().categories].index(category.id)),
                pattern_order=pl.lit(order),
                is_last=pl.lit(category.is_last),
                pattern=pl.lit(pattern.id),
                start=pl.col("clause").str.extract(f"^(.*?)(?:{pattern.regex})").str.len_chars(),
                matched_text=pl.col("clause").str.extract(f"({pattern.regex})"),
            )
        )
    return pl.concat(matches)


def _hits(pattern: CausePattern) -> pl.Expr:
    clause = pl.col("clause").str
    hit = clause.contains(pattern.regex)
    return hit & ~clause.contains(pattern.unless) if pattern.unless else hit
