"""Everything about a form that its page and the evidence of its values show, many forms in one script file.

Belongs here: the tables of which a form consists, and the cut into files. Does not belong here: drawn pages
(``pages``), how a form looks (``static/project.js``).

The file of a form follows from its id, so that no list of forms is needed: ``data/form/<part>-<block>``. There are as
many parts as make files of some :data:`BLOCK` forms; the block counts the forms of a document by as many.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from pipeline.cache.same_files import SameFiles
from pipeline.publish.parquet import count_rows, dtypes_of, files_of, scan_parquet
from pipeline.publish.site.pieces import (
    TO,
    brought,
    digest,
    is_illustrated,
    is_large,
    part_of_column,
    side_by_side,
    slices,
    slices_of_view,
    spill,
)
from pipeline.publish.site.scripts import Write, columnar, json_text, write_json_text, write_packed

BLOCK, LARGE_BLOCK = 30, 100
"""Forms that share a file, about so many; and in a large site, whose files are packed."""

_AT_ONCE = 1_500_000
"""Cells that are in memory at once, about so many."""
_ABOUT = "@about"
_TABLES = ("form", "budget_line", "indicator", "cell", "doubt", "repair", "correction")
_PLACE = ("page", "x0", "top", "x1", "bottom", "line_no", "column_first", "column_last", "raw_value")
"""What cells share that were read from one printed cell. A tenth of a point is finer than a frame can be drawn."""
_OF_PROJECT = (
    "is_example", "money_basis", "initial_budget_yuan", "adjusted_budget_yuan", "executed_yuan", "rate_budget_yuan",
    "computed_rate_pct", "unspent_yuan", "overspent_yuan", "score_pct", "indicators", "shortfall_indicators",
    "shortfall", "path",
)  # fmt: skip


def write_forms(release: Path, site: Path, same: SameFiles, workers: int = 1) -> dict[str, Any]:
    """Write every form; how the pages find the file of one."""
    large = is_large(release)
    block = LARGE_BLOCK if large else BLOCK
    files = files_for(count_rows("form", release), block)
    shelves = max(1, min(files, -(-count_rows("cell", release) // _AT_ONCE)))
    write = partial(_write_forms, site, files, same, block, write_packed if large else write_json_text)
    if shelves == 1:
        write(_joined({name: pl.concat([some.collect() for some in rows]) for name, rows in _rows(release).items()}))
        return {"files": files, "block": block}
    with TemporaryDirectory(dir=release, prefix=".site-forms-") as temporary:
        folder = Path(temporary)
        # A country has more cells than memory: forms of some files are brought together, and written shelf by shelf.
        shelf = (part_of_column("form_id", files) * shelves // files).alias(TO)
        names = [*_rows(release)]
        for name, rows in _rows(release).items():
            spill((some.with_columns(shelf).collect() for some in rows), folder / name)

        def write_shelf(number: int) -> None:
            frames = ((name, brought(folder / name, number)) for name in names)
            write(_joined({name: frame for name, frame in frames if frame is not None}))

        deque(side_by_side(write_shelf, range(shelves), workers), maxlen=0)
    return {"files": files, "block": block}


def _write_forms(
    site: Path, files: int, same: SameFiles, block: int, write: Write, frames: dict[str, pl.DataFrame]
) -> None:
    """Write the files of some forms, and let go of their rows meanwhile."""
    cut = {name: _by_file(frames.pop(name), files, block) for name in [*frames]}
    for file in [*cut.get("form", ())]:
        parts = {name: of_table.pop(file) for name, of_table in cut.items() if file in of_table}
        name, rests_on = f"data/form/{file}", digest(parts)
        if same.take(name, rests_on) is None:
            same.note(name, rests_on, [write(site, name, _text(parts))], told=True)


def _text(parts: Mapping[str, pl.DataFrame]) -> str:
    """The forms of a file as JSON."""
    told = dict(parts)
    if "cell" in told:
        told["cell"], told["place"] = _with_places(told["cell"])
    return "{" + ",".join(f'"{name}":{columnar(frame)}' for name, frame in told.items()) + "}"


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
    large = is_large(release)
    write = write_packed if large else write_json_text
    files = files_for(count_rows("document", release), LARGE_BLOCK if large else BLOCK)
    tables = {
        "document": scan_parquet("document", release).drop("bytes", "parser_version", "forms"),
        "forms": scan_parquet("form", release).select("form_id", "document_id", "project_name"),
        "refusals": scan_parquet("quarantine", release).drop("quarantine_id"),
    }
    file = part_of_column("document_id", files).alias("@file")
    frames = {name: rows.with_columns(file).collect() for name, rows in tables.items()}
    cut = {name: frame.partition_by("@file", as_dict=True, include_key=False, maintain_order=True)
           for name, frame in frames.items()}  # fmt: skip
    for number, documents in cut["document"].items():
        content: dict[str, dict[str, Any]] = {
            row["document_id"]: row | {"forms": [], "refusals": []} for row in documents.iter_rows(named=True)
        }
        for name in ("forms", "refusals"):
            for row in cut[name].get(number, documents.clear()).iter_rows(named=True):
                content[row["document_id"]][name].append(row)
        write(site, f"data/document/{number[0]}", json_text(content))
    return {"files": files} if is_illustrated(release) else {"files": files, "not_drawn": True}


def files_for(forms: int, block: int) -> int:
    """How many files so many forms make."""
    return max(1, -(-forms // block))


def _rows(release: Path) -> dict[str, Iterator[pl.LazyFrame]]:
    """The rows of every table that belongs to forms, so many at a time."""
    about = ("form_id", pl.col("doubtful").alias("doubtful_of_project"), *_OF_PROJECT)
    tables = {name: slices(files_of(name, release), dtypes_of(name)) for name in _TABLES}
    findings = (some.filter(pl.col("form_id").is_not_null()) for some in slices_of_view("findings", release))
    return tables | {"finding": findings, _ABOUT: (some.select(about) for some in slices_of_view("projects", release))}


def _joined(frames: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The tables with what the views say of a form beside it."""
    about = frames.pop(_ABOUT)
    return frames | {"form": frames["form"].join(about, on="form_id", how="left", maintain_order="left")}


def _by_file(frame: pl.DataFrame, files: int, block: int) -> dict[str, pl.DataFrame]:
    """The rows by the name of their file."""
    within = (pl.col("form_id").str.slice(17).cast(pl.Int32) - 1) // block
    named = frame.with_columns(pl.format("{}-{}", part_of_column("form_id", files), within).alias("@file"))
    parts = named.partition_by("@file", as_dict=True, include_key=False, maintain_order=True)
    return {str(key[0]): part for key, part in parts.items()}
