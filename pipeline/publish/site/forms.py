"""Everything about a form that its page and the evidence of its values show, many forms in one script file.

Belongs here: the tables of which a form consists, and the cut into files. Does not belong here: drawn pages
(``pages``), how a form looks (``static/project.js``).

The file of a form follows from its id, so that no list of forms is needed: ``data/form/<part>-<block>``. The ids, which
are hashes, are cut into as many equal ranges as make files of some :data:`BLOCK` forms; the block counts the forms of a
document by as many.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.cache.same_files import SameFiles
from pipeline.publish.parquet import count_rows, read_parquet, scan_parquet
from pipeline.publish.site.scripts import columnar, write_data, write_json_text

BLOCK = 30
"""Forms that share a file, about so many."""

_AT_ONCE = 400_000
"""Cells that are in memory at once, about so many."""
_HEX = "0123456789abcdef"
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


def write_forms(release: Path, site: Path, same: SameFiles) -> dict[str, Any]:
    """Write every form; how the pages find the file of one."""
    forms, cells = (count_rows(name, release) for name in ("form", "cell"))
    files = files_for(forms)
    # A country has more cells than memory: the forms of some first digits are written after the others.
    parts = min(len(_HEX), -(-cells // _AT_ONCE)) if files > 1 else 1
    for part in range(parts):
        first, end = part * len(_HEX) // parts, (part + 1) * len(_HEX) // parts
        _write_forms(_frames(release, _HEX[first:end]), site, files, same)
    return {"files": files, "block": BLOCK}


def _write_forms(frames: Mapping[str, pl.DataFrame], site: Path, files: int, same: SameFiles) -> None:
    """Write the files of some forms."""
    cut = {name: _by_file(frame, files) for name, frame in frames.items()}
    for file in cut["form"]:
        parts = {name: of_table[file] for name, of_table in cut.items() if file in of_table}
        name, rests_on = f"data/form/{file}", _digest(parts)
        if same.take(name, rests_on) is None:
            same.note(name, rests_on, [write_json_text(site, name, _text(parts))], told=True)


def _text(parts: Mapping[str, pl.DataFrame]) -> str:
    """The forms of a file as JSON."""
    told = dict(parts)
    if "cell" in told:
        told["cell"], told["place"] = _with_places(told["cell"])
    return "{" + ",".join(f'"{name}":{columnar(frame)}' for name, frame in told.items()) + "}"


def _digest(parts: Mapping[str, pl.DataFrame]) -> str:
    """A digest of everything that a file is made from."""
    digest = hashlib.sha256()
    for name, frame in parts.items():
        digest.update(f"{name} {frame.height}\n".encode())
        buffer = BytesIO()
        # Equal frames give equal bytes in this format: what stands in memory where a value is null does not count.
        frame.write_parquet(buffer, compression="uncompressed", statistics=False)
        digest.update(buffer.getbuffer())
    return digest.hexdigest()


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
    documents = read_parquet("document", release).drop("bytes", "parser_version", "forms")
    files = files_for(documents.height)
    contents: dict[int, dict[str, Any]] = {}
    for row in documents.iter_rows(named=True):
        of_file = contents.setdefault(part_of(row["document_id"], files), {})
        of_file[row["document_id"]] = row | {"forms": [], "refusals": []}
    forms = scan_parquet("form", release).select("form_id", "document_id", "project_name").collect()
    refusals = read_parquet("quarantine", release).drop("quarantine_id")
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


def _frames(release: Path, digits: str) -> dict[str, pl.DataFrame]:
    """The rows of the forms whose ids begin with one of some digits that follow each other, by table."""
    # A range, not a beginning: parts of a file that have no such id are not even read.
    is_wanted = pl.col("form_id").is_between(pl.lit(digits[0]), pl.lit(f"{digits[-1]}g"))

    def of_view(name: str) -> pl.LazyFrame:
        return pl.scan_parquet(release / "views" / f"{name}.parquet").filter(is_wanted)

    about = of_view("projects").select("form_id", pl.col("doubtful").alias("doubtful_of_project"), *_OF_PROJECT)
    lazy = {name: scan_parquet(name, release).filter(is_wanted) for name in _TABLES}
    lazy["form"] = lazy["form"].join(about, on="form_id", how="left", maintain_order="left")
    lazy["finding"] = of_view("findings")
    return {name: frame.collect() for name, frame in lazy.items()}


def _by_file(frame: pl.DataFrame, files: int) -> dict[str, pl.DataFrame]:
    """The rows by the name of their file."""
    block = (pl.col("form_id").str.slice(17).cast(pl.Int32) - 1) // BLOCK
    number = pl.col("form_id").str.slice(0, _DIGITS).str.to_integer(base=16, dtype=pl.Int64)
    named = frame.with_columns(pl.format("{}-{}", number * files // 16**_DIGITS, block).alias("@file"))
    parts = named.partition_by("@file", as_dict=True, include_key=False, maintain_order=True)
    return {str(key[0]): part for key, part in parts.items()}
