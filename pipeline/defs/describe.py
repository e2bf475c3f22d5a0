"""What Dagster's page shows about a table: columns with their meaning, row count, a preview.

Belongs here: metadata of assets. Does not belong here: the meaning of columns (``schemas``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl

from pipeline.curate.pieces import Pieces
from schemas.catalog import TABLES, Entry
from schemas.views import VIEWS
from schemas.warehouse_ddl import comment, duckdb_type

PREVIEW_ROWS = 5
PREVIEW_WIDTH = 40


def view_key(view: str) -> dg.AssetKey:
    """The asset of a view; a view may be called like another asset (``release``)."""
    return dg.AssetKey(["views", view])


def column_schema(table: str) -> Mapping[str, dg.TableSchema]:
    """The columns of a published table or view for the definition of its asset."""
    entry = TABLES.get(table) or VIEWS[table]
    key = entry.primary_key if isinstance(entry, Entry) else ()
    columns = [
        dg.TableColumn(
            name,
            duckdb_type(column.dtype),
            comment(column),
            dg.TableColumnConstraints(nullable=column.is_nullable, unique=(name,) == key),
        )
        for name, column in entry.columns.items()
    ]
    return {"dagster/column_schema": dg.TableSchema(columns=columns)}


def materialized(rows: pl.DataFrame | Pieces) -> Mapping[str, Any]:
    """Row count and preview for the materialization of a table."""
    count = rows.count() if isinstance(rows, Pieces) else rows.height
    return {"dagster/row_count": count, "preview": dg.MetadataValue.md(preview(rows.head(PREVIEW_ROWS)))}


def released(release: Path) -> Mapping[str, Any]:
    """What the page shows about a release: its number, what it holds, and what differs from the one before."""
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    counted = {name: manifest["rows"][name] for name in ("document", "form", "indicator", "finding", "doubt")}
    changes = (manifest["changes"] or {}).get("documents", {})
    return {
        "build_id": manifest["build_id"],
        "sequence": manifest["sequence"],
        "previous": manifest["previous"] or "",
        "path": dg.MetadataValue.path(str(release)),
        **{f"rows_{name}": count for name, count in counted.items()},
        **{f"documents_{what}": count for what, count in changes.items()},
        "changes": dg.MetadataValue.md((release / "CHANGES.md").read_text(encoding="utf-8")),
        **({"accepted_fall": manifest["accepted_fall"]["why"]} if manifest["accepted_fall"] else {}),
    }


def preview(frame: pl.DataFrame) -> str:
    """The first rows as a Markdown table, long texts cut."""
    if frame.is_empty():
        return "no rows"
    head = ["| " + " | ".join(frame.columns) + " |", "|---" * frame.width + "|"]
    rows = ["| " + " | ".join(_short(value) for value in row) + " |" for row in frame.head(PREVIEW_ROWS).iter_rows()]
    return "\n".join(head + rows)


def _short(value: object) -> str:
    text = "" if value is None else " ".join(str(value).split()).replace("|", "\\|")
    return text if len(text) <= PREVIEW_WIDTH else text[: PREVIEW_WIDTH - 1] + "…"
