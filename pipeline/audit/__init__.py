"""Checks over clean tables, as findings: what the reader doubts apart from what the form contradicts.

Belongs here: the register of rules and set-based rules. Does not belong here: mending a value, or rules that
need one document's layout.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import polars as pl
import yaml

from pipeline.audit.reconcile import CHECKS
from schemas.derive import empty_frame, to_frame


@cache
def _register() -> tuple[dict[str, str], ...]:
    return tuple(yaml.safe_load((files(__package__) / "rules.yml").read_text("utf-8")))


def rules() -> pl.DataFrame:
    """Table ``rule``: every rule of the register, in the order of its id."""
    return to_frame("rule", sorted(_register(), key=lambda r: r["rule_id"]))


def findings(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Table ``finding``: every rule result that fired over form, budget_line, indicator and cell.

    A finding that rests on a doubtful value has ``kind = reader`` and is at most a warning; every other one is
    ``kind = form``: the form contradicts itself. Rows go by form, rule and row.
    """
    register = pl.DataFrame(_register()).select("rule_id", pl.col("severity").alias("rule_severity"))
    parts = [check(tables).with_columns(rule_id=pl.lit(rule_id)) for rule_id, check in CHECKS.items()]
    fired = pl.concat(parts, how="vertical").join(register, on="rule_id", how="left")
    if fired.is_empty():
        return empty_frame("finding")
    is_reader = pl.col("is_doubtful")
    fired = (
        fired.with_columns(
            kind=pl.when(is_reader).then(pl.lit("reader")).otherwise(pl.lit("form")),
            severity=pl.when(is_reader & (pl.col("rule_severity") == "error"))
            .then(pl.lit("warning"))
            .otherwise("rule_severity"),
        )
        .sort("form_id", "rule_id", "table_name", "row_no", "message")
        .with_columns(number=pl.int_range(1, pl.len() + 1).over("form_id"))
        .with_columns(finding_id=pl.col("form_id") + "-F" + pl.col("number").cast(pl.String).str.zfill(3))
    )
    return to_frame("finding", fired.select(empty_frame("finding").columns).to_dicts())
