"""Everything about a form that its page and the evidence of its values show, many forms in one script file.

Belongs here: the tables of which a form consists, and the cut into files. Does not belong here: drawn pages
(``pages``), how a form looks (``static/project.js``).

The file of a form follows from its id, so that no list of forms is needed: ``data/form/<first digits>-<block>``, where
the block counts the forms of a document by :data:`BLOCK`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from pipeline.publish.site.scripts import columnar, write_data, write_json_text

BLOCK = 30
"""Forms that share a file, about so many."""

_TABLES = ("form", "budget_line", "indicator", "cell", "doubt", "repair", "correction")
_OF_PROJECT = (
    "is_example", "money_basis", "initial_budget_yuan", "adjusted_budget_yuan", "executed_yuan", "rate_budget_yuan",
    "computed_rate_pct", "unspent_yuan", "overspent_yuan", "score_pct", "indicators", "shortfall_indicators",
    "shortfall", "path",
)  # fmt: skip


def write_forms(release: Path, site: Path) -> dict[str, Any]:
    """Write every form; how the pages find the file of one."""
    frames = _frames(release)
    digits = digits_for(frames["form"].height)
    cut = {name: _by_file(frame, digits) for name, frame in frames.items()}
    for file in cut["form"]:
        of_file = (f'"{name}":{columnar(parts[file])}' for name, parts in cut.items() if file in parts)
        write_json_text(site, f"data/form/{file}", f"{{{','.join(of_file)}}}")
    return {"digits": digits, "block": BLOCK}


def write_documents(release: Path, site: Path) -> dict[str, Any]:
    """Write every document with its forms and refusals; how the pages find the file of one."""
    documents = pl.read_parquet(release / "document.parquet").drop("bytes", "parser_version", "forms")
    digits = digits_for(documents.height)
    files: dict[str, dict[str, Any]] = {}
    for row in documents.iter_rows(named=True):
        files.setdefault(row["document_id"][:digits], {})[row["document_id"]] = row | {"forms": [], "refusals": []}
    forms = pl.read_parquet(release / "form.parquet", columns=["form_id", "document_id", "project_name"])
    refusals = pl.read_parquet(release / "quarantine.parquet").drop("quarantine_id")
    for name, frame in (("forms", forms), ("refusals", refusals)):
        for row in frame.iter_rows(named=True):
            files[row["document_id"][:digits]][row["document_id"]][name].append(row)
    for file, content in files.items():
        write_data(site, f"data/document/{file or 'all'}", content)
    return {"digits": digits}


def digits_for(forms: int) -> int:
    """How many hexadecimal digits of an id tell the files of so many forms apart."""
    digits = 0
    while 16**digits * BLOCK < forms:
        digits += 1
    return digits


def _frames(release: Path) -> dict[str, pl.DataFrame]:
    frames = {name: pl.read_parquet(release / f"{name}.parquet") for name in _TABLES}
    views = {name: pl.read_parquet(release / "views" / f"{name}.parquet") for name in ("projects", "findings")}
    names = ("doubtful", *_OF_PROJECT)
    about = views["projects"].select("form_id", *names).rename({"doubtful": "doubtful_of_project"})
    frames["form"] = frames["form"].join(about, on="form_id", how="left", maintain_order="left")
    frames["finding"] = views["findings"].drop_nulls("form_id")
    frames["correction"] = frames["correction"].drop_nulls("form_id")
    return frames


def _by_file(frame: pl.DataFrame, digits: int) -> dict[str, pl.DataFrame]:
    """The rows by the name of their file."""
    block = (pl.col("form_id").str.slice(17).cast(pl.Int32) - 1) // BLOCK
    named = frame.with_columns(pl.format("{}-{}", pl.col("form_id").str.slice(0, digits), block).alias("@file"))
    parts = named.partition_by("@file", as_dict=True, include_key=False, maintain_order=True)
    return {str(key[0]): part for key, part in parts.items()}
