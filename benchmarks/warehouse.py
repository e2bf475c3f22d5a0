"""Speed of the warehouse: ``make bench-warehouse`` builds one of a million indicators; ``benchmarks/warehouse.md``.

Belongs here: tables made large by copies of invented forms, seconds and memory to build the warehouse, to verify it, to
write its views and to ask each of them. Does not belong here: whether the rows are right (``tests``).

Five thousand forms are invented and audited. A copy has documents, forms, departments and projects of its own; what a
reason says is shared by the copies. Every step runs in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import polars as pl
from polars import selectors as cs

from benchmarks.goals import GOALS
from pipeline.audit.audit_tables import audit
from pipeline.curate.tables import doubt_codes
from pipeline.publish.code_labels import code_labels
from pipeline.publish.partitions import lay_out
from pipeline.warehouse.build import build_warehouse
from pipeline.warehouse.part_views import write_part_views
from pipeline.warehouse.query import open_readonly
from pipeline.warehouse.verify import verify_warehouse
from pipeline.warehouse.view_files import write_view_files
from schemas.catalog import TABLES
from schemas.sql_text import quoted
from schemas.table_frames import empty_frame
from schemas.views import VIEWS
from tests.factory.clean import clean_sheets, planted
from tests.factory.clean import tables as tables_of

ROOT = Path(__file__).parents[1]
TARGET = Path(__file__).with_name("warehouse.md")
INDICATORS = 1_000_000
DISTINCT = 5_000
DOUBTED = 0.02
"""Share of the cells of indicators that are made doubtful."""
MEMORY = 512
"""MiB of memory that each may take."""
ROUNDS = 3
MADE = ("build", "verify", "view files")
"""The steps from the tables of a release on."""
_KEYED = ("document_id", "form_id", "narrative_id", "duplicate_of", "earlier_form_id", "subject_id", "department_id")
_SHARED = ("rule", "rule_layer", "doubt_code", "code_label")
_ROWS_AT_ONCE = 100_000


@dataclass(frozen=True, slots=True)
class Taken:
    """What a step took; the memory is that of its process, the libraries included."""

    seconds: float
    processor: float
    memory: float


def make(folder: Path, indicators: int, seed: int = 1) -> int:
    """Write every table of the catalog with about so many indicators; how many they are."""
    base = _base(min(DISTINCT, max(indicators // 15, 10)), seed)
    copies = max(1, round(indicators / base["indicator"].height))
    for name in TABLES:
        frame = base[name]
        if name in _SHARED:
            frame.write_parquet(folder / f"{name}.parquet")
            continue
        rows = pl.concat([_copied(frame.lazy(), name, number) for number in range(copies)])
        rows.sink_parquet(folder / f"{name}.parquet", row_group_size=_ROWS_AT_ONCE, maintain_order=True)
    return base["indicator"].height * copies


def _base(forms: int, seed: int) -> dict[str, pl.DataFrame]:
    """Every table of so many clean forms, of forms with planted errors, and of doubts among their cells."""
    sheets = clean_sheets(forms, seed)
    broken = [sheet for error in planted(sheets[: forms // 10], seed, 1) for sheet in error.sheets]
    tables = tables_of([*sheets, *broken])
    codes = doubt_codes()
    cells = tables["cell"].filter(pl.col("table_name") == "indicator")
    cells = cells.sample(fraction=DOUBTED, seed=seed).unique(["form_id", "row_no", "field"], maintain_order=True)
    random = Random(seed)  # noqa: S311  (invented doubts, the same each time)
    tables["doubt"] = cells.with_columns(
        code=pl.Series(random.choices(codes["code"].to_list(), k=cells.height), dtype=pl.String),
        detail=pl.lit(None, pl.String),
    ).select(empty_frame("doubt").columns)
    doubtful = cells.group_by("form_id", indicator_no="row_no").agg(doubted=pl.col("field").unique().sort())
    tables["indicator"] = (
        tables["indicator"]
        .join(doubtful, on=["form_id", "indicator_no"], how="left", maintain_order="left")
        .with_columns(doubtful=pl.coalesce("doubted", "doubtful"))
        .drop("doubted")
    )
    tables |= audit(tables) | {"doubt_code": codes, "code_label": code_labels()}
    return {
        name: tables.get(name, empty_frame(name))
        .with_columns(cs.list().fill_null(pl.lit([], pl.List(pl.String))))
        .sort(entry.primary_key, maintain_order=True)
        for name, entry in TABLES.items()
    }


def _copied(rows: pl.LazyFrame, table: str, number: int) -> pl.LazyFrame:
    """The rows under the keys of a copy."""
    columns = TABLES[table].columns
    prefix = f"{number:03x}"
    changed = [(pl.lit(prefix) + pl.col(name).str.slice(3)).alias(name) for name in _KEYED if name in columns]
    changed += [
        (pl.lit(prefix) + pl.col(name)).alias(name) for name in ("finding_id", "project_key") if name in columns
    ]
    changed += [
        (pl.col(name) + f"（第{number}片区）").alias(name)
        for name in ("department", "department_normalized", "project_name")
        if name in columns
    ]
    if "path" in columns:
        changed.append((pl.lit(f"{prefix}/") + pl.col("path")).alias("path"))
    return rows.with_columns(changed)


def steps(folder: Path) -> dict[str, Callable[[], Any]]:
    """What is measured, each in a process of its own."""
    file = folder / "warehouse.duckdb"
    return {
        "layout": lambda: lay_out(folder, folder.with_name("before")),
        "build": lambda: build_warehouse(folder, file),
        "large views": lambda: write_part_views(folder, file),
        "verify": lambda: verify_warehouse(folder, file),
        "view files": lambda: write_view_files(file, folder, "bench"),
    }


def taken(folder: Path, step: str) -> Taken:
    """Run a step in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.warehouse", "--folder", str(folder), "--step", step]
    answer = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603
    return Taken(*json.loads(answer.stdout))


def run(folder: Path, step: str) -> None:
    """Run a step here and print what it took."""
    work = steps(folder)[step]
    start = time.perf_counter(), time.process_time()
    work()
    end = time.perf_counter(), time.process_time()
    # Not ``ru_maxrss``, which a process takes over from the one that started it.
    peak = int(re.findall(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text("utf-8"))[0]) / 1024
    print(json.dumps([end[0] - start[0], end[1] - start[1], peak]))  # noqa: T201


def seconds(connection: duckdb.DuckDBPyConnection, sql: str, rounds: int = ROUNDS) -> float:
    """Processor seconds of a statement, the best of some rounds; infinite where the memory is too little."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        try:
            connection.execute(sql).fetchall()
        except duckdb.OutOfMemoryException:
            return math.inf
        times.append(time.process_time() - start)
    return min(times)


def asked(file: Path) -> dict[str, tuple[float, float | None]]:
    """Processor seconds of every view, whole and for one department where it has any; the best of some rounds.

    Infinite where the memory is too little.
    """
    with open_readonly(file, MEMORY) as connection:
        (office,) = connection.execute(
            "SELECT department_id FROM department_profile ORDER BY indicators DESC, department_id LIMIT 1"
        ).fetchall()[0]
        found = {}
        for name, view in VIEWS.items():
            # A hash reads every value of every row, and gives one row back.
            columns = ", ".join(f'"{column}"' for column in view.columns)
            hashed = f'SELECT count(*), bit_xor(hash({columns})) FROM "{name}"'  # noqa: S608  (names of the catalog)
            one = f"{hashed} WHERE department_id = {quoted(office)}"
            found[name] = (
                seconds(connection, hashed),
                seconds(connection, one) if "department_id" in view.columns else None,
            )
        return found


def report(folder: Path, indicators: int) -> str:
    """Measure everything and say it beside the goals."""
    took = {step: taken(folder, step) for step in MADE}
    views = asked(folder / "warehouse.duckdb")
    size = (folder / "warehouse.duckdb").stat().st_size / 2**20
    goals = {"build": GOALS["warehouse_build"], "verify": GOALS["warehouse_verify"]}
    lines = [
        "# Speed of the warehouse",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, `make bench-warehouse`; {indicators:,} invented indicators, "
        f"{pl.scan_parquet(folder / 'cell.parquet').select(pl.len()).collect().item():,} cells, {size:,.0f} MiB; "
        f"{os.cpu_count()} cores, load of the machine at the end {os.getloadavg()[0]:.1f}.",
        "",
        "| step | s by the clock | processor s | goal | peak memory of the process, MiB | goal, MiB |",
        "|---|---:|---:|---:|---:|---:|",
        *(
            f"| {step} | {one.seconds:.1f} | {one.processor:.1f} | {goals.get(step, '')} "
            f"| {one.memory:,.0f} | {MEMORY} |"
            for step, one in took.items()
        ),
        "",
        f"Every view, all its columns, processor seconds within {MEMORY} MiB of the database; goals: {GOALS['view']} "
        f"whole, {GOALS['view_of_one']} for one department.",
        "",
        "| view | whole, s | one department, s |",
        "|---|---:|---:|",
        *(
            f"| `{name}` | {whole:.2f} | {'' if one is None else f'{one:.3f}'} |"
            for name, (whole, one) in sorted(views.items(), key=lambda item: -item[1][0])
        ),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--indicators", type=int, default=INDICATORS)
    parser.add_argument("--folder", type=Path, help="tables that were made before, or where to make them")
    parser.add_argument("--step")
    options = parser.parse_args()
    if options.step:
        run(options.folder, options.step)
        return
    with TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "indicator.parquet").exists():
            make(folder, options.indicators)
        indicators = pl.scan_parquet(folder / "indicator.parquet").select(pl.len()).collect().item()
        text = report(folder, indicators)
    TARGET.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
