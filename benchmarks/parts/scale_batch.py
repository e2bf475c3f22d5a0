"""One changed province and year among a million forms: tables laid out, the warehouse and the files of views made."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import polars as pl

from benchmarks.parts import Measured, Size
from benchmarks.scale import tables
from benchmarks.warehouse import taken
from pipeline.cache.code_version import publishing_version
from pipeline.publish.disk import sha256
from pipeline.publish.parquet import files_of, scan_parquet
from pipeline.publish.partitions import linked
from schemas.catalog import TABLES

STEPS = ("layout", "build", "large views", "view files")


def measure(size: Size, say: Callable[[str], object]) -> Measured:
    """Seconds by the clock from the tables of a build, each in one file, to a release in which one form is gone.

    The release before holds it. What reading and the audit make of the change is not in it.
    """
    with tempfile.TemporaryDirectory(dir=tables(size.forms), prefix=".batch-") as temporary:
        folder, before = Path(temporary) / "folder", Path(temporary) / "before"
        _release(tables(size.forms), before)
        form = scan_parquet("form", before).filter(province="四川省", fiscal_year=2023).select(pl.col("form_id").min())
        _stage(before, folder, form.collect().item())
        say("  the tables are staged\n")
        took = {step: taken(folder, step) for step in STEPS}
        same = len(linked(folder, before))
        files = sum(len(files_of(name, folder)) for name in TABLES)
    each = ", ".join(
        f"{step} {one.seconds:.0f} s ({one.processor:.0f} of the processors)" for step, one in took.items()
    )
    note = f"{each}; {same} of {files} files of tables linked; without reading and audit"
    return Measured({"scale_batch": sum(one.seconds for one in took.values())}, {"scale_batch": note})


def _release(folder: Path, target: Path) -> None:
    """The tables as those of a release that the same code published."""
    told = []
    for name in TABLES:
        for file in files_of(name, folder):
            path = file.relative_to(folder)
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            os.link(file, target / path)
            told.append({"path": path.as_posix(), "sha256": sha256(file)})
    manifest = {"publishing_version": publishing_version(), "files": told}
    (target / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def _stage(before: Path, target: Path, form: str) -> None:
    """Every table in one file, without one form."""
    target.mkdir()
    for name, entry in TABLES.items():
        rows = scan_parquet(name, before)
        for key in {"form_id", "earlier_form_id", "subject_id"} & {*entry.columns}:
            rows = rows.filter(pl.col(key).ne_missing(form))
        rows.sink_parquet(target / f"{name}.parquet", row_group_size=122_880, maintain_order=True)
