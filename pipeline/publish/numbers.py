"""A release in numbers, which Dagster's page draws over time.

Belongs here: counting. Does not belong here: sentences about a release (``summary``).
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipeline.publish.parquet import count_rows, scan_parquet
from schemas.columns import DOCUMENT_OUTCOMES, SEVERITIES

_DOUBTED = ("form", "budget_line", "indicator")


def numbers(release: Path) -> dict[str, int | float]:
    """Documents by outcome, forms, indicators, doubts, the share of rows in doubt, findings by severity."""
    document = scan_parquet("document", release).select("outcome").collect()
    finding = scan_parquet("finding", release).select("severity").collect()
    counts = {name: count_rows(name, release) for name in (*_DOUBTED, "doubt")}
    doubted = [scan_parquet(name, release).select((pl.col("doubtful").list.len() > 0).sum()) for name in _DOUBTED]
    rows = sum(counts[name] for name in _DOUBTED)
    in_doubt = sum(frame.item() for frame in pl.collect_all(doubted, engine="streaming"))
    return {
        "documents": document.height,
        **{f"documents_{outcome}": document.filter(outcome=outcome).height for outcome in DOCUMENT_OUTCOMES},
        "forms": counts["form"],
        "indicators": counts["indicator"],
        "doubts": counts["doubt"],
        "doubtful_rows_pct": round(100 * in_doubt / rows, 2) if rows else 0.0,
        "findings": finding.height,
        **{f"findings_{severity}": finding.filter(severity=severity).height for severity in SEVERITIES},
    }
