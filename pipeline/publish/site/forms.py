"""Everything about a form that its page and the evidence of its values show, many forms in one script file.

Belongs here: the tables of which a form consists, and the cut into files. Does not belong here: drawn pages
(``pages``), how a form looks (``static/project.js``).

The file of a form follows from its id, so that no list of forms is needed: ``data/form/<part>-<block>``. The ids, which
are hashes, are cut into as many equal ranges as make files of some :data:`BLOCK` forms; the block counts the forms of a
document by as many.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from pipeline.publish.site.scripts import columnar, write_data, write_json_text

BLOCK = 30
"""Forms that share a file, about so many."""

# A product of so many digits and the number of files is exact as a number of JavaScript.
_DIGITS = 8
_TABLES = ("form", "budget_line", "indicator", "cell", "doubt", "repair", "correction")
_PLACE = ("page", "x0", "top", "x1", "bottom", "line_no", "column_first", "column_last", "raw_value")
"""What cells share that were read from one printed cell. A tenth of a point is finer than a frame can be drawn."""
_OF_PROJECT = (
    "is_example", "money_basis", "initial_budget_yuan", "adjusted_budget_yuan", "executed_yuan", "rate_budget_yuan",
    "computed_rate_pct", "unspent_yuan", "overspent_yuan", "score_pct", "indicators", "shortfall_indicators",
    "shortfall", "path",
)  # fmt: skip


def write_forms(release: Path, site: Path) -> dict[str, Any]:
    """Write every form; how the pages find the file of one."""
    forms = pl.scan_parquet(release / "form.parquet").select(pl.len()).collect().item()
    files = files_for(forms)
    # A country has more cells than memory: the forms of one first digit are written after the other.
    for first in "0123456789abcdef" if files > 1 else ("",):
        _write_forms(release, site, files, first)
    return {"files": files, "block": BLOCK}


def _write_forms(release: Path, site: Path, files: int, first: str) -> None:
    """Write the files of the forms whose ids begin so."""
    cut = {name: _by_file(frame, files) for name, frame in _frames(release, first).items()}
    cut["place"] = {}
    for file, cells in cut["cell"].items():
        cut["cell"][file], cut["place"][file] = _with_places(cells)
    for file in cut["form"]:
        of_file = (f'"{name}":{columnar(parts[file])}' for name, parts in cut.items() if file in parts)
        write_json_text(site, f"data/form/{file}", f"{{{','.join(of_file)}}}")


def _with_places(cells: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Cells with the number of their place, and the places: one printed cell is read into several values."""
    cells = cells.with_columns(pl.col("x0", "top", "x1", "bottom").round(1))
    places = cells.select(_PLACE).unique(maintain_order=True)
    numbered = cells.join(
        places.with_row_index("place"), on=_PLACE, how="left", nulls_equal=True, maintain_order="left"
    )
    return numbered.drop(_PLACE), places


def write_documents(release: Path, site: Path) -> dict[str, Any]:
    """Write every document with its forms and refusals; how the pages find the file of one."""
    documents = pl.read_parquet(release / "document.parquet").drop("bytes", "parser_version", "forms")
    files = files_for(documents.height)
    contents: dict[int, dict[str, Any]] = {}
    for row in documents.iter_rows(named=True):
        of_file = contents.setdefault(part_of(row["document_id"], files), {})
        of_file[row["document_id"]] = row | {"forms": [], "refusals": []}
    forms = pl.read_parquet(release / "form.parquet", columns=["form_id", "document_id", "project_name"])
    refusals = pl.read_parquet(release / "quarantine.parquet").drop("quarantine_id")
    for name, frame in (("forms", forms), ("refusals", refusals)):
        for row in frame.iter_rows(named=True):
            contents[part_of(row["document_id"], files)][row["document_id"]][name].append(row)
    for number, content in contents.items():
        write_data(site, f"data/document/{number}", content)
    return {"files": files}


def files_for(forms: int) -> int:
    """How many files so many forms make: one, or a multiple of 16, so that none has ids of two first digits."""
    return 1 if forms <= BLOCK else 16 * -(-forms // (16 * BLOCK))


def part_of(identity: str, files: int) -> int:
    """Which of so many equal ranges of ids an id lies in; ``static/forms.js`` counts the same."""
    return int(identity[:_DIGITS], 16) * files >> 4 * _DIGITS


def _frames(release: Path, first: str) -> dict[str, pl.DataFrame]:
    """The rows of the forms whose ids begin so, by table."""
    # A range, not a beginning: parts of a file that have no such id are not even read.
    is_wanted = pl.col("form_id").is_between(pl.lit(first), pl.lit(f"{first}g")) if first else pl.col("form_id") != ""

    def rows(path: str) -> pl.LazyFrame:
        return pl.scan_parquet(release / path).filter(is_wanted)

    about = rows("views/projects.parquet").select(
        "form_id", pl.col("doubtful").alias("doubtful_of_project"), *_OF_PROJECT
    )
    lazy = {name: rows(f"{name}.parquet") for name in _TABLES}
    lazy["form"] = lazy["form"].join(about, on="form_id", how="left", maintain_order="left")
    lazy["finding"] = rows("views/findings.parquet")
    return {name: frame.collect() for name, frame in lazy.items()}


def _by_file(frame: pl.DataFrame, files: int) -> dict[str, pl.DataFrame]:
    """The rows by the name of their file."""
    block = (pl.col("form_id").str.slice(17).cast(pl.Int32) - 1) // BLOCK
    number = pl.col("form_id").str.slice(0, _DIGITS).str.to_integer(base=16, dtype=pl.Int64)
    named = frame.with_columns(pl.format("{}-{}", number * files // 16**_DIGITS, block).alias("@file"))
    parts = named.partition_by("@file", as_dict=True, include_key=False, maintain_order=True)
    return {str(key[0]): part for key, part in parts.items()}
