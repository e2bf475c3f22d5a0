"""The site of a million forms: what making it takes, and how long a browser needs for its index and one department."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from benchmarks.parts import Measured, Size
from benchmarks.scale import tables
from benchmarks.site import made, until_shown
from benchmarks.warehouse import taken

ROUNDS = 3


def measure(size: Size, say: Callable[[str], object]) -> Measured:
    """Seconds until the slower of the two pages is drawn, by the clock of the page; the best of some rounds."""
    folder = tables(size.forms)
    if not (folder / "warehouse.duckdb").exists():
        taken(folder, "build")
        taken(folder, "large views")
    if not (folder / "views" / "projects.parquet").exists():
        taken(folder, "view files")
    writing = made(folder)
    say(f"  written in {writing.seconds:.0f} s\n")
    profile = pl.scan_parquet(folder / "views" / "department_profile.parquet").drop_nulls("department_id")
    by_forms = profile.group_by("department_id").agg(pl.col("forms").sum()).sort("forms", "department_id").collect()
    largest = by_forms["department_id"][-1]
    routes = {
        "the index": "#/",
        "the department with most forms": f"#/departments/{largest}",
        "its shortfalls": f"#/departments/{largest}?table=shortfalls",
        "all indicators": "#/indicators",
        "departments": "#/departments",
        "names with two characters": "#/names?q=教育",
    }
    rounds = [until_shown(folder / "site" / "index.html", [*routes.values()]) for _ in range(ROUNDS)]
    best = dict(
        zip(routes, (min(times, key=lambda one: one.seconds) for times in zip(*rounds, strict=True)), strict=True)
    )
    index, department = [best[name] for name in list(routes)[:2]]
    slower = max(index, department, key=lambda one: one.seconds)
    heads = "| written in, s | processor s | memory, GB | size, MB | files |"
    return Measured(
        {"scale_site": slower.seconds},
        {"scale_site": f"by the clock; index {index}, department {department}, in brackets the processor"},
        {
            "tables": [
                f"Site of {size.forms:,} forms, without pictures of pages:\n", heads, "|---:|---:|---:|---:|---:|",
                f"| {writing} |", "", "| page | s until shown (processor) |", "|---|---:|",
                *(f"| {name} | {opened} |" for name, opened in best.items()), "",
            ]
        },
    )  # fmt: skip
