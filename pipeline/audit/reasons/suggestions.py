"""Likely kinds of causes that no pattern hits, with how probable each is.

Belongs here: which causes are asked about, as a frame. Does not belong here: the model
(``pipeline.prose.cause_model``), kinds by patterns (``categories``).
"""

from __future__ import annotations

import polars as pl

from pipeline.prose.cause_model import suggest

_SCHEMA = {"cause_text": pl.String, "suggested_category": pl.String, "suggested_probability": pl.Float64}


def suggestions(causes: pl.Series) -> pl.DataFrame:
    """The causes for which a kind is probable enough: cause_text, suggested_category, suggested_probability."""
    told = ((text, suggest(text)) for text in causes.drop_nulls().unique(maintain_order=True))
    rows = [(text, found.category, found.probability) for text, found in told if found is not None]
    frame = pl.DataFrame(rows, schema=_SCHEMA, orient="row")
    return frame.with_columns(pl.col("suggested_probability").cast(pl.Decimal(9, 4)))
