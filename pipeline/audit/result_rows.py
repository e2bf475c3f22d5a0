"""How often each rule held, failed or could not be applied: from counted outcomes to the rows of ``rule_result``.

Belongs here: what an outcome means as rule, result and reason, the sums by subject and their order. Does not belong
here: running checks (``check``), taking back what is told elsewhere (``told_once``).

There are some eighty rows for each form. Until they are published they have the number of their meaning instead of
three texts, and whoever takes some back adds a row with a negative count.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from pipeline.audit.check import Outcomes
from pipeline.audit.wording import reason_codes, register

Meaning = tuple[str, str, str]
"""rule_id, result, reason."""


@cache
def meanings() -> dict[Meaning, int]:
    """Every meaning that an outcome can have, in order, with its number."""
    results = [("pass", "applied"), ("fail", "applied"), *(("not_applicable", code) for code in reason_codes())]
    every = sorted((rule_id, *result) for rule_id in register() for result in results)
    return {meaning: number for number, meaning in enumerate(every)}


@cache
def _names() -> pl.DataFrame:
    return pl.DataFrame([*meanings()], schema=["rule_id", "result", "reason"], orient="row")


def counted(outcomes: Outcomes) -> pl.DataFrame:
    """The counts of some outcomes: subject, meaning (its number), applications; a meaning may have several rows."""
    rows = [
        (number, outcome, meanings()[rule_id, result, reason])
        for number, check in enumerate(outcomes.checks)
        for outcome, rule_id, result, reason in check.meanings()
    ]
    codes = pl.DataFrame(rows, schema={"check": pl.Int32, "outcome": pl.Int8, "meaning": pl.UInt32}, orient="row")
    return outcomes.counts.join(codes, on=["check", "outcome"]).select("subject", "meaning", "applications")


def summed(counts: pl.DataFrame) -> pl.DataFrame:
    """One row for each subject and meaning in this order: subject, rule_id, result, reason, applications."""
    is_number = counts.schema["subject"].is_integer()
    rank = pl.col("subject") if is_number else pl.col("subject").rank("dense")
    # Sorting one number is faster than sorting by several columns, and adding up neighbours than grouping.
    ordered = counts.with_columns(key=rank.cast(pl.UInt64) * len(meanings()) + pl.col("meaning")).sort("key")
    is_last = (pl.col("key") != pl.col("key").shift(-1)).fill_null(value=True)
    sums = ordered.with_columns(pl.col("applications").cum_sum()).filter(is_last)
    sums = sums.with_columns(pl.col("applications") - pl.col("applications").shift(1, fill_value=0))
    sums = sums.filter(pl.col("applications") > 0)
    rows = pl.concat([sums, _names()[sums["meaning"]]], how="horizontal")
    return rows.select("subject", "rule_id", "result", "reason", "applications")
