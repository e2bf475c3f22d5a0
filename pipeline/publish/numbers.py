"""A release in numbers, which Dagster's page draws over time.

Belongs here: counting. Does not belong here: sentences about a release (``summary``).
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipeline.publish.parquet import read_parquet
from schemas.columns import DOCUMENT_OUTCOMES, SEVERITIES

_DOUBTED = ("form", "budget_line", "indicator")


def numbers(release: Path) -> dict[str, int | float]:
    """Documents by outcome, forms, indicators, doubts, the share of rows in doubt, findings by severity."""
    document, doubt, finding = (read_parquet(name, release) for name in ("document", "doubt", "finding"))
    doubted = {name: read_parquet(name, release).select("doubtful") for name in _DOUBTED}
    rows = sum(frame.height for frame in doubted.values())
    in_doubt = sum(frame.filter(pl.col("doubtful").list.len() > 0).height for frame in doubted.values())
    return {
        "documents": document.height,
        **{f"documents_{outcome}": document.filter(outcome=outcome).height for outcome in DOCUMENT_OUTCOMES},
        "forms": doubted["form"].height,
        "indicators": doubted["indicator"].height,
        "doubts": doubt.height,
        "doubtful_rows_pct": round(100 * in_doubt / rows, 2) if rows else 0.0,
        "findings": finding.height,
        **{f"findings_{severity}": finding.filter(severity=severity).height for severity in SEVERITIES},
    }
