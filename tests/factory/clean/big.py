"""Clean forms by the hundred thousand: some thousand are invented, the others are these in other departments.

Belongs here: re-keying of finished tables. Does not belong here: what stands on a form (``invent``).

Every copy has departments, documents and projects of its own. Reasons have three wordings, so that five thousand
invented forms give about thirty thousand distinct ones; the copies share them, so that T02 fires on most of them.
"""

from __future__ import annotations

from random import Random

import polars as pl

from tests.factory.clean.invent import clean_tables
from tests.factory.clean.phrases import Reasons

DISTINCT = 5_000
WORDINGS = 3
_KEYED = ("document_id", "form_id", "narrative_id", "department_id", "project_key")


def big_tables(forms: int, seed: int = 1, distinct: int = DISTINCT) -> dict[str, pl.DataFrame]:
    """Tables of about so many forms, cells included, made of ``distinct`` invented ones."""
    base = clean_tables(min(forms, distinct), seed)
    copies = max(1, round(forms / distinct))
    wordings = [base, *(_reworded(base, seed + n) for n in range(1, min(WORDINGS, copies)))]
    return {
        name: pl.concat([_copied(name, wordings[k % len(wordings)][name], k) for k in range(copies)], rechunk=False)
        for name in base
    }


def _reworded(base: dict[str, pl.DataFrame], seed: int) -> dict[str, pl.DataFrame]:
    """The same tables with another reason in place of every reason, in rows and cells."""
    # Reasons for a result far above its target stay: they would be odd beside full scores.
    short = base["indicator"].filter(pl.col("score").lt(pl.col("weight")) | pl.col("weight").is_null())
    texts = pl.concat([short["reason_text"], base["budget_line"]["reason_text"], base["form"]["problems"]])
    known = texts.drop_nulls().unique().sort()
    source = Reasons(Random(seed))
    others = pl.Series(["".join(source.next()) for _ in range(known.len())])

    def other(column: str) -> pl.Expr:
        return pl.col(column).replace(known, others)

    changed = dict(base)
    changed["indicator"] = base["indicator"].with_columns(other("reason_text"))
    changed["budget_line"] = base["budget_line"].with_columns(other("reason_text"))
    changed["form"] = base["form"].with_columns(other("problems"))
    is_reason = pl.col("field").is_in(["reason_text", "problems"])
    changed["cell"] = base["cell"].with_columns(
        pl.when(is_reason).then(other(name)).otherwise(name).alias(name) for name in ("raw_value", "value")
    )
    return changed


def _copied(name: str, frame: pl.DataFrame, number: int) -> pl.DataFrame:
    """The rows under the keys, departments and projects of a copy."""
    # The first copy has a prefix as well, or one of the others might get the key of an original.
    prefix, place = f"{number:03x}", f"（第{number}片区）"
    keys = [(pl.lit(prefix) + pl.col(key).str.slice(3)).alias(key) for key in _KEYED if key in frame.columns]
    names = [pl.col(c) + place for c in ("department", "project_name") if c in frame.columns]
    if name == "document":
        names.append((pl.lit(f"batch{number}/") + pl.col("path").str.slice(6)).alias("path"))
    if name == "cell":
        is_name = pl.col("field").is_in(["department", "project_name"])
        names = [pl.when(is_name).then(pl.col(c) + place).otherwise(c).alias(c) for c in ("raw_value", "value")]
    return frame.with_columns(*keys, *names)
