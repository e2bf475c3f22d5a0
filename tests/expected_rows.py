"""How many rows each batch of the project's own documents gives: ``data/expected_rows.csv``, reviewed as a diff.

Belongs here: counting a release by batch, writing the file. ``tests/integration/test_answers.py`` compares it with what
``make run`` builds; ``make expected-rows`` writes it anew. Does not belong here: whether the rows are right.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from tests.answers import FOLDERS, ROOT

FILE = ROOT / "data" / "expected_rows.csv"
TABLES = ("form", "budget_line", "indicator", "cell", "doubt", "finding", "narrative", "repair", "quarantine")
HEAD = ("folder", "batch", "document", *TABLES)


def rows(releases: Path) -> list[tuple[str, ...]]:
    """Folder, batch and rows of each table, for the releases in the folders of ``make run`` below a folder."""
    return [row for folder in FOLDERS for row in _of(folder, releases / folder / "current")]


def expected() -> list[tuple[str, ...]]:
    """What the file says."""
    with FILE.open(encoding="utf-8", newline="") as stream:
        return [tuple(row) for row in csv.reader(stream)][1:]


def _of(folder: str, release: Path) -> Iterator[tuple[str, ...]]:
    document = pl.read_parquet(release / "document.parquet").select("document_id", "batch")
    counts = document.group_by("batch").len("document")
    for table in TABLES:
        frame = pl.read_parquet(release / f"{table}.parquet")
        if "document_id" not in frame.columns:
            frame = frame.with_columns(document_id=pl.col("form_id").str.slice(0, 16))
        found = frame.join(document, on="document_id").group_by("batch").len(table)
        counts = counts.join(found, on="batch", how="left", nulls_equal=True)
    for row in counts.sort("batch").fill_null(0).iter_rows():
        yield (folder, *map(str, row))


def main() -> None:
    """Write the file anew from the newest releases."""
    with FILE.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(HEAD)
        writer.writerows(rows(ROOT))


if __name__ == "__main__":
    main()
